//! A private key, made once and kept in a file

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::Ed25519KeyPair;
use rustls::crypto::ring::sign::any_eddsa_type;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::sign::CertifiedKey;
use rustls::sign::SigningKey;

use crate::error::KeyError;
use crate::public::PublicKey;
use crate::secret_file;

/// Letters in a line of a PEM file (RFC 7468).
const PEM_LINE: usize = 64;

/// An Ed25519 private key, ready to sign.
#[derive(Clone)]
pub struct PrivateKey {
    signing: Arc<dyn SigningKey>,
    public: PublicKey,
}

impl PrivateKey {
    /// Reads a key; `None` if there is no such file.
    ///
    /// # Errors
    /// [`KeyError`] if others may use the file, or it holds no such key.
    pub fn load(path: &Path) -> Result<Option<Self>, KeyError> {
        let Some(pem) = secret_file::read(path)? else {
            return Ok(None);
        };
        let key = Self::from_pem(&pem);
        key.map(Some)
            .ok_or_else(|| KeyError::NoKey { path: path.into() })
    }

    /// Reads a key; makes one if there is none. Of several processes that try at once,
    /// all get the same.
    ///
    /// # Errors
    /// [`KeyError`], also if the file cannot be written.
    pub fn load_or_make(path: &Path) -> Result<Self, KeyError> {
        if let Some(key) = Self::load(path)? {
            return Ok(key);
        }
        secret_file::make(path, new_pem()?.as_bytes())?;
        Self::load(path)?.ok_or_else(|| KeyError::NoKey { path: path.into() })
    }

    /// A key of this process alone, in no file.
    ///
    /// # Errors
    /// [`KeyError::Crypto`] if the system gives no random bytes.
    pub fn passing() -> Result<Self, KeyError> {
        Self::from_pem(new_pem()?.as_bytes()).ok_or(KeyError::Crypto)
    }

    fn from_pem(pem: &[u8]) -> Option<Self> {
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem).ok()?;
        let signing = any_eddsa_type(&der).ok()?;
        let public = PublicKey::from_spki(&signing.public_key()?)?;
        Some(Self { signing, public })
    }

    /// The other half.
    pub fn public(&self) -> PublicKey {
        self.public
    }

    /// The key as TLS wants it: its own SubjectPublicKeyInfo in place of a certificate.
    pub fn certified(&self) -> Arc<CertifiedKey> {
        let spki = CertificateDer::from(self.public.to_spki().to_vec());
        Arc::new(CertifiedKey::new(vec![spki], Arc::clone(&self.signing)))
    }
}

/// Without the secret.
impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({})", self.public.fingerprint())
    }
}

fn new_pem() -> Result<String, KeyError> {
    let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new());
    let made = made.map_err(|_| KeyError::Crypto)?;
    Ok(pem(made.as_ref()))
}

fn pem(der: &[u8]) -> String {
    let encoded = STANDARD.encode(der);
    let mut text = String::from("-----BEGIN PRIVATE KEY-----\n");
    let (mut line, mut rest) = ("", encoded.as_str());
    while !rest.is_empty() {
        (line, rest) = rest.split_at(rest.len().min(PEM_LINE));
        text.push_str(line);
        text.push('\n');
    }
    debug_assert!(!line.is_empty());
    text + "-----END PRIVATE KEY-----\n"
}

#[cfg(test)]
mod tests {
    use std::fs;

    use fic_error::Diagnostic as _;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sub/agent.key");
        assert!(PrivateKey::load(&path).unwrap().is_none());
        let made = PrivateKey::load_or_make(&path).unwrap().public();
        assert_eq!(PrivateKey::load_or_make(&path).unwrap().public(), made);
        let other = folder.path().join("other.key");
        assert_ne!(PrivateKey::load_or_make(&other).unwrap().public(), made);
        assert_eq!(fs::read_dir(folder.path().join("sub")).unwrap().count(), 1);
    }

    #[test]
    fn all_who_make_it_at_once_get_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let keys: Vec<PublicKey> = std::thread::scope(|scope| {
            let make = || PrivateKey::load_or_make(&path).unwrap().public();
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(make)).collect();
            threads.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_may_use_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        PrivateKey::load_or_make(&path).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        for mode in [0o644, 0o640, 0o602, 0o601] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let error = PrivateKey::load_or_make(&path).unwrap_err();
            assert_eq!(error.code(), "key_exposed");
            let shown = format!("{error} {}", error.help());
            assert!(shown.contains(&format!("{mode:04o}")), "{shown}");
            assert!(shown.contains("chmod 600"), "{shown}");
            assert!(shown.contains(path.to_str().unwrap()), "{shown}");
        }
    }

    #[test]
    fn what_is_no_key_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        PrivateKey::load_or_make(&path).unwrap();
        let whole = fs::read(&path).unwrap();
        for bytes in [&whole[..whole.len() / 2], b"", b"junk", &[0xFF; 40_000]] {
            fs::write(&path, bytes).unwrap();
            let error = PrivateKey::load_or_make(&path).unwrap_err();
            assert_eq!(error.code(), "bad_key_file");
            assert_eq!(fs::read(&path).unwrap(), bytes);
        }
    }
}
