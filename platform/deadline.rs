//! A thread that owns a store's connection, and answers within a deadline.
//!
//! Some stores hang when their daemon, or the bus in between, is stopped, and no library's own
//! timeout covers every such state. So the caller stops waiting at its deadline and abandons the
//! thread, which ends with the process.

use crate::secret_store::StoreError;
use std::cell::Cell;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

type TimedCall<S> = Box<dyn FnOnce(&S) + Send>;

pub(crate) struct Worker<S> {
    calls: Sender<TimedCall<S>>,
    /// A call ran out of time; later calls would wait for the same thing.
    stuck: Cell<bool>,
}

impl<S: 'static> Worker<S> {
    /// Opens the store on the new thread, on which it stays.
    pub(crate) fn start(
        limit: Duration,
        open: impl FnOnce() -> Result<S, StoreError> + Send + 'static,
    ) -> Result<Self, StoreError> {
        let (calls, queue) = channel::<TimedCall<S>>();
        let (opened, outcome) = channel();
        let serve = move || {
            let store = match open() {
                Ok(store) => store,
                Err(error) => return drop(opened.send(Err(error))),
            };
            let _ = opened.send(Ok(()));
            for call in queue {
                call(&store);
            }
        };
        thread::Builder::new()
            .name("npmcred-store".to_owned())
            .spawn(serve)
            .map_err(|error| StoreError::Other(format!("no thread: {error}")))?;
        outcome
            .recv_timeout(limit)
            .unwrap_or_else(|error| Err(no_answer(error)))?;
        Ok(Self {
            calls,
            stuck: Cell::new(false),
        })
    }

    /// Runs a call on the thread and waits for its answer, at most `limit`.
    pub(crate) fn ask<T: Send + 'static>(
        &self,
        limit: Duration,
        call: impl FnOnce(&S) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        if self.stuck.get() {
            return Err(StoreError::TimedOut);
        }
        let (answer, answered) = channel();
        let call: TimedCall<S> = Box::new(move |store| drop(answer.send(call(store))));
        if self.calls.send(call).is_err() {
            return Err(no_answer(RecvTimeoutError::Disconnected));
        }
        answered.recv_timeout(limit).unwrap_or_else(|error| {
            self.stuck.set(error == RecvTimeoutError::Timeout);
            Err(no_answer(error))
        })
    }
}

fn no_answer(error: RecvTimeoutError) -> StoreError {
    match error {
        RecvTimeoutError::Timeout => StoreError::TimedOut,
        RecvTimeoutError::Disconnected => StoreError::Other("its thread ended".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    const SHORT: Duration = Duration::from_millis(50);

    #[test]
    fn a_stuck_call_costs_its_deadline_once() {
        let worker = Worker::start(SHORT, || Ok(7)).unwrap_or_else(|_| panic!("opens"));
        assert_eq!(worker.ask(SHORT, |store| Ok(*store)), Ok(7));
        let begun = Instant::now();
        let slow = worker.ask(SHORT, |_| {
            thread::sleep(Duration::from_secs(5));
            Ok(())
        });
        assert_eq!(slow, Err(StoreError::TimedOut));
        assert_eq!(
            worker.ask(Duration::from_secs(60), |_| Ok(())),
            Err(StoreError::TimedOut)
        );
        assert!(begun.elapsed() < Duration::from_secs(4));
    }

    #[test]
    fn opening_has_the_same_deadline_and_its_own_error() {
        let denied = Worker::<()>::start(SHORT, || Err(StoreError::Denied));
        assert_eq!(denied.err(), Some(StoreError::Denied));
        let slow = Worker::start(SHORT, || {
            thread::sleep(Duration::from_secs(5));
            Ok(())
        });
        assert_eq!(slow.err(), Some(StoreError::TimedOut));
    }
}
