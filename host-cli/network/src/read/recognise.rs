//! Finds the tables in an object of JSON or TOML

use super::form::Form;
use super::form::Found;
use super::nested::nested;
use super::node::Node;
use super::node::Value;
use super::node::refuse_twice;
use super::node::shortened;
use super::node::under;
use super::rows::is_rows;
use super::rows::rows;
use crate::error::TableError;

/// Names beside a table that are understood or come from `fic switch show`.
const KNOWN: &[&str] = &[
    "ports",
    "slots",
    "switches",
    "outputs",
    "table",
    "source",
    "shape_from",
    "slot_count",
    "gives_back",
    "applied",
    "odd",
    "notes",
];
/// What a ficmgr setup file may say about a board.
const SETUP: &[&str] = &["fpga", "switch", "dram", "option"];

/// All tables of a file.
pub(super) fn boards(node: &Node, notes: &mut Vec<String>) -> Result<Vec<Found>, TableError> {
    refuse_twice(node, "")?;
    if let Some(boards) = node.get("boards").filter(|_| !is_table(node)) {
        return match &boards.value {
            Value::List(answers) => shown(answers, notes),
            Value::Map(named) => each(named, "boards", notes),
            _ => Err(boards.wrong("boards", "a list or a table of boards")),
        };
    }
    if is_setup(node) {
        let all = node.map().unwrap_or_default();
        let with = all.iter().filter(|(_, board)| board.has("switch"));
        let with: Vec<&(String, Node)> = with.collect();
        if with.len() < all.len() {
            notes.push(format!(
                "{} of its boards have no switching table",
                all.len() - with.len()
            ));
        }
        return each(with, "", notes);
    }
    one(node, "", None, notes).map(|found| vec![found])
}

/// What `fic switch show --format json` prints.
fn shown(answers: &[Node], notes: &mut Vec<String>) -> Result<Vec<Found>, TableError> {
    let mut found = Vec::new();
    for (index, answer) in answers.iter().enumerate() {
        let path = format!("boards[{index}]");
        let board = answer.get("board").and_then(Node::text).map(str::to_owned);
        match answer.get("result") {
            Some(result) => found.push(one(result, &under(&path, "result"), board, notes)?),
            None => notes.push(format!("{path} has no table: it failed when it was read")),
        }
    }
    match found.is_empty() {
        true => Err(no_table("boards", None, "no board has a result")),
        false => Ok(found),
    }
}

fn each<'n>(
    named: impl IntoIterator<Item = &'n (String, Node)>,
    path: &str,
    notes: &mut Vec<String>,
) -> Result<Vec<Found>, TableError> {
    let found: Result<Vec<Found>, TableError> = named
        .into_iter()
        .map(|(name, node)| {
            one(
                node,
                &under(path, &shortened(name)),
                Some(name.clone()),
                notes,
            )
        })
        .collect();
    match found?.as_slice() {
        [] => Err(no_table(path, None, "no board has one")),
        found => Ok(found.to_vec()),
    }
}

fn one(
    node: &Node,
    path: &str,
    board: Option<String>,
    notes: &mut Vec<String>,
) -> Result<Found, TableError> {
    if let Some(inner) = wrapped(node) {
        return one(
            node.get(inner).unwrap_or(node),
            &under(path, inner),
            board,
            notes,
        );
    }
    if let Some(file) = node.get("tablefile") {
        return Err(TableError::Elsewhere {
            place: file.place(under(path, "tablefile")),
            file: file.text().map_or_else(|| file.kind(), shortened),
        });
    }
    let (table, form) = table(node, path)?;
    note_form(node, path, form, notes);
    Ok(Found { board, form, table })
}

fn table(node: &Node, path: &str) -> Result<(super::SwitchTable, Form), TableError> {
    match (node.has("table"), is_rows(node)) {
        (true, true) => Err(TableError::Mixed {
            place: node.place(path),
            reason: "`table` and rows beside it".into(),
        }),
        (true, false) => nested(node, path),
        (false, true) => rows(node, path).map(|table| (table, Form::Rows)),
        (false, false) => Err(no_table(path, node.line, &what_is_there(node))),
    }
}

/// The name under which an envelope keeps the table.
fn wrapped(node: &Node) -> Option<&'static str> {
    let names = ["status", "switch"];
    let inside = |name: &&str| node.get(name).is_some_and(|inner| inner.map().is_some());
    names.into_iter().find(inside).filter(|_| !is_table(node))
}

fn is_table(node: &Node) -> bool {
    node.has("table") || is_rows(node)
}

/// A ficmgr setup file: every value is an object that says something about a board.
fn is_setup(node: &Node) -> bool {
    let boards = node.map().unwrap_or_default();
    let about_a_board = |(name, node): &(String, Node)| {
        !matches!(name.as_str(), "switch" | "status") && SETUP.iter().any(|name| node.has(name))
    };
    !boards.is_empty() && boards.iter().all(about_a_board)
}

fn note_form(node: &Node, path: &str, form: Form, notes: &mut Vec<String>) {
    if form == Form::Outputs {
        notes.push("read ficmgr's older form: `outputs` is called `switches` today".into());
    }
    for (key, _) in node.map().unwrap_or_default() {
        let row = form == Form::Rows && key.starts_with("switch");
        if !row && !KNOWN.contains(&key.as_str()) {
            notes.push(format!("`{}` was not read", under(path, &shortened(key))));
        }
    }
}

fn no_table(path: &str, line: Option<usize>, reason: &str) -> TableError {
    TableError::NoTable {
        place: crate::error::Place::new(path, line),
        reason: reason.to_owned(),
    }
}

fn what_is_there(node: &Node) -> String {
    match node.map() {
        None => format!("it is {}", node.kind()),
        Some([]) => "it is empty".into(),
        Some(entries) => {
            let names: Vec<String> = entries
                .iter()
                .take(5)
                .map(|(key, _)| shortened(key))
                .collect();
            format!("it has only {}", names.join(", "))
        }
    }
}
