//! The fleet check, on the lab's 24 boards and on small ones

use std::collections::BTreeMap;
use std::collections::HashSet;
use std::collections::VecDeque;

use fic_network::Entry;
use fic_network::Port;
use fic_network::Shape;
use fic_network::SwitchTable;
use fic_network::fleet::Finding;
use fic_network::fleet::FleetReport;
use fic_network::fleet::Kind;
use fic_network::fleet::Pair;
use fic_network::fleet::Rules;
use fic_network::fleet::Topology;
use fic_network::fleet::check;
use fic_network::fleet::read_pairs;

use super::cell;
use super::from;
use super::table;

const LAB: &str = include_str!("../data/fic-24-cross.txt");

type Tables = BTreeMap<String, SwitchTable>;

/// Ports on the way: leaves this board by, arrives at that board by.
type Hop = (usize, Port, usize, Port);

fn way(topology: &Topology, from: usize, to: usize) -> Vec<Hop> {
    let mut before: Vec<Option<Hop>> = vec![None; topology.boards().len()];
    let mut queue = VecDeque::from([from]);
    while let Some(board) = queue.pop_front() {
        for port in Port::first(5) {
            for &(peer, input) in topology.peers(board, port) {
                if peer != from && before[peer].is_none() {
                    before[peer] = Some((board, port, peer, input));
                    queue.push_back(peer);
                }
            }
        }
    }
    let mut way = Vec::new();
    let mut at = to;
    while at != from {
        let hop = before[at].unwrap();
        way.push(hop);
        at = hop.0;
    }
    way.reverse();
    way
}

