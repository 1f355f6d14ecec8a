//! The test suites: one file each, one row here each

mod c_program;
mod clippy;
mod dist;
mod docs;
mod fmt;
mod fuzz;
mod image;
mod image_qemu;
mod image_unicorn;
mod interop;
mod nostd;
mod pi;
mod vendor_files;
mod workspace;

use std::process::Command;

use crate::context::Context;
use crate::debian::Package;
use crate::outcome::Outcome;

/// One suite.
pub struct Suite {
    /// As `--suite` takes it.
    pub name: &'static str,
    /// One line for `--list`.
    pub about: &'static str,
    /// Debian packages without which it is left out.
    pub packages: fn(&Context) -> Vec<Package>,
    /// Runs it.
    pub run: fn(&Context) -> anyhow::Result<Outcome>,
}

/// Every suite, cheap ones first: a slip in the formatting shows before the long builds.
pub const SUITES: &[Suite] = &[
    fmt::SUITE,
    clippy::SUITE,
    docs::SUITE,
    workspace::SUITE,
    c_program::SUITE,
    interop::SUITE,
    vendor_files::SUITE,
    nostd::SUITE,
    image::SUITE,
    image_qemu::SUITE,
    image_unicorn::SUITE,
    dist::SUITE,
    pi::SUITE,
    fuzz::SUITE,
];

/// Suites that run only when they are named: they take long for what they add.
pub const ON_DEMAND: &[Suite] = &[dist::ARMHF];

/// `cargo test` with the flags that every suite shares, so that nothing is built twice.
///
/// Not `--all-features`: tests that start `cargo build` for a program of another package would
/// build `fic-model` without its C interface over the one with it, because a cdylib's file has
/// no hash in its name. The suite `c-program` builds that feature in a folder of its own.
fn cargo_test(context: &Context) -> Command {
    let mut command = context.cargo();
    command.args(["test", "--locked", "--no-fail-fast"]);
    command.args(["--features", "fic-bitstream/corpus"]);
    command
}

/// For suites that need nothing but Rust.
fn nothing(_: &Context) -> Vec<Package> {
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_can_be_typed() {
        let all: Vec<&Suite> = SUITES.iter().chain(ON_DEMAND).collect();
        for (i, suite) in all.iter().enumerate() {
            let typed = |b: u8| b.is_ascii_lowercase() || b == b'-';
            assert!(suite.name.bytes().all(typed), "{}", suite.name);
            let twice = all[..i].iter().any(|other| other.name == suite.name);
            assert!(!twice, "{}", suite.name);
        }
    }
}
