//! The committed samples are what `samples/README.md` says, byte for byte.

mod support;

use std::path::Path;

use fic_bitstream::synth::{SynthOptions, synth_bit};
use fic_bitstream::{Part, inspect_file};

const SAMPLES: [(&str, &str, bool, u64); 5] = [
    ("fic-mk1-blank", "xcku095", false, 1),
    ("fic-mk1-partial", "xcku095", true, 1),
    ("fic-mk2-blank", "xcku115", false, 1),
    ("fic-mk2-other", "xcku115", false, 2),
    ("fic-mk2-partial", "xcku115", true, 1),
];

/// A blank design has no used frames.
fn sample(name: &str, part: &'static Part, partial: bool, seed: u64) -> Vec<u8> {
    let fill = if name.ends_with("blank") { 0.0 } else { 0.5 };
    let options = SynthOptions {
        fill,
        seed,
        partial,
        compress: true,
    };
    let mut file = Vec::new();
    synth_bit(part, &options, &name.replace('-', "_"), &mut file).expect("synth writes to memory");
    file
}

#[test]
fn samples_are_made_as_described() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut total = 0;
    for (name, part, partial, seed) in SAMPLES {
        let path = folder.join(format!("{name}.bit"));
        let bytes = sample(name, Part::by_name(part).unwrap(), partial, seed);
        if std::env::var_os("FIC_WRITE_SAMPLES").is_some() {
            std::fs::write(&path, &bytes).unwrap();
        }
        assert!(
            std::fs::read(&path).unwrap() == bytes,
            "{name}.bit is not what synth makes"
        );
        let report = inspect_file(&path).unwrap();
        assert!(report.ok, "{report}");
        assert_eq!(report.kind == "partial", partial, "{name}");
        assert_eq!(
            report.summary.check_for_part(Part::by_name(part).unwrap()),
            Ok(())
        );
        total += bytes.len();
    }
    assert!(total < 1_000_000, "{total} bytes of samples");
}
