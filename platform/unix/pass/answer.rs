//! What `pass` answered, by the status lines of GnuPG (its `doc/DETAILS`), which it prints on
//! standard error here.

use crate::launch::Captured;
use crate::secret::Secret;
use crate::secret_store::{Prompting, StoreError};

/// How a status line begins.
const STATUS: &str = "[GNUPG:] ";

/// The answer itself, if the call succeeded, and otherwise why it did not.
pub(super) fn answer(captured: Captured, prompting: Prompting) -> Result<Captured, StoreError> {
    if captured.status == 0 && !captured.timed_out {
        return Ok(captured);
    }
    // Half an answer is wiped, too.
    drop(Secret::new(captured.stdout));
    if captured.timed_out {
        return Err(StoreError::TimedOut);
    }
    let says = |word: &str| says(&captured.stderr, word);
    Err(
        if says("NODATA") || says("DECRYPTION_KEY") || says("BADMDC") {
            // It is no such file, or the key was there and the contents are not.
            StoreError::Corrupt
        } else if says("DECRYPTION_FAILED") {
            match prompting {
                Prompting::Never => StoreError::Locked,
                Prompting::Allowed => StoreError::Denied,
            }
        } else {
            let told = String::from_utf8_lossy(&captured.stderr);
            let last = told
                .lines()
                .rfind(|line| !line.starts_with(STATUS) && !line.trim().is_empty());
            StoreError::Other(
                last.unwrap_or("pass says nothing about it")
                    .trim()
                    .to_owned(),
            )
        },
    )
}

/// Whether there is a status line that begins with this word.
pub(super) fn says(stderr: &[u8], word: &str) -> bool {
    String::from_utf8_lossy(stderr)
        .lines()
        .filter_map(|line| line.strip_prefix(STATUS))
        .any(|status| status.split(' ').next() == Some(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(stderr: &str) -> StoreError {
        let captured = Captured {
            status: 2,
            stderr: stderr.as_bytes().to_vec(),
            ..Captured::default()
        };
        answer(captured, Prompting::Never).unwrap_err()
    }

    #[test]
    fn each_failure_is_told_apart() {
        let other = |text: &str| StoreError::Other(text.to_owned());
        let locked = "[GNUPG:] ENC_TO E5 1 0\n[GNUPG:] BEGIN_DECRYPTION\n[GNUPG:] DECRYPTION_FAILED\n\
                      gpg: decryption failed: No secret key\n[GNUPG:] END_DECRYPTION\n";
        for (stderr, want) in [
            (locked, StoreError::Locked),
            (
                &format!("[GNUPG:] DECRYPTION_KEY E5\n{locked}"),
                StoreError::Corrupt,
            ),
            (
                "[GNUPG:] NODATA 4\ngpg: decrypt_message failed: eof\n",
                StoreError::Corrupt,
            ),
            (
                "gpg: a: skipped\nPassword encryption aborted.\n",
                other("Password encryption aborted."),
            ),
            ("", other("pass says nothing about it")),
        ] {
            assert_eq!(failed(stderr), want, "{stderr}");
        }
    }
}
