//! TOML as a tree that knows its lines

use toml::Spanned;
use toml::de::DeTable;
use toml::de::DeValue;

use super::node::Node;
use super::node::Value;
use crate::error::Place;
use crate::error::TableError;

/// Longest TOML, bytes: 24 boards of the largest shape have 1.3 MB; the parser's tree is
/// far larger than its text.
pub(super) const MAX_TOML_LEN: usize = 2 * 1024 * 1024;

/// Reads TOML. Nesting is bounded by the toml crate (80 levels).
pub(super) fn toml(text: &str) -> Result<Node, TableError> {
    if text.len() > MAX_TOML_LEN {
        return Err(TableError::TooLarge {
            limit: MAX_TOML_LEN,
            unit: "bytes of TOML",
        });
    }
    let lines = Lines::of(text);
    let table = DeTable::parse(text).map_err(|error| TableError::Syntax {
        place: Place::new("", error.span().map(|span| lines.at(span.start))),
        reason: error.message().replace('\n', " "),
    })?;
    Ok(Node {
        value: names(table.get_ref(), &lines),
        line: None,
    })
}

/// Where lines begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        Self(ends.map(|(end, _)| end + 1).collect())
    }

    /// Line of a byte, counted from 1.
    fn at(&self, byte: usize) -> usize {
        self.0.partition_point(|&start| start <= byte) + 1
    }
}

fn names(table: &DeTable<'_>, lines: &Lines) -> Value {
    let entries = table.iter().map(|(key, value)| {
        let mut node = node(value, lines);
        // A value of dotted keys or a `[table]` has no place of its own.
        node.line = Some(lines.at(key.span().start));
        (key.get_ref().to_string(), node)
    });
    Value::Map(entries.collect())
}

fn node(value: &Spanned<DeValue<'_>>, lines: &Lines) -> Node {
    let line = Some(lines.at(value.span().start));
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(value) => Value::Integer(value),
            Err(_) => Value::Number(number.as_str().to_owned()),
        },
        DeValue::Float(number) => Value::Number(number.as_str().to_owned()),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(time) => Value::Number(time.to_string()),
        DeValue::Array(nodes) => {
            Value::List(nodes.iter().map(|value| node(value, lines)).collect())
        }
        DeValue::Table(table) => names(table, lines),
    };
    Node { value, line }
}
