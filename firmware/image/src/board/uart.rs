//! UART0, a PL011
//!
//! At 3 Mbaud a byte takes 3.3 µs. The receive FIFO has 16 places and interrupts at 8, so
//! the handler has 27 µs before anything is lost; the longest time with interrupts masked
//! is a copy of 256 bytes out of the receive buffer. The buffer behind it is longer than
//! all that a host may send unasked (`window_bytes`).

#![allow(unsafe_code, reason = "registers at a fixed address")]

use tock_registers::interfaces::Readable;
use tock_registers::interfaces::Writeable;
use tock_registers::register_bitfields;
use tock_registers::register_structs;
use tock_registers::registers::ReadOnly;
use tock_registers::registers::ReadWrite;
use tock_registers::registers::WriteOnly;

use super::SystemTimer;

const BASE: usize = 0x3F20_1000;
/// What `init_uart_clock` in config.txt says; the firmware's default, too.
const CLOCK_HZ: u32 = 48_000_000;
/// A byte at 1200 baud takes 8 ms: if the FIFO has not moved by then its clock stands still.
const PATIENCE_US: u64 = 100_000;

register_bitfields! {
    u32,
    UARTDR [
        OE OFFSET(11) NUMBITS(1) [],
        BE OFFSET(10) NUMBITS(1) [],
        PE OFFSET(9) NUMBITS(1) [],
        FE OFFSET(8) NUMBITS(1) [],
        DATA OFFSET(0) NUMBITS(8) []
    ],
    UARTFR [
        TXFF OFFSET(5) NUMBITS(1) [],
        RXFE OFFSET(4) NUMBITS(1) [],
        BUSY OFFSET(3) NUMBITS(1) []
    ],
    UARTLCR_H [
        WLEN OFFSET(5) NUMBITS(2) [ EightBit = 3 ],
        FEN OFFSET(4) NUMBITS(1) []
    ],
    UARTCR [
        RXE OFFSET(9) NUMBITS(1) [],
        TXE OFFSET(8) NUMBITS(1) [],
        UARTEN OFFSET(0) NUMBITS(1) []
    ],
    UARTIFLS [
        RXIFLSEL OFFSET(3) NUMBITS(3) [ OneHalf = 2 ]
    ],
    /// UARTIMSC, UARTMIS and UARTICR have the same bits.
    UARTINT [
        RT OFFSET(6) NUMBITS(1) [],
        RX OFFSET(4) NUMBITS(1) []
    ]
}

register_structs! {
    #[allow(non_snake_case)]
    Registers {
        (0x00 => UARTDR: ReadWrite<u32, UARTDR::Register>),
        (0x04 => _reserved0),
        (0x18 => UARTFR: ReadOnly<u32, UARTFR::Register>),
        (0x1C => _reserved1),
        (0x24 => UARTIBRD: WriteOnly<u32>),
        (0x28 => UARTFBRD: WriteOnly<u32>),
        (0x2C => UARTLCR_H: WriteOnly<u32, UARTLCR_H::Register>),
        (0x30 => UARTCR: WriteOnly<u32, UARTCR::Register>),
        (0x34 => UARTIFLS: ReadWrite<u32, UARTIFLS::Register>),
        (0x38 => UARTIMSC: ReadWrite<u32, UARTINT::Register>),
        (0x3C => _reserved2),
        (0x44 => UARTICR: WriteOnly<u32>),
        (0x48 => @END),
    }
}

/// What went wrong on the line since it was asked last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LineErrors {
    /// Bytes lost because nobody took them in time.
    pub overrun: u32,
    /// Bytes without a stop bit: noise, or another baud rate.
    pub framing: u32,
}

/// The UART; copies are the same UART.
#[derive(Clone, Copy)]
pub struct Uart {
    registers: &'static Registers,
}

impl Uart {
    /// The UART of this machine; touches nothing.
    pub fn new() -> Self {
        // SAFETY: the Pi 3's UART0, mapped as device memory, always there.
        let registers = unsafe { &*(BASE as *const Registers) };
        Self { registers }
    }

    /// Eight data bits, no parity, one stop bit; interrupts while bytes are to be taken.
    pub fn start(self, baud: u32) {
        let registers = self.registers;
        registers.UARTCR.set(0);
        registers.UARTICR.set(0x7FF);
        let (whole, fraction) = divisor(baud);
        registers.UARTIBRD.set(whole);
        registers.UARTFBRD.set(fraction);
        // Takes the divisor over, too.
        registers
            .UARTLCR_H
            .write(UARTLCR_H::WLEN::EightBit + UARTLCR_H::FEN::SET);
        registers.UARTIFLS.write(UARTIFLS::RXIFLSEL::OneHalf);
        self.interrupt_on_receive(true);
        registers
            .UARTCR
            .write(UARTCR::UARTEN::SET + UARTCR::TXE::SET + UARTCR::RXE::SET);
    }

    /// The next byte that has arrived, and what went wrong with it.
    ///
    /// A byte with a framing error is given, too: it ends or breaks a frame, and a frame's
    /// checksum is what tells good from bad.
    #[inline]
    pub fn take(self, errors: &mut LineErrors) -> Option<u8> {
        if self.registers.UARTFR.is_set(UARTFR::RXFE) {
            return None;
        }
        let data = self.registers.UARTDR.extract();
        errors.overrun = errors.overrun.wrapping_add(data.read(UARTDR::OE));
        errors.framing = errors.framing.wrapping_add(data.read(UARTDR::FE));
        Some(data.read(UARTDR::DATA) as u8)
    }

    /// Interrupt while bytes are to be taken, or not.
    #[inline]
    pub fn interrupt_on_receive(self, wanted: bool) {
        let mask = &self.registers.UARTIMSC;
        if wanted {
            mask.write(UARTINT::RX::SET + UARTINT::RT::SET);
        } else {
            mask.set(0);
        }
    }

    /// Whether a byte can be sent without waiting.
    #[inline]
    pub fn has_room(self) -> bool {
        !self.registers.UARTFR.is_set(UARTFR::TXFF)
    }

    /// Sends a byte if there is room.
    #[inline]
    pub fn put(self, byte: u8) {
        self.registers.UARTDR.set(u32::from(byte));
    }

    /// Sends a byte, `meanwhile` waiting for room; false if there was none for far too long.
    pub fn send(self, byte: u8, timer: SystemTimer, mut meanwhile: impl FnMut()) -> bool {
        if !self.has_room() {
            let until = timer.now_us() + PATIENCE_US;
            while !self.has_room() {
                meanwhile();
                if timer.now_us() > until {
                    return false;
                }
            }
        }
        self.put(byte);
        true
    }

    /// Waits until the last bit has left.
    pub fn drain(self, timer: SystemTimer) {
        let until = timer.now_us() + PATIENCE_US;
        while self.registers.UARTFR.is_set(UARTFR::BUSY) && timer.now_us() < until {}
    }
}

/// Whole and 64ths of the clock's 16th over `baud`; at least 1, which is 3 Mbaud.
fn divisor(baud: u32) -> (u32, u32) {
    let sixty_fourths = (u64::from(CLOCK_HZ) * 4 + u64::from(baud / 2)) / u64::from(baud.max(1));
    let sixty_fourths = sixty_fourths.clamp(64, 0xFFFF * 64) as u32;
    (sixty_fourths >> 6, sixty_fourths & 63)
}
