//! `fic completions`

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::Args;
use crate::output::Answer;

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self) -> Answer {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Args::command(), "fic", &mut script);
        Answer::Text(String::from_utf8_lossy(&script).into_owned())
    }
}
