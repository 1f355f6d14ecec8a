//! The rows for people and for programs

use serde_json::Value;

use super::Row;

/// Prints one table: name, figure, unit, goal, how taken.
pub fn print(rows: &[Row]) {
    let name = width(rows, "name", |row| row.name.len());
    let unit = width(rows, "unit", |row| row.unit.len());
    println!(
        "{:<name$}  {:>14}  {:<unit$}  {:>16}  how taken",
        "name", "figure", "unit", "goal"
    );
    for row in rows {
        let (figure, goal) = (number(row.value), goal(row));
        println!(
            "{:<name$}  {figure:>14}  {:<unit$}  {goal:>16}  {}",
            row.name, row.unit, row.how
        );
    }
}

/// The JSON list of the contract.
pub fn json(rows: &[Row]) -> Value {
    rows.iter().map(Row::to_json).collect()
}

fn width(rows: &[Row], title: &str, len: impl Fn(&Row) -> usize) -> usize {
    rows.iter().map(len).chain([title.len()]).max().unwrap_or(0)
}

fn number(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.4}")
    }
}

fn goal(row: &Row) -> String {
    match row.goal {
        None => "-".into(),
        Some(goal) if row.is_reached() => number(goal),
        Some(goal) => format!("{} MISSED", number(goal)),
    }
}
