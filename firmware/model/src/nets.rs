//! Who drives a pin, and the level that follows

use crate::gpio::Gpio;

/// What everything but the Pi puts on the 32 pins of bank 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Far {
    /// Pins driven push-pull by the FPGA or the board, and their levels.
    pub(crate) driven: u32,
    pub(crate) levels: u32,
    /// Pins pulled low by an open drain.
    pub(crate) drained: u32,
    /// Pins with an external resistor.
    pub(crate) pulled_up: u32,
    pub(crate) pulled_down: u32,
}

/// Levels of the pins and the pins that two sides drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Resolved {
    pub(crate) levels: u32,
    /// Driven push-pull from both sides, or against an open drain.
    pub(crate) contended: u32,
    /// Of these, the ones whose two levels differ.
    pub(crate) opposed: u32,
}

/// Strong drivers win over resistors, resistors on the board over the Pi's pulls; a pin that nobody
/// holds reads 0. Where two drivers disagree the level is 0: the case is logged anyway.
pub(crate) fn resolve(gpio: &Gpio, far: &Far) -> Resolved {
    let near = gpio.outputs[0];
    let near_levels = gpio.latch[0] & near;
    let far_levels = far.levels & far.driven & !far.drained;
    let far_strong = far.driven | far.drained;
    let both = near & far_strong;
    let opposed = both & (near_levels ^ far_levels);
    // Two sides that pull an open drain low do no harm.
    let harmless = far.drained & !far.driven & !near_levels;
    let weak_up = far.pulled_up | (gpio.pull_up & !far.pulled_down);
    let weak = weak_up & !near & !far_strong;
    let strong = (near_levels & !far_strong) | (far_levels & !near) | (near_levels & far_levels);
    Resolved {
        levels: strong | weak,
        contended: both & !harmless,
        opposed,
    }
}
