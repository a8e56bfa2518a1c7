//! A registry on loopback that answers everybody and writes down who asked what, and with which
//! authorization.

use std::collections::HashMap;
use std::io::BufReader;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::answers;
use super::support::fixture::{Reply, Request};

/// It listens until the test program ends.
#[derive(Clone)]
pub(crate) struct Stub {
    /// `http://127.0.0.1:port/`
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    heard: Vec<Heard>,
    /// What is answered at a path before anything else.
    shelf: HashMap<String, Reply>,
}

/// A request, as far as these tests look at it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Heard {
    pub(crate) method: String,
    /// Path and query, as sent.
    pub(crate) target: String,
    pub(crate) authorization: Option<String>,
}

impl Stub {
    pub(crate) fn listen() -> Stub {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stub = Stub {
            url: format!("http://{}/", listener.local_addr().unwrap()),
            state: Arc::default(),
        };
        let inside = stub.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let inside = inside.clone();
                // A client that goes away in the middle of a request is none of our business.
                thread::spawn(move || inside.serve(&stream));
            }
        });
        stub
    }

    /// `127.0.0.1:port`
    pub(crate) fn host(&self) -> &str {
        self.url.trim_start_matches("http://").trim_end_matches('/')
    }

    /// From now on this is the answer at that path, percent-decoded.
    pub(crate) fn put(&self, path: &str, reply: Reply) {
        self.state().shelf.insert(path.to_owned(), reply);
    }

    /// Forgets what was put.
    pub(crate) fn clear(&self) {
        self.state().shelf.clear();
    }

    /// What was heard since it was last asked, oldest first.
    pub(crate) fn take(&self) -> Vec<Heard> {
        std::mem::take(&mut self.state().heard)
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, mut stream: &TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream);
        while let Some(request) = Request::read(&mut reader)? {
            let authorization = request.header("authorization").map(str::to_owned);
            let (method, target) = (request.method.clone(), request.target.clone());
            let known = {
                let mut state = self.state();
                state.heard.push(Heard {
                    method,
                    target,
                    authorization,
                });
                state
                    .shelf
                    .get(&request.path())
                    .filter(|_| request.method == "GET")
                    .cloned()
            };
            known
                .unwrap_or_else(|| answers::answer(&request, &self.url))
                .send(&mut stream)?;
        }
        Ok(())
    }
}
