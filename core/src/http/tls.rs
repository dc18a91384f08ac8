//! Encryption: whom this machine trusts, and what is wrong with a certificate that it does not.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ibidem_sdk::http::{Failure, Tls};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, OtherError, RootCertStore, SignatureScheme,
};
use sha2::{Digest as _, Sha256};
use x509_parser::prelude::{FromDer as _, X509Certificate};

use super::HttpError;
use super::clock::timestamp;

/// What is wrong with a certificate; travels through the client inside of its error.
#[derive(Clone, Debug)]
pub(crate) struct CertificateFault {
    pub(crate) failure: Failure,
    pub(crate) detail: String,
}

impl fmt::Display for CertificateFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.detail)
    }
}

impl std::error::Error for CertificateFault {}

/// The settings of encrypted connections: the system's authorities, and one that the user adds.
pub(crate) fn config(authority: Option<&Path>) -> Result<ClientConfig, HttpError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    // What of the system's store cannot be read is missed where it is needed, and named there.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(path) = authority {
        add_authority(&mut roots, path)?;
    }
    let inner = if roots.is_empty() {
        None
    } else {
        let builder = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        Some(builder.build().map_err(|error| HttpError::Client(error.to_string()))?)
    };
    let verifier = Verifier { inner, provider: Arc::clone(&provider) };
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let mut config = versions
        .map_err(|error| HttpError::Client(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn add_authority(roots: &mut RootCertStore, path: &Path) -> Result<(), HttpError> {
    let fault = |cause: String| HttpError::Authority { path: PathBuf::from(path), cause };
    let certificates = CertificateDer::pem_file_iter(path).map_err(|error| fault(error.to_string()))?;
    let mut added = 0;
    for certificate in certificates {
        let certificate = certificate.map_err(|error| fault(error.to_string()))?;
        roots.add(certificate).map_err(|error| fault(error.to_string()))?;
        added += 1;
    }
    if added == 0 { Err(fault("it holds no certificate in PEM form".to_owned())) } else { Ok(()) }
}

/// Verifies as the library does, and says of a refusal what a reader of the report needs.
#[derive(Debug)]
struct Verifier {
    inner: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(inner) = &self.inner else {
            let detail = "this machine has no certificate authorities".to_owned();
            return Err(refusal(Failure::TlsUntrusted, detail));
        };
        inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now).map_err(
            |error| match error {
                rustls::Error::InvalidCertificate(cause) => explain(&cause, end_entity),
                other => other,
            },
        )
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn refusal(failure: Failure, detail: String) -> rustls::Error {
    let fault = CertificateFault { failure, detail };
    rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(fault))))
}

fn explain(cause: &CertificateError, certificate: &CertificateDer<'_>) -> rustls::Error {
    let facts = facts(certificate).unwrap_or_default();
    match cause {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            refusal(Failure::TlsExpired, format!("the certificate was good until {}", facts.not_after))
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            refusal(Failure::TlsExpired, "the certificate is not good yet; is the clock right?".to_owned())
        }
        CertificateError::NotValidForNameContext { presented, .. } => {
            let names = presented.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
            refusal(Failure::TlsWrongHost, format!("the certificate is for {names}"))
        }
        CertificateError::NotValidForName => {
            refusal(Failure::TlsWrongHost, format!("the certificate is for {}", facts.subject))
        }
        _ if is_self_signed(certificate) => {
            refusal(Failure::TlsSelfSigned, format!("{} has signed its own certificate", facts.subject))
        }
        CertificateError::UnknownIssuer => {
            refusal(Failure::TlsUntrusted, format!("{} is no authority that is known here", facts.issuer))
        }
        other => refusal(Failure::TlsBroken, other.to_string()),
    }
}

fn is_self_signed(certificate: &CertificateDer<'_>) -> bool {
    let parsed = X509Certificate::from_der(certificate);
    parsed.is_ok_and(|(_, parsed)| parsed.subject().as_raw() == parsed.issuer().as_raw())
}

/// What a certificate says of itself.
pub(crate) fn facts(certificate: &[u8]) -> Option<Tls> {
    let (_, parsed) = X509Certificate::from_der(certificate).ok()?;
    Some(Tls {
        sha256: format!("{:x}", Sha256::digest(certificate)),
        subject: parsed.subject().to_string(),
        issuer: parsed.issuer().to_string(),
        not_after: timestamp(parsed.validity().not_after.timestamp()),
    })
}
