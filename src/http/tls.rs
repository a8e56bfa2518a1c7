//! TLS as node sets it up for npm: the trusted roots, and our own certificate.
//!
//! Nothing is set up before the first connection that needs it. The connector is ours: `ureq`'s own
//! trusts either its own roots or given ones, while `NODE_EXTRA_CA_CERTS` adds to them.
//!
//! OpenSSL accepts a trusted certificate that is both its own authority and the server's. Private
//! registries often have one. webpki never accepts it, so [`Verifier`] does, for that very
//! certificate alone.

use super::failure::HttpError;
use super::realm::realm_of;
use super::route::{ClientCertificate, Roots, Route};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, RootCertStore,
};
use rustls::{SignatureScheme, StreamOwned};
use std::io::{Read, Write};
use std::sync::{Arc, OnceLock};
use ureq::Error;
use ureq::http::Uri;
use ureq::http::uri::Scheme;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, Either, LazyBuffers};
use ureq::unversioned::transport::{NextTimeout, Transport, TransportAdapter};

/// Encrypts the connections to `https:` URLs and to `https:` proxies.
pub(super) struct TlsConnector {
    route: Arc<Route>,
    /// The other end, if that is not the host of the URL.
    peer: Option<Uri>,
    plain: OnceLock<Arc<ClientConfig>>,
    with_identity: OnceLock<Arc<ClientConfig>>,
}

impl TlsConnector {
    /// For connections on this route; `peer` is a proxy that is asked for whole URLs.
    pub(super) fn new(route: Arc<Route>, peer: Option<Uri>) -> Self {
        Self {
            route,
            peer,
            plain: OnceLock::new(),
            with_identity: OnceLock::new(),
        }
    }

    /// The settings for a server: our own certificate is shown in its own realm only.
    fn config(&self, realm: &str) -> Result<Arc<ClientConfig>, HttpError> {
        let identity = self
            .route
            .identity
            .as_ref()
            .filter(|identity| identity.realm.as_str() == realm);
        let slot = if identity.is_some() {
            &self.with_identity
        } else {
            &self.plain
        };
        if let Some(config) = slot.get() {
            return Ok(Arc::clone(config));
        }
        let config = Arc::new(build(&self.route, identity)?);
        Ok(Arc::clone(slot.get_or_init(|| config)))
    }
}

impl std::fmt::Debug for TlsConnector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TlsConnector")
    }
}

impl<In: Transport> Connector<In> for TlsConnector {
    type Out = Either<In, TlsTransport>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        let Some(transport) = chained else {
            return Ok(None);
        };
        let peer = self.peer.as_ref().unwrap_or(details.uri);
        if peer.scheme() != Some(&Scheme::HTTPS) || transport.is_tls() {
            return Ok(Some(Either::A(transport)));
        }
        let host = peer.host().unwrap_or_default().trim_matches(['[', ']']);
        let name = ServerName::try_from(host)
            .map_err(|_| untrusted("no certificate can have its name"))?;
        let config = self
            .config(&realm_of(peer))
            .map_err(|error| Error::Other(error.into()))?;
        let mut conn =
            ClientConnection::new(config, name.to_owned()).map_err(std::io::Error::other)?;
        let mut sock = TransportAdapter::new(transport.boxed(), Arc::clone(&details.current_time));
        sock.set_timeout(details.timeout);
        conn.complete_io(&mut sock)?;
        let buffers = LazyBuffers::new(
            details.config.input_buffer_size(),
            details.config.output_buffer_size(),
        );
        Ok(Some(Either::B(TlsTransport {
            buffers,
            stream: StreamOwned::new(conn, sock),
        })))
    }
}

fn untrusted(why: &str) -> Error {
    Error::Other(HttpError::Untrusted(why.to_owned()).into())
}

fn build(route: &Route, identity: Option<&ClientCertificate>) -> Result<ClientConfig, HttpError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let unusable = |error: &rustls::Error| HttpError::Untrusted(error.to_string());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable(&error))?
        .dangerous();
    let builder = if route.strict_ssl {
        builder.with_custom_certificate_verifier(Arc::new(Verifier::new(&route.roots, provider)?))
    } else {
        builder.with_custom_certificate_verifier(Arc::new(Anybody(provider)))
    };
    match identity {
        None => Ok(builder.with_no_client_auth()),
        Some(identity) => {
            let chain = certificates(&identity.certificate);
            let key = PrivateKeyDer::from_pem_slice(identity.key.expose()).map_err(|_| {
                HttpError::Untrusted("the key of your own certificate cannot be read".to_owned())
            })?;
            builder.with_client_auth_cert(chain, key).map_err(|error| {
                HttpError::Untrusted(format!(
                    "your own certificate and its key cannot be used: {error}"
                ))
            })
        }
    }
}

pub(super) fn certificates(pem: &[u8]) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(pem)
        .filter_map(Result::ok)
        .collect()
}

/// Trusts the roots of the route.
#[derive(Debug)]
struct Verifier {
    usual: Arc<WebPkiServerVerifier>,
    given: Vec<CertificateDer<'static>>,
}

impl Verifier {
    fn new(roots: &Roots, provider: Arc<CryptoProvider>) -> Result<Self, HttpError> {
        let (built_in, texts) = match roots {
            Roots::BuiltInAnd(texts) => (webpki_roots::TLS_SERVER_ROOTS, texts),
            Roots::Only(texts) => (&[][..], texts),
        };
        let mut store = RootCertStore {
            roots: built_in.to_vec(),
        };
        let given: Vec<_> = texts.iter().flat_map(|text| certificates(text)).collect();
        store.add_parsable_certificates(given.iter().cloned());
        if store.is_empty() {
            return Err(HttpError::Untrusted(
                "npm's settings ca and cafile hold no certificate to trust".to_owned(),
            ));
        }
        let usual = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider).build();
        Ok(Self {
            usual: usual.map_err(|error| HttpError::Untrusted(error.to_string()))?,
            given,
        })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let usual = self
            .usual
            .verify_server_cert(end_entity, intermediates, name, ocsp, now);
        match &usual {
            // webpki checks the dates before it checks this, so the dates are known to be right.
            Err(rustls::Error::InvalidCertificate(CertificateError::Other(other)))
                if other.0.downcast_ref() == Some(&webpki::Error::CaUsedAsEndEntity)
                    && self.given.iter().any(|given| given == end_entity) =>
            {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, name)?;
                Ok(ServerCertVerified::assertion())
            }
            _ => usual,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.usual
            .verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.usual
            .verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.usual.supported_verify_schemes()
    }
}

/// `strict-ssl=false`: any certificate is accepted.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// An encrypted connection.
pub(super) struct TlsTransport {
    buffers: LazyBuffers,
    stream: StreamOwned<ClientConnection, TransportAdapter>,
}

impl std::fmt::Debug for TlsTransport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TlsTransport")
    }
}

impl Transport for TlsTransport {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.stream.get_mut().set_timeout(timeout);
        self.stream.write_all(&self.buffers.output()[..amount])?;
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.stream.get_mut().set_timeout(timeout);
        let read = self.stream.read(self.buffers.input_append_buf())?;
        self.buffers.input_appended(read);
        Ok(read > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.get_mut().get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}
