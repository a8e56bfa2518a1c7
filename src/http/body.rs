//! Reads the body of an answer: unpacked, and never longer than allowed.
//!
//! The limit is on the *unpacked* bytes: a megabyte of zeros travels as a thousand bytes. The body
//! may be a token, so each buffer that is outgrown is wiped.

use super::failure::{HttpError, failure};
use super::limits::BODY_LIMIT;
use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};
use npmcred_platform::Secret;
use std::io::{self, BufRead, BufReader, Read};
use zeroize::Zeroizing;

/// Room for any real answer to a login.
const USUAL: usize = 16 * 1024;

/// Reads the whole body. `encoding` is the value of `content-encoding`; one that was not asked for
/// is left as it is (`minipass-fetch` `lib/index.js` does the same).
pub(super) fn read(raw: impl Read, encoding: Option<&str>) -> Result<Secret, HttpError> {
    let mut raw = BufReader::new(raw.take(BODY_LIMIT + 1));
    let bytes = match encoding
        .map(str::trim)
        .unwrap_or_default()
        .to_ascii_lowercase()
        .as_str()
    {
        "gzip" | "x-gzip" => read_limited(GzDecoder::new(raw)),
        "deflate" | "x-deflate" => {
            // Some servers send the bare stream, without the header of its format.
            let first = raw
                .fill_buf()
                .map_err(|error| unreadable(&error))?
                .first()
                .copied();
            match first {
                Some(byte) if byte & 0x0f == 8 => read_limited(ZlibDecoder::new(raw)),
                Some(_) => read_limited(DeflateDecoder::new(raw)),
                None => Ok(Zeroizing::new(Vec::new())),
            }
        }
        _ => read_limited(raw),
    };
    bytes.map(|mut bytes| Secret::new(std::mem::take(&mut *bytes)))
}

fn read_limited(mut from: impl Read) -> Result<Zeroizing<Vec<u8>>, HttpError> {
    let limit = usize::try_from(BODY_LIMIT).unwrap_or(usize::MAX);
    let mut held = Zeroizing::new(vec![0; USUAL]);
    let mut length = 0;
    loop {
        if length == held.len() {
            let mut larger = Zeroizing::new(vec![0; held.len() * 2]);
            larger[..length].copy_from_slice(&held);
            held = larger;
        }
        match from.read(&mut held[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(&error)),
        }
        if length > limit {
            return Err(HttpError::TooLarge);
        }
    }
    held.truncate(length);
    Ok(held)
}

/// An error of the connection, or one of unpacking.
fn unreadable(error: &io::Error) -> HttpError {
    match error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<ureq::Error>())
    {
        Some(inner) => failure(inner),
        None if error.kind() == io::ErrorKind::UnexpectedEof => {
            HttpError::Garbled("it is cut short".to_owned())
        }
        None => HttpError::of_io(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::read::{DeflateEncoder, GzEncoder, ZlibEncoder};

    fn packed(mut from: impl Read) -> Vec<u8> {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).unwrap();
        bytes
    }

    fn unpacked(bytes: &[u8], encoding: Option<&str>) -> Result<Vec<u8>, HttpError> {
        read(bytes, encoding).map(|body| body.expose().to_vec())
    }

    #[test]
    fn every_encoding_that_is_asked_for_is_undone() {
        let text = br#"{"token":"abc"}"#.repeat(3000);
        let best = Compression::best();
        assert_eq!(unpacked(&text, None).unwrap(), text);
        assert_eq!(unpacked(&text, Some("identity")).unwrap(), text);
        assert_eq!(
            unpacked(&packed(GzEncoder::new(&*text, best)), Some("GZIP")).unwrap(),
            text
        );
        assert_eq!(
            unpacked(&packed(ZlibEncoder::new(&*text, best)), Some("deflate")).unwrap(),
            text
        );
        assert_eq!(
            unpacked(&packed(DeflateEncoder::new(&*text, best)), Some("deflate")).unwrap(),
            text
        );
        assert_eq!(unpacked(b"", Some("deflate")).unwrap(), b"");
    }

    #[test]
    fn the_limit_is_on_what_comes_out() {
        let limit = usize::try_from(BODY_LIMIT).unwrap();
        let (just, over) = (vec![0; limit], vec![0; limit + 1]);
        let best = Compression::best();
        assert_eq!(unpacked(&just, None).map(|body| body.len()), Ok(limit));
        assert_eq!(unpacked(&over, None), Err(HttpError::TooLarge));
        assert_eq!(
            unpacked(&packed(GzEncoder::new(&*just, best)), Some("gzip")).map(|body| body.len()),
            Ok(limit)
        );
        assert_eq!(
            unpacked(&packed(GzEncoder::new(&*over, best)), Some("gzip")),
            Err(HttpError::TooLarge)
        );
    }

    #[test]
    fn what_is_not_packed_as_it_says_is_an_error() {
        assert!(matches!(
            unpacked(b"{}", Some("gzip")),
            Err(HttpError::Garbled(_))
        ));
        let cut = &packed(GzEncoder::new(
            &b"{\"token\":\"abc\"}"[..],
            Compression::best(),
        ))[..20];
        assert!(matches!(
            unpacked(cut, Some("gzip")),
            Err(HttpError::Garbled(_))
        ));
    }
}
