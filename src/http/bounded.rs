//! Limits the time of a connection: none waits longer than its request may take.
//!
//! `ureq` counts down the time for a request. But it gives the answer of a proxy to `CONNECT` the
//! whole time again with every byte. This layer is below all of that, and knows when the request
//! has to be done.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use ureq::unversioned::transport::time::Duration;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};
use ureq::{Error, Timeout};

/// When the current request has to be done. If there are several, the last one to start counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Limit(Arc<Mutex<Option<Instant>>>);

impl Limit {
    /// Sets the time for a request.
    pub(super) fn set(&self, end: Instant) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(end);
    }

    fn shorten(&self, mut timeout: NextTimeout) -> Result<NextTimeout, Error> {
        let Some(end) = *self.0.lock().unwrap_or_else(PoisonError::into_inner) else {
            return Ok(timeout);
        };
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Error::Timeout(Timeout::Global));
        }
        if *timeout.after > left {
            timeout.after = Duration::Exact(left);
        }
        Ok(timeout)
    }
}

/// Puts the limit on every connection that is made.
#[derive(Debug)]
pub(super) struct BoundedConnector(pub(super) Limit);

impl<In: Transport> Connector<In> for BoundedConnector {
    type Out = Bounded<In>;

    fn connect(
        &self,
        _: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        Ok(chained.map(|inner| Bounded {
            inner,
            limit: self.0.clone(),
        }))
    }
}

/// A connection with that limit.
#[derive(Debug)]
pub(super) struct Bounded<T> {
    inner: T,
    limit: Limit,
}

impl<T: Transport> Transport for Bounded<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.inner
            .transmit_output(amount, self.limit.shorten(timeout)?)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.inner.await_input(self.limit.shorten(timeout)?)
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}
