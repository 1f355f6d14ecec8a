//! Loads that fail, each explained; an image that gives up is reset

use fic_hw_tests::image::file;
use fic_unicorn_pi::Machine;
use fic_unicorn_pi::Setup;

use crate::common::done;
use crate::common::refused;
use crate::common::sample;

/// Words of the sample before its sync word are not looked at; this one lies in its frames.
const FRAME_WORD: u32 = 400;

/// Deploys to a board with this fault.
fn failure(key: &str, value: &str) -> (Machine, Option<i32>, serde_json::Value) {
    let machine = Machine::start(Setup {
        board: "mk2",
        settings: &[(key, value)],
        counting: false,
    })
    .unwrap();
    let design = sample("fic-mk2-blank");
    let (code, error) = refused(&machine, &["deploy", design.to_str().unwrap()]);
    (machine, code, error)
}

#[test]
#[ignore = "needs the image"]
fn what_the_board_does_wrong_is_explained() {
    let flip = format!("{FRAME_WORD}:5");
    let drop = (2 * FRAME_WORD).to_string();
    for (key, value, code) in [
        ("fault.flip", flip.as_str(), "crc_error"),
        ("fault.wrong_die", "1", "idcode_error"),
        ("fault.idcode", "1:03931093", "idcode_error"),
        ("fault.no_power", "1", "no_power"),
        ("fault.init_stuck", "low", "init_stuck_low"),
        ("fault.prog_stuck", "high", "init_never_fell"),
        ("fault.done_stuck", "low", "done_timeout"),
        ("fault.power_drop", &drop, "power_lost"),
    ] {
        let (machine, exit, error) = failure(key, value);
        assert_eq!(
            (exit, &error["code"]),
            (Some(6), &code.into()),
            "{key}: {error}"
        );
        assert!(!machine.ask(|machine| machine.board.configured()).unwrap());
        machine.judge().unwrap();
    }
}

#[test]
#[ignore = "needs the image"]
fn a_design_with_a_wrong_crc_never_reaches_a_pin() {
    let machine = Machine::boot("mk2").unwrap();
    let mut bytes = std::fs::read(sample("fic-mk2-blank")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    let file = machine.folder().join("flipped.bit");
    std::fs::write(&file, bytes).unwrap();
    let output = machine
        .fic()
        .unwrap()
        .args(["deploy", file.to_str().unwrap(), "-b", &machine.address()])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(4), "{output:?}");
    let mut client = machine.client();
    client.take_lease();
    client.stage(b"not a design, and nobody looked");
    let clocks = machine
        .ask(|machine| machine.board.counter("cclk_rising"))
        .unwrap();
    assert_eq!(clocks, Some(0));
    machine.judge().unwrap();
}

#[test]
#[ignore = "needs the image"]
fn a_design_for_another_part_is_refused() {
    let machine = Machine::boot("mk2").unwrap();
    let design = sample("fic-mk1-blank");
    let (code, error) = refused(&machine, &["deploy", design.to_str().unwrap()]);
    assert_eq!(
        (code, &error["code"]),
        (Some(4), &"part_mismatch".into()),
        "{error}"
    );
    machine.judge().unwrap();
}

/// The image does not know what board it is at: it must not touch a pin, and start again.
#[test]
#[ignore = "needs the image"]
fn an_image_that_gives_up_resets_the_chip() {
    let mut image = std::fs::read(file("mk2/kernel8.img").unwrap()).unwrap();
    let name = 32..36;
    assert_eq!(&image[name.clone()], b"mk2\0");
    image[name].copy_from_slice(b"mk9\0");
    let machine = Machine::start_image(
        image,
        Setup {
            board: "mk2",
            settings: &[],
            counting: false,
        },
    )
    .unwrap();
    // It never sleeps: it starts, gives up and starts again.
    let mut resets = 0;
    while resets < 3 {
        resets = machine.ask(|machine| machine.resets).unwrap();
    }
    machine.judge().unwrap();
}

#[test]
#[ignore = "needs the image"]
fn a_pi_that_restarts_leaves_the_design_running() {
    let machine = Machine::boot("mk2").unwrap();
    crate::common::deploy(&machine, "fic-mk2-blank");
    machine.restart().unwrap();
    let status = done(&machine, &["status"]);
    assert!(status.to_string().contains("\"configured\""), "{status}");
    assert!(machine.ask(|machine| machine.board.configured()).unwrap());
    machine.judge().unwrap();
}
