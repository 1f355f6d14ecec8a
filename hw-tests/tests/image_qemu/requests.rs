//! Answers: who it is, what it cannot do, ten thousand times, and after nonsense

use fic_hw_tests::image::send_every_request;
use fic_hw_tests::program;
use fic_hw_tests::qemu_image::Machine;
use fic_protocol::BoardResponse;
use fic_protocol::CURRENT_VERSION;
use fic_protocol::HostRequest;
use fic_protocol::frame::Kind;
use fic_protocol::limits::MAX_WIRE_LEN;
use fic_test_kit::Client;
use fic_test_kit::noise::Random;

const SHORT_REQUESTS: u32 = 10_000;

/// `fic` with these arguments, its exit code and the one document that it prints.
fn fic(machine: &Machine, arguments: &[&str]) -> (Option<i32>, serde_json::Value) {
    let output = program::fic(machine.folder())
        .unwrap()
        .args(arguments)
        .args(["-b", &machine.address(), "--format", "json"])
        .output()
        .unwrap();
    let document = serde_json::from_slice(&output.stdout).unwrap();
    (output.status.code(), document)
}

#[test]
#[ignore = "needs QEMU and the image"]
fn fic_sees_a_board_without_power_behind_each_image() {
    for (board, part) in [("mk1", "xcku095"), ("mk2", "xcku115")] {
        let machine = Machine::boot(board).unwrap();
        println!("{board}: first answer after {:?}", machine.first_answer);
        let (code, document) = fic(&machine, &["status"]);
        assert_eq!(code, Some(0), "{document}");
        let text = document.to_string();
        for word in [board, part, "fic-image"] {
            assert!(text.contains(word), "{word} in {text}");
        }
        let (code, document) = fic(&machine, &["fpga", "reset"]);
        assert_eq!(code, Some(6), "{document}");
        let error = &document["boards"][0]["error"]["code"];
        assert_eq!(error, "no_power");
    }
}

#[test]
#[ignore = "needs QEMU and the image"]
fn a_change_needs_the_lease_which_fic_takes_and_another_holds_off() {
    let machine = Machine::boot("mk2").unwrap();
    let error = |document: &serde_json::Value| document["boards"][0]["error"]["code"].clone();
    let (code, document) = fic(&machine, &["fpga", "reset", "--no-auto-lease"]);
    assert_eq!((code, error(&document)), (Some(5), "lease_needed".into()));
    let (code, document) = fic(&machine, &["lease", "show"]);
    assert_eq!(code, Some(0), "{document}");
    assert_eq!(document["boards"][0]["result"]["required"], true);
    machine.client().unwrap().take_lease();
    for (arguments, found) in [
        (&["fpga", "reset"][..], "lease_held"),
        (&["lease", "break"], "not_allowed"),
    ] {
        let (code, document) = fic(&machine, arguments);
        assert_eq!((code, error(&document)), (Some(5), found.into()));
    }
}

#[test]
#[ignore = "needs QEMU and the image"]
fn every_request_is_answered() {
    let machine = Machine::boot("mk2").unwrap();
    send_every_request(&mut machine.client().unwrap());
}

#[test]
#[ignore = "needs QEMU and the image"]
fn ten_thousand_short_requests_have_their_answers() {
    let machine = Machine::boot("mk2").unwrap();
    let mut client = machine.client().unwrap();
    for n in 0..SHORT_REQUESTS {
        let right = match n % 3 {
            0 => matches!(client.call(HostRequest::Status), BoardResponse::Status(_)),
            1 => matches!(client.call(HostRequest::GpioRead), BoardResponse::Gpio(_)),
            _ => matches!(
                client.call(HostRequest::Identify { who: "ann" }),
                BoardResponse::Identity(_)
            ),
        };
        assert!(right, "request {n}");
    }
}

#[test]
#[ignore = "needs QEMU and the image"]
fn nonsense_on_the_line_stops_nothing() {
    let machine = Machine::boot("mk2").unwrap();
    let mut line = Client::unix(&machine.line()).unwrap();
    let mut noise = Random::new(0x0F1C);
    for round in 0..200_usize {
        line.raw(&noise.bytes(round * 37 % (2 * MAX_WIRE_LEN)));
        let id = line.next_id();
        line.frame(CURRENT_VERSION, Kind::Request, id, &[round as u8; 40]);
    }
    drop(line);
    machine.client().unwrap();
}
