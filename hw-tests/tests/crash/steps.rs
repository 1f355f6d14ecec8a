//! The steps to crash at, several at a time

use std::sync::atomic::AtomicU32;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;

/// As many as this machine has processors would do, but the commands wait a lot.
const AT_A_TIME: usize = 3;
/// Of more steps only so many are tried.
const MOST: u32 = 40;

/// All of them, or of many every so-manyth, the first and the last included.
pub fn sampled(steps: u32) -> Vec<u32> {
    let every = steps.div_ceil(MOST).max(1);
    let mut sample: Vec<u32> = (1..=steps).step_by(every as usize).collect();
    if sample.last().is_some_and(|last| *last != steps) {
        sample.push(steps);
    }
    sample
}

/// Crashes at each of these steps; how many there were, as `crash_at` tells.
pub fn crash_at_each(steps: &[u32], crash_at: impl Fn(u32) -> bool + Sync) -> u32 {
    let (next, crashes) = (AtomicUsize::new(0), AtomicU32::new(0));
    thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some(step) = steps.get(next.fetch_add(1, Ordering::Relaxed)) {
                    crashes.fetch_add(crash_at(*step).into(), Ordering::Relaxed);
                }
            });
        }
    });
    crashes.into_inner()
}
