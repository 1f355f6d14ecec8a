//! Load: everything that can be known first, then the pins, then the record

use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::Digest;
use fic_protocol::Failure;
use fic_protocol::FpgaState;
use fic_protocol::LoadReport;
use fic_protocol::LoadRequest;
use fic_protocol::Mode;
use fic_protocol::Name;
use fic_protocol::Phase;
use fic_protocol::Progress;
use fic_protocol::RunRecord;

use super::Service;
use super::check::Checked;
use super::record::LoadHistory;
use crate::BoardPort;
use crate::Hooks;
use crate::Store;
use crate::selectmap;
use crate::selectmap::Failed;
use crate::selectmap::Finished;
use crate::selectmap::Loading;

impl<P: BoardPort, S: Store> Service<P, S> {
    pub(super) fn load(
        &mut self,
        who: &Name,
        request: LoadRequest,
        hooks: &mut impl Hooks,
    ) -> BoardResponse {
        match self.try_load(who, request, hooks) {
            Ok(report) => BoardResponse::Loaded(report),
            Err(failure) => BoardResponse::Failed(failure),
        }
    }

    fn try_load(
        &mut self,
        who: &Name,
        request: LoadRequest,
        hooks: &mut impl Hooks,
    ) -> Result<LoadReport, Failure> {
        if let Some(report) = self.already_running(&request).map_err(untouched)? {
            return Ok(report);
        }
        let checked = self.check(&request.digest, hooks).map_err(untouched)?;
        self.check_board(&checked).map_err(untouched)?;
        let mode = self.mode(request.mode);
        let mut record = self.record_of(who, &request, &checked, mode);
        if request.dry_run {
            return Ok(report(record, Finished::default()));
        }
        self.mark_stale().map_err(untouched)?;
        let started_ns = self.port.now_ns();
        let finished = self
            .run(&request.digest, &checked, mode, hooks)
            .map_err(|failed| Failure {
                error: failed.error,
                diagnosis: Some(failed.diagnosis),
            })?;
        record.duration_us = (self.port.now_ns() - started_ns) / 1000;
        let history = LoadHistory {
            last: Some(record.clone()),
            stale: false,
        };
        self.save_history(&history).map_err(untouched)?;
        Ok(report(record, finished))
    }

    /// The report of a load that need not happen.
    fn already_running(&mut self, request: &LoadRequest) -> Result<Option<LoadReport>, BoardError> {
        let history = self.load_history();
        let same = history.last.filter(|last| last.digest == request.digest);
        let Some(record) = same.filter(|_| !history.stale && !request.force) else {
            return Ok(None);
        };
        let pins = selectmap::read_status_pins(&mut self.port, &self.profile)?;
        Ok((pins.done == Some(true)).then(|| LoadReport {
            already_running: true,
            ..report(record, Finished::default())
        }))
    }

    /// What the board must be for this design, before a configuration pin is driven.
    fn check_board(&mut self, checked: &Checked) -> Result<(), BoardError> {
        if self.port.levels()? & self.profile.pins.power_ok == 0 {
            return Err(BoardError::NoPower);
        }
        if !checked.partial {
            return Ok(());
        }
        let pins = selectmap::read_status_pins(&mut self.port, &self.profile)?;
        match selectmap::state(pins) {
            FpgaState::Configured => Ok(()),
            _ => Err(BoardError::NotConfigured),
        }
    }

    fn record_of(
        &mut self,
        who: &Name,
        request: &LoadRequest,
        checked: &Checked,
        mode: Mode,
    ) -> RunRecord {
        RunRecord {
            digest: request.digest,
            name: request.name.clone(),
            memo: request.memo.clone(),
            who: who.clone(),
            at_s: self.port.wall_s().unwrap_or(request.host_time_s),
            mode,
            partial: checked.partial,
            len_bytes: checked.len_bytes,
            duration_us: 0,
        }
    }

    fn run(
        &mut self,
        digest: &Digest,
        checked: &Checked,
        mode: Mode,
        hooks: &mut impl Hooks,
    ) -> Result<Finished, Failed> {
        let Self {
            port,
            store,
            profile,
            buffer,
            ..
        } = self;
        let total = checked.len_bytes;
        let mut loading = if checked.partial {
            Loading::begin_partial(port, profile, mode)?
        } else {
            // Nobody can stop what has not begun: the first report is only a report.
            let _ = hooks.progress(progress(Phase::Clear, 0, 0));
            Loading::begin_full(port, profile, mode)?
        };
        while loading.written() < total {
            let offset = loading.written();
            let len = (total - offset).min(buffer.len() as u32) as usize;
            let step = store
                .read(digest, offset, &mut buffer[..len])
                .map_err(BoardError::from)
                .and_then(|()| loading.write(&buffer[..len]))
                .and_then(|()| {
                    let done = progress(Phase::Write, loading.written(), total);
                    hooks.progress(done).map_err(|_| BoardError::Cancelled)
                });
            if let Err(error) = step {
                return Err(loading.abandon(error));
            }
        }
        let _ = hooks.progress(progress(Phase::Startup, total, total));
        loading.finish()
    }
}

fn untouched(error: BoardError) -> Failure {
    Failure {
        error,
        diagnosis: None,
    }
}

fn progress(phase: Phase, done: u32, total: u32) -> Progress {
    Progress { phase, done, total }
}

fn report(record: RunRecord, finished: Finished) -> LoadReport {
    LoadReport {
        record,
        already_running: false,
        startup_clocks: finished.startup_clocks,
        init_looks: finished.init_checks,
    }
}
