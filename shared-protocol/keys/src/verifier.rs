//! TLS 1.3 with raw public keys on both sides (RFC 7250): who gets through the handshake

use std::sync::Arc;
use std::sync::OnceLock;

use rustls::CertificateError;
use rustls::ClientConfig;
use rustls::DigitallySignedStruct;
use rustls::DistinguishedName;
use rustls::Error;
use rustls::PeerIncompatible;
use rustls::ServerConfig;
use rustls::SignatureScheme;
use rustls::client::AlwaysResolvesClientRawPublicKeys;
use rustls::client::Resumption;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::client::danger::ServerCertVerified;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::ring::default_provider;
use rustls::crypto::verify_tls13_signature_with_raw_key;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::ServerName;
use rustls::pki_types::SubjectPublicKeyInfoDer;
use rustls::pki_types::UnixTime;
use rustls::server::AlwaysResolvesServerRawPublicKeys;
use rustls::server::NoServerSessionStorage;
use rustls::server::danger::ClientCertVerified;
use rustls::server::danger::ClientCertVerifier;
use rustls::version::TLS13;

use crate::private::PrivateKey;
use crate::public::PublicKey;

/// The key that a peer presents in place of a certificate.
///
/// # Errors
/// A fatal alert's reason if it is no Ed25519 key.
pub fn key_of(presented: &CertificateDer<'_>) -> Result<PublicKey, Error> {
    PublicKey::from_spki(presented).ok_or(Error::InvalidCertificate(CertificateError::BadEncoding))
}

/// The settings of a server that lets any holder of an Ed25519 key through the handshake;
/// what the key may do is judged after it.
///
/// # Errors
/// TLS does not take the key.
pub fn server_config(own: &PrivateKey) -> Result<ServerConfig, Error> {
    let resolver = AlwaysResolvesServerRawPublicKeys::new(own.certified());
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(&[&TLS13])?
        .with_client_cert_verifier(RawKeyVerifier::any())
        .with_cert_resolver(Arc::new(resolver));
    // Each connection shows its key anew: one that was removed has no way back in.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(config)
}

/// Asks a peer for an Ed25519 key and for the proof that it has the private half.
///
/// A host's verifier is asked before the host shows its own key, so a stranger learns nothing.
#[derive(Debug)]
pub struct RawKeyVerifier {
    accepts: Accepts,
    seen: OnceLock<PublicKey>,
}

#[derive(Debug)]
enum Accepts {
    Any,
    Only(PublicKey),
    Nobody,
}

impl RawKeyVerifier {
    /// Lets every key through.
    pub fn any() -> Arc<Self> {
        Self::new(Accepts::Any)
    }

    /// For one connection: lets this key through, without one nobody, and remembers which
    /// was shown.
    pub fn pinned(key: Option<PublicKey>) -> Arc<Self> {
        Self::new(key.map_or(Accepts::Nobody, Accepts::Only))
    }

    fn new(accepts: Accepts) -> Arc<Self> {
        let seen = OnceLock::new();
        Arc::new(Self { accepts, seen })
    }

    /// The key that the peer of a pinned connection showed.
    pub fn seen(&self) -> Option<PublicKey> {
        self.seen.get().copied()
    }

    /// The settings of a client that asks this verifier, and shows `own` if it is asked.
    ///
    /// # Errors
    /// TLS does not take the key.
    pub fn client_config(
        self: &Arc<Self>,
        own: Option<&PrivateKey>,
    ) -> Result<Arc<ClientConfig>, Error> {
        let verifier = Arc::clone(self);
        let builder = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_protocol_versions(&[&TLS13])?
            .dangerous()
            .with_custom_certificate_verifier(verifier);
        let mut config = match own {
            Some(own) => {
                let resolver = AlwaysResolvesClientRawPublicKeys::new(own.certified());
                builder.with_client_cert_resolver(Arc::new(resolver))
            }
            None => builder.with_no_client_auth(),
        };
        // Each connection shows its keys anew.
        config.resumption = Resumption::disabled();
        config.enable_sni = false;
        Ok(Arc::new(config))
    }

