//! Everything put together

#![allow(unsafe_code, reason = "takes the store's memory")]

use fic_core::RamStore;
use fic_core::profile;
use fic_core::selectmap;
use fic_core::serial_server::Line;
use fic_core::serial_server::SerialServer;
use fic_core::service::About;
use fic_core::service::Service;
use fic_protocol::BoardKind;
use fic_protocol::Health;
use fic_protocol::truncated;

use crate::arch;
use crate::board;
use crate::board::Pins;
use crate::build_id;
use crate::config::Config;
use crate::end;
use crate::link::Link;
use crate::link::WINDOW_BYTES;

/// Between two reports of damaged frames.
const NOISE_MS: u64 = 1000;

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
        build: build_id::build(),
        kind: BoardKind::Real,
        window_bytes: WINDOW_BYTES,
    };
    let mut service = Service::new(pins, store, profile, about);
    let mut server = SerialServer::new(Health {
        model: truncated("Raspberry Pi 3, no operating system"),
        ..Health::default()
    });
    server.require_lease(config.lease_required());
    let mut frame_errors = FrameErrorLog::default();
    loop {
        let more = server.poll(&mut link, &mut service);
        frame_errors.report(server.bad_frames(), link.now_ms());
        if !more {
            link.wait();
        }
    }
}

/// Damaged frames that were told of.
#[derive(Default)]
struct FrameErrorLog {
    told: u32,
    next_ms: u64,
}

impl FrameErrorLog {
    /// Tells of new ones now and then: a noisy line must not be filled with its own noise.
    fn report(&mut self, damaged: u32, now_ms: u64) {
        if damaged != self.told && now_ms >= self.next_ms {
            self.told = damaged;
            self.next_ms = now_ms.saturating_add(NOISE_MS);
            defmt::warn!("line: {=u32} damaged frames so far", damaged);
        }
    }
}
