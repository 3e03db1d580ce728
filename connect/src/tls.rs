//! Encryption with rustls, with libpq's ideas of what a certificate has to prove.

use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use tokio_postgres::config::SslNegotiation;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::options::Roots;
use crate::{ConnectError, ConnectOptions, SslMode};

/// What makes encrypted streams for these options.
///
/// # Errors
/// Where the trusted certificates cannot be read.
pub(crate) fn connector(options: &ConnectOptions) -> Result<MakeRustlsConnect, ConnectError> {
    let provider = Arc::new(ring::default_provider());
    let trust = match (options.ssl_mode, &options.roots) {
        (SslMode::VerifyCa | SslMode::VerifyFull, Some(roots)) => {
            let certificates = read_roots(roots).map_err(|problem| ConnectError::certificates(options, &problem))?;
            let mut store = RootCertStore::empty();
            let (usable, _) = store.add_parsable_certificates(certificates.iter().cloned());
            if usable == 0 {
                return Err(ConnectError::certificates(options, &no_certificate(roots)));
            }
            Some(Trust { store, certificates, name: options.ssl_mode == SslMode::VerifyFull })
        }
        _ => None,
    };
    let verifier = Arc::new(Verifier { provider: Arc::clone(&provider), trust });
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| ConnectError::certificates(options, &format!("encryption cannot be set up: {error}")))?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    if options.config.get_ssl_negotiation() == SslNegotiation::Direct {
        config.alpn_protocols = vec![b"postgresql".to_vec()];
    }
    Ok(MakeRustlsConnect::new(config))
}

fn read_roots(roots: &Roots) -> Result<Vec<CertificateDer<'static>>, String> {
    match roots {
        Roots::File(path) => read_file(path),
        Roots::System => {
            let found = rustls_native_certs::load_native_certs();
            match (found.certs.is_empty(), found.errors.first()) {
                (true, Some(error)) => Err(format!("the system's trusted certificates cannot be read: {error}")),
                _ => Ok(found.certs),
            }
        }
    }
}

fn read_file(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let unreadable = |problem: String| {
        format!("the trusted certificates in {} (sslrootcert) cannot be read: {problem}", path.display())
    };
    let content = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
    CertificateDer::pem_slice_iter(&content).collect::<Result<_, _>>().map_err(|error| unreadable(format!("{error:?}")))
}

fn no_certificate(roots: &Roots) -> String {
    match roots {
        Roots::File(path) => {
            format!("there is no certificate in {} (sslrootcert); it takes a PEM file", path.display())
        }
        Roots::System => {
            "this system has no trusted certificates; install them (ca-certificates), or name a file with sslrootcert"
                .to_owned()
        }
    }
}

/// Who is believed.
#[derive(Debug)]
struct Trust {
    store: RootCertStore,
    certificates: Vec<CertificateDer<'static>>,
    /// Whether the certificate has to name the host.
    name: bool,
}

/// Checks the server's certificate as far as the mode asks; that the server holds the certificate's key is always checked.
#[derive(Debug)]
struct Verifier {
    provider: Arc<CryptoProvider>,
    trust: Option<Trust>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(trust) = &self.trust else {
            return Ok(ServerCertVerified::assertion());
        };
        let certificate = ParsedCertificate::try_from(end_entity)?;
        // A server that signed for itself, and whose certificate is the trusted file: OpenSSL, hence libpq, takes it.
        let pinned = trust.certificates.iter().any(|trusted| trusted == end_entity);
        if !pinned {
            let algorithms = self.provider.signature_verification_algorithms.all;
            verify_server_cert_signed_by_trust_anchor(&certificate, &trust.store, intermediates, now, algorithms)?;
        }
        if trust.name {
            verify_server_name(&certificate, server_name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
