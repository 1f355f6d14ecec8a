//! Where the jobs run: the workspace, its cargo, CI or not

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

/// What every job needs to know about its surroundings.
pub struct Context {
    /// The workspace's folder.
    pub root: PathBuf,
    /// `CI=true`: a suite that is left out is a failure.
    pub ci: bool,
    cargo: OsString,
}

impl Context {
    /// Reads the environment that `cargo run` made.
    pub fn from_env() -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here.ancestors().nth(2).unwrap_or(here).to_path_buf();
        Self {
            root,
            ci: env::var_os("CI").is_some_and(|value| value == "true"),
            cargo: env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
        }
    }

    /// A command that runs in the workspace's folder.
    pub fn command(&self, program: impl Into<OsString>) -> Command {
        let mut command = Command::new(program.into());
        command.current_dir(&self.root);
        // `cargo run` describes xtask's own package in variables; build scripts that watch
        // them (ring's does) would be run again each time a user and xtask take turns.
        for (name, _) in env::vars_os() {
            if is_package_variable(&name.to_string_lossy()) {
                command.env_remove(name);
            }
        }
        command
    }

    /// The cargo that runs this job.
    pub fn cargo(&self) -> Command {
        self.command(&self.cargo)
    }

    /// The target folder of this build, wherever the user's settings put it.
    pub fn target(&self) -> PathBuf {
        // xtask itself lies in its `debug`.
        let own = env::current_exe().unwrap_or_default();
        match own.ancestors().nth(2) {
            Some(target) => target.to_path_buf(),
            None => self.root.join("target"),
        }
    }

    /// Where scratch files of the jobs go.
    pub fn scratch(&self, name: &str) -> PathBuf {
        self.target().join("xtask").join(name)
    }
}

fn is_package_variable(name: &str) -> bool {
    [
        "CARGO_PKG_",
        "CARGO_MANIFEST_",
        "CARGO_BIN_",
        "CARGO_CRATE_",
    ]
    .iter()
    .any(|prefix| name.starts_with(prefix))
        || name == "CARGO_PRIMARY_PACKAGE"
}
