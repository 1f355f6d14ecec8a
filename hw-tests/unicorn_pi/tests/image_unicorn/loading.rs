//! Designs: to the image's memory, through the pins, to DONE

use fic_bitstream::part::Part;
use fic_bitstream::synth::SynthOptions;
use fic_bitstream::synth::synth;
use fic_unicorn_pi::Machine;

use crate::common::counter;
use crate::common::deploy;
use crate::common::done;
use crate::common::sample;

#[test]
#[ignore = "needs the image"]
fn a_design_reaches_done_and_no_rule_is_broken() {
    for board in ["mk1", "mk2"] {
        let machine = Machine::boot(board).unwrap();
        deploy(&machine, &format!("fic-{board}-blank"));
        assert!(machine.ask(|machine| machine.board.configured()).unwrap());
        assert_eq!(counter(&machine, "loads_ok"), 1);
        machine.judge().unwrap();
        let status = done(&machine, &["status"]);
        assert!(status.to_string().contains("\"configured\""), "{status}");
        machine.judge().unwrap();
    }
}

#[test]
#[ignore = "needs the image"]
fn a_partial_design_follows_a_full_one() {
    let machine = Machine::boot("mk2").unwrap();
    deploy(&machine, "fic-mk2-other");
    deploy(&machine, "fic-mk2-partial");
    assert_eq!(
        counter(&machine, "resets"),
        1,
        "a partial design clears nothing"
    );
    assert!(machine.ask(|machine| machine.board.configured()).unwrap());
    machine.judge().unwrap();
}

#[test]
#[ignore = "needs the image"]
fn a_staged_design_is_loaded_without_being_sent_again() {
    let machine = Machine::boot("mk2").unwrap();
    let design = sample("fic-mk2-blank");
    let design = design.to_str().unwrap();
    done(&machine, &["stage", design]);
    assert_eq!(counter(&machine, "cclk_rising"), 0);
    done(&machine, &["load", design]);
    done(&machine, &["fpga", "reset"]);
    assert!(!machine.ask(|machine| machine.board.configured()).unwrap());
    done(&machine, &["load", design]);
    assert_eq!(counter(&machine, "loads_ok"), 2);
    machine.judge().unwrap();
}

/// A design as long as its part makes it, of which little is in use: for the time of a
/// load the host hears nothing but noise, and reports in between.
#[test]
#[ignore = "needs the image"]
fn a_whole_xcku095_is_loaded() {
    let machine = Machine::boot("mk1").unwrap();
    let mut data = Vec::new();
    let options = SynthOptions {
        fill: 0.001,
        ..SynthOptions::default()
    };
    synth(Part::by_name("xcku095").unwrap(), &options, &mut data).unwrap();
    let file = machine.folder().join("design.bin");
    std::fs::write(&file, &data).unwrap();
    done(
        &machine,
        &["deploy", file.to_str().unwrap(), "--timeout", "600"],
    );
    assert!(machine.ask(|machine| machine.board.configured()).unwrap());
    assert!(counter(&machine, "config_bytes") >= data.len() as u64);
    machine.judge().unwrap();
}
