//! `fic switch` word for word, on modelled boards

use std::path::Path;

use super::agent::Agent;
use super::run::fic;

const TABLE: &str = "ports = 4\nslots = 3\n[switch0]\nport0 = \"1 - 2\"\nport1 = \"0 3 -\"\n\
                     port2 = \"- 0 1\"\nport3 = \"-*3\"\n";

const LAB: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/fic-24-cross.txt");

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn put(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn hide(&self, text: &str) -> String {
        text.replace(self.0.path().to_str().unwrap(), "PLACE")
    }
}

/// Who and when differ from run to run.
fn anonymous(text: &str) -> String {
    let line = |line: &str| match line.starts_with("# last applied by ") {
        true => "# last applied by SOMEONE".to_owned(),
        false => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_table_comes_and_goes() {
    for board in ["sim:mk1?table=readable", "sim:mk2?table=readable"] {
        let agent = Agent::configured(board);
        let files = Files::new();
        let table = files.put("t.toml", TABLE);
        insta::allow_duplicates! {
            insta::assert_snapshot!(agent.fic(&["switch", "show"]).good(), @r"
            # no table
            # the slot count is 0: no table is in force
            ");
            insta::assert_snapshot!(agent.fic(&["switch", "clear"]).good(), @"BOARD: nothing to write: the slot count is 0: no table is in force");
            insta::assert_snapshot!(agent.fic(&["switch", "apply", &table, "--dry-run"]).good(), @r"
            BOARD: would write 13 registers
              switch0.port0.slot0 = 1
              switch0.port0.slot1 = 4
              switch0.port0.slot2 = 2
              switch0.port1.slot0 = 0
              switch0.port1.slot1 = 3
              switch0.port1.slot2 = 4
              switch0.port2.slot0 = 4
              switch0.port2.slot1 = 0
              switch0.port2.slot2 = 1
              switch0.port3.slot0 = 4
              switch0.port3.slot1 = 4
              switch0.port3.slot2 = 4
              slots = 3
            ");
            insta::assert_snapshot!(agent.fic(&["switch", "apply", &table]).good(), @"BOARD: wrote 13 registers, read back and compared");
            insta::assert_snapshot!(agent.fic(&["switch", "apply", &table]).good(), @"BOARD: nothing to write: the table is in force");
            insta::assert_snapshot!(anonymous(&agent.fic(&["switch", "show"]).good()), @r#"
            # read from the registers
            # last applied by SOMEONE
            ports = 4
            slots = 3
            switches = 1

            [switch0]
            # slot   0 1 2
            port0 = "1 - 2"
            port1 = "0 3 -"
            port2 = "- 0 1"
            port3 = "- - -"
            "#);
            let longer = files.put("l.toml", &TABLE.replace("slots = 3", "slots = 4").replace("1 - 2", "1 2 - 0").replace("0 3 -", "0 3 - -").replace("- 0 1", "- 0 1 1").replace("*3", "*4"));
            insta::assert_snapshot!(agent.fic(&["switch", "diff", &longer]).good(), @r"
            BOARD: 6 entries differ
              slots: 3 -> 4
              switch0.port0.slot1: idle -> 2
              switch0.port0.slot2: 2 -> idle
              switch0.port0.slot3: none -> 0
              switch0.port1.slot3: none -> idle
              switch0.port2.slot3: none -> 1
              switch0.port3.slot3: none -> idle
            ");
            // Entries of the new slot that are idle after configuration are so already.
            insta::assert_snapshot!(agent.fic(&["switch", "apply", &longer, "--dry-run"]).good(), @r"
            BOARD: would write 5 registers
              switch0.port0.slot3 = 0
              switch0.port2.slot3 = 1
              slots = 4
              switch0.port0.slot1 = 2
              switch0.port0.slot2 = 4
            ");
            insta::assert_snapshot!(agent.fic(&["switch", "apply", &longer, "--dry-run", "--order", "count-first"]).good(), @r"
            BOARD: would write 5 registers
              slots = 4
              switch0.port0.slot1 = 2
              switch0.port0.slot2 = 4
              switch0.port0.slot3 = 0
              switch0.port2.slot3 = 1
            ");
            agent.fic(&["switch", "apply", &longer]).good();
            insta::assert_snapshot!(agent.fic(&["switch", "clear"]).good(), @"BOARD: wrote 8 registers, read back and compared");
            insta::assert_snapshot!(agent.fic(&["switch", "apply", &table]).good(), @"BOARD: wrote 7 registers, read back and compared");
        }
    }
}

/// What show prints, apply takes: as text, as JSON, and from one board to the other.
#[test]
fn what_is_shown_can_be_applied() {
    let one = Agent::configured("sim:mk2?table=readable");
    let other = Agent::configured("sim:mk1?table=write_only");
    let files = Files::new();
    one.fic(&["switch", "apply", &files.put("t.toml", TABLE)])
        .good();
    let text = one.fic(&["switch", "show"]).good();
    let json = one.fic(&["switch", "show", "--format", "json"]).good();
    for shown in [&text, &json] {
        let ran = one.fic_with(&["switch", "diff", "-"], shown.as_bytes());
        insta::allow_duplicates! {
            insta::assert_snapshot!(ran.good(), @"BOARD: the same");
        }
        let file = files.put("shown", shown);
        assert!(
            one.fic(&["switch", "apply", &file])
                .good()
                .contains("nothing to write")
        );
        other.fic(&["switch", "apply", &file]).good();
        let there = other.fic(&["switch", "show", "--format", "json"]).json();
        let result = &there["boards"][0]["result"];
        assert_eq!(
            result["table"],
            one.fic(&["switch", "show", "--format", "json"]).json()["boards"][0]["result"]["table"]
        );
        assert_eq!(result["source"], "last_applied");
    }
    let both = ["switch", "show", "-b", one.address(), "-b", other.address()];
    let shown = fic(&both, b"").good();
    assert_eq!(shown.matches("[boards.").count(), 4, "{shown}");
    let file = files.put("both", &shown);
    let applied = fic(
        &[
            "switch",
            "apply",
            &file,
            "-b",
            one.address(),
            "-b",
            other.address(),
        ],
        b"",
    )
    .good();
    assert_eq!(applied.matches("nothing to write").count(), 2, "{applied}");
}

#[test]
fn a_write_only_design_says_so() {
    let agent = Agent::configured("sim:mk2?table=write_only");
    let files = Files::new();
    let table = files.put("t.toml", TABLE);
    insta::assert_snapshot!(agent.fic(&["switch", "apply", &table]).good(), @r"
    BOARD: wrote 13 registers
      the design does not give its table back: it was not verified
    ");
    insta::assert_snapshot!(agent.fic(&["switch", "apply", &table]).good(), @r"
    BOARD: nothing to write: the table is in force
      the design does not give its table back: it was not verified
    ");
    insta::assert_snapshot!(anonymous(&agent.fic(&["switch", "show"]).good()), @r#"
    # as it was applied last
    # last applied by SOMEONE
    # this design does not give its table back
    ports = 4
    slots = 3
    switches = 1

    [switch0]
    # slot   0 1 2
    port0 = "1 - 2"
    port1 = "0 3 -"
    port2 = "- 0 1"
    port3 = "- - -"
    "#);
    let shown = agent.fic(&["switch", "show", "--format", "json"]).json();
    let applied = &shown["boards"][0]["result"]["applied"];
    assert!(applied["who"].as_str().unwrap().contains('@'), "{applied}");
    assert!(
        applied["at_s"].as_u64().unwrap() > 1_600_000_000,
        "{applied}"
    );
    let required = ["switch", "apply", &table, "--read-back", "required"];
    let said = agent.fic(&required).bad(6, "verify_differs");
    assert!(said.contains("the table reads back differently"), "{said}");
}

#[test]
fn bad_input_is_refused_with_its_place_and_nothing_is_written() {
    let agent = Agent::configured("sim:mk2?table=readable");
    let files = Files::new();
    agent
        .fic(&["switch", "apply", &files.put("t.toml", TABLE)])
        .good();
    let before = agent.fic(&["switch", "show"]).good();
    let hole = files.put("hole", &TABLE.replace("1 - 2", "1 -"));
    insta::assert_snapshot!(files.hide(&agent.fic(&["switch", "apply", &hole]).bad(4, "table_hole")), @r"
    error: PLACE/hole: switch0.port0.slot2 is missing [table_hole]
      help   write every entry; one that passes nothing is idle, the number of ports
    ");
    let mixed =
        r#"{"ports": 1, "slots": 1, "switches": 1, "table": {"output0": {"port0": {"slot0": 0}}}}"#;
    for (name, text, code, said) in [
        (
            "mixed",
            mixed.to_owned(),
            "table_mixed_forms",
            "`switches` with `outputN`",
        ),
        (
            "many",
            TABLE.replace("= 3\n", "= 65\n"),
            "table_out_of_range",
            "line 2, slots is 65, not 1 to 64",
        ),
        (
            "port",
            TABLE.replace("0 3 -", "0 5 -"),
            "table_no_such_port",
            "line 5, switch0.port1.slot1 is 5",
        ),
        (
            "deep",
            "[".repeat(10 << 20),
            "table_too_large",
            "larger than",
        ),
        (
            "deeper",
            format!("{{\"table\":{}", "[".repeat(1 << 20)),
            "table_syntax",
            "recursion limit",
        ),
        (
            "other",
            r#"{"a": {"switch": {"tablefile": "x.json"}}}"#.to_owned(),
            "table_elsewhere",
            "a.switch.tablefile names another file, x.json",
        ),
    ] {
        let file = files.put(name, &text);
        for command in ["apply", "diff"] {
            let stderr = agent.fic(&["switch", command, &file]).bad(4, code);
            assert!(stderr.contains(said), "{stderr}");
        }
        let ran = fic(&["switch", "check", &file, "--format", "json"], b"");
        assert_eq!(
            (ran.code, ran.json()["error"]["code"].as_str()),
            (4, Some(code))
        );
    }
    agent
        .fic(&["switch", "apply", "/nowhere"])
        .bad(4, "file_error");
    assert_eq!(agent.fic(&["switch", "show"]).good(), before);
}

#[test]
fn what_is_wrong_with_the_command_line_or_the_board() {
    let files = Files::new();
    let table = files.put("t.toml", TABLE);
    let ran = fic(&["switch", "apply", &table, "-b", "sim:mk2"], b"");
    insta::assert_snapshot!(ran.bad(4, "not_configured"), @r"
    error: sim:mk2: the FPGA is not configured [not_configured]
      means  it needs a running design, and none runs
      check  deploy a full design first
    ");
    fic(&["switch", "apply", &table], b"").bad(2, "no_board");
    let ports = ["switch", "show", "--ports", "17", "-b", "sim:mk2"];
    assert_eq!(fic(&ports, b"").code, 2);
    let agent = Agent::configured("sim:mk2?table=readable");
    agent.fic(&["reg", "write", "slots", "6"]).good();
    insta::assert_snapshot!(agent.fic(&["switch", "clear"]).bad(2, "usage"), @r"
    error: BOARD: how many ports and switches the design has is not known [usage]
      help   give --ports and --switches; a wrong number of ports would write an entry that is not idle
    ");
    insta::assert_snapshot!(agent.fic(&["switch", "clear", "--ports", "4", "--switches", "1", "--dry-run"]).good(), @r"
    BOARD: would write 12 registers
      switch0.port0.slot0 = 4
      switch0.port0.slot1 = 4
      switch0.port0.slot2 = 4
      switch0.port1.slot0 = 4
      switch0.port1.slot1 = 4
      switch0.port1.slot2 = 4
      switch0.port2.slot0 = 4
      switch0.port2.slot1 = 4
      switch0.port2.slot2 = 4
      switch0.port3.slot0 = 4
      switch0.port3.slot1 = 4
      switch0.port3.slot2 = 4
    ");
    let shown = agent.fic(&["switch", "show"]).good();
    assert!(
        shown.contains("# ports and switches are assumed"),
        "{shown}"
    );
    agent.fic(&["reg", "write", "slots", "0xff"]).good();
    agent.fic(&["switch", "clear"]).bad(6, "bad_slot_count");
}

#[test]
fn a_fleet_is_checked_without_a_board() {
    let files = Files::new();
    let sends = files.put("fic00.toml", "ports = 5\nslots = 1\nswitch0 = {port0 = \"-\", port1 = \"0\", port2 = \"-\", port3 = \"-\", port4 = \"-\"}");
    let takes = files.put("mine.toml", "ports = 5\nslots = 1\nswitch0 = {port0 = \"1\", port1 = \"-\", port2 = \"-\", port3 = \"-\", port4 = \"-\"}");
    let named = format!("1={takes}");
    insta::assert_snapshot!(files.hide(&fic(&["switch", "check", &sends, &takes], b"").good()), @r"
    PLACE/fic00.toml: rows, ports 5, slots 1, switches 1; 1 entries pass data, 4 are idle
    PLACE/mine.toml: rows, ports 5, slots 1, switches 1; 1 entries pass data, 4 are idle
    ");
    let both = ["switch", "check", &sends, &named, "--topology", LAB];
    insta::assert_snapshot!(fic(&both, b"").good(), @"2 boards, 48 cables: 1 flows deliver 1 pairs");
    let alone = fic(&["switch", "check", &sends, "--topology", LAB], b"");
    insta::assert_snapshot!(alone.stdout, @r"
    1 boards, 48 cables: 1 flows deliver 0 pairs
      the flow of board 0, slot0 dies at board 1, switch0, port1, slot0: the board has no table
    ");
    insta::assert_snapshot!(alone.bad(4, "flows_broken"), @r"
    error: the tables are wrong in 1 place [flows_broken]
      help   each place is named above; nothing was written
    ");
    let pairs = files.put("pairs", "fic00 fic01\nfic01 fic00\n");
    let asked = [&both[..], &["--pairs", &pairs, "--format", "json"]].concat();
    let document = fic(&asked, b"").json();
    assert_eq!(document["error"]["code"], "flows_broken");
    let finding = &document["fleet"]["findings"][0];
    assert_eq!(
        (&finding["kind"], &finding["board"]),
        (&"not_delivered".into(), &"1".into())
    );
    let bad = files.put("bad", "0 1 1 1\n0 1\n");
    let ran = fic(&["switch", "check", &sends, "--topology", &bad], b"");
    assert!(ran.bad(4, "bad_topology").contains("topology, line 2"));
    assert!(Path::new(LAB).exists());
}
