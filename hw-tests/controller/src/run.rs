//! Everything put together

#![allow(unsafe_code, reason = "the entry has a name; takes the store's memory")]

use core::panic::PanicInfo;

use fic_core::RamStore;
use fic_core::adaptor::PinPort;
use fic_core::profile;
use fic_core::serial_server::SerialServer;
use fic_core::service::About;
use fic_core::service::Service;
use fic_protocol::BoardKind;
use fic_protocol::Health;
use fic_protocol::truncated;

use crate::pins::Delay;
use crate::pins::Pin;
use crate::registers::now_us;
use crate::uart::Uart;

const STORE_LEN: usize = 64 * 1024;

static mut STORE: [u8; STORE_LEN] = [0; STORE_LEN];

/// Where a start-up code would jump to.
// SAFETY: no other symbol has this name.
#[unsafe(no_mangle)]
extern "C" fn _start() -> ! {
    let pins = core::array::from_fn(|number| (number > 3).then_some(Pin(1 << number)));
    let port = PinPort::new(pins, Delay, || now_us() * 1000);
    let memory = &raw mut STORE;
    // SAFETY: asked for once, here.
    let store = RamStore::new(unsafe { &mut *memory });
    let about = About {
        build: truncated(concat!("fic-controller ", env!("CARGO_PKG_VERSION"))),
        kind: BoardKind::Real,
        window_bytes: 0,
    };
    let mut service = Service::new(port, store, profile::MK2, about);
    let mut server = SerialServer::new(Health::default());
    loop {
        server.poll(&mut Uart, &mut service);
    }
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}
