//! How progress is shown: bars on a terminal, lines elsewhere

use super::bars::Bars;
use super::lines::Lines;
use super::screen::Screen;
use fic_client::Progress;
use fic_client::Silent;

impl Screen {
    /// Shows how far work on one board (or none: a file) is.
    pub fn progress(&self, name: &str) -> Box<dyn Progress + '_> {
        match (self.quiet, self.terminal) {
            (true, _) => Box::new(Silent),
            (false, true) => Box::new(Bars::new(&self.bars, name)),
            (false, false) => Box::new(Lines::new(self, name)),
        }
    }
}
