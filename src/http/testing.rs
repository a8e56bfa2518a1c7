//! A server for tests, one request to a connection: plain, encrypted, a proxy, or a tunnel with a
//! server at its end.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::PrivateKeyDer;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;

pub(crate) trait Stream: Read + Write + Send {}
impl<T: Read + Write + Send> Stream for T {}

/// Writes the answer to the nth request.
pub(crate) type Answers = dyn Fn(usize, &mut dyn Stream) + Send + Sync;

pub(crate) struct Stub {
    pub(crate) address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

struct ScriptedAnswers {
    answers: Box<Answers>,
    /// Encrypts the traffic inside a tunnel.
    inside: Option<Arc<ServerConfig>>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Stub {
    pub(crate) fn new(answers: impl Fn(usize, &mut dyn Stream) + Send + Sync + 'static) -> Self {
        Self::layered(None, None, answers)
    }

    pub(crate) fn tls(config: &Arc<ServerConfig>) -> Self {
        Self::layered(Some(Arc::clone(config)), None, |_, stream| ok(stream, "{}"))
    }

    /// `outside` encrypts the connection itself; a `CONNECT` to anywhere leads to this same server,
    /// encrypted by `inside`.
    pub(crate) fn layered(
        outside: Option<Arc<ServerConfig>>,
        inside: Option<Arc<ServerConfig>>,
        answers: impl Fn(usize, &mut dyn Stream) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let script = Arc::new(ScriptedAnswers {
            answers: Box::new(answers),
            inside,
            requests: Arc::clone(&requests),
        });
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (script, outside) = (Arc::clone(&script), outside.clone());
                thread::spawn(move || match outside {
                    Some(config) => {
                        converse(Box::new(encrypted(config, Box::new(stream))), &script);
                    }
                    None => converse(Box::new(stream), &script),
                });
            }
        });
        Self { address, requests }
    }

    /// The requests so far, head and body, one text each.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    pub(crate) fn url(&self, scheme: &str, host: &str) -> String {
        format!("{scheme}://{host}:{}/", self.address.port())
    }
}

pub(crate) fn ok(stream: &mut dyn Stream, body: &str) {
    answer(stream, "200 OK", body);
}

pub(crate) fn answer(stream: &mut dyn Stream, status: &str, body: &str) {
    let head = format!(
        "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    drop(stream.write_all((head + body).as_bytes()));
}

fn encrypted(
    config: Arc<ServerConfig>,
    stream: Box<dyn Stream>,
) -> StreamOwned<ServerConnection, Box<dyn Stream>> {
    StreamOwned::new(ServerConnection::new(config).unwrap(), stream)
}

fn converse(mut stream: Box<dyn Stream>, script: &ScriptedAnswers) {
    let Some(request) = read_request(&mut stream) else {
        return;
    };
    let connect = request.starts_with("CONNECT ");
    let nth = {
        let mut requests = script.requests.lock().unwrap();
        requests.push(request);
        requests.len() - 1
    };
    match &script.inside {
        Some(config) if connect => {
            stream
                .write_all(b"HTTP/1.1 200 Here you are\r\n\r\n")
                .unwrap();
            converse(Box::new(encrypted(Arc::clone(config), stream)), script);
        }
        Some(_) | None => {
            (script.answers)(nth, &mut stream);
            drop(stream.flush());
        }
    }
}

fn read_request(stream: &mut dyn Stream) -> Option<String> {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        request.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&request).to_lowercase();
    let length = head
        .split("content-length: ")
        .nth(1)
        .and_then(|rest| rest.split("\r\n").next()?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).ok()?;
    request.extend(body);
    Some(String::from_utf8_lossy(&request).into_owned())
}

/// An authority with the PEM of its certificate.
pub(crate) struct TestAuthority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// A certificate and its key, PEM.
pub(crate) struct Certified {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

impl TestAuthority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self {
            issuer: CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap(),
        }
    }

    pub(crate) fn pem(&self) -> String {
        self.issuer.pem()
    }

    pub(crate) fn certify(&self, name: &str) -> Certified {
        self.certify_until(name, 2100)
    }

    pub(crate) fn certify_until(&self, name: &str, year: i32) -> Certified {
        let (params, key) = subject(name, year);
        let certificate = params.signed_by(&key, &self.issuer).unwrap().pem();
        Certified {
            certificate,
            key: key.serialize_pem(),
        }
    }

    /// Settings for a server that demands a certificate of this authority.
    pub(crate) fn server_for_members(&self, server: &Certified) -> Arc<ServerConfig> {
        let mut roots = RootCertStore::empty();
        roots.add(self.issuer.der().clone()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier =
            rustls::server::WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
                .build()
                .unwrap();
        server.config(|builder| builder.with_client_cert_verifier(verifier))
    }
}

impl Certified {
    /// A certificate that is its own authority.
    pub(crate) fn own_authority(name: &str, year: i32) -> Self {
        let (mut params, key) = subject(name, year);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self {
            certificate: params.self_signed(&key).unwrap().pem(),
            key: key.serialize_pem(),
        }
    }

    /// Settings for a server that shows this certificate.
    pub(crate) fn server(&self) -> Arc<ServerConfig> {
        self.config(rustls::ConfigBuilder::<_, rustls::WantsVerifier>::with_no_client_auth)
    }

    fn config(
        &self,
        clients: impl FnOnce(
            rustls::ConfigBuilder<ServerConfig, rustls::WantsVerifier>,
        )
            -> rustls::ConfigBuilder<ServerConfig, rustls::server::WantsServerCert>,
    ) -> Arc<ServerConfig> {
        use rustls::pki_types::pem::PemObject;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap();
        let chain = super::tls::certificates(self.certificate.as_bytes());
        let key = PrivateKeyDer::from_pem_slice(self.key.as_bytes()).unwrap();
        Arc::new(clients(builder).with_single_cert(chain, key).unwrap())
    }
}

fn subject(name: &str, year: i32) -> (CertificateParams, KeyPair) {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.not_before = date_time_ymd(2000, 1, 1);
    params.not_after = date_time_ymd(year, 1, 1);
    (params, KeyPair::generate().unwrap())
}
