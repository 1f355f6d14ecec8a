//! Bare-metal builds of the no_std crates

use super::Suite;
use crate::nostd;

pub const SUITE: Suite = Suite {
    name: "nostd",
    about: "protocol, bitstream core and firmware core built for bare-metal Arm, and their size on a controller",
    packages: nostd::packages,
    run: nostd::run,
};
