//! Two calls that replace those of the `linux-keyutils` crate on a keyring that others write to as
//! well.
//!
//! The crate describes keys into 512 bytes and panics at a longer description. It also assumes that
//! a keyring does not grow while it is read.

use linux_keyutils::KeySerialId;
use std::io;

/// The keys and keyrings that a keyring holds.
pub(super) fn members(keyring: libc::c_int) -> io::Result<Vec<KeySerialId>> {
    let bytes = variable(|buffer, size| {
        // SAFETY: the kernel writes at most `size` bytes, and the buffer has them.
        unsafe { libc::syscall(libc::SYS_keyctl, libc::KEYCTL_READ, keyring, buffer, size) }
    })?;
    let serials = bytes.as_chunks().0.iter();
    Ok(serials
        .map(|&serial| KeySerialId(i32::from_ne_bytes(serial)))
        .collect())
}

/// The description of a key, or `None` if it is not text or not of the type `user`.
pub(super) fn description(key: KeySerialId) -> io::Result<Option<String>> {
    let mut bytes = variable(|buffer, size| {
        // SAFETY: the kernel writes at most `size` bytes, and the buffer has them.
        unsafe {
            libc::syscall(
                libc::SYS_keyctl,
                libc::KEYCTL_DESCRIBE,
                key.as_raw_id(),
                buffer,
                size,
            )
        }
    })?;
    bytes.pop();
    // `type;uid;gid;permissions;description`
    let text = String::from_utf8(bytes).ok();
    Ok(text.and_then(|text| {
        Some(
            text.strip_prefix("user;")?
                .splitn(4, ';')
                .nth(3)?
                .to_owned(),
        )
    }))
}

/// Repeats the call with a larger buffer until the answer fits; the kernel always tells its full
/// length.
fn variable(call: impl Fn(*mut u8, usize) -> libc::c_long) -> io::Result<Vec<u8>> {
    let mut buffer = vec![0; 1024];
    loop {
        let length = usize::try_from(call(buffer.as_mut_ptr(), buffer.len()))
            .map_err(|_| io::Error::last_os_error())?;
        let fits = length <= buffer.len();
        buffer.resize(length, 0);
        if fits {
            return Ok(buffer);
        }
    }
}
