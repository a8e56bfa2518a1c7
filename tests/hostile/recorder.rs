//! A foreign host on loopback that keeps every byte it is sent: a registry that has nothing, and a
//! proxy that leads nowhere.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::support::needles::Needles;

/// How long a connection may say nothing.
const SILENCE: Duration = Duration::from_secs(5);

/// The host; it listens until the test program ends.
pub(crate) struct Recorder {
    port: u16,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Recorder {
    pub(crate) fn listen() -> Recorder {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&heard);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = Arc::clone(&kept);
                std::thread::spawn(move || record(stream, &kept));
            }
        });
        Recorder { port, heard }
    }

    /// Its address, with a slash at the end.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Everything that was sent so far.
    pub(crate) fn heard(&self) -> Vec<u8> {
        self.heard.lock().unwrap().clone()
    }

    /// What was sent since it was last taken.
    pub(crate) fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.heard.lock().unwrap())
    }

    /// Whether anybody sent anything.
    pub(crate) fn was_asked(&self) -> bool {
        !self.heard.lock().unwrap().is_empty()
    }

    /// That none of these secrets arrived, in any form that the search knows.
    #[track_caller]
    pub(crate) fn assert_without(&self, needles: &Needles, what: &str) {
        let heard = self.heard();
        let found = needles.find(&heard);
        assert!(
            found.is_none(),
            "{what}: {found:?} in {}",
            String::from_utf8_lossy(&heard)
        );
    }
}

/// Answers whatever looks like the end of a request; a tunnel is granted, so that what goes through
/// it is kept, too.
fn record(mut stream: TcpStream, kept: &Mutex<Vec<u8>>) {
    let _ = stream.set_read_timeout(Some(SILENCE));
    let mut bytes = [0; 16384];
    let mut request = Vec::new();
    while let Ok(count @ 1..) = stream.read(&mut bytes) {
        kept.lock().unwrap().extend_from_slice(&bytes[..count]);
        request.extend_from_slice(&bytes[..count]);
        if request.windows(4).any(|end| end == b"\r\n\r\n") {
            let answer: &[u8] = if request.starts_with(b"CONNECT ") {
                b"HTTP/1.1 200 OK\r\n\r\n"
            } else {
                b"HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
            };
            request.clear();
            if stream.write_all(answer).is_err() {
                return;
            }
        }
    }
}
