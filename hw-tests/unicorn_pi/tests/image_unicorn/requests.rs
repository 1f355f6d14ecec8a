//! Answers: who it is, what it cannot do, and after nonsense

use fic_hw_tests::image::send_every_request;
use fic_protocol::limits::MAX_WIRE_LEN;
use fic_test_kit::noise::Random;
use fic_unicorn_pi::Machine;

use crate::common::done;
use crate::common::fic;
use crate::common::refused;

#[test]
#[ignore = "needs the image"]
fn fic_sees_a_board_with_power_and_no_design() {
    for (board, part) in [("mk1", "xcku095"), ("mk2", "xcku115")] {
        let machine = Machine::boot(board).unwrap();
        let (code, document) = fic(&machine, &["status"]);
        assert_eq!(code, Some(0), "{document}");
        let text = document.to_string();
        for word in [board, part, "fic-image", "unconfigured"] {
            assert!(text.contains(word), "{word} in {text}");
        }
        machine.judge().unwrap();
    }
}

#[test]
#[ignore = "needs the image"]
fn what_needs_a_disk_or_a_network_is_not_supported() {
    let machine = Machine::boot("mk2").unwrap();
    for arguments in [&["stage", "--no-boot"][..], &["status", "--history"]] {
        let (code, error) = refused(&machine, arguments);
        assert_eq!(error["code"], "not_supported", "{arguments:?}: {error}");
        assert_ne!(code, Some(3), "it was reached: {arguments:?}");
    }
    machine.judge().unwrap();
}

#[test]
#[ignore = "needs the image"]
fn every_request_is_answered() {
    let machine = Machine::boot("mk2").unwrap();
    send_every_request(&mut machine.client());
}

#[test]
#[ignore = "needs the image"]
fn nonsense_on_the_line_stops_nothing_and_moves_no_configuration_pin() {
    let machine = Machine::boot("mk2").unwrap();
    let mut noise = Random::new(0x0F1C);
    for round in 0..200_usize {
        let bytes = noise.bytes(round * 37 % (2 * MAX_WIRE_LEN));
        machine.say(&bytes).unwrap();
        machine.say(&[0]).unwrap();
    }
    machine.wait_until_idle().unwrap();
    let status = done(&machine, &["status"]);
    assert!(status.to_string().contains("unconfigured"), "{status}");
    let clocks = machine
        .ask(|machine| machine.board.counter("cclk_rising"))
        .unwrap();
    assert_eq!(clocks, Some(0));
    machine.judge().unwrap();
}
