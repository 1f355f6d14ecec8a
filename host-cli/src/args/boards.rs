//! What every command on boards takes

use std::path::PathBuf;

use fic_client::Address;
use fic_client::Error;
use fic_client::Target;
use fic_cluster::Config;
use fic_cluster::select;

/// Boards acted on at the same time when nobody says otherwise: a rack.
const DEFAULT_JOBS: usize = 12;

/// Which boards, and how many at the same time.
#[derive(Debug, Clone, clap::Args)]
pub struct BoardArgs {
    /// Board or boards: NAME, name[00-11], @group, address, or a comma list; repeatable
    #[arg(short, long = "board", value_name = "BOARD")]
    #[arg(env = "FIC_BOARD", hide_env = true)]
    boards: Vec<String>,
    /// Boards acted on at the same time
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    #[arg(env = "FIC_JOBS", hide_env = true)]
    jobs: Option<u16>,
    /// Take no lease for the time of the command: where one is needed, hold it already
    #[arg(long)]
    pub(crate) no_auto_lease: bool,
    /// With a sim: board: record every pin in virtual time to this VCD file
    #[arg(long, value_name = "FILE.vcd")]
    pub(crate) trace: Option<PathBuf>,
}

impl BoardArgs {
    /// The boards that are meant.
    ///
    /// # Errors
    /// Those of [`fic_cluster::targets`]; [`Error::Usage`] if a trace cannot be had of them.
    pub fn targets(&self, config: &Config) -> Result<Vec<Target>, Error> {
        // An empty FIC_BOARD is none.
        let given = self.boards.iter().filter(|text| !text.is_empty());
        let given: Vec<String> = given.cloned().collect();
        let targets = select::targets(&given, config)?;
        if self.trace.is_some() {
            check_trace(&targets)?;
        }
        Ok(targets)
    }

    /// Boards acted on at the same time.
    pub fn jobs(&self, config: &Config) -> usize {
        let given = self.jobs.map(usize::from);
        given.or(config.defaults.jobs).unwrap_or(DEFAULT_JOBS)
    }
}

fn check_trace(targets: &[Target]) -> Result<(), Error> {
    match targets {
        [
            Target {
                address: Address::Sim { .. },
                ..
            },
        ] => Ok(()),
        _ => Err(Error::Usage {
            message: "--trace takes exactly one sim: board".into(),
            help: "name one, e.g. `-b sim:mk2`; a separate agent takes --trace itself".into(),
        }),
    }
}
