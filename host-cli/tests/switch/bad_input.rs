//! Each bad input is refused with its exact place

use super::read;
use fic_error::Diagnostic as _;

/// The message and code with which a text is refused.
fn refused(text: &str) -> (String, &'static str) {
    match read(text) {
        Ok(document) => panic!("was read: {document:?}\n{text}"),
        Err(error) => {
            assert!(!error.help().to_string().is_empty());
            let message = error.to_string();
            assert!(
                !message.contains('\n') && !message.ends_with('.'),
                "{message}"
            );
            (message, error.code())
        }
    }
}

/// Each line: what to replace in the good text, by what, the message, the code.
fn each(good: &str, cases: &[(&str, &str, &str, &str)]) {
    assert!(read(good).is_ok());
    for &(old, new, message, code) in cases {
        assert!(good.contains(old), "{old}");
        let text = good.replacen(old, new, 1);
        assert_eq!(refused(&text), (message.to_owned(), code), "{old} -> {new}");
    }
}

#[test]
fn ficwww_json() {
    let good = r#"{"ports": 3, "slots": 2, "switches": 1, "table": {"switch0": {
        "port0": {"slot0": 1, "slot1": 2},
        "port1": {"slot0": 0, "slot1": 3},
        "port2": {"slot0": 3, "slot1": 0}}}}"#;
    each(
        good,
        &[
            (
                r#""slot0": 1, "#,
                "",
                "switch0.port0.slot0 is missing",
                "table_hole",
            ),
            (
                r#""port1": {"slot0": 0, "slot1": 3},"#,
                "",
                "switch0.port1.slot0 is missing, and 1 more",
                "table_hole",
            ),
            (r#""ports": 3, "#, "", "ports is missing", "table_hole"),
            (
                r#""switches": 1, "#,
                "",
                "switches is missing",
                "table_hole",
            ),
            (
                r#""slots": 2"#,
                r#""slots": 65"#,
                "slots is 65, not 1 to 64",
                "table_out_of_range",
            ),
            (
                r#""slots": 2"#,
                r#""slots": 0"#,
                "slots is 0, not 1 to 64",
                "table_out_of_range",
            ),
            (
                r#""slots": 2"#,
                r#""slots": -2"#,
                "slots is -2, not 1 to 64",
                "table_out_of_range",
            ),
            (
                r#""slots": 2"#,
                r#""slots": "2""#,
                "slots is the text \"2\", not a number",
                "table_wrong_type",
            ),
            (
                r#""slots": 2"#,
                r#""slots": 2.0"#,
                "slots is 2, not a number",
                "table_wrong_type",
            ),
            (
                r#""slots": 2"#,
                r#""slots": 1"#,
                "switch0.port0.slot1 is too much: there is only slot0",
                "table_extra_entry",
            ),
            (
                r#""slots": 2"#,
                r#""slots": 3"#,
                "switch0.port0.slot2 is missing, and 2 more",
                "table_hole",
            ),
            (
                r#""ports": 3"#,
                r#""ports": 17"#,
                "ports is 17, not 1 to 16",
                "table_out_of_range",
            ),
            (
                r#""ports": 3"#,
                r#""ports": 2"#,
                "switch0.port1.slot1 is 3: there is no such port, only 0 to 1 and 2 for idle",
                "table_no_such_port",
            ),
            (
                r#""switches": 1"#,
                r#""switches": 5"#,
                "switches is 5, not 1 to 4",
                "table_out_of_range",
            ),
            (
                r#""switches": 1"#,
                r#""switches": 2"#,
                "switch1.port0.slot0 is missing, and 5 more",
                "table_hole",
            ),
            (
                r#""switch0": {"#,
                r#""switch1": {"#,
                "switch1 is too much: there is only switch0",
                "table_extra_entry",
            ),
            (
                r#""port2""#,
                r#""port3""#,
                "switch0.port3 is too much: there are port0 to port2",
                "table_extra_entry",
            ),
            (
                r#""port2""#,
                r#""port02""#,
                "switch0.port02 is too much: there are port0 to port2",
                "table_extra_entry",
            ),
            (
                r#""port2""#,
                r#""port1""#,
                "switch0.port1 is there twice",
                "table_duplicate",
            ),
            (
                r#""slot1": 3"#,
                r#""slot1": 4"#,
                "switch0.port1.slot1 is 4: there is no such port, only 0 to 2 and 3 for idle",
                "table_no_such_port",
            ),
            (
                r#""slot1": 3"#,
                r#""slot1": -1"#,
                "switch0.port1.slot1 is -1: there is no such port, only 0 to 2 and 3 for idle",
                "table_no_such_port",
            ),
            (
                r#""slot1": 3"#,
                r#""slot1": 99999999999999999999"#,
                "switch0.port1.slot1 is 100000000000000000000, not the number of an input port",
                "table_wrong_type",
            ),
            (
                r#""slot1": 3"#,
                r#""slot1": "idle""#,
                "switch0.port1.slot1 is the text \"idle\", not the number of an input port",
                "table_wrong_type",
            ),
            (
                r#""slot1": 3"#,
                r#""slot1": null"#,
                "switch0.port1.slot1 is null, not the number of an input port",
                "table_wrong_type",
            ),
            (
                r#""slot1": 3"#,
                r#""slot1": true"#,
                "switch0.port1.slot1 is true, not the number of an input port",
                "table_wrong_type",
            ),
            (
                r#""slot1": 3"#,
                r#""slot1": [3]"#,
                "switch0.port1.slot1 is a list, not the number of an input port",
                "table_wrong_type",
            ),
            (
                r#""slot1": 3"#,
                r#""slot0": 3"#,
                "switch0.port1.slot0 is there twice",
                "table_duplicate",
            ),
            (
                r#"{"slot0": 0, "slot1": 3}"#,
                "[0, 3]",
                "switch0.port1 is a list, not a table of slots",
                "table_wrong_type",
            ),
            (
                r#""ports": 3"#,
                r#""outputs": 1, "ports": 3"#,
                "the file: two forms are mixed: `switches` and `outputs`",
                "table_mixed_forms",
            ),
            (
                r#""switches": 1"#,
                r#""outputs": 1"#,
                "the file: two forms are mixed: `outputs` with `switchN`",
                "table_mixed_forms",
            ),
            (
                r#""switch0""#,
                r#""output0""#,
                "the file: two forms are mixed: `switches` with `outputN`",
                "table_mixed_forms",
            ),
            (
                r#""ports": 3"#,
                r#""switch0": {}, "ports": 3"#,
                "the file: two forms are mixed: `table` and rows beside it",
                "table_mixed_forms",
            ),
            (
                r#"{"switch0": {"#,
                r#"{"output0": {}, "switch0": {"#,
                "the file: two forms are mixed: `switchN` and `outputN`",
                "table_mixed_forms",
            ),
            (
                r#""table": "#,
                r#""tabel": "#,
                "the file holds no switching table: it has only ports, slots, switches, tabel",
                "no_table",
            ),
            (
                r#""slot1": 0}}}}"#,
                r#""slot1": 0}}}"#,
                "line 4: EOF while parsing an object",
                "table_syntax",
            ),
        ],
    );
}

