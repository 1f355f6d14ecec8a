//! The files that `cargo xtask image` made

use std::path::Path;
use std::path::PathBuf;

use anyhow::Context;
use anyhow::bail;

/// Names the folder that `cargo xtask image` filled.
pub const VARIABLE: &str = "FIC_IMAGE";

/// A file in that folder.
///
/// # Errors
/// If [`VARIABLE`] names no folder, or the file is not there.
pub fn file(name: &str) -> anyhow::Result<PathBuf> {
    let folder = std::env::var_os(VARIABLE).with_context(|| {
        format!("{VARIABLE} is not set: cargo xtask test --suite image-unicorn")
    })?;
    let path = Path::new(&folder).join(name);
    match path.is_file() {
        true => Ok(path),
        false => bail!("{} is not there: cargo xtask image", path.display()),
    }
}
