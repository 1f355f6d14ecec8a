//! `fic completions`

use clap_complete::Shell;

use crate::view::Answer;

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self, mut definition: clap::Command) -> Answer {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut definition, "fic", &mut script);
        Answer::Text(String::from_utf8_lossy(&script).into_owned())
    }
}
