//! Several boards at the same time, each on its own: one that fails stops no other

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::mpsc;
use std::thread;

use fic_client::Cancel;
use fic_client::Error;
use fic_client::Target;

/// What became of one board.
#[derive(Debug)]
pub struct Outcome<T> {
    /// The board.
    pub target: Target,
    /// What was done, or why not.
    pub result: Result<T, Error>,
}

/// Runs `act` for each board, at most `jobs` at the same time; outcomes keep the order of `targets`.
///
/// Boards whose turn has not come when `cancel` is set fail as cancelled.
pub fn each<T: Send>(
    targets: Vec<Target>,
    jobs: usize,
    cancel: &Cancel,
    act: impl Fn(&Target) -> Result<T, Error> + Sync,
) -> Vec<Outcome<T>> {
    let count = targets.len();
    let threads = jobs.clamp(1, count.max(1));
    let waiting = Mutex::new(targets.into_iter().enumerate());
    let (sender, outcomes) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads {
            let (waiting, sender, act) = (&waiting, sender.clone(), &act);
            scope.spawn(move || {
                while let Some((index, target)) = take(waiting) {
                    let result = cancel.check().and_then(|()| act(&target));
                    // The receiver lives until every thread has ended.
                    let _ = sender.send((index, Outcome { target, result }));
                }
            });
        }
    });
    drop(sender);
    let mut found: Vec<(usize, Outcome<T>)> = outcomes.into_iter().collect();
    found.sort_by_key(|&(index, _)| index);
    found.into_iter().map(|(_, outcome)| outcome).collect()
}

fn take<I: Iterator>(waiting: &Mutex<I>) -> Option<I::Item> {
    waiting
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .next()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;
    use std::sync::atomic::Ordering;
    use std::time::Duration;

    use super::*;

    fn targets(count: usize) -> Vec<Target> {
        (0..count)
            .map(|n| Target {
                name: format!("b{n}"),
                ..Target::at("sim:mk2".parse().unwrap())
            })
            .collect()
    }

    #[test]
    fn outcomes_keep_their_order_and_a_failure_stops_nobody() {
        let active = AtomicUsize::new(0);
        let most = AtomicUsize::new(0);
        let outcomes = each(targets(9), 3, &Cancel::default(), |target| {
            most.fetch_max(active.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(5));
            active.fetch_sub(1, Ordering::SeqCst);
            match target.name.as_str() {
                "b4" => Err(Error::NoBoard),
                name => Ok(name.to_owned()),
            }
        });
        assert!((1..=3).contains(&most.into_inner()));
        for (n, outcome) in outcomes.iter().enumerate() {
            assert_eq!(outcome.target.name, format!("b{n}"));
            assert_eq!(outcome.result.is_err(), n == 4);
        }
    }

    #[test]
    fn boards_that_wait_are_cancelled() {
        let cancel = Cancel::default();
        let outcomes = each(targets(3), 1, &cancel, |_| {
            cancel.set();
            Ok(())
        });
        assert!(outcomes[0].result.is_ok());
        assert!(matches!(outcomes[2].result, Err(Error::Cancelled { .. })));
    }
}
