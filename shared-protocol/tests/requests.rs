//! The table of requests is complete, and right about each
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;

use fic_protocol::*;

fn first_byte(request: &HostRequest<'_>) -> u8 {
    let mut buffer = [0; samples::MAX_SAMPLE_LEN];
    codec::encode(request, &mut buffer).unwrap()[0]
}

fn load(dry_run: bool) -> HostRequest<'static> {
    let load = samples::requests().into_iter().find_map(|one| match one {
        HostRequest::Load(load) => Some(load),
        _ => None,
    });
    HostRequest::Load(LoadRequest {
        dry_run,
        ..load.unwrap()
    })
}

fn reg_read(address: u16, count: u16) -> HostRequest<'static> {
    HostRequest::RegRead {
        address,
        count,
        force: false,
    }
}

#[test]
fn each_kind_stands_once_in_the_order_of_the_wire() {
    let requests = samples::requests();
    assert_eq!(RequestKind::ALL.len(), requests.len());
    for (kind, request) in RequestKind::ALL.iter().zip(&requests) {
        assert_eq!(request.kind(), *kind);
        assert_eq!(first_byte(request), *kind as u8);
        let name = format!("{request:?}");
        assert!(name.starts_with(&format!("{kind:?}")), "{name} is {kind:?}");
    }
}

/// Requests of version 1 end before number 23: `tests/versioning/` has their bytes.
#[test]
fn each_version_knows_its_own_requests() {
    for request in samples::requests() {
        let (byte, kind) = (first_byte(&request), request.kind());
        assert_eq!(kind.since(), if byte < 23 { 1 } else { 2 }, "{kind:?}");
        assert!((MIN_VERSION..=CURRENT_VERSION).contains(&kind.since()));
        assert_eq!(RequestKind::from_wire(byte, CURRENT_VERSION), Some(kind));
        let of_1 = RequestKind::from_wire(byte, 1);
        assert_eq!(of_1, (byte < 23).then_some(kind), "{kind:?}");
    }
    let past_the_end = RequestKind::ALL.len() as u8;
    for byte in past_the_end..=255 {
        assert_eq!(RequestKind::from_wire(byte, 255), None);
    }
}

#[test]
fn names_tell_requests_apart() {
    let names: BTreeSet<_> = RequestKind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(names.len(), RequestKind::ALL.len());
    for kind in RequestKind::ALL {
        for word in [kind.name(), kind.audit_name(), kind.busy_word().as_str()] {
            let plain = |c: char| c.is_ascii_lowercase() || c == ' ';
            assert!(!word.is_empty() && word.chars().all(plain), "{word}");
        }
    }
}

#[test]
fn a_dry_run_is_a_look_with_a_name_of_its_own() {
    let (real, dry) = (load(false), load(true));
    assert_eq!(
        (real.audit_name(), real.busy_word()),
        ("load", BusyWord::Load)
    );
    assert_eq!(
        (dry.audit_name(), dry.busy_word()),
        ("check", BusyWord::Check)
    );
    assert_eq!(real.access(), Access::Change);
    assert_eq!(dry.access(), Access::Look);
    assert_eq!(dry.duration(), DurationClass::Long);
    assert_eq!(dry.audit(), AuditPolicy::Nothing);
}

#[test]
fn a_register_read_that_reaches_the_window_is_a_change() {
    for (address, count, access) in [
        (0x0FFF, 1, Access::Look),
        (0x0FFF, 2, Access::Change),
        (0x1000, 1, Access::Change),
        (0x1000, 0, Access::Look),
        (0x1001, 9, Access::Look),
        (0, u16::MAX, Access::Change),
        (u16::MAX, u16::MAX, Access::Look),
    ] {
        let read = reg_read(address, count);
        assert_eq!(read.access(), access, "{address:#x} {count}");
        let window = read.hardware() == Hardware::Window;
        assert_eq!(window, access == Access::Change);
    }
}

#[test]
fn what_brings_much_data_is_served_in_the_background() {
    for (request, duration) in [
        (reg_read(0, 4096), DurationClass::Short),
        (reg_read(0, 4097), DurationClass::Background),
        (HostRequest::HlsReceive { len: 8192 }, DurationClass::Short),
        (
            HostRequest::HlsReceive { len: 8194 },
            DurationClass::Background,
        ),
        (
            HostRequest::DdrChecksum { address: 0, len: 4 },
            DurationClass::Background,
        ),
    ] {
        assert_eq!(request.duration(), duration, "{request:?}");
    }
}

/// An answer may be lost after the request was served: asking again then serves it twice.
#[test]
fn what_a_design_would_notice_twice_is_not_repeated() {
    let ddr = |space| HostRequest::DdrRead {
        space,
        address: 0,
        len: 4,
    };
    let write = |address, values| HostRequest::RegWrite {
        address,
        values,
        force: false,
    };
    for (request, repeat) in [
        (ddr(Space::Memory), Repeat::Same),
        (ddr(Space::Axi), Repeat::Differs),
        (reg_read(0x0FFF, 1), Repeat::Same),
        (reg_read(0x0FFF, 2), Repeat::Differs),
        (write(0xDDD0, &[0; 2]), Repeat::Same),
        (write(0xDDD0, &[0; 4]), Repeat::Differs),
        (load(true), Repeat::Differs),
    ] {
        assert_eq!(request.repeat(), repeat, "{request:?}");
    }
}

#[test]
fn columns_agree_with_each_other() {
    for kind in RequestKind::ALL {
        let looks = kind.access() == Access::Look;
        // A register read may turn out to be a change.
        let unheard = looks && *kind != RequestKind::RegRead;
        assert_eq!(
            kind.audit() == AuditPolicy::Nothing,
            unheard || *kind == RequestKind::LeaseRenew,
            "{kind:?}"
        );
        if kind.hardware() == Hardware::Window {
            assert_eq!(kind.access(), Access::Change, "{kind:?}");
        }
    }
}

#[test]
fn a_request_without_text_or_data_needs_no_borrow() {
    for request in samples::requests() {
        let carries = matches!(
            request,
            HostRequest::Identify { .. }
                | HostRequest::StageChunk(_)
                | HostRequest::RegWrite { .. }
                | HostRequest::HlsSend { .. }
                | HostRequest::DdrWrite { .. }
                | HostRequest::NotePut { .. }
                | HostRequest::LeaseTake { .. }
        );
        match request.to_static() {
            Some(kept) => assert_eq!(kept, request),
            None => assert!(carries, "{request:?}"),
        }
        // Whoever hears `Cancel` meanwhile has given the frame back.
        let lasts = request.duration() != DurationClass::Short || request.data_len() > 0;
        assert!(!(lasts && carries), "{request:?}");
    }
}
