//! The edges that a load makes on the modelled board, as QEMU would tell them

use std::cell::RefCell;
use std::rc::Rc;

use anyhow::Context;
use anyhow::anyhow;
use anyhow::ensure;
use fic_agent::registers::RegisterPort;
use fic_agent::registers::Registers;
use fic_core::selectmap;
use fic_core::selectmap::Loading;

use super::Edge;
use crate::modelled::SharedModel;

const GPSET0: u32 = 0x1C;
const GPCLR0: u32 = 0x28;
/// GPFSEL0-2 hold the pins that a Pi's header carries, ten each, three bits a pin.
const SELECTS: u32 = 3;
const PINS_PER_SELECT: u32 = 10;
const OUTPUT: u32 = 0b001;

/// A load's edges on the modelled board.
pub struct Expected {
    /// From the safe state to the end of startup.
    pub edges: Vec<Edge>,
    /// How many of them come before the first startup clock.
    pub until_startup: usize,
}

/// Loads native-order data into a modelled board that is in the safe state, and tells the
/// edges of the Pi's outputs.
///
/// # Errors
/// If the board is unknown or the load fails or breaks a rule.
pub fn expected_load(board: &str, native: &[u8]) -> anyhow::Result<Expected> {
    let model = SharedModel::new(board).context("the model knows no such board")?;
    let profile = fic_core::profile::by_name(board).context("no such profile")?;
    let recorder = Recorder::new(model.clone());
    let edges = Rc::clone(&recorder.edges);
    let mut port = RegisterPort::new(recorder);
    selectmap::make_safe(&mut port, &profile).map_err(|_| anyhow!("the pins failed"))?;
    edges.borrow_mut().clear();
    let failed = |failed| anyhow!("the load failed: {failed:?}");
    let mut loading = Loading::begin_full(&mut port, &profile, profile.mode).map_err(failed)?;
    loading
        .write(native)
        .map_err(|error| anyhow!("the load failed: {error:?}"))?;
    let until_startup = edges.borrow().len();
    loading.finish().map_err(failed)?;
    let violations = model.violations();
    ensure!(violations.is_empty(), "{violations:?}");
    let edges = edges.take();
    Ok(Expected {
        edges,
        until_startup,
    })
}

/// Notes what QEMU's GPIO block would tell: an edge is a change of an output's latch from
/// the level that was told last, low at first; inputs have latches too, and a pin that
/// becomes an output tells nothing.
struct Recorder {
    model: SharedModel,
    latches: u32,
    outputs: u32,
    told: u32,
    edges: Rc<RefCell<Vec<Edge>>>,
}

impl Recorder {
    fn new(model: SharedModel) -> Self {
        Self {
            model,
            latches: 0,
            outputs: 0,
            told: 0,
            edges: Rc::default(),
        }
    }

    fn select(&mut self, register: u32, value: u32) {
        for index in 0..PINS_PER_SELECT {
            let pin = 1 << (register * PINS_PER_SELECT + index);
            match value >> (3 * index) & 0b111 {
                OUTPUT => self.outputs |= pin,
                _ => self.outputs &= !pin,
            }
        }
    }

    fn note(&mut self, pins: u32, high: bool) {
        let changed = if high {
            pins & !self.latches
        } else {
            pins & self.latches
        };
        self.latches ^= changed;
        let level = if high { u32::MAX } else { 0 };
        let seen = changed & self.outputs & (self.told ^ level);
        self.told ^= seen;
        let pins = (0..u32::BITS as u8).filter(|pin| seen >> pin & 1 == 1);
        self.edges
            .borrow_mut()
            .extend(pins.map(|pin| Edge { pin, high }));
    }
}

impl Registers for Recorder {
    fn write(&mut self, offset: u32, value: u32) {
        match offset {
            GPSET0 => self.note(value, true),
            GPCLR0 => self.note(value, false),
            _ if offset / 4 < SELECTS => self.select(offset / 4, value),
            _ => {}
        }
        self.model.write(offset, value);
    }

    fn read(&mut self, offset: u32) -> u32 {
        self.model.read(offset)
    }

    fn advance_ns(&mut self, ns: u64) {
        self.model.advance_ns(ns);
    }

    fn now_ns(&self) -> u64 {
        self.model.now_ns()
    }
}
