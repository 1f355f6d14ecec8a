//! `fic switch check`

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::path::PathBuf;

use serde::Serialize;

use crate::context::Context;
use crate::io::table_file;
use crate::view::Answer;
use fic_client::Error;
use fic_network::Entry;
use fic_network::Found;
use fic_network::MAX_SLOTS;
use fic_network::SwitchTable;
use fic_network::fleet;
use fic_network::fleet::FleetReport;
use fic_network::fleet::Rules;
use fic_network::fleet::Topology;

/// Findings that text lists.
const LISTED: usize = 40;

/// Check files, and follow every flow over all boards
///
/// Without a topology each file is read and described. With one, every flow is followed
/// from the user logic that sends it, hop by hop and slot by slot, over all boards: each
/// must be delivered; two must not meet; nothing may go round in a circle. The message
/// names the board, port and slot where a flow dies.
///
/// No board is needed. A file's table is for the board that the file names, else for the one
/// before `=`, else for the one that the file is called after; where the topology has only
/// numbers, the number at the end counts.
#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// Table files, each as FILE or BOARD=FILE
    #[arg(required = true, value_name = "[BOARD=]FILE")]
    files: Vec<PathBuf>,
    /// Cables, one a line: boardA portA boardB portB
    #[arg(long, value_name = "FILE")]
    topology: Option<PathBuf>,
    /// Pairs that must reach each other, one a line: sender receiver
    #[arg(long, value_name = "FILE", requires = "topology")]
    pairs: Option<PathBuf>,
    /// Slots that a word is later on the next board than where it left
    #[arg(long, value_name = "N", default_value_t = 0, requires = "topology")]
    #[arg(value_parser = clap::value_parser!(u8).range(0..i64::from(MAX_SLOTS)))]
    slot_offset: u8,
}

#[derive(Serialize)]
struct Report {
    tables: Vec<Table>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fleet: Option<FleetReport>,
}

#[derive(Serialize)]
struct Table {
    file: String,
    board: String,
    form: &'static str,
    ports: u8,
    slots: u8,
    switches: u8,
    /// Entries that pass data.
    connections: usize,
    idle: usize,
}

impl Check {
    pub(super) fn run(&self, _context: &Context) -> Result<Answer, Error> {
        let topology = match &self.topology {
            Some(path) => Some((path.as_path(), table_file::parsed(path, Topology::parse)?)),
            None => None,
        };
        let mut report = Report {
            tables: Vec::new(),
            fleet: None,
        };
        let mut tables = BTreeMap::new();
        for argument in &self.files {
            let (name, path) = split(argument);
            for found in table_file::document(&path)?.found {
                let board = board_of(&found, name.as_deref(), &path);
                report.tables.push(Table::new(&path, &board, &found));
                if tables.insert(board.clone(), found.table).is_some() && topology.is_some() {
                    return Err(Error::Usage {
                        message: format!("two tables are for board {board}"),
                        help: "say which is for which: BOARD=FILE".into(),
                    });
                }
            }
        }
        if let Some((path, topology)) = topology {
            report.fleet = Some(self.follow(path, &topology, &tables)?);
        }
        let flaw = report.fleet.as_ref().and_then(flaw);
        Ok(Answer::flawed(report, flaw))
    }

    fn follow(
        &self,
        path: &Path,
        topology: &Topology,
        tables: &BTreeMap<String, SwitchTable>,
    ) -> Result<FleetReport, Error> {
        let pairs = self.pairs.as_deref();
        let pairs = pairs.map(|path| table_file::parsed(path, fleet::read_pairs));
        let rules = Rules {
            slot_offset: self.slot_offset,
            pairs: pairs.transpose()?,
        };
        let named = match &self.pairs {
            Some(pairs) => pairs.as_path(),
            None => path,
        };
        fleet::check(topology, tables, &rules).map_err(|source| match source {
            source @ fic_network::TableError::Pairs { .. } => table_file::refused(named, source),
            source => table_file::refused(path, source),
        })
    }
}

fn flaw(fleet: &FleetReport) -> Option<Error> {
    let findings = match fleet.findings.len() {
        0 => return None,
        1 => "1 place".into(),
        count => format!("{count} places"),
    };
    Some(Error::FlowsBroken { findings })
}

/// `BOARD=FILE`; a file that exists by the whole name is that file.
fn split(argument: &Path) -> (Option<String>, PathBuf) {
    let parts = argument.to_str().and_then(|text| text.split_once('='));
    match parts.filter(|_| !argument.exists()) {
        Some((board, path)) => (Some(board.to_owned()), path.into()),
        None => (None, argument.to_owned()),
    }
}

fn board_of(found: &Found, given: Option<&str>, path: &Path) -> String {
    let stem = || {
        path.file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
    };
    let given = given.map(str::to_owned);
    given
        .or_else(|| found.board.clone())
        .or_else(stem)
        .unwrap_or_default()
}

impl Table {
    fn new(path: &Path, board: &str, found: &Found) -> Self {
        let shape = found.table.shape();
        let idle = found
            .table
            .entries()
            .filter(|(_, entry)| *entry == Entry::Idle);
        let idle = idle.count();
        Self {
            file: path.display().to_string(),
            board: board.to_owned(),
            form: found.form.word(),
            ports: shape.ports(),
            slots: shape.slots(),
            switches: shape.switches(),
            connections: shape.len() - idle,
            idle,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fleet {
            None => self
                .tables
                .iter()
                .try_for_each(|table| writeln!(f, "{table}")),
            Some(fleet) => write_fleet(f, fleet),
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            form,
            ports,
            slots,
            switches,
            connections,
            idle,
            ..
        } = self;
        write!(
            f,
            "{file}: {form}, ports {ports}, slots {slots}, switches {switches}; "
        )?;
        write!(f, "{connections} entries pass data, {idle} are idle")
    }
}

fn write_fleet(f: &mut fmt::Formatter<'_>, fleet: &FleetReport) -> fmt::Result {
    let (boards, cables) = (fleet.boards, fleet.cables);
    let (flows, pairs) = (fleet.flows.len(), fleet.pairs.len());
    writeln!(
        f,
        "{boards} boards, {cables} cables: {flows} flows deliver {pairs} pairs"
    )?;
    if !fleet.unexpected.is_empty() {
        writeln!(f, "{} pairs were not asked for", fleet.unexpected.len())?;
    }
    for finding in fleet.findings.iter().take(LISTED) {
        writeln!(f, "  {finding}")?;
    }
    match fleet.findings.len().saturating_sub(LISTED) {
        0 => Ok(()),
        more => writeln!(f, "  and {more} more"),
    }
}
