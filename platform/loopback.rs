//! A listener on this machine alone that records requests, to prove what a program sends.
//!
//! It answers one request to a connection, and limits connections, bytes and time. Another program
//! that finds the port gets the same answer, and learns nothing from it.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The most connections that are answered.
const CONNECTIONS: usize = 64;
/// The most bytes of a request's head.
const LONGEST_HEAD: usize = 64 * 1024;
/// How long a peer may be silent.
const SILENCE: Duration = Duration::from_secs(5);

/// Listens until it is dropped.
pub struct Loopback {
    port: u16,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    heads: Mutex<Vec<Vec<u8>>>,
    is_over: AtomicBool,
}

impl Loopback {
    /// Begins to listen, at a port that the system chooses; every request gets this answer, as
    /// JSON.
    ///
    /// # Errors
    /// Those of opening a port or starting a thread.
    pub fn listen(answer: &str) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared {
            heads: Mutex::default(),
            is_over: AtomicBool::new(false),
        });
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: ";
        let answer = format!("{head}{}\r\n\r\n{answer}", answer.len());
        let kept = Arc::clone(&shared);
        let serve = move || {
            for stream in listener.incoming().take(CONNECTIONS) {
                if kept.is_over.load(Ordering::SeqCst) {
                    return;
                }
                // A peer that breaks off has not asked anything.
                let _ = stream.and_then(|stream| kept.converse(stream, answer.as_bytes()));
            }
        };
        let thread = thread::Builder::new()
            .name("npmcred-loopback".to_owned())
            .spawn(serve)?;
        Ok(Self {
            port,
            shared,
            thread: Some(thread),
        })
    }

    /// The port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The heads of the requests so far, from the first line to the empty one.
    #[must_use]
    pub fn heads(&self) -> Vec<Vec<u8>> {
        self.shared
            .heads
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        // Wakes the thread; if nobody listens any more, it has ended.
        drop(TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Shared {
    /// The request is recorded before it is answered, so that it is there once the client has the
    /// answer.
    fn converse(&self, mut stream: TcpStream, answer: &[u8]) -> io::Result<()> {
        let head = head(&mut stream)?;
        self.heads
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(head);
        stream.write_all(answer)
    }
}

fn head(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    stream.set_read_timeout(Some(SILENCE))?;
    stream.set_write_timeout(Some(SILENCE))?;
    let mut head = Vec::new();
    let mut bytes = [0_u8; 4096];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let count = match stream.read(&mut bytes) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        head.extend(bytes.iter().take(count));
        if head.len() > LONGEST_HEAD {
            return Err(ErrorKind::InvalidData.into());
        }
    }
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(port: u16, text: &str) -> String {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = String::new();
        // The server may hang up on a client that breaks off.
        let _ = stream.read_to_string(&mut answer);
        answer
    }

    #[test]
    fn it_keeps_what_it_is_asked_and_ends_when_dropped() {
        let loopback = Loopback::listen("{\"a\":1}").unwrap();
        let port = loopback.port();
        assert!(ask(port, "GET /a HTTP/1.1\r\nx: y\r\n\r\n").ends_with("\r\n\r\n{\"a\":1}"));
        assert_eq!(ask(port, "GET /cut HTTP/1.1\r\n"), "");
        assert!(ask(port, "GET /b HTTP/1.1\r\n\r\n").contains("content-length: 7\r\n"));
        let want = [
            b"GET /a HTTP/1.1\r\nx: y\r\n\r\n".to_vec(),
            b"GET /b HTTP/1.1\r\n\r\n".to_vec(),
        ];
        assert_eq!(loopback.heads(), want);
        drop(loopback);
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
    }
}
