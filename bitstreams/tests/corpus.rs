//! Every bad file is refused with the code that the corpus promises.

use std::collections::HashSet;

use fic_bitstream::Part;
use fic_bitstream::corpus::{bad_files, good_data, refusal_code};

#[test]
fn every_bad_file_is_refused_for_its_reason() {
    for name in ["xcku040", "xcku060", "xcku095", "xcku115", "xcvu095"] {
        let part = Part::by_name(name).unwrap();
        assert_eq!(refusal_code(&good_data(part).unwrap(), part), None);
        let files = bad_files(part).unwrap();
        let wrong: Vec<_> = files
            .iter()
            .filter_map(|file| {
                let code = refusal_code(&file.bytes, part);
                (code.as_deref() != Some(file.code)).then_some((file.name, file.code, code))
            })
            .collect();
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
        println!("{name}: {} bad files", files.len());
        assert!(files.len() >= 60);
        let names: HashSet<_> = files.iter().map(|file| file.name).collect();
        assert_eq!(names.len(), files.len(), "a name stands twice");
    }
}

#[test]
fn no_flip_of_a_checked_bit_goes_unseen() {
    let part = Part::by_name("xcku115").unwrap();
    let good = good_data(part).unwrap();
    let mut unseen = Vec::new();
    for step in 0..4_000_usize {
        let bit = step * 7_919 % (good.len() * 8);
        let mut bad = good.clone();
        bad[bit / 8] ^= 0x80 >> (bit % 8);
        if refusal_code(&bad, part).is_none() {
            unseen.push((bit / 32, bad[bit / 32 * 4..][..4].to_vec()));
        }
    }
    let word = |index: usize| u32::from_be_bytes(*good[4 * index..].first_chunk().unwrap());
    // Each die's stream begins with TIMER, WBSTAR, NULL and RCRC (ten words), and SHUTDOWN stands
    // before an RCRC too: no CRC covers them, neither here nor in an FPGA.
    let in_preamble = |index: usize| (index - 9..=index).any(|at| word(at) == 0x3002_2001);
    unseen.retain(|(index, _)| !in_preamble(*index) && word(*index) != 0xB);
    // The header of a die's last CRC write: with it goes the check of a few words of the tail only.
    unseen.retain(|(index, _)| word(*index) != 0x3000_0001);
    // NOPs after a DESYNC that became padding.
    unseen.retain(|(index, bad)| word(*index) != 0x2000_0000 || *bad != [0; 4]);
    assert!(unseen.is_empty(), "{unseen:x?}");
}
