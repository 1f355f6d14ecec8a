//! `fic reg` and `fic status --registers`

use super::agent::Agent;
use super::run::fic;

#[test]
fn registers_are_read_and_written_by_number_and_name() {
    let agent = Agent::configured("sim:mk2?dipsw=7");
    insta::assert_snapshot!(agent.fic(&["reg", "read", "dipsw"]).good(), @"BOARD: 0xFFFC dipsw = 7 (0x0007)");
    let wrote = agent.fic(&["reg", "write", "LED", "0xA5_5A"]).good();
    insta::assert_snapshot!(wrote, @"BOARD: wrote 1 register from 0xFFFB");
    insta::assert_snapshot!(agent.fic(&["reg", "read", "65531", "2"]).good(), @r"
    BOARD: 2 registers
      0xFFFB  A55A 0007
    ");
    insta::assert_snapshot!(agent.fic(&["reg", "read", "0xFFFB", "--format", "json"]).good(), @r#"
    {
      "ok": true,
      "boards": [
        {
          "board": "BOARD",
          "ok": true,
          "result": {
            "registers": [
              {
                "address": 65531,
                "name": "led",
                "value": 42330
              }
            ]
          }
        }
      ]
    }
    "#);
}

#[test]
fn a_dry_run_writes_nothing() {
    let agent = Agent::configured("sim:mk1");
    let wrote = agent
        .fic(&["reg", "write", "led", "0b11", "--dry-run"])
        .good();
    insta::assert_snapshot!(wrote, @"BOARD: would write 1 register from 0xFFFB");
    insta::assert_snapshot!(agent.fic(&["reg", "read", "led"]).good(), @"BOARD: 0xFFFB led = 0 (0x00)");
}

#[test]
fn values_are_checked_against_the_boards_width_before_any_is_sent() {
    let mk1 = Agent::configured("sim:mk1");
    let said = mk1
        .fic(&["reg", "write", "slots", "2", "0x1FF"])
        .bad(4, "out_of_range");
    assert!(said.contains("value 0x1ff for register 0xfff9"), "{said}");
    insta::assert_snapshot!(mk1.fic(&["reg", "read", "slots"]).good(), @"BOARD: 0xFFF8 slots = 0 (0x00)");
    mk1.fic(&["reg", "write", "slots", "0xFF"]).good();
    insta::assert_snapshot!(mk1.fic(&["reg", "read", "slots"]).good(), @"BOARD: 0xFFF8 slots = 255 (0xFF)");
}

#[test]
fn the_names_are_listed_with_their_conflicts() {
    let list = fic(&["reg", "list"], b"").good();
    assert!(list.contains("0xFFF9  r   chup_high        channels that are up, 8 to 15 (ficwww); conflicts with timer (FICSES)"));
    assert!(list.contains("0xFF00  r   pkt_in0 "));
    let json = fic(&["reg", "list", "--format", "json"], b"").json();
    assert_eq!(json["registers"][0]["name"], "stat");
    assert_eq!(json["registers"][0]["access"], "rw");
}

#[test]
fn counters_do_not_tear_while_they_run() {
    let agent = Agent::configured("sim:mk2?traffic_per_ms=40000");
    let mut board = agent.board();
    let mut last = 0;
    for _ in 0..200 {
        let next = board.registers().read_counter32(0xFF00).unwrap();
        assert!(next >= last && next - last < 1 << 24, "{last} {next}");
        last = next;
    }
    let ran = agent.fic(&["reg", "read", "timer0", "--format", "json"]);
    let counter = &ran.json()["boards"][0]["result"]["counter"];
    assert!(counter.as_u64().unwrap() > 0);
}

#[test]
fn status_shows_registers_when_asked_to() {
    let agent = Agent::configured("sim:mk2?dipsw=3");
    assert!(!agent.fic(&["status"]).good().contains("dipsw"));
    let status = agent.fic(&["status", "--registers"]).good();
    assert!(status.contains("\n  dipsw     3          (0x3), DIP switch: the board's id\n"));
    let json = agent
        .fic(&["status", "--registers", "--format", "json"])
        .json();
    let registers = json["boards"][0]["result"]["registers"].as_array().unwrap();
    assert_eq!(registers.len(), 15);
    assert_eq!(registers[0]["value"], 3);
    let blank = fic(&["status", "--registers", "-b", "sim:mk1"], b"").good();
    assert!(blank.ends_with("no design runs\n"), "{blank}");
}

#[test]
fn blocks_longer_than_a_request_are_whole() {
    let agent = Agent::configured("sim:mk2?unmapped=ram");
    let mut board = agent.board();
    let values: Vec<u16> = (0..5000_u32).map(|n| (n * 31 % 65_521) as u16).collect();
    board.registers().write_many(0x3000, &values).unwrap();
    assert_eq!(board.registers().read_many(0x3000, 5000).unwrap(), values);
}
