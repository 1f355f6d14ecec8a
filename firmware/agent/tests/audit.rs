//! The audit log: who did what, whatever becomes of the disk and the power
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod support;

use std::fs;
use std::path::Path;

use fic_agent::access::AccessOptions;
use fic_agent::access::Requirement;
use fic_agent::audit::Actor;
use fic_agent::audit::Audit;
use fic_agent::audit::Entry;
use fic_agent::session::Limits;
use fic_protocol::*;
use serde_json::Value;
use support::Client;
use support::Message;
use support::fake::Bench;

const TAKE: HostRequest<'static> = HostRequest::LeaseTake {
    term_s: 600,
    memo: "a run",
};

fn bench(folder: &Path) -> Bench {
    let access = AccessOptions {
        folder: Some(folder.into()),
        durable: false,
        lease: Requirement::Required,
        ..AccessOptions::default()
    };
    let bench = Bench::behind(Limits::default(), access);
    bench.release();
    bench
}

fn open(folder: &Path, limit: u64) -> Audit {
    Audit::open(folder.into(), limit, false, |_| {})
}

fn entry(what: &str) -> Entry {
    Entry::new(Actor::default(), what)
}

/// What a peer reads of the log.
fn read(client: &mut Client, from: u64, count: u16) -> (AuditInfo, Vec<Value>) {
    client.data.clear();
    let answer = client.call(HostRequest::AuditRead { from, count });
    let BoardResponse::Audit(info) = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(info.len as usize, client.data.len());
    let lines = client.data.split_inclusive(|&byte| byte == b'\n');
    let records: Vec<Value> = lines
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    assert_eq!(usize::from(info.records), records.len());
    (info, records)
}

/// What the files hold, oldest first.
fn on_disk(folder: &Path) -> Vec<Value> {
    let text = |name| fs::read_to_string(folder.join(name)).unwrap_or_default();
    let both = text("audit.1.jsonl") + &text("audit.jsonl");
    both.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn whats(records: &[Value]) -> Vec<&str> {
    records
        .iter()
        .map(|record| record["what"].as_str().unwrap())
        .collect()
}

#[test]
fn a_deed_is_told_with_who_when_what_and_how_it_ended() {
    let folder = tempfile::tempdir().unwrap();
    let bench = bench(folder.path());
    let mut ann = bench.of_role(Role::Admin, "ann@lab");
    ann.call(TAKE);
    ann.call(HostRequest::Load(support::load(samples::DIGEST)));
    ann.call(HostRequest::FpgaReset);
    ann.call(HostRequest::LeaseRelease);
    let (info, records) = read(&mut ann, 0, 10);
    assert_eq!((info.first, info.records), (1, 4));
    assert_eq!(
        whats(&records),
        ["lease take", "load", "reset", "lease release"]
    );
    let load = &records[1];
    assert_eq!(load["n"], 2);
    assert_eq!(load["who"], "ann@lab");
    assert_eq!(load["key"], "key of ann@lab");
    assert_eq!(load["peer"], "pipe");
    assert_eq!(load["role"], "admin");
    assert_eq!(load["digest"], samples::DIGEST.to_string());
    assert_eq!(load["detail"], "top: a try");
    assert_eq!(load["result"], "ok");
    assert!(load["duration_ms"].is_u64() && load["up_ms"].is_u64());
    assert!(load["at"].is_u64() || load["at"].is_null());
    assert_eq!(records[0]["detail"], "for 600 s: a run");
    assert_eq!(on_disk(folder.path()), records);
}

#[test]
fn looking_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let bench = bench(folder.path());
    let mut ann = bench.of_role(Role::Read, "ann@lab");
    ann.call(HostRequest::Status);
    ann.call(HostRequest::GpioRead);
    let mut check = support::load(samples::DIGEST);
    check.dry_run = true;
    ann.call(HostRequest::Load(check));
    assert_eq!(read(&mut ann, 0, 10).1, [Value::Null; 0]);
}

#[test]
fn ten_thousand_bus_writes_are_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let bench = bench(folder.path());
    let mut ann = bench.of_role(Role::Operate, "ann@lab");
    ann.call(TAKE);
    let write = HostRequest::RegWrite {
        address: 1,
        values: &[0, 0],
        force: false,
    };
    for _ in 0..10_000 {
        ann.call(write.clone());
    }
    ann.call(HostRequest::RegRead {
        address: 1,
        count: 1,
        force: false,
    });
    ann.call(HostRequest::HlsStart);
    ann.call(HostRequest::FpgaReset);
    let records = read(&mut ann, 0, 50).1;
    // A run of more than some seconds, on a slow machine, is told piece by piece.
    let runs: Vec<&Value> = records
        .iter()
        .filter(|record| record.get("count").is_some())
        .collect();
    let counted: u64 = runs.iter().map(|run| run["count"].as_u64().unwrap()).sum();
    assert_eq!(counted, 10_001);
    assert!(runs.len() < 40, "{records:?}");
    let told: String = runs.iter().map(|run| run.to_string()).collect();
    assert!(told.contains("reg write") && told.contains("hls start"));
    assert_eq!(records.last().unwrap()["what"], "reset");
}