/// What a flow needs to itself in a slot.
type Need = (usize, &'static str, u8);

/// Sets a flow's entries; `slot_of` gives its slot after so many hops.
fn lay(tables: &mut [SwitchTable], way: &[Hop], to: usize, slot_of: impl Fn(usize) -> u8) {
    let mut input = Port::LOCAL;
    for (hop, &(board, port, _, arrives)) in way.iter().enumerate() {
        let at = cell(0, port.number(), slot_of(hop));
        assert!(tables[board].set(at, Entry::From(input)));
        input = arrives;
    }
    assert!(tables[to].set(cell(0, 0, slot_of(way.len())), Entry::From(input)));
}

/// Tables that deliver all these pairs, each in a slot of its own.
fn generate(topology: &Topology, pairs: &[(usize, usize)], offset: u8) -> (Tables, u8) {
    let slots = 64;
    let shape = Shape::new(5, slots, 1).unwrap();
    let mut tables = vec![SwitchTable::idle(shape); topology.boards().len()];
    let mut used: HashSet<(Need, u8)> = HashSet::new();
    let mut most = 0;
    for &(sender, receiver) in pairs {
        let way = way(topology, sender, receiver);
        let mut needs: Vec<Need> = vec![(sender, "in", 0)];
        needs.extend(
            way.iter()
                .map(|&(board, port, _, _)| (board, "out", port.number())),
        );
        needs.push((receiver, "out", 0));
        let later = |slot: u8, hop: usize| (slot + offset * hop as u8) % slots;
        let hops = |index: usize| index.saturating_sub(1);
        let free = |&slot: &u8| {
            let mut places = needs.iter().enumerate();
            places.all(|(index, &need)| !used.contains(&(need, later(slot, hops(index)))))
        };
        let slot = (0..slots).find(free).unwrap();
        used.extend(
            needs
                .iter()
                .enumerate()
                .map(|(i, &need)| (need, later(slot, hops(i)))),
        );
        lay(&mut tables, &way, receiver, |hop| later(slot, hop));
        most = most.max(slot + 1);
    }
    let named = topology
        .boards()
        .iter()
        .map(|name| format!("fic{name:0>2}"));
    (named.zip(tables).collect(), most)
}

fn all_pairs(count: usize) -> Vec<(usize, usize)> {
    let all = (0..count).flat_map(|a| (0..count).map(move |b| (a, b)));
    all.filter(|(a, b)| a != b).collect()
}

fn asked(topology: &Topology, pairs: &[(usize, usize)]) -> Option<Vec<Pair>> {
    let name = |board: usize| topology.boards()[board].clone();
    let pair = |&(a, b): &(usize, usize)| Pair {
        from: name(a),
        to: name(b),
        line: None,
    };
    Some(pairs.iter().map(pair).collect())
}

#[test]
fn all_pairs_of_the_lab_are_delivered() {
    let topology = Topology::parse(LAB).unwrap();
    assert_eq!((topology.boards().len(), topology.cables().len()), (24, 48));
    let pairs = all_pairs(24);
    for offset in [0, 3] {
        let (tables, _) = generate(&topology, &pairs, offset);
        let rules = Rules {
            slot_offset: offset,
            pairs: asked(&topology, &pairs),
        };
        let report = check(&topology, &tables, &rules).unwrap();
        assert!(
            report.ok,
            "{:?}",
            &report.findings[..3.min(report.findings.len())]
        );
        assert_eq!((report.flows.len(), report.pairs.len()), (552, 552));
        assert!(report.unexpected.is_empty());
        // Under another assumption the same tables are wrong.
        let other = Rules {
            slot_offset: offset + 1,
            ..rules
        };
        assert!(!check(&topology, &tables, &other).unwrap().ok);
    }
}

fn has(report: &FleetReport, kind: Kind, board: &str, port: u8, slot: u8) -> bool {
    report.findings.iter().any(|found| {
        (found.kind, found.board.as_str(), found.port, found.slot)
            == (kind, board, Some(port), Some(slot))
    })
}

/// Every single entry of the lab's tables, made idle: the flow dies where it was taken on,
/// and what followed listens to silence.
#[test]
fn every_entry_that_falls_out_is_found_at_its_place() {
    let topology = Topology::parse(LAB).unwrap();
    let pairs = all_pairs(24);
    let (tables, _) = generate(&topology, &pairs, 0);
    let rules = Rules {
        slot_offset: 0,
        pairs: asked(&topology, &pairs),
    };
    let mut faults = 0;
    for (name, board) in &tables {
        let number = name["fic".len()..].trim_start_matches('0');
        let number = if number.is_empty() { "0" } else { number };
        for (at, entry) in board
            .entries()
            .filter(|(_, entry)| *entry != Entry::Idle)
            .step_by(5)
        {
            let Entry::From(input) = entry else { continue };
            let mut broken = tables.clone();
            broken.get_mut(name).unwrap().set(at, Entry::Idle);
            let report = check(&topology, &broken, &rules).unwrap();
            let slot = at.slot.number();
            let lost = report
                .findings
                .iter()
                .filter(|found| found.kind == Kind::NotDelivered);
            assert_eq!(lost.count(), 1, "{name} {at}");
            let index = topology
                .boards()
                .iter()
                .position(|board| board == number)
                .unwrap();
            if input != Port::LOCAL {
                assert!(
                    has(&report, Kind::NobodyTakes, number, input.number(), slot),
                    "{name} {at}"
                );
            }
            if at.port != Port::LOCAL {
                let (peer, _) = topology.peers(index, at.port)[0];
                let silent = report
                    .findings
                    .iter()
                    .find(|found| found.kind == Kind::Silence)
                    .unwrap();
                assert_eq!(silent.board, topology.boards()[peer], "{name} {at}");
            }
            faults += 1;
        }
    }
    assert!(faults > 300, "{faults}");
}

#[test]
fn an_entry_that_takes_from_elsewhere_is_found() {
    let topology = Topology::parse(LAB).unwrap();
    let pairs = all_pairs(24);
    let (tables, _) = generate(&topology, &pairs, 0);
    let rules = Rules {
        slot_offset: 0,
        pairs: asked(&topology, &pairs),
    };
    for (name, board) in tables.iter().step_by(5) {
        for (at, entry) in board
            .entries()
            .filter(|(_, entry)| *entry != Entry::Idle)
            .step_by(17)
        {
            for other in (0..5).map(from).filter(|other| *other != entry) {
                let mut broken = tables.clone();
                broken.get_mut(name).unwrap().set(at, other);
                let report = check(&topology, &broken, &rules).unwrap();
                // A word that goes elsewhere may well arrive; the pair it belongs to does not.
                let lost = |found: &Finding| found.kind == Kind::NotDelivered;
                assert!(report.findings.iter().any(lost), "{name} {at} {other:?}");
            }
        }
    }
}

/// Two boards, port 1 to port 1.
const PAIR: &str = "a 1 b 1\n";

fn of(boards: &[(&str, SwitchTable)]) -> Tables {
    boards
        .iter()
        .map(|(name, table)| ((*name).to_owned(), table.clone()))
        .collect()
}

fn kinds(topology: &str, boards: &[(&str, SwitchTable)]) -> Vec<String> {
    let topology = Topology::parse(topology).unwrap();
    let report = check(&topology, &of(boards), &Rules::default()).unwrap();
    assert_eq!(report.ok, report.findings.is_empty());
    report.findings.iter().map(ToString::to_string).collect()
}

#[test]
fn each_way_to_die_is_named() {
    let sends = table(2, 1, 1, &[2, 0]);
    let takes = table(2, 1, 1, &[1, 2]);
    assert!(kinds(PAIR, &[("a", sends.clone()), ("b", takes.clone())]).is_empty());
    let idle = table(2, 1, 1, &[2, 2]);
    let start = "the flow of board a, slot0 dies at board b, switch0, port1, slot0: ";
    for (b, why) in [
        (Some(idle.clone()), "no output takes it on"),
        (None, "the board has no table"),
        (Some(table(1, 1, 1, &[1])), "its table has no such port"),
        (
            Some(table(2, 2, 1, &[2; 4])),
            "its schedule has another number of slots than the board before",
        ),
    ] {
        let mut boards = vec![("a", sends.clone())];
        boards.extend(b.map(|b| ("b", b)));
        assert_eq!(kinds(PAIR, &boards), [format!("{start}{why}")]);
    }
    let two_lanes = table(2, 1, 2, &[2, 2, 2, 0]);
    assert_eq!(
        kinds(PAIR, &[("a", two_lanes), ("b", idle.clone())]),
        [
            "the flow of board a, slot0 dies at board b, switch1, port1, slot0: the board has no such switch"
        ]
    );
    let elsewhere = table(3, 1, 1, &[3, 3, 0]);
    assert_eq!(
        kinds(PAIR, &[("a", elsewhere), ("b", idle.clone())]),
        [
            "the flow of board a, slot0 dies at board a, switch0, port2, slot0: the port has no cable"
        ]
    );
    assert_eq!(
        kinds(PAIR, &[("a", idle), ("b", takes)]),
        ["board b, switch0, port0, slot0 takes from port1, to which nothing comes in this slot"]
    );
}

#[test]
fn circles_are_found_once() {
    // Each board sends back what it gets: round and round.
    let back = table(2, 2, 1, &[2, 2, 2, 1]);
    assert_eq!(
        kinds(PAIR, &[("a", back.clone()), ("b", back)]),
        ["data goes round in a circle through board a, switch0, port1, slot1"]
    );
}

#[test]
fn a_flow_that_comes_back_is_taken_for_what_it_is() {
    // b sends back; a takes it: a reaches itself over b.
    let there = table(2, 1, 1, &[1, 0]);
    let back = table(2, 1, 1, &[2, 1]);
    let topology = Topology::parse(PAIR).unwrap();
    let report = check(
        &topology,
        &of(&[("a", there), ("b", back)]),
        &Rules::default(),
    )
    .unwrap();
    assert!(report.ok);
    assert_eq!(report.flows[0].delivered[0].hops, 2);
    assert_eq!(
        report.pairs.into_iter().collect::<Vec<_>>(),
        [("a".into(), "a".into())]
    );
}

#[test]
fn multicast_delivers_to_all() {
    // a sends one word to b and to itself; b hands it on to c.
    let topology = Topology::parse("a 1 b 1\nb 2 c 1").unwrap();
    let a = table(2, 1, 1, &[0, 0]);
    let b = table(3, 1, 1, &[1, 3, 1]);
    let c = table(2, 1, 1, &[1, 2]);
    let report = check(
        &topology,
        &of(&[("a", a), ("b", b), ("c", c)]),
        &Rules::default(),
    )
    .unwrap();
    assert!(report.ok, "{:?}", report.findings);
    let hops: Vec<(&str, usize)> = report.flows[0]
        .delivered
        .iter()
        .map(|d| (d.board.as_str(), d.hops))
        .collect();
    assert_eq!(hops, [("a", 0), ("b", 1), ("c", 2)]);
}

#[test]
fn a_port_with_two_cables_has_two_writers() {
    let topology = "a 1 c 1\nb 1 c 1";
    let sends = table(2, 1, 1, &[2, 0]);
    let takes = table(2, 1, 1, &[1, 2]);
    let found = kinds(
        topology,
        &[("a", sends.clone()), ("b", sends), ("c", takes)],
    );
    assert_eq!(
        found,
        [
            "board c, port1 has two cables: to board a, port1 and board b, port1",
            "the flows of board a, slot0 and of board b, slot0 meet at board c, switch0, port1, slot0",
        ]
    );
}

#[test]
fn pairs_that_are_missing_and_pairs_too_many() {
    let topology = Topology::parse(PAIR).unwrap();
    let tables = of(&[
        ("a", table(2, 1, 1, &[2, 0])),
        ("b", table(2, 1, 1, &[1, 2])),
    ]);
    let pairs = read_pairs("# who to whom\nb a 0\n").unwrap();
    let rules = Rules {
        slot_offset: 0,
        pairs: Some(pairs),
    };
    let report = check(&topology, &tables, &rules).unwrap();
    assert_eq!(
        report.findings[0].to_string(),
        "board b does not reach board a: no flow of board b goes there"
    );
    assert_eq!(report.unexpected, [("a".into(), "b".into())]);
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["findings"][0]["kind"], "not_delivered");
    assert_eq!(json["flows"][0]["delivered"][0]["board"], "b");
}

