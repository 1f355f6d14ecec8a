//! Stage, then load: what people mean by "put it on the board"

use std::time::Duration;
use std::time::Instant;

use fic_protocol::BoardError;
use fic_protocol::FpgaState;
use fic_protocol::LoadReport;

use crate::board::board::Board;
use crate::board::load::LoadOrder;
use crate::board::stage::StageReport;
use crate::design::Design;
use crate::error::Error;
use crate::progress::Progress;
use crate::progress::Step;

/// What a deploy did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeployReport {
    /// The transfer; `None` if the design already ran, so that nothing was staged.
    pub stage: Option<StageReport>,
    /// The load; `None` after a dry run that found the design not staged yet.
    pub load: Option<LoadReport>,
    /// From the first request to the last answer.
    pub took: Duration,
}

impl Board {
    /// Refuses a design that is known to be for another part than the board's.
    ///
    /// # Errors
    /// [`Error::PartMismatch`].
    pub fn check_part(&self, design: &Design) -> Result<(), Error> {
        design.check_part(&self.identity().part)
    }

    /// Stages a design unless it is there, and loads it unless it already runs.
    ///
    /// `order.dry_run` sends nothing and moves no pin.
    ///
    /// # Errors
    /// Those of [`Self::check_part`], [`Self::stage`] and [`Self::load`].
    pub fn deploy(
        &mut self,
        design: &Design,
        order: &LoadOrder,
        progress: &mut dyn Progress,
    ) -> Result<DeployReport, Error> {
        let begun = Instant::now();
        self.check_part(design)?;
        let (stage, load) = match order.dry_run {
            true => (None, self.dry_load(order, progress)?),
            false if !order.force && self.runs(order)? => {
                progress.skipped(Step::Stage);
                (None, Some(self.load(order, progress)?))
            }
            false => (
                Some(self.stage(design, progress)?),
                Some(self.load(order, progress)?),
            ),
        };
        progress.finished();
        Ok(DeployReport {
            stage,
            load,
            took: begun.elapsed(),
        })
    }

    /// Whether the board says that this design runs, so that it need not be staged.
    fn runs(&mut self, order: &LoadOrder) -> Result<bool, Error> {
        let status = self.status()?;
        let same = status
            .last_load
            .is_some_and(|record| record.digest == order.digest);
        Ok(same && !status.stale && status.fpga == FpgaState::Configured)
    }

    /// What the board would say to the load; `None` if the design is not staged.
    ///
    /// # Errors
    /// Those of [`Self::load`], but for `not_staged`.
    pub fn dry_load(
        &mut self,
        order: &LoadOrder,
        progress: &mut dyn Progress,
    ) -> Result<Option<LoadReport>, Error> {
        let order = LoadOrder {
            dry_run: true,
            ..order.clone()
        };
        match self.load(&order, progress) {
            Ok(report) => Ok(Some(report)),
            Err(Error::Board {
                error: BoardError::NotStaged,
                ..
            }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
