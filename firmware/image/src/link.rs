//! The serial line, and the two pins that it shares with the board
//!
//! GPIO14 and GPIO15 are the only pins of a Pi 3's header with a UART behind them, and on
//! a FiC board they are CD6 and CD7. So the line lends them to the board while a request
//! uses its pins: all that was sent has left by then, and until they are back nothing is
//! heard. Between two pieces of a load they come back for the time of a report: the FPGA
//! looks at its data pins only while CCLK rises.
//!
//! To the host, what the board does on GPIO14 meanwhile is noise.

use fic_core::serial_server::Line;
use fic_protocol::BoardResponse;
use heapless::Deque;

use crate::arch;
use crate::board::Function;
use crate::board::Gpio;
use crate::board::LineErrors;
use crate::board::SystemTimer;
use crate::board::Uart;
use crate::log;
use crate::masked::Masked;

/// Bytes of chunks that a host may have under way, in [`fic_protocol::Identity`].
pub const WINDOW_BYTES: u32 = 2 * fic_protocol::limits::CHUNK_LEN as u32;
/// 13 ms of a line at 3 Mbaud. While a host sends unasked, it sends chunks, and one is
/// unpacked, hashed and kept in less than 2 ms.
const RECEIVED: usize = 4096;

/// Start bit, eight data bits, stop bit.
const BITS_PER_BYTE: u32 = 10;

/// What was received and not looked at yet.
struct Inbox {
    bytes: Deque<u8, RECEIVED>,
    errors: LineErrors,
}

static INBOX: Masked<Inbox> = Masked::new(Inbox {
    bytes: Deque::new(),
    errors: LineErrors {
        overrun: 0,
        framing: 0,
    },
});

/// Moves what the UART has to the inbox. What has no room stays where it is and asks for
/// nobody until there is some.
fn pump(uart: Uart) {
    INBOX.with(|inbox| {
        let Inbox { bytes, errors } = inbox;
        while !bytes.is_full() {
            match uart.take(errors) {
                // There is room.
                Some(byte) => drop(bytes.push_back(byte)),
                None => break,
            }
        }
        uart.interrupt_on_receive(!bytes.is_full());
    });
}

/// The UART's interrupt.
pub fn interrupt() {
    pump(Uart::new());
}

/// The line to the host.
pub struct Link {
    uart: Uart,
    timer: SystemTimer,
    gpio: Gpio,
    /// What the pins are while the board has them.
    lent: [Function; 2],
    /// Time of a byte on the line, rounded up.
    byte_us: u64,
}

impl Link {
    /// Takes the pins and starts the UART.
    pub fn start(baud: u32) -> Self {
        let link = Self {
            uart: Uart::new(),
            timer: SystemTimer::new(),
            gpio: Gpio::new(),
            lent: [Function::INPUT; 2],
            byte_us: u64::from(BITS_PER_BYTE * 1_000_000 / baud.max(1)) + 1,
        };
        link.uart.start(baud);
        link.gpio.set_uart_pins([Function::ALT0; 2]);
        link
    }

    /// Takes the pins again after something else has made them the board's.
    pub fn reclaim(&mut self) {
        self.attach();
    }

    /// Sleeps until something has arrived.
    pub fn wait(&mut self) {
        pump(self.uart);
        let before = arch::mask_interrupts();
        if INBOX.with(|inbox| inbox.bytes.is_empty()) {
            arch::wait_for_interrupt();
        }
        arch::restore_interrupts(before);
        self.report_errors();
    }

    fn report_errors(&self) {
        let errors = INBOX.with(|inbox| core::mem::take(&mut inbox.errors));
        if errors != LineErrors::default() {
            defmt::warn!(
                "line: {=u32} overruns, {=u32} framing errors",
                errors.overrun,
                errors.framing
            );
        }
        let lost = log::take_lost();
        if lost > 0 {
            defmt::warn!("log: {=u32} records had no room", lost);
        }
    }
}

impl Line for Link {
    fn receive(&mut self, buffer: &mut [u8]) -> usize {
        pump(self.uart);
        INBOX.with(|inbox| {
            let mut len = 0;
            for (to, from) in buffer
                .iter_mut()
                .zip(core::iter::from_fn(|| inbox.bytes.pop_front()))
            {
                *to = from;
                len += 1;
            }
            len
        })
    }

    fn send(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if !self.uart.send(byte, self.timer, || pump(self.uart)) {
                return;
            }
        }
    }

    fn now_ms(&mut self) -> u64 {
        self.timer.now_us() / 1000
    }

    fn take_log(&mut self, buffer: &mut [u8]) -> usize {
        log::take(buffer)
    }

    fn answered(&mut self, what: &'static str, who: &str, response: &BoardResponse) {
        record(what, who, response);
    }

    fn detach(&mut self) {
        self.uart.drain(self.timer);
        arch::between_peripherals();
        self.gpio.set_uart_pins(self.lent);
    }

    fn attach(&mut self) {
        self.lent = self.gpio.uart_pins();
        self.gpio.set_uart_pins([Function::ALT0; 2]);
        arch::between_peripherals();
        // The host may take the last of the noise for the start of a byte, and all of it
        // for the start of a frame: silence ends the one, a zero the other.
        self.timer.delay_us(self.byte_us);
        self.send(&[0]);
    }
}

/// What is worth a record: what changed the board, and what failed.
fn record(what: &str, who: &str, response: &BoardResponse) {
    match response {
        BoardResponse::Failed(failure) => {
            defmt::warn!("{=str} by {=str}: {}", what, who, failure.error);
        }
        BoardResponse::Leased(lease) => {
            defmt::warn!(
                "{=str} by {=str}: held by {=str}",
                what,
                who,
                lease.user.as_str()
            );
        }
        BoardResponse::Loaded(report) => defmt::info!(
            "{=str} by {=str}: {=u32} bytes in {=u64} us",
            what,
            who,
            report.record.len_bytes,
            report.record.duration_us
        ),
        BoardResponse::Done if what == "reset" => defmt::info!("{=str} by {=str}", what, who),
        _ => {}
    }
}
