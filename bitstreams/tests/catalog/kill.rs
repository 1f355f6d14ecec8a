//! Writers that are killed at any moment.

use std::io::{BufRead, BufReader, Write, stdout};
use std::process::Stdio;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use fic_bitstream::catalog::{Catalog, IfTaken};

use crate::support::{NOW, add, again, data, given, given_number, listed, meta, read};

const ROUNDS: u64 = 25;

/// Adds for ever: says each version once it is told to be there.
#[test]
#[ignore = "run by killed_writers_lose_nothing in other processes"]
fn child() {
    let Some(catalog) = given() else { return };
    let round = given_number("FIC_TEST_ROUND");
    for i in 0.. {
        let seed = round * 100_000 + i;
        add(&catalog, &format!("r{round}:{i}"), &data(seed, 6000)).unwrap();
        catalog
            .add(&data(seed, 3000)[..], &meta("replaced:1"), IfTaken::Replace)
            .unwrap();
        if i % 4 == 3 {
            catalog
                .remove(&format!("r{round}:{}", i - 1).parse().unwrap())
                .unwrap();
            catalog.gc(NOW).unwrap();
        }
        println!("\nDONE {i}");
        stdout().flush().unwrap();
    }
}

/// Lets a writer work until it has done something and a little longer, then kills it.
fn killed_after(root: &std::path::Path, round: u64) -> u64 {
    let mut command = again("kill::child", root);
    command
        .env("FIC_TEST_ROUND", round.to_string())
        .stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let (send, done) = mpsc::channel();
    let reader = thread::spawn(move || {
        for line in output.lines().map_while(Result::ok) {
            if let Some(i) = line.strip_prefix("DONE ") {
                let _ = send.send(i.parse::<u64>().unwrap());
            }
        }
    });
    let first = done.recv_timeout(Duration::from_secs(20)).unwrap();
    thread::sleep(Duration::from_micros(700 * (round * 7919 % 37)));
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap();
    done.try_iter().last().unwrap_or(first)
}

#[test]
fn killed_writers_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let catalog = Catalog::create(dir.path()).unwrap();
    add(&catalog, "keep:1", &data(77, 10_000)).unwrap();
    for round in 1..=ROUNDS {
        let last = killed_after(dir.path(), round);
        let entries = listed(&catalog);
        for i in (0..=last).filter(|i| i % 4 != 2 || i + 1 > last) {
            let reference = format!("r{round}:{i}");
            // The one after the last may have been on its way to remove this one.
            if entries.contains_key(&reference) {
                assert_eq!(read(&catalog, &reference), data(round * 100_000 + i, 6000));
            } else {
                assert!(
                    i % 4 == 2 && i == last,
                    "{reference} is lost; done up to {last}"
                );
            }
        }
        assert!(entries.contains_key("replaced:1"), "replaced, never gone");
    }
    assert!(catalog.verify(|_| {}).unwrap().is_ok());
    catalog.gc(NOW).unwrap();
    assert!(catalog.verify(|_| {}).unwrap().is_ok());
    assert_eq!(
        std::fs::read_dir(dir.path().join(".fic/tmp"))
            .unwrap()
            .count(),
        0
    );
    assert_eq!(read(&catalog, "keep"), data(77, 10_000));
}