#[test]
fn lists_of_addresses() {
    let good =
        r#"{"ports": 2, "slots": 1, "switches": 1, "table": [[65528, 2], [0, 1], [256, 0]]}"#;
    each(
        good,
        &[
            (
                "[65528, 2]",
                "[65528, 4]",
                "table[0]: two forms are mixed: the slot count register holds 4, `slots` is 1",
                "table_mixed_forms",
            ),
            (
                "[0, 1]",
                "[0, 3]",
                "switch0.port0.slot0 is 3: there is no such port, only 0 to 1 and 2 for idle",
                "table_no_such_port",
            ),
            (
                "[0, 1]",
                "[256, 1]",
                "switch0.port1.slot0 is there twice",
                "table_duplicate",
            ),
            (
                "[0, 1]",
                "[1, 1]",
                "switch0.port0.slot1 is too much: the table has 2 ports, 1 slot and 1 switch",
                "table_extra_entry",
            ),
            (
                "[0, 1]",
                "[4096, 1]",
                "table[1] is too much: the address is no entry's",
                "table_extra_entry",
            ),
            (
                "[0, 1]",
                "[-1, 1]",
                "table[1] is too much: the address is no entry's",
                "table_extra_entry",
            ),
            (
                "[0, 1], ",
                "",
                "switch0.port0.slot0 is missing",
                "table_hole",
            ),
            (
                "[0, 1]",
                "[0]",
                "table[1] is a list, not an address and a value",
                "table_wrong_type",
            ),
        ],
    );
}

