//! What is written is read as the same table

use fic_client::board::switch::Note;
use fic_client::board::switch::NoteError;
use fic_client::board::switch::Readback;
use fic_network::Document;
use fic_network::SwitchTable;
use fic_network::diff;
use fic_network::toml_of_boards;
use proptest::prelude::*;

use super::any_table;
use super::read;
use super::table;

fn only(document: Document) -> SwitchTable {
    assert_eq!(document.notes, Vec::<String>::new());
    let [found] = document.found.try_into().unwrap();
    found.table
}

/// The text that settbl reads.
fn plain(table: &SwitchTable) -> String {
    let shape = table.shape();
    let mut text = format!("{} {}\n", shape.ports(), shape.slots());
    for ((address, value), (cell, _)) in table.registers().zip(table.entries()) {
        if cell.slot.number() == 0 {
            text += &format!("{address:04x}\n");
        }
        text += &format!("{value}\n");
    }
    text
}

proptest! {
    #[test]
    fn every_form(table in any_table()) {
        prop_assert_eq!(&only(read(&table.to_json()).unwrap()), &table);
        prop_assert_eq!(&only(read(&table.to_toml()).unwrap()), &table);
        prop_assert_eq!(&only(read(&plain(&table)).unwrap()), &table);
        let older = table.to_json().replace("switches", "outputs").replace("\"switch", "\"output");
        prop_assert_eq!(&read(&older).unwrap().found[0].table, &table);
    }

    #[test]
    fn several_boards(tables in proptest::collection::btree_map("[a-z0-9\" .\\\\]{0,8}", any_table(), 1..4)) {
        let text = toml_of_boards(tables.iter().map(|(name, table)| (name.as_str(), table)));
        let document = read(&text).unwrap();
        prop_assert_eq!(document.found.len(), tables.len());
        for found in document.found {
            prop_assert_eq!(tables.get(&found.board.unwrap()), Some(&found.table));
        }
    }

    #[test]
    fn notes(table in any_table(), who in "\\PC{0,80}", at_s: u64, readable: Option<bool>, unfinished: bool, flip: usize) {
        let note = Note { table, who, at_s, gives_back: readable.map_or(Readback::Unknown, |yes| if yes { Readback::Yes } else { Readback::No }), unfinished };
        let bytes = note.encode();
        prop_assert!(bytes.len() <= fic_protocol::limits::MAX_NOTE_LEN);
        let read = Note::decode(&bytes).unwrap();
        prop_assert!(note.who.starts_with(&read.who));
        prop_assert_eq!(&Note { who: read.who.clone(), ..note }, &read);
        let mut damaged = bytes.clone();
        let at = flip % damaged.len();
        damaged[at] ^= 1 << (flip % 8);
        prop_assert!(Note::decode(&damaged).is_err());
        prop_assert!(Note::decode(&bytes[..at]).is_err());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes: Vec<u8>, text in "[{}\\[\\]\":,a-z0-9 \n=.\\-*]{0,200}") {
        let _ = Document::read(&bytes);
        let _ = Document::read(text.as_bytes());
        let _ = Note::decode(&bytes);
    }

    #[test]
    fn a_difference_is_all_that_differs(old in any_table(), new in any_table()) {
        prop_assert!(diff(&old, &old).is_empty());
        let found = diff(&old, &new);
        let cells = || old.shape().cells().chain(new.shape().cells());
        for cell in cells() {
            let listed = found.changes.iter().any(|change| change.cell == cell);
            prop_assert_eq!(listed, old.get(cell) != new.get(cell));
        }
        prop_assert!(found.changes.windows(2).all(|two| two[0].cell < two[1].cell));
    }
}

#[test]
fn a_note_of_another_kind_is_unknown() {
    assert_eq!(Note::decode(b""), Err(NoteError::Unknown));
    assert_eq!(Note::decode(b"S\x02later"), Err(NoteError::Unknown));
    assert_eq!(Note::decode(b"S\x01"), Err(NoteError::Damaged));
}

/// Literal bytes: a board may hold a note for years.
#[test]
fn the_note_of_form_1_stays_as_it_is() {
    let note = Note {
        table: table(2, 1, 1, &[1, 2]),
        who: "me@lab".into(),
        at_s: 0x0102,
        gives_back: Readback::No,
        unfinished: false,
    };
    let bytes = note.encode();
    let head = [b'S', 1, 1, 2, 1, 1, 2, 1, 0, 0, 0, 0, 0, 0, 6];
    assert_eq!(bytes[..15], head);
    assert_eq!(&bytes[15..21], b"me@lab");
    assert_eq!(bytes[21..23], [1, 2]);
    assert_eq!(bytes.len(), 23 + 32);
}

#[test]
fn the_rows_stand_in_columns() {
    let small = table(3, 4, 1, &[0, 1, 3, 3, 3, 3, 0, 2, 1, 1, 1, 1]);
    let text = "ports = 3\nslots = 4\nswitches = 1\n\n[switch0]\n# slot   0 1 2 3\n\
                port0 = \"0 1 - -\"\nport1 = \"- - 0 2\"\nport2 = \"1 1 1 1\"\n";
    assert_eq!(small.to_toml(), text);
    let long = table(1, 34, 1, &[1; 34]).to_toml();
    let line = long.lines().find(|line| line.starts_with("#   0"));
    assert!(line.is_none() && long.contains("\n#    0  1"), "{long}");
}
