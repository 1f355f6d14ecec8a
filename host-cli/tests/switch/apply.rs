//! Applying: verified, restored on failure, nothing written twice, write-only designs

use fic_client::board::switch::ApplyError;
use fic_client::board::switch::ApplyOptions;
use fic_client::board::switch::Note;
use fic_client::board::switch::Readback;
use fic_client::board::switch::Restored;
use fic_client::board::switch::VerifyPolicy;
use fic_client::board::switch::apply;
use fic_error::Diagnostic as _;
use fic_network::Order;
use fic_network::SLOT_COUNT;
use fic_network::SwitchTable;
use proptest::prelude::*;

use super::any_table;
use super::fake::Fake;
use super::table;

fn options() -> ApplyOptions {
    ApplyOptions {
        who: "me@lab".into(),
        now_s: 1000,
        ..ApplyOptions::default()
    }
}

fn old() -> SwitchTable {
    table(3, 2, 1, &[1, 2, 0, 3, 3, 0])
}

fn new() -> SwitchTable {
    table(3, 3, 1, &[1, 2, 2, 3, 0, 0, 0, 3, 1])
}

fn note(fake: &Fake) -> Note {
    Note::decode(&fake.note).unwrap()
}

#[test]
fn a_table_is_applied_verified_and_noted() {
    let mut fake = Fake::holding(&old());
    let applied = apply(&mut fake, &new(), &options()).unwrap();
    assert!(applied.verified && applied.gives_back == Readback::Yes);
    assert_eq!(applied.registers_written, applied.plan.writes.len());
    assert!(fake.holds(&new()));
    let note = note(&fake);
    assert_eq!(
        (note.table, note.who.as_str(), note.at_s),
        (new(), "me@lab", 1000)
    );
    assert!(!note.unfinished && note.gives_back == Readback::Yes);
}

#[test]
fn the_same_table_again_writes_nothing() {
    let mut fake = Fake::holding(&old());
    for order in [
        Order::MakeBeforeBreak,
        Order::BreakBeforeMake,
        Order::CountFirst,
    ] {
        apply(&mut fake, &new(), &ApplyOptions { order, ..options() }).unwrap();
        let (writes, note) = (fake.written.len(), fake.note.clone());
        let later = ApplyOptions {
            order,
            now_s: 2000,
            ..options()
        };
        let again = apply(&mut fake, &new(), &later).unwrap();
        assert!(again.plan.is_empty() && again.verified);
        assert_eq!((fake.written.len(), &fake.note), (writes, &note));
        apply(&mut fake, &old(), &options()).unwrap();
    }
}

#[test]
fn a_dry_run_writes_nothing() {
    let mut fake = Fake::holding(&old());
    let before = fake.clone();
    let applied = apply(
        &mut fake,
        &new(),
        &ApplyOptions {
            dry_run: true,
            ..options()
        },
    )
    .unwrap();
    assert!(!applied.plan.is_empty() && applied.registers_written == 0);
    assert_eq!((fake.registers, fake.note), (before.registers, before.note));
}

proptest! {
    #[test]
    fn a_failure_at_any_write_restores_the_previous_table(
        old in any_table(), new in any_table(), at: usize, times in 1..=2_usize,
    ) {
        let mut fake = Fake::holding(&old);
        apply(&mut fake, &old, &options()).unwrap();
        let before = fake.clone();
        let dry_run = ApplyOptions { dry_run: true, ..options() };
        let count = apply(&mut fake, &new, &dry_run).unwrap().plan.writes.len();
        prop_assume!(count > 0);
        fake.fail_writes = Some((fake.written.len() + at % count + 1, times));
        let error = apply(&mut fake, &new, &options()).unwrap_err();
        prop_assert!(matches!(&error, ApplyError::Bus { restored, .. } if restored.is_whole()), "{}", error);
        for (address, value) in &before.registers {
            prop_assert_eq!(fake.registers.get(address), Some(value));
        }
        prop_assert_eq!(&fake.note, &before.note);
        // The next one works.
        apply(&mut fake, &new, &options()).unwrap();
        prop_assert!(fake.holds(&new));
    }
}

