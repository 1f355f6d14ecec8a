//! The image's files on an SD card

use std::fs;
use std::path::Path;

use anyhow::Context;
use anyhow::ensure;

/// What a board's folder has for the card.
const OURS: [&str; 2] = ["kernel8.img", "config.txt"];
/// What only the Raspberry Pi firmware's distribution has.
const FIRMWARE: [&str; 3] = ["bootcode.bin", "start.elf", "fixup.dat"];

/// Copies ours to the card, keeping another `config.txt` as `config.txt.before`, and says
/// which of the firmware's files the card lacks.
pub fn copy(place: &Path, card: &Path) -> anyhow::Result<()> {
    ensure!(
        card.is_dir(),
        "{} is no folder: mount the card's first partition and name that",
        card.display()
    );
    keep_other_config(place, card)?;
    for name in OURS {
        let (from, to) = (place.join(name), card.join(name));
        fs::copy(&from, &to).with_context(|| format!("cannot write {}", to.display()))?;
        println!("{}", to.display());
    }
    for name in missing(card) {
        println!(
            "{} is not there: copy it from the Raspberry Pi firmware",
            card.join(name).display()
        );
    }
    Ok(())
}

fn keep_other_config(place: &Path, card: &Path) -> anyhow::Result<()> {
    let there = card.join("config.txt");
    let Ok(old) = fs::read(&there) else {
        return Ok(());
    };
    if old == fs::read(place.join("config.txt"))? {
        return Ok(());
    }
    let kept = card.join("config.txt.before");
    ensure!(
        !kept.exists(),
        "{} is not ours and {} exists already: move one of them away",
        there.display(),
        kept.display()
    );
    fs::rename(&there, &kept).with_context(|| format!("cannot write {}", kept.display()))?;
    println!("{}: what was config.txt", kept.display());
    Ok(())
}

fn missing(card: &Path) -> impl Iterator<Item = &'static str> + '_ {
    FIRMWARE
        .into_iter()
        .filter(|name| !card.join(name).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders() -> (tempfile::TempDir, tempfile::TempDir) {
        let (place, card) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(place.path().join("kernel8.img"), "image").unwrap();
        fs::write(place.path().join("config.txt"), "ours").unwrap();
        (place, card)
    }

    #[test]
    fn the_card_gets_our_files_and_keeps_its_own_settings() {
        let (place, card) = folders();
        let on_card = |name| fs::read_to_string(card.path().join(name)).unwrap();
        fs::write(card.path().join("config.txt"), "theirs").unwrap();
        fs::write(card.path().join("start.elf"), "firmware").unwrap();
        copy(place.path(), card.path()).unwrap();
        copy(place.path(), card.path()).unwrap();
        assert_eq!(on_card("kernel8.img"), "image");
        assert_eq!(on_card("config.txt"), "ours");
        assert_eq!(on_card("config.txt.before"), "theirs");
        let lacking: Vec<_> = missing(card.path()).collect();
        assert_eq!(lacking, ["bootcode.bin", "fixup.dat"]);
    }

    #[test]
    fn no_settings_are_overwritten_and_no_folder_is_made() {
        let (place, card) = folders();
        fs::write(card.path().join("config.txt"), "theirs").unwrap();
        fs::write(card.path().join("config.txt.before"), "older").unwrap();
        assert!(copy(place.path(), card.path()).is_err());
        let there = fs::read_to_string(card.path().join("config.txt")).unwrap();
        assert_eq!(there, "theirs");
        assert!(copy(place.path(), &card.path().join("none")).is_err());
    }
}
