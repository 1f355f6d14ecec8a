//! Whether an agent shows the key that this host was paired with

use std::sync::Arc;
use std::sync::OnceLock;

use fic_agent::keys;
use fic_agent::keys::PrivateKey;
use fic_agent::keys::PublicKey;
use rustls::CertificateError;
use rustls::ClientConfig;
use rustls::DigitallySignedStruct;
use rustls::Error;
use rustls::PeerIncompatible;
use rustls::SignatureScheme;
use rustls::client::AlwaysResolvesClientRawPublicKeys;
use rustls::client::Resumption;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::client::danger::ServerCertVerified;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::ServerName;
use rustls::pki_types::UnixTime;
use rustls::version::TLS13;

/// Lets one key through and remembers which was shown.
///
/// It is asked before this host shows its own key, so a stranger learns nothing.
#[derive(Debug)]
pub(super) struct Pinned {
    key: Option<PublicKey>,
    seen: OnceLock<PublicKey>,
}

impl Pinned {
    /// Without a key nobody is let through.
    pub(super) fn new(key: Option<PublicKey>) -> Self {
        Self {
            key,
            seen: OnceLock::new(),
        }
    }

    /// The key that the peer showed.
    pub(super) fn seen(&self) -> Option<PublicKey> {
        self.seen.get().copied()
    }

    /// For one connection.
    pub(super) fn config(self: &Arc<Self>, own: &PrivateKey) -> Result<Arc<ClientConfig>, Error> {
        let verifier = Arc::clone(self);
        let builder = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_protocol_versions(&[&TLS13])?
            .dangerous()
            .with_custom_certificate_verifier(verifier);
        let resolver = AlwaysResolvesClientRawPublicKeys::new(own.certified());
        let mut config = builder.with_client_cert_resolver(Arc::new(resolver));
        // Each connection shows its keys anew.
        config.resumption = Resumption::disabled();
        config.enable_sni = false;
        Ok(Arc::new(config))
    }
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        presented: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = keys::key_of(presented)?;
        let seen = self.seen.get_or_init(|| shown);
        match self.key {
            Some(key) if key == shown && key == *seen => Ok(ServerCertVerified::assertion()),
            _ => Err(CertificateError::ApplicationVerificationFailure.into()),
        }
    }

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
        keys::check_signature(message, presented, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        keys::schemes()
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}
