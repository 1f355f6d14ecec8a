//! The last resort: pins go safe whatever happens to the rest of the program
//!
//! A guard is a handful of words that live as long as the process. It takes no lock that
//! a dead thread could hold, so it works in a panic hook and beside a request that does
//! not end.

use std::cell::Cell;
use std::panic;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use fic_core::profile::Profile;
use fic_core::selectmap;

use super::bare::BareRegisters;
use super::raw::Block;
use crate::registers::RegisterPort;

/// How long one waits for another one that makes the pins safe, which takes microseconds.
const TURN: Duration = Duration::from_millis(50);
/// A thread that passed the gate before it closed has written by then, unless it sleeps.
const STRAY: Duration = Duration::from_micros(100);

/// The guard of the pins that this program drives.
static INSTALLED: OnceLock<&'static Guard> = OnceLock::new();

thread_local! {
    /// A request moves pins in this thread.
    static ACTING: Cell<bool> = const { Cell::new(false) };
}

/// The pins of one board, ready to be made safe.
#[derive(Debug)]
pub struct Guard {
    block: Block,
    profile: Profile,
    /// Writes of requests do not reach the pins any more.
    closed: AtomicBool,
    /// Somebody makes the pins safe just now.
    busy: AtomicBool,
}

impl Guard {
    /// A guard over this block, for good.
    pub fn over(block: Block, profile: Profile) -> &'static Self {
        Box::leak(Box::new(Self {
            block,
            profile,
            closed: AtomicBool::new(false),
            busy: AtomicBool::new(false),
        }))
    }

    /// Makes this the one that [`close_installed`] and panics act on; the first one stays.
    pub fn install(&'static self) {
        if INSTALLED.set(self).is_ok() {
            let before = panic::take_hook();
            panic::set_hook(Box::new(move |what| {
                on_panic();
                before(what);
            }));
        }
    }

    /// Puts the pins into the safe state; requests may act on them afterwards.
    pub fn make_safe(&self) {
        let until = Instant::now() + TURN;
        while self.busy.swap(true, Ordering::Acquire) && Instant::now() < until {
            std::hint::spin_loop();
        }
        let mut port = RegisterPort::new(BareRegisters::new(self.block));
        // A register block has no error to tell.
        let _ = selectmap::make_safe(&mut port, &self.profile);
        Block::barrier();
        self.busy.store(false, Ordering::Release);
    }

    /// Puts the pins into the safe state for good: no request reaches them any more.
    pub fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.make_safe();
        let until = Instant::now() + STRAY;
        while Instant::now() < until {
            std::hint::spin_loop();
        }
        self.make_safe();
    }

    #[inline]
    pub(super) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    /// Marks this thread as the one that moves pins.
    pub(super) fn acting(&self) -> Acting<'_> {
        ACTING.set(true);
        Acting(self)
    }
}

/// A request moves pins in this thread for as long as this lives.
pub(super) struct Acting<'a>(&'a Guard);

impl Drop for Acting<'_> {
    fn drop(&mut self) {
        ACTING.set(false);
        if thread::panicking() {
            self.0.make_safe();
        }
    }
}

/// The program ends, in order or not: makes its pins safe, if it drives any.
pub fn close_installed() {
    if let Some(guard) = INSTALLED.get() {
        guard.close();
    }
}

/// A panic in a session that does not move pins is none of the board's business; the
/// main thread takes the whole program with it.
fn on_panic() {
    let Some(guard) = INSTALLED.get() else {
        return;
    };
    if thread::current().name() == Some("main") {
        guard.close();
    } else if ACTING.try_with(Cell::get).unwrap_or(false) {
        guard.make_safe();
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::os::unix::fs::FileExt;

    use fic_core::profile::MK1;

    use super::*;

    const GPFSEL1: u32 = 0x04;
    const DRIVEN: u32 = 0o1111111111;
    const PWOK: u32 = 1 << 24;

    fn guard() -> (File, &'static Guard) {
        let file = tempfile::tempfile().unwrap();
        file.set_len(4096).unwrap();
        file.write_all_at(&PWOK.to_ne_bytes(), 0x34).unwrap();
        let block = Block::map(&file, 0).unwrap();
        (file, Guard::over(block, MK1))
    }

    #[test]
    fn a_panic_amid_a_request_lets_the_pins_go_and_the_next_request_may_act() {
        let (_file, guard) = guard();
        guard.block.write(GPFSEL1, DRIVEN);
        let request = thread::spawn(|| {
            let _acting = guard.acting();
            panic!("amid a load");
        });
        assert!(request.join().is_err());
        assert_eq!(guard.block.read(GPFSEL1), 0);
        assert!(!guard.is_closed());
    }

    #[test]
    fn a_request_that_ends_well_leaves_the_pins_to_the_service() {
        let (_file, guard) = guard();
        guard.block.write(GPFSEL1, DRIVEN);
        drop(guard.acting());
        assert_eq!(guard.block.read(GPFSEL1), DRIVEN);
        assert!(!ACTING.get());
    }

    #[test]
    fn one_who_died_while_making_pins_safe_does_not_keep_others_from_it() {
        let (_file, guard) = guard();
        guard.block.write(GPFSEL1, DRIVEN);
        guard.busy.store(true, Ordering::SeqCst);
        guard.make_safe();
        assert_eq!(guard.block.read(GPFSEL1), 0);
    }
}
