//! What each error of a board means and what to check next

use fic_protocol::BoardError;
use fic_protocol::ImageFault;

use super::stat;

/// What it means, and what to check, the likeliest first.
pub(super) type Meaning = (&'static str, &'static [&'static str]);

/// What an error means and what to check next.
pub(super) fn meaning(error: BoardError) -> Meaning {
    match error {
        BoardError::Image(flaw) => image(flaw.fault),
        BoardError::NoPower
        | BoardError::PowerLost
        | BoardError::InitNeverFell
        | BoardError::InitStuckLow
        | BoardError::DoneHighBeforeData
        | BoardError::PinFault => pins_fault(error),
        BoardError::CrcError
        | BoardError::IdcodeError
        | BoardError::NoSyncSeen
        | BoardError::DoneTimeout => load_fault(error),
        BoardError::LeaseNeeded | BoardError::NotAllowed | BoardError::LeaseLost => not_now(error),
        _ => request_fault(error),
    }
}

fn pins_fault(error: BoardError) -> Meaning {
    match error {
        BoardError::NoPower => (
            "the FPGA's supplies are off or not good; no pin was moved",
            &[
                "switch the board on",
                "its supply and fuses",
                "the cable to PWOK (GPIO24)",
            ],
        ),
        BoardError::PowerLost => (
            "the supplies failed while the design was written; a big design draws more from then on",
            &[
                "the supply's current limit",
                "over-temperature",
                "the cable to PWOK (GPIO24)",
            ],
        ),
        BoardError::InitNeverFell => (
            "PROG_B does not reach the FPGA, or INIT_B does not come back",
            &[
                "the cable between Pi and board",
                "PROG_B (GPIO5) and INIT_B (GPIO4)",
                "on mk2 CFSEL (GPIO25), which connects them",
            ],
        ),
        BoardError::InitStuckLow => (
            "the FPGA does not end clearing its memory, or something else holds INIT_B low",
            &[
                "the FPGA's supplies, VCCO of bank 65 too",
                "INIT_B (GPIO4) for a short",
                "switch the board off and on",
            ],
        ),
        BoardError::DoneHighBeforeData => (
            "a cleared FPGA cannot have DONE high: the pin is held high by something else, or PROG_B did nothing",
            &[
                "DONE (GPIO6) for a short",
                "PROG_B (GPIO5)",
                "on mk2 CFSEL (GPIO25), which connects them",
            ],
        ),
        _ => (
            "the agent could not use the Pi's GPIO",
            &[
                "the agent's log on the Pi",
                "that no other program drives the pins",
            ],
        ),
    }
}

fn load_fault(error: BoardError) -> Meaning {
    match error {
        BoardError::CrcError => (
            "the file's own CRCs were right before it was sent, so bits were lost or changed between Pi and FPGA",
            &[
                "deploy again: does it fail at the same byte?",
                "the same byte: a stuck or open CD pin",
                "another byte: CCLK noise, cable, ground, supply",
                "`--mode x8` uses CD0-7 alone",
            ],
        ),
        BoardError::IdcodeError => (
            "the FPGA on the board is not the one of the board's profile",
            &[
                "`fic fpga probe` says which part is there",
                "the agent's --board",
                "that the design was made for that part",
            ],
        ),
        BoardError::NoSyncSeen => (
            "no word was understood: the data does not arrive, or in another order than the FPGA expects",
            &[
                "CCLK (GPIO7), CSI_B (GPIO26), RDWR_B (GPIO27)",
                "CD0-7, which the FPGA looks at first",
                "the mode pins M[2:0], 110 for this port",
                "on mk2 CFSEL (GPIO25)",
            ],
        ),
        _ => done_timeout(None),
    }
}

/// DONE stayed low and INIT_B high: STAT tells a dead port, lost words and a startup that hangs apart.
pub(super) fn done_timeout(stat: Option<u32>) -> Meaning {
    match stat {
        None => (
            "the port answers nothing, so the data hardly arrived: no clock, not selected, or wrong bits",
            &[
                "CCLK (GPIO7), CSI_B (GPIO26), RDWR_B (GPIO27)",
                "CD0-15 (GPIO8-23): stuck, open or swapped",
                "lost clocks, or too many: cable, ground, noise",
                "the mode pins M[2:0], 110 for this port",
            ],
        ),
        Some(stat) if stat::startup_phase(stat) == 0 => (
            "the data was taken without an error, but startup never began",
            &[
                "lost clocks, or too many, on CCLK (GPIO7): the last words may be missing",
                "deploy again: does it fail the same way?",
                "that the design was built with default startup options",
            ],
        ),
        Some(_) => (
            "the data was taken without an error and startup began, but it hangs",
            &[
                "DONE (GPIO6) for a short or a missing pull-up",
                "whether the design waits for an MMCM or DCI: is its clock there?",
                "clocks on CCLK (GPIO7) after the data",
            ],
        ),
    }
}

fn not_now(error: BoardError) -> Meaning {
    match error {
        BoardError::LeaseNeeded => (
            "this board is changed only by who holds its lease; nothing was changed",
            &[
                "`fic lease take` it first",
                "or leave --no-auto-lease out, which takes it for the time of the command",
            ],
        ),
        BoardError::NotAllowed => (
            "the agent knows who asks and lets them do less than this; nothing was changed",
            &[
                "`fic status` shows your role and how the board knows you",
                "ask the board's admin for another role",
            ],
        ),
        _ => (
            "the time of the lease passed, or an admin broke it; from there on nothing was changed",
            &[
                "`fic lease show` and `fic status --history`",
                "`fic lease take` it again",
            ],
        ),
    }
}

fn request_fault(error: BoardError) -> Meaning {
    match error {
        BoardError::UnknownRequest => (
            "the board's agent is older than this command",
            &["update the agent"],
        ),
        BoardError::NotSupported => (
            "the agent or image of this board has no such function",
            &["`fic status` shows what answers"],
        ),
        BoardError::NotStaged => (
            "the board's store does not hold this design",
            &["`fic stage` it, or use `fic deploy`"],
        ),
        BoardError::StoreFull => (
            "there is no room for the design; nothing was lost",
            &[
                "`fic status` shows the store",
                "make room on the board's disk",
            ],
        ),
        BoardError::StoreFailed => (
            "the board's disk failed",
            &["the agent's log on the Pi", "the SD card"],
        ),
        BoardError::DigestMismatch => (
            "the file changed while it was sent, or the board's disk is bad; the board threw the data away",
            &["that nothing writes to the file", "send it again"],
        ),
        BoardError::NotConfigured => (
            "it needs a running design, and none runs",
            &["deploy a full design first"],
        ),
        BoardError::PinOwned => (
            "driving it by hand could break a load or a transfer; nothing was driven",
            &["`fic gpio read` shows whose each pin is"],
        ),
        BoardError::Unaligned => (
            "the board's memory is reached in whole words",
            &["address and length, multiples of 4"],
        ),
        BoardError::ModeNotWired => (
            "this board has no SelectMAP port of that width",
            &["leave --mode out"],
        ),
        BoardError::AckStuckHigh
        | BoardError::NoAck
        | BoardError::AckNeverFell
        | BoardError::GrantStuckHigh
        | BoardError::NoGrant
        | BoardError::BusUnstable => (
            "the register bus of the running design does not answer as it should",
            &[
                "that the running design has a register bus",
                "`fic status`",
                "reset the design or load it again",
            ],
        ),
        BoardError::BadChunk | BoardError::OutOfRange | BoardError::LengthMismatch => (
            "fic and the board disagree: a fault in one of them",
            &[
                "that both are of the same version",
                "report it with the output of -v",
            ],
        ),
        _ => ("it was asked to stop", &[]),
    }
}

fn image(fault: ImageFault) -> Meaning {
    match fault {
        ImageFault::PartMismatch | ImageFault::MissingDie | ImageFault::ExtraDie => (
            "the design is for another part; no pin was moved",
            &[
                "that the design was built for this board's part",
                "`fic bitstream inspect` shows the file's part",
            ],
        ),
        ImageFault::CrcError
        | ImageFault::BadPacket
        | ImageFault::Truncated
        | ImageFault::TrailingData
        | ImageFault::PartialWord => (
            "the file is damaged or cut; no pin was moved",
            &[
                "copy or build it again",
                "`fic bitstream inspect` shows where",
            ],
        ),
        ImageFault::Encrypted => (
            "the board cannot check an encrypted design; no pin was moved",
            &["build it without encryption"],
        ),
        _ => (
            "it is no configuration that this board takes; no pin was moved",
            &["`fic bitstream inspect` shows what the file is"],
        ),
    }
}
