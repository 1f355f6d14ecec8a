//! From the program to what lies on an SD card

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use anyhow::ensure;

use super::Board;
use super::Lease;
use crate::context::Context;

/// Where the image's configuration words stand (`firmware/image/src/config.rs`).
const CONFIG: usize = 16;
const MAGIC: &[u8] = b"FiCimage\x01\0\0\0";
const BAUD: usize = CONFIG + MAGIC.len();
const NAME: usize = BAUD + 4;
const NAME_LEN: usize = 8;
const LEASE: usize = NAME + NAME_LEN;
const END: usize = LEASE + 4;

/// What differs between images of one build.
pub struct Words {
    /// Whose pins these are.
    pub board: Board,
    /// Of the serial line.
    pub baud: u32,
    /// Whether a change needs the lease.
    pub lease: Lease,
}

/// Copies what is loaded out of the program.
pub fn raw(context: &Context, elf: &Path, raw: &Path) -> Command {
    let mut command = context.command("aarch64-linux-gnu-objcopy");
    command.args(["-O", "binary"]).arg(elf).arg(raw);
    command
}

/// Writes the image for one board and what the Pi's firmware has to know of it.
pub fn for_board(place: &Path, raw: &Path, words: &Words) -> anyhow::Result<PathBuf> {
    let mut image = fs::read(raw)?;
    configure(&mut image, words)?;
    fs::create_dir_all(place)?;
    fs::write(place.join("config.txt"), include_str!("config.txt"))?;
    let kernel = place.join("kernel8.img");
    fs::write(&kernel, image)?;
    Ok(kernel)
}

fn configure(image: &mut [u8], words: &Words) -> anyhow::Result<()> {
    ensure!(
        image.get(CONFIG..BAUD) == Some(MAGIC) && image.len() > END,
        "the image has no configuration words where this xtask writes them"
    );
    image[BAUD..NAME].copy_from_slice(&words.baud.to_le_bytes());
    let board = words.board.name();
    let name = &mut image[NAME..LEASE];
    name.fill(0);
    name[..board.len()].copy_from_slice(board.as_bytes());
    let lease = u32::from(words.lease == Lease::Optional);
    image[LEASE..END].copy_from_slice(&lease.to_le_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: Words = Words {
        board: Board::Mk1,
        baud: 115_200,
        lease: Lease::Optional,
    };

    #[test]
    fn only_the_configuration_words_change() {
        let mut image = vec![0xAA; 64];
        image[CONFIG..BAUD].copy_from_slice(MAGIC);
        configure(&mut image, &WORDS).unwrap();
        assert_eq!(image[BAUD..NAME], [0x00, 0xC2, 0x01, 0x00]);
        assert_eq!(image[NAME..LEASE], *b"mk1\0\0\0\0\0");
        assert_eq!(image[LEASE..END], [1, 0, 0, 0]);
        assert!(
            image[..CONFIG]
                .iter()
                .chain(&image[END..])
                .all(|&b| b == 0xAA)
        );
    }

    #[test]
    fn another_file_is_refused() {
        assert!(configure(&mut [0; 64], &WORDS).is_err());
        let mut short = vec![0; CONFIG];
        short.extend(MAGIC);
        assert!(configure(&mut short, &WORDS).is_err());
    }
}
