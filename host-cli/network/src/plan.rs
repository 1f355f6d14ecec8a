//! The fewest register writes from one table to another, in an order that keeps traffic alive
//!
//! The switch goes through slots 0 to count - 1 all the time; entries of other slots are
//! dormant. With [`Order::MakeBeforeBreak`] the steps are:
//!
//! 1. **The schedule shrinks:** the slot count is lowered first. The slots that fall away are
//!    out of use from then on, so nothing live ever points into a half-written schedule.
//! 2. **Dormant entries** that the larger schedule will use are written; nobody sees it.
//! 3. **The schedule grows:** only now is the slot count raised. A slot that becomes live
//!    holds its new entry already.
//! 4. **Live entries** change: first those that were idle (or held no port), which makes new
//!    connections; then those that switch from one input to another; last those that become
//!    idle, which breaks old ones.
//!
//! So at every step each slot below the count holds an entry that one of the two tables
//! gave it. Writing count and entries in address order, as ficwww and FICSES do, does not
//! have this property while the schedule grows; it is there as [`Order::CountFirst`].
//! No order needs two writes of one register, and registers that hold the right value
//! already are not written.

use crate::hardware::HardwareTable;
use crate::number::MAX_SLOTS;
use crate::shape::SLOT_COUNT;
use crate::table::SwitchTable;

/// Most registers in one request.
const RUN: usize = 256;

/// In which order registers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Order {
    /// New connections first, broken ones last; see the module's text.
    #[default]
    MakeBeforeBreak,
    /// Live connections that end first, then the others; a grown slot count last of all.
    BreakBeforeMake,
    /// The slot count, then every entry, as ficwww and FICSES do.
    CountFirst,
}

/// A register and its new value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegisterWrite {
    /// Which register.
    pub address: u16,
    /// What it is to hold.
    pub value: u16,
}

/// Writes in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// One register each, none twice.
    pub writes: Vec<RegisterWrite>,
}

impl Plan {
    /// Nothing is to be done.
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }

    /// The writes with those together that go to addresses which follow each other, at most
    /// 256 at a time, so that a request stays short.
    pub fn runs(&self) -> Vec<(u16, Vec<u16>)> {
        let mut runs: Vec<(u16, Vec<u16>)> = Vec::new();
        for &RegisterWrite { address, value } in &self.writes {
            match runs.last_mut() {
                Some((first, values))
                    if values.len() < RUN
                        && usize::from(*first) + values.len() == usize::from(address) =>
                {
                    values.push(value);
                }
                _ => runs.push((address, vec![value])),
            }
        }
        runs
    }
}

/// What a change does to the traffic of its output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Effect {
    Makes,
    Replaces,
    Breaks,
}

struct Changed {
    write: RegisterWrite,
    live: bool,
    effect: Effect,
}

/// The fewest writes after which the registers hold `new`.
pub fn plan_apply(current: &HardwareTable, new: &SwitchTable, order: Order) -> Plan {
    // Where the count is not known, every slot may be live.
    let live = current.live_slots();
    let changed = changed(current, new, live.unwrap_or(MAX_SLOTS));
    let count = (current.slot_count != Some(new.slot_count())).then_some(RegisterWrite {
        address: SLOT_COUNT,
        value: new.slot_count(),
    });
    let shrinks = live.is_some_and(|live| new.shape().slots() < live);
    let first = count.filter(|_| shrinks || order == Order::CountFirst);
    let later = count.filter(|_| first.is_none());
    let dormant = || picked(&changed, |change| !change.live);
    let alive = |effect| {
        picked(&changed, move |change| {
            change.live && change.effect == effect
        })
    };
    let writes: Vec<RegisterWrite> = match order {
        Order::MakeBeforeBreak if live.is_some() => first
            .into_iter()
            .chain(dormant())
            .chain(later)
            .chain(alive(Effect::Makes))
            .chain(alive(Effect::Replaces))
            .chain(alive(Effect::Breaks))
            .collect(),
        // The count may be anything: it is set when all entries stand.
        Order::MakeBeforeBreak => alive(Effect::Makes)
            .chain(alive(Effect::Replaces))
            .chain(alive(Effect::Breaks))
            .chain(later)
            .collect(),
        Order::BreakBeforeMake => first
            .into_iter()
            .chain(alive(Effect::Breaks))
            .chain(alive(Effect::Replaces))
            .chain(alive(Effect::Makes))
            .chain(dormant())
            .chain(later)
            .collect(),
        Order::CountFirst => first
            .into_iter()
            .chain(picked(&changed, |_| true))
            .collect(),
    };
    Plan { writes }
}

fn changed(current: &HardwareTable, new: &SwitchTable, live: u8) -> Vec<Changed> {
    let ports = u16::from(new.shape().ports());
    let mut changed = Vec::new();
    for ((cell, _), (address, value)) in new.entries().zip(new.registers()) {
        let old = current.registers.get(&address).copied();
        if old != Some(value) {
            changed.push(Changed {
                write: RegisterWrite { address, value },
                live: cell.slot.number() < live,
                effect: match old {
                    Some(old) if old < ports && value == ports => Effect::Breaks,
                    Some(old) if old < ports => Effect::Replaces,
                    _ => Effect::Makes,
                },
            });
        }
    }
    // Addresses that follow each other travel together.
    changed.sort_by_key(|change| change.write.address);
    changed
}

fn picked<'c>(
    changed: &'c [Changed],
    which: impl Fn(&Changed) -> bool + 'c,
) -> impl Iterator<Item = RegisterWrite> + 'c {
    changed
        .iter()
        .filter(move |change| which(change))
        .map(|change| change.write)
}
