//! Straps, parameters and faults by name

use std::fmt;

use crate::board::Board;
use crate::board::bit;
use crate::config::device::Device;
use crate::design::UserLogicKind;
use crate::faults::Stuck;
use crate::model::Model;
use crate::params::Persist;
use crate::params::Pull;
use crate::part;

/// Why a setting was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetError {
    /// No such key.
    UnknownKey,
    /// The key does not take this value.
    BadValue,
}

impl fmt::Display for SetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SetError::UnknownKey => "no such setting",
            SetError::BadValue => "the setting does not take this value",
        })
    }
}

impl std::error::Error for SetError {}

type Checked<T> = Result<T, SetError>;

impl Model {
    /// Sets a strap, a parameter or a fault. Refused settings change nothing.
    ///
    /// Faults (`0` or `none` clears one): `fault.no_power`, `fault.init_stuck`, `fault.done_stuck`,
    /// `fault.prog_stuck`, `fault.csi_stuck`, `fault.rdwr_stuck`, `fault.cfsel_stuck` (`low`, `high`),
    /// `fault.cclk_dead`, `fault.no_startup`, `fault.data_stuck` (`N:0|1`, CD pin N), `fault.flip`
    /// (`WORD:BIT`), `fault.lost_clock`, `fault.extra_clock`, `fault.power_drop` (a sample number; samples
    /// and words count from 0 after INIT_B rose), `fault.wrong_die` (`1`), `fault.idcode`
    /// (hexadecimal, or `DIE:hex`); on the register bus `fault.fack_stuck`, `fault.freq_stuck`,
    /// `fault.bus_flip` (`WORD:BIT`), `fault.bus_lost` (words count from 0 since power-up).
    ///
    /// Straps: `part`, `mode` (`110`), `persist` (`board`, `ctl0`, `off`), `pull.init`, `pull.done`,
    /// `pull.prog`, `pull.csi`, `pull.rdwr`, `pull.cfsel`, `pull.rreq`, `pull.rstb` (`up`, `down`,
    /// `none`), `g_cksel`, `dipsw`, `table` (`write_only`, `readable`), `unmapped` (`zero`, `ram`),
    /// `user_logic` (`auto`, `loopback`, `echo`, `adder`, `rasddr`, `slow`, `stuck`, `link`),
    /// `function.N` (a function code of GPIO N, as another user of the Pi had set it).
    ///
    /// Parameters: `write_ns`, `read_ns`, `t_program_ns`, `t_pl_ns`, `data_setup_ns`, `cclk_pulse_ns`,
    /// `cclk_period_ns`, `startup_clocks`, `read_latency`, `done_low_in_shutdown`, `strict_start`,
    /// `ack_latency_ns`, `ack_jitter_ns`, `bus_sample_ns`, `read_skew_ns`, `slow_ns`, `traffic_per_ms`.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), SetError> {
        let result = match key.split_once('.') {
            Some(("fault", fault)) => self.set_fault(fault, value),
            Some(("pull", net)) => self.set_pull(net, value),
            Some(("function", pin)) => self.set_function(pin, value),
            Some(_) => Err(SetError::UnknownKey),
            None => self.set_plain(key, value),
        };
        self.settle();
        result
    }

    fn set_plain(&mut self, key: &str, value: &str) -> Checked<()> {
        let params = &mut self.params;
        match key {
            "part" => return self.set_part(value),
            "mode" => {
                params.mode = u32::from_str_radix(value, 2)
                    .ok()
                    .filter(|m| *m < 8)
                    .ok_or(SetError::BadValue)?
            }
            "persist" => params.persist = persist(value)?,
            "g_cksel" => params.g_cksel = flag(value)?,
            "write_ns" => params.write_ps = picoseconds(value)?,
            "read_ns" => params.read_ps = picoseconds(value)?,
            "t_program_ns" => params.t_program_ps = picoseconds(value)?,
            "t_pl_ns" => params.t_pl_ps = picoseconds(value)?,
            "data_setup_ns" => params.data_setup_ps = picoseconds(value)?,
            "cclk_pulse_ns" => params.cclk_pulse_ps = picoseconds(value)?,
            "cclk_period_ns" => params.cclk_period_ps = picoseconds(value)?,
            "startup_clocks" => params.startup_clocks = number(value)?,
            "read_latency" => params.read_latency = number(value)?,
            "done_low_in_shutdown" => params.done_low_in_shutdown = flag(value)?,
            "strict_start" => params.strict_start = flag(value)?,
            _ => return self.set_design(key, value),
        }
        Ok(())
    }

    fn set_design(&mut self, key: &str, value: &str) -> Checked<()> {
        let params = &mut self.params;
        match key {
            "ack_latency_ns" => params.ack_latency_ps = picoseconds(value)?,
            "ack_jitter_ns" => params.ack_jitter_ps = picoseconds(value)?,
            "bus_sample_ns" => params.bus_sample_ps = picoseconds(value)?,
            "read_skew_ns" => params.read_skew_ps = picoseconds(value)?,
            "slow_ns" => params.slow_ps = picoseconds(value)?,
            "dipsw" => params.dip_switch = number(value)?,
            "table" => {
                params.table_readable = match value {
                    "readable" => true,
                    "write_only" => false,
                    _ => return Err(SetError::BadValue),
                }
            }
            "unmapped" => {
                params.unmapped_is_ram = match value {
                    "ram" => true,
                    "zero" => false,
                    _ => return Err(SetError::BadValue),
                }
            }
            "traffic_per_ms" => params.traffic_per_ms = number(value)?,
            "user_logic" => {
                self.bus.design.logic.kind =
                    UserLogicKind::named(value).ok_or(SetError::BadValue)?;
                self.retry_bus();
            }
            _ => return Err(SetError::UnknownKey),
        }
        Ok(())
    }

    /// Another part is soldered in: blank, powered up.
    fn set_part(&mut self, name: &str) -> Checked<()> {
        let part = part::find(name).ok_or(SetError::BadValue)?;
        self.device = Device::new(part.dies);
        self.design_since = None;
        Ok(())
    }

    fn set_fault(&mut self, fault: &str, value: &str) -> Checked<()> {
        let faults = &mut self.faults;
        match fault {
            "no_power" => faults.no_power = flag(value)?,
            "init_stuck" => faults.init_stuck = stuck(value)?,
            "done_stuck" => faults.done_stuck = stuck(value)?,
            "prog_stuck" => faults.prog_stuck = stuck(value)?,
            "csi_stuck" => faults.csi_stuck = stuck(value)?,
            "rdwr_stuck" => faults.rdwr_stuck = stuck(value)?,
            "cfsel_stuck" if self.board == Board::Mk2 => faults.cfsel_stuck = stuck(value)?,
            "cclk_dead" => faults.cclk_dead = flag(value)?,
            "no_startup" => faults.no_startup = flag(value)?,
            "data_stuck" => faults.data_stuck = data_stuck(value)?,
            "flip" => faults.flip = optional(value, flip)?,
            "lost_clock" => faults.lost_clock = optional(value, number)?,
            "extra_clock" => faults.extra_clock = optional(value, number)?,
            "fack_stuck" => faults.fack_stuck = stuck(value)?,
            "freq_stuck" => faults.freq_stuck = stuck(value)?,
            "bus_flip" => faults.bus_flip = optional(value, flip)?,
            "bus_lost" => faults.bus_lost = optional(value, number)?,
            "power_drop" => faults.power_drop = optional(value, number)?,
            "wrong_die" => return self.set_wrong_die(value),
            "idcode" => return self.set_idcode(value),
            _ => return Err(SetError::UnknownKey),
        }
        self.device.faults_changed(&self.faults);
        Ok(())
    }

    fn set_wrong_die(&mut self, value: &str) -> Checked<()> {
        // The lowest bit of the device field: a die that exists in no stream.
        let wrong = u32::from(flag(value)?) << 12;
        let own = self.device.own_idcode;
        if let Some(die) = self.device.dies.first_mut() {
            die.idcode = own ^ wrong;
        }
        Ok(())
    }

    fn set_idcode(&mut self, value: &str) -> Checked<()> {
        let (die, code) = value.split_once(':').unwrap_or(("0", value));
        let index: usize = number(die)?;
        let code = u32::from_str_radix(code.trim_start_matches("0x"), 16)
            .map_err(|_| SetError::BadValue)?;
        let die = self.device.dies.get_mut(index).ok_or(SetError::BadValue)?;
        die.idcode = code;
        Ok(())
    }

    fn set_pull(&mut self, net: &str, value: &str) -> Checked<()> {
        let pull = match value {
            "up" => Pull::Up,
            "down" => Pull::Down,
            "none" => Pull::None,
            _ => return Err(SetError::BadValue),
        };
        let params = &mut self.params;
        let target = match net {
            "init" => &mut params.init_pull,
            "done" => &mut params.done_pull,
            "prog" => &mut params.prog_pull,
            "csi" => &mut params.csi_pull,
            "rdwr" => &mut params.rdwr_pull,
            "cfsel" => &mut params.cfsel_pull,
            "rreq" => &mut params.request_pull,
            "rstb" => &mut params.strobe_pull,
            _ => return Err(SetError::UnknownKey),
        };
        *target = pull;
        Ok(())
    }

    fn set_function(&mut self, pin: &str, value: &str) -> Checked<()> {
        let pin: usize = number(pin)?;
        let code: u32 = number(value)?;
        if pin >= 54 || code > 7 {
            return Err(SetError::BadValue);
        }
        let (index, shift) = (pin / 10, 3 * (pin % 10));
        let others = self.gpio.functions(index) & !(7 << shift);
        self.gpio.set_functions(index, others | code << shift);
        Ok(())
    }
}

