//! Pin traces
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod common;

use std::io::Write;
use std::io::{self};
use std::sync::Arc;
use std::sync::Mutex;

use common::host::Host;
use common::host::PROG;
use common::stream::KU040;
use common::stream::full;

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn trace(wide: bool) -> (String, Host) {
    let out = Shared::default();
    let mut host = Host::part("xcku040", wide);
    host.m.start_trace(Box::new(out.clone())).unwrap();
    assert!(host.load(&full(KU040, 20).words));
    host.m.finish_trace().unwrap();
    let text = String::from_utf8(out.0.lock().unwrap().clone()).unwrap();
    (text, host)
}

/// Identifier of a signal.
fn id<'a>(text: &'a str, name: &str) -> &'a str {
    let line = text
        .lines()
        .find(|l| l.starts_with("$var") && l.split_whitespace().nth(4) == Some(name))
        .unwrap_or_else(|| panic!("no {name}"));
    line.split_whitespace().nth(3).unwrap()
}

#[test]
fn signals_are_named_as_on_the_board() {
    for (wide, select, data) in [(false, "G_CKSEL", "[3:0]"), (true, "CFSEL", "[15:0]")] {
        let (text, _) = trace(wide);
        for name in [
            "PWOK", select, "PROG_B", "INIT_B", "DONE", "CSI_B", "RDWR_B", "CCLK", "CD", "RREQ",
            "RSTB", "FREQ", "FACK", "DATA",
        ] {
            id(&text, name);
            id(&text, &format!("{name}_drv"));
        }
        assert!(text.contains("CD [15:0]"));
        assert!(text.contains(&format!("DATA {data}")));
    }
}

#[test]
fn times_rise_and_edges_are_counted() {
    let (text, host) = trace(true);
    let times: Vec<u64> = text
        .lines()
        .filter_map(|l| l.strip_prefix('#')?.parse().ok())
        .collect();
    assert!(times.windows(2).all(|pair| pair[0] <= pair[1]));
    assert_eq!(times.last().unwrap() / 1000, host.m.now_ns());
    let rising = format!("1{}", id(&text, "CCLK"));
    let count = text.lines().filter(|l| **l == *rising).count() as u64;
    // CCLK is high by its pull when the trace begins.
    assert_eq!(count, host.counter("cclk_rising") + 1);
}

#[test]
fn init_b_falls_a_programming_time_after_prog_b() {
    let (text, _) = trace(true);
    let at = |mark: &str| {
        let mut now = 0;
        for line in text.lines() {
            match line.strip_prefix('#') {
                Some(time) => now = time.parse().unwrap(),
                None if line == mark => return now,
                None => {}
            }
        }
        panic!("never {mark}");
    };
    let prog: u64 = at(&format!("0{}", id(&text, "PROG_B")));
    let init: u64 = at(&format!("0{}", id(&text, "INIT_B")));
    assert_eq!(init - prog, 250_000);
    assert!(text.contains(&format!("sfpga {}", id(&text, "INIT_B_drv"))));
    assert!(text.contains(&format!("spi {}", id(&text, "CCLK_drv"))));
    assert!(text.contains(&format!("spull {}", id(&text, "DONE_drv"))));
}

#[test]
fn a_full_disk_ends_the_trace_and_not_the_load() {
    let mut host = Host::part("xcku040", true);
    match host.m.start_trace(Box::new(Full)) {
        Err(_) => {}
        Ok(()) => {
            assert!(host.load(&full(KU040, 2000).words));
            assert!(host.m.finish_trace().is_err());
        }
    }
    host.set(PROG);
    assert!(host.m.finish_trace().is_ok());
}

#[test]
fn tracing_changes_nothing() {
    let (_, traced) = trace(false);
    let mut plain = Host::part("xcku040", false);
    assert!(plain.load(&full(KU040, 20).words));
    for name in [
        "virtual_ns",
        "cclk_rising",
        "config_edges",
        "config_bytes",
        "violations",
    ] {
        assert_eq!(plain.counter(name), traced.counter(name), "{name}");
    }
}
