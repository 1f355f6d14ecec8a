//! One sample of every message, for the byte tests and the schema hash

use crate::*;

/// Largest encoded sample, bytes.
pub const MAX_SAMPLE_LEN: usize = 512;

/// A digest that is easy to see in a dump.
pub const DIGEST: Digest = Digest([0xD1; 32]);

/// What every sample record holds.
pub fn record() -> RunRecord {
    RunRecord {
        digest: DIGEST,
        name: truncated("top"),
        memo: truncated("try"),
        who: truncated("ann@lab"),
        at_s: 1_700_000_000,
        mode: Mode::X16,
        partial: false,
        len_bytes: 48_251_520,
        duration_us: 600_000,
    }
}

/// What every sample identity holds.
pub fn identity() -> Identity {
    Identity {
        build: truncated("0.1.0"),
        schema_hash: 0x0102_0304,
        profile: truncated("mk2"),
        part: truncated("xcku115"),
        kind: BoardKind::Modelled,
        uptime_s: 300,
        window_bytes: 131_072,
    }
}

fn busy() -> Busy {
    Busy {
        who: truncated("bob"),
        what: truncated("load"),
        for_ms: 1500,
    }
}

fn lease() -> Lease {
    Lease {
        key: truncated("uid 7"),
        user: truncated("ann@lab"),
        memo: truncated("try"),
        held_s: 5,
        left_s: 295,
        term_s: 300,
    }
}

fn lease_state() -> LeaseState {
    LeaseState {
        lease: Some(lease()),
        yours: true,
        required: false,
    }
}

fn health() -> Health {
    Health {
        model: truncated("Pi 3"),
        temperature_mc: Some(-300),
        core_hz: Some(300),
        arm_hz: None,
        throttled: Some(5),
        free_bytes: Some(300),
        free_memory_bytes: None,
    }
}

/// One of each request, in the order of the variants.
pub fn requests() -> [HostRequest<'static>; 31] {
    [
        HostRequest::Identify { who: "ann@lab" },
        HostRequest::Status,
        HostRequest::StageBegin {
            digest: DIGEST,
            len_bytes: 300,
        },
        HostRequest::StageChunk(Chunk {
            digest: DIGEST,
            offset: 128,
            len: 3,
            encoding: ChunkEncoding::Raw,
            data: &[1, 2, 3],
        }),
        HostRequest::StageCommit { digest: DIGEST },
        HostRequest::StageDiscard { digest: DIGEST },
        HostRequest::Load(LoadRequest {
            digest: DIGEST,
            mode: ModeChoice::Auto,
            force: true,
            dry_run: false,
            name: truncated("top"),
            memo: truncated("try"),
            host_time_s: 1_700_000_000,
        }),
        HostRequest::Cancel { id: 7 },
        HostRequest::FpgaReset,
        HostRequest::FpgaProbe,
        HostRequest::RegRead {
            address: 0xFFFC,
            count: 1,
            force: false,
        },
        HostRequest::RegWrite {
            address: 0xFFFB,
            values: &[5, 0],
            force: true,
        },
        HostRequest::HlsStart,
        HostRequest::HlsReset,
        HostRequest::HlsSend { data: &[1, 2] },
        HostRequest::HlsReceive { len: 300 },
        HostRequest::DdrRead {
            space: Space::Memory,
            address: 300,
            len: 4,
        },
        HostRequest::DdrWrite {
            space: Space::Axi,
            address: 8,
            data: &[1, 2, 3, 4],
        },
        HostRequest::DdrChecksum {
            address: 300,
            len: 8,
        },
        HostRequest::GpioRead,
        HostRequest::GpioWrite { pins: 3, levels: 1 },
        HostRequest::NotePut {
            data: &[9],
            host_time_s: 1_700_000_000,
        },
        HostRequest::NoteGet,
        HostRequest::LeaseTake {
            term_s: 300,
            memo: "try",
        },
        HostRequest::LeaseRenew,
        HostRequest::LeaseRelease,
        HostRequest::LeaseShow,
        HostRequest::LeaseBreak,
        HostRequest::AgentInfo,
        HostRequest::AuditRead {
            from: 300,
            count: 2,
        },
        HostRequest::BootSet {
            digest: Some(DIGEST),
        },
    ]
}

/// One of each response, in the order of the variants.
pub fn responses() -> [BoardResponse; 15] {
    [
        BoardResponse::Done,
        BoardResponse::Failed(Failure {
            error: BoardError::CrcError,
            diagnosis: Some(Diagnosis {
                bytes_written: 4096,
                init_b: false,
                done: false,
                stat: Some(1),
                cleared: true,
            }),
        }),
        BoardResponse::Busy(busy()),
        BoardResponse::Identity(identity()),
        BoardResponse::Status(BoardStatus {
            identity: identity(),
            fpga: FpgaState::Configured,
            pins: PinLevels {
                power: true,
                init_b: Some(true),
                done: None,
            },
            last_load: Some(record()),
            stale: false,
            busy: Some(busy()),
            store: StoreStatus {
                designs: 2,
                used_bytes: 300,
                free_bytes: 70_000,
            },
        }),
        BoardResponse::Stage(StageState {
            next_offset: 131,
            complete: false,
            gap: true,
        }),
        BoardResponse::Loaded(LoadReport {
            record: record(),
            already_running: false,
            startup_clocks: 64,
            init_looks: 12,
        }),
        BoardResponse::Probe(ProbeReport {
            idcode: Some(0x1390_D093),
            stat: None,
            configured: false,
        }),
        BoardResponse::Checksum(300),
        BoardResponse::Gpio(GpioState {
            levels: 300,
            owned: 0xF0,
        }),
        BoardResponse::Note(NoteInfo {
            who: truncated("bob"),
            at_s: 1_700_000_000,
            len: 5,
        }),
        BoardResponse::Lease(lease_state()),
        BoardResponse::Leased(lease()),
        BoardResponse::Agent(AgentInfo {
            role: Role::Operate,
            key: truncated("uid 7"),
            lease: lease_state(),
            boot: Some(DIGEST),
            health: health(),
            sessions: 2,
            line_errors: 3,
            audit_records: 300,
        }),
        BoardResponse::Audit(AuditInfo {
            first: 300,
            records: 2,
            len: 131,
        }),
    ]
}

/// One of each event, in the order of the variants.
pub fn events() -> [BoardEvent; 1] {
    [BoardEvent::Progress(Progress {
        phase: Phase::Write,
        done: 300,
        total: 48_251_520,
    })]
}

/// Every error, in the order of the variants.
pub fn errors() -> [BoardError; 34] {
    use BoardError::*;
    [
        UnknownRequest,
        NotSupported,
        OutOfRange,
        BadChunk,
        NotStaged,
        StoreFull,
        StoreFailed,
        DigestMismatch,
        LengthMismatch,
        Image(ImageError {
            fault: ImageFault::CrcError,
            die: 1,
            at_word: 99,
            expected: 1,
            found: 2,
        }),
        NotConfigured,
        ModeNotWired,
        NoPower,
        InitNeverFell,
        InitStuckLow,
        DoneHighBeforeData,
        CrcError,
        IdcodeError,
        NoSyncSeen,
        DoneTimeout,
        PowerLost,
        Cancelled,
        PinFault,
        AckStuckHigh,
        NoAck,
        AckNeverFell,
        GrantStuckHigh,
        NoGrant,
        BusUnstable,
        PinOwned,
        Unaligned,
        LeaseNeeded,
        NotAllowed,
        LeaseLost,
    ]
}
