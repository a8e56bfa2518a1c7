//! The socket under a connection, and waiting for it on the thread that asks.
//!
//! The bus library would start two threads, one that connects and one that waits, and each answer
//! would wake one after the other. Here nobody but the asking thread waits, so that a look-up takes
//! a seventh less.

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::retry_on_intr;
use std::future::poll_fn;
use std::io;
use std::os::fd::{BorrowedFd, OwnedFd};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixStream};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use zbus::address::transport::{Transport, UnixSocket};
use zbus::connection::socket::{BoxedSplit, ReadHalf, Split, WriteHalf};
use zbus::export::async_trait::async_trait;

/// A socket that blocks nobody by itself, and who waits to read from it.
#[derive(Clone, Debug)]
pub(super) struct Socket {
    file: Arc<OwnedFd>,
    reader: Arc<Mutex<Option<Waker>>>,
}

impl Socket {
    /// Connects; nothing where the address is no Unix socket. Over TCP, plain or of a virtual
    /// machine, the kernel says of nobody who it is; other kinds start a program that the address
    /// names.
    pub(super) fn connect(transport: &Transport) -> io::Result<Option<Self>> {
        let Transport::Unix(unix) = transport else {
            return Ok(None);
        };
        let address = match unix.path() {
            UnixSocket::File(path) => SocketAddr::from_pathname(path)?,
            UnixSocket::Abstract(name) => SocketAddr::from_abstract_name(name.as_encoded_bytes())?,
            _ => return Ok(None),
        };
        let stream = UnixStream::connect_addr(&address)?;
        stream.set_nonblocking(true)?;
        Ok(Some(Self {
            file: Arc::new(stream.into()),
            reader: Arc::default(),
        }))
    }

    /// What the bus library reads and writes by.
    pub(super) fn halves(&self) -> BoxedSplit {
        Split::new(Box::new(self.clone()), Box::new(self.clone()))
    }

    /// Does the work, and `aside` with it; waits for the socket while neither can go on.
    pub(super) fn run<T>(
        &self,
        work: impl Future<Output = T>,
        mut aside: impl FnMut(&mut Context<'_>),
    ) -> T {
        let woken = Arc::new(Woken::default());
        let waker = Waker::from(Arc::clone(&woken));
        let mut context = Context::from_waker(&waker);
        let mut work = pin!(work);
        loop {
            if let Poll::Ready(done) = work.as_mut().poll(&mut context) {
                return done;
            }
            aside(&mut context);
            if woken.0.swap(false, Ordering::Relaxed) {
                continue;
            }
            // Whatever it says, the reader finds out.
            let _ = self.wait(PollFlags::IN);
            if let Some(reader) = self.reader.lock().ok().and_then(|mut waker| waker.take()) {
                reader.wake();
            }
        }
    }

    fn wait(&self, until: PollFlags) -> io::Result<()> {
        let mut asked = [PollFd::new(&*self.file, until)];
        retry_on_intr(|| poll(&mut asked, None))?;
        Ok(())
    }
}

/// Whether the work can go on.
#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[async_trait]
impl ReadHalf for Socket {
    async fn recvmsg(&mut self, buffer: &mut [u8]) -> io::Result<(usize, Vec<OwnedFd>)> {
        poll_fn(
            |context| match retry_on_intr(|| rustix::io::read(&*self.file, &mut *buffer)) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    if let Ok(mut reader) = self.reader.lock() {
                        *reader = Some(context.waker().clone());
                    }
                    Poll::Pending
                }
                read => Poll::Ready(Ok((read?, Vec::new()))),
            },
        )
        .await
    }
}

#[async_trait]
impl WriteHalf for Socket {
    async fn sendmsg(&mut self, bytes: &[u8], _files: &[BorrowedFd<'_>]) -> io::Result<usize> {
        loop {
            match retry_on_intr(|| rustix::io::write(&*self.file, bytes)) {
                // The bus takes everything in, unless it is stopped.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.wait(PollFlags::OUT)?;
                }
                written => return Ok(written?),
            }
        }
    }

    async fn close(&mut self) -> io::Result<()> {
        Ok(())
    }
}
