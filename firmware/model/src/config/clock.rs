//! The way of a rising CCLK through the device

use super::device::Context;
use super::device::Device;
use super::device::State;
use super::die::Die;
use super::die::Effect;
use super::port::Sampled;
use super::readout::Readout;
use super::startup::Tick;
use crate::faults::SampleFault;
use crate::journal::Severity;

impl Device {
    /// One rising CCLK with `pins` on D[15:0]; tells whether what the device drives may have changed.
    #[inline]
    pub(crate) fn clock(&mut self, pins: u16, context: &mut Context<'_>) -> bool {
        if self.fast && self.samples < self.special {
            return self.write_sample(pins, context);
        }
        self.slow_clock(pins, context);
        true
    }

    /// One sample in write direction.
    #[inline]
    fn write_sample(&mut self, pins: u16, context: &mut Context<'_>) -> bool {
        self.samples += 1;
        let Some(die) = self.dies.first_mut() else {
            return false;
        };
        match self.port.sample(pins, die.synced) {
            Sampled::Nothing => false,
            Sampled::Word(word) if die.forward == 0 => match die.word(word) {
                Effect::Nothing => false,
                effect => self.apply(0, effect, context),
            },
            Sampled::Word(word) => self.forward(word, context),
            Sampled::Sync => {
                die.synchronise();
                self.readout = Readout::default();
                let idle = |die: &Die| !die.startup.eos && !die.startup.done_released;
                self.loading |= self.dies.iter().all(|die| idle(die) && !die.failed());
                false
            }
            Sampled::Width(width) => {
                let per_word = width.samples_per_word();
                self.special = context.faults.first_special(per_word, self.samples);
                self.update(context.params);
                true
            }
        }
    }

    /// A word inside a type-2 packet to register 0x1E.
    fn forward(&mut self, word: u32, context: &mut Context<'_>) -> bool {
        let mut index = 0;
        while let Some(die) = self.dies.get_mut(index).filter(|die| die.forward > 0) {
            die.forward -= 1;
            index += 1;
        }
        // A device without a further die swallows the words.
        let Some(die) = self.dies.get_mut(index) else {
            return false;
        };
        match die.forwarded_word(word) {
            Effect::Nothing => false,
            effect => self.apply(index, effect, context),
        }
    }

    fn apply(&mut self, index: usize, effect: Effect, context: &mut Context<'_>) -> bool {
        match effect {
            Effect::Nothing => return false,
            Effect::CrcError => self.note_error(index, true),
            Effect::IdError => self.note_error(index, false),
            Effect::Desynced => self.after_desync(index, context),
            Effect::ShutDown => {
                if let Some(die) = self.dies.get_mut(index) {
                    die.startup.shut_down(context.params.done_low_in_shutdown);
                }
            }
            Effect::Reprogram => {
                self.reset();
                self.state = State::Clearing {
                    until: context.now + context.params.t_pl_ps,
                };
            }
        }
        if index == 0 {
            self.port.drop_gathered();
        }
        self.update(context.params);
        true
    }

    fn note_error(&mut self, index: usize, is_crc: bool) {
        let counters = &mut self.counters;
        *(if is_crc {
            &mut counters.crc_errors
        } else {
            &mut counters.id_errors
        }) += 1;
        counters.error_die = index as u64;
        counters.error_word = self.dies.get(index).map_or(0, |die| die.words);
        counters.loads_failed += 1;
        self.loading = false;
    }

    fn after_desync(&mut self, index: usize, context: &Context<'_>) {
        self.counters.desyncs += 1;
        // An error of any die aborts the whole device until PROG_B (hardware.md 1.7).
        let failed = self.dies.iter().any(Die::failed);
        let Some(die) = self.dies.get_mut(index) else {
            return;
        };
        if !die.take_start() {
            return;
        }
        // A partial stream has no full header: on a blank die its START comes to nothing.
        let known = die.full_header || die.startup.done_released || !context.params.strict_start;
        if failed || !known || context.faults.no_startup {
            self.counters.starts_refused += 1;
            return;
        }
        die.startup.launch();
        self.loading = true;
    }

    fn slow_clock(&mut self, pins: u16, context: &mut Context<'_>) {
        if self.is_off() {
            return;
        }
        self.clock_startup();
        self.count_after_done();
        if !self.is_ready() {
            self.early_clock(context);
        } else if !self.inputs.csi && self.port_open(context.params) {
            self.selected_clock(pins, context);
        }
        self.update(context.params);
    }

    fn clock_startup(&mut self) {
        let done_pin = self.inputs.done_pin;
        let mut finished = false;
        for die in &mut self.dies {
            let cor0 = die.cor0();
            finished |= die.startup.clock(cor0, done_pin) == Tick::Finished;
        }
        if finished && self.configured() {
            self.counters.loads_ok += 1;
            self.loading = false;
        }
    }

    fn count_after_done(&mut self) {
        if self.inputs.done_pin {
            self.counters.clocks_after_done += 1;
        }
        let Some(clocks) = &mut self.startup_clocks else {
            return;
        };
        *clocks += 1;
        if *clocks >= self.startup_target {
            self.startup_clocks = None;
            self.startup_deadline = super::device::NEVER;
        }
    }

    fn early_clock(&mut self, context: &mut Context<'_>) {
        let idle = self.inputs.csi || self.inputs.rdwr;
        if idle || std::mem::replace(&mut self.early_data_logged, true) {
            return;
        }
        context
            .journal
            .log(context.now, "data_before_init", Severity::Broken, || {
                "CCLK with CSI_B and RDWR_B low before INIT_B rose: this data is lost".into()
            });
    }

    fn selected_clock(&mut self, pins: u16, context: &mut Context<'_>) {
        if !self.abort_status.is_empty() {
            self.next_abort_status();
            return;
        }
        if self.abort_at_clock(context) {
            return;
        }
        if self.inputs.rdwr {
            self.clock_out(context.params.read_latency);
            return;
        }
        let per_word = self.port.width.map_or(0, |width| width.samples_per_word());
        match context.faults.at_sample(self.samples, per_word) {
            SampleFault::None => {
                self.write_sample(pins, context);
            }
            SampleFault::Lost => self.samples += 1,
            SampleFault::Doubled => {
                self.write_sample(pins, context);
                self.samples -= 1;
                self.write_sample(pins, context);
            }
            SampleFault::Flip(mask) => {
                self.write_sample(pins ^ mask, context);
            }
            SampleFault::PowerLost => self.power_lost = true,
        }
        self.special = context.faults.first_special(per_word, self.samples);
    }
}
