//! The four calls of the Credential Manager. What it returned is wiped before it is given back.

use crate::secret::Secret;
use crate::windows::wide::{narrow, wide};
use std::ptr::null_mut;
use windows_sys::Win32::Foundation::{ERROR_NOT_FOUND, FILETIME, GetLastError};
use windows_sys::Win32::Security::Credentials::{
    CRED_MAX_STRING_LENGTH, CRED_PERSIST_LOCAL_MACHINE, CRED_TYPE_GENERIC, CREDENTIALW,
    CredDeleteW, CredEnumerateW, CredFree, CredReadW, CredWriteW,
};

/// What the system shows as the user of a credential of ours.
const USER: &str = "npmcred";

/// The number of a system error.
pub(super) type ErrorCode = u32;

pub(super) fn read(target: &str) -> Result<Option<Secret>, ErrorCode> {
    let target = wide(target);
    let mut found: *mut CREDENTIALW = null_mut();
    // SAFETY: the name ends with a zero, and `found` takes the address of what is allocated.
    if unsafe { CredReadW(target.as_ptr(), CRED_TYPE_GENERIC, 0, &raw mut found) } == 0 {
        return absent(None);
    }
    // SAFETY: the call succeeded, so this is one credential, which is ours to free.
    let (_, secret) = unsafe { take(found) };
    // SAFETY: allocated by the call above, and used no more.
    unsafe { CredFree(found.cast()) };
    Ok(Some(secret))
}

/// Stores it on this machine only: it does not roam to others.
pub(super) fn write(target: &str, comment: &str, blob: &[u8]) -> Result<(), ErrorCode> {
    let comment: String = comment
        .chars()
        .take(CRED_MAX_STRING_LENGTH as usize / 2)
        .collect();
    let (mut target, mut user, mut comment) = (wide(target), wide(USER), wide(comment));
    let credential = CREDENTIALW {
        Flags: 0,
        Type: CRED_TYPE_GENERIC,
        TargetName: target.as_mut_ptr(),
        Comment: comment.as_mut_ptr(),
        LastWritten: FILETIME {
            dwLowDateTime: 0,
            dwHighDateTime: 0,
        },
        CredentialBlobSize: u32::try_from(blob.len()).unwrap_or(u32::MAX),
        CredentialBlob: blob.as_ptr().cast_mut(),
        Persist: CRED_PERSIST_LOCAL_MACHINE,
        AttributeCount: 0,
        Attributes: null_mut(),
        TargetAlias: null_mut(),
        UserName: user.as_mut_ptr(),
    };
    // SAFETY: every pointer leads to a buffer that lives longer than the call, which writes to
    // none.
    match unsafe { CredWriteW(&raw const credential, 0) } {
        0 => Err(last()),
        _ => Ok(()),
    }
}

/// Whether there was one.
pub(super) fn delete(target: &str) -> Result<bool, ErrorCode> {
    let target = wide(target);
    // SAFETY: the name ends with a zero.
    match unsafe { CredDeleteW(target.as_ptr(), CRED_TYPE_GENERIC, 0) } {
        0 => absent(false),
        _ => Ok(true),
    }
}

/// The names and contents of all credentials whose name begins so, without minding case. The system
/// hands out no other's.
pub(super) fn beginning_with(prefix: &str) -> Result<Vec<(String, Secret)>, ErrorCode> {
    let filter = wide(format!("{prefix}*"));
    let (mut count, mut list) = (0, null_mut());
    // SAFETY: the filter ends with a zero; number and list are written where they belong.
    if unsafe { CredEnumerateW(filter.as_ptr(), 0, &raw mut count, &raw mut list) } == 0 {
        return absent(Vec::new());
    }
    let mut found = Vec::new();
    for at in 0..count as usize {
        // SAFETY: the list has `count` entries.
        let entry = unsafe { list.add(at) };
        // SAFETY: each of them was filled by the call.
        let credential = unsafe { *entry };
        // SAFETY: each entry leads to a credential of this list, which is ours to free.
        found.push(unsafe { take(credential) });
    }
    // SAFETY: allocated by the call above, and used no more.
    unsafe { CredFree(list.cast_const().cast()) };
    Ok(found)
}

/// Name and contents; the contents are wiped where they were.
///
/// # Safety
/// `credential` must lead to a credential that the system allocated for us.
unsafe fn take(credential: *mut CREDENTIALW) -> (String, Secret) {
    // SAFETY: the caller says so. Wine puts a list's entries at odd addresses.
    let credential = unsafe { credential.read_unaligned() };
    // SAFETY: a name ends with a zero.
    let name = unsafe { narrow(credential.TargetName) };
    let size = credential.CredentialBlobSize as usize;
    if size == 0 || credential.CredentialBlob.is_null() {
        return (name, Secret::new(Vec::new()));
    }
    // SAFETY: the system allocated this many bytes there, for us alone.
    let blob = unsafe { std::slice::from_raw_parts_mut(credential.CredentialBlob, size) };
    (name, Secret::from(blob))
}

fn absent<T>(nothing: T) -> Result<T, ErrorCode> {
    match last() {
        ERROR_NOT_FOUND => Ok(nothing),
        code => Err(code),
    }
}

fn last() -> ErrorCode {
    // SAFETY: it has no conditions.
    unsafe { GetLastError() }
}
