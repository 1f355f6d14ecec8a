//! UART0, a PL011 (Arm DDI 0183, BCM2835 ARM Peripherals 13): FIFOs, flags, baud rate, wake-up
//!
//! A byte takes its time on the line in both directions. What has no room in the receive
//! FIFO waits on the line instead of being lost: no time passes with instructions, so an
//! overrun here would say nothing about a Pi.

use std::collections::VecDeque;

use crate::gpio::UartPins;

const FIFO: usize = 16;
/// `init_uart_clock`, the firmware's default.
const CLOCK_MHZ: u64 = 48;
/// Start, eight data bits, stop.
const BITS_A_BYTE: u64 = 10;
/// Silence after which what is in the receive FIFO asks to be taken.
const TIMEOUT_BITS: u64 = 32;

/// UARTFR.
const TXFE: u32 = 1 << 7;
const RXFF: u32 = 1 << 6;
const TXFF: u32 = 1 << 5;
const RXFE: u32 = 1 << 4;
const BUSY: u32 = 1 << 3;
/// UARTCR.
const RXE: u32 = 1 << 9;
const TXE: u32 = 1 << 8;
const UARTEN: u32 = 1;
/// UARTLCR_H.
const EIGHT_BITS: u32 = 0b11 << 5;
const FEN: u32 = 1 << 4;
/// UARTIMSC, UARTRIS, UARTMIS, UARTICR.
const RT: u32 = 1 << 6;
const RX: u32 = 1 << 4;

/// The UART.
#[derive(Debug)]
pub struct Uart {
    /// In 64ths: UARTIBRD and UARTFBRD as UARTLCR_H took them over.
    divisor: u64,
    whole: u32,
    fraction: u32,
    line_control: u32,
    control: u32,
    levels: u32,
    mask: u32,
    received: VecDeque<u8>,
    /// From the host, still on the line.
    arriving: VecDeque<u8>,
    next_arrival_ns: u64,
    last_arrival_ns: u64,
    /// When the last byte that was written has left.
    sent_ns: u64,
    pins: UartPins,
    /// Bytes that arrived while the pins were the board's or the UART was off.
    lost: u64,
    /// What a driver must not do.
    broken: Vec<String>,
}

impl Default for Uart {
    fn default() -> Self {
        Self {
            divisor: 0,
            whole: 0,
            fraction: 0,
            line_control: 0,
            control: TXE | RXE,
            levels: 0x12,
            mask: 0,
            received: VecDeque::new(),
            arriving: VecDeque::new(),
            next_arrival_ns: 0,
            last_arrival_ns: 0,
            sent_ns: 0,
            pins: UartPins::default(),
            lost: 0,
            broken: Vec::new(),
        }
    }
}

impl Uart {
    /// Reads a register; `None` if there is none, or nothing is modelled behind it.
    pub fn read(&mut self, offset: u32, now_ns: u64) -> Option<u32> {
        self.pass(now_ns);
        Some(match offset {
            0x00 => self.take(),
            0x18 => self.flags(now_ns),
            0x24 => self.whole,
            0x28 => self.fraction,
            0x2C => self.line_control,
            0x30 => self.control,
            0x34 => self.levels,
            0x38 => self.mask,
            0x3C => self.raw(now_ns),
            0x40 => self.raw(now_ns) & self.mask,
            _ => return None,
        })
    }

    /// Writes a register; a byte that goes to the host is returned.
    pub fn write(&mut self, offset: u32, value: u32, now_ns: u64) -> Option<Option<u8>> {
        self.pass(now_ns);
        match offset {
            0x00 => return Some(self.put(value as u8, now_ns)),
            0x24 => self.whole = value & 0xFFFF,
            0x28 => self.fraction = value & 0x3F,
            0x2C => self.line_control(value),
            0x30 => self.control = value,
            0x34 => self.levels = value & 0x3F,
            // Only the interrupts of reception are modelled.
            0x38 if value & !(RT | RX) == 0 => self.mask = value,
            0x44 => {}
            _ => return None,
        }
        Some(None)
    }

    fn line_control(&mut self, value: u32) {
        if self.control & UARTEN != 0 {
            self.rule("the format was changed while the UART runs".into());
        }
        if value & (EIGHT_BITS | FEN) != EIGHT_BITS | FEN {
            self.rule(format!("format {value:#x} is not eight bits with FIFOs"));
        }
        self.line_control = value;
        self.divisor = u64::from(self.whole) * 64 + u64::from(self.fraction);
        if self.divisor < 64 {
            self.rule("a divisor below 1".into());
            self.divisor = 64;
        }
    }

