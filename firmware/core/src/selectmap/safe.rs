//! From pins in any state to the safe state

use fic_protocol::Mode;

use super::ConfigPort;
use crate::BoardPort;
use crate::PinFault;
use crate::PinMask;
use crate::profile::Profile;

/// Puts the pins into the safe state, whatever a program that died left on them.
///
/// * A board without power: every pin of it is an input, so that none feeds it.
/// * mk1: CSI_B and RDWR_B driven high, CCLK low; everything else is an input.
/// * mk2: CFSEL (the design's side) and CCLK driven low; RREQ and RSTB driven low if a
///   design runs; everything else is an input.
///
/// A running design goes on: PROG_B is never driven low, CCLK does not rise, and RREQ
/// and RSTB fall before anything else moves. A load that was cut short stays so, with
/// its FPGA deselected. Pins that are not the board's keep function and level.
///
/// It takes a few microseconds, has no loop that waits, and may run while the pins are
/// safe already.
///
/// # Errors
/// [`PinFault`] from the port; the remaining steps are tried all the same.
pub fn make_safe<P: BoardPort>(port: &mut P, profile: &Profile) -> Result<(), PinFault> {
    let powered = port.levels()? & profile.pins.power_ok != 0;
    if !powered {
        return port.directions(0, profile.owned());
    }
    let deselected = deselect(port, profile);
    let connected = match profile.pins.cfsel {
        None => port.directions(profile.pins.csi_b | profile.pins.rdwr_b, 0),
        Some(cfsel) => connect(port, profile, cfsel),
    };
    let left = ConfigPort::over(port, profile, Mode::X16).leave();
    deselected.and(connected).and(left)
}

/// Ends what may be under way: the bus transaction first, because its lines are DONE's
/// and INIT_B's on the other side of the switch, then the selection. CSI_B and RDWR_B
/// keep their directions: they may be the design's outputs now.
fn deselect<P: BoardPort>(port: &mut P, profile: &Profile) -> Result<(), PinFault> {
    let pins = &profile.pins;
    port.clear(profile.bus.rreq | profile.bus.rstb | pins.cclk)?;
    port.set(pins.csi_b)?;
    port.delay_ns(profile.timing.control_ns);
    // A latch of 0 behind PROG_B would clear the FPGA (9.9 #4).
    port.set(pins.rdwr_b | pins.prog_b)?;
    let kept = pins.cclk | pins.csi_b | pins.rdwr_b | pins.cfsel.unwrap_or(0);
    port.directions(pins.cclk, profile.owned() & !kept)
}

/// Points the switch to the configuration port, where DONE can be seen and CSI_B and
/// RDWR_B are the Pi's to drive. Unlike [`ConfigPort::enter`] it does not turn the switch
/// to the design first: it may stand here already, with nothing driven behind it.
fn connect<P: BoardPort>(port: &mut P, profile: &Profile, cfsel: PinMask) -> Result<(), PinFault> {
    port.set(cfsel)?;
    port.directions(cfsel, 0)?;
    port.delay_ns(profile.timing.cfsel_ns);
    port.directions(profile.pins.csi_b | profile.pins.rdwr_b, 0)
}
