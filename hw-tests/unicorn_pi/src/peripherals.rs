//! Everything behind the processor: registers, the board, the host's line, and time

use std::collections::VecDeque;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::Sender;

use fic_model::Model;

use crate::events::Event;
use crate::events::Question;
use crate::gpio::Gpio;
use crate::interrupts::Interrupts;
use crate::meter::Meter;
use crate::power::Power;
use crate::timer;
use crate::uart::Uart;

/// Pages of registers.
pub const TIMER: u64 = 0x3F00_3000;
/// As above.
pub const INTERRUPTS: u64 = 0x3F00_B000;
/// As above.
pub const POWER: u64 = 0x3F10_0000;
/// As above.
pub const GPIO: u64 = 0x3F20_0000;
/// As above.
pub const UART: u64 = 0x3F20_1000;
/// Every page that there is.
pub const PAGES: [u64; 5] = [TIMER, INTERRUPTS, POWER, GPIO, UART];

/// What the model takes for a GPIO register (hardware.md 6.5), here for the others, too.
const READ_NS: u64 = 61;
const WRITE_NS: u64 = 8;
/// GPIO14: CD6 of the board, TXD0 of the UART.
const SHARED_PIN: u32 = 1 << 14;
/// Why the processor has to stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// The image did what the machine does not allow.
    Fault(String),
    /// The watchdog resets the chip.
    Reset,
    /// Nobody is interested any more.
    End,
}

/// A point of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Instructions since power-up, if they are counted.
    pub instructions: u64,
    /// Virtual time since power-up.
    pub ns: u64,
}

/// The registers and what is behind them.
pub struct Peripherals {
    /// The board at the pins.
    pub board: Model,
    /// Costs of a load.
    pub meter: Meter,
    /// Instructions since power-up, if they are counted.
    pub instructions: u64,
    /// When the image first slept after each start.
    pub boots: Vec<Moment>,
    /// When it first slept after it had said something.
    pub first_answer: Option<Moment>,
    /// The watchdog's resets.
    pub resets: u64,
    /// While the board has GPIO14 the host hears what happens there.
    pub noisy: bool,
    pub(crate) stop: Option<Stop>,
    gpio: Gpio,
    pub(crate) uart: Uart,
    pub(crate) interrupts: Interrupts,
    power: Power,
    /// When GPIO14 first moved since the board has it.
    moved_from_ns: Option<u64>,
    pub(crate) noise: u32,
    pub(crate) has_spoken: bool,
    pub(crate) when_idle: VecDeque<Question>,
    pub(crate) events: Receiver<Event>,
    pub(crate) to_host: Sender<Vec<u8>>,
}

impl Peripherals {
    /// A machine as after power-up.
    pub(crate) fn new(board: Model, events: Receiver<Event>, to_host: Sender<Vec<u8>>) -> Self {
        Self {
            board,
            meter: Meter::default(),
            instructions: 0,
            boots: Vec::new(),
            first_answer: None,
            has_spoken: false,
            resets: 0,
            noisy: true,
            stop: None,
            gpio: Gpio::default(),
            uart: Uart::default(),
            interrupts: Interrupts::default(),
            power: Power::default(),
            moved_from_ns: None,
            noise: 0x0F1C_5EED,
            when_idle: VecDeque::new(),
            events,
            to_host,
        }
    }

    pub(crate) fn request_reset(&mut self) {
        self.stop = Some(Stop::Reset);
    }

    /// The chip is reset; the board is not.
    pub(crate) fn reset(&mut self) {
        self.board.reboot_pi();
        self.gpio = Gpio::default();
        self.uart = Uart::default();
        self.interrupts = Interrupts::default();
        self.power = Power::default();
        self.moved_from_ns = None;
        self.resets += 1;
    }

    /// What the image did at the UART that a PL011 does not allow.
    pub fn uart_rules(&self) -> &[String] {
        self.uart.broken()
    }

    /// Bytes of the host that nobody was there to hear.
    pub fn lost_bytes(&self) -> u64 {
        self.uart.lost()
    }

    pub(crate) fn read(&mut self, address: u64, size: usize) -> u32 {
        if size != 4 {
            self.fault(format!(
                "{size} bytes read at {address:#x}: registers are words"
            ));
            return 0;
        }
        self.meter.access(None, self.instructions);
        let (page, offset) = (address & !0xFFF, (address & 0xFFF) as u32);
        if page != GPIO {
            self.board.advance_ns(READ_NS);
        }
        let now_ns = self.board.now_ns();
        let value = match page {
            GPIO => self.gpio.read(&mut self.board, offset),
            UART => {
                self.listen();
                self.uart.read(offset, now_ns)
            }
            TIMER => timer::read(offset, now_ns),
            INTERRUPTS => self.interrupts.read(offset),
            POWER => self.power.read(offset),
            _ => None,
        };
        value.unwrap_or_else(|| {
            self.fault(format!(
                "read at {address:#x}, where no register is modelled"
            ));
            0
        })
    }

    pub(crate) fn write(&mut self, address: u64, size: usize, value: u32) {
        let (page, offset) = (address & !0xFFF, (address & 0xFFF) as u32);
        if size != 4 {
            return self.fault(format!(
                "{size} bytes written at {address:#x}: registers are words"
            ));
        }
        self.meter
            .access((page == GPIO).then_some((offset, value)), self.instructions);
        let done = match page {
            GPIO => self.write_gpio(offset, value),
            _ => self.write_other(page, offset, value),
        };
        if done.is_none() {
            self.fault(format!(
                "{value:#x} written at {address:#x}, where nothing is modelled for it"
            ));
        }
    }

    #[inline]
    fn write_gpio(&mut self, offset: u32, value: u32) -> Option<()> {
        if value & SHARED_PIN != 0 && offset > 0x14 && self.moved_from_ns.is_none() {
            self.moved_from_ns = Some(self.board.now_ns());
        }
        self.gpio.write(&mut self.board, offset, value)?;
        if offset <= 0x14 {
            self.hand_over();
        }
        Some(())
    }

    fn write_other(&mut self, page: u64, offset: u32, value: u32) -> Option<()> {
        self.board.advance_ns(WRITE_NS);
        match page {
            UART => {
                if let Some(byte) = self.uart.write(offset, value, self.board.now_ns())? {
                    // Zeros only part frames.
                    self.has_spoken |= byte != 0;
                    // Nobody at the other end is no error.
                    let _ = self.to_host.send(vec![byte]);
                }
            }
            INTERRUPTS => self.interrupts.write(offset, value)?,
            POWER => {
                if self.power.write(offset, value)? {
                    self.stop = Some(Stop::Reset);
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// The two pins may have changed hands.
    fn hand_over(&mut self) {
        let (pins, now_ns) = (self.gpio.uart_pins(), self.board.now_ns());
        self.uart.set_pins(pins, now_ns);
        if !pins.transmit {
            return;
        }
        if let Some(from_ns) = self.moved_from_ns.take().filter(|_| self.noisy) {
            self.make_noise(now_ns - from_ns);
        }
    }

    pub(crate) fn fault(&mut self, text: String) {
        self.stop.get_or_insert(Stop::Fault(text));
    }
}
