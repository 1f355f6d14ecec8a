//! Two models whose links are joined: a word that one sends arrives at the other
//!
//! Slots pass whenever a driver looks at the pins of either board: a look takes far
//! longer than a slot, and a driver that waits for a word looks.

use std::io;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use fic_model::Fabric;
use fic_model::LinkError;

use super::model::ModelRegisters;
use crate::model_report::ModelReport;
use crate::registers::Registers;

const GPLEV0: u32 = 0x34;
/// Slots that pass at each look. More would only make a wait that ends in vain slow: it is
/// a million looks long, and a word is through after two schedules of 64 slots at most.
const SLOTS_A_LOOK: usize = 1;

/// Both boards and what joins them.
struct Wired {
    boards: [ModelRegisters; 2],
    fabric: Fabric,
}

/// One of the two boards.
pub(super) struct WiredRegisters {
    both: Arc<Mutex<Wired>>,
    index: usize,
}

/// Joins a port of each.
pub(super) fn wire(
    boards: [ModelRegisters; 2],
    ports: [usize; 2],
) -> Result<[WiredRegisters; 2], LinkError> {
    let mut fabric = Fabric::new();
    fabric.connect(0, ports[0], 1, ports[1])?;
    let both = Arc::new(Mutex::new(Wired { boards, fabric }));
    Ok([0, 1].map(|index| WiredRegisters {
        both: Arc::clone(&both),
        index,
    }))
}

impl WiredRegisters {
    fn lock(&self) -> MutexGuard<'_, Wired> {
        self.both.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Registers for WiredRegisters {
    fn write(&mut self, offset: u32, value: u32) {
        self.lock().boards[self.index].write(offset, value);
    }

    fn read(&mut self, offset: u32) -> u32 {
        let mut both = self.lock();
        if offset == GPLEV0 {
            let Wired { boards, fabric } = &mut *both;
            let [one, other] = boards.each_mut().map(ModelRegisters::model);
            fabric.run(&mut [one, other], SLOTS_A_LOOK);
        }
        both.boards[self.index].read(offset)
    }

    fn advance_ns(&mut self, ns: u64) {
        self.lock().boards[self.index].advance_ns(ns);
    }

    fn now_ns(&self) -> u64 {
        self.lock().boards[self.index].now_ns()
    }

    fn report(&self) -> Option<ModelReport> {
        self.lock().boards[self.index].report()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.lock().boards[self.index].finish()
    }
}
