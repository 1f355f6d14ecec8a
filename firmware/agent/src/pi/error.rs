//! Why the pins cannot be had

use std::io;
use std::path::PathBuf;

use fic_error::diagnostics;
use thiserror::Error;

use super::access::Access;
use super::holder::Holder;

/// Why the pins of this machine cannot be had.
#[derive(Debug, Error)]
pub enum PiError {
    /// There is no profile of this name.
    #[error("there is no board `{board}`")]
    UnknownBoard {
        /// What was given.
        board: String,
    },
    /// Another machine.
    #[error("this machine is not a Raspberry Pi, so there are no pins of a board to drive")]
    NotAPi,
    /// A Pi whose pins are moved by other registers, or one from the future.
    #[error("this `{model}` is a Raspberry Pi whose GPIO chip this build cannot drive")]
    Unsupported {
        /// What it calls itself.
        model: String,
    },
    /// Neither device node is there.
    #[error("there is neither /dev/gpiomem nor /dev/mem to reach the pins by")]
    NoDevice,
    /// A device node may not be opened.
    #[error("cannot open {}: permission denied ({access})", node.display())]
    Permission {
        /// The node.
        node: PathBuf,
        /// Who may.
        access: Access,
    },
    /// A device node does not work.
    #[error("cannot reach the pins through {}", node.display())]
    Device {
        /// The node.
        node: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The GPIO character device of the kernel, which rppal wants.
    #[error("cannot claim the pins")]
    Claim {
        /// Why.
        source: rppal::gpio::Error,
    },
    /// Another program drives them.
    #[error("the pins are driven by {holder}")]
    InUse {
        /// The other program.
        holder: Holder,
    },
    /// Another user of rppal in this process.
    #[error("GPIO{pin} is used by another part of this program")]
    PinTaken {
        /// BCM number.
        pin: u8,
    },
    /// The file that says who drives the pins.
    #[error("cannot lock `{}`", path.display())]
    Lock {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

diagnostics! { PiError {
    Self::UnknownBoard { .. } => "unknown_board", Usage,
        "use mk1 or mk2, or sim:mk1 or sim:mk2";
    Self::NotAPi => "not_a_pi", Other,
        "run it on the Pi beside the board, or use sim:mk1 or sim:mk2";
    Self::Unsupported { .. } => "unsupported_pi", Other,
        "a FiC board carries a Raspberry Pi 3; 1, 2, 4 and Zero have the same GPIO registers, \
         a 5 has not";
    Self::NoDevice => "no_gpio_device", Other,
        "Raspberry Pi OS has /dev/gpiomem; with another system load the module bcm2835_gpiomem";
    Self::Permission { access, .. } => "no_permission", Other, "{}", access.help();
    Self::Device { source, .. } => "gpio_failed", Other, "{}", device_help(source);
    Self::Claim { .. } => "gpio_failed", Other,
        "the kernel's GPIO driver (pinctrl-bcm2835) must be loaded";
    Self::InUse { .. } => "pins_in_use", Other,
        "stop it first, e.g. with `systemctl stop fic-agent`";
    Self::PinTaken { .. } => "pins_in_use", Other, "this is a fault of the program";
    Self::Lock { .. } => "pin_lock_failed", Other,
        "name a file that can be written with --pin-lock";
}}

fn device_help(source: &io::Error) -> &'static str {
    if source.kind() == io::ErrorKind::PermissionDenied {
        "without /dev/gpiomem the kernel must be started with iomem=relaxed"
    } else {
        "see what the kernel says in `dmesg`"
    }
}
