//! A program that dies at any register write, and the safe state after it
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use fic_agent::registers::RegisterPort;
use fic_agent::registers::Registers;
use fic_core::BoardPort;
use fic_core::PinMask;
use fic_core::profile::Profile;
use fic_core::regbus::RegisterBus;
use fic_core::selectmap;
use fic_core::selectmap::Loading;
use fic_hw_tests::bench::small;
use fic_hw_tests::modelled::SharedModel;
use fic_protocol::FpgaState;

const BOARDS: [&str; 2] = ["mk1", "mk2"];
const CCLK: PinMask = 1 << 7;
const RSTB_MK2: PinMask = 1 << 4;
const RREQ_MK2: PinMask = 1 << 6;
const CFSEL: PinMask = 1 << 25;
const CSI_B: PinMask = 1 << 26;
const RDWR_B: PinMask = 1 << 27;
/// An address that means nothing to a design.
const PLAIN: u16 = 0x4000;

/// A model whose driver dies after some writes: none of the later ones arrive.
struct Dying {
    model: SharedModel,
    writes_left: u64,
    dead_ns: u64,
}

impl Dying {
    fn after(model: &SharedModel, writes: u64) -> RegisterPort<Self> {
        RegisterPort::new(Self {
            model: model.clone(),
            writes_left: writes,
            dead_ns: 0,
        })
    }

    fn is_dead(&self) -> bool {
        self.writes_left == 0
    }
}

impl Registers for Dying {
    fn write(&mut self, offset: u32, value: u32) {
        if !self.is_dead() {
            self.writes_left -= 1;
            self.model.write(offset, value);
        }
    }

    fn read(&mut self, offset: u32) -> u32 {
        match self.is_dead() {
            true => 0,
            false => self.model.read(offset),
        }
    }

    fn advance_ns(&mut self, ns: u64) {
        match self.is_dead() {
            true => self.dead_ns += ns,
            false => self.model.advance_ns(ns),
        }
    }

    fn now_ns(&self) -> u64 {
        self.model.now_ns() + self.dead_ns
    }
}

/// Pins that the Pi drives, and those of them that are high.
fn driven(model: &SharedModel) -> (PinMask, PinMask) {
    let mut model = model.clone();
    let is_output =
        |model: &mut SharedModel, pin: u32| model.read(pin / 10 * 4) >> (pin % 10 * 3) & 7 == 1;
    let outputs = (0..28).filter(|&pin| is_output(&mut model, pin));
    let outputs = outputs.map(|pin| 1 << pin).sum();
    (outputs, outputs & model.read(0x34))
}

/// What the documentation of the safe state promises of a powered board.
fn promised(board: &str, configured: bool) -> (PinMask, PinMask) {
    match (board, configured) {
        ("mk1", _) => (CCLK | CSI_B | RDWR_B, CSI_B | RDWR_B),
        (_, true) => (CFSEL | CCLK | RREQ_MK2 | RSTB_MK2, 0),
        (_, false) => (CFSEL | CCLK, 0),
    }
}

fn make_safe(model: &SharedModel, profile: &Profile) {
    selectmap::make_safe(&mut model.port(), profile).unwrap();
}

/// A register is written and read back.
fn bus_works(model: &SharedModel, profile: &Profile, value: u16) {
    let mut port = model.port();
    let mut bus = RegisterBus::open(&mut port, profile).unwrap();
    bus.write(PLAIN, value).unwrap();
    assert_eq!(bus.read(PLAIN), Ok(value));
    bus.close().unwrap();
}

fn writes_of(model: &SharedModel, act: impl FnOnce()) -> u64 {
    let before = model.counter("gpio_writes");
    act();
    model.counter("gpio_writes") - before
}

/// Everything that a driver does to a board whose design goes on.
fn use_board<P: BoardPort>(port: &mut P, profile: &Profile) {
    // Errors are expected: the driver dies somewhere in it.
    let _ = selectmap::read_status_pins(port, profile);
    if let Ok(mut bus) = RegisterBus::open(port, profile) {
        let _ = bus.write(PLAIN, 0x5A);
        let _ = bus.read(PLAIN);
        let _ = bus.close();
    }
    let _ = selectmap::probe(port, profile, profile.mode);
}

