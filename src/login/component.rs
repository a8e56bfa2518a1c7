//! Percent-encodes a part of a URL, as JavaScript's `encodeURIComponent` does.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

/// The characters that `encodeURIComponent` leaves unchanged.
pub(crate) const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');
