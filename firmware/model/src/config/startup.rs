//! Startup: eight phases, one a CCLK, from DESYNC to end of startup (`facts/hardware.md` 1.8)

/// Where the startup sequencer of one die stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Startup {
    /// CCLKs since the launch; `None` when idle.
    running: Option<Phase>,
    /// The die no longer holds DONE low.
    pub(crate) done_released: bool,
    /// Outputs enabled (GTS released).
    pub(crate) outputs: bool,
    /// Global write enable.
    pub(crate) write_enable: bool,
    /// Startup was finished once since the last reset.
    started: bool,
    /// End of startup.
    pub(crate) eos: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// DESYNC was decoded; the next CCLK launches the sequence.
    Launch,
    At(u8),
}

/// What a CCLK did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tick {
    Nothing,
    DoneReleased,
    Finished,
}

impl Startup {
    pub(crate) fn launch(&mut self) {
        self.running = Some(Phase::Launch);
    }

    pub(crate) fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// The phase for STAT[20:18], Gray coded.
    pub(crate) fn gray_phase(&self) -> u32 {
        let phase = match self.running {
            Some(Phase::At(phase)) => u32::from(phase),
            _ => 0,
        };
        phase ^ (phase >> 1)
    }

    /// SHUTDOWN: the sequence is left, writes stop. A die that was started before goes on
    /// releasing DONE unless `drop_done`; one that was not holds it again.
    pub(crate) fn shut_down(&mut self, drop_done: bool) {
        if !self.started || drop_done {
            self.done_released = false;
        }
        self.running = None;
        self.outputs = false;
        self.write_enable = false;
        self.eos = false;
    }

    /// One rising CCLK. `cor0` holds the cycles, `done_pin` the level of DONE before this edge.
    pub(crate) fn clock(&mut self, cor0: u32, done_pin: bool) -> Tick {
        match self.running {
            None => Tick::Nothing,
            Some(Phase::Launch) => {
                self.running = Some(Phase::At(0));
                Tick::Nothing
            }
            Some(Phase::At(phase)) => self.step(phase, cor0, done_pin),
        }
    }

    fn step(&mut self, phase: u8, cor0: u32, done_pin: bool) -> Tick {
        let field = |shift: u32| ((cor0 >> shift) & 7) as u8;
        self.outputs |= phase == field(3);
        self.write_enable |= phase == field(0);
        if phase == 7 {
            self.running = None;
            // Fields of 6 and 7 mean "with or after the last phases" in this model.
            (self.outputs, self.write_enable, self.done_released) = (true, true, true);
            self.eos = true;
            self.started = true;
            return Tick::Finished;
        }
        if phase == field(12) && !(self.done_released && done_pin) {
            return self.release_done();
        }
        let next = phase + 1;
        self.running = Some(Phase::At(next));
        if next == field(12) {
            self.release_done()
        } else {
            Tick::Nothing
        }
    }

    fn release_done(&mut self) -> Tick {
        if self.done_released {
            return Tick::Nothing;
        }
        self.done_released = true;
        Tick::DoneReleased
    }
}
