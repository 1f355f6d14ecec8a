//! What the catalog's tests share.

use std::collections::BTreeMap;
use std::env;
use std::io::Read;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use fic_bitstream::catalog::{Added, Catalog, EntryMeta, Filter, GcOptions, IfTaken, Result};
use fic_error::Diagnostic as _;

/// Sweeps without waiting.
pub const NOW: GcOptions = GcOptions {
    grace: Duration::ZERO,
    dry_run: false,
};

/// Data that is different for each seed and compresses a little.
pub fn data(seed: u64, len: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut bytes = Vec::with_capacity(len + 8);
    while bytes.len() < len {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&(state & 0xffff_0f0f_00ff).to_be_bytes());
    }
    bytes.truncate(len);
    bytes
}

pub fn meta(reference: &str) -> EntryMeta {
    let (name, version) = match reference.split_once(':') {
        Some((name, version)) => (name, Some(version.to_owned())),
        None => (reference, None),
    };
    EntryMeta {
        version,
        ..EntryMeta::named(name)
    }
}

pub fn add(catalog: &Catalog, reference: &str, data: &[u8]) -> Result<Added> {
    catalog.add(data, &meta(reference), IfTaken::Refuse)
}

pub fn read(catalog: &Catalog, reference: &str) -> Vec<u8> {
    let entry = catalog.resolve(&reference.parse().unwrap()).unwrap();
    let mut bytes = Vec::new();
    catalog
        .open_native(&entry)
        .unwrap()
        .read_to_end(&mut bytes)
        .unwrap();
    bytes
}

/// `NAME:VERSION` and identity of everything listed.
pub fn listed(catalog: &Catalog) -> BTreeMap<String, String> {
    let listing = catalog.list(&Filter::default()).unwrap();
    assert!(listing.broken.is_empty(), "{listing:?}");
    listing
        .entries
        .iter()
        .map(|entry| (entry.reference(), entry.identity.to_string()))
        .collect()
}

pub fn code<T: std::fmt::Debug>(result: Result<T>) -> &'static str {
    let error = result.unwrap_err();
    let text = error.to_string();
    assert!(
        !text.ends_with('.') && !text.contains(char::is_control),
        "{text}"
    );
    assert!(!error.help().to_string().is_empty());
    error.code()
}

/// A command that runs one ignored test of this program again, as another process.
pub fn again(test: &str, root: &Path) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args([
        "--exact",
        test,
        "--ignored",
        "--nocapture",
        "--test-threads=1",
    ]);
    command.env("FIC_TEST_CATALOG", root);
    command
}

/// The catalog that the parent named; a child's test does nothing without it.
pub fn given() -> Option<Catalog> {
    env::var_os("FIC_TEST_CATALOG").map(|root| Catalog::create(root).unwrap())
}

/// A number that the parent gave.
pub fn given_number(name: &str) -> u64 {
    env::var(name).unwrap().parse().unwrap()
}

/// Says that a test could not run; under CI that is a failure.
pub fn skip(test: &str, why: &str) {
    assert!(
        env::var("CI").as_deref() != Ok("true"),
        "{test} cannot run: {why}"
    );
    eprintln!("SKIPPED {test}: {why}");
}
