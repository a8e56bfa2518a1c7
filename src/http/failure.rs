//! Why there is no answer, in words that may be printed. None of them repeats a URL, which may hold
//! a token or a password.

use super::limits::{BODY_LIMIT, DEADLINE};
use crate::report::printable;
use rustls::{AlertDescription, CertificateError};
use std::fmt;
use std::io;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpError {
    /// The server cannot be reached; the text says which part failed.
    Unreachable(String),
    /// The server could not prove who it is, or did not accept our certificate.
    Untrusted(String),
    /// It took too long, by default [`DEADLINE`].
    TimedOut,
    /// The answer is longer than [`BODY_LIMIT`].
    TooLarge,
    /// The answer is not HTTP, or contradicts its headers.
    Garbled(String),
}

impl HttpError {
    /// The proxy asks for a user and a password, or refuses ours.
    pub(super) fn proxy_password() -> Self {
        Self::Unreachable(
            "the proxy asks for a user and a password, or refused those in its URL (status 407)"
                .to_owned(),
        )
    }

    /// An error of a connection, or of unpacking its bytes.
    pub(super) fn of_io(error: &io::Error) -> Self {
        let inner = error.get_ref();
        if let Some(error) = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            return of_tls(error);
        }
        match error.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Self::TimedOut,
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                Self::Garbled(printable(&error.to_string()))
            }
            io::ErrorKind::UnexpectedEof => {
                Self::Unreachable("the connection ended in the middle of the answer".to_owned())
            }
            _ => Self::Unreachable(printable(&error.to_string())),
        }
    }
}

/// An error of `ureq`, in our terms.
pub(super) fn failure(error: &ureq::Error) -> HttpError {
    match error {
        ureq::Error::Io(error) => HttpError::of_io(error),
        ureq::Error::Timeout(_) => HttpError::TimedOut,
        ureq::Error::BodyExceedsLimit(_) => HttpError::TooLarge,
        ureq::Error::HostNotFound => HttpError::Unreachable("no such host".to_owned()),
        ureq::Error::ConnectProxyFailed(why) if why.contains("407") => HttpError::proxy_password(),
        ureq::Error::ConnectProxyFailed(why) => {
            HttpError::Unreachable(format!("the proxy refused: {}", printable(why)))
        }
        ureq::Error::Other(other) => match other.downcast_ref::<HttpError>() {
            Some(error) => error.clone(),
            None => HttpError::Unreachable("the connection failed".to_owned()),
        },
        ureq::Error::ConnectionFailed => HttpError::Unreachable("the connection failed".to_owned()),
        ureq::Error::InvalidProxyUrl => {
            HttpError::Unreachable("the proxy's URL is not valid".to_owned())
        }
        ureq::Error::LargeResponseHeader(..) => HttpError::TooLarge,
        ureq::Error::Http(_) => HttpError::Garbled(
            "a header or the URL holds a character that HTTP cannot carry".to_owned(),
        ),
        _ => HttpError::Garbled("it is not HTTP".to_owned()),
    }
}

fn of_tls(error: &rustls::Error) -> HttpError {
    let text = match error {
        rustls::Error::InvalidCertificate(error) => match error {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                "its certificate has expired"
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "its certificate is not valid yet, or this machine's clock is wrong"
            }
            CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                "its certificate is not signed by a trusted authority (npm's settings ca and \
                 cafile, or NODE_EXTRA_CA_CERTS, add others)"
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "its certificate is for another name"
            }
            CertificateError::Revoked => "its certificate has been revoked",
            other => return HttpError::Untrusted(printable(&other.to_string())),
        },
        rustls::Error::AlertReceived(
            AlertDescription::CertificateRequired
            | AlertDescription::BadCertificate
            | AlertDescription::UnknownCA
            | AlertDescription::AccessDenied
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown,
        ) => {
            "it asks for a client certificate that it accepts (npm's settings certfile and \
             keyfile of this registry)"
        }
        rustls::Error::InvalidMessage(_) => {
            return HttpError::Garbled("it is not TLS".to_owned());
        }
        other => return HttpError::Untrusted(printable(&other.to_string())),
    };
    HttpError::Untrusted(text.to_owned())
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(what) => write!(f, "it cannot be reached: {what}"),
            Self::Untrusted(what) => write!(f, "it is not trusted: {what}"),
            Self::TimedOut => write!(f, "no answer within {} s", DEADLINE.as_secs()),
            Self::TooLarge => write!(f, "its answer is longer than {BODY_LIMIT} bytes"),
            Self::Garbled(what) => write!(f, "its answer cannot be read: {what}"),
        }
    }
}

impl std::error::Error for HttpError {}