    fn take(&mut self) -> u32 {
        match self.received.pop_front() {
            Some(byte) => byte.into(),
            None => {
                self.rule("the data register was read while nothing was there".into());
                0
            }
        }
    }

    fn put(&mut self, byte: u8, now_ns: u64) -> Option<u8> {
        if self.control & (UARTEN | TXE) != UARTEN | TXE || !self.pins.transmit {
            self.rule("a byte was sent while the line was not the UART's".into());
            return None;
        }
        if self.waiting(now_ns) >= FIFO {
            self.rule("a byte was written to a full FIFO".into());
            return None;
        }
        self.sent_ns = self.sent_ns.max(now_ns) + self.byte_ns();
        Some(byte)
    }

    fn flags(&self, now_ns: u64) -> u32 {
        let waiting = self.waiting(now_ns);
        let flag = |bit, set| if set { bit } else { 0 };
        flag(TXFE, waiting == 0)
            | flag(TXFF, waiting >= FIFO)
            | flag(BUSY, self.sent_ns > now_ns)
            | flag(RXFE, self.received.is_empty())
            | flag(RXFF, self.received.len() >= FIFO)
    }

    /// Bytes that wait in the transmit FIFO: one more is in the shift register.
    fn waiting(&self, now_ns: u64) -> usize {
        let left = self.sent_ns.saturating_sub(now_ns);
        (left.div_ceil(self.byte_ns()) as usize).saturating_sub(1)
    }

    fn raw(&self, now_ns: u64) -> u32 {
        let level = match self.levels >> 3 & 7 {
            0 => 2,
            1 => 4,
            2 => 8,
            3 => 12,
            _ => 14,
        };
        let mut raw = 0;
        if self.received.len() >= level {
            raw |= RX;
        }
        if !self.received.is_empty() && now_ns >= self.timeout_ns() {
            raw |= RT;
        }
        raw
    }

    fn timeout_ns(&self) -> u64 {
        self.last_arrival_ns + self.byte_ns() * TIMEOUT_BITS / BITS_A_BYTE
    }

    pub(crate) fn byte_ns(&self) -> u64 {
        // A bit takes 16 clocks times the divisor.
        (self.divisor.max(64) * BITS_A_BYTE * 16 * 1000 / 64 / CLOCK_MHZ).max(1)
    }

    /// What has arrived by now is in the FIFO, or lost.
    fn pass(&mut self, now_ns: u64) {
        while self.next_arrival_ns <= now_ns && self.received.len() < FIFO {
            let Some(byte) = self.arriving.pop_front() else {
                break;
            };
            match self.pins.receive && self.control & (UARTEN | RXE) == UARTEN | RXE {
                true => self.received.push_back(byte),
                false => self.lost += 1,
            }
            self.last_arrival_ns = self.next_arrival_ns;
            self.next_arrival_ns += self.byte_ns();
        }
    }

    /// The host has sent this.
    pub fn arrive(&mut self, bytes: &[u8], now_ns: u64) {
        if self.arriving.is_empty() {
            self.next_arrival_ns = self.next_arrival_ns.max(now_ns + self.byte_ns());
        }
        self.arriving.extend(bytes);
    }

    /// The pins change hands.
    pub fn set_pins(&mut self, pins: UartPins, now_ns: u64) {
        self.pass(now_ns);
        if self.pins.transmit && !pins.transmit && self.sent_ns > now_ns {
            self.rule("GPIO14 was taken away while a byte was leaving".into());
        }
        self.pins = pins;
    }

    /// The interrupt line.
    pub fn interrupts(&mut self, now_ns: u64) -> bool {
        self.pass(now_ns);
        self.raw(now_ns) & self.mask != 0
    }

    /// When something next happens by itself, if anything does.
    pub fn next_event_ns(&self, now_ns: u64) -> Option<u64> {
        let arrival = (!self.arriving.is_empty()).then_some(self.next_arrival_ns);
        let timeout = (!self.received.is_empty()).then(|| self.timeout_ns());
        let events = [arrival, timeout].into_iter().flatten();
        events.filter(|&at| at > now_ns).min()
    }

    /// Nothing is on its way in.
    pub fn is_silent(&self) -> bool {
        self.arriving.is_empty() && self.received.is_empty()
    }

    fn rule(&mut self, text: String) {
        // One finding is enough to fail, a few help to see why.
        if self.broken.len() < 16 {
            self.broken.push(text);
        }
    }

    /// What the image did that a PL011 does not allow.
    pub fn broken(&self) -> &[String] {
        &self.broken
    }

    /// Bytes that nobody was there to hear.
    pub fn lost(&self) -> u64 {
        self.lost
    }
}
