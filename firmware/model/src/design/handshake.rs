//! The four-phase handshake as the FPGA sees it, and the rules it checks (`facts/hardware.md` 9.4, 9.9)
//!
//! The FPGA looks at data `sample_delay` after it saw RSTB high (two synchroniser stages), raises FACK a
//! latency after RSTB rose, and lowers it a latency after RSTB fell. A strobe that is gone before the
//! sample is a lost word. None of these times is published; the defaults are those of a 100 MHz design
//! and let the lab's stream loops, which do not wait for FACK to fall, work.

use super::bus::Bus;
use super::bus::BusInputs;
use super::phase::Phase;
use super::transaction::Taken;
use crate::config::device::Context;
use crate::config::device::NEVER;
use crate::journal::Severity;

impl Bus {
    pub(crate) fn next_event(&self, now: u64) -> u64 {
        let phase = match self.phase {
            Phase::Sampling { at, .. } | Phase::Rising { at } | Phase::Falling { at } => at,
            Phase::Stalled { retry, .. } => retry,
            Phase::Idle | Phase::Acknowledged => NEVER,
        };
        let skew = if self.data_valid_at > now {
            self.data_valid_at
        } else {
            NEVER
        };
        phase.min(self.grant_at.unwrap_or(NEVER)).min(skew)
    }

    pub(crate) fn run_event(&mut self, context: &mut Context<'_>) {
        let now = context.now;
        if self.grant_at.is_some_and(|at| now >= at) {
            self.grant_at = None;
            self.grant = self.inputs.request;
        }
        match self.phase {
            Phase::Sampling { since, at } if now >= at => self.sample(since, context),
            Phase::Stalled { since, retry } if now >= retry => self.sample(since, context),
            Phase::Rising { at } if now >= at => self.raise(context),
            Phase::Falling { at } if now >= at => self.fall(context),
            _ => {}
        }
    }

    /// The user logic may have become ready.
    pub(crate) fn retry(&mut self, context: &mut Context<'_>) {
        if let Phase::Stalled {
            since,
            retry: NEVER,
        } = self.phase
        {
            self.sample(since, context);
        }
    }

    /// New levels from the Pi; `changed` are the data bits that moved with them.
    pub(crate) fn set_inputs(
        &mut self,
        inputs: BusInputs,
        changed: u16,
        context: &mut Context<'_>,
    ) {
        let before = std::mem::replace(&mut self.inputs, inputs);
        if before.active != inputs.active {
            self.quiet();
        }
        if !inputs.active {
            return;
        }
        if before.request != inputs.request || !before.active {
            self.request_edge(before, context);
        }
        if before.strobe && inputs.strobe && changed & inputs.driven != 0 {
            self.data_moved(changed, context);
        }
        match (before.strobe && before.active, inputs.strobe) {
            (false, true) => self.strobe_rose(changed, context),
            (true, false) => self.strobe_fell(context),
            _ => {}
        }
    }

    fn request_edge(&mut self, before: BusInputs, context: &mut Context<'_>) {
        self.grant_at = Some(context.now + self.latency(context.params));
        if self.inputs.request || !before.active {
            return;
        }
        let waiting = matches!(
            self.phase,
            Phase::Sampling { .. } | Phase::Rising { .. } | Phase::Stalled { .. }
        );
        if self.design.end() || waiting {
            context.journal.log(
                context.now,
                "bus.incomplete_transaction",
                Severity::Marginal,
                || "RREQ fell in the middle of a command, an address, a byte or a word".into(),
            );
        }
        if waiting {
            self.phase = Phase::Idle;
        }
        self.data_out = None;
    }

    fn data_moved(&mut self, changed: u16, context: &mut Context<'_>) {
        if self.design.reading() {
            return;
        }
        context.journal.log(
            context.now,
            "bus.data_changed_while_strobe_up",
            Severity::Broken,
            || format!("data bits 0x{changed:04x} moved while RSTB is high"),
        );
    }

    fn strobe_rose(&mut self, changed: u16, context: &mut Context<'_>) {
        if !self.inputs.request {
            context.journal.log(
                context.now,
                "bus.strobe_without_request",
                Severity::Marginal,
                || "RSTB rose while RREQ is low: the FPGA does not look".into(),
            );
            return;
        }
        self.check_strobe(changed, context);
        if self.phase == Phase::Idle {
            self.begin_word(context);
        }
    }

