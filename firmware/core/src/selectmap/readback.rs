//! Reading a configuration register through SelectMAP (`facts/hardware.md` 1.9)

use fic_protocol::BoardError;
use fic_protocol::Mode;
use fic_protocol::ProbeReport;

use super::ConfigPort;
use super::Stat;
use super::writer::Writer;
use crate::BoardPort;
use crate::PinFault;
use crate::profile::Profile;

/// Type-1 read of STAT, one word.
pub(super) const STAT: u32 = 0x2800_E001;
/// Type-1 read of IDCODE, one word.
const IDCODE: u32 = 0x2801_8001;

const NOP: u32 = 0x2000_0000;
const LEAD_IN: [u32; 6] = [
    0xFFFF_FFFF,
    0x0000_00BB,
    0x1122_0044,
    0xFFFF_FFFF,
    0xAA99_5566,
    NOP,
];
const LEAD_OUT: [u32; 4] = [0x3000_8001, 0x0000_000D, NOP, NOP];

/// Clocks by which the answer may lag. `facts/hardware.md` 1.9 counts none, UNISIM three;
/// nobody has measured it, so all of them are tried.
const MOST_LATENCY: usize = 3;
/// Samples of the longest answer.
const MOST_SAMPLES: usize = 4 + MOST_LATENCY;

/// Reads one register of a deselected port, and leaves it deselected and desynchronised.
///
/// Of the words that the samples may form, the first that `plausible` takes; `None` if it
/// takes none, for instance because nothing answers.
///
/// The Pi lets go of the data pins before RDWR_B rises: the FPGA drives them without
/// waiting for a clock (1.1).
pub(super) fn register<P: BoardPort>(
    bus: &mut ConfigPort<'_, P>,
    mode: Mode,
    read_packet: u32,
    plausible: impl Fn(u32) -> bool,
) -> Result<Option<u32>, PinFault> {
    send(bus, mode, &LEAD_IN)?;
    send(bus, mode, &[read_packet, NOP, NOP])?;
    bus.release_data()?;
    bus.select(true)?;
    let samples = receive(bus);
    bus.deselect()?;
    send(bus, mode, &LEAD_OUT)?;
    bus.release_data()?;
    let samples = samples?;
    let words = samples.windows(samples_of(mode)).take(MOST_LATENCY + 1);
    Ok(words
        .map(|samples| word(mode, samples))
        .find(|&word| plausible(word)))
}

fn send<P: BoardPort>(
    bus: &mut ConfigPort<'_, P>,
    mode: Mode,
    words: &[u32],
) -> Result<(), PinFault> {
    bus.drive_data(0)?;
    bus.select(false)?;
    let mut writer = Writer::new(mode, 0);
    words
        .iter()
        .try_for_each(|word| writer.words(bus, &word.to_be_bytes()))?;
    bus.deselect()
}

fn receive<P: BoardPort>(bus: &mut ConfigPort<'_, P>) -> Result<[u16; MOST_SAMPLES], PinFault> {
    let mut samples = [0; MOST_SAMPLES];
    for sample in &mut samples {
        bus.pulse()?;
        bus.port.delay_ns(bus.timing.control_ns);
        *sample = (bus.port.levels()? >> bus.pins.data_shift) as u16;
    }
    Ok(samples)
}

fn samples_of(mode: Mode) -> usize {
    match mode {
        Mode::X8 => 4,
        Mode::X16 => 2,
    }
}

/// The word that consecutive samples form, most significant first.
fn word(mode: Mode, samples: &[u16]) -> u32 {
    samples.iter().fold(0, |word, sample| {
        let [low, high] = sample.to_le_bytes().map(u8::reverse_bits);
        match mode {
            Mode::X8 => word << 8 | u32::from(low),
            Mode::X16 => word << 16 | u32::from(high) << 8 | u32::from(low),
        }
    })
}

/// Reads IDCODE and STAT; a register that does not answer is `None`.
///
/// A configured FPGA answers only if its design has PERSIST (1.9).
///
/// # Errors
/// `NoPower`, `PinFault`; the pins are safe again.
pub fn probe<P: BoardPort>(
    port: &mut P,
    profile: &Profile,
    mode: Mode,
) -> Result<ProbeReport, BoardError> {
    if port.levels()? & profile.pins.power_ok == 0 {
        return Err(BoardError::NoPower);
    }
    let mut bus = ConfigPort::enter(port, profile, mode)?;
    let report = read_both(&mut bus, mode);
    bus.leave()?;
    report
}

fn read_both<P: BoardPort>(
    bus: &mut ConfigPort<'_, P>,
    mode: Mode,
) -> Result<ProbeReport, BoardError> {
    let seen = bus.read_status_pins()?;
    let stat = register(bus, mode, STAT, |word| Stat(word).plausible(mode))?;
    let idcode = register(bus, mode, IDCODE, is_xilinx)?;
    Ok(ProbeReport {
        idcode,
        stat,
        configured: seen.done == Some(true),
    })
}

/// The manufacturer's bits of every IDCODE (UG570 "Device ID Check").
fn is_xilinx(idcode: u32) -> bool {
    idcode & 0xFFF == 0x093
}
