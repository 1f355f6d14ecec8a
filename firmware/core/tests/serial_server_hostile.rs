//! A million frames of a bad host, in the same loop that the bare-metal image runs
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

#[path = "support/line.rs"]
mod line;

use fic_core::Clock;
use fic_core::GpioPort;
use fic_core::PinFault;
use fic_core::PinMask;
use fic_core::RamStore;
use fic_core::profile::MK2;
use fic_core::serial_server::SerialServer;
use fic_core::service::About;
use fic_core::service::Service;
use fic_protocol::frame::Kind;
use fic_protocol::limits::MAX_BODY_LEN;
use fic_protocol::limits::MAX_WIRE_LEN;
use fic_protocol::*;
use line::Said;
use line::Wire;

const FRAMES: u32 = 1_000_000;
/// Frames between two looks at whether the service still answers a good host.
const BETWEEN_LOOKS: u32 = 1_000;

/// xorshift64*: the same bad host in each run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() >> 32) as usize % end.max(1)
    }

    fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| (self.next() >> 40) as u8).collect()
    }
}

/// Pins of a board that changes its mind all the time, and where waits are over soon.
struct Whim {
    chance: Chance,
    now_ns: u64,
}

impl GpioPort for Whim {
    fn set(&mut self, _: PinMask) -> Result<(), PinFault> {
        Ok(())
    }
    fn clear(&mut self, _: PinMask) -> Result<(), PinFault> {
        Ok(())
    }
    fn levels(&mut self) -> Result<PinMask, PinFault> {
        Ok(self.chance.next() as PinMask)
    }
    fn directions(&mut self, _: PinMask, _: PinMask) -> Result<(), PinFault> {
        match self.chance.below(64) {
            0 => Err(PinFault),
            _ => Ok(()),
        }
    }
}

impl Clock for Whim {
    fn now_ns(&mut self) -> u64 {
        self.now_ns += 20_000_000;
        self.now_ns
    }
    fn delay_ns(&mut self, ns: u64) {
        self.now_ns += ns;
    }
    fn wall_s(&mut self) -> Option<u64> {
        None
    }
}

/// The bad host.
struct Bad {
    chance: Chance,
    good: Vec<Vec<u8>>,
    held_back: Vec<u8>,
}

impl Bad {
    fn new() -> Self {
        let mut good = vec![line::hello(1)];
        for version in [1, CURRENT_VERSION] {
            for (id, request) in samples::requests().iter().enumerate() {
                let mut body = vec![0; MAX_BODY_LEN];
                let body = codec::encode(request, &mut body).unwrap();
                good.push(line::frame(version, Kind::Request, id as u32, body));
            }
        }
        Self {
            chance: Chance(0xF1C),
            good,
            held_back: Vec::new(),
        }
    }

    fn good(&mut self) -> Vec<u8> {
        let at = self.chance.below(self.good.len());
        self.good[at].clone()
    }

    /// A right frame around a body that is wrong.
    fn well_framed(&mut self, body: Vec<u8>) -> Vec<u8> {
        let kinds = [
            Kind::Hello,
            Kind::Welcome,
            Kind::Request,
            Kind::Request,
            Kind::Request,
            Kind::Response,
            Kind::Log,
            Kind::Data,
        ];
        let kind = kinds[self.chance.below(kinds.len())];
        let version = [1, CURRENT_VERSION, 0, 255][self.chance.below(4)];
        line::frame(version, kind, self.chance.next() as u32, &body)
    }

    fn frame(&mut self) -> Vec<u8> {
        match self.chance.below(200) {
            0 => vec![0x41; self.chance.below(3 * MAX_WIRE_LEN)],
            1 => {
                let len = self.chance.below(MAX_BODY_LEN);
                let body = self.chance.bytes(len);
                self.well_framed(body)
            }
            2..40 => {
                let len = self.chance.below(120);
                self.chance.bytes(len)
            }
            40..80 => {
                let mut frame = self.good();
                let len = self.chance.below(frame.len());
                frame.truncate(len);
                frame
            }
            80..110 => {
                let mut frame = self.good();
                let at = self.chance.below(frame.len());
                frame[at] ^= 1 << self.chance.below(8);
                frame
            }
            110..140 => {
                let next = self.good();
                std::mem::replace(&mut self.held_back, next)
            }
            140..170 => {
                let first = self.chance.below(33) as u8;
                let len = self.chance.below(60);
                let mut body = vec![first];
                body.extend(self.chance.bytes(len));
                self.well_framed(body)
            }
            _ => self.good(),
        }
    }
}

#[test]
fn a_million_bad_frames_stop_nothing() {
    let about = About {
        build: truncated("test"),
        kind: BoardKind::Modelled,
        window_bytes: 16_384,
    };
    let whim = Whim {
        chance: Chance(7),
        now_ns: 0,
    };
    let mut memory = vec![0; 64 * 1024];
    let mut service = Service::new(whim, RamStore::new(&mut memory), MK2, about);
    let mut server = SerialServer::new(Health::default());
    let mut wire = Wire::new();
    wire.step_ms = 1;
    let mut bad = Bad::new();
    let mut answers = 0;
    for n in 1..=FRAMES {
        wire.to_board.extend(bad.frame());
        // Now and then the line runs on, so that requests are cut in their midst, too.
        if bad.chance.below(8) > 0 {
            while server.poll(&mut wire, &mut service) {}
        }
        if n % BETWEEN_LOOKS == 0 {
            while server.poll(&mut wire, &mut service) {}
            answers += line::said(&mut wire).len();
            look(&mut server, &mut wire, &mut service, n);
        }
    }
    assert_eq!(wire.collisions, 0);
    // A third of the frames is good: the rest of the test would mean little without them.
    assert!(answers > FRAMES as usize / 5, "{answers}");
    assert!(server.bad_frames() > FRAMES / 5, "{}", server.bad_frames());
}

/// A good host comes: its answers are its own, whatever was said before.
fn look(
    server: &mut SerialServer,
    wire: &mut Wire,
    service: &mut Service<Whim, RamStore<'_>>,
    n: u32,
) {
    let id = 1_000_000 + n;
    // As `fic` does: a zero ends what an earlier host left on the line.
    wire.to_board.push_back(0);
    wire.to_board.extend(line::hello(id));
    let ask = HostRequest::Identify { who: "ann@lab" };
    wire.to_board.extend(line::request(id + 1, &ask));
    while server.poll(wire, service) {}
    // The zero may have ended a frame that lacked nothing else.
    let mut said = line::said(wire);
    said.retain(|(of, _)| *of >= id);
    let [
        (welcome_id, Said::Welcome(welcome)),
        (answer_id, Said::Response(BoardResponse::Identity(identity))),
    ] = &said[..]
    else {
        panic!("after {n} frames: {said:?}");
    };
    assert_eq!((*welcome_id, *answer_id), (id, id + 1));
    assert_eq!(welcome.chosen, CURRENT_VERSION);
    assert_eq!(identity.build, "test");
}
