//! The way to the register block: which Pi, which device node

use std::fs;
use std::fs::File;
use std::fs::OpenOptions;
use std::io;
use std::io::ErrorKind;
use std::path::Path;

use rppal::system::DeviceInfo;
use rppal::system::Model;
use rppal::system::SoC;

use super::access::Access;
use super::error::PiError;
use super::raw::Block;

const GPIOMEM: &str = "/dev/gpiomem";
const MEM: &str = "/dev/mem";
const GROUPS: &str = "/etc/group";
const DEVICE_TREE_MODEL: &str = "/proc/device-tree/model";

/// From the peripherals' base to the GPIO block (BCM2835 ARM Peripherals 6.1; the same on
/// all that carry this block).
const GPIO_OFFSET: u64 = 0x20_0000;

/// A Pi whose GPIO block this build knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// As people call it.
    pub model: String,
    /// Where its GPIO block is for the processor.
    block_at: u64,
}

impl Machine {
    /// The machine that this program runs on.
    ///
    /// # Errors
    /// [`PiError::NotAPi`], [`PiError::Unsupported`].
    pub fn here() -> Result<Self, PiError> {
        let known = DeviceInfo::new()
            .ok()
            .map(|info| (info.model(), info.soc()));
        let tree = fs::read(DEVICE_TREE_MODEL).unwrap_or_default();
        Self::from(known, &String::from_utf8_lossy(&tree))
    }

    /// From what rppal knows and what the device tree calls the machine.
    fn from(known: Option<(Model, SoC)>, tree: &str) -> Result<Self, PiError> {
        let tree = tree.trim_end_matches('\0').trim();
        let Some((model, soc)) = known else {
            return Err(if tree.starts_with("Raspberry Pi") {
                PiError::Unsupported { model: tree.into() }
            } else {
                PiError::NotAPi
            });
        };
        let model = model.to_string();
        match peripherals(soc) {
            Some(base) => Ok(Self {
                model,
                block_at: base + GPIO_OFFSET,
            }),
            None => Err(PiError::Unsupported { model }),
        }
    }

    /// Maps the GPIO block.
    ///
    /// # Errors
    /// [`PiError::NoDevice`], [`PiError::Permission`], [`PiError::Device`].
    pub fn map(&self) -> Result<Block, PiError> {
        // Only the GPIO block, and a user may be let in: so this one first.
        if let Some(file) = open(Path::new(GPIOMEM))? {
            return map(&file, GPIOMEM, 0);
        }
        match open(Path::new(MEM))? {
            Some(file) => map(&file, MEM, self.block_at),
            None => Err(PiError::NoDevice),
        }
    }
}

/// Base of the peripherals as the processor sees it; `None` if the GPIO block is another.
fn peripherals(soc: SoC) -> Option<u64> {
    match soc {
        SoC::Bcm2835 => Some(0x2000_0000),
        SoC::Bcm2836 | SoC::Bcm2837A1 | SoC::Bcm2837B0 => Some(0x3F00_0000),
        SoC::Bcm2711 => Some(0xFE00_0000),
        _ => None,
    }
}

fn open(node: &Path) -> Result<Option<File>, PiError> {
    match OpenOptions::new().read(true).write(true).open(node) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(explain(node, error)),
    }
}

fn map(file: &File, node: &str, offset: u64) -> Result<Block, PiError> {
    Block::map(file, offset).map_err(|source| PiError::Device {
        node: node.into(),
        source,
    })
}

/// Says who may open a node that this user may not.
pub(super) fn explain(node: &Path, source: io::Error) -> PiError {
    match source.kind() {
        ErrorKind::PermissionDenied => PiError::Permission {
            node: node.into(),
            access: Access::of(node, Path::new(GROUPS)),
        },
        _ => PiError::Device {
            node: node.into(),
            source,
        },
    }
}

#[cfg(test)]
mod tests {
    use fic_error::Diagnostic as _;

    use super::*;

    #[test]
    fn every_pi_with_the_same_block_is_taken() {
        for (model, soc, at) in [
            (Model::RaspberryPiZeroW, SoC::Bcm2835, 0x2020_0000),
            (Model::RaspberryPi2B, SoC::Bcm2836, 0x3F20_0000),
            (Model::RaspberryPi3B, SoC::Bcm2837A1, 0x3F20_0000),
            (Model::RaspberryPi3BPlus, SoC::Bcm2837B0, 0x3F20_0000),
            (Model::RaspberryPi4B, SoC::Bcm2711, 0xFE20_0000),
        ] {
            let machine = Machine::from(Some((model, soc)), "").unwrap();
            assert_eq!(machine.block_at, at, "{model}");
        }
    }

    #[test]
    fn a_pi_5_and_one_from_the_future_are_refused_by_name() {
        let five = Machine::from(Some((Model::RaspberryPi5, SoC::Bcm2712)), "").unwrap_err();
        assert_eq!(five.code(), "unsupported_pi");
        assert!(five.to_string().contains("Raspberry Pi 5"), "{five}");
        let later = Machine::from(None, "Raspberry Pi 9 Model Z\0").unwrap_err();
        assert_eq!(later.code(), "unsupported_pi");
        assert!(later.to_string().contains("`Raspberry Pi 9 Model Z`"));
    }

    #[test]
    fn another_machine_is_not_a_pi() {
        for tree in ["", "linux,dummy-virt\0", "\u{fffd}"] {
            assert_eq!(Machine::from(None, tree).unwrap_err().code(), "not_a_pi");
        }
    }
}
