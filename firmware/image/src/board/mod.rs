//! The Raspberry Pi 3: peripherals of the BCM2837
//!
//! Register names are those of "BCM2835 ARM Peripherals"; the peripherals stand at
//! 0x3F00_0000 on this chip instead of 0x2000_0000.

mod gpio;
mod interrupts;
mod pins;
mod timer;
mod uart;
mod watchdog;

pub use fic_core::gpio_block::Function;
pub use gpio::Gpio;
pub use interrupts::enable_uart_interrupt;
pub use pins::Pins;
pub use timer::SystemTimer;
pub use uart::LineErrors;
pub use uart::Uart;
pub use watchdog::reset;
