//! Where the programs under test are

use std::env;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// A program of the workspace, from the folder in which this one was built, if it was.
///
/// `cargo test` builds it for a whole workspace; `cargo test -p …` builds those of the
/// package alone.
pub fn find(name: &str) -> Option<PathBuf> {
    let own = env::current_exe().unwrap();
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    // A test lies in `deps`, below the programs.
    own.ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join(&file))
        .find(|path| path.is_file())
}

/// `fic-agent` for a test of another package: cargo builds no binaries of other packages for
/// a test, so it is asked to; when all is fresh that takes a moment.
///
/// In CI the whole workspace is under test, and the agent with it: asked again, cargo would
/// build it with the features that it has alone, and half of its dependencies, too.
pub fn agent() -> &'static Path {
    static AGENT: OnceLock<PathBuf> = OnceLock::new();
    AGENT.get_or_init(|| {
        let ci = env::var_os("CI").is_some_and(|value| value == "true");
        find("fic-agent")
            .filter(|_| ci)
            .unwrap_or_else(|| build("fic-agent"))
    })
}

fn build(name: &str) -> PathBuf {
    let own = env::current_exe().unwrap();
    // A test lies in `deps`, below the profile's folder.
    let profile = own.ancestors().nth(2).unwrap();
    let mut build = Command::new(env!("CARGO"));
    forget_package(&mut build);
    build
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .args(["build", "--quiet", "--package", name])
        .args(["--bin", name, "--target-dir"])
        .arg(profile.parent().unwrap());
    if profile.ends_with("release") {
        build.arg("--release");
    }
    let built = build.status().unwrap().success();
    assert!(built, "{name} does not build");
    find(name).unwrap()
}

/// What cargo tells a test about its package: build scripts that watch it (ring's does)
/// would run again, and once more at the next build outside of a test.
fn forget_package(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
}

/// Takes away what this machine has set for our programs.
pub fn forget_settings(command: &mut Command) {
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("FIC_") {
            command.env_remove(name);
        }
    }
    command.env_remove("STATE_DIRECTORY");
}
