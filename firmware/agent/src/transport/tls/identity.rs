//! The agent's key, and whom it lets in

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use fic_error::Diagnostic as _;
use fic_keys::Authorized;
use fic_keys::KeyError;
use fic_keys::PrivateKey;
use fic_keys::PublicKey;
use fic_keys::Standing;
use fic_keys::server_config;
use fic_protocol::Name;
use fic_protocol::Role;
use rustls::ServerConfig;

/// The agent's key, the file that says whom it lets in, and a place to say what is wrong.
pub struct Identity {
    public: PublicKey,
    config: Arc<ServerConfig>,
    authorized: PathBuf,
    say: Box<dyn Fn(&str) + Send + Sync>,
    /// What is wrong with the file was said already.
    said: Mutex<Vec<String>>,
}

impl Identity {
    /// An identity. `authorized` is read at each connection; what is wrong with it, and
    /// who is not let in, goes to `say`, one line a call.
    ///
    /// # Errors
    /// [`KeyError::Crypto`] if TLS does not take the key.
    pub fn new(
        key: &PrivateKey,
        authorized: impl Into<PathBuf>,
        say: impl Fn(&str) + Send + Sync + 'static,
    ) -> Result<Arc<Self>, KeyError> {
        let config = server_config(key).map_err(|_| KeyError::Crypto)?;
        let identity = Self {
            public: key.public(),
            config: Arc::new(config),
            authorized: authorized.into(),
            say: Box::new(say),
            said: Mutex::default(),
        };
        identity.read();
        Ok(Arc::new(identity))
    }

    /// The fingerprint of the agent's key, for people to compare.
    pub fn fingerprint(&self) -> Name {
        self.public.fingerprint()
    }

    pub(super) fn config(&self) -> &Arc<ServerConfig> {
        &self.config
    }

    /// What the holder of this key may do now, by the file as it is now.
    pub(super) fn role_of(&self, key: &PublicKey, from: SocketAddr) -> Option<Role> {
        let why = match self.read().standing(key) {
            Standing::Allowed(role) => return Some(role),
            Standing::Unknown => "is not authorised".to_owned(),
            Standing::Expired(day) => format!("was authorised until {day}"),
        };
        let fingerprint = key.fingerprint();
        (self.say)(&format!("refused {from}: its key {fingerprint} {why}"));
        None
    }

    /// As what the file lets the key of this fingerprint in now.
    pub(super) fn standing(&self, fingerprint: &str) -> Option<Role> {
        match self.read().standing_of(fingerprint) {
            Standing::Allowed(role) => Some(role),
            Standing::Unknown | Standing::Expired(_) => None,
        }
    }

    /// Tells of a session that ended because its key has another standing now.
    pub(super) fn say_revoked(&self, key: &PublicKey, from: SocketAddr) {
        let fingerprint = key.fingerprint();
        (self.say)(&format!(
            "ended the session of {from}: its key {fingerprint} was removed, expired or has another role"
        ));
    }

    /// The file as it is now; says what is wrong with it, but not twice.
    fn read(&self) -> Authorized {
        let read = Authorized::read(&self.authorized);
        let (list, faults) = match read {
            Ok(list) => {
                let place = self.authorized.display();
                let faults = list.faults().iter();
                let faults = faults.map(|fault| format!("{place}: {fault}")).collect();
                (list, faults)
            }
            Err(error) => (
                Authorized::default(),
                vec![format!("{error}; {}", error.help())],
            ),
        };
        self.say_once(faults);
        list
    }

    fn say_once(&self, faults: Vec<String>) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if *said != faults {
            faults.iter().for_each(|fault| (self.say)(fault));
            *said = faults;
        }
    }
}