#[test]
fn a_run_is_told_when_its_session_ends() {
    let folder = tempfile::tempdir().unwrap();
    let bench = bench(folder.path());
    let (mut ann, session) = bench.session(false);
    ann = ann.greeted();
    ann.call(HostRequest::Identify { who: "ann@lab" });
    ann.call(TAKE);
    ann.call(HostRequest::HlsStart);
    ann.call(HostRequest::HlsReset);
    drop(ann);
    session.join().unwrap();
    let records = on_disk(folder.path());
    assert_eq!(whats(&records), ["lease take", "bus"]);
    assert_eq!(records[1]["detail"], "hls reset 1, hls start 1");
    assert_eq!(records[1]["count"], 2);
}

#[test]
fn refusals_are_told_but_cannot_wash_the_log_out() {
    let folder = tempfile::tempdir().unwrap();
    let bench = bench(folder.path());
    let mut ann = bench.of_role(Role::Operate, "ann@lab");
    let mut reader = bench.of_role(Role::Read, "eve@far");
    ann.call(TAKE);
    for request in samples::requests() {
        for _ in 0..100 {
            reader.call(request.clone());
        }
    }
    for _ in 0..200 {
        let mut old = bench.client();
        let hello = Hello {
            min: 250,
            current: 255,
        };
        assert!(matches!(old.hello(hello), Message::Refusal(_)));
    }
    let records = on_disk(folder.path());
    // Ten at once, then one a minute: a slow machine may see some minutes pass.
    assert!((8..40).contains(&records.len()), "{}", records.len());
    assert_eq!(records[0]["what"], "lease take");
    let refused = &records[1];
    assert_eq!(refused["key"], "key of eve@far");
    assert_eq!(refused["role"], "read");
    assert_eq!(refused["result"], "not_allowed");
    bench.server.access.stopped();
    let records = on_disk(folder.path());
    let untold = &records[records.len() - 2];
    assert_eq!(untold["what"], "refusals not written");
    assert!(untold["count"].as_u64().unwrap() > 1000);
}

#[test]
fn who_was_refused_a_held_board_stands_there() {
    let folder = tempfile::tempdir().unwrap();
    let bench = bench(folder.path());
    let mut ann = bench.of_role(Role::Operate, "ann@lab");
    let mut root = bench.of_role(Role::Admin, "root@lab");
    let answer = ann.call(HostRequest::FpgaReset);
    assert_eq!(answer, BoardError::LeaseNeeded.into());
    ann.call(TAKE);
    root.call(HostRequest::FpgaReset);
    root.call(HostRequest::LeaseBreak);
    let records = read(&mut root, 0, 10).1;
    assert_eq!(whats(&records), ["lease take", "reset", "lease break"]);
    assert_eq!(records[1]["result"], "lease_held");
    assert_eq!(records[1]["who"], "root@lab");
    let broken = records[2]["detail"].as_str().unwrap();
    assert!(broken.contains("ann@lab (key of ann@lab)"), "{broken}");
}

#[test]
fn pieces_of_it_are_read_by_number() {
    let folder = tempfile::tempdir().unwrap();
    let bench = bench(folder.path());
    let mut ann = bench.of_role(Role::Read, "ann@lab");
    for n in 0..1000 {
        bench
            .server
            .access
            .audit
            .write(&entry(&format!("deed {n}")));
    }
    for (from, count, first, records) in [
        (0, 1, 1000, 1),
        (0, 256, 745, 256),
        (1, 3, 1, 3),
        (500, 256, 500, 256),
        (999, 256, 999, 2),
        (1001, 5, 1001, 0),
        (u64::MAX, 5, 1001, 0),
    ] {
        let (info, read) = read(&mut ann, from, count);
        assert_eq!((info.first, info.records), (first, records), "{from}");
        for (n, record) in (first..).zip(&read) {
            assert_eq!(record["n"], n);
            assert_eq!(record["what"], format!("deed {}", n - 1));
        }
    }
    for count in [0, limits::MAX_AUDIT_RECORDS + 1] {
        let answer = ann.call(HostRequest::AuditRead { from: 0, count });
        assert_eq!(answer, BoardError::OutOfRange.into());
    }
}

