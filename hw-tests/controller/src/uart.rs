//! A polled PL011

use fic_core::serial_server::Line;

use crate::registers::UART0;
use crate::registers::now_us;
use crate::registers::read;
use crate::registers::write;

const UARTDR: usize = UART0;
const UARTFR: usize = UART0 + 0x18;
const TXFF: u32 = 1 << 5;
const RXFE: u32 = 1 << 4;
/// A byte at 1200 baud takes 8 ms.
const PATIENCE_US: u64 = 100_000;

pub(crate) struct Uart;

impl Line for Uart {
    fn receive(&mut self, buffer: &mut [u8]) -> usize {
        let mut len = 0;
        for place in buffer {
            if read(UARTFR) & RXFE != 0 {
                break;
            }
            *place = read(UARTDR) as u8;
            len += 1;
        }
        len
    }

    fn send(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            let until = now_us() + PATIENCE_US;
            while read(UARTFR) & TXFF != 0 {
                if now_us() > until {
                    return;
                }
            }
            write(UARTDR, byte.into());
        }
    }

    fn now_ms(&mut self) -> u64 {
        now_us() / 1000
    }
}
