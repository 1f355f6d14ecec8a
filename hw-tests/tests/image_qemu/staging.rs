//! Designs on their way to the image's memory

use std::time::Instant;

use fic_bitstream::part::Part;
use fic_bitstream::synth::SynthOptions;
use fic_bitstream::synth::synth;
use fic_hw_tests::cutting::CuttingLine;
use fic_hw_tests::program;
use fic_hw_tests::qemu_image::Bridge;
use fic_hw_tests::qemu_image::Machine;
use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;
use fic_test_kit::noise::noise;

#[test]
#[ignore = "needs QEMU and the image"]
fn two_megabytes_that_nothing_compresses_are_staged() {
    let machine = Machine::boot("mk2").unwrap();
    let mut client = machine.client().unwrap();
    client.take_lease();
    let data = noise(2 << 20, 1);
    let begun = Instant::now();
    let digest = client.staged(&data);
    let kib_per_s = 2048.0 / begun.elapsed().as_secs_f64();
    println!("2 MiB staged, {kib_per_s:.0} KiB/s");
    let again = client.call(HostRequest::StageBegin {
        digest,
        len_bytes: data.len() as u32,
    });
    assert!(matches!(again, BoardResponse::Stage(state) if state.complete));
    let status = client.status();
    assert_eq!(
        (status.store.designs, status.store.used_bytes),
        (1, 2 << 20)
    );
}

#[test]
#[ignore = "needs QEMU and the image"]
fn a_transfer_goes_on_where_the_line_was_cut() {
    let machine = Machine::boot("mk2").unwrap();
    let file = machine.folder().join("design.bin");
    let mut data = Vec::new();
    // Whole frames of noise: little of it is compressed away.
    let options = SynthOptions {
        fill: 0.03,
        ..SynthOptions::default()
    };
    synth(Part::by_name("xcku115").unwrap(), &options, &mut data).unwrap();
    std::fs::write(&file, &data).unwrap();
    let bridge = Bridge::start(&machine.line()).unwrap();
    let cuts = [1 << 20, 20 << 20];
    let line = CuttingLine::start(&bridge.address().to_string(), &cuts);
    let output = program::fic(machine.folder())
        .unwrap()
        .arg("stage")
        .arg(&file)
        .args(["-b", line.address()])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let seen = line.seen();
    assert_eq!(seen.cuts, 2, "{seen:?}");
    // One window a cut and the piece that was under way.
    assert!(seen.resent_bytes <= 2 * 3 * 8192, "{seen:?}");
    let status = machine.client().unwrap().status();
    assert_eq!(status.store.used_bytes, data.len() as u64);
}
