//! Releases on loopback, laid out as a code host lays them out; and the ways in which a download
//! goes wrong.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::release::{self, Release};

/// What happens to the archive on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// One byte is another.
    Corrupted,
    /// The connection ends in the middle.
    Cut,
    /// The client is sent on to another address in plain text, which has it.
    Redirected,
    /// Under the newer version's address lie the files of the older one.
    Older,
    /// Nothing more comes, and the connection stays.
    Stalled,
}

/// Stands at the end of the address that a client was sent on to.
const SENT_ON: &str = "?sent-on";

/// Serves both versions; the newer one is the latest. Ends with the test program.
pub(crate) fn start(fault: Fault) -> String {
    start_signed(fault, None)
}

/// The same, with this signature of the latest version's checksums.
pub(crate) fn start_signed(fault: Fault, signature: Option<Vec<u8>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let here = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let signature = signature.clone();
            // A client that goes away has what it wanted.
            thread::spawn(move || answer(stream, here, fault, signature).unwrap_or_default());
        }
    });
    format!("http://{here}")
}

/// The same behind TLS, with a certificate that nobody vouches for.
pub(crate) fn start_self_signed() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let here = listener.local_addr().unwrap();
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::from_pem_slice(signing_key.serialize_pem().as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let stream = StreamOwned::new(connection, stream);
            thread::spawn(move || answer(stream, here, Fault::None, None).unwrap_or_default());
        }
    });
    format!("https://{here}")
}

/// Answers one request to the server that is `here`.
fn answer(
    mut stream: impl Read + Write,
    here: SocketAddr,
    fault: Fault,
    signature: Option<Vec<u8>>,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(&mut stream).lines();
    let request = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let path = request.split(' ').nth(1).unwrap_or_default();
    let asked = path;
    let path = path.strip_suffix(SENT_ON).unwrap_or(path);
    if fault == Fault::Redirected && path.ends_with(".tar.gz") && path == asked {
        let head = "HTTP/1.1 302 there\r\ncontent-length: 0\r\nconnection: close";
        return write!(
            stream,
            "{head}\r\nLocation: http://{here}{path}{SENT_ON}\r\n\r\n"
        );
    }
    let found = match path.ends_with(".minisig") {
        true => signature,
        false if fault == Fault::Older => {
            find(&path.replacen(&release::new().version, &release::old().version, 1))
        }
        false => find(path),
    };
    let Some(mut body) = found else {
        return stream.write_all(b"HTTP/1.1 404 no\r\ncontent-length: 0\r\n\r\n");
    };
    let length = body.len();
    if path.ends_with(".tar.gz") {
        match fault {
            Fault::None | Fault::Redirected | Fault::Older => {}
            Fault::Corrupted => body[length / 2] ^= 1,
            Fault::Cut | Fault::Stalled => body.truncate(length / 2),
        }
    }
    write!(
        stream,
        "HTTP/1.1 200 ok\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    )?;
    stream.write_all(&body)?;
    stream.flush()?;
    if fault == Fault::Stalled && path.ends_with(".tar.gz") {
        thread::sleep(std::time::Duration::from_secs(60));
    }
    Ok(())
}

fn find(path: &str) -> Option<Vec<u8>> {
    let of = |release: &Release, name: &str| release.files().remove(name);
    if let Some(name) = path.strip_prefix("/latest/download/") {
        return of(release::new(), name);
    }
    let (version, name) = path.strip_prefix("/download/v")?.split_once('/')?;
    let all = [release::old(), release::new()];
    let release = all.into_iter().find(|it| it.version == version)?;
    of(release, name)
}