#[test]
fn plain_text() {
    let good = "3 2\n0000\n1\n2\n0100\n0\n3\n0200\n3\n0\n";
    each(
        good,
        &[
            (
                "3 2",
                "3 65",
                "line 1, slots is 65, not 1 to 64",
                "table_out_of_range",
            ),
            (
                "3 2",
                "-3 2",
                "line 1, ports is -3, not 1 to 16",
                "table_out_of_range",
            ),
            (
                "3 2",
                "17 2",
                "line 1, ports is 17, not 1 to 16",
                "table_out_of_range",
            ),
            (
                "\n3\n0200",
                "\n4\n0200",
                "line 7, switch0.port1.slot1 is 4: there is no such port, only 0 to 2 and 3 for idle",
                "table_no_such_port",
            ),
            (
                "\n3\n0200",
                "\n-1\n0200",
                "line 7, switch0.port1.slot1 is -1: there is no such port, only 0 to 2 and 3 for idle",
                "table_no_such_port",
            ),
            (
                "\n3\n0200",
                "\nx\n0200",
                "line 7, switch0.port1.slot1 is `x`, not the decimal number of an input port",
                "table_wrong_type",
            ),
            (
                "\n3\n0200",
                "\n0200",
                "line 7, switch0.port1.slot1 is 200: there is no such port, only 0 to 2 and 3 for idle",
                "table_no_such_port",
            ),
            (
                "\n3\n0200",
                "\n3\n3\n0200",
                "line 8, base address 3: it begins at slot3, not at slot0; has the row before one source too many?",
                "table_syntax",
            ),
            (
                "0200",
                "0300",
                "line 8, base address 0300: port3 is too much: the table has 3 ports",
                "table_syntax",
            ),
            (
                "0200",
                "1000",
                "line 8, base address 1000: past the switching tables, which end at 0FFF",
                "table_syntax",
            ),
            (
                "0200",
                "zz",
                "line 8, base address zz: no hexadecimal address; has the row before one source too many?",
                "table_syntax",
            ),
            (
                "0200",
                "0100",
                "line 9, switch0.port1.slot0 is there twice",
                "table_duplicate",
            ),
            (
                "0200\n3\n0\n",
                "",
                "switch0.port2.slot0 is missing, and 1 more",
                "table_hole",
            ),
            (
                "0200\n3\n0\n",
                "0200\n3",
                "switch0.port2.slot1 is missing",
                "table_hole",
            ),
            (
                "0200",
                "0240",
                "switch0.port2.slot0 is missing, and 5 more",
                "table_hole",
            ),
        ],
    );
}

#[test]
fn rows() {
    let good = "ports = 3\nslots = 2\nswitches = 1\n[switch0]\nport0 = \"1 2\"\nport1 = [0, 3]\nport2 = {\"0\" = \"-\", 1 = 0}\n";
    each(
        good,
        &[
            (
                "slots = 2",
                "slots = 65",
                "line 2, slots is 65, not 1 to 64",
                "table_out_of_range",
            ),
            ("slots = 2\n", "", "slots is missing", "table_hole"),
            (
                "slots = 2",
                "slots = -1",
                "line 2, slots is -1, not 1 to 64",
                "table_out_of_range",
            ),
            (
                "slots = 2",
                "slots = 2\nslots = 2",
                "line 3: duplicate key",
                "table_syntax",
            ),
            (
                "\"1 2\"",
                "\"1\"",
                "switch0.port0.slot1 is missing",
                "table_hole",
            ),
            (
                "\"1 2\"",
                "\"1 2 -\"",
                "line 5, switch0.port0.slot2 is too much: the table has 3 ports, 2 slots and 1 switch",
                "table_extra_entry",
            ),
            (
                "\"1 2\"",
                "\"1*3\"",
                "line 5, switch0.port0.slot2 is too much: the table has 3 ports, 2 slots and 1 switch",
                "table_extra_entry",
            ),
            (
                "\"1 2\"",
                "\"1*0 2\"",
                "line 5, switch0.port0: `1*0` is no source*count with a count of 1 to 64",
                "table_syntax",
            ),
            (
                "\"1 2\"",
                "\"1*999999999999 2\"",
                "line 5, switch0.port0: `1*999999999999` is no source*count with a count of 1 to 64",
                "table_syntax",
            ),
            (
                "\"1 2\"",
                "\"1 4\"",
                "line 5, switch0.port0.slot1 is 4: there is no such port, only 0 to 2 and 3 for idle",
                "table_no_such_port",
            ),
            (
                "\"1 2\"",
                "\"1 -2\"",
                "line 5, switch0.port0.slot1 is -2: there is no such port, only 0 to 2 and 3 for idle",
                "table_no_such_port",
            ),
            (
                "\"1 2\"",
                "\"1 hls\"",
                "line 5, switch0.port0.slot1 is the text \"hls\", not the number of an input port, - or idle",
                "table_wrong_type",
            ),
            (
                "\"1 2\"",
                "7",
                "line 5, switch0.port0 is 7, not a row: text, a list, or slots with their sources",
                "table_wrong_type",
            ),
            (
                "[0, 3]",
                "[0, 3.5]",
                "line 6, switch0.port1.slot1 is 3.5, not the number of an input port",
                "table_wrong_type",
            ),
            (
                "[0, 3]",
                "[0, [3]]",
                "line 6, switch0.port1.slot1 is a list, not the number of an input port",
                "table_wrong_type",
            ),
            (
                "1 = 0",
                "2 = 0",
                "line 7, switch0.port2.slot2 is too much: the table has 3 ports, 2 slots and 1 switch",
                "table_extra_entry",
            ),
            (
                "1 = 0",
                "\"0-1\" = 0",
                "line 7, switch0.port2.slot0 is there twice",
                "table_duplicate",
            ),
            (
                "1 = 0",
                "\"1-0\" = 0",
                "line 7, switch0.port2: `1-0` is no slot or range of slots",
                "table_syntax",
            ),
            (
                "port2",
                "port3",
                "line 7, switch0.port3 is too much: there are port0 to port2",
                "table_extra_entry",
            ),
            (
                "[switch0]",
                "[switch1]",
                "line 4, switch1 is too much: there is only switch0",
                "table_extra_entry",
            ),
            (
                "[switch0]",
                "[switchX]",
                "the file holds no switching table: it has only ports, slots, switchX, switches",
                "no_table",
            ),
            (
                "switches = 1",
                "switches = 2",
                "switch1.port0.slot0 is missing, and 5 more",
                "table_hole",
            ),
            (
                "port1 = [0, 3]\n",
                "",
                "switch0.port1.slot0 is missing, and 1 more",
                "table_hole",
            ),
        ],
    );
}

