//! Events from outside while the image runs or sleeps, and what the host receives

use std::sync::mpsc::TryRecvError;

use crate::peripherals::Moment;
use crate::peripherals::Peripherals;
use crate::peripherals::Stop;

/// Bytes of noise at most that one request makes the host hear.
const MOST_NOISE: u64 = 4096;

/// A question of a test, answered between two accesses.
pub type Question = Box<dyn FnOnce(&mut Peripherals) + Send>;

/// What reaches the machine from outside.
pub enum Event {
    /// The host has sent this.
    Bytes(Vec<u8>),
    /// A test asks.
    Question(Question),
    /// The same, once the image sleeps and nothing is on its way to it.
    WhenIdle(Question),
    /// Nobody is interested any more.
    End,
}

impl Peripherals {
    /// The host's receiver makes bytes of whatever moves on its line.
    pub(crate) fn make_noise(&mut self, for_ns: u64) {
        let len = (for_ns / self.uart.byte_ns() + 1).min(MOST_NOISE);
        let mut bytes = Vec::new();
        for _ in 0..len {
            self.noise ^= self.noise << 13;
            self.noise ^= self.noise >> 17;
            self.noise ^= self.noise << 5;
            bytes.push(self.noise as u8);
        }
        let _ = self.to_host.send(bytes);
    }

    /// Takes what has come from outside, without waiting.
    pub(crate) fn listen(&mut self) {
        loop {
            match self.events.try_recv() {
                Ok(event) => self.happen(event),
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => return self.happen(Event::End),
            }
        }
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Bytes(bytes) => self.uart.arrive(&bytes, self.board.now_ns()),
            Event::Question(ask) => ask(self),
            Event::WhenIdle(ask) => self.when_idle.push_back(ask),
            Event::End => self.stop = Some(Stop::End),
        }
    }

    /// The processor sleeps until its interrupt line rises; waits for the host if only it
    /// can bring that about.
    pub(crate) fn sleep(&mut self) {
        let now = Moment {
            instructions: self.instructions,
            ns: self.board.now_ns(),
        };
        if self.boots.len() as u64 == self.resets {
            self.boots.push(now);
        }
        if self.has_spoken {
            self.first_answer.get_or_insert(now);
        }
        while self.stop.is_none() {
            self.listen();
            let now_ns = self.board.now_ns();
            if self.uart.interrupts(now_ns) && self.interrupts.uart_enabled() {
                break;
            }
            if let Some(at_ns) = self.uart.next_event_ns(now_ns) {
                self.board.advance_ns(at_ns - now_ns);
            } else if !self.uart.is_silent() {
                self.fault("the image sleeps while bytes wait that do not wake it".into());
            } else if let Some(ask) = self.when_idle.pop_front() {
                ask(self);
            } else {
                let event = self.events.recv().unwrap_or(Event::End);
                self.happen(event);
            }
        }
    }
}
