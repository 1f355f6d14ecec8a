//! Progress bars, one a board

use indicatif::MultiProgress;
use indicatif::ProgressBar;
use indicatif::ProgressStyle;

use fic_client::Progress;
use fic_client::Step;

/// The bar of one board.
pub(super) struct Bars {
    bar: ProgressBar,
    step: Option<Step>,
}

impl Bars {
    pub(super) fn new(all: &MultiProgress, name: &str) -> Self {
        let bar = all.add(ProgressBar::new(0));
        bar.set_prefix(name.to_owned());
        bar.set_style(style(false));
        Self { bar, step: None }
    }

    fn begin(&mut self, step: Step, total: u64) {
        self.step = Some(step);
        self.bar.reset();
        self.bar.set_length(total);
        self.bar.set_style(style(total > 0));
        self.bar.set_message(step.word());
    }
}

/// Bytes with rate and rest where the size is known, else a word.
fn style(sized: bool) -> ProgressStyle {
    let template = match sized {
        true => {
            "{prefix:>12} {msg:8} [{bar:30}] {bytes:>10}/{total_bytes} {bytes_per_sec:>12} {eta:>4}"
        }
        false => "{prefix:>12} {msg:8} {spinner}",
    };
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ")
}

impl Progress for Bars {
    fn report(&mut self, step: Step, done: u64, total: u64) {
        if self.step != Some(step) {
            self.begin(step, total);
        }
        match total {
            0 => self.bar.tick(),
            _ => self.bar.set_position(done),
        }
    }

    fn skipped(&mut self, step: Step) {
        self.begin(step, 0);
        self.bar.set_message(format!("{} skipped", step.word()));
    }

    fn finished(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