#[test]
fn it_is_bounded_and_its_numbers_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let limit = 16 * 1024;
    let audit = open(folder.path(), limit);
    for n in 0..2000u64 {
        audit.write(&entry("deed"));
        assert_eq!(audit.records(), n + 1);
    }
    for name in ["audit.jsonl", "audit.1.jsonl"] {
        let len = fs::metadata(folder.path().join(name)).unwrap().len();
        assert!(len > 0 && len <= limit, "{name} {len}");
    }
    let records = on_disk(folder.path());
    let first = records[0]["n"].as_u64().unwrap();
    for (n, record) in (first..).zip(&records) {
        assert_eq!(record["n"], n);
    }
    assert_eq!(records.last().unwrap()["n"], 2000);
    // Over both files.
    let mut lines = 0;
    let count = u16::try_from(records.len()).unwrap();
    let info = audit.extract(first, count).each(|_| {
        lines += 1;
        true
    });
    assert_eq!(info.unwrap().first, first);
    assert_eq!(lines, records.len());
    drop(audit);
    let audit = open(folder.path(), limit);
    assert_eq!(audit.records(), 2000);
    // A cut between the two steps of turning over.
    drop(audit);
    let newer = folder.path().join("audit.jsonl");
    fs::rename(&newer, folder.path().join("audit.1.jsonl")).unwrap();
    let audit = open(folder.path(), limit);
    assert_eq!(audit.records(), 2000);
    audit.write(&entry("next"));
    assert_eq!(on_disk(folder.path()).last().unwrap()["n"], 2001);
}

/// Whatever byte the power is cut at, whole lines stay and numbers go on.
#[test]
fn a_cut_at_any_byte_costs_the_cut_line_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.jsonl");
    let audit = open(folder.path(), 1 << 20);
    for what in ["one", "two", "three"] {
        audit.write(&entry(what));
    }
    drop(audit);
    let whole = fs::read(&path).unwrap();
    for cut in 0..=whole.len() {
        for tail in [&b""[..], b"\0\0\0\0", b"{\"n\":9}\n"] {
            let mut bytes = whole[..cut].to_vec();
            bytes.extend(tail);
            fs::write(&path, &bytes).unwrap();
            let lines = whole[..cut].iter().filter(|&&byte| byte == b'\n').count() as u64;
            let audit = open(folder.path(), 1 << 20);
            let first = match (cut, tail.len()) {
                // A line of its own, with a number of its own: where a log may begin.
                (0, 8) => 10,
                _ => lines + 1,
            };
            assert_eq!(audit.records(), first - 1, "{cut}");
            audit.write(&entry("after"));
            let last = on_disk(folder.path()).pop().unwrap();
            assert_eq!(
                (&last["n"], &last["what"]),
                (&first.into(), &"after".into())
            );
        }
    }
}

#[test]
fn a_log_that_cannot_be_written_stops_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("not yet");
    let audit = open(&inside, 1 << 20);
    audit.write(&entry("one"));
    audit.write(&entry("two"));
    assert_eq!(audit.records(), 0);
    fs::create_dir(&inside).unwrap();
    audit.write(&entry("three"));
    let records = on_disk(&inside);
    assert_eq!(whats(&records), ["records lost", "three"]);
    assert_eq!(records[0]["count"], 2);
    let bench = bench(&inside.join("never"));
    let mut ann = bench.of_role(Role::Operate, "ann@lab");
    assert!(matches!(ann.call(TAKE), BoardResponse::Lease(state) if state.yours));
    assert_eq!(ann.call(HostRequest::FpgaProbe), BoardResponse::Done);
    assert_eq!(read(&mut ann, 0, 5).0.records, 0);
}

#[test]
fn strangers_do_not_hide_what_was_refused_to_those_who_were_let_in() {
    let folder = tempfile::tempdir().unwrap();
    let audit = open(folder.path(), 1 << 20);
    let refusal = |what: &str, key: &str, role| {
        let actor = Actor {
            key: key.into(),
            role,
            ..Actor::default()
        };
        audit.refused(Entry::new(actor, what));
    };
    for number in 0..1000 {
        refusal("hello", &format!("SHA256:{number}"), "none");
    }
    refusal("lease break", "SHA256:ann", "operate");
    let text = fs::read_to_string(folder.path().join("audit.jsonl")).unwrap();
    assert!(text.lines().count() < 20, "{text}");
    assert!(text.lines().last().unwrap().contains("lease break"));
    audit.finish();
    let text = fs::read_to_string(folder.path().join("audit.jsonl")).unwrap();
    let last: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(last["what"], "refusals not written");
    assert_eq!(last["count"], 990);
}
