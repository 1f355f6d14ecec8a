//! Boards that fail: exit 6, and the next request works

use super::agent::Agent;

#[test]
fn user_logic_that_takes_nothing_fails_the_transfer_and_not_the_bus() {
    let agent = Agent::configured("sim:mk2?user_logic=stuck");
    agent
        .fic_with(&["hls", "send", "-"], b"data")
        .bad(6, "no_ack");
    agent.fic(&["hls", "receive", "2"]).bad(6, "no_ack");
    agent.fic(&["reg", "write", "led", "3"]).good();
    insta::assert_snapshot!(agent.fic(&["reg", "read", "led"]).good(), @"BOARD: 0xFFFB led = 3 (0x0003)");
}

#[test]
fn an_acknowledge_that_is_stuck_is_no_error_of_the_status() {
    for (board, code) in [
        ("sim:mk1?fault.fack_stuck=high", "ack_stuck_high"),
        ("sim:mk2?fault.fack_stuck=low", "no_ack"),
    ] {
        let agent = Agent::configured(board);
        agent.fic(&["reg", "read", "led"]).bad(6, code);
        let status = agent.fic(&["status", "--registers"]).good();
        assert!(
            status.contains(&format!("led       no answer [{code}]")),
            "{status}"
        );
        let json = agent
            .fic(&["status", "--registers", "--format", "json"])
            .json();
        assert_eq!(json["ok"], true);
        assert_eq!(json["boards"][0]["result"]["registers"][1]["error"], code);
    }
}

#[test]
fn a_bit_that_flips_on_the_way_is_found_by_the_checksum() {
    let agent = Agent::configured("sim:mk2?user_logic=rasddr&fault.bus_flip=500:3");
    agent.fic(&["hls", "start"]).good();
    let data = vec![0x55; 4000];
    let ran = agent.fic_with(&["ddr", "write", "0x100", "-", "--format", "json"], &data);
    assert_eq!(ran.code, 6, "{}", ran.stdout);
    let error = &ran.json()["boards"][0]["error"];
    assert_eq!(error["code"], "verify_differs");
    assert_eq!(error["bytes_done"], 4000);
    // The fault happens once.
    agent
        .fic_with(&["ddr", "write", "0x100", "-"], &data)
        .good();
}
