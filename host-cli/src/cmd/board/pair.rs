//! `fic board pair`

use std::io;
use std::io::BufRead as _;
use std::io::IsTerminal as _;
use std::sync::mpsc;
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use clap::ValueEnum;
use fic_keys::PublicKey;
use fic_protocol::Role;

use crate::context::Context;
use crate::view::Answer;
use crate::view::paired::Access;
use crate::view::paired::Paired;
use fic_client::Address;
use fic_client::Board;
use fic_client::Error;
use fic_client::Options;
use fic_client::Target;
use fic_client::cancel::TICK;
use fic_client::error::TrustError;
use fic_client::keys::KeyFolder;
use fic_client::keys::line_of;
use fic_client::wire::address::HostPort;
use fic_client::wire::link::peer_key;
use fic_cluster::config;
use fic_cluster::config::BoardEntry;
use fic_cluster::names;
use fic_cluster::select;

/// To connect and be shown a key.
const WAIT: Duration = Duration::from_secs(10);

/// Pair this host with a board's agent, so that both know each other's key
///
/// Shows the fingerprint of the key that answers at the board's tls:// address; when it is
/// confirmed to be what `fic-agent fingerprint` says on the board, it is kept, and no other
/// key is accepted there from then on. Makes this host's own key if it has none, and says
/// what to run on the board so that it lets this host in.
#[derive(Debug, clap::Args)]
pub(crate) struct Pair {
    /// Name in the config, or address: tls://host[:port]
    board: String,
    /// Address of a board that is not in the config yet: it is added by that name
    address: Option<String>,
    /// The key that the board has to show, instead of asking: SHA256:…
    #[arg(long, value_name = "SHA256:…")]
    fingerprint: Option<String>,
    /// What this host is to do there, for the line to run on the board
    #[arg(long, value_enum, default_value = "operate")]
    role: RoleName,
    /// Take a new key in place of the one that the board was paired with
    #[arg(long)]
    replace: bool,
    /// Say what would be done, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// A role on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum RoleName {
    /// Look only
    Read,
    /// Change the board
    Operate,
    /// Break leases of others, too
    Admin,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Read => Self::Read,
            RoleName::Operate => Self::Operate,
            RoleName::Admin => Self::Admin,
        }
    }
}

