//! The whole loader over single embedded-hal pins
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::cell::RefCell;
use std::convert::Infallible;
use std::rc::Rc;

use embedded_hal::delay::DelayNs;
use embedded_hal::digital::ErrorType;
use embedded_hal::digital::InputPin;
use embedded_hal::digital::OutputPin;
use fic_core::GpioPort;
use fic_core::adaptor::FlexPin;
use fic_core::adaptor::PIN_COUNT;
use fic_core::adaptor::PinPort;
use fic_core::profile::MK1;
use fic_core::profile::MK2;
use fic_core::selectmap::Loading;
use support::*;

type Shared = Rc<RefCell<Board>>;

struct Pin(Shared, u32);

impl ErrorType for Pin {
    type Error = Infallible;
}

impl OutputPin for Pin {
    fn set_low(&mut self) -> Result<(), Infallible> {
        self.0.borrow_mut().clear(self.1).unwrap();
        Ok(())
    }

    fn set_high(&mut self) -> Result<(), Infallible> {
        self.0.borrow_mut().set(self.1).unwrap();
        Ok(())
    }
}

impl InputPin for Pin {
    fn is_high(&mut self) -> Result<bool, Infallible> {
        Ok(self.0.borrow_mut().levels().unwrap() & self.1 != 0)
    }

    fn is_low(&mut self) -> Result<bool, Infallible> {
        self.is_high().map(|high| !high)
    }
}

impl FlexPin for Pin {
    fn set_as_output(&mut self) -> Result<(), Infallible> {
        self.0.borrow_mut().directions(self.1, 0).unwrap();
        Ok(())
    }

    fn set_as_input(&mut self) -> Result<(), Infallible> {
        self.0.borrow_mut().directions(0, self.1).unwrap();
        Ok(())
    }
}

struct Delay(Shared);

impl DelayNs for Delay {
    fn delay_ns(&mut self, ns: u32) {
        self.0.borrow_mut().now_ns += u64::from(ns);
    }
}

fn port(board: &Shared) -> PinPort<Pin, Delay, impl FnMut() -> u64> {
    let pins: [Option<Pin>; PIN_COUNT] =
        std::array::from_fn(|number| (number > 3).then(|| Pin(board.clone(), 1 << number)));
    let clock = board.clone();
    let now = move || {
        clock.borrow_mut().now_ns += 1;
        clock.borrow().now_ns
    };
    PinPort::new(pins, Delay(board.clone()), now)
}

#[test]
fn a_load_over_single_pins_reaches_done_with_the_same_data() {
    let data: Vec<u8> = (0..4000_u32).map(|i| ((i * 31) >> 3) as u8).collect();
    for profile in [MK1, MK2] {
        let board: Shared = Rc::new(RefCell::new(Board::new(Fpga::GOOD)));
        let mut pins = port(&board);
        let mut loading = Loading::begin_full(&mut pins, &profile, profile.mode)
            .ok()
            .unwrap();
        loading.write(&data).unwrap();
        loading.finish().unwrap();
        let mut direct = Board::new(Fpga::GOOD);
        let mut loading = Loading::begin_full(&mut direct, &profile, profile.mode)
            .ok()
            .unwrap();
        loading.write(&data).unwrap();
        loading.finish().unwrap();
        let board = board.borrow();
        assert!(board.configured);
        assert_eq!(board.taken, direct.taken);
        assert_eq!(board.driven(), direct.driven());
    }
}

#[test]
fn a_missing_pin_reads_low_and_ignores_writes() {
    let board: Shared = Rc::new(RefCell::new(Board::new(Fpga::GOOD)));
    let mut pins = port(&board);
    pins.set(1).unwrap();
    pins.directions(1, 0).unwrap();
    assert_eq!(pins.levels().unwrap() & 0xF, 0);
    assert_eq!(board.borrow().driven(), (0, 0));
}