    fn check_strobe(&mut self, changed: u16, context: &mut Context<'_>) {
        let now = context.now;
        let journal = &mut *context.journal;
        if self.acknowledge {
            journal.log(now, "bus.strobe_before_ack_low", Severity::Broken, || {
                "RSTB rose while FACK of the last word is still high".into()
            });
        } else if !self.saw_low {
            journal.log(now, "bus.ack_low_not_awaited", Severity::Marginal, || {
                "RSTB rose without a look that showed FACK low after the last word".into()
            });
        }
        let driven = self.inputs.driven;
        if self.design.reading() {
            if driven != 0 {
                journal.log(now, "bus.direction_wrong", Severity::Broken, || {
                    format!("the Pi drives data bits 0x{driven:04x} in a read")
                });
            }
        } else if driven != self.mask() {
            journal.log(now, "bus.data_not_driven", Severity::Broken, || {
                format!("the Pi drives only data bits 0x{driven:04x} in a write")
            });
        } else if changed != 0 {
            journal.log(now, "bus.data_with_strobe", Severity::Marginal, || {
                format!("data bits 0x{changed:04x} moved in the write that raised RSTB")
            });
        }
    }

    fn begin_word(&mut self, context: &Context<'_>) {
        let at = context.now + context.params.bus_sample_ps;
        self.phase = Phase::Sampling {
            since: context.now,
            at,
        };
    }

    fn strobe_fell(&mut self, context: &mut Context<'_>) {
        match self.phase {
            Phase::Sampling { .. } | Phase::Stalled { .. } => {
                self.phase = Phase::Idle;
                context.journal.log(
                    context.now,
                    "bus.strobe_too_short",
                    Severity::Broken,
                    || "RSTB fell before FACK rose: the word is lost".into(),
                );
            }
            Phase::Acknowledged => {
                self.phase = Phase::Falling {
                    at: context.now + self.latency(context.params),
                };
            }
            _ => {}
        }
    }

    fn sample(&mut self, since: u64, context: &mut Context<'_>) {
        if self.stall_slow(since, context) {
            return;
        }
        let taken = if self.design.reading() {
            self.give(context)
        } else {
            self.take(context)
        };
        if taken == Taken::Stalled {
            self.phase = Phase::Stalled {
                since,
                retry: NEVER,
            };
            return;
        }
        self.begun += 1;
        let at = (since + self.latency(context.params)).max(context.now);
        self.phase = Phase::Rising { at };
    }

    /// A slow user logic lets each word of the window wait.
    fn stall_slow(&mut self, since: u64, context: &Context<'_>) -> bool {
        let until = since.saturating_add(context.params.slow_ps);
        if !self.design.slow() || context.now >= until {
            return false;
        }
        self.phase = Phase::Stalled {
            since,
            retry: until,
        };
        true
    }

    fn take(&mut self, context: &mut Context<'_>) -> Taken {
        let faults = context.faults;
        if faults.bus_lost == Some(self.begun) {
            return Taken::Yes;
        }
        let word = (self.inputs.data ^ self.flip(context)) & self.mask();
        let taken = self
            .design
            .take(word, Bus::view(context.now, context.params));
        match taken {
            Taken::UnknownCommand(command) => {
                context
                    .journal
                    .log(context.now, "bus.unknown_command", Severity::Broken, || {
                        format!("0x{command:x} is no command")
                    });
            }
            Taken::Surplus => {
                context
                    .journal
                    .log(context.now, "bus.surplus_data", Severity::Marginal, || {
                        "a word after a command that takes none".into()
                    });
            }
            Taken::Yes | Taken::Stalled => {}
        }
        taken
    }

    fn give(&mut self, context: &Context<'_>) -> Taken {
        let view = Bus::view(context.now, context.params);
        if context.faults.bus_lost == Some(self.begun) {
            // The word goes by: the host gets the next one in its place.
            self.design.give(view);
        }
        let Some(word) = self.design.give(view) else {
            return Taken::Stalled;
        };
        self.data_out = Some((word ^ self.flip(context)) & self.mask());
        Taken::Yes
    }

    fn flip(&self, context: &Context<'_>) -> u16 {
        match context.faults.bus_flip {
            Some((word, bit)) if word == self.begun => 1 << (bit & 15),
            _ => 0,
        }
    }

    fn raise(&mut self, context: &mut Context<'_>) {
        self.acknowledge = true;
        self.saw_low = false;
        self.words += 1;
        if self.data_out.is_some() {
            self.data_valid_at = context.now + context.params.read_skew_ps;
        }
        self.phase = if self.inputs.strobe {
            Phase::Acknowledged
        } else {
            Phase::Falling {
                at: context.now + self.latency(context.params),
            }
        };
    }

    fn fall(&mut self, context: &Context<'_>) {
        self.acknowledge = false;
        self.data_out = None;
        self.phase = Phase::Idle;
        if self.inputs.strobe && self.inputs.request {
            self.begin_word(context);
        }
    }
}
