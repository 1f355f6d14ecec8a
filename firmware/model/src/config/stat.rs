//! The STAT register (`facts/hardware.md` 3.5)

use super::device::Device;
use super::names::CTL0_DECRYPT;

/// STAT as the die at `index` shows it. Bits without a source in the model (over-temperature,
/// security) read 0; MMCM lock and DCI match read 1.
pub(super) fn stat(device: &Device, index: usize) -> u32 {
    let Some(die) = device.dies.get(index) else {
        return 0;
    };
    let flag = |bit: u32, on: bool| u32::from(on) << bit;
    let startup = &die.startup;
    flag(0, die.crc_error)
        | flag(1, die.ctl0() & CTL0_DECRYPT != 0)
        | flag(2, true)
        | flag(3, true)
        | flag(4, startup.eos)
        | flag(5, startup.outputs)
        | flag(6, startup.write_enable)
        | flag(7, die.ghigh_b)
        | (device.mode << 8)
        | flag(11, device.is_ready())
        | flag(12, device.inputs.init_pin)
        | flag(13, startup.done_released)
        | flag(14, device.inputs.done_pin)
        | flag(15, die.id_error)
        | (startup.gray_phase() << 18)
        | (device.width_code() << 25)
        | flag(29, die.bad_packet)
}
