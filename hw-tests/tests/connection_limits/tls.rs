//! The load on TLS

use std::path::Path;
use std::sync::atomic::AtomicBool;

use fic_hw_tests::agent::Agent;
use fic_hw_tests::pairing;
use fic_keys::PrivateKey;

use fic_test_kit::Client;

use super::Load;
use super::ask;
use super::until_given_up;
use super::until_hung_up;
use super::wire;
use super::wire::Wire;

/// An agent at a TLS address, and a key that it lets in.
struct Far {
    agent: Agent,
    url: String,
    good: PrivateKey,
    stranger: PrivateKey,
}

impl Far {
    fn new(folder: &Path, more: &[&str]) -> Self {
        let listen = ["--listen", "tls://127.0.0.1:0"];
        let agent = Agent::start_at("sim:mk2", folder, &[&listen, more].concat()).unwrap();
        let url = agent.at("tls").to_owned();
        pairing::pair(folder, folder, &url, "operate").unwrap();
        let good = PrivateKey::load(&folder.join("id_ed25519")).unwrap();
        Self {
            agent,
            url,
            good: good.unwrap(),
            stranger: PrivateKey::passing().unwrap(),
        }
    }

    fn address(&self) -> &str {
        self.url.trim_start_matches("tls://")
    }

    /// Half of what a host says first.
    fn half_a_hello(&self) -> Vec<u8> {
        let mut said = Vec::new();
        let mut tls = wire::tls(&self.good);
        tls.write_tls(&mut said).unwrap();
        said.truncate(said.len() / 2);
        said
    }

    fn bad(&self, kind: u32, over: &AtomicBool) {
        if kind % 5 >= 3 {
            return self.bad_after_the_handshake(kind, over);
        }
        let Ok(mut socket) = wire::dial(self.address()) else {
            return;
        };
        match kind % 5 {
            0 => {}
            1 => drop(std::io::Write::write_all(&mut socket, &self.half_a_hello())),
            _ => return until_hung_up(&mut socket, over, b"\0\xFC\x01garbage\0\0\x05ab\0"),
        }
        until_hung_up(&mut socket, over, &[]);
    }

    fn bad_after_the_handshake(&self, kind: u32, over: &AtomicBool) {
        let key = match kind % 5 {
            3 => &self.stranger,
            _ => &self.good,
        };
        let Ok(mut wire) = Wire::connect(self.address(), key) else {
            return;
        };
        match kind % 5 {
            3 => until_hung_up(&mut wire, over, &[]),
            _ => until_given_up(&mut wire, over),
        }
    }

    fn good(&self) {
        let wire = Wire::connect(self.address(), &self.good).unwrap();
        ask(Client::new(wire.clone(), wire).greeted());
    }
}

fn good_ones_are_served(good: u32, more: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let far = Far::new(folder.path(), more);
    let load = Load {
        agent: &far.agent,
        good: (good, &|| far.good()),
        bad: &|kind, over| far.bad(kind, over),
        fic: (folder.path(), &far.url),
    };
    load.is_served();
}

#[test]
fn good_hosts_are_served_among_bad_ones() {
    good_ones_are_served(100, &["--max-sessions", "256"]);
}

/// The twenty that show the right key and do not read, and the good ones, have a place.
#[test]
fn as_many_good_hosts_as_there_are_places_are_served() {
    good_ones_are_served(8, &[]);
}
