//! A registry behind TLS, and a proxy in front of it: what a company network puts between a client
//! and a registry.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// Longer than a client of these tests leaves a connection alone.
const PATIENCE: Duration = Duration::from_secs(60);

trait Stream: Read + Write + Send {}
impl<T: Read + Write + Send> Stream for T {}

/// An authority of a company.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new() -> Authority {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        // The same name as its servers' would make these pass for self-signed.
        params
            .distinguished_name
            .push(DnType::CommonName, "A company");
        Authority(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    fn server(&self, name: &str, last_year: i32) -> Arc<ServerConfig> {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        (params.not_before, params.not_after) =
            (date_time_ymd(2000, 1, 1), date_time_ymd(last_year, 1, 1));
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap().der().clone();
        let key = PrivateKeyDer::from_pem_slice(key.serialize_pem().as_bytes()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap();
        Arc::new(
            builder
                .with_no_client_auth()
                .with_single_cert(vec![certificate], key)
                .unwrap(),
        )
    }
}

/// A door to a plain registry that speaks TLS; the port.
pub(crate) fn https(authority: &Authority, name: &str, last_year: i32, registry: &str) -> u16 {
    let config = authority.server(name, last_year);
    let inner = host_of(registry);
    serve(move |stream| {
        let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = StreamOwned::new(connection, stream);
        // A client that trusts nobody ends here.
        while let Ok(request) = read_request(&mut stream) {
            let answer = forward(&request, &inner)?;
            stream.write_all(&answer)?;
            stream.flush()?;
        }
        Ok(())
    })
}

/// A proxy that opens tunnels, for whoever knows the password if there is one.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    pub(crate) fn start(password: Option<&'static str>) -> Proxy {
        Proxy::open(password, None)
    }

    /// One that knows these hosts alone, each at a port of this machine.
    pub(crate) fn knowing(hosts: Vec<(&'static str, u16)>) -> Proxy {
        Proxy::open(None, Some(hosts))
    }

    fn open(password: Option<&'static str>, hosts: Option<Vec<(&'static str, u16)>>) -> Proxy {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&asked);
        let port = serve(move |mut stream| {
            let request = String::from_utf8(read_request(&mut stream)?).unwrap();
            shared
                .lock()
                .unwrap()
                .push(request.lines().next().unwrap().to_owned());
            let knows = |password: &str| request.contains(&format!("Basic {password}\r\n"));
            if !password.is_none_or(knows) {
                return stream.write_all(
                    b"HTTP/1.1 407 Who are you\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
                );
            }
            let target = request.split(' ').nth(1).unwrap_or_default();
            let known = hosts.as_ref().map(|hosts| {
                let name = target.split(':').next().unwrap_or_default();
                hosts.iter().find(|(host, _)| *host == name)
            });
            let far = match known {
                Some(Some((_, port))) => TcpStream::connect(("127.0.0.1", *port))?,
                Some(None) => return stream.write_all(b"HTTP/1.1 502 Unknown\r\n\r\n"),
                None => TcpStream::connect(target)?,
            };
            stream.write_all(b"HTTP/1.1 200 Go on\r\n\r\n")?;
            let (mut from, mut to) = (stream.try_clone()?, far.try_clone()?);
            thread::spawn(move || io::copy(&mut from, &mut to));
            io::copy(&mut &far, &mut stream).map(drop)
        });
        Proxy { port, asked }
    }

    /// The first line of each request so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn serve(each: impl Fn(TcpStream) -> io::Result<()> + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let each = Arc::new(each);
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            stream.set_read_timeout(Some(PATIENCE)).unwrap();
            let each = Arc::clone(&each);
            // Its client may go at any time.
            thread::spawn(move || drop(each(stream)));
        }
    });
    port
}

/// The whole answer of the plain registry, which then closes.
fn forward(request: &[u8], host: &str) -> io::Result<Vec<u8>> {
    let text = String::from_utf8_lossy(request).into_owned();
    let text = text.replace("connection: keep-alive\r\n", "").replacen(
        "\r\n",
        "\r\nconnection: close\r\n",
        1,
    );
    let mut registry = TcpStream::connect(host)?;
    registry.write_all(text.as_bytes())?;
    let mut answer = Vec::new();
    registry.read_to_end(&mut answer)?;
    Ok(answer)
}

fn host_of(registry: &str) -> String {
    registry
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned()
}

fn read_request(stream: &mut dyn Stream) -> io::Result<Vec<u8>> {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        request.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&request).to_lowercase();
    let length = head
        .split("content-length: ")
        .nth(1)
        .and_then(|rest| rest.split("\r\n").next()?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body)?;
    request.extend(body);
    Ok(request)
}
