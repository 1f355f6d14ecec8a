//! The C interface: a C program that configures both boards
#![cfg(unix)]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod common;

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use common::stream::KU095;
use common::stream::KU115;
use common::stream::full;
use common::stream::full_2;

/// Builds the library afresh in a folder of its own: in the usual one, builds with and without the
/// feature overwrite each other's file.
fn library_folder() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("capi");
    let status = Command::new(env!("CARGO"))
        .args([
            "build",
            "--quiet",
            "--package",
            "fic-model",
            "--features",
            "capi",
            "--target-dir",
        ])
        .arg(&target)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .unwrap();
    assert!(status.success(), "the library does not build");
    target.join("debug")
}

fn compile(folder: &Path, out: &Path) -> bool {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let status = Command::new("cc")
        .args(["-std=c99", "-Wall", "-Wextra", "-Werror", "-O1", "-o"])
        .arg(out)
        .arg(manifest.join("tests/configure.c"))
        .arg(format!("-I{}", manifest.join("include").display()))
        .arg(format!("-L{}", folder.display()))
        .arg(format!("-Wl,-rpath,{}", folder.display()))
        .arg("-lfic_model")
        .status();
    match status {
        Ok(status) => {
            assert!(status.success(), "cc failed");
            true
        }
        Err(error) => {
            assert_ne!(
                std::env::var("CI").as_deref(),
                Ok("true"),
                "no C compiler: {error}"
            );
            println!("skipped: capi, no C compiler ({error})");
            false
        }
    }
}

#[test]
fn a_c_program_configures_both_boards() {
    let folder = library_folder();
    let scratch = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let program = scratch.join("configure");
    if !compile(&folder, &program) {
        return;
    }
    for (board, stream) in [("mk1", full(KU095, 200)), ("mk2", full_2(KU115, 200))] {
        let file = scratch.join(format!("{board}.words"));
        let bytes: Vec<u8> = stream
            .words
            .iter()
            .flat_map(|word| word.to_be_bytes())
            .collect();
        std::fs::write(&file, bytes).unwrap();
        let output = Command::new(&program)
            // Cargo points it to the library without the feature.
            .env_remove("LD_LIBRARY_PATH")
            .arg(board)
            .arg(&file)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{board}: {:?}", output.status);
        assert!(
            text.contains("DONE loads_ok=1 violations=0"),
            "{board}: {text}"
        );
    }
}
