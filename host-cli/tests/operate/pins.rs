//! `fic gpio`

use super::agent::Agent;
use super::run::fic;

#[test]
fn each_pin_says_what_it_is_on_this_board() {
    let mk2 = fic(&["gpio", "read", "2", "CCLK", "rreq", "-b", "sim:mk2"], b"").good();
    insta::assert_snapshot!(mk2, @r"
    sim:mk2: GPIO2  1  I2C_SDA, not FiC's
      GPIO7  1  CCLK [owned]
      GPIO6  1  DONE, on the register bus RREQ [owned]
    ");
    let mk1 = fic(&["gpio", "read", "GPIO2", "25", "23", "-b", "sim:mk1"], b"").good();
    insta::assert_snapshot!(mk1, @r"
    sim:mk1: GPIO2  1  not used
      GPIO25 0  G_CKSEL [owned]
      GPIO23 0  CD15, on the register bus RREQ [owned]
    ");
    let all = fic(&["gpio", "read", "-b", "sim:mk1", "--format", "json"], b"").json();
    let pins = all["boards"][0]["result"]["pins"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(pins.len(), 28);
    assert!(
        pins.iter()
            .all(|pin| pin["owned"] == (pin["gpio"].as_u64() > Some(3)))
    );
}

#[test]
fn free_pins_are_driven_and_owned_ones_refused() {
    let agent = Agent::configured("sim:mk1");
    insta::assert_snapshot!(agent.fic(&["gpio", "write", "2=1", "3=0"]).good(), @r"
    BOARD: GPIO2  1  not used
      GPIO3  0  not used
    ");
    for pin in ["CCLK=1", "24=0", "RREQ=1"] {
        agent
            .fic(&["gpio", "write", "2=0", pin])
            .bad(4, "pin_owned");
    }
    insta::assert_snapshot!(agent.fic(&["gpio", "read", "2"]).good(), @"BOARD: GPIO2  1  not used");
    let dry = agent.fic(&["gpio", "write", "2=0", "--dry-run"]).good();
    insta::assert_snapshot!(dry, @"BOARD: GPIO2  would be 0  not used");
    agent.fic(&["gpio", "write", "28=0"]).bad(4, "out_of_range");
    agent.fic(&["gpio", "write", "LED=0"]).bad(4, "unknown_pin");
}
