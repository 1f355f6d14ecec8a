//! Power, PROG_B, INIT_B and mode sampling (`facts/hardware.md` 1.2, 1.8)

use super::device::Context;
use super::device::Device;
use super::device::Inputs;
use super::device::NEVER;
use super::device::State;
use super::die::Die;
use super::port::Port;
use super::readout::Readout;
use crate::journal::Severity;
use crate::params::Params;

/// Time without clocks after a deselect until missing startup clocks are a finding: 100 us, far more
/// than any loader pauses.
const STARTUP_GRACE_PS: u64 = 100_000_000;

impl Device {
    /// Time of the next thing that happens without an edge.
    pub(crate) fn next_event(&self, params: &Params) -> u64 {
        let own = match self.state {
            State::ProgramLow { since } => since.saturating_add(params.t_program_ps),
            State::Clearing { until } => until,
            _ => NEVER,
        };
        own.min(self.startup_deadline)
    }

    /// Acts on what is due at `context.now`.
    pub(crate) fn run_event(&mut self, context: &mut Context<'_>) {
        match self.state {
            State::ProgramLow { since } if context.now >= since + context.params.t_program_ps => {
                self.reset();
                self.state = State::Reset;
            }
            State::Clearing { until } if context.now >= until => {
                self.state = State::Released;
                self.sample_mode(context);
            }
            _ => {}
        }
        if context.now >= self.startup_deadline {
            self.missing_clocks(context);
        }
        self.update(context.params);
    }

    pub(crate) fn set_power(&mut self, on: bool, now: u64, params: &Params) {
        if on == (self.state != State::Off) {
            return;
        }
        self.reset();
        self.state = if on {
            State::Clearing {
                until: now + params.t_pl_ps,
            }
        } else {
            State::Off
        };
        self.update(params);
    }

    pub(super) fn reset(&mut self) {
        if std::mem::take(&mut self.loading) {
            self.counters.loads_failed += 1;
        }
        self.counters.bytes = self.bytes();
        for die in &mut self.dies {
            *die = Die::new(die.idcode);
        }
        self.port = Port::default();
        self.readout = Readout::default();
        self.rdwr_at_clock = None;
        self.abort_status.clear();
        self.samples = 0;
        self.special = NEVER;
        self.startup_clocks = None;
        self.startup_deadline = NEVER;
        self.early_data_logged = false;
        self.counters.resets += 1;
    }

    fn sample_mode(&mut self, context: &Context<'_>) {
        if self.state == State::Released && self.inputs.init_pin {
            self.mode = context.params.mode;
            self.state = State::Ready;
            self.special = context.faults.first_special(0, 0);
        }
    }

    /// New levels at the pins.
    pub(crate) fn set_inputs(&mut self, inputs: Inputs, context: &mut Context<'_>) {
        let before = std::mem::replace(&mut self.inputs, inputs);
        if self.state == State::Off {
            return;
        }
        if before.prog != inputs.prog {
            self.program_edge(inputs.prog, context);
        }
        self.sample_mode(context);
        self.watch_select(before, context);
        if inputs.done_pin && !before.done_pin && self.is_ready() && self.loading {
            self.startup_clocks = Some(0);
            self.startup_target = context.params.startup_clocks;
            self.counters.clocks_after_done = 0;
        }
        self.watch_startup_clocks(before, context);
        self.update(context.params);
    }

    fn program_edge(&mut self, high: bool, context: &mut Context<'_>) {
        match (high, self.state) {
            (false, state) => {
                self.resume = state;
                self.state = State::ProgramLow { since: context.now };
            }
            (true, State::ProgramLow { since }) => {
                let low_ns = (context.now - since) / 1000;
                self.state = self.resume;
                context
                    .journal
                    .log(context.now, "prog_b_too_short", Severity::Broken, || {
                        format!("PROG_B was low for {low_ns} ns: nothing is reset below T_PROGRAM")
                    });
            }
            (true, State::Reset) => {
                self.state = State::Clearing {
                    until: context.now + context.params.t_pl_ps,
                };
            }
            _ => {}
        }
    }

    fn watch_select(&mut self, before: Inputs, context: &mut Context<'_>) {
        let inputs = self.inputs;
        if inputs.csi {
            self.rdwr_at_clock = None;
            self.abort_status.clear();
            return;
        }
        if before.csi {
            self.end_output();
        } else if before.rdwr != inputs.rdwr && self.port_open(context.params) {
            context.journal.log(
                context.now,
                "rdwr_changed_while_selected",
                Severity::Broken,
                || "RDWR_B changed while CSI_B is low: the next CCLK is an ABORT".into(),
            );
        }
    }

    fn watch_startup_clocks(&mut self, before: Inputs, context: &mut Context<'_>) {
        if self.startup_clocks.is_none() {
            return;
        }
        if !self.inputs.clocked {
            self.missing_clocks(context);
        } else if self.inputs.csi && !before.csi {
            self.startup_deadline = context.now + STARTUP_GRACE_PS;
        }
    }

    fn missing_clocks(&mut self, context: &mut Context<'_>) {
        self.startup_deadline = NEVER;
        let Some(clocks) = self.startup_clocks.take() else {
            return;
        };
        let wanted = context.params.startup_clocks;
        context.journal.log(
            context.now,
            "missing_startup_clocks",
            Severity::Broken,
            || format!("the host stopped {clocks} CCLKs after DONE rose; {wanted} are asked for"),
        );
    }
}
