//! Which ports are connected by a cable

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::HashSet;

use super::pairs::Pair;
use crate::error::Place;
use crate::error::TableError;
use crate::number::MAX_PORTS;
use crate::number::Port;
use crate::table::SwitchTable;

/// Most cables: sixteen ports of many more boards than there are.
const MAX_CABLES: usize = 10_000;

/// Two ports that are connected, both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cable {
    /// One end: number of the board in [`Topology::boards`], port.
    pub one: (usize, Port),
    /// The other end.
    pub other: (usize, Port),
}

/// Boards and the cables between them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Topology {
    boards: Vec<String>,
    cables: Vec<Cable>,
    peers: HashMap<(usize, Port), Vec<(usize, Port)>>,
}

impl Topology {
    /// Reads a file with a cable a line: `boardA portA boardB portB`. Empty lines and those
    /// that begin with `#` do not count. Port 0 is the user logic and has no cable.
    ///
    /// A port in two cables is read; [`super::check()`] reports it.
    ///
    /// # Errors
    /// [`TableError::Topology`] with the line.
    pub fn parse(text: &str) -> Result<Self, TableError> {
        let mut topology = Self::default();
        let mut names = HashMap::new();
        let mut seen = HashSet::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let cable = topology.cable(line, &mut names).and_then(|cable| {
                let fresh =
                    seen.insert((cable.one, cable.other)) && seen.insert((cable.other, cable.one));
                match fresh {
                    true => Ok(cable),
                    false if cable.one == cable.other => {
                        Err("a port cannot be its own peer".into())
                    }
                    false => Err("this cable is there twice".into()),
                }
            });
            topology.add(cable.map_err(|reason| refuse(index + 1, reason))?);
            if topology.cables.len() > MAX_CABLES {
                return Err(refuse(index + 1, format!("more than {MAX_CABLES} cables")));
            }
        }
        match topology.cables.is_empty() {
            true => Err(refuse(1, "no cable".into())),
            false => Ok(topology),
        }
    }

    fn cable(&mut self, line: &str, names: &mut HashMap<String, usize>) -> Result<Cable, String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let &[board_a, port_a, board_b, port_b] = words.as_slice() else {
            return Err(format!(
                "{} words, not boardA portA boardB portB",
                words.len()
            ));
        };
        let mut board = |name: &str| {
            *names.entry(name.to_owned()).or_insert_with(|| {
                self.boards.push(name.to_owned());
                self.boards.len() - 1
            })
        };
        Ok(Cable {
            one: (board(board_a), port(port_a)?),
            other: (board(board_b), port(port_b)?),
        })
    }

    fn add(&mut self, cable: Cable) {
        self.peers.entry(cable.one).or_default().push(cable.other);
        self.peers.entry(cable.other).or_default().push(cable.one);
        self.cables.push(cable);
    }

    /// Names of the boards, in the order in which the file has them.
    pub fn boards(&self) -> &[String] {
        &self.boards
    }

    /// The cables, in the order of the file.
    pub fn cables(&self) -> &[Cable] {
        &self.cables
    }

    /// Where the cable at a port ends; more than one if the file gives the port several.
    pub fn peers(&self, board: usize, port: Port) -> &[(usize, Port)] {
        self.peers.get(&(board, port)).map_or(&[], Vec::as_slice)
    }

    /// The table of each board.
    pub(super) fn place<'t>(
        &self,
        tables: &'t BTreeMap<String, SwitchTable>,
    ) -> Result<Vec<Option<&'t SwitchTable>>, TableError> {
        let mut placed = vec![None; self.boards.len()];
        for (name, table) in tables {
            let board = self.find(name).ok_or_else(|| TableError::Topology {
                place: Place::new(format!("board {name}"), None),
                reason: "has a table, but no cable".into(),
            })?;
            if placed[board].replace(table).is_some() {
                return Err(TableError::Topology {
                    place: Place::new(format!("board {}", self.boards[board]), None),
                    reason: format!("has two tables, one of them as {name}"),
                });
            }
        }
        Ok(placed)
    }

    pub(super) fn place_pairs(&self, pairs: &[Pair]) -> Result<Vec<(String, String)>, TableError> {
        let find = |name: &str, line| {
            let board = self.find(name).map(|board| self.boards[board].clone());
            board.ok_or_else(|| TableError::Pairs {
                place: Place::new("", line),
                reason: format!("no board {name} in the topology"),
            })
        };
        let place = |pair: &Pair| Ok((find(&pair.from, pair.line)?, find(&pair.to, pair.line)?));
        pairs.iter().map(place).collect()
    }

    /// By name; where all names are numbers, by the number at the end of the name.
    fn find(&self, name: &str) -> Option<usize> {
        let by_name = self.boards.iter().position(|board| board == name);
        by_name.or_else(|| {
            let number = |name: &str| name.parse::<u32>().ok();
            let wanted = number(name.trim_start_matches(|c: char| !c.is_ascii_digit()))
                .or_else(|| number(last_digits(name)))?;
            let numbers: Option<Vec<u32>> = self.boards.iter().map(|name| number(name)).collect();
            numbers?.into_iter().position(|number| number == wanted)
        })
    }
}

fn last_digits(name: &str) -> &str {
    let start = name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    &name[start..]
}

fn port(text: &str) -> Result<Port, String> {
    let number = text.parse().ok().and_then(Port::new);
    match number.filter(|&port| port != Port::LOCAL) {
        Some(port) => Ok(port),
        None => Err(format!("port {text} is not 1 to {}", MAX_PORTS - 1)),
    }
}

fn refuse(line: usize, reason: String) -> TableError {
    TableError::Topology {
        place: Place::new("", Some(line)),
        reason,
    }
}
