//! Everything put together

#![allow(unsafe_code, reason = "takes the store's memory")]

use fic_core::RamStore;
use fic_core::line::LineServer;
use fic_core::profile;
use fic_core::selectmap;
use fic_core::service::About;
use fic_core::service::Service;
use fic_protocol::BoardKind;
use fic_protocol::Health;
use fic_protocol::truncated;

use crate::arch;
use crate::board;
use crate::board::Pins;
use crate::config::Config;
use crate::end;
use crate::link::Link;
use crate::link::WINDOW_BYTES;

/// Serves for ever.
pub fn run() -> ! {
    let config = Config::read();
    let mut link = Link::start(config.baud);
    board::enable_uart_interrupt();
    let Some(profile) = profile::by_name(config.board()) else {
        defmt::error!("no board is called {=str}", config.board());
        end::stop()
    };
    let mut pins = Pins::new();
    if selectmap::make_safe(&mut pins, &profile).is_err() {
        defmt::error!("the pins could not be made safe");
    }
    link.reclaim();
    arch::unmask_interrupts();
    defmt::info!(
        "fic-image {=str} for {=str}, {=u32} baud",
        env!("CARGO_PKG_VERSION"),
        config.board(),
        config.baud
    );
    // SAFETY: asked for once, here.
    let store = RamStore::new(unsafe { arch::store_memory() });
    let about = About {
        build: truncated(concat!("fic-image ", env!("CARGO_PKG_VERSION"))),
        kind: BoardKind::Real,
        window_bytes: WINDOW_BYTES,
    };
    let mut service = Service::new(pins, store, profile, about);
    let mut server = LineServer::new(Health {
        model: truncated("Raspberry Pi 3, no operating system"),
        ..Health::default()
    });
    loop {
        if !server.poll(&mut link, &mut service) {
            link.wait();
        }
    }
}
