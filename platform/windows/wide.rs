//! Text as the system's calls take it: UTF-16, with a zero at the end.

use std::ffi::OsStr;
use std::os::windows::ffi::OsStrExt;

/// The text for a call.
pub(crate) fn wide(text: impl AsRef<OsStr>) -> Vec<u16> {
    text.as_ref().encode_wide().chain([0]).collect()
}

/// The text that a call returned.
///
/// # Safety
/// `start` must be null, or point to units that end with a zero.
pub(crate) unsafe fn narrow(start: *const u16) -> String {
    let mut units = Vec::new();
    if !start.is_null() {
        let mut at = start;
        loop {
            // SAFETY: no zero was seen yet, so this unit belongs to the text.
            let unit = unsafe { at.read_unaligned() };
            if unit == 0 {
                break;
            }
            units.push(unit);
            // SAFETY: the text goes on behind a unit that is not zero.
            at = unsafe { at.add(1) };
        }
    }
    String::from_utf16_lossy(&units)
}
