//! Whether a long request still runs: a line may have lost its answer
//!
//! A load reports now and then, but it may be silent for long while it is checked. Over a
//! line silence may also mean that the answer, or the request itself, got lost; the
//! board's status tells which, long before the load's own time limit does.

use std::time::Duration;
use std::time::Instant;

use fic_protocol::BoardResponse;

/// When to ask, and what was asked.
pub(super) struct LivenessProbe {
    /// `None` on links that lose nothing.
    pause: Option<Duration>,
    due: Instant,
    asked: Option<u32>,
}

impl LivenessProbe {
    pub(super) fn new(pause: Option<Duration>) -> Self {
        let now = Instant::now();
        Self {
            pause,
            due: now + pause.unwrap_or_default(),
            asked: None,
        }
    }

    /// Something was heard of the request.
    pub(super) fn rest(&mut self) {
        self.due = Instant::now() + self.pause.unwrap_or_default();
    }

    /// When to ask, if that is before `deadline`.
    pub(super) fn or(&self, deadline: Instant) -> Instant {
        match self.pause {
            Some(_) => deadline.min(self.due),
            None => deadline,
        }
    }

    /// It is time to ask for the status.
    pub(super) fn is_due(&self) -> bool {
        self.pause.is_some() && Instant::now() >= self.due
    }

    /// The status was asked for under this id.
    pub(super) fn asked(&mut self, id: u32) {
        self.asked = Some(id);
        self.rest();
    }

    /// Whether an answer is that to the last question, and then whether the board still acts.
    pub(super) fn answer(&mut self, of: u32, response: &BoardResponse) -> Option<bool> {
        let BoardResponse::Status(status) = response else {
            return None;
        };
        if self.asked != Some(of) {
            return None;
        }
        self.rest();
        let acts = |what: &str| matches!(what, "load" | "check");
        let busy = status.busy.as_ref();
        Some(busy.is_some_and(|busy| acts(busy.what.as_str())))
    }

    /// The answer that is still awaited may be on its way: until then.
    pub(super) fn last_call(&mut self) -> Instant {
        let until = Instant::now() + self.pause.unwrap_or_default();
        self.pause = None;
        until
    }
}

#[cfg(test)]
mod tests {
    use fic_protocol::samples;

    use super::*;

    #[test]
    fn only_the_answer_to_the_last_question_counts() {
        let mut probe = LivenessProbe::new(Some(Duration::ZERO));
        let status = &samples::responses()[4];
        assert!(probe.is_due());
        probe.asked(7);
        assert_eq!(probe.answer(6, status), None);
        assert_eq!(probe.answer(7, &BoardResponse::Done), None);
        assert_eq!(probe.answer(7, status), Some(true), "the sample loads");
        probe.last_call();
        assert!(!probe.is_due(), "nothing more to ask");
        assert!(!LivenessProbe::new(None).is_due());
    }
}
