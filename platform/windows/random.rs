//! Bytes that nobody can guess.

use std::io;
use windows_sys::Win32::Security::Cryptography::{
    BCRYPT_USE_SYSTEM_PREFERRED_RNG, BCryptGenRandom,
};

/// As many random bytes as are asked for.
///
/// # Errors
/// `Other` where the system has none to give.
pub(crate) fn bytes<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    let size = u32::try_from(N).unwrap_or(u32::MAX);
    // SAFETY: the buffer has this size; without an algorithm the system chooses its own.
    let status = unsafe {
        BCryptGenRandom(
            std::ptr::null_mut(),
            bytes.as_mut_ptr(),
            size,
            BCRYPT_USE_SYSTEM_PREFERRED_RNG,
        )
    };
    if status == 0 {
        Ok(bytes)
    } else {
        Err(io::Error::other(format!("no random bytes ({status:#x})")))
    }
}

/// Random bytes as hexadecimal digits, two for each.
///
/// # Errors
/// Those of [`bytes`].
pub(crate) fn digits<const N: usize>() -> io::Result<String> {
    Ok(bytes::<N>()?
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}
