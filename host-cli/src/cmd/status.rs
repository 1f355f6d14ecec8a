//! `fic status`

use std::fmt;
use std::time::Duration;

use fic_protocol::BoardStatus;
use fic_protocol::Busy;
use fic_protocol::FpgaState;
use fic_protocol::StoreStatus;
use serde::Serialize;

use crate::args::BoardArgs;
use crate::context::Context;
use crate::view::Answer;
use crate::view::agent::Agent;
use crate::view::history::History;
use crate::view::pieces::Pins;
use crate::view::pieces::Running;
use crate::view::pieces::state_words;
use crate::view::registers;
use crate::view::registers::RegisterView;
use fic_client::Error;
use fic_client::text;

/// One line a board, or everything of one board
///
/// Without --registers nothing is asked of the running design, and no pin moves.
#[derive(Debug, clap::Args)]
pub(crate) struct Status {
    #[command(flatten)]
    boards: BoardArgs,
    /// Ask the running design for board id, LEDs, links, packet counters and timers too
    #[arg(long)]
    registers: bool,
    /// What was done to the board, by whom, and how it ended: its newest N records
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "20")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=MOST_HISTORY))]
    #[arg(conflicts_with = "registers")]
    history: Option<u16>,
}

/// Records that one command shows at most: a few megabytes.
const MOST_HISTORY: i64 = 10_000;

/// Everything about one board.
#[derive(Serialize)]
struct Report {
    profile: String,
    part: String,
    modelled: bool,
    build: String,
    uptime_s: u32,
    state: &'static str,
    pins: Pins,
    running: Option<Running>,
    /// What ran before a failed load or a reset.
    ran: Option<Running>,
    busy: Option<BusyWith>,
    store: Store,
    line_errors: u64,
    /// The machine beside the board, if it tells about itself.
    agent: Option<Agent>,
    /// Of the running design, if asked for and one runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    registers: Option<Vec<RegisterView>>,
    #[serde(skip)]
    state_words: &'static str,
    #[serde(skip)]
    asked: bool,
    #[serde(skip)]
    whole: bool,
}

#[derive(Serialize)]
struct BusyWith {
    who: String,
    what: String,
    for_ms: u32,
}

#[derive(Serialize)]
struct Store {
    designs: u32,
    used_bytes: u64,
    free_bytes: Option<u64>,
}

impl Status {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        if let Some(most) = self.history {
            return context.on_boards(&self.boards, |board, _| History::read(board, most.into()));
        }
        let whole = self.boards.targets(&context.config)?.len() == 1;
        context.on_boards(&self.boards, |board, _| {
            let status = board.status()?;
            let registers = match self.registers && status.fpga == FpgaState::Configured {
                true => Some(registers::read(board)?),
                false => None,
            };
            let agent = board.agent_if_any()?.map(Agent::from);
            let report = Report::new(status, board.line_errors(), whole || self.registers);
            Ok(Report {
                agent,
                registers,
                asked: self.registers,
                ..report
            })
        })
    }
}

impl Report {
    fn new(status: BoardStatus, line_errors: u64, whole: bool) -> Self {
        let (state, state_words) = state_words(status.fpga);
        let running = Running::of(&status);
        let last = status.last_load.as_ref().filter(|_| running.is_none());
        Self {
            profile: status.identity.profile.to_string(),
            part: status.identity.part.to_string(),
            modelled: Running::modelled(&status),
            build: status.identity.build.to_string(),
            uptime_s: status.identity.uptime_s,
            state,
            pins: Pins::from(status.pins),
            ran: last.map(Running::from),
            running,
            busy: status.busy.map(BusyWith::from),
            store: Store::from(status.store),
            line_errors,
            agent: None,
            registers: None,
            asked: false,
            state_words,
            whole,
        }
    }

    fn line(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}, {}", self.profile, self.part, self.state_words)?;
        if let Some(running) = &self.running {
            write!(f, ", runs {running}")?;
        }
        if let Some(busy) = &self.busy {
            write!(f, ", busy: {busy}")?;
        }
        // Of one board the lease has a line of its own.
        if let Some(leased) = self
            .agent
            .as_ref()
            .and_then(Agent::leased)
            .filter(|_| !self.whole)
        {
            write!(f, ", {leased}")?;
        }
        match self.modelled {
            true => f.write_str(" [modelled board]"),
            false => Ok(()),
        }
    }

    fn rest(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n  pins    {}", self.pins)?;
        if let Some(ran) = &self.ran {
            write!(f, "\n  before  {ran}")?;
        }
        write!(f, "\n  store   {}", self.store)?;
        let uptime = text::span(self.uptime_s.into());
        write!(f, "\n  agent   {}, up {uptime}", self.build)?;
        if let Some(agent) = &self.agent {
            write!(f, "{agent}")?;
        }
        if self.line_errors > 0 {
            let damaged = text::count(self.line_errors, "damaged frame");
            write!(f, "\n  link    {damaged} in this conversation")?;
        }
        if self.asked && self.registers.is_none() {
            return write!(f, "\n  design  no design runs");
        }
        let registers = self.registers.iter().flatten();
        registers
            .into_iter()
            .try_for_each(|shown| write!(f, "\n  {shown}"))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.line(f)?;
        match self.whole {
            true => self.rest(f),
            false => Ok(()),
        }
    }
}

impl From<Busy> for BusyWith {
    fn from(busy: Busy) -> Self {
        Self {
            who: busy.who.to_string(),
            what: busy.what.to_string(),
            for_ms: busy.for_ms,
        }
    }
}

impl fmt::Display for BusyWith {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = text::duration(Duration::from_millis(self.for_ms.into()));
        write!(f, "{} runs `{}` for {time}", self.who, self.what)
    }
}

impl From<StoreStatus> for Store {
    fn from(store: StoreStatus) -> Self {
        Self {
            designs: store.designs,
            used_bytes: store.used_bytes,
            free_bytes: (store.free_bytes != u64::MAX).then_some(store.free_bytes),
        }
    }
}

impl fmt::Display for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let used = text::bytes(self.used_bytes);
        write!(
            f,
            "{}, {used} used",
            text::count(self.designs.into(), "design")
        )?;
        match self.free_bytes {
            Some(free) => write!(f, ", {} free", text::bytes(free)),
            None => Ok(()),
        }
    }
}
