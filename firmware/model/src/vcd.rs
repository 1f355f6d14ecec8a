//! Value change dumps (IEEE 1364) with a string beside each signal: who drives it

use std::io::BufWriter;
use std::io::Write;
use std::io::{self};

/// A declared signal: identifiers of its value and of its driver.
struct Signal {
    width: u32,
    value: Option<Value>,
    driver: &'static str,
}

/// Levels of up to 16 pins: a bit is unknown (`x`) or undriven (`z`) where its mask says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) levels: u32,
    pub(crate) unknown: u32,
    pub(crate) undriven: u32,
}

/// A file being written.
pub(crate) struct Vcd {
    out: BufWriter<Box<dyn Write + Send>>,
    signals: Vec<Signal>,
    time: Option<u64>,
}

impl Vcd {
    /// Writes the header; signals are named `NAME` or `NAME [15:0]`, drivers `NAME_drv`.
    pub(crate) fn new(
        out: Box<dyn Write + Send>,
        scope: &str,
        names: &[(&str, u32)],
    ) -> io::Result<Vcd> {
        let mut out = BufWriter::new(out);
        writeln!(
            out,
            "$comment modelled FiC board; virtual time; NAME_drv tells who drives $end"
        )?;
        writeln!(out, "$timescale 1 ps $end\n$scope module {scope} $end")?;
        let mut signals = Vec::new();
        for (index, &(name, width)) in names.iter().enumerate() {
            let (value_id, driver_id) = ids(index);
            let range = if width > 1 {
                format!(" [{}:0]", width - 1)
            } else {
                String::new()
            };
            writeln!(out, "$var wire {width} {value_id} {name}{range} $end")?;
            writeln!(out, "$var string 1 {driver_id} {name}_drv $end")?;
            signals.push(Signal {
                width,
                value: None,
                driver: "",
            });
        }
        writeln!(out, "$upscope $end\n$enddefinitions $end")?;
        Ok(Vcd {
            out,
            signals,
            time: None,
        })
    }

    /// Writes what changed in the signal at `index`.
    pub(crate) fn change(
        &mut self,
        now: u64,
        index: usize,
        value: Value,
        driver: &'static str,
    ) -> io::Result<()> {
        let Some(signal) = self.signals.get_mut(index) else {
            return Ok(());
        };
        let new_value = signal.value.replace(value) != Some(value);
        let new_driver = std::mem::replace(&mut signal.driver, driver) != driver;
        let width = signal.width;
        if (new_value || new_driver) && self.time != Some(now) {
            self.time = Some(now);
            writeln!(self.out, "#{now}")?;
        }
        let (value_id, driver_id) = ids(index);
        if new_value {
            let bits: String = (0..width).rev().map(|bit| value.character(bit)).collect();
            match width {
                1 => writeln!(self.out, "{bits}{value_id}")?,
                _ => writeln!(self.out, "b{bits} {value_id}")?,
            }
        }
        if new_driver {
            writeln!(self.out, "s{driver} {driver_id}")?;
        }
        Ok(())
    }

    /// Marks the end of time and flushes.
    pub(crate) fn finish(mut self, now: u64) -> io::Result<()> {
        writeln!(self.out, "#{now}")?;
        self.out.flush()
    }
}

impl Value {
    fn character(self, bit: u32) -> char {
        let set = |mask: u32| mask >> bit & 1 == 1;
        match (set(self.unknown), set(self.undriven), set(self.levels)) {
            (true, _, _) => 'x',
            (_, true, _) => 'z',
            (_, _, true) => '1',
            _ => '0',
        }
    }
}

/// Short printable identifiers: two characters a signal, no clash below 47 signals.
fn ids(index: usize) -> (char, char) {
    let character = |i: usize| char::from(b'!' + (i % 94) as u8);
    (character(2 * index), character(2 * index + 1))
}
