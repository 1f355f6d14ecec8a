//! How large the image is

use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use anyhow::ensure;

use crate::context::Context;

/// Bytes that an image may have.
const MOST_IMAGE: u64 = 96 * 1024;
/// Bytes of static memory that it may use besides the store.
const MOST_RAM: u64 = 64 * 1024;

/// Sizes, bytes.
pub struct Sizes {
    image: u64,
    /// Data, stacks and tables.
    ram: u64,
}

/// Looks at the finished files.
pub fn measure(context: &Context, elf: &Path, raw: &Path) -> anyhow::Result<Sizes> {
    let output = context
        .command("aarch64-linux-gnu-nm")
        .arg(elf)
        .output()
        .context("cannot start aarch64-linux-gnu-nm")?;
    ensure!(output.status.success(), "nm cannot read {}", elf.display());
    let symbols = String::from_utf8_lossy(&output.stdout);
    let at = |name: &str| address(&symbols, name).with_context(|| format!("no symbol {name}"));
    let data = at("__data_start")?..at("__bss_end")?;
    let stacks = at("__stack_bottom")?..at("__ram_end")?;
    Ok(Sizes {
        image: fs::metadata(raw)?.len(),
        ram: (data.end - data.start) + (stacks.end - stacks.start),
    })
}

fn address(symbols: &str, name: &str) -> Option<u64> {
    symbols.lines().find_map(|line| {
        let mut words = line.split(' ');
        let address = words.next()?;
        (words.nth(1)? == name).then(|| u64::from_str_radix(address, 16).ok())?
    })
}

impl Sizes {
    /// None is larger than it may be.
    pub fn goals_are_met(&self) -> bool {
        self.image <= MOST_IMAGE && self.ram <= MOST_RAM
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "image {} of {MOST_IMAGE} bytes, static memory without the store {} of {MOST_RAM} bytes",
            self.image, self.ram
        )
    }
}
