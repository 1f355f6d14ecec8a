//! From the program to what lies on an SD card

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use anyhow::ensure;

use super::Board;
use crate::context::Context;

/// Where the image's configuration words stand (`firmware/image/src/config.rs`).
const CONFIG: usize = 16;
const MAGIC: &[u8] = b"FiCimage\x01\0\0\0";
const BAUD: usize = CONFIG + MAGIC.len();
const NAME: usize = BAUD + 4;
const NAME_LEN: usize = 8;

/// Copies what is loaded out of the program.
pub fn raw(context: &Context, elf: &Path, raw: &Path) -> Command {
    let mut command = context.command("aarch64-linux-gnu-objcopy");
    command.args(["-O", "binary"]).arg(elf).arg(raw);
    command
}

/// Writes the image for one board and what the Pi's firmware has to know of it.
pub fn for_board(folder: &Path, raw: &Path, board: Board, baud: u32) -> anyhow::Result<PathBuf> {
    let mut image = fs::read(raw)?;
    configure(&mut image, board.name(), baud)?;
    let place = folder.join(board.name());
    fs::create_dir_all(&place)?;
    fs::write(place.join("config.txt"), include_str!("config.txt"))?;
    let kernel = place.join("kernel8.img");
    fs::write(&kernel, image)?;
    Ok(kernel)
}

fn configure(image: &mut [u8], board: &str, baud: u32) -> anyhow::Result<()> {
    ensure!(
        image.get(CONFIG..BAUD) == Some(MAGIC) && image.len() > NAME + NAME_LEN,
        "the image has no configuration words where this xtask writes them"
    );
    image[BAUD..NAME].copy_from_slice(&baud.to_le_bytes());
    let name = &mut image[NAME..NAME + NAME_LEN];
    name.fill(0);
    name[..board.len()].copy_from_slice(board.as_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_configuration_words_change() {
        let mut image = vec![0xAA; 64];
        image[CONFIG..BAUD].copy_from_slice(MAGIC);
        configure(&mut image, "mk1", 115_200).unwrap();
        assert_eq!(image[BAUD..NAME], [0x00, 0xC2, 0x01, 0x00]);
        assert_eq!(image[NAME..NAME + NAME_LEN], *b"mk1\0\0\0\0\0");
        assert!(
            image[..CONFIG]
                .iter()
                .chain(&image[40..])
                .all(|&b| b == 0xAA)
        );
    }

    #[test]
    fn another_file_is_refused() {
        assert!(configure(&mut [0; 64], "mk1", 9600).is_err());
        let mut short = vec![0; CONFIG];
        short.extend(MAGIC);
        assert!(configure(&mut short, "mk1", 9600).is_err());
    }
}
