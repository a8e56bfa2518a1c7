//! The realm of an address that `ureq` holds.

use ureq::http::Uri;
use url::Url;

/// Scheme, host and port of a URL in the form of [`Realm`](crate::registry::Realm).
pub(super) fn realm_of(uri: &Uri) -> String {
    Url::parse(&uri.to_string())
        .map(|url| url.origin().ascii_serialization())
        .unwrap_or_default()
}
