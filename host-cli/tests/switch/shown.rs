//! What show and clear make of a board

use fic_client::board::switch::ApplyOptions;
use fic_client::board::switch::ClearError;
use fic_client::board::switch::Hint;
use fic_client::board::switch::ShapeFrom;
use fic_client::board::switch::Source;
use fic_client::board::switch::apply;
use fic_client::board::switch::cleared;
use fic_client::board::switch::show;
use fic_network::Entry;
use fic_network::SLOT_COUNT;
use fic_network::SwitchTable;

use super::fake::Fake;
use super::table;

fn some_table() -> SwitchTable {
    table(3, 2, 1, &[1, 2, 0, 3, 3, 0])
}

fn applied() -> Fake {
    let mut fake = Fake::default();
    let options = ApplyOptions {
        who: "me@lab".into(),
        ..ApplyOptions::default()
    };
    apply(&mut fake, &some_table(), &options).unwrap();
    fake
}

#[test]
fn an_applied_table_is_shown_from_the_registers() {
    let mut fake = applied();
    let shown = show(&mut fake, Hint::default()).unwrap();
    assert_eq!(
        (shown.source, shown.shape_from),
        (Source::Hardware, ShapeFrom::Applied)
    );
    assert_eq!(shown.table, Some(some_table()));
    assert!(shown.notes.is_empty(), "{:?}", shown.notes);
    let note = shown.applied.unwrap();
    // The host had no clock; the board had.
    assert_eq!((note.who.as_str(), note.at_s), ("me@lab", 7));
}

#[test]
fn registers_that_others_changed_are_shown_as_they_are() {
    let mut fake = applied();
    fake.registers.insert(0, 2);
    let shown = show(&mut fake, Hint::default()).unwrap();
    assert_eq!(
        shown.table.unwrap().get(super::cell(0, 0, 0)),
        Some(super::from(2))
    );
    assert!(shown.notes[0].contains("differ"), "{:?}", shown.notes);
    fake.registers.insert(1, 9);
    let shown = show(&mut fake, Hint::default()).unwrap();
    assert_eq!(
        (shown.table, shown.odd),
        (None, vec![(super::cell(0, 0, 1), Some(9))])
    );
}

#[test]
fn without_a_note_the_shape_is_given_or_assumed() {
    let mut fake = Fake::holding(&some_table());
    let hint = Hint {
        ports: Some(3),
        switches: Some(1),
        ..Hint::default()
    };
    let shown = show(&mut fake, hint).unwrap();
    assert_eq!(
        (shown.table, shown.shape_from),
        (Some(some_table()), ShapeFrom::Given)
    );
    let shown = show(&mut fake, Hint::default()).unwrap();
    assert_eq!(shown.shape_from, ShapeFrom::Assumed);
}

#[test]
fn a_write_only_design_shows_what_was_applied_last() {
    let mut fake = Fake::holding(&some_table());
    fake.mute = Some(0xFF);
    let hint = Hint {
        write_only: true,
        ..Hint::default()
    };
    assert_eq!(show(&mut fake, hint).unwrap().source, Source::Nothing);
    let mut other = some_table();
    other.set(super::cell(0, 0, 0), Entry::Idle);
    apply(&mut fake, &other, &ApplyOptions::default()).unwrap();
    let shown = show(&mut fake, Hint::default()).unwrap();
    assert_eq!(
        (shown.source, shown.table),
        (Source::LastApplied, Some(other))
    );
    fake.registers.insert(SLOT_COUNT, 8);
    let notes = show(&mut fake, Hint::default()).unwrap().notes;
    assert!(
        notes
            .iter()
            .any(|note| note.contains("another value since")),
        "{notes:?}"
    );
}

#[test]
fn no_schedule_is_no_table() {
    for (count, word) in [(0, "is 0"), (0xFF, "no slot count")] {
        let mut fake = Fake::default();
        fake.registers.insert(SLOT_COUNT, count);
        let shown = show(&mut fake, Hint::default()).unwrap();
        assert_eq!((shown.source, &shown.table), (Source::Nothing, &None));
        assert!(shown.notes[0].contains(word), "{:?}", shown.notes);
    }
}

#[test]
fn clear_idles_what_is_live() {
    let mut fake = applied();
    let idle = cleared(&mut fake, Hint::default()).unwrap().unwrap();
    assert_eq!(idle, SwitchTable::idle(some_table().shape()));
    apply(&mut fake, &idle, &ApplyOptions::default()).unwrap();
    assert!(fake.holds(&idle));
    let mut bare = Fake::holding(&some_table());
    let error = cleared(&mut bare, Hint::default()).unwrap_err();
    assert!(matches!(error, ClearError::ShapeUnknown));
    let hint = Hint {
        ports: Some(3),
        switches: Some(1),
        ..Hint::default()
    };
    assert_eq!(cleared(&mut bare, hint).unwrap(), Some(idle));
    assert_eq!(
        cleared(&mut Fake::default(), Hint::default()).unwrap(),
        None
    );
}
