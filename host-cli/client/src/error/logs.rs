//! Why nothing can be read from a log

use fic_error::diagnostics;

/// Why an ELF file is of no use for a log.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LogsError {
    /// It is no ELF file, or a damaged one.
    #[error("not an ELF file: {reason}")]
    NotElf {
        /// What is wrong.
        reason: String,
    },
    /// The program logs nothing with defmt.
    #[error("the program has no log messages (no .defmt section)")]
    NoTable,
    /// The program logs in a way that this build does not know.
    #[error("the program's log messages cannot be read: {reason}")]
    Format {
        /// What is wrong.
        reason: String,
    },
    /// It is of another build than what runs.
    #[error("build {elf} is not the one that runs on the board: {board}")]
    OtherBuild {
        /// Build id of the file.
        elf: String,
        /// What the board says of itself.
        board: String,
    },
    /// Nothing that came could be decoded.
    #[error("{frames} of log data came and none of it is of this program")]
    Undecodable {
        /// How many frames, in words.
        frames: String,
    },
}

diagnostics! { LogsError {
    Self::NotElf { .. } => "not_an_elf", Input,
        "name the fic-image.elf that `cargo xtask image` made, not the kernel8.img beside it";
    Self::NoTable => "no_log_table", Input,
        "name the fic-image.elf that `cargo xtask image` made, not the kernel8.img beside it";
    Self::Format { .. } => "bad_log_table", Input,
        "use a fic and an image of the same release";
    Self::OtherBuild { .. } => "wrong_elf", Input,
        "name the fic-image.elf of the build whose kernel8.img the board has booted";
    Self::Undecodable { .. } => "wrong_elf", Input,
        "name the fic-image.elf of the build whose kernel8.img the board has booted";
}}
