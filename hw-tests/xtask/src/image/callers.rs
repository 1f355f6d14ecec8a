//! What the machine code must not hold: floating point, and ways to a panic that nobody explained
//!
//! No emulator traps a floating-point instruction, but a Pi would. A function that can
//! panic is listed in `firmware/image/panics.txt` with the reason why it never does.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use anyhow::ensure;

use crate::context::Context;
use crate::outcome::Tally;

const LIST: &str = "firmware/image/panics.txt";

/// Which functions a function calls.
type Calls<'t> = BTreeMap<&'t str, BTreeSet<&'t str>>;

/// Disassembles the program and looks at every instruction.
pub fn check(context: &Context, elf: &Path) -> anyhow::Result<Tally> {
    let output = context
        .command("aarch64-linux-gnu-objdump")
        .args(["-d", "-C"])
        .arg(elf)
        .output()
        .context("cannot start aarch64-linux-gnu-objdump")?;
    ensure!(
        output.status.success(),
        "objdump cannot read {}",
        elf.display()
    );
    let text = String::from_utf8_lossy(&output.stdout);
    let list = context.root.join(LIST);
    let listed = fs::read_to_string(&list).with_context(|| list.display().to_string())?;
    Ok(Tally::one(no_floats(&text)) + Tally::one(all_explained(&text, &listed)))
}

fn no_floats(text: &str) -> bool {
    let floats: Vec<_> = text.lines().filter(|line| is_float(line)).collect();
    for line in &floats {
        println!("floating point: {}", line.trim());
    }
    println!("{} floating-point instructions", floats.len());
    floats.is_empty()
}

/// Any access to the registers of floating point and SIMD.
fn is_float(line: &str) -> bool {
    let mut parts = line.split('\t');
    let (Some(address), Some(_), Some(_)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let operands = parts.next().unwrap_or_default();
    let operands = operands.split(['/', '<']).next().unwrap_or_default();
    address.ends_with(':')
        && operands
            .split([',', ' ', '[', ']', '{', '}', '.'])
            .any(|word| {
                let number = word.strip_prefix(['v', 'q', 'd', 's', 'h', 'b']);
                number.is_some_and(|number| {
                    number.len() <= 2 && number.parse::<u8>().is_ok_and(|number| number < 32)
                })
            })
}

fn all_explained(text: &str, listed: &str) -> bool {
    let found = panicking(&calls(text));
    let listed: BTreeSet<&str> = listed
        .lines()
        .filter(|line| !line.starts_with([' ', '#']) && !line.is_empty())
        .collect();
    let new: Vec<_> = found.difference(&listed).collect();
    for function in &new {
        println!("can panic and is not explained in {LIST}: {function}");
    }
    for function in listed.difference(&found) {
        println!("cannot panic any more, to be taken out of {LIST}: {function}");
    }
    println!("{} functions can reach the panic handler", found.len());
    new.is_empty()
}

fn calls(text: &str) -> Calls<'_> {
    let mut calls = Calls::new();
    let mut inside = "";
    for line in text.lines() {
        if let Some(name) = line
            .strip_suffix(">:")
            .and_then(|line| line.split_once('<'))
        {
            inside = name.1;
            calls.entry(inside).or_default();
        } else if let Some(target) = branch(line).filter(|target| *target != inside) {
            calls.entry(inside).or_default().insert(target);
        }
    }
    calls
}

/// The function that an instruction goes to, if it goes to one.
fn branch(line: &str) -> Option<&str> {
    let mut parts = line.split('\t');
    let instruction = parts.nth(2)?;
    let jumps = ["b", "bl", "cbz", "cbnz", "tbz", "tbnz"].contains(&instruction);
    if !jumps && !instruction.starts_with("b.") {
        return None;
    }
    let (_, target) = parts.next()?.split_once('<')?;
    let target = target.split("  //").next()?.strip_suffix('>')?;
    Some(match target.rsplit_once("+0x") {
        Some((function, _)) => function,
        None => target,
    })
}

/// Functions of ours and of libraries that call those of `core` that end in the handler.
fn panicking<'t>(calls: &Calls<'t>) -> BTreeSet<&'t str> {
    let handler = |name: &&str| name.contains("rust_begin_unwind");
    let mut ways: BTreeSet<&str> = calls.keys().copied().filter(handler).collect();
    loop {
        let more: Vec<_> = callers(calls, &ways)
            .filter(|name| name.starts_with("core::"))
            .collect();
        if more.is_empty() {
            return callers(calls, &ways).collect();
        }
        ways.extend(more);
    }
}

fn callers<'c, 't>(
    calls: &'c Calls<'t>,
    of: &'c BTreeSet<&'t str>,
) -> impl Iterator<Item = &'t str> + 'c {
    calls
        .iter()
        .filter(|(name, called)| !of.contains(*name) && !called.is_disjoint(of))
        .map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
0000000000080028 <begin>:
   80040:\t54000100 \tb.eq\t80060 <at_el2>  // b.none
0000000000081000 <fic::load>:
   81000:\t94000000 \tbl\t82000 <core::panicking::panic_bounds_check>
   81004:\t14000000 \tb\t81000 <fic::load+0x10>
0000000000082000 <core::panicking::panic_bounds_check>:
   82000:\t94000000 \tbl\t83000 <core::panicking::panic_fmt>
0000000000083000 <core::panicking::panic_fmt>:
   83000:\t94000000 \tbl\t84000 <__rustc::rust_begin_unwind>
0000000000084000 <__rustc::rust_begin_unwind>:
   84000:\td5032d7f \twfe
";

    #[test]
    fn callers_of_the_panic_handler_are_found_through_core() {
        let found = panicking(&calls(TEXT));
        assert_eq!(found, BTreeSet::from(["fic::load"]));
        assert!(!all_explained(TEXT, "# nothing\n"));
        assert!(all_explained(TEXT, "fic::load\n  never past the end\n"));
    }

    #[test]
    fn floating_point_is_told_from_names_and_numbers() {
        let float = |line| is_float(line);
        assert!(float("   80000:\t1e602000 \tfcmp\td0, d1"));
        assert!(float("   80000:\tad000000 \tstp\tq0, q1, [x0]"));
        assert!(float("   80000:\t4e080c00 \tdup\tv0.2d, x0"));
        assert!(!float("   80000:\t94000000 \tbl\t82000 <core::d1>"));
        assert!(!float("   80000:\ta9bf7bfd \tstp\tx29, x30, [sp, #-16]!"));
        assert!(!float("0000000000080028 <begin>:"));
    }
}
