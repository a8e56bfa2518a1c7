//! Asks a proxy for a whole `http:` URL, instead of for a tunnel.
//!
//! npm does so (`http-proxy-agent`), and many proxies allow tunnels to port 443 only. `ureq` knows
//! tunnels alone, and its URL type holds no whole URL in place of a path. So `ureq` believes that
//! it speaks to the registry. Looking up the host gives it the proxy's address. The `GET /path`
//! that it writes first leaves as `GET http://host/path`.

use std::io;
use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

/// Resolves every host to the proxy.
#[derive(Debug)]
pub(super) struct ProxyResolver(pub(super) Uri);

impl Resolver for ProxyResolver {
    fn resolve(
        &self,
        _: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        DefaultResolver::default().resolve(&self.0, config, timeout)
    }
}

/// Completes the URLs on every connection.
#[derive(Debug)]
pub(super) struct WholeUrlConnector;

impl<In: Transport> Connector<In> for WholeUrlConnector {
    type Out = WholeUrls<In>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        let authority = details
            .uri
            .authority()
            .map(ToString::to_string)
            .unwrap_or_default();
        Ok(chained.map(|inner| WholeUrls {
            inner,
            start: format!("http://{authority}"),
            is_head_next: true,
        }))
    }
}

/// A connection to a proxy on which each request names the whole URL.
#[derive(Debug)]
pub(super) struct WholeUrls<T> {
    inner: T,
    start: String,
    /// Whether the next bytes written begin a request: at first, and after something was read.
    is_head_next: bool,
}

impl<T: Transport> Transport for WholeUrls<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let added = if std::mem::take(&mut self.is_head_next) {
            complete(self.inner.buffers().output(), amount, &self.start)?
        } else {
            0
        };
        self.inner.transmit_output(amount + added, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.is_head_next = true;
        self.inner.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

/// Inserts the start of the URL between the method and the path; returns by how much the request
/// grew.
fn complete(output: &mut [u8], amount: usize, start: &str) -> Result<usize, Error> {
    let method = output[..amount].iter().position(|&byte| byte == b' ');
    let path = method
        .map(|end| end + 1)
        .filter(|_| amount + start.len() <= output.len());
    let Some(path) = path else {
        return Err(io::Error::from(io::ErrorKind::InvalidInput).into());
    };
    output.copy_within(path..amount, path + start.len());
    output[path..path + start.len()].copy_from_slice(start.as_bytes());
    Ok(start.len())
}

#[cfg(test)]
mod tests {
    use super::complete;

    #[test]
    fn a_path_becomes_a_url() {
        let mut output = *b"PUT /a HTTP/1.1\r\n\r\n.......................";
        let added = complete(&mut output, 19, "http://h.test").unwrap();
        assert_eq!(
            &output[..19 + added],
            b"PUT http://h.test/a HTTP/1.1\r\n\r\n"
        );
        assert!(
            complete(&mut output, 40, "http://h.test").is_err(),
            "no room"
        );
        assert!(
            complete(&mut output, 3, "http://h.test").is_err(),
            "no request"
        );
    }
}
