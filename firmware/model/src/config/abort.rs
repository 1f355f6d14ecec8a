//! ABORT: RDWR_B changed while CSI_B is low (`facts/hardware.md` 1.4)

use super::device::Context;
use super::device::Device;
use crate::journal::Severity;

impl Device {
    /// Called at a rising CCLK with the device selected; tells whether this edge is an abort.
    pub(super) fn abort_at_clock(&mut self, context: &mut Context<'_>) -> bool {
        let Some(previous) = self.rdwr_at_clock.replace(self.inputs.rdwr) else {
            return false;
        };
        if previous == self.inputs.rdwr {
            return false;
        }
        if self.dies.len() > 1 {
            context.journal.log(context.now, "abort_unsupported", Severity::Broken, || {
                "RDWR_B changed between clocks with CSI_B low: a device of several dies has no ABORT"
                    .into()
            });
            return false;
        }
        context
            .journal
            .log(context.now, "abort", Severity::Broken, || {
                "RDWR_B changed between clocks with CSI_B low: the configuration is aborted".into()
            });
        self.abort(previous);
        true
    }

    /// Four status samples follow when the host turned to reading.
    fn abort(&mut self, was_reading: bool) {
        self.counters.aborts += 1;
        let Some(die) = self.dies.first_mut() else {
            return;
        };
        let no_error = u16::from(!die.failed()) << 7;
        let synced = u16::from(die.synced) << 6;
        let tail = [0b0001_1111 | synced, 0b0100_1111, 0b0000_1111, 0b0001_1111];
        self.abort_status.clear();
        if !was_reading {
            self.abort_status
                .extend(tail.iter().map(|status| status | no_error));
        }
        die.desynchronise();
        // ABORT is the other way out of a CRC error (hardware.md 1.7).
        die.crc_error = false;
        self.port.drop_gathered();
        self.next_abort_status();
    }

    pub(super) fn next_abort_status(&mut self) {
        self.outputs.data = self.abort_status.pop_front().unwrap_or(0);
    }
}
