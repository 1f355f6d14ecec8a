//! The configuration file

use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use fic_agent::access::Requirement;
use fic_agent::access::Roles;
use fic_agent::store::SizeLimit;
use fic_agent::transport::ListenAddress;
use fic_protocol::Role;
use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use serde::Serializer;
use serde::de::Error as _;

use super::error::ProgramError;

/// Read if it is there and nobody names another.
pub const DEFAULT_PATH: &str = "/etc/fic-agent/config.toml";
/// Longer than anybody writes.
const MAX_LEN: u64 = 256 * 1024;

/// What a configuration file may say; what it leaves out is left to the defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// As `--board`.
    pub board: Option<String>,
    /// As `--listen`, a list.
    #[serde(default, deserialize_with = "addresses")]
    pub listen: Option<Vec<String>>,
    /// As `--store`.
    pub store: Option<PathBuf>,
    /// As `--keys`.
    pub keys: Option<PathBuf>,
    /// As `--authorized`.
    pub authorized: Option<PathBuf>,
    /// As `--store-limit`: a number of bytes or a text like "400M".
    #[serde(default, deserialize_with = "size")]
    pub store_limit: Option<u64>,
    /// Whether a change to the board needs a lease.
    pub lease: Option<Requirement>,
    /// As `--max-sessions`.
    #[serde(default, deserialize_with = "sessions")]
    pub max_sessions: Option<u16>,
    /// As `--idle-timeout`, seconds.
    #[serde(default, deserialize_with = "idle")]
    pub idle_timeout: Option<u32>,
    /// Most bytes of each of the audit log's two files, as `store_limit`.
    #[serde(default, deserialize_with = "size")]
    pub audit_limit: Option<u64>,
    /// What the peers of each transport may do.
    #[serde(default)]
    pub roles: ConfigRoles,
}

/// The table `roles`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigRoles {
    unix: Option<RoleWord>,
    tcp: Option<RoleWord>,
    serial: Option<RoleWord>,
}

/// A role as the file has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct RoleWord(Option<Role>);

impl Config {
    /// The file that was named, or the one at [`DEFAULT_PATH`], which need not be there.
    ///
    /// # Errors
    /// [`ProgramError::ConfigRead`], [`ProgramError::Config`].
    pub fn find(named: Option<&Path>) -> Result<Self, ProgramError> {
        let path = named.unwrap_or(Path::new(DEFAULT_PATH));
        match read(path) {
            Ok(text) => Self::parse(path, &text),
            Err(error) if named.is_none() && error.kind() == io::ErrorKind::NotFound => {
                Ok(Self::default())
            }
            Err(source) => Err(ProgramError::ConfigRead {
                path: path.into(),
                source,
            }),
        }
    }

    fn parse(path: &Path, text: &str) -> Result<Self, ProgramError> {
        toml::from_str(text).map_err(|source| ProgramError::Config {
            path: path.into(),
            source: Box::new(source),
        })
    }
}

impl ConfigRoles {
    /// With the defaults where nothing is said.
    pub fn to_roles(&self) -> Roles {
        let default = Roles::default();
        let or = |said: Option<RoleWord>, default| said.map_or(default, |word| word.0);
        Roles {
            unix: or(self.unix, default.unix),
            tcp: or(self.tcp, default.tcp),
            serial: or(self.serial, default.serial),
        }
    }
}

impl From<Roles> for ConfigRoles {
    fn from(roles: Roles) -> Self {
        Self {
            unix: Some(RoleWord(roles.unix)),
            tcp: Some(RoleWord(roles.tcp)),
            serial: Some(RoleWord(roles.serial)),
        }
    }
}

impl<'de> Deserialize<'de> for RoleWord {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let word = String::deserialize(from)?;
        let roles = [Role::Read, Role::Operate, Role::Admin];
        match roles.into_iter().find(|role| role.word() == word) {
            None if word != "none" => Err(D::Error::custom(format!(
                "`{word}` is no role: it is read, operate, admin or none"
            ))),
            role => Ok(Self(role)),
        }
    }
}

impl Serialize for RoleWord {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.0.map_or("none", Role::word))
    }
}

