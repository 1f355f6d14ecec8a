//! The command line

use std::path::PathBuf;

use clap::ArgAction;
use clap::Parser;
use clap::Subcommand;
use fic_agent::access::Requirement;
use fic_agent::access::Roles;
use fic_agent::store::SizeLimit;

use super::authorize::Authorize;
use super::config::Config;
use super::error::ProgramError;
use super::fingerprint::Fingerprint;
use super::keys::KeyPlace;

/// The daemon beside a FiC board: keeps designs, loads them into the FPGA, tells how
/// the board is.
///
/// A flag goes before the environment, that before the configuration file, that before
/// the default. Flags may stand before or behind a command.
///
/// Exit codes: 0 after SIGINT or SIGTERM, 2 if the command line is wrong, 1 if anything
/// else keeps it from starting.
#[derive(Debug, Parser)]
#[command(name = "fic-agent", version, after_help = EXAMPLES)]
pub struct Arguments {
    /// The board: mk1 or mk2, the real one at the pins of this Raspberry Pi; sim:mk1 or
    /// sim:mk2, a modelled one, with options as in sim:mk2?part=xcku040
    #[arg(long, value_name = "BOARD", env = "FIC_AGENT_BOARD", global = true)]
    pub board: Option<String>,

    /// The configuration file [default: /etc/fic-agent/config.toml, if it is there]
    #[arg(long, value_name = "FILE", env = "FIC_AGENT_CONFIG", global = true)]
    pub config: Option<PathBuf>,

    /// Where to listen: tls://HOST:PORT, tcp://127.0.0.1:PORT (port 0: any), unix:/path
    /// or serial:/dev/ttyX[?baud=N]; may be given several times [default:
    /// tcp://127.0.0.1:7402 and a unix socket in the user's runtime folder]
    #[arg(long, value_name = "ADDRESS", global = true)]
    pub listen: Vec<String>,

    /// Folder for staged designs and what runs [default: fic-agent/BOARD in the user's
    /// state folder]
    #[arg(long, value_name = "DIR", env = "FIC_AGENT_STORE", global = true)]
    pub store: Option<PathBuf>,

    #[command(flatten)]
    pub keys: KeyPlace,

    /// Most that the store may hold, e.g. 400M or 2G; the designs not used for longest go
    /// first [default: nine tenths of what is free]
    #[arg(long, value_name = "SIZE", global = true)]
    pub store_limit: Option<SizeLimit>,

    /// Whether a change to the board needs its lease: required or optional [default:
    /// required]
    #[arg(long, value_name = "WHEN", global = true, value_parser = requirement, hide_possible_values = true)]
    pub lease: Option<Requirement>,

    /// Sessions at a time [default: 32]
    #[arg(long, value_name = "N", global = true, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub max_sessions: Option<u16>,

    /// Hang up on a peer that says nothing for this long [default: 300]
    #[arg(long, value_name = "SECONDS", global = true, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    pub idle_timeout: Option<u32>,

    /// Only in the configuration file.
    #[arg(skip)]
    pub audit_limit: Option<u64>,

    /// Only in the configuration file.
    #[arg(skip)]
    pub roles: Option<Roles>,

    /// Record every pin of a modelled board in virtual time, as a VCD file
    #[arg(long, value_name = "FILE", global = true)]
    pub trace: Option<PathBuf>,

    /// Write what a modelled board has seen (counters, broken rules) at the end, as JSON
    #[arg(long, value_name = "FILE", global = true)]
    pub model_report: Option<PathBuf>,

    /// File whose lock says who drives the pins of a real board; the same for all
    /// programs of this machine [default: /run/lock/fic-agent.pins]
    #[arg(long, value_name = "FILE", env = "FIC_AGENT_PIN_LOCK", global = true)]
    pub pin_lock: Option<PathBuf>,

    /// Say more: sessions and frames at the end, and what the model has seen
    #[arg(short, long, action = ArgAction::Count, global = true)]
    pub verbose: u8,

    /// What to do instead of serving the board.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do instead of serving the board.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Put the pins of a real board into the safe state, and end; a design that runs goes
    /// on
    Safe,
    /// Check the configuration that an agent would run with, print it, and end
    CheckConfig,
    /// Let a host in over tls://, change its role, list hosts, remove one
    Authorize(Authorize),
    /// Print the fingerprint of the agent's key, to compare with what `fic board pair` shows
    Fingerprint(Fingerprint),
    /// Print the manual page, and end
    #[command(hide = true)]
    Man,
}

impl Arguments {
    /// With what the configuration file says where the command line and the environment
    /// say nothing.
    ///
    /// # Errors
    /// The file cannot be read or understood.
    pub fn completed(mut self) -> Result<Self, ProgramError> {
        let config = Config::find(self.config.as_deref())?;
        self.board = self.board.or(config.board);
        if self.listen.is_empty() {
            self.listen = config.listen.unwrap_or_default();
        }
        self.store = self.store.or(config.store);
        self.store_limit = self.store_limit.or(config.store_limit.map(SizeLimit));
        self.lease = self.lease.or(config.lease);
        self.max_sessions = self.max_sessions.or(config.max_sessions);
        self.idle_timeout = self.idle_timeout.or(config.idle_timeout);
        self.audit_limit = config.audit_limit;
        self.keys.complete(config.keys, config.authorized);
        self.roles = Some(config.roles.to_roles());
        Ok(self)
    }

    /// The board.
    ///
    /// # Errors
    /// [`ProgramError::NoBoard`] if none was named.
    pub fn board(&self) -> Result<&str, ProgramError> {
        self.board.as_deref().ok_or(ProgramError::NoBoard)
    }

    /// Whether a change needs a lease.
    pub fn lease(&self) -> Requirement {
        self.lease.unwrap_or(Requirement::Required)
    }

    /// Sessions at a time.
    pub fn max_sessions(&self) -> u16 {
        self.max_sessions.unwrap_or(32)
    }

    /// Seconds of silence before a peer is hung up on.
    pub fn idle_timeout(&self) -> u32 {
        self.idle_timeout.unwrap_or(300)
    }
}

fn requirement(text: &str) -> Result<Requirement, String> {
    match text {
        "required" => Ok(Requirement::Required),
        "optional" => Ok(Requirement::Optional),
        _ => Err("it is required or optional".into()),
    }
}

const EXAMPLES: &str = "\
Examples:
  fic-agent --board sim:mk2
  fic-agent --board sim:mk2 --listen tcp://127.0.0.1:0 --store /tmp/store --trace pins.vcd
  fic-agent --board mk2
  fic-agent --board mk2 safe
  fic-agent --board sim:mk2 --listen tls://0.0.0.0:7402
  fic-agent authorize 'fic-ed25519 MCow… ann@lab' --role operate
  fic-agent --board sim:mk1 --listen serial:/dev/ttyUSB0?baud=3000000";
