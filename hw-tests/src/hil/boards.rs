//! The TOML file that names the boards of a run

use std::path::Path;
use std::path::PathBuf;

use anyhow::Context;
use anyhow::ensure;
use serde::Deserialize;

/// Boards to try, in order.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Boards {
    /// One `[[board]]` each.
    #[serde(rename = "board")]
    pub entries: Vec<Entry>,
}

/// One board, and what is known of the designs that may be put on it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// For output.
    pub name: String,
    /// As `fic -b` takes it.
    pub address: String,
    /// `mk1` or `mk2`: what the board has to call itself.
    pub profile: String,
    /// A full design of the lab for this board; without it nothing is loaded.
    pub design: Option<PathBuf>,
    /// Another full design; with it the soak changes between the two.
    pub other_design: Option<PathBuf>,
    /// A good design for the other kind of board: it has to be refused.
    pub foreign_design: Option<PathBuf>,
    /// The design gives its switching table back when it is read.
    #[serde(default)]
    pub table: bool,
    /// The design's user logic sends back what it receives.
    #[serde(default)]
    pub loopback: bool,
    /// The design has the rasddr module, and its DRAM may be overwritten.
    #[serde(default)]
    pub memory: bool,
}

impl Boards {
    /// Reads the file; designs are looked for beside it.
    ///
    /// # Errors
    /// The file or one of its designs cannot be read, or names nothing.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read `{}`", path.display()))?;
        let mut boards: Self =
            toml::from_str(&text).with_context(|| format!("`{}`", path.display()))?;
        ensure!(
            !boards.entries.is_empty(),
            "`{}` names no board",
            path.display()
        );
        let folder = path.parent().unwrap_or(Path::new(""));
        for entry in &mut boards.entries {
            entry.find_designs(folder)?;
        }
        Ok(boards)
    }
}

impl Entry {
    fn find_designs(&mut self, folder: &Path) -> anyhow::Result<()> {
        let designs = [
            &mut self.design,
            &mut self.other_design,
            &mut self.foreign_design,
        ];
        for design in designs.into_iter().flatten() {
            *design = folder.join(&*design);
            ensure!(
                design.is_file(),
                "board `{}`: there is no design `{}`",
                self.name,
                design.display()
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> anyhow::Result<Boards> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("d.bit"), "")?;
        let path = folder.path().join("boards.toml");
        std::fs::write(&path, text)?;
        Boards::read(&path)
    }

    const BOARD: &str = "[[board]]\nname = 'a'\naddress = 'sim:mk2'\nprofile = 'mk2'\n";

    #[test]
    fn designs_lie_beside_the_file() {
        let boards = read(&format!("{BOARD}design = 'd.bit'\nloopback = true\n")).unwrap();
        let entry = &boards.entries[0];
        assert!(entry.design.as_ref().unwrap().is_absolute());
        assert!(entry.loopback && !entry.memory);
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        for (text, said) in [
            ("board = []", "names no board"),
            ("[[board]]\nname = 'a'\n", "missing field"),
            (&format!("{BOARD}desing = 'd.bit'\n"), "unknown field"),
            (&format!("{BOARD}design = 'e.bit'\n"), "there is no design"),
        ] {
            let error = format!("{:#}", read(text).unwrap_err());
            assert!(error.contains(said), "{error}");
        }
    }
}
