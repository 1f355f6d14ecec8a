//! Random use of the register bus on modelled boards, against a plain map
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;

use fic_agent::registers::RegisterPort;
use fic_core::profile::Profile;
use fic_core::regbus::BusError;
use fic_core::regbus::HLS_WINDOW;
use fic_core::regbus::RegisterBus;
use fic_hw_tests::modelled::SharedModel;
use proptest::prelude::*;

const BOARDS: [&str; 2] = ["mk1", "mk2"];

/// A modelled board with a design in it.
fn configured(board: &str) -> (SharedModel, Profile) {
    let (model, profile) = SharedModel::with_design(board).unwrap();
    model.set("unmapped", "ram").unwrap();
    model.set("user_logic", "loopback").unwrap();
    (model, profile)
}

type Bus<'a> = RegisterBus<'a, RegisterPort<SharedModel>>;

fn on_bus<T>(
    model: &SharedModel,
    profile: &Profile,
    act: impl FnOnce(&mut Bus<'_>) -> Result<T, BusError>,
) -> Result<T, BusError> {
    let mut port = model.port();
    let mut bus = RegisterBus::open(&mut port, profile)?;
    let answer = act(&mut bus);
    bus.close()?;
    answer
}

fn receive(bus: &mut Bus<'_>, len: usize) -> Result<Vec<u8>, BusError> {
    let mut out = Vec::new();
    bus.window_read(HLS_WINDOW, len as u32, &mut [0; 512], |bytes| {
        out.extend_from_slice(bytes);
        Ok::<_, BusError>(())
    })?;
    Ok(out)
}

#[derive(Debug, Clone)]
enum Act {
    Write(u16, u16),
    Read(u16),
    Window(Vec<u8>),
}

/// Addresses that mean nothing to a design: 4000 to 40FF.
fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (0x4000_u16..0x4100, any::<u16>()).prop_map(|(address, value)| Act::Write(address, value)),
        (0x4000_u16..0x4100).prop_map(Act::Read),
        prop::collection::vec(any::<u8>(), 1..100).prop_map(|mut data| {
            data.resize(data.len().next_multiple_of(2), 0);
            Act::Window(data)
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// At any latency each register holds what was written last, the window gives back
    /// what was sent, and the model sees no rule broken.
    #[test]
    fn any_use_at_any_latency_agrees_with_a_map(
        board in prop::sample::select(&BOARDS[..]),
        latency_ns in prop_oneof![0_u32..200, 200_u32..20_000],
        jitter_ns in 0_u32..500,
        acts in prop::collection::vec(act(), 1..60),
    ) {
        let (model, profile) = configured(board);
        model.set("ack_latency_ns", &latency_ns.to_string()).unwrap();
        model.set("ack_jitter_ns", &jitter_ns.to_string()).unwrap();
        let mask = ((1_u32 << profile.bus.register_bits) - 1) as u16;
        let mut map = BTreeMap::new();
        for act in acts {
            match act {
                Act::Write(address, value) => {
                    on_bus(&model, &profile, |bus| bus.write(address, value & mask)).unwrap();
                    map.insert(address, value & mask);
                }
                Act::Read(address) => {
                    let read = on_bus(&model, &profile, |bus| bus.read(address)).unwrap();
                    prop_assert_eq!(read, map.get(&address).copied().unwrap_or(0));
                }
                Act::Window(data) => {
                    let back = on_bus(&model, &profile, |bus| {
                        bus.window_write(HLS_WINDOW, &[&data])?;
                        receive(bus, data.len())
                    });
                    prop_assert_eq!(back.unwrap(), data);
                }
            }
        }
        prop_assert_eq!(model.violations(), [""; 0]);
    }

    /// A line that is stuck for a while costs that request and no other.
    #[test]
    fn after_each_fault_the_next_request_works(
        board in prop::sample::select(&BOARDS[..]),
        fault in prop::sample::select(&["fault.fack_stuck", "fault.freq_stuck"][..]),
        level in prop::sample::select(&["high", "low"][..]),
        value in any::<u8>(),
    ) {
        let (model, profile) = configured(board);
        on_bus(&model, &profile, |bus| bus.write(0x4000, 1)).unwrap();
        model.set(fault, level).unwrap();
        let stuck = on_bus(&model, &profile, |bus| bus.write(0x4001, 2));
        // FREQ low is what everyone waits for: nobody notices.
        prop_assert_eq!(stuck.is_ok(), (fault, level) == ("fault.freq_stuck", "low"), "{:?}", stuck);
        model.set(fault, "none").unwrap();
        on_bus(&model, &profile, |bus| bus.write(0x4002, value.into())).unwrap();
        let read = on_bus(&model, &profile, |bus| Ok((bus.read(0x4000)?, bus.read(0x4002)?)));
        prop_assert_eq!(read, Ok((1, value.into())));
    }

    /// A word that is acknowledged but lost cannot be noticed on this bus; it costs the
    /// one write that it was part of and no other.
    #[test]
    fn a_lost_word_at_any_place_costs_one_write(
        board in prop::sample::select(&BOARDS[..]),
        after in 0_u64..24,
    ) {
        let (model, profile) = configured(board);
        let lost = model.counter("bus_words") + after;
        model.set("fault.bus_lost", &lost.to_string()).unwrap();
        for i in 0..8 {
            on_bus(&model, &profile, |bus| bus.write(0x4000 + i, 7)).unwrap();
        }
        model.set("fault.bus_lost", "none").unwrap();
        let wrong = (0..8).filter(|i| on_bus(&model, &profile, |bus| bus.read(0x4000 + i)) != Ok(7));
        prop_assert_eq!(wrong.count(), 1);
        on_bus(&model, &profile, |bus| bus.write(0x4000, 9)).unwrap();
        prop_assert_eq!(on_bus(&model, &profile, |bus| bus.read(0x4000)), Ok(9));
    }
}
