//! Hands the memory layout to the linker

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=image.ld");
    println!("cargo::rerun-if-changed=build.rs");
    let os = env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    let architecture = env::var("CARGO_CFG_TARGET_ARCH").unwrap_or_default();
    if os != "none" || architecture != "aarch64" {
        return;
    }
    // Its macros leave out what is below errors unless told otherwise.
    println!("cargo::rerun-if-env-changed=DEFMT_LOG");
    let level = env::var("DEFMT_LOG").unwrap_or_else(|_| "info".into());
    println!("cargo::rustc-env=DEFMT_LOG={level}");
    let folder = env::var("CARGO_MANIFEST_DIR").expect("cargo names the package's folder");
    for argument in [
        format!("-T{folder}/image.ld"),
        "-Tdefmt.x".into(),
        "--nmagic".into(),
        "--gc-sections".into(),
        "--build-id=sha1".into(),
    ] {
        println!("cargo::rustc-link-arg-bins={argument}");
    }
}
