//! The end of a run that failed: say so, make the pins safe, reset

use core::panic::PanicInfo;
use core::sync::atomic::AtomicBool;
use core::sync::atomic::Ordering;

use fic_core::profile;
use fic_core::selectmap;
use fic_protocol::frame::Header;
use fic_protocol::frame::Kind;
use fic_protocol::frame::encode_frame;

use crate::arch;
use crate::board;
use crate::board::Function;
use crate::board::Gpio;
use crate::board::Pins;
use crate::board::SystemTimer;
use crate::board::Uart;
use crate::config::Config;
use crate::log;

/// Bytes of log data in one frame.
const PIECE: usize = 128;
/// Frames at most: all that can wait, and a bound on the time until the reset.
const MOST_FRAMES: usize = 16;
/// Time for a host to see a message before the line falls silent for the boot.
const BEFORE_RESET_US: u64 = 1_000;

/// What the processor tells of an exception.
#[derive(Debug, Clone, Copy)]
pub struct Exception {
    /// Number of the vector, 0 to 15.
    pub vector: u64,
    /// ESR_EL1.
    pub syndrome: u64,
    /// ELR_EL1: where it happened.
    pub at: u64,
    /// FAR_EL1: the address that was accessed, if it was an access.
    pub address: u64,
    /// x30: whose call it was.
    pub link_register: u64,
}

/// Reports an exception and ends.
pub fn exception(exception: Exception) -> ! {
    defmt::error!(
        "exception {=u64}: syndrome {=u64:#x}, at {=u64:#x}, address {=u64:#x}, called from {=u64:#x}",
        exception.vector,
        exception.syndrome,
        exception.at,
        exception.address,
        exception.link_register
    );
    stop()
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    let (file, line) = info
        .location()
        .map_or(("", 0), |place| (place.file(), place.line()));
    defmt::error!("panic at {=str}:{=u32}", file, line);
    stop()
}

/// An end has begun: what fails in it leads here again.
static ENDING: AtomicBool = AtomicBool::new(false);

/// Sends what was logged, makes the pins safe, resets.
///
/// The report comes first, because whatever was wrong may strike again at the pins; it is
/// short and bounded, and neither the configuration port nor a design's bus looks at its
/// data without an edge of a clock or strobe that stands still meanwhile.
pub fn stop() -> ! {
    arch::mask_interrupts();
    // Load and store, no exchange: before the MMU is on there are no exclusive accesses.
    if ENDING.load(Ordering::Relaxed) {
        board::reset();
    }
    ENDING.store(true, Ordering::Relaxed);
    arch::between_peripherals();
    let timer = SystemTimer::new();
    tell(timer);
    arch::between_peripherals();
    if let Some(profile) = profile::by_name(Config::read().board()) {
        // Nothing better can be done if this fails.
        let _ = selectmap::make_safe(&mut Pins::new(), &profile);
    }
    arch::between_peripherals();
    timer.delay_us(BEFORE_RESET_US);
    board::reset()
}

fn tell(timer: SystemTimer) {
    let uart = Uart::new();
    Gpio::new().set_uart_pins([Function::ALT0; 2]);
    arch::between_peripherals();
    let mut body = [0; PIECE];
    let mut wire = [0; PIECE + 32];
    // Ends the frame that may have been under way.
    let mut goes_on = uart.send(0, timer, || {});
    for _ in 0..MOST_FRAMES {
        let len = log::take(&mut body);
        if len == 0 || !goes_on {
            break;
        }
        let header = Header {
            version: fic_protocol::CURRENT_VERSION,
            kind: Kind::Log,
            id: 0,
        };
        let body = body.get(..len).unwrap_or_default();
        let len = encode_frame(header, body, &mut wire).unwrap_or(0);
        let frame = wire.get(..len).unwrap_or_default();
        goes_on = frame.iter().all(|&byte| uart.send(byte, timer, || {}));
    }
    uart.drain(timer);
}
