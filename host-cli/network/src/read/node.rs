//! JSON and TOML as one tree that keeps keys which are there twice

use std::cell::Cell as Counter;
use std::collections::HashSet;
use std::fmt;

use serde::de::DeserializeSeed;
use serde::de::Error as _;
use serde::de::MapAccess;
use serde::de::SeqAccess;
use serde::de::Visitor;

use crate::error::Place;
use crate::error::TableError;

/// Most values in a file: 24 boards of the largest shape have 103,000.
pub(super) const MAX_NODES: usize = 300_000;

/// A value and where it is.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) value: Value,
    /// Line, where the reader tells it.
    pub(super) line: Option<usize>,
}

#[derive(Debug)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Integer(i64),
    /// Any other number, as text.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    /// What it is, for a message.
    pub(super) fn kind(&self) -> String {
        match &self.value {
            Value::Null => "null".into(),
            Value::Bool(value) => value.to_string(),
            Value::Integer(value) => value.to_string(),
            Value::Number(value) => value.clone(),
            Value::Text(text) => format!("the text \"{}\"", shortened(text)),
            Value::List(_) => "a list".into(),
            Value::Map(_) => "a table of names".into(),
        }
    }

    pub(super) fn map(&self) -> Option<&[(String, Self)]> {
        match &self.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value of a name, if this is a table of names that has it.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        let entries = self.map()?.iter();
        entries
            .into_iter()
            .find(|(key, _)| key == name)
            .map(|(_, node)| node)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn place(&self, path: impl Into<String>) -> Place {
        Place::new(path, self.line)
    }

    pub(super) fn wrong(&self, path: &str, expected: &'static str) -> TableError {
        TableError::Type {
            place: self.place(path),
            expected,
            found: self.kind(),
        }
    }
}

/// `a.b`; the whole file has no name.
pub(super) fn under(path: &str, key: &str) -> String {
    match path {
        "" => key.to_owned(),
        path => format!("{path}.{key}"),
    }
}

/// At most 40 characters of a text from a file, without control characters.
pub(super) fn shortened(text: &str) -> String {
    let clean = |character: char| {
        if character.is_control() {
            ' '
        } else {
            character
        }
    };
    let start: String = text.chars().take(40).map(clean).collect();
    match text.chars().nth(40) {
        Some(_) => start + "…",
        None => start,
    }
}

/// Refuses a name that is in one table twice.
pub(super) fn refuse_twice(node: &Node, path: &str) -> Result<(), TableError> {
    match &node.value {
        Value::Map(entries) => {
            let mut seen = HashSet::new();
            for (key, node) in entries {
                // Entries are called `switch0.port2.slot5`, without `table` before it.
                let path = match key.as_str() {
                    "table" => path.to_owned(),
                    key => under(path, &shortened(key)),
                };
                if !seen.insert(key) {
                    let place = node.place(path);
                    return Err(TableError::Twice { place });
                }
                refuse_twice(node, &path)?;
            }
        }
        Value::List(nodes) => {
            for (index, node) in nodes.iter().enumerate() {
                refuse_twice(node, &format!("{path}[{index}]"))?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Reads JSON. Nesting is bounded by serde_json (128 levels).
pub(super) fn json(text: &str) -> Result<Node, TableError> {
    let left = Counter::new(MAX_NODES);
    let mut reader = serde_json::Deserializer::from_str(text);
    let node = Seed { left: &left }
        .deserialize(&mut reader)
        .and_then(|node| reader.end().map(|()| node));
    node.map_err(|error| match left.get() {
        0 => TableError::TooLarge {
            limit: MAX_NODES,
            unit: "values",
        },
        _ => TableError::Syntax {
            place: Place::new("", Some(error.line())),
            reason: without_place(&error.to_string()),
        },
    })
}

/// How serde_json hands over a number that is no whole one, where another crate has its
/// `arbitrary_precision` switched on for the whole program (defmt-decoder does).
const NUMBER: &str = "$serde_json::private::Number";

/// A table of names, or a number in the guise of one.
fn map_or_number(entries: Vec<(String, Node)>) -> Value {
    match &entries[..] {
        [(key, node)] if key == NUMBER => match node.text() {
            Some(text) => Value::Number(match text.parse::<f64>() {
                Ok(number) => number.to_string(),
                Err(_) => shortened(text),
            }),
            None => Value::Map(entries),
        },
        _ => Value::Map(entries),
    }
}

/// serde_json ends its messages with the line, which is said elsewhere.
fn without_place(message: &str) -> String {
    let end = message.rfind(" at line ").unwrap_or(message.len());
    message[..end].to_owned()
}

/// Reads one value and counts it.
#[derive(Clone, Copy)]
struct Seed<'c> {
    left: &'c Counter<usize>,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<Node, D::Error> {
        let left = self.left.get().saturating_sub(1);
        self.left.set(left);
        match left {
            0 => Err(D::Error::custom("too many values")),
            _ => from.deserialize_any(self),
        }
    }
}

fn bare<E>(value: Value) -> Result<Node, E> {
    Ok(Node { value, line: None })
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        bare(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        bare(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        bare(Value::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        bare(match i64::try_from(value) {
            Ok(value) => Value::Integer(value),
            Err(_) => Value::Number(value.to_string()),
        })
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        bare(Value::Number(value.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        bare(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = from.next_element_seed(self)? {
            nodes.push(node);
        }
        bare(Value::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = from.next_key()? {
            entries.push((key, from.next_value_seed(self)?));
        }
        bare(map_or_number(entries))
    }
}
