//! What the emulated Pi boots, as `cargo xtask` prepared it

use std::path::PathBuf;

use anyhow::Context;
use anyhow::ensure;

/// Names the folder.
pub const VARIABLE: &str = "FIC_PI_IMAGE";

/// Kernel, device tree and initial file system.
pub struct Image {
    /// Debian's kernel.
    pub kernel: PathBuf,
    /// The Pi 3's device tree.
    pub device_tree: PathBuf,
    /// The file system with the agent in it.
    pub initrd: PathBuf,
}

impl Image {
    /// From the folder that the environment names.
    ///
    /// # Errors
    /// If it names none, or a file is missing.
    pub fn from_env() -> anyhow::Result<Self> {
        let folder = std::env::var_os(VARIABLE)
            .with_context(|| format!("{VARIABLE} names no folder: cargo xtask test --suite pi"))?;
        let folder = PathBuf::from(folder);
        let image = Self {
            kernel: folder.join("kernel"),
            device_tree: folder.join("pi3.dtb"),
            initrd: folder.join("initrd.gz"),
        };
        for file in [&image.kernel, &image.device_tree, &image.initrd] {
            ensure!(file.is_file(), "there is no {}", file.display());
        }
        Ok(image)
    }
}