#[test]
fn what_is_no_table() {
    for (text, message, code) in [
        (
            "",
            "the file holds no switching table: it is empty",
            "no_table",
        ),
        (
            "{}",
            "the file holds no switching table: it is empty",
            "no_table",
        ),
        (
            r#"{"tablefile": "a/b.json"}"#,
            "tablefile names another file, a/b.json",
            "table_elsewhere",
        ),
        (
            r#"{"fic08": {"switch": {"tablefile": "b.json"}}}"#,
            "fic08.switch.tablefile names another file, b.json",
            "table_elsewhere",
        ),
        (
            r#"{"fic08": {"fpga": {}}}"#,
            "the file holds no switching table: no board has one",
            "no_table",
        ),
        (
            r#"{"boards": 7}"#,
            "boards is 7, not a list or a table of boards",
            "table_wrong_type",
        ),
        (
            "hello",
            "line 1: key with no value, expected `=`",
            "table_syntax",
        ),
        (
            "{\"a\": 1,\n \"b\" 2}",
            "line 2: expected `:`",
            "table_syntax",
        ),
    ] {
        assert_eq!(refused(text), (message.to_owned(), code));
    }
    let error = fic_network::Document::read(b"{\"a\": \"\xFF\"}").unwrap_err();
    assert_eq!(error.to_string(), "byte 7: no UTF-8 text");
}

#[test]
fn ten_megabytes_of_nesting_and_other_floods() {
    let deep = 10 << 20;
    let lists = "[".repeat(deep);
    let maps = "{\"a\":".repeat(deep / 5);
    for text in [
        lists.as_str(),
        &maps,
        &format!("{{\"table\":{lists}"),
        &format!("a={lists}"),
    ] {
        assert_eq!(refused(text).1, "table_too_large");
        // The nesting alone is refused, too.
        let part = refused(&text[..1 << 20]);
        assert_eq!(part.1, "table_syntax", "{}", part.0);
    }
    let keys = "a.".repeat(500_000) + "a = 1";
    assert_eq!(refused(&keys).1, "table_syntax");
    let many = format!("{{\"table\": [{}0]}}", "0,".repeat(2_000_000));
    assert_eq!(
        refused(&many),
        (
            "the file is larger than 300000 values".into(),
            "table_too_large"
        )
    );
    let words = "3 2\n".to_owned() + &"0 ".repeat(3 << 20);
    assert_eq!(refused(&words).1, "table_duplicate");
    let long = format!("{{\"{}\": 1}}", "x".repeat(1 << 20));
    assert!(refused(&long).0.len() < 200);
}
