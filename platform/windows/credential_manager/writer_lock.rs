//! One writer at a time, in all processes of the user's session.

use crate::secret_store::StoreError;
use crate::windows::wide::wide;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::ptr::null;
use windows_sys::Win32::Foundation::{WAIT_ABANDONED, WAIT_OBJECT_0};
use windows_sys::Win32::System::Threading::{CreateMutexW, ReleaseMutex, WaitForSingleObject};

/// How long to wait for other writers, in milliseconds: less than the deadline of a call.
const PATIENCE: u32 = 2_500;

/// It is given back by the thread that took it.
pub(super) struct WriterLock(OwnedHandle);

impl WriterLock {
    pub(super) fn take() -> Result<Self, StoreError> {
        let name = wide("Local\\npmcred-credentials");
        // SAFETY: the name ends with a zero, and without a descriptor the session's own applies.
        let handle = unsafe { CreateMutexW(null(), 0, name.as_ptr()) };
        if handle.is_null() {
            return Err(StoreError::Other(
                std::io::Error::last_os_error().to_string(),
            ));
        }
        // SAFETY: the call gave us this handle, and nobody else closes it.
        let mutex = unsafe { OwnedHandle::from_raw_handle(handle) };
        // SAFETY: the handle is open.
        match unsafe { WaitForSingleObject(mutex.as_raw_handle(), PATIENCE) } {
            // Who had it may have been killed; what is half written is no head yet.
            WAIT_OBJECT_0 | WAIT_ABANDONED => Ok(Self(mutex)),
            _ => Err(StoreError::TimedOut),
        }
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        // SAFETY: the handle is open, and this thread has the lock.
        unsafe { ReleaseMutex(self.0.as_raw_handle()) };
    }
}
