//! One command of a job: shown, run, and its tests counted

use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;

use anyhow::Context as _;

use crate::outcome::Tally;

/// Prints the command as a person would type it.
pub fn show(command: &Command) {
    let program = Path::new(command.get_program());
    // Its folder is this machine's affair.
    let name = program.file_name().unwrap_or(program.as_os_str());
    let words = std::iter::once(name).chain(command.get_args());
    let line: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    println!("$ {}", line.join(" "));
}

/// Runs a command that is one check: it counts as one test.
pub fn check(command: &mut Command) -> anyhow::Result<Tally> {
    show(command);
    let ok = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("cannot start {:?}", command.get_program()))?
        .success();
    Ok(Tally::one(ok))
}

/// Runs `cargo test …`, passes its output on and adds up its result lines.
///
/// A run that fails without a failed test (it did not build, it was killed) counts as one failure.
pub fn tests(command: &mut Command) -> anyhow::Result<Tally> {
    show(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {:?}", command.get_program()))?;
    let mut counter = Counter::default();
    if let Some(stdout) = child.stdout.take() {
        // Bytes, not lines of UTF-8: a test may print anything.
        for line in BufReader::new(stdout).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            counter.read(&line);
        }
    }
    let ok = child.wait()?.success();
    let mut tally = counter.tally;
    if !ok && tally.failed == 0 {
        tally.failed = 1;
    }
    Ok(tally)
}

/// Adds up the result lines of a run.
///
/// A test that starts its own binary again as a helper process prints the helper's lines
/// into ours: a result counts only if it is about as many tests as the run announced.
#[derive(Default)]
struct Counter {
    announced: Option<usize>,
    tally: Tally,
}

impl Counter {
    fn read(&mut self, line: &str) {
        if let Some(count) = announcement(line) {
            self.announced.get_or_insert(count);
        } else if let Some(tally) = result_line(line)
            && self.announced == Some(tally.passed + tally.failed + tally.ignored)
        {
            self.announced = None;
            self.tally = self.tally + tally;
        }
    }
}

/// What a `running 12 tests` line announces.
fn announcement(line: &str) -> Option<usize> {
    let (count, unit) = line.strip_prefix("running ")?.split_once(' ')?;
    matches!(unit, "test" | "tests").then(|| count.parse().ok())?
}

/// What a `test result: ok. 12 passed; 0 failed; 1 ignored; …` line counts.
fn result_line(line: &str) -> Option<Tally> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let mut tally = Tally::default();
    for part in counts.split("; ") {
        match part.split_once(' ') {
            Some((count, "passed")) => tally.passed = count.parse().ok()?,
            Some((count, "failed")) => tally.failed = count.parse().ok()?,
            Some((count, "ignored")) => tally.ignored = count.parse().ok()?,
            _ => {}
        }
    }
    Some(tally)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn result_lines_are_counted_and_others_are_not() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 7 filtered out; finished in 0.00s";
        let tally = result_line(line).unwrap_or_default();
        assert_eq!((tally.passed, tally.failed, tally.ignored), (12, 3, 1));
        assert!(result_line("test frames::round_trip ... ok").is_none());
    }

    #[test]
    fn the_lines_of_a_helper_process_are_not_counted() {
        let lines = "running 5 tests\n\
            running 1 test\n\
            test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 4 filtered out; finished\n\
            running 1 test\n\
            test result: ok. 3 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished\n\
            running 2 tests\n\
            test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished";
        let mut counter = Counter::default();
        lines.lines().for_each(|line| counter.read(line));
        let tally = counter.tally;
        assert_eq!((tally.passed, tally.failed, tally.ignored), (5, 1, 1));
    }
}
