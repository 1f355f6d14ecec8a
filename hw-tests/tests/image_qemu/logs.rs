//! `fic logs` at the image: an exception and the boot after it, and files that are of no use

use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;

use fic_hw_tests::image;
use fic_hw_tests::program;
use fic_hw_tests::qemu_image::Machine;

/// Nothing is mapped there.
const NOWHERE: u64 = 0x1000;

fn elf() -> PathBuf {
    image::file("fic-image.elf").unwrap()
}

fn logs(machine: &Machine, elf: &Path) -> Command {
    let mut command = program::fic(machine.folder()).unwrap();
    command
        .args(["logs", "-b", &machine.address(), "--elf"])
        .arg(elf)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Reads what a command notes until it listens; the rest of it is read aside.
fn wait_until_it_listens(child: &mut Child) {
    let mut notes = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("listening") {
        line.clear();
        let len = notes.read_line(&mut line).unwrap();
        assert!(len > 0, "it ended before it listened");
    }
    std::thread::spawn(move || std::io::copy(&mut notes, &mut std::io::sink()));
}

#[test]
#[ignore = "needs QEMU and the image"]
fn an_exception_and_the_boot_after_it_are_shown() {
    let machine = Machine::boot("mk2").unwrap();
    // A boot is logged at info, an exception at error.
    let mut command = logs(&machine, &elf());
    let mut child = command
        .args(["--level", "info", "--count", "2", "--format", "json"])
        .spawn()
        .unwrap();
    wait_until_it_listens(&mut child);
    machine.debugger().unwrap().go_on_at(NOWHERE).unwrap();
    // It asks now and then whether the board is there: that wakes the processor, which
    // fails, is reset, and must be greeted anew.
    let output = child.wait_with_output().unwrap();
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(output.status.success(), "{document}");
    let result = &document["boards"][0]["result"];
    let [exception, boot] = &result["records"].as_array().unwrap()[..] else {
        panic!("{document}");
    };
    assert_eq!(exception["level"], "error", "{document}");
    let message = exception["message"].as_str().unwrap();
    assert!(message.starts_with("exception 4: "), "{message}");
    assert!(message.contains("at 0x1000"), "{message}");
    assert_eq!(boot["level"], "info", "{document}");
    let message = boot["message"].as_str().unwrap();
    assert!(message.starts_with("fic-image "), "{message}");
    for record in [exception, boot] {
        assert!(record["time_s"].as_f64().unwrap() > 0.0, "{document}");
        assert!(record["line"].as_u64().unwrap() > 0, "{document}");
        let file = record["file"].as_str().unwrap();
        assert!(file.ends_with(".rs"), "{file}");
    }
    assert_eq!(result["undecodable"], 0, "{document}");
}

#[test]
#[ignore = "needs QEMU and the image"]
fn what_is_no_program_of_this_image_is_refused() {
    let machine = Machine::boot("mk1").unwrap();
    let other = machine.folder().join("other.elf");
    std::fs::write(&other, of_another_build(&elf())).unwrap();
    let kernel = image::file("mk1/kernel8.img").unwrap();
    let agent = program::program("fic").unwrap();
    for (file, code) in [
        (&other, "wrong_elf"),
        (&kernel, "not_an_elf"),
        (&agent, "no_log_table"),
    ] {
        let mut command = logs(&machine, file);
        command.args(["--for", "60", "--format", "json"]);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(4), "{output:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(code), "{code} in {text}");
    }
}

/// The same file with another build id: the note is found by its owner's name.
fn of_another_build(elf: &Path) -> Vec<u8> {
    let mut bytes = std::fs::read(elf).unwrap();
    let note = b"\x04\0\0\0\x14\0\0\0\x03\0\0\0GNU\0";
    let at = bytes.windows(note.len()).position(|window| window == note);
    bytes[at.unwrap() + note.len()] ^= 0xFF;
    bytes
}
