//! A job that holds us and what the tool starts, so that all of it ends if we are ended.
//!
//! A daemon that outlives the tool lives on. So does a process that is started to leave every job
//! (`CREATE_BREAKAWAY_FROM_JOB`): without us the system would allow that, so we do.

use super::access::check;
use std::ffi::c_void;
use std::io;
use std::os::windows::io::{AsRawHandle, BorrowedHandle, FromRawHandle, OwnedHandle};
use std::ptr::null;
use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, IsProcessInJob, JOB_OBJECT_LIMIT,
    JOB_OBJECT_LIMIT_BREAKAWAY_OK, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE,
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION, JobObjectExtendedLimitInformation,
    SetInformationJobObject,
};
use windows_sys::Win32::System::Threading::GetCurrentProcess;

/// A job with this process and all that it starts. Its only handle is ours, so the system closes it
/// when we end, however that is.
#[derive(Debug)]
pub(super) struct Job(OwnedHandle);

impl Job {
    /// Enters a new one.
    ///
    /// # Errors
    /// Where the system does not allow it: the tool then only outlives us if we are killed.
    pub(super) fn enter() -> io::Result<Self> {
        let job = Self::empty()?;
        // SAFETY: it has no conditions, and returns what needs no closing.
        let process = unsafe { GetCurrentProcess() };
        // SAFETY: this handle is never closed.
        job.add(unsafe { BorrowedHandle::borrow_raw(process) })?;
        job.limit(JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE)?;
        Ok(job)
    }

    /// A new one, with nothing in it.
    pub(super) fn empty() -> io::Result<Self> {
        // SAFETY: without attributes and a name it is a new one, and its handle is not inherited.
        let handle = unsafe { CreateJobObjectW(null(), null()) };
        if handle.is_null() {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the call gave us this handle, and nobody else closes it.
        Ok(Self(unsafe { OwnedHandle::from_raw_handle(handle) }))
    }

    /// Takes a process in, and all that it starts from now on.
    pub(super) fn add(&self, process: BorrowedHandle<'_>) -> io::Result<()> {
        let (job, process) = (self.0.as_raw_handle(), process.as_raw_handle());
        // SAFETY: both handles are open.
        check(unsafe { AssignProcessToJobObject(job, process) })
    }

    /// From now on nothing ends with us.
    pub(super) fn let_go(&self) -> io::Result<()> {
        self.limit(0)
    }

    /// Whether a process is in it.
    pub(super) fn holds(&self, process: &OwnedHandle) -> bool {
        let mut holds = 0;
        let (process, job) = (process.as_raw_handle(), self.0.as_raw_handle());
        // SAFETY: both handles are open, and the answer is written where it belongs.
        let told = unsafe { IsProcessInJob(process, job, &raw mut holds) };
        told != 0 && holds != 0
    }

    fn limit(&self, flags: JOB_OBJECT_LIMIT) -> io::Result<()> {
        let mut limits = JOBOBJECT_EXTENDED_LIMIT_INFORMATION::default();
        limits.BasicLimitInformation.LimitFlags = flags | JOB_OBJECT_LIMIT_BREAKAWAY_OK;
        let size = u32::try_from(size_of_val(&limits)).unwrap_or(0);
        let place: *const c_void = (&raw const limits).cast();
        // SAFETY: the place holds what this class takes, in its size.
        check(unsafe {
            SetInformationJobObject(
                self.0.as_raw_handle(),
                JobObjectExtendedLimitInformation,
                place,
                size,
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::windows::process::CommandExt;
    use std::process::Command;
    use windows_sys::Win32::System::Threading::CREATE_BREAKAWAY_FROM_JOB;

    #[test]
    fn what_asks_to_leave_leaves() {
        let job = Job::enter().unwrap();
        let started = [0, CREATE_BREAKAWAY_FROM_JOB].map(|flags| {
            let mut command = Command::new("cmd");
            command.args(["/c", "exit 0"]).creation_flags(flags).spawn()
        });
        // Before anything can fail here: closed as it is, the job would end this process.
        job.let_go().unwrap();
        let is_held = started.map(|child| {
            let process = OwnedHandle::from(child.unwrap());
            job.holds(&process)
        });
        assert_eq!(is_held, [true, false]);
    }
}
