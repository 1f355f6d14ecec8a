//! Faults on a modelled board's register bus while a table is applied

use fic_client::Board;
use fic_client::Cancel;
use fic_client::board::switch::ApplyOptions;
use fic_client::board::switch::StoredNote;
use fic_client::board::switch::TableBus;
use fic_client::board::switch::apply;
use fic_client::board::switch::show;
use fic_network::SwitchTable;

use super::agent::Agent;
use super::table;

fn old() -> SwitchTable {
    table(4, 3, 1, &[1, 4, 2, 0, 3, 4, 4, 0, 1, 4, 4, 4])
}

fn new() -> SwitchTable {
    table(4, 4, 1, &[2, 1, 4, 3, 0, 0, 3, 1, 4, 2, 0, 4, 1, 1, 1, 1])
}

/// Bus words that a mk2 moves for this: three for a register written, three for one read.
const WORDS: std::ops::Range<usize> = 40..220;

/// A bit flips in one word: the old table or the new one is in force afterwards, and the
/// board says which.
#[test]
fn one_flipped_bit_anywhere_leaves_the_old_table_or_the_new() {
    let mut failed = 0;
    for (index, word) in WORDS.step_by(19).enumerate() {
        let bit = [0, 1, 7, 2][index % 4];
        let agent = Agent::configured(&format!(
            "sim:mk2?table=readable&fault.bus_flip={word}:{bit}"
        ));
        let mut board = agent.board();
        let first = apply(&mut board, &old(), &ApplyOptions::default());
        if first.is_err() {
            // The fault hit the first table; it happens once.
            apply(&mut board, &old(), &ApplyOptions::default()).unwrap();
        }
        let result = apply(&mut board, &new(), &ApplyOptions::default());
        let expected = match &result {
            Ok(_) => new(),
            Err(error) => {
                assert!(error.restored().is_whole(), "{word}:{bit} {error}");
                old()
            }
        };
        failed += usize::from(first.is_err() || result.is_err());
        let hint = fic_client::board::switch::Hint {
            ports: Some(4),
            switches: Some(1),
            ..Default::default()
        };
        let shown = show(&mut board, hint).unwrap();
        assert_eq!(
            shown.table,
            Some(expected),
            "{word}:{bit} {:?}",
            result.err()
        );
    }
    assert!(failed >= 3, "only {failed} faults were noticed");
}

/// A board whose user presses Ctrl-C at the n-th write.
struct Impatient {
    board: Board,
    cancel: Cancel,
    writes_left: usize,
}

impl TableBus for Impatient {
    type Error = fic_client::Error;

    fn read(&mut self, address: u16, count: u16) -> Result<Vec<u16>, fic_client::Error> {
        TableBus::read(&mut self.board, address, count)
    }

    fn write(&mut self, address: u16, values: &[u16]) -> Result<(), fic_client::Error> {
        if self.writes_left == 0 {
            self.cancel.set();
        }
        self.writes_left = self.writes_left.saturating_sub(1);
        TableBus::write(&mut self.board, address, values)
    }

    fn note(&mut self) -> Result<Option<StoredNote>, fic_client::Error> {
        TableBus::note(&mut self.board)
    }

    fn put_note(&mut self, data: &[u8]) -> Result<(), fic_client::Error> {
        TableBus::put_note(&mut self.board, data)
    }

    fn restoring(&mut self) {
        self.board.restoring();
    }
}

#[test]
fn ctrl_c_restores_the_previous_table() {
    let agent = Agent::configured("sim:mk1?table=readable");
    apply(&mut agent.board(), &old(), &ApplyOptions::default()).unwrap();
    let cancel = Cancel::default();
    let options = fic_client::Options {
        cancel: cancel.clone(),
        ..fic_client::Options::default()
    };
    let target = fic_client::Target::at(agent.address().parse().unwrap());
    let mut bus = Impatient {
        board: Board::open(&target, &options).unwrap(),
        cancel,
        writes_left: 2,
    };
    let error = apply(&mut bus, &new(), &ApplyOptions::default()).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("cancelled; the previous table was restored"),
        "{error}"
    );
    let shown = show(
        &mut agent.board(),
        fic_client::board::switch::Hint::default(),
    )
    .unwrap();
    assert_eq!(shown.table, Some(old()));
    assert!(shown.notes.is_empty(), "{:?}", shown.notes);
}