#[test]
fn a_failed_restore_is_said_and_noted() {
    let mut fake = Fake::holding(&old());
    fake.fail_writes = Some((3, usize::MAX / 2));
    let error = apply(&mut fake, &new(), &options()).unwrap_err();
    assert!(
        matches!(error.restored(), Restored::Failed { .. }),
        "{error}"
    );
    let text = error.to_string();
    assert!(
        text.contains("no FACK at access 3; restoring the previous table failed, too"),
        "{text}"
    );
    assert!(note(&fake).unfinished);
    assert!(error.help().to_string().contains("load the design again"));
}

#[test]
fn a_failure_before_the_first_write_touches_nothing() {
    let mut fake = Fake::holding(&old());
    fake.fail_reads = Some((2, 1));
    let error = apply(&mut fake, &new(), &options()).unwrap_err();
    assert_eq!(error.restored(), &Restored::Untouched);
    assert!(fake.written.is_empty() && fake.note.is_empty());
}

#[test]
fn a_read_back_that_fails_restores() {
    let mut fake = Fake::holding(&old());
    // Four reads before: the count and three ports.
    fake.fail_reads = Some((5, 1));
    let error = apply(&mut fake, &new(), &options()).unwrap_err();
    assert_eq!(error.restored(), &Restored::Whole);
    assert!(fake.holds(&old()));
}

#[test]
fn a_bit_that_is_not_stored_is_found_and_undone() {
    let plain = table(3, 2, 1, &[1, 1, 0, 0, 0, 0]);
    let mut fake = Fake::holding(&plain);
    fake.stuck_low = 2;
    let wanted = table(3, 2, 1, &[1, 2, 0, 0, 0, 0]);
    let error = apply(&mut fake, &wanted, &options()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the table reads back differently: switch0.port0.slot1 is 0, not 2; the previous table was restored"
    );
    assert!(matches!(error, ApplyError::Differs { .. }));
    assert!(fake.holds(&plain));
}

/// A flipped address bit writes an entry that the plan leaves alone.
#[test]
fn a_stray_write_is_found_and_repaired() {
    let mut fake = Fake::holding(&old());
    fake.stray = Some((1, 0x0001));
    let error = apply(&mut fake, &new(), &options()).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("switch0.port0.slot1 is 1, not 2"), "{text}");
    assert_eq!(error.restored(), &Restored::Whole);
    assert!(fake.holds(&old()));
}

#[test]
fn a_design_that_does_not_give_its_table_back_is_recognised() {
    let mut fake = Fake::holding(&old());
    fake.mute = Some(0);
    let applied = apply(&mut fake, &new(), &options()).unwrap();
    assert!(applied.gives_back == Readback::No && !applied.verified);
    assert!(applied.notes[0].contains("does not give its table back"));
    // Entries that seemed to hold 0 already were written all the same.
    assert!(fake.holds(&new()));
    assert_eq!(note(&fake).gives_back, Readback::No);
    // Now the note stands for the registers: nothing is written again, little for a change.
    let written = fake.written.len();
    assert!(
        apply(&mut fake, &new(), &options())
            .unwrap()
            .plan
            .is_empty()
    );
    assert_eq!(fake.written.len(), written);
    let mut other = new();
    other.set(super::cell(0, 0, 0), super::from(0));
    apply(&mut fake, &other, &options()).unwrap();
    assert_eq!(fake.written.len(), written + 1);
    assert!(fake.holds(&other));
}

