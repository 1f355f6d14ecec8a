//! What a TLS verifier of raw public keys checks on either side

use rustls::CertificateError;
use rustls::DigitallySignedStruct;
use rustls::Error;
use rustls::SignatureScheme;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::ring::default_provider;
use rustls::crypto::verify_tls13_signature_with_raw_key;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::SubjectPublicKeyInfoDer;

use super::PublicKey;

/// The signatures that are accepted: those of our keys.
pub fn schemes() -> Vec<SignatureScheme> {
    vec![SignatureScheme::ED25519]
}

/// The key that a peer presents in place of a certificate.
///
/// # Errors
/// A fatal alert's reason if it is no Ed25519 key.
pub fn key_of(presented: &CertificateDer<'_>) -> Result<PublicKey, Error> {
    PublicKey::from_spki(presented).ok_or(Error::InvalidCertificate(CertificateError::BadEncoding))
}

/// Checks that the peer holds the private half of the key that it presents.
///
/// # Errors
/// A fatal alert's reason if the signature is not that key's.
pub fn check_signature(
    message: &[u8],
    presented: &CertificateDer<'_>,
    signed: &DigitallySignedStruct,
) -> Result<HandshakeSignatureValid, Error> {
    let key = key_of(presented)?.to_spki();
    let spki = SubjectPublicKeyInfoDer::from(key.as_slice());
    let algorithms = default_provider().signature_verification_algorithms;
    verify_tls13_signature_with_raw_key(message, &spki, signed, &algorithms)
}