impl Pair {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        let target = self.target(context)?;
        let Address::Tls(to) = &target.address else {
            return Err(Error::Usage {
                message: format!("{} is no tls:// address", target.address),
                help: "other ways to a board need no keys".into(),
            });
        };
        let keys = context.keys();
        let shown = peer_key(to, Instant::now() + WAIT)?;
        let known = keys.pinned(to)?;
        self.check(context, to, shown, known)?;
        let own = match self.dry_run {
            true => keys.own().ok(),
            false => Some(keys.own_or_new()?),
        };
        if !self.dry_run {
            keys.pin(to, &shown)?;
            self.list(context, &target)?;
        }
        Ok(Answer::one(Paired {
            board: target.name.clone(),
            address: target.address.to_string(),
            fingerprint: shown.fingerprint().to_string(),
            changed: known != Some(shown),
            own_fingerprint: own
                .as_ref()
                .map(|own| own.public().fingerprint().to_string()),
            authorize: own.map(|own| {
                let role: Role = self.role.into();
                let line = line_of(own.public());
                format!("fic-agent authorize '{line}' --role {}", role.word())
            }),
            access: self.access(context, &target, &keys, known == Some(shown))?,
            dry_run: self.dry_run,
        }))
    }

    fn target(&self, context: &Context) -> Result<Target, Error> {
        if let Some(address) = &self.address {
            names::check_name(&self.board).map_err(|reason| Error::BadSelection {
                text: self.board.clone(),
                reason,
            })?;
            return Ok(Target {
                name: self.board.clone(),
                address: address.parse()?,
            });
        }
        let given = [self.board.clone()];
        let mut targets = select::targets(&given, &context.config)?;
        match (targets.pop(), targets.is_empty()) {
            (Some(target), true) => Ok(target),
            _ => Err(Error::Usage {
                message: format!("`{}` names several boards", self.board),
                help: "pair with one at a time: each has a key of its own to compare".into(),
            }),
        }
    }

    /// Fails unless the key may be kept.
    fn check(
        &self,
        context: &Context,
        to: &HostPort,
        shown: PublicKey,
        known: Option<PublicKey>,
    ) -> Result<(), Error> {
        let address = format!("tls://{to}");
        let seen = shown.fingerprint().to_string();
        if let Some(pinned) = known.filter(|known| *known != shown && !self.replace) {
            let pinned = pinned.fingerprint().to_string();
            return Err(Error::Trust(TrustError::KeyChanged {
                address,
                pinned,
                seen,
            }));
        }
        match &self.fingerprint {
            Some(expected) if *expected == seen => Ok(()),
            Some(expected) => Err(Error::Trust(TrustError::WrongFingerprint {
                address,
                expected: expected.clone(),
                seen,
            })),
            // Nothing is decided: the key is the one of before, or nothing is written.
            None if known == Some(shown) || self.dry_run => Ok(()),
            None => confirm(context, &address, &seen),
        }
    }

    /// Puts a board with a name and an address into the config.
    fn list(&self, context: &Context, target: &Target) -> Result<(), Error> {
        if self.address.is_none() {
            return Ok(());
        }
        let known = context.config.boards.get(&target.name);
        let entry = BoardEntry {
            address: target.address.clone(),
            note: known.and_then(|entry| entry.note.clone()),
        };
        config::add_board(&context.config.path, &target.name, &entry, &[])?;
        Ok(())
    }

    /// Whether the board lets this host in already.
    fn access(
        &self,
        context: &Context,
        target: &Target,
        keys: &KeyFolder,
        pinned: bool,
    ) -> Result<Access, Error> {
        if self.dry_run && (!pinned || keys.own().is_err()) {
            return Ok(Access::Unknown);
        }
        let options = Options {
            cancel: context.cancel.clone(),
            keys: keys.clone(),
            ..Options::default()
        };
        match Board::open(target, &options) {
            Ok(mut board) => Ok(Access::Allowed {
                role: role(&mut board),
            }),
            Err(Error::NotAuthorised { .. }) => Ok(Access::Refused),
            // The pairing itself is done; what is wrong now shows at the next command, too.
            Err(error) => {
                context.screen.note(&format!("{}: {error}", target.name));
                Ok(Access::Unknown)
            }
        }
    }
}

/// What this host may do there; agents of protocol 1 do not say.
fn role(board: &mut Board) -> Option<&'static str> {
    let agent = board.agent_if_any().ok()?;
    agent.map(|info| info.role.word())
}

/// Asks the person, on a terminal only.
fn confirm(context: &Context, address: &str, seen: &str) -> Result<(), Error> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(Error::Usage {
            message: format!("{address} shows the key {seen}, and there is no terminal to ask"),
            help: "compare it with `fic-agent fingerprint` on the board, then give it with --fingerprint".into(),
        });
    }
    context.screen.ask(&format!(
        "{address} shows the key\n  {seen}\nDoes `fic-agent fingerprint` on the board say the same? Type yes to pair: "
    ));
    match answer(context)?.trim() {
        "yes" => Ok(()),
        _ => Err(Error::Trust(TrustError::NotConfirmed {
            address: address.to_owned(),
        })),
    }
}

/// A line from the person; Ctrl-C is heard meanwhile.
fn answer(context: &Context) -> Result<String, Error> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut line = String::new();
        let _ = io::stdin().lock().read_line(&mut line);
        let _ = sender.send(line);
    });
    loop {
        context.cancel.check()?;
        match receiver.recv_timeout(TICK) {
            Ok(line) => return Ok(line),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(String::new()),
        }
    }
}