/// A table in which all entries are what the design reads as anyway.
#[test]
fn what_reads_right_by_chance_is_written_all_the_same() {
    let mut fake = Fake::holding(&old());
    fake.mute = Some(0);
    let zeros = table(3, 2, 1, &[0; 6]);
    let applied = apply(&mut fake, &zeros, &options()).unwrap();
    assert!(fake.holds(&zeros));
    assert_eq!(
        (applied.verified, applied.gives_back),
        (false, Readback::Unknown)
    );
    assert!(
        applied.notes[0].contains("is not known"),
        "{:?}",
        applied.notes
    );
    let written = fake.written.len();
    apply(&mut fake, &zeros, &options()).unwrap();
    assert_eq!(fake.written.len(), written);
    // The next table tells.
    assert_eq!(
        apply(&mut fake, &new(), &options()).unwrap().gives_back,
        Readback::No
    );
    assert!(fake.holds(&new()));
}

/// A readable design that was proven so may well read alike.
#[test]
fn a_readable_design_is_remembered() {
    let mut fake = Fake::holding(&old());
    apply(&mut fake, &new(), &options()).unwrap();
    let idle = SwitchTable::idle(new().shape());
    assert!(apply(&mut fake, &idle, &options()).unwrap().verified);
    assert!(apply(&mut fake, &idle, &options()).unwrap().plan.is_empty());
    fake.stuck_low = 0xFF;
    let error = apply(&mut fake, &new(), &options()).unwrap_err();
    assert!(matches!(error, ApplyError::Differs { .. }), "{error}");
}

#[test]
fn a_note_older_than_the_design_does_not_stand_for_its_registers() {
    let mut fake = Fake::holding(&old());
    fake.mute = Some(0);
    apply(&mut fake, &new(), &options()).unwrap();
    let reloaded = ApplyOptions {
        loaded_at_s: Some(1001),
        ..options()
    };
    assert_eq!(
        apply(&mut fake, &new(), &reloaded)
            .unwrap()
            .registers_written,
        9
    );
    // Another slot count, too, says that the registers changed since.
    fake.registers.insert(SLOT_COUNT, 2);
    assert_eq!(
        apply(&mut fake, &new(), &options())
            .unwrap()
            .registers_written,
        10
    );
}

#[test]
fn write_only_designs_can_be_refused_or_declared() {
    let mut fake = Fake::holding(&old());
    fake.mute = Some(0);
    let required = ApplyOptions {
        read_back: VerifyPolicy::Required,
        ..options()
    };
    let error = apply(&mut fake, &new(), &required).unwrap_err();
    assert!(matches!(error, ApplyError::Differs { .. }));
    // What read as 0 before was no knowledge.
    assert_eq!(error.restored(), &Restored::Unverified);
    let mut fake = Fake::holding(&old());
    let never = ApplyOptions {
        read_back: VerifyPolicy::Never,
        ..options()
    };
    let applied = apply(&mut fake, &new(), &never).unwrap();
    assert!(!applied.verified && fake.holds(&new()));
}

#[test]
fn a_failing_write_only_design_gets_its_last_table_back() {
    let mut fake = Fake::holding(&old());
    fake.mute = Some(0);
    apply(&mut fake, &old(), &options()).unwrap();
    let before = fake.clone();
    let writes = fake.written.len();
    fake.fail_writes = Some((writes + 3, 1));
    let error = apply(&mut fake, &new(), &options()).unwrap_err();
    // Slots that the old table had not were never known.
    assert!(
        matches!(error.restored(), Restored::Unknown { .. }),
        "{error}"
    );
    for (address, value) in before.registers {
        assert_eq!(fake.registers.get(&address), Some(&value));
    }
}

#[test]
fn a_board_without_notes_is_served_all_the_same() {
    let mut fake = Fake::holding(&old());
    fake.no_notes = true;
    let applied = apply(&mut fake, &new(), &options()).unwrap();
    assert!(applied.verified && fake.holds(&new()));
    assert_eq!(applied.notes.len(), 2, "{:?}", applied.notes);
}