    fn check_key(&self, presented: &CertificateDer<'_>) -> Result<(), Error> {
        let shown = key_of(presented)?;
        let pinned = match self.accepts {
            Accepts::Any => return Ok(()),
            Accepts::Only(key) => Some(key),
            Accepts::Nobody => None,
        };
        let seen = self.seen.get_or_init(|| shown);
        match pinned {
            Some(key) if key == shown && key == *seen => Ok(()),
            _ => Err(CertificateError::ApplicationVerificationFailure.into()),
        }
    }
}

fn check_signature(
    message: &[u8],
    presented: &CertificateDer<'_>,
    signed: &DigitallySignedStruct,
) -> Result<HandshakeSignatureValid, Error> {
    let key = key_of(presented)?.to_spki();
    let spki = SubjectPublicKeyInfoDer::from(key.as_slice());
    let algorithms = default_provider().signature_verification_algorithms;
    verify_tls13_signature_with_raw_key(message, &spki, signed, &algorithms)
}

/// What the two traits have in common, word for word.
macro_rules! raw_keys_of_tls13 {
    () => {
        fn verify_tls12_signature(
            &self,
            _: &[u8],
            _: &CertificateDer<'_>,
            _: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            Err(PeerIncompatible::Tls12NotOffered.into())
        }

        fn verify_tls13_signature(
            &self,
            message: &[u8],
            presented: &CertificateDer<'_>,
            signed: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            check_signature(message, presented, signed)
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            vec![SignatureScheme::ED25519]
        }

        fn requires_raw_public_keys(&self) -> bool {
            true
        }
    };
}

impl ServerCertVerifier for RawKeyVerifier {
    fn verify_server_cert(
        &self,
        presented: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.check_key(presented)
            .map(|()| ServerCertVerified::assertion())
    }

    raw_keys_of_tls13!();
}

impl ClientCertVerifier for RawKeyVerifier {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        presented: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        self.check_key(presented)
            .map(|()| ClientCertVerified::assertion())
    }

    raw_keys_of_tls13!();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(key: &PrivateKey) -> CertificateDer<'static> {
        CertificateDer::from(key.public().to_spki().to_vec())
    }

    #[test]
    fn a_pinned_connection_takes_one_key_and_says_which_was_shown() {
        let (ours, other) = (
            PrivateKey::passing().unwrap(),
            PrivateKey::passing().unwrap(),
        );
        let verifier = RawKeyVerifier::pinned(Some(ours.public()));
        assert_eq!(verifier.seen(), None);
        assert!(verifier.check_key(&shown(&ours)).is_ok());
        // A peer that shows another key in the middle of the connection.
        assert!(verifier.check_key(&shown(&other)).is_err());
        assert_eq!(verifier.seen(), Some(ours.public()));
        let verifier = RawKeyVerifier::pinned(Some(ours.public()));
        assert!(verifier.check_key(&shown(&other)).is_err());
        assert!(verifier.check_key(&shown(&ours)).is_err());
        assert_eq!(verifier.seen(), Some(other.public()));
    }

    #[test]
    fn without_a_pin_nobody_gets_through_and_the_key_is_told() {
        let key = PrivateKey::passing().unwrap();
        let verifier = RawKeyVerifier::pinned(None);
        assert!(verifier.check_key(&shown(&key)).is_err());
        assert_eq!(verifier.seen(), Some(key.public()));
    }

    #[test]
    fn any_key_but_nothing_else_gets_through_a_server() {
        let verifier = RawKeyVerifier::any();
        for _ in 0..2 {
            let key = PrivateKey::passing().unwrap();
            assert!(verifier.check_key(&shown(&key)).is_ok());
        }
        let certificate = CertificateDer::from(vec![0x30; 44]);
        assert!(verifier.check_key(&certificate).is_err());
    }
}