fn read(path: &Path) -> io::Result<String> {
    // Before it is read: a device or a pipe has no end.
    let meta = fs::metadata(path)?;
    if meta.is_file() && meta.len() <= MAX_LEN {
        fs::read_to_string(path)
    } else {
        Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is no file, or too long for one of ours",
        ))
    }
}

fn addresses<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<String>>, D::Error> {
    let list = Vec::<String>::deserialize(from)?;
    for text in &list {
        let parsed = text.parse::<ListenAddress>();
        parsed.map_err(|error| D::Error::custom(format!("`listen`: {error}")))?;
    }
    Ok(Some(list))
}

fn size<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a number of bytes, or a text like \"400M\"")]
    enum Size {
        Bytes(u64),
        Text(String),
    }
    let text = match Size::deserialize(from)? {
        Size::Bytes(bytes) => bytes.to_string(),
        Size::Text(text) => text,
    };
    let limit: SizeLimit = text.parse().map_err(D::Error::custom)?;
    Ok(Some(limit.0))
}

fn sessions<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u16>, D::Error> {
    match u16::deserialize(from)? {
        number @ 1..=1024 => Ok(Some(number)),
        _ => Err(D::Error::custom("`max_sessions` is 1 to 1024")),
    }
}

fn idle<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u32>, D::Error> {
    match u32::deserialize(from)? {
        seconds @ 1..=86_400 => Ok(Some(seconds)),
        _ => Err(D::Error::custom("`idle_timeout` is 1 to 86400 seconds")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, ProgramError> {
        Config::parse(Path::new("/etc/x.toml"), text)
    }

    #[test]
    fn every_key_is_read() {
        let config = parse(
            "board = \"mk2\"\nlisten = [\"tcp://127.0.0.1:0\"]\nstore = \"/s\"\n\
             store_limit = \"2G\"\nlease = \"optional\"\nmax_sessions = 8\n\
             idle_timeout = 60\naudit_limit = 65536\n\
             [roles]\nunix = \"operate\"\ntcp = \"read\"\nserial = \"none\"\n",
        )
        .unwrap();
        assert_eq!(config.board.as_deref(), Some("mk2"));
        assert_eq!(config.store_limit, Some(2 << 30));
        assert_eq!(config.lease, Some(Requirement::Optional));
        assert_eq!(config.audit_limit, Some(65_536));
        let roles = config.roles.to_roles();
        assert_eq!(roles.unix, Some(Role::Operate));
        assert_eq!(roles.tcp, Some(Role::Read));
        assert_eq!(roles.serial, None);
        let written = toml::to_string(&config).unwrap();
        assert_eq!(parse(&written).unwrap(), config);
    }

    #[test]
    fn an_empty_file_leaves_everything_to_the_defaults() {
        let config = parse("# nothing\n").unwrap();
        assert_eq!(config, Config::default());
        assert_eq!(config.roles.to_roles(), Roles::default());
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line_and_key() {
        for (text, line, said) in [
            ("\nbord = \"mk2\"", "line 2", "bord"),
            ("board = 2", "line 1", "board"),
            ("lease = \"maybe\"", "line 1", "maybe"),
            ("\n\nmax_sessions = 0", "line 3", "max_sessions"),
            ("max_sessions = 100000", "line 1", "max_sessions"),
            ("idle_timeout = 0", "line 1", "idle_timeout"),
            ("store_limit = \"much\"", "line 1", "much"),
            ("audit_limit = -1", "line 1", "audit_limit"),
            ("listen = \"tcp://127.0.0.1:0\"", "line 1", "listen"),
            ("listen = [\"http://x\"]", "line 1", "http://x"),
            ("[roles]\ntcp = \"root\"", "line 2", "root"),
            ("[roles]\ntls = \"admin\"", "line 2", "tls"),
            ("board = \"mk2", "line 1", "board"),
            ("board = \"a\"\nboard = \"b\"", "line 2", "board"),
        ] {
            let text = parse(text).unwrap_err().explained();
            assert!(text.starts_with("error[bad_config]"), "{text}");
            for word in ["/etc/x.toml", line, said] {
                assert!(text.contains(word), "{word}: {text}");
            }
        }
    }
}