fn flag(value: &str) -> Checked<bool> {
    match value {
        "1" | "true" | "on" => Ok(true),
        "0" | "false" | "off" | "none" => Ok(false),
        _ => Err(SetError::BadValue),
    }
}

fn stuck(value: &str) -> Checked<Stuck> {
    match value {
        "low" => Ok(Some(false)),
        "high" => Ok(Some(true)),
        "none" | "0" => Ok(None),
        _ => Err(SetError::BadValue),
    }
}

fn persist(value: &str) -> Checked<Persist> {
    match value {
        "board" => Ok(Persist::Board),
        "ctl0" => Ok(Persist::Ctl0),
        "off" => Ok(Persist::Off),
        _ => Err(SetError::BadValue),
    }
}

fn number<T: std::str::FromStr>(value: &str) -> Checked<T> {
    value.parse().map_err(|_| SetError::BadValue)
}

fn optional<T>(value: &str, parse: fn(&str) -> Checked<T>) -> Checked<Option<T>> {
    if value == "none" {
        Ok(None)
    } else {
        parse(value).map(Some)
    }
}

/// No parameter is longer than 1000 s.
const LONGEST_PS: u64 = 1_000_000_000_000_000;

/// Nanoseconds with up to three decimals, exactly.
fn picoseconds(value: &str) -> Checked<u64> {
    let (whole, decimals) = value.split_once('.').unwrap_or((value, ""));
    if decimals.len() > 3 || whole.starts_with('+') || decimals.starts_with('+') {
        return Err(SetError::BadValue);
    }
    let whole: u64 = number(whole)?;
    let fraction: u64 = number(&format!("{decimals:0<3}"))?;
    whole
        .checked_mul(1000)
        .and_then(|ps| ps.checked_add(fraction))
        .filter(|ps| *ps <= LONGEST_PS)
        .ok_or(SetError::BadValue)
}

fn flip(value: &str) -> Checked<(u64, u32)> {
    let (word, bit) = value.split_once(':').ok_or(SetError::BadValue)?;
    let bit = number(bit)?;
    if bit > 31 {
        Err(SetError::BadValue)
    } else {
        Ok((number(word)?, bit))
    }
}

fn data_stuck(value: &str) -> Checked<(u16, u16)> {
    if value == "none" {
        return Ok((0, 0));
    }
    let (pin, level) = value.split_once(':').ok_or(SetError::BadValue)?;
    let pin: u32 = number(pin)?;
    if pin > 15 {
        return Err(SetError::BadValue);
    }
    let mask = bit(pin) as u16;
    Ok((mask, if flag(level)? { mask } else { 0 }))
}
