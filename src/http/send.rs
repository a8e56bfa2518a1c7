//! Sends requests: by which route, how often, and with which secrets.
//!
//! An `https:` URL goes through a tunnel of its proxy. An `http:` URL is sent to its proxy whole
//! (`plain_proxy`). The two never share a connection, so each has an agent of its own.

use super::body;
use super::bounded::{BoundedConnector, Limit};
use super::failure::{HttpError, failure};
use super::limits::{PATIENCE, PATIENCE_OF_A_POLL};
use super::message::{Answer, Request};
use super::plain_proxy::{ProxyResolver, WholeUrlConnector};
use super::route::{Route, is_worth_another};
use super::tls::TlsConnector;
use crate::report::Report;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};
use ureq::config::Config;
use ureq::http::{self, HeaderValue, Uri, header};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{
    ConnectProxyConnector, Connector, SocksConnector, TcpConnector,
};
use ureq::{Agent, AsSendBody, Proxy, ProxyProtocol};
use url::Url;
use zeroize::Zeroizing;

/// Sends requests by one route.
pub struct Client {
    route: Arc<Route>,
    limit: Limit,
    /// Without a proxy, or through a tunnel.
    agent: Agent,
    /// To the proxy for `http:` URLs.
    plain: OnceLock<Agent>,
    /// Shows that an answer is being waited for.
    voice: Option<Report>,
}

/// How one request travels.
enum RequestWay {
    Direct,
    Tunnel(Proxy),
    Plain(Proxy),
}

/// The status by which only a proxy asks for a user and a password.
const PROXY_PASSWORD_WANTED: u16 = 407;

impl Default for Client {
    fn default() -> Self {
        Self::new(Route::default())
    }
}

impl Client {
    /// A client whose requests travel by this route. It opens no connection yet.
    #[must_use]
    pub fn new(route: Route) -> Self {
        let (route, limit) = (Arc::new(route), Limit::default());
        let connector =
            ().chain(SocksConnector::default())
                .chain(ConnectProxyConnector::default())
                .chain(TcpConnector::default())
                .chain(BoundedConnector(limit.clone()))
                .chain(TlsConnector::new(Arc::clone(&route), None));
        let agent = Agent::with_parts(config(), connector, DefaultResolver::default());
        Self {
            route,
            limit,
            agent,
            plain: OnceLock::new(),
            voice: None,
        }
    }

    /// The same client, which shows that an answer is being waited for.
    #[must_use]
    pub fn told(self, report: Report) -> Self {
        Self {
            voice: Some(report),
            ..self
        }
    }

    /// Sends a request and reads the whole answer, whatever its status; a redirect is an answer. It
    /// repeats a request when npm would, within [`PATIENCE`].
    ///
    /// # Errors
    /// [`HttpError`] if there is no whole answer in time, or if a secret would go to another realm
    /// than its own.
    pub fn send(&self, request: &Request) -> Result<Answer, HttpError> {
        let host = request.url.host_str().unwrap_or_default();
        let _line = self
            .voice
            .map(|report| report.progress(&format!("waiting for {host}")));
        self.send_within(PATIENCE, request)
    }

    /// Asks again whether a person is done, while a question may be on the terminal: without
    /// progress, and with more patience than [`send`](Self::send).
    ///
    /// # Errors
    /// Those of [`send`](Self::send).
    pub fn poll(&self, request: &Request) -> Result<Answer, HttpError> {
        self.send_within(PATIENCE_OF_A_POLL, request)
    }

    pub(super) fn send_within(
        &self,
        patience: Duration,
        request: &Request,
    ) -> Result<Answer, HttpError> {
        let started = Instant::now();
        let mut waits = self.route.retries.waits().into_iter();
        loop {
            let left = patience.saturating_sub(started.elapsed());
            let outcome = self.attempt(request, left.min(self.route.deadline));
            let status = match &outcome {
                Ok(answer) => answer.status,
                // npm repeats the request after all errors; only after these does it help.
                Err(HttpError::Unreachable(_) | HttpError::TimedOut) => 503,
                Err(HttpError::Untrusted(_) | HttpError::TooLarge | HttpError::Garbled(_)) => {
                    return outcome;
                }
            };
            match waits
                .next()
                .filter(|_| is_worth_another(request.method, status))
            {
                Some(wait) if started.elapsed().saturating_add(wait) < patience => {
                    thread::sleep(wait);
                }
                Some(_) | None => return outcome,
            }
        }
    }

