//! The agent beside the command under test

use std::env;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// Cargo builds no binaries of other packages for a test, so it is asked to; when all is
/// fresh that takes a moment.
///
/// In CI the whole workspace is under test, and the agent with it: asked again, cargo would
/// build it with the features that it has alone, and half of its dependencies, too.
pub fn agent() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let folder = Path::new(env!("CARGO_BIN_EXE_fic")).parent().unwrap();
        let agent = folder.join(format!("fic-agent{}", env::consts::EXE_SUFFIX));
        let ci = env::var_os("CI").is_some_and(|value| value == "true");
        if !ci || !agent.is_file() {
            build(folder);
        }
        agent
    })
}

fn build(folder: &Path) {
    let mut build = Command::new(env!("CARGO"));
    // What cargo tells a test about its package: build scripts that watch it (ring's does)
    // would run again here, and once more at the next build outside of a test.
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            build.env_remove(&name);
        }
    }
    build
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["build", "--quiet", "--package", "fic-agent"])
        .args(["--bin", "fic-agent", "--target-dir"])
        .arg(folder.parent().unwrap());
    if folder.ends_with("release") {
        build.arg("--release");
    }
    let built = build.status().unwrap().success();
    assert!(built, "the agent does not build");
}
