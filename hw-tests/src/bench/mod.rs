//! The benchmarks: a few files, each measures one thing and returns rows
//!
//! Names of rows are a promise to whoever compares them over time: they never change.

mod agent;
mod analyze;
mod deploy;
mod designs;
mod loader;
mod registers;
mod row;
mod table;

pub use designs::small;
pub use row::Better;
pub use row::Row;
pub use table::json;
pub use table::print;

/// One benchmark.
pub struct Bench {
    /// The rows that it returns, in order.
    pub rows: &'static [&'static str],
    /// Measures.
    pub run: fn() -> anyhow::Result<Vec<Row>>,
}

/// Every benchmark.
pub const BENCHES: &[Bench] = &[
    loader::BENCH,
    analyze::BENCH,
    deploy::BENCH,
    registers::BENCH,
    agent::BENCH,
];

/// Runs the benchmarks that have a row whose name contains `filter`, and returns those rows.
///
/// # Errors
/// The first benchmark that fails, by its rows.
pub fn run(filter: &str) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for bench in BENCHES {
        if !bench.rows.iter().any(|name| name.contains(filter)) {
            continue;
        }
        let measured = (bench.run)().map_err(|error| error.context(bench.rows.join(", ")))?;
        let names: Vec<_> = measured.iter().map(|row| row.name).collect();
        anyhow::ensure!(names == bench.rows, "{names:?} is not {:?}", bench.rows);
        rows.extend(measured.into_iter().filter(|row| row.name.contains(filter)));
    }
    anyhow::ensure!(!rows.is_empty(), "no benchmark's name contains {filter:?}");
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        let names: Vec<_> = BENCHES.iter().flat_map(|bench| bench.rows).collect();
        for (i, name) in names.iter().enumerate() {
            assert!(!names[..i].contains(name), "{name}");
        }
    }
}
