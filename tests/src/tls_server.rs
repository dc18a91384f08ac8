//! Servers on this machine with one certificate each, sound or not.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, Stream};

/// An authority of a test, and what it signs.
pub struct Authority {
    certificate: rcgen::Certificate,
    key: KeyPair,
}

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing, where the authority is trusted.
    None,
    /// It has expired.
    Expired,
    /// Its holder has signed it.
    SelfSigned,
}

impl Authority {
    /// A new authority of a name.
    ///
    /// # Panics
    ///
    /// Panics where no key can be made.
    pub fn named(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate");
        Self { certificate, key }
    }

    /// The certificate of the authority, as `--ca` reads it.
    pub fn pem(&self) -> String {
        self.certificate.pem()
    }

    /// Starts a server with a certificate for a name, which answers everything with one page; its port.
    ///
    /// # Panics
    ///
    /// Panics where no port is to be had.
    pub fn serve(&self, name: &str, fault: Fault) -> u16 {
        let config = Arc::new(self.config(name, fault));
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("a bound listener").port();
        thread::spawn(move || {
            for mut tcp in listener.incoming().flatten() {
                let Ok(mut connection) = ServerConnection::new(Arc::clone(&config)) else { return };
                thread::spawn(move || {
                    let mut stream = Stream::new(&mut connection, &mut tcp);
                    // A client that refuses the certificate goes away; each request is one read.
                    while stream.read(&mut [0; 16 << 10]).is_ok_and(|n| n > 0) {
                        let page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 20\r\n\r\n<title>Safe</title>\n";
                        if stream.write_all(page.as_bytes()).is_err() {
                            return;
                        }
                    }
                });
            }
        });
        port
    }

    fn config(&self, name: &str, fault: Fault) -> ServerConfig {
        let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        params.distinguished_name.push(DnType::CommonName, name);
        if fault == Fault::Expired {
            params.not_before = date_time_ymd(2001, 1, 1);
            params.not_after = date_time_ymd(2002, 1, 1);
        }
        let key = KeyPair::generate().expect("a key");
        let certificate = match fault {
            Fault::SelfSigned => params.self_signed(&key),
            _ => params.signed_by(&key, &self.certificate, &self.key),
        };
        let certificate: CertificateDer<'static> = certificate.expect("a certificate").der().clone();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the provider has them")
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .expect("the key belongs to the certificate")
    }
}
