//! The register bus over a fake design: handshake, counts, recovery
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "support/design.rs"]
mod design;

use design::Design;
use design::Faults;
use fic_core::profile::MK1;
use fic_core::profile::MK2;
use fic_core::profile::Profile;
use fic_core::regbus::BusError;
use fic_core::regbus::HLS_WINDOW;
use fic_core::regbus::RegisterBus;

const LATENCIES_NS: [u64; 5] = [0, 7, 60, 500, 100_000];

fn with_bus<T>(
    design: &mut Design,
    profile: &Profile,
    act: impl FnOnce(&mut RegisterBus<'_, Design>) -> Result<T, BusError>,
) -> Result<T, BusError> {
    let mut bus = RegisterBus::open(design, profile)?;
    let answer = act(&mut bus);
    bus.close()?;
    answer
}

#[test]
fn registers_come_back_as_written_at_any_latency() {
    for (profile, value) in [(MK1, 0xA5), (MK2, 0xBEEF)] {
        for latency_ns in LATENCIES_NS {
            let mut design = Design::new(&profile);
            design.latency_ns = latency_ns;
            let read = with_bus(&mut design, &profile, |bus| {
                bus.write(0xFFFB, value)?;
                bus.write(0xFFFC, 1)?;
                bus.read(0xFFFB)
            });
            assert_eq!(read, Ok(value), "{} {latency_ns}", profile.name);
            assert_eq!(design.broken, [""; 0]);
        }
    }
}

#[test]
fn a_window_keeps_bytes_and_their_order() {
    for profile in [MK1, MK2] {
        let data: Vec<u8> = (0..=255).collect();
        let mut out = vec![0; data.len()];
        let mut design = Design::new(&profile);
        with_bus(&mut design, &profile, |bus| {
            bus.window_write(HLS_WINDOW, &[&data])?;
            {
                let mut buffer = [0; 64];
                let mut at = 0;
                bus.window_read(HLS_WINDOW, 256, &mut buffer, |bytes| {
                    out[at..at + bytes.len()].copy_from_slice(bytes);
                    at += bytes.len();
                    Ok(())
                })
            }
        })
        .unwrap();
        assert_eq!(out, data, "{}", profile.name);
        assert_eq!(design.broken, [""; 0]);
    }
}

#[test]
fn lengths_that_are_no_registers_are_refused_before_a_word_is_sent() {
    let mut design = Design::new(&MK2);
    let refused = with_bus(&mut design, &MK2, |bus| {
        let nothing = bus.window_read(HLS_WINDOW, 0, &mut [0; 2], |_| Ok(()));
        assert_eq!(nothing, Err(BusError::Length));
        bus.window_write(HLS_WINDOW, &[&[1, 2, 3]])
    });
    assert_eq!(refused, Err(BusError::Length));
    assert!(design.window.is_empty());
}

/// Two strobe writes, one write where bits fall, one where they rise, two looks.
#[test]
fn a_block_costs_the_least_the_handshake_allows() {
    for (profile, width) in [(MK1, 4_u32), (MK2, 16)] {
        let data: Vec<u8> = (0..4096_u32)
            .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect();
        let mut design = Design::new(&profile);
        with_bus(&mut design, &profile, |bus| {
            bus.window_write(HLS_WINDOW, &[&data])
        })
        .unwrap();
        let words: Vec<u16> = match width {
            4 => data
                .iter()
                .flat_map(|b| [u16::from(b >> 4), u16::from(b & 15)])
                .collect(),
            _ => data
                .chunks(2)
                .map(|p| u16::from_le_bytes([p[0], p[1]]))
                .collect(),
        };
        let mut held = 0;
        let mut bound = 0;
        for word in &words {
            bound += 2 + u64::from(word & !held != 0) + u64::from(held & !word != 0);
            held = *word;
        }
        let overhead = 60;
        assert!(
            design.writes >= bound && design.writes <= bound + overhead,
            "{} {bound}",
            design.writes
        );
        let looks = 2 * words.len() as u64;
        assert!(
            design.reads >= looks && design.reads <= looks + overhead,
            "{} {looks}",
            design.reads
        );
        assert!(
            design.direction_changes < 5,
            "once a direction, not once a word"
        );
    }
}

#[test]
fn each_stuck_line_has_its_name_and_the_wait_ends() {
    let faults = Faults::default();
    let cases = [
        (
            Faults {
                ack_stuck_high: true,
                ..faults
            },
            BusError::AckStuckHigh,
        ),
        (
            Faults {
                ack_stuck_low: true,
                ..faults
            },
            BusError::NoAck,
        ),
        (
            Faults {
                grant_stuck_high: true,
                ..faults
            },
            BusError::GrantStuckHigh,
        ),
        (
            Faults {
                deaf_at_strobe: Some(2),
                ..faults
            },
            BusError::NoAck,
        ),
        (
            Faults {
                ack_stays_after_strobe: Some(3),
                ..faults
            },
            BusError::AckNeverFell,
        ),
    ];
    for profile in [MK1, MK2] {
        for (faults, error) in cases {
            let mut design = Design::new(&profile);
            design.faults = faults;
            let answer = with_bus(&mut design, &profile, |bus| bus.write(0xFFFB, 1));
            assert_eq!(answer, Err(error), "{} {faults:?}", profile.name);
        }
    }
}

#[test]
fn after_a_fault_the_next_transaction_works() {
    for profile in [MK1, MK2] {
        for at in 1..=profile.bus.register_bits {
            let mut design = Design::new(&profile);
            design.faults.deaf_at_strobe = Some(at.min(3));
            design.faults.ack_stays_after_strobe = Some(at.min(3) + 1);
            let read = with_bus(&mut design, &profile, |bus| {
                bus.write(0x10, 7).unwrap_err();
                while bus.write(0x10, 9).is_err() {}
                bus.read(0x10)
            });
            assert_eq!(read, Ok(9));
        }
    }
}

#[test]
fn at_rest_the_request_lines_are_driven_low_and_the_data_pins_free() {
    for profile in [MK1, MK2] {
        let mut design = Design::new(&profile);
        with_bus(&mut design, &profile, |bus| bus.write(1, 0xFF)).unwrap();
        let lines = profile.bus.rreq | profile.bus.rstb | profile.pins.cfsel.unwrap_or(0);
        assert_eq!(design.driven(), (lines, 0), "{}", profile.name);
    }
}
