//! What the image costs the processor, counted: a word of a load, and a start

use fic_bitstream::part::Part;
use fic_bitstream::synth::SynthOptions;
use fic_bitstream::synth::synth;
use fic_protocol::BoardResponse;
use fic_protocol::ModeChoice;
use fic_test_kit::frames;
use fic_unicorn_pi::Machine;
use fic_unicorn_pi::Meter;
use fic_unicorn_pi::Setup;
use fic_unicorn_pi::Tally;

/// Instructions a transfer in the inner loop, beside the register accesses themselves.
const GOAL: f64 = 12.0;

fn counting(board: &str) -> Machine {
    Machine::start(Setup {
        board,
        settings: &[],
        counting: true,
    })
    .unwrap()
}

/// Loads a small design and returns what its data cost.
fn load(board: &str, part: &str, transfer_bytes: usize) -> Meter {
    let machine = counting(board);
    let mut data = Vec::new();
    let options = SynthOptions {
        fill: 0.5,
        seed: 2,
        compress: true,
        ..SynthOptions::default()
    };
    synth(Part::by_name(part).unwrap(), &options, &mut data).unwrap();
    let transfers = (data.len() / transfer_bytes) as u64;
    let mut client = machine.client();
    client.take_lease();
    let digest = client.staged(&data);
    machine
        .ask(move |machine| machine.meter = Meter::start(transfers))
        .unwrap();
    let answer = client.load(digest, ModeChoice::Auto);
    assert!(matches!(answer, BoardResponse::Loaded(_)), "{answer:?}");
    machine.judge().unwrap();
    machine.ask(|machine| machine.meter.clone()).unwrap()
}

fn print(what: &str, tally: &Tally) {
    println!(
        "{what}: {} transfers, {:.3} register accesses and {:.3} instructions beside them each",
        tally.transfers,
        tally.accesses_each(),
        tally.beside_each()
    );
}

#[test]
#[ignore = "needs the image"]
fn a_word_costs_few_instructions() {
    for (board, part, bytes) in [("mk2", "xcku115", 2), ("mk1", "xcku095", 1)] {
        let meter = load(board, part, bytes);
        print(&format!("{board}, inner loop"), &meter.inner);
        print(
            &format!("{board}, with looks, time and reports"),
            &meter.all,
        );
        println!(
            "{board}: transfers by instructions beside accesses: {:?}",
            meter.inner.beside
        );
        // Nearly all are in the loop, else the figure says nothing.
        assert!(meter.inner.transfers * 100 > meter.all.transfers * 99);
        assert!(
            meter.inner.beside_each() <= GOAL,
            "{board}: {}",
            meter.inner.beside_each()
        );
    }
}

#[test]
#[ignore = "needs the image"]
fn the_start_is_counted() {
    let machine = counting("mk2");
    machine.wait_until_idle().unwrap();
    machine.say(&frames::hello(1)).unwrap();
    machine.wait_until_idle().unwrap();
    let (boot, answer) = machine
        .ask(|machine| (machine.boots[0], machine.first_answer))
        .unwrap();
    let answer = answer.unwrap();
    for (what, moment) in [("sleep", boot), ("answer", answer)] {
        println!(
            "reset to first {what}: {} instructions; {:.1} us of registers and line",
            moment.instructions,
            moment.ns as f64 / 1e3
        );
    }
    assert!(boot.instructions > 0 && boot.instructions < answer.instructions);
    machine.judge().unwrap();
}
