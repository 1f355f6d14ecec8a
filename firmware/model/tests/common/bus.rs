//! A careful register-bus host: data first, strobe in a later write, both edges of FACK awaited

use super::host::CFSEL;
use super::host::Host;
use super::stream::KU095;
use super::stream::KU115;
use super::stream::full;
use super::stream::full_2;

pub struct Pins {
    pub rreq: u32,
    pub rstb: u32,
    pub freq: u32,
    pub fack: u32,
    pub shift: u32,
    pub mask: u32,
}

pub const MK1: Pins = Pins {
    rreq: 1 << 23,
    rstb: 1 << 22,
    freq: 1 << 21,
    fack: 1 << 20,
    shift: 16,
    mask: 0xF << 16,
};
pub const MK2: Pins = Pins {
    rreq: 1 << 6,
    rstb: 1 << 4,
    freq: 1 << 26,
    fack: 1 << 27,
    shift: 8,
    mask: 0xFFFF << 8,
};

/// The handshake stuck at this step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stuck(pub &'static str);

pub type Answer<T> = Result<T, Stuck>;

impl Host {
    /// Both boards with a design running and nothing held.
    pub fn running() -> [Host; 2] {
        [Host::running_mk1(), Host::running_mk2()]
    }

    pub fn running_mk1() -> Host {
        let mut host = Host::mk1();
        assert!(host.load(&full(KU095, 10).words));
        host.release();
        host
    }

    pub fn running_mk2() -> Host {
        let mut host = Host::mk2();
        assert!(host.load(&full_2(KU115, 10).words));
        host.release();
        host
    }

    pub fn bus(&self) -> Pins {
        if self.wide { MK2 } else { MK1 }
    }

    /// Waits up to 10 ms.
    fn wait_bus(&mut self, bit: u32, level: bool, step: &'static str) -> Answer<()> {
        if self.wait(bit, level, 10_000) {
            Ok(())
        } else {
            Err(Stuck(step))
        }
    }

    pub fn request(&mut self) -> Answer<()> {
        let pins = self.bus();
        self.clr(pins.rreq | pins.rstb | pins.mask | if self.wide { CFSEL } else { 0 });
        self.direction(if self.wide { CFSEL } else { 0 }, true);
        self.direction(pins.rreq | pins.rstb | pins.mask, true);
        self.set(pins.rreq);
        self.wait_bus(pins.freq, true, "FREQ rises")
    }

    pub fn end(&mut self) -> Answer<()> {
        let pins = self.bus();
        self.clr(pins.rstb);
        self.clr(pins.rreq);
        let result = self.wait_bus(pins.freq, false, "FREQ falls");
        self.clr(pins.mask);
        self.direction(pins.rreq | pins.rstb | pins.mask, false);
        result
    }

    pub fn put(&mut self, word: u32) -> Answer<()> {
        let pins = self.bus();
        let bits = word << pins.shift & pins.mask;
        self.clr(pins.mask & !bits);
        self.set(bits);
        self.set(pins.rstb);
        self.wait_bus(pins.fack, true, "FACK rises")?;
        self.clr(pins.rstb);
        self.wait_bus(pins.fack, false, "FACK falls")
    }

    pub fn turn(&mut self) {
        let mask = self.bus().mask;
        self.direction(mask, false);
    }

    pub fn get(&mut self) -> Answer<u32> {
        let pins = self.bus();
        self.set(pins.rstb);
        self.wait_bus(pins.fack, true, "FACK rises")?;
        let word = (self.pins() & pins.mask) >> pins.shift;
        self.clr(pins.rstb);
        self.wait_bus(pins.fack, false, "FACK falls")?;
        Ok(word)
    }

    /// Command and address.
    pub fn head(&mut self, command: u32, address: u32) -> Answer<()> {
        self.put(command)?;
        if self.wide {
            return self.put(address);
        }
        for shift in [12, 8, 4, 0] {
            self.put(address >> shift & 0xF)?;
        }
        Ok(())
    }

    pub fn put_value(&mut self, value: u32) -> Answer<()> {
        if self.wide {
            return self.put(value);
        }
        self.put(value >> 4 & 0xF)?;
        self.put(value & 0xF)
    }

    pub fn get_value(&mut self) -> Answer<u32> {
        if self.wide {
            return self.get();
        }
        Ok(self.get()? << 4 | self.get()?)
    }

    fn transaction<T>(&mut self, body: impl FnOnce(&mut Host) -> Answer<T>) -> Answer<T> {
        self.request()?;
        let result = body(self);
        let end = self.end();
        result.and_then(|value| end.map(|()| value))
    }

    pub fn write(&mut self, address: u32, value: u32) -> Answer<()> {
        self.transaction(|host| {
            host.head(2, address)?;
            host.put_value(value)
        })
    }

    pub fn read(&mut self, address: u32) -> Answer<u32> {
        self.transaction(|host| {
            host.head(3, address)?;
            host.turn();
            host.get_value()
        })
    }

    pub fn command(&mut self, command: u32) -> Answer<()> {
        self.transaction(|host| host.put(command))
    }

    /// HLS reset, then start.
    pub fn hls(&mut self) -> Answer<()> {
        self.command(4)?;
        self.command(1)
    }

    pub fn send_bytes(&mut self, bytes: &[u8]) -> Answer<()> {
        let per_word = if self.wide { 2 } else { 1 };
        self.transaction(|host| {
            host.head(2, 0x1000)?;
            for chunk in bytes.chunks(per_word) {
                host.put_value(chunk.iter().rev().fold(0, |v, b| v << 8 | u32::from(*b)))?;
            }
            Ok(())
        })
    }

    pub fn receive_bytes(&mut self, count: usize) -> Answer<Vec<u8>> {
        let per_word = if self.wide { 2 } else { 1 };
        self.transaction(|host| {
            host.head(3, 0x1000)?;
            host.turn();
            let mut bytes = Vec::new();
            while bytes.len() < count {
                let value = host.get_value()?;
                bytes.extend_from_slice(&value.to_le_bytes()[..per_word]);
            }
            Ok(bytes)
        })
    }
}
