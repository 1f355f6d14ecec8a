//! What a replacement does to the disk, step by step; in tests any step may fail

use std::io;

/// One change of the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Create,
    Write,
    Sync,
    Rename,
    SyncFolder,
}

#[cfg(not(test))]
#[allow(clippy::unnecessary_wraps, reason = "the tests' variant needs it")]
pub(crate) fn step(_: Step) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
pub(crate) use script::step;

#[cfg(test)]
pub(crate) mod script {
    use std::cell::RefCell;

    use super::*;

    #[derive(Default)]
    struct Script {
        taken: Vec<Step>,
        fails_at: Option<usize>,
    }

    thread_local! {
        static SCRIPT: RefCell<Script> = RefCell::default();
    }

    /// Records the step; the disk is full from the chosen one on.
    pub(crate) fn step(step: Step) -> io::Result<()> {
        SCRIPT.with_borrow_mut(|script| {
            script.taken.push(step);
            let is_full = script.fails_at.is_some_and(|at| script.taken.len() > at);
            if is_full {
                Err(io::ErrorKind::StorageFull.into())
            } else {
                Ok(())
            }
        })
    }

    /// The steps that this thread takes in `act`, the first `fails_at` of which succeed.
    pub(crate) fn taken_by<T>(fails_at: Option<usize>, act: impl FnOnce() -> T) -> (T, Vec<Step>) {
        let fresh = Script {
            fails_at,
            ..Script::default()
        };
        SCRIPT.set(fresh);
        let result = act();
        (result, SCRIPT.take().taken)
    }
}