#[test]
fn bad_topologies_and_pairs_name_their_line() {
    for (text, message) in [
        ("", "topology, line 1: no cable"),
        (
            "0 1 1 1\n0 2 1",
            "topology, line 2: 3 words, not boardA portA boardB portB",
        ),
        ("0 0 1 1", "topology, line 1: port 0 is not 1 to 15"),
        ("0 16 1 1", "topology, line 1: port 16 is not 1 to 15"),
        ("0 x 1 1", "topology, line 1: port x is not 1 to 15"),
        ("0 1 0 1", "topology, line 1: a port cannot be its own peer"),
        (
            "0 1 1 1\n\n1 1 0 1",
            "topology, line 3: this cable is there twice",
        ),
    ] {
        assert_eq!(Topology::parse(text).unwrap_err().to_string(), message);
    }
    assert_eq!(
        read_pairs("a b\na").unwrap_err().to_string(),
        "pairs, line 2: 1 words, not sender receiver"
    );
    let topology = Topology::parse("0 1 1 1").unwrap();
    let table = table(2, 1, 1, &[2, 2]);
    for (boards, message) in [
        (
            vec!["fic07"],
            "topology, board fic07: has a table, but no cable",
        ),
        (
            vec!["fic01", "m2fic01"],
            "topology, board 1: has two tables, one of them as m2fic01",
        ),
    ] {
        let tables = boards
            .iter()
            .map(|name| ((*name).to_owned(), table.clone()))
            .collect();
        let error = check(&topology, &tables, &Rules::default()).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    let rules = Rules {
        slot_offset: 0,
        pairs: Some(read_pairs("0 1\n0 9").unwrap()),
    };
    let error = check(&topology, &Tables::new(), &rules).unwrap_err();
    assert_eq!(
        error.to_string(),
        "pairs, line 2: no board 9 in the topology"
    );
}
