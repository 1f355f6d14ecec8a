//! Putting a staged design into the FPGA

use std::time::Duration;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use fic_protocol::BoardResponse;
use fic_protocol::Busy;
use fic_protocol::Digest;
use fic_protocol::HostRequest;
use fic_protocol::LoadReport;
use fic_protocol::LoadRequest;
use fic_protocol::ModeChoice;
use fic_protocol::Name;
use fic_protocol::truncated;

use crate::board::board::Board;
use crate::board::retry::RetryPolicy;
use crate::board::retry::is_broken_link;
use crate::design::Design;
use crate::error::Error;
use crate::progress::Progress;
use crate::progress::Step;
use crate::wire::session::Call;

/// Between two looks whether a load that outlived its link has ended.
const LOOK_AGAIN: Duration = Duration::from_millis(300);

/// What is to be loaded, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadOrder {
    /// Which design; it must be staged.
    pub digest: Digest,
    /// Bytes of native data, for time limits; 0 if unknown.
    pub len_bytes: u32,
    /// Port width.
    pub mode: ModeChoice,
    /// Load even if the same design already runs.
    pub force: bool,
    /// Check everything that can be known before a pin moves, then stop.
    pub dry_run: bool,
    /// What people call the design; cut at [`fic_protocol::limits::MAX_NAME_LEN`] bytes.
    pub name: String,
    /// A note for the others; cut at [`fic_protocol::limits::MAX_MEMO_LEN`] bytes.
    pub memo: String,
}

impl LoadOrder {
    /// An order without name, memo or any special wish.
    pub fn new(digest: Digest) -> Self {
        Self {
            digest,
            len_bytes: 0,
            mode: ModeChoice::Auto,
            force: false,
            dry_run: false,
            name: String::new(),
            memo: String::new(),
        }
    }

    /// An order for this design, under its own name.
    pub fn of(design: &Design) -> Self {
        Self {
            len_bytes: design.len_bytes(),
            name: design.name().to_owned(),
            ..Self::new(design.digest())
        }
    }

    fn request(&self) -> LoadRequest {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        LoadRequest {
            digest: self.digest,
            mode: self.mode,
            force: self.force,
            dry_run: self.dry_run,
            name: truncated(&self.name),
            memo: truncated(&self.memo),
            host_time_s: since.map_or(0, |time| time.as_secs()),
        }
    }

    /// For time limits: an unknown length counts as the largest part's.
    fn len_or_largest(&self) -> u32 {
        match self.len_bytes {
            0 => 48_251_520,
            len => len,
        }
    }
}

impl Board {
    /// Loads a staged design.
    ///
    /// A load goes on when the link breaks; this then waits for its end.
    ///
    /// # Errors
    /// [`Error::Board`] with what the pins said; [`Error::Busy`]; [`Error::Cancelled`]; those of the link.
    pub fn load(
        &mut self,
        order: &LoadOrder,
        progress: &mut dyn Progress,
    ) -> Result<LoadReport, Error> {
        let request = HostRequest::Load(order.request());
        let mut retry = RetryPolicy::of_load();
        loop {
            match self.try_load(&request, order, progress) {
                Ok(BoardResponse::Busy(busy)) if retry.failures() > 0 && self.is_ours(&busy) => {
                    self.stop().sleep(LOOK_AGAIN)?;
                }
                Ok(response) if self.acquire_lease_if_needed(&request, &response)? => {}
                Ok(response) => {
                    return match self.result_of(response, order.len_bytes)? {
                        BoardResponse::Loaded(report) => {
                            Ok(self.normalise_report(report, order, retry.failures()))
                        }
                        _ => Err(Error::Protocol { what: "load" }),
                    };
                }
                Err(error) if self.may_load_again(&error) && retry.failed() => {
                    self.drop_link(&error);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// The link broke, or the line may have lost the answer.
    fn may_load_again(&mut self, error: &Error) -> bool {
        let silent = matches!(error, Error::Timeout { .. });
        is_broken_link(error) || silent && self.session().is_ok_and(|session| session.is_line())
    }

    fn try_load(
        &mut self,
        request: &HostRequest<'_>,
        order: &LoadOrder,
        progress: &mut dyn Progress,
    ) -> Result<BoardResponse, Error> {
        let mut report = |seen: fic_protocol::Progress| {
            progress.report(Step::from(seen.phase), seen.done.into(), seen.total.into());
        };
        let session = self.session()?;
        let limits = session.limits();
        let call = Call::load(request, &limits, order.len_or_largest(), &mut report);
        session.call(call)
    }

    /// Whether what keeps the board is our own load, whose link broke.
    fn is_ours(&self, busy: &Busy) -> bool {
        let ours: Name = truncated(self.who());
        busy.who == ours && matches!(busy.what.as_str(), "load" | "check")
    }

    /// A load whose answer was lost is found as already running when asked for again.
    fn normalise_report(
        &self,
        mut report: LoadReport,
        order: &LoadOrder,
        links: u32,
    ) -> LoadReport {
        let ours: Name = truncated(self.who());
        let same_memo = report.record.memo == order.request().memo;
        if links > 0 && report.record.who == ours && same_memo {
            report.already_running = false;
        }
        report
    }
}
