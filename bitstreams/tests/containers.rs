//! Files on disk: conversion in place, headers made up, boot images.

mod support;

use std::fs;

use fic_bitstream::convert::{Target, convert_file, header_for};
use fic_bitstream::{ByteOrder, Part, inspect, inspect_file};
use fic_error::Diagnostic as _;
use support::{compressed, native, synth_bit_file};

#[test]
fn raw_file_becomes_a_bit_file_with_its_part() {
    let folder = tempfile::tempdir().unwrap();
    let (raw, bit) = (
        folder.path().join("fic_top_sm16.bin"),
        folder.path().join("out.bit"),
    );
    let mut data = native(Part::by_name("xcku115").unwrap(), &compressed());
    ByteOrder::Smap16.from_native(&mut data);
    fs::write(&raw, &data).unwrap();
    let header = header_for(&raw).unwrap();
    assert_eq!(
        (header.design_name(), header.part.as_str()),
        ("fic_top_sm16", "xcku115")
    );
    let converted = convert_file(&raw, &bit, &Target::Bit(header)).unwrap();
    let report = inspect_file(&bit).unwrap();
    assert!(report.ok && report.notes.is_empty(), "{report}");
    assert_eq!((report.container, report.sha256), ("bit", converted.sha256));
}

#[test]
fn refused_conversion_leaves_the_output_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (folder.path().join("cut.bit"), folder.path().join("out.bin"));
    let mut file = synth_bit_file(Part::by_name("xcku095").unwrap(), false);
    file.truncate(file.len() / 2);
    fs::write(&input, file).unwrap();
    fs::write(&output, "precious").unwrap();
    let error = convert_file(&input, &output, &Target::Raw(ByteOrder::Smap8)).unwrap_err();
    assert_eq!(error.code(), "truncated");
    assert_eq!(fs::read(&output).unwrap(), b"precious");
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        2,
        "a temporary file is left"
    );
}

#[test]
fn stream_in_a_boot_image_is_found_behind_the_false_sync_word() {
    let data = native(Part::by_name("xcku095").unwrap(), &compressed());
    let mut swapped = data.clone();
    ByteOrder::Smap32NoSwap.from_native(&mut swapped);
    let mut image = vec![0x5A; 0x2800];
    image[0x20..0x28].copy_from_slice(b"\x66\x55\x99\xAAXNLX");
    image.extend(swapped);
    let report = inspect(&image[..]).unwrap();
    assert!(report.ok, "{report}");
    assert_eq!(
        (report.container, report.byte_order),
        ("boot-image", ByteOrder::Smap32NoSwap)
    );
    assert_eq!(report.sha256, inspect(&data[..]).unwrap().sha256);
}

#[test]
fn damaged_file_still_gets_its_report() {
    let part = Part::by_name("xcku095").unwrap();
    let mut data = native(part, &compressed());
    let at = data.len() / 3;
    data[at] ^= 4;
    let report = inspect(&data[..]).unwrap();
    assert_eq!((report.ok, report.part), (false, Some("xcku095")));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["ok"], false);
    assert_eq!(json["byte_order"], "native");
    assert!(json["error"]["help"].is_string());
    let order = serde_json::to_value(ByteOrder::Smap16NoSwap).unwrap();
    assert_eq!(order, "smap16-noswap");
}