    fn attempt(&self, request: &Request, deadline: Duration) -> Result<Answer, HttpError> {
        self.limit.set(Instant::now() + deadline);
        let mut url = request.url.clone();
        if url.set_username("").is_err() || url.set_password(None).is_err() {
            return Err(HttpError::Garbled(
                "this is not the URL of a registry".to_owned(),
            ));
        }
        url.set_fragment(None);
        let way = match self.route.proxy_for(&url).map(proxy).transpose()? {
            None => RequestWay::Direct,
            Some(proxy) if url.scheme() == "http" && is_http(&proxy) => RequestWay::Plain(proxy),
            Some(proxy) => RequestWay::Tunnel(proxy),
        };
        let head = head(request, &url, &way)?;
        let answer = match &request.body {
            Some(body) => self.ask(head.body(body.expose()), way, deadline),
            None => self.ask(head.body(()), way, deadline),
        }?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        if status == PROXY_PASSWORD_WANTED {
            return Err(HttpError::proxy_password());
        }
        let encoding = headers
            .get(header::CONTENT_ENCODING)
            .and_then(|value| value.to_str().ok());
        let body = body::read(answer.into_body().into_reader(), encoding)?;
        Ok(Answer {
            status,
            headers,
            body,
        })
    }

    fn ask<B: AsSendBody>(
        &self,
        request: http::Result<http::Request<B>>,
        way: RequestWay,
        deadline: Duration,
    ) -> Result<http::Response<ureq::Body>, HttpError> {
        let request = request.map_err(unsendable)?;
        let (agent, tunnel) = match way {
            RequestWay::Direct => (&self.agent, None),
            RequestWay::Tunnel(proxy) => (&self.agent, Some(proxy)),
            RequestWay::Plain(proxy) => (self.to_plain(&proxy)?, None),
        };
        // The look-up of the host and the connection are made before our own limit begins.
        let request = agent
            .configure_request(request)
            .timeout_global(Some(deadline))
            .proxy(tunnel)
            .build();
        agent.run(request).map_err(|error| failure(&error))
    }

    fn to_plain(&self, proxy: &Proxy) -> Result<&Agent, HttpError> {
        if let Some(agent) = self.plain.get() {
            return Ok(agent);
        }
        let scheme = if proxy.protocol() == ProxyProtocol::Https {
            "https"
        } else {
            "http"
        };
        let uri: Uri = format!("{scheme}://{}:{}/", proxy.host(), proxy.port())
            .parse()
            .map_err(unsendable)?;
        let connector = ()
            .chain(TcpConnector::default())
            .chain(BoundedConnector(self.limit.clone()))
            .chain(TlsConnector::new(
                Arc::clone(&self.route),
                Some(uri.clone()),
            ))
            .chain(WholeUrlConnector);
        Ok(self
            .plain
            .get_or_init(|| Agent::with_parts(config(), connector, ProxyResolver(uri))))
    }
}

fn config() -> Config {
    Agent::config_builder()
        // By default `ureq` would look into the environment.
        .proxy(None)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent("")
        .accept("*/*")
        .accept_encoding("gzip,deflate")
        .build()
}

/// Everything but the body.
fn head(
    request: &Request,
    url: &Url,
    way: &RequestWay,
) -> Result<http::request::Builder, HttpError> {
    let mut head = http::Request::builder()
        .method(request.method.as_str())
        .uri(url.as_str());
    // HTTP/1.1 does not need it, but npm sends it.
    head = head.header(header::CONNECTION, "keep-alive");
    for (name, value) in &request.headers {
        head = head.header(*name, value);
    }
    let realm = url.origin().ascii_serialization();
    for (name, allowed, secret) in &request.secrets {
        if allowed.as_str() != realm {
            return Err(HttpError::Untrusted(format!(
                "a credential of {allowed} does not go to {realm}"
            )));
        }
        head = head.header(*name, secret_value(secret.expose())?);
    }
    if let RequestWay::Plain(proxy) = way {
        head = head.header("proxy-connection", "Keep-Alive");
        if proxy.username().is_some() || proxy.password().is_some() {
            let (user, password) = (
                proxy.username().unwrap_or_default(),
                proxy.password().unwrap_or_default(),
            );
            let encoded = Zeroizing::new(
                BASE64_STANDARD.encode(Zeroizing::new(format!("{user}:{password}"))),
            );
            let value = Zeroizing::new(format!("Basic {}", *encoded));
            head = head.header(header::PROXY_AUTHORIZATION, secret_value(value.as_bytes())?);
        }
    }
    Ok(head)
}

fn secret_value(bytes: &[u8]) -> Result<HeaderValue, HttpError> {
    let mut value = HeaderValue::from_bytes(bytes).map_err(unsendable)?;
    value.set_sensitive(true);
    Ok(value)
}

fn unsendable(error: impl Into<http::Error>) -> HttpError {
    failure(&ureq::Error::Http(error.into()))
}

/// The proxy as `ureq` wants it. `socks:` leaves the look-up of the host to the proxy, as in npm
/// (`socks-proxy-agent`).
fn proxy(url: &Url) -> Result<Proxy, HttpError> {
    let text = url.as_str();
    let text = text
        .strip_prefix("socks:")
        .map_or_else(|| text.to_owned(), |rest| format!("socks5h:{rest}"));
    Proxy::new(&text).map_err(|error| failure(&error))
}

fn is_http(proxy: &Proxy) -> bool {
    matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https)
}
