//! Rows, for people: TOML that stands in columns

use std::fmt::Write;

use crate::number::Port;
use crate::number::SwitchIndex;
use crate::table::Entry;
use crate::table::SwitchTable;

/// Slots beside each other; longer rows have several lines.
const SLOTS_A_LINE: usize = 32;

impl SwitchTable {
    /// The table as rows, in columns, with the slots' numbers above them.
    pub fn to_toml(&self) -> String {
        let mut out = String::new();
        write_table(&mut out, self, "");
        out
    }
}

/// Tables of several boards as one file.
pub fn toml_of_boards<'t>(boards: impl IntoIterator<Item = (&'t str, &'t SwitchTable)>) -> String {
    let mut out = String::new();
    for (name, table) in boards {
        let gap = if out.is_empty() { "" } else { "\n" };
        let prefix = format!("boards.{}", quoted(name));
        push(&mut out, format_args!("{gap}[{prefix}]\n"));
        write_table(&mut out, table, &format!("{prefix}."));
    }
    out
}

fn write_table(out: &mut String, table: &SwitchTable, prefix: &str) {
    let shape = table.shape();
    let (ports, slots, switches) = (shape.ports(), shape.slots(), shape.switches());
    push(
        out,
        format_args!("ports = {ports}\nslots = {slots}\nswitches = {switches}\n"),
    );
    for switch in SwitchIndex::first(switches) {
        push(out, format_args!("\n[{prefix}{switch}]\n"));
        write_switch(out, table, switch);
    }
}

fn write_switch(out: &mut String, table: &SwitchTable, switch: SwitchIndex) {
    let shape = table.shape();
    let slots: Vec<String> = (0..shape.slots()).map(|slot| slot.to_string()).collect();
    let width = slots
        .last()
        .map_or(1, String::len)
        .max(digits(shape.ports() - 1));
    let name = digits(shape.ports() - 1) + "port".len();
    let ruler = format!("{:<1$}", "# slot", name + 3);
    write_row(out, &ruler, "", &slots, width);
    for port in Port::first(shape.ports()) {
        let row: Vec<String> = table.row(switch, port).iter().map(word).collect();
        let quote = if row.len() > SLOTS_A_LINE {
            "\"\"\""
        } else {
            "\""
        };
        write_row(
            out,
            &format!("{:<name$} = ", port.to_string()),
            quote,
            &row,
            width,
        );
    }
}

/// A row in as many lines as it needs; a comment's further lines are comments too.
fn write_row(out: &mut String, start: &str, quote: &str, words: &[String], width: usize) {
    let long = words.len() > SLOTS_A_LINE;
    out.push_str(start);
    // The ruler has no quote; keep it above the words.
    out.push_str(if quote.is_empty() && !long {
        " "
    } else {
        quote
    });
    for line in words.chunks(SLOTS_A_LINE) {
        if long {
            out.push_str(if quote.is_empty() { "\n#  " } else { "\n   " });
        }
        for (index, word) in line.iter().enumerate() {
            let gap = if index == 0 && !long { "" } else { " " };
            push(out, format_args!("{gap}{word:>width$}"));
        }
    }
    out.push_str(quote);
    out.push('\n');
}

fn word(entry: &Entry) -> String {
    match entry {
        Entry::From(port) => port.number().to_string(),
        Entry::Idle => "-".into(),
    }
}

fn digits(number: u8) -> usize {
    number.to_string().len()
}

/// A name as a key of TOML: with its quotes if it needs them.
fn quoted(name: &str) -> String {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !name.is_empty() && name.bytes().all(bare) {
        return name.to_owned();
    }
    let escape = |character: char| match character {
        '"' | '\\' => format!("\\{character}"),
        control if control.is_control() => format!("\\u{:04X}", control as u32),
        other => other.to_string(),
    };
    format!("\"{}\"", name.chars().map(escape).collect::<String>())
}

/// Writing to a `String` cannot fail.
fn push(out: &mut String, what: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(what);
}
