//! Why the pins cannot be had

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::access::Access;
use super::lock::Holder;

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

impl PiError {
    /// A stable word for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownBoard { .. } => "unknown_board",
            Self::NotAPi => "not_a_pi",
            Self::Unsupported { .. } => "unsupported_pi",
            Self::NoDevice => "no_gpio_device",
            Self::Permission { .. } => "no_permission",
            Self::Device { .. } | Self::Claim { .. } => "gpio_failed",
            Self::InUse { .. } | Self::PinTaken { .. } => "pins_in_use",
            Self::Lock { .. } => "pin_lock_failed",
        }
    }

    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::UnknownBoard { .. } => "use mk1 or mk2, or sim:mk1 or sim:mk2".into(),
            Self::NotAPi => "run it on the Pi beside the board, or use sim:mk1 or sim:mk2".into(),
            Self::Unsupported { .. } => "a FiC board carries a Raspberry Pi 3; 1, 2, 4 and Zero \
                 have the same GPIO registers, a 5 has not"
                .into(),
            Self::NoDevice => "Raspberry Pi OS has /dev/gpiomem; with another system load the \
                 module bcm2835_gpiomem"
                .into(),
            Self::Permission { access, .. } => access.help(),
            Self::Device { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                "without /dev/gpiomem the kernel must be started with iomem=relaxed".into()
            }
            Self::Device { .. } => "see what the kernel says in `dmesg`".into(),
            Self::Claim { .. } => {
                "the kernel's GPIO driver (pinctrl-bcm2835) must be loaded".into()
            }
            Self::InUse { .. } => "stop it first, e.g. with `systemctl stop fic-agent`".into(),
            Self::PinTaken { .. } => "this is a fault of the program".into(),
            Self::Lock { .. } => "name a file that can be written with --pin-lock".into(),
        }
    }

    /// The command line is wrong, rather than the machine.
    pub fn is_usage(&self) -> bool {
        matches!(self, Self::UnknownBoard { .. })
    }
}
