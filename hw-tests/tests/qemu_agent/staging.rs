//! A large design goes to the board

use crate::Bench;
use crate::PWOK;
use crate::REAL;
use crate::assert_same;
use crate::expected;
use crate::large;
use crate::released;

#[test]
#[ignore = "needs what boots: cargo xtask test --suite pi"]
fn two_megabytes_are_staged_and_without_power_no_pin_moves() {
    let bench = Bench::boot(&REAL);
    let mut edges = bench.machine.edges().unwrap();
    let design = bench.path("large.bin");
    large(&design);
    let name = design.display().to_string();
    let staged = bench.fic(&["stage", &name]);
    assert_eq!(staged["ok"], true, "{staged}");
    let sent = staged["result"]["staged"]["sent_bytes"].as_u64().unwrap();
    assert!(sent > 1_000_000, "{staged}");
    // It is there: nothing goes over the network again.
    let again = bench.fic(&["stage", &name]);
    assert_eq!(again["result"]["staged"]["skipped"], true, "{again}");
    let refused = bench.fic(&["deploy", &name]);
    assert_eq!(refused["error"]["code"], "no_power", "{refused}");
    edges.sync().unwrap();
    assert_eq!(edges.take(), []);

    // With power but no FPGA that answers, the load ends at the first input.
    bench.machine.shell().unwrap().raise(1 << PWOK).unwrap();
    let stuck = bench.fic(&["deploy", &name]);
    assert_eq!(stuck["error"]["code"], "init_stuck_low", "{stuck}");
    edges.sync().unwrap();
    let (real, model) = (edges.take(), expected(&design).edges);
    let (begin, model_begin) = (released(&real), released(&model));
    assert_same(
        &real[begin - model_begin..=begin],
        &model[..=model_begin],
        "up to INIT_B",
    );
}
