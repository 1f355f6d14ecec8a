//! The test suites: a row each; what takes more than a command or two has a file

mod dist;
mod image;
mod pi;
mod vendor_files;

use std::process::Command;

use crate::context::Context;
use crate::cross::Arch;
use crate::debian::Package;
use crate::fuzz;
use crate::nostd;
use crate::outcome::Outcome;
use crate::outcome::Tally;
use crate::step;

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
    Suite {
        name: "fmt",
        about: "the formatting of every file",
        packages: nothing,
        run: |context| {
            // The fuzz targets are no member, so `--all` does not reach them.
            let fuzz = ["--manifest-path", "hw-tests/fuzz/Cargo.toml"];
            let workspace = check(context, &["fmt", "--all", "--check"], &[])?;
            let fuzz = check(context, &[&["fmt", "--check"], &fuzz[..]].concat(), &[])?;
            Ok(Outcome::ran(workspace + fuzz))
        },
    },
    Suite {
        name: "clippy",
        about: "lints of all targets and features, warnings denied",
        packages: nothing,
        run: |context| {
            let lints = ["--all-targets", "--all-features", "--", "-D", "warnings"];
            let words = [&["clippy", "--locked"], &lints[..]].concat();
            check(context, &words, &[]).map(Outcome::ran)
        },
    },
    Suite {
        name: "docs",
        about: "the documentation builds, warnings denied",
        packages: nothing,
        run: |context| {
            // The same features as clippy: the checked dependencies are used again.
            let words = ["doc", "--locked", "--no-deps", "--all-features"];
            check(context, &words, &[("RUSTDOCFLAGS", "-D warnings")]).map(Outcome::ran)
        },
    },
    Suite {
        name: "workspace",
        about: "unit, integration and documentation tests of the default members",
        packages: nothing,
        // The dev profile: it is tuned in the root Cargo.toml so that 48 MB designs pass in
        // seconds, and it keeps the overflow checks and debug assertions that release drops.
        run: |context| {
            // Counted once, by the suite `vendor-files`.
            let mut tests = cargo_test(context);
            step::tests(tests.env_remove(vendor_files::VARIABLE)).map(Outcome::ran)
        },
    },
    Suite {
        name: "c-program",
        about: "a C program configures the modelled boards through libfic_model",
        packages: |_| vec![Package::program("gcc", "cc")],
        // Without a compiler the test passes with a remark, but not in CI.
        run: |context| test_as_in_ci(context, &["--test", "capi"]),
    },
    Suite {
        name: "interop",
        about: "skopeo reads a catalog and copies a design out and back",
        packages: |_| vec![Package::program("skopeo", "skopeo")],
        run: |context| {
            let words = ["--test", "catalog", "skopeo", "--", "--nocapture"];
            test_as_in_ci(context, &words)
        },
    },
    Suite {
        name: "vendor-files",
        about: "real configuration files from the folder in FIC_REAL_BITSTREAMS",
        packages: nothing,
        run: vendor_files::run,
    },
    Suite {
        name: "nostd",
        about: "protocol, bitstream core and firmware core built for bare-metal Arm, and their size on a controller",
        packages: nostd::packages,
        run: nostd::run,
    },
    Suite {
        name: "image",
        about: "the bare-metal image: lints, no floating point, no unexplained panic, sizes within goals",
        packages: crate::image::lint_packages,
        run: image::check,
    },
    Suite {
        name: "image-qemu",
        about: "the bare-metal image boots in QEMU; fic talks to it, stages, is cut off, reads its log",
        packages: |context| image::packages(context, &[crate::image::QEMU]),
        run: image::qemu,
    },
    Suite {
        name: "image-unicorn",
        about: "the bare-metal image in a CPU emulator, the modelled board at its pins; fic deploys, costs are counted",
        packages: |context| image::packages(context, &image::UNICORN),
        run: image::unicorn,
    },
    Suite {
        name: "dist",
        about: "the arm64 packages: built, installed and removed in a folder, run by qemu-user",
        packages: |context| dist::packages(context, Arch::Arm64),
        run: |context| dist::run(context, Arch::Arm64),
    },
    Suite {
        name: "pi",
        about: "the agent under Debian's kernel on an emulated Pi 3, its pins watched",
        packages: pi::packages,
        run: pi::run,
    },
    Suite {
        name: "fuzz",
        about: "20 s of fuzzing for every decoder, from its stored corpus",
        // libFuzzer is C++.
        packages: |_| vec![Package::program("g++", "c++")],
        run: |context| fuzz::run(context, &fuzz::Arguments::default()),
    },
];

/// Suites that run only when they are named: they take long for what they add.
pub const ON_DEMAND: &[Suite] = &[Suite {
    // Rust's library is built with it, which takes minutes.
    name: dist::ARMHF,
    about: "the armhf packages, as dist does with the arm64 ones",
    packages: |context| dist::packages(context, Arch::Armhf),
    run: |context| dist::run(context, Arch::Armhf),
}];

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

/// One command of cargo that counts as one check.
fn check(context: &Context, words: &[&str], set: &[(&str, &str)]) -> anyhow::Result<Tally> {
    step::check(context.cargo().args(words).envs(set.iter().copied()))
}

/// Tests that would excuse a missing program on a user's machine.
fn test_as_in_ci(context: &Context, words: &[&str]) -> anyhow::Result<Outcome> {
    let tally = step::tests(cargo_test(context).args(words).env("CI", "true"))?;
    Ok(Outcome::ran(tally))
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
