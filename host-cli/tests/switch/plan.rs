//! Plans: few writes, the right table, and never an undefined live slot

use fic_network::HardwareTable;
use fic_network::Order;
use fic_network::SLOT_COUNT;
use fic_network::SwitchTable;
use fic_network::plan_apply;
use proptest::prelude::*;

use super::any_table;
use super::fake::Fake;
use super::table;

const ORDERS: [Order; 3] = [
    Order::MakeBeforeBreak,
    Order::BreakBeforeMake,
    Order::CountFirst,
];

fn carried_out(start: &Fake, new: &SwitchTable, order: Order) -> (Fake, usize) {
    let plan = plan_apply(&start.hardware(), new, order);
    let mut end = start.clone();
    for write in &plan.writes {
        end.registers.insert(write.address, write.value);
    }
    (end, plan.writes.len())
}

fn registers(table: &SwitchTable) -> Vec<(u16, u16)> {
    table
        .registers()
        .chain([(SLOT_COUNT, table.slot_count())])
        .collect()
}

proptest! {
    #[test]
    fn a_plan_leads_to_the_new_table_with_the_fewest_writes(old in any_table(), new in any_table()) {
        let start = Fake::holding(&old);
        for order in ORDERS {
            let (end, writes) = carried_out(&start, &new, order);
            for (address, value) in registers(&new) {
                prop_assert_eq!(end.registers.get(&address), Some(&value));
            }
            let needed = registers(&new)
                .iter()
                .filter(|(address, value)| start.registers.get(address) != Some(value))
                .count();
            prop_assert_eq!(writes, needed);
            prop_assert!(plan_apply(&end.hardware(), &new, order).is_empty());
        }
    }

    /// Every live slot holds what the old or the new table says, at every step, in every
    /// output that both tables have.
    #[test]
    fn no_live_slot_is_undefined(old in any_table(), new in any_table()) {
        let plan = plan_apply(&HardwareTable::of_table(&old), &new, Order::MakeBeforeBreak);
        let mut now = Fake::holding(&old);
        for write in &plan.writes {
            now.registers.insert(write.address, write.value);
            let live = now.hardware().live_slots().unwrap();
            for (cell, _) in new.entries().filter(|(cell, _)| cell.slot.number() < live) {
                let row_is_old = old.shape().cells().any(|other| (other.switch, other.port) == (cell.switch, cell.port));
                let defined = now.registers.contains_key(&cell.address());
                prop_assert!(defined || !row_is_old || cell.slot.number() < old.shape().slots(), "{} of {}", cell, live);
            }
        }
    }

    #[test]
    fn runs_are_the_writes(old in any_table(), new in any_table()) {
        let plan = plan_apply(&HardwareTable::of_table(&old), &new, Order::MakeBeforeBreak);
        let flat: Vec<(u16, u16)> = plan.runs().iter().flat_map(|(first, values)| (*first..).zip(values.iter().copied())).collect();
        let writes: Vec<(u16, u16)> = plan.writes.iter().map(|write| (write.address, write.value)).collect();
        prop_assert_eq!(flat, writes);
        prop_assert!(plan.runs().iter().all(|(_, values)| values.len() <= 256));
    }
}

fn written(old: &SwitchTable, new: &SwitchTable, order: Order) -> Vec<(u16, u16)> {
    let plan = plan_apply(&HardwareTable::of_table(old), new, order);
    plan.writes
        .iter()
        .map(|write| (write.address, write.value))
        .collect()
}

#[test]
fn growing_writes_new_slots_before_the_count_and_breaks_last() {
    // Two ports: values 0, 1, idle 2.
    let old = table(2, 2, 1, &[0, 2, 1, 1]);
    let new = table(2, 3, 1, &[2, 1, 1, 0, 1, 0]);
    let steps = [
        (0x0002, 1),
        (0x0102, 0),
        (SLOT_COUNT, 6),
        (0x0001, 1),
        (0x0100, 0),
        (0x0000, 2),
    ];
    assert_eq!(written(&old, &new, Order::MakeBeforeBreak), steps);
    let breaks_first = [
        (0x0000, 2),
        (0x0100, 0),
        (0x0001, 1),
        (0x0002, 1),
        (0x0102, 0),
        (SLOT_COUNT, 6),
    ];
    assert_eq!(written(&old, &new, Order::BreakBeforeMake), breaks_first);
    let as_ficwww = [
        (SLOT_COUNT, 6),
        (0x0000, 2),
        (0x0001, 1),
        (0x0002, 1),
        (0x0100, 0),
        (0x0102, 0),
    ];
    assert_eq!(written(&old, &new, Order::CountFirst), as_ficwww);
}

#[test]
fn shrinking_lowers_the_count_first() {
    let old = table(2, 3, 1, &[2, 1, 1, 0, 1, 0]);
    let new = table(2, 2, 1, &[0, 2, 1, 1]);
    for order in ORDERS {
        assert_eq!(written(&old, &new, order)[0], (SLOT_COUNT, 4), "{order:?}");
    }
}

#[test]
fn an_unknown_count_is_set_when_all_entries_stand() {
    let new = table(2, 1, 1, &[0, 1]);
    for slot_count in [None, Some(0xFF), Some(0xFFFF)] {
        let current = HardwareTable {
            slot_count,
            ..HardwareTable::default()
        };
        let plan = plan_apply(&current, &new, Order::MakeBeforeBreak);
        assert_eq!(
            plan.writes.last().map(|write| write.address),
            Some(SLOT_COUNT)
        );
        assert_eq!(plan.writes.len(), 3);
    }
}
