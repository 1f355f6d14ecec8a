//! Each form is read as the table that it says

use fic_error::Diagnostic as _;
use fic_network::Form;

use super::read;
use super::table;

const FICWWW: &str = r#"{"ports": 3, "slots": 2, "switches": 1, "table": {"switch0": {
    "port0": {"slot0": 1, "slot1": 2},
    "port1": {"slot0": 0, "slot1": 3},
    "port2": {"slot1": 0, "slot0": 3}}}}"#;
const VALUES: [u16; 6] = [1, 2, 0, 3, 3, 0];

fn same(text: &str, form: Form) -> Vec<String> {
    let document = read(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(document.found.len(), 1);
    assert_eq!(document.found[0].form, form, "{text}");
    assert_eq!(document.found[0].table, table(3, 2, 1, &VALUES), "{text}");
    document.notes
}

#[test]
fn ficwww_json() {
    assert!(same(FICWWW, Form::Ficwww).is_empty());
    assert!(same(&format!("\u{FEFF}\n {FICWWW}\n"), Form::Ficwww).is_empty());
}

#[test]
fn outputs_with_a_note() {
    let older = FICWWW
        .replace("switches", "outputs")
        .replace("switch0", "output0");
    let notes = same(&older, Form::Outputs);
    assert!(notes[0].contains("older form"), "{notes:?}");
}

#[test]
fn a_list_of_addresses() {
    let pairs = "[[65528, 4], [0, 1], [1, 2], [256, 0], [257, 3], [512, 3], [513, 0]]";
    let head = r#""ports": 3, "slots": 2, "switches": 1, "table":"#;
    same(&format!("{{{head} {pairs}}}"), Form::Addresses);
    let answer = format!(r#"{{"return": "success", "status": {{{head} {pairs}}}}}"#);
    assert_eq!(same(&answer, Form::Addresses).len(), 0);
}

#[test]
fn plain_text() {
    let text = "3 2\n0000\n1\n2\n0100\n0\n3\n0200\n3\n0\n";
    assert!(same(text, Form::Plain).is_empty());
    same("3 2\r\n0x0000 1 2 0x0100 0 3 0200 3 0", Form::Plain);
    let notes = same(
        "3 2\n0000\n1 \n2 \n0100\n0 \nvoid\n0200\nvoid\n0",
        Form::Plain,
    );
    assert!(notes[0].contains("idle, 3"), "{notes:?}");
}

#[test]
fn plain_text_of_two_switches() {
    let text = "2 1\n0000\n1\n0100\n0\n0040\n2\n0140\n2";
    assert_eq!(
        read(text).unwrap().found[0].table,
        table(2, 1, 2, &[1, 0, 2, 2])
    );
}

#[test]
fn rows_in_every_spelling() {
    for rows in [
        "port0 = \"1 2\"\nport1 = [0, 3]\nport2 = \"- 0\"",
        "port0 = [1, \"2\"]\nport1 = \"0,idle\"\nport2 = [\"idle\", 0]",
        "port0 = \"\"\"\n1\n2\"\"\"\nport1 = { \"0\" = 0, \"1\" = \"idle\" }\nport2 = { 0 = \"-\", 1 = 0 }",
        "port0.\"0-0\" = 1\nport0.1 = 2\nport1 = \"0*1 -*1\"\nport2 = \"3 0\"",
    ] {
        let text = format!("# a comment\nports = 3\nslots = 0x2\n[switch0]\n{rows}\n");
        assert!(same(&text, Form::Rows).is_empty());
    }
    let json =
        r#"{"ports": 3, "slots": 2, "switch0": {"port0": "1 2", "port1": "0 -", "port2": [3, 0]}}"#;
    same(json, Form::Rows);
}

#[test]
fn repeats_and_ranges() {
    let text = "ports = 2\nslots = 6\nswitch0.port0 = \"1*4 -*2\"\nswitch0.port1 = {\"0-3\" = \"idle\", \"4-5\" = 0}";
    let values = [1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 0, 0];
    assert_eq!(read(text).unwrap().found[0].table, table(2, 6, 1, &values));
}

#[test]
fn what_show_prints() {
    let result = FICWWW.replacen('{', r#"{"source": "hardware", "#, 1);
    let one = format!(
        r#"{{"ok": true, "boards": [{{"board": "fic00", "ok": true, "result": {result}}}]}}"#
    );
    let document = read(&one).unwrap();
    assert_eq!(document.found[0].board.as_deref(), Some("fic00"));
    assert!(document.notes.is_empty(), "{:?}", document.notes);
    assert_eq!(
        document.for_board("fic07").unwrap(),
        &table(3, 2, 1, &VALUES)
    );
    let failed = r#"{"ok": false, "boards": [{"board": "fic00", "ok": false, "error": {}}]}"#;
    assert_eq!(read(failed).unwrap_err().code(), "no_table");
}

#[test]
fn a_setup_file_of_ficmgr() {
    let text = format!(
        r#"{{"fic08": {{"fpga": {{"bitstream": "x"}}, "switch": {FICWWW}}},
            "fic09": {{"switch": {}}}, "fic10": {{"fpga": {{}}}}}}"#,
        FICWWW
            .replace("switches", "outputs")
            .replace("switch0", "output0"),
    );
    let document = read(&text).unwrap();
    assert_eq!(document.found.len(), 2);
    assert!(
        document
            .notes
            .iter()
            .any(|note| note.contains("1 of its boards"))
    );
    assert!(document.for_board("fic09").is_ok());
    let error = document.for_board("fic10").unwrap_err();
    assert_eq!(error.code(), "table_for_other_boards");
    assert!(error.to_string().contains("fic08, fic09"), "{error}");
    // One board of it, cut out.
    let cut = format!(r#"{{"fpga": {{}}, "switch": {FICWWW}}}"#);
    assert_eq!(read(&cut).unwrap().found[0].table, table(3, 2, 1, &VALUES));
}

#[test]
fn names_that_mean_nothing_are_noted() {
    let text = FICWWW.replacen('{', r#"{"comment": "mine", "#, 1);
    let notes = read(&text).unwrap().notes;
    assert_eq!(notes, ["`comment` was not read"]);
}