#[test]
fn a_running_design_goes_on_after_a_death_at_any_write() {
    for board in BOARDS {
        let (model, profile) = SharedModel::with_design(board).unwrap();
        model.set("unmapped", "ram").unwrap();
        let writes = writes_of(&model, || use_board(&mut model.port(), &profile));
        assert!(writes > 50, "{board}: {writes}");
        for cut in 1..=writes {
            use_board(&mut Dying::after(&model, cut), &profile);
            make_safe(&model, &profile);
            assert!(model.configured(), "{board}, write {cut}");
            assert_eq!(
                driven(&model),
                promised(board, true),
                "{board}, write {cut}"
            );
            assert_eq!(model.counter("hls_running"), 0, "{board}, write {cut}");
            bus_works(&model, &profile, cut as u16 & 0xFF);
        }
        assert_eq!(model.counter("loads_ok"), 1, "{board}");
        assert_eq!(
            model.counter("violations_broken"),
            0,
            "{board}: {:#?}",
            model.violations()
        );
    }
}

#[test]
fn a_load_that_died_leaves_the_fpga_deselected_and_loadable() {
    for board in BOARDS {
        let (model, profile) = SharedModel::with_design(board).unwrap();
        model.set("unmapped", "ram").unwrap();
        let data = small(profile.part).unwrap();
        for cut in (1..60).chain([100, 1_000, 12_345]) {
            let mut dying = Dying::after(&model, cut);
            if let Ok(mut loading) = Loading::begin_full(&mut dying, &profile, profile.mode) {
                let _ = loading.write(&data);
            }
            make_safe(&model, &profile);
            let expected = promised(board, model.configured());
            assert_eq!(driven(&model), expected, "{board}, write {cut}");
        }
        assert!(!model.configured());
        let mut port = model.port();
        let mut loading = Loading::begin_full(&mut port, &profile, profile.mode).unwrap();
        loading.write(&data).unwrap();
        loading.finish().unwrap();
        bus_works(&model, &profile, 0xA5);
        assert_eq!(
            model.counter("violations_broken"),
            0,
            "{board}: {:#?}",
            model.violations()
        );
    }
}

#[test]
fn a_restarted_pi_does_not_disturb_a_running_design() {
    for board in BOARDS {
        let (model, profile) = SharedModel::with_design(board).unwrap();
        model.set("unmapped", "ram").unwrap();
        model.reboot_pi();
        make_safe(&model, &profile);
        assert!(model.configured());
        assert_eq!(driven(&model), promised(board, true), "{board}");
        bus_works(&model, &profile, 0x3C);
    }
}

#[test]
fn a_board_from_power_up_is_deselected_and_one_without_power_is_let_go() {
    for board in BOARDS {
        let model = SharedModel::new(board).unwrap();
        let profile = fic_core::profile::by_name(board).unwrap();
        make_safe(&model, &profile);
        assert_eq!(driven(&model), promised(board, false), "{board}");
        let sensed = selectmap::read_status_pins(&mut model.port(), &profile).unwrap();
        assert_eq!(selectmap::state(sensed), FpgaState::Unconfigured);
        model.set("fault.no_power", "1").unwrap();
        make_safe(&model, &profile);
        assert_eq!(driven(&model), (0, 0), "{board}");
        assert_eq!(model.violations(), [""; 0], "{board}");
    }
}

#[test]
fn pins_of_others_keep_function_and_level() {
    for board in BOARDS {
        let (model, profile) = SharedModel::with_design(board).unwrap();
        // I2C on GPIO2 and 3, an output of somebody on GPIO1.
        for (pin, function) in [
            ("function.2", "4"),
            ("function.3", "4"),
            ("function.1", "1"),
        ] {
            model.set(pin, function).unwrap();
        }
        let before = model.clone().read(0) & 0xFFF;
        make_safe(&model, &profile);
        assert_eq!(model.clone().read(0) & 0xFFF, before, "{board}");
        assert_eq!(model.violations(), [""; 0], "{board}");
    }
}
