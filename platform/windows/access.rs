//! Who may open what this process serves: the user it runs as, at its own integrity level or above.

use super::wide::{narrow, wide};
use std::io;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::ptr::null_mut;
use windows_sys::Win32::Foundation::LocalFree;
use windows_sys::Win32::Security::Authorization::{
    ConvertSidToStringSidW, ConvertStringSecurityDescriptorToSecurityDescriptorW, SDDL_REVISION_1,
};
use windows_sys::Win32::Security::{
    GetTokenInformation, PSECURITY_DESCRIPTOR, PSID, SID_AND_ATTRIBUTES, TOKEN_INFORMATION_CLASS,
    TOKEN_QUERY, TokenIntegrityLevel, TokenUser,
};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};

/// A descriptor that the system allocated.
#[derive(Debug)]
pub(super) struct Descriptor(PSECURITY_DESCRIPTOR);

// SAFETY: it is memory of the process, which nobody changes once it is made.
unsafe impl Send for Descriptor {}
// SAFETY: as above.
unsafe impl Sync for Descriptor {}

impl Descriptor {
    /// Everything for the user of this process; nothing for other users, for whom it stands below,
    /// and for those of its programs that run at a lower level.
    pub(super) fn of_this_user() -> io::Result<Self> {
        let token = own_token()?;
        let user = sid(&token, TokenUser)?;
        let level = sid(&token, TokenIntegrityLevel)?;
        let text = wide(format!("D:P(A;;GA;;;{user})S:(ML;;NRNWNX;;;{level})"));
        let mut descriptor = null_mut();
        // SAFETY: the text ends with a zero, and the address is written where it belongs.
        let made = unsafe {
            ConvertStringSecurityDescriptorToSecurityDescriptorW(
                text.as_ptr(),
                SDDL_REVISION_1,
                &raw mut descriptor,
                null_mut(),
            )
        };
        check(made)?;
        Ok(Self(descriptor))
    }

    pub(super) fn descriptor(&self) -> PSECURITY_DESCRIPTOR {
        self.0
    }
}

impl Drop for Descriptor {
    fn drop(&mut self) {
        // SAFETY: allocated for us, and used no more.
        unsafe { LocalFree(self.0) };
    }
}

fn own_token() -> io::Result<OwnedHandle> {
    let mut token = null_mut();
    // SAFETY: it has no conditions, and returns what needs no closing.
    let process = unsafe { GetCurrentProcess() };
    // SAFETY: the handle is written where it belongs.
    check(unsafe { OpenProcessToken(process, TOKEN_QUERY, &raw mut token) })?;
    // SAFETY: the call gave us this handle, and nobody else closes it.
    Ok(unsafe { OwnedHandle::from_raw_handle(token) })
}

/// One of the token's identifiers as text. Both kinds that are asked for begin with one.
fn sid(token: &OwnedHandle, class: TOKEN_INFORMATION_CLASS) -> io::Result<String> {
    // As large as an identifier with its frame can be, and aligned as the frame is.
    let mut answer = [0_u64; 32];
    let size = u32::try_from(size_of_val(&answer)).unwrap_or(0);
    let mut needed = 0;
    let place = answer.as_mut_ptr();
    // SAFETY: the place has this size.
    let told = unsafe {
        GetTokenInformation(
            token.as_raw_handle(),
            class,
            place.cast(),
            size,
            &raw mut needed,
        )
    };
    check(told)?;
    // SAFETY: the answer begins with this frame, in a place that is aligned for it.
    let frame = unsafe { place.cast::<SID_AND_ATTRIBUTES>().read() };
    text(frame.Sid)
}

fn text(sid: PSID) -> io::Result<String> {
    let mut start = null_mut();
    // SAFETY: the identifier is whole, and the address is written where it belongs.
    check(unsafe { ConvertSidToStringSidW(sid, &raw mut start) })?;
    // SAFETY: the call made a text that ends with a zero.
    let text = unsafe { narrow(start) };
    // SAFETY: allocated for us, and used no more.
    unsafe { LocalFree(start.cast()) };
    Ok(text)
}

/// The error of a call that failed.
pub(super) fn check(result: i32) -> io::Result<()> {
    if result == 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}
