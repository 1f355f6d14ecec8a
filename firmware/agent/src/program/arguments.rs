//! The command line

use std::path::PathBuf;

use clap::ArgAction;
use clap::Parser;
use clap::Subcommand;
use fic_agent::store::SizeLimit;

/// The daemon beside a FiC board: keeps designs, loads them into the FPGA, tells how
/// the board is.
///
/// Exit codes: 0 after SIGINT or SIGTERM, 2 if the command line is wrong, 1 if anything
/// else keeps it from starting.
#[derive(Debug, Parser)]
#[command(name = "fic-agent", version, after_help = EXAMPLES)]
pub struct Arguments {
    /// The board: mk1 or mk2, the real one at the pins of this Raspberry Pi; sim:mk1 or
    /// sim:mk2, a modelled one, with options as in sim:mk2?part=xcku040
    #[arg(long, value_name = "BOARD", env = "FIC_AGENT_BOARD")]
    pub board: String,

    /// Where to listen: tcp://127.0.0.1:PORT (port 0: any), unix:/path or
    /// serial:/dev/ttyX[?baud=N]; may be given several times [default:
    /// tcp://127.0.0.1:7402 and a unix socket in the user's runtime folder]
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Vec<String>,

    /// Folder for staged designs and what runs [default: fic-agent/BOARD in the user's
    /// state folder]
    #[arg(long, value_name = "DIR", env = "FIC_AGENT_STORE")]
    pub store: Option<PathBuf>,

    /// Most that the store may hold, e.g. 400M or 2G; the designs not used for longest go
    /// first [default: nine tenths of what is free]
    #[arg(long, value_name = "SIZE")]
    pub store_limit: Option<SizeLimit>,

    /// Sessions at a time
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub max_sessions: u16,

    /// Hang up on a peer that says nothing for this long
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    pub idle_timeout: u32,

    /// Record every pin of a modelled board in virtual time, as a VCD file
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,

    /// Write what a modelled board has seen (counters, broken rules) at the end, as JSON
    #[arg(long, value_name = "FILE")]
    pub model_report: Option<PathBuf>,

    /// File whose lock says who drives the pins of a real board; the same for all
    /// programs of this machine [default: /run/lock/fic-agent.pins]
    #[arg(long, value_name = "FILE", env = "FIC_AGENT_PIN_LOCK")]
    pub pin_lock: Option<PathBuf>,

    /// Say more: sessions and frames at the end, and what the model has seen
    #[arg(short, long, action = ArgAction::Count)]
    pub verbose: u8,

    /// What to do instead of serving the board.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do instead of serving the board.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum Command {
    /// Put the pins of a real board into the safe state, and end; a design that runs goes
    /// on
    Safe,
}

const EXAMPLES: &str = "\
Examples:
  fic-agent --board sim:mk2
  fic-agent --board sim:mk2 --listen tcp://127.0.0.1:0 --store /tmp/store --trace pins.vcd
  fic-agent --board mk2
  fic-agent --board mk2 safe
  fic-agent --board sim:mk1 --listen serial:/dev/ttyUSB0?baud=3000000";
