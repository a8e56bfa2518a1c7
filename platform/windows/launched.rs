//! A process that a launcher started, and whether it is the tool.
//!
//! Its command line is read out of its memory, where every Windows has it. A call would give it too
//! (class 60 of `NtQueryInformationProcess`), but Wine lacks that one.

use super::access::check;
use super::job::Job;
use std::ffi::c_void;
use std::io;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::ptr::null_mut;
use windows_sys::Wdk::System::Threading::{NtQueryInformationProcess, ProcessBasicInformation};
use windows_sys::Win32::Foundation::UNICODE_STRING;
use windows_sys::Win32::System::Diagnostics::Debug::ReadProcessMemory;
use windows_sys::Win32::System::Threading::{
    OpenProcess, PEB, PROCESS_BASIC_INFORMATION, PROCESS_QUERY_INFORMATION, PROCESS_VM_READ,
    RTL_USER_PROCESS_PARAMETERS,
};

/// Whether a process is in the job and its node runs a file of one of these names.
pub(super) fn runs_one_of(process: u32, job: &Job, scripts: &[&str]) -> bool {
    let Ok(process) = open(process) else {
        return false;
    };
    if !job.holds(&process) {
        return false;
    }
    let line = command_line(&process).unwrap_or_default();
    script(&line).is_some_and(|name| scripts.iter().any(|one| name.eq_ignore_ascii_case(one)))
}

fn open(process: u32) -> io::Result<OwnedHandle> {
    let rights = PROCESS_QUERY_INFORMATION | PROCESS_VM_READ;
    // SAFETY: it has no conditions.
    let handle = unsafe { OpenProcess(rights, 0, process) };
    if handle.is_null() {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the call gave us this handle, and nobody else closes it.
    Ok(unsafe { OwnedHandle::from_raw_handle(handle) })
}

fn command_line(process: &OwnedHandle) -> io::Result<String> {
    let mut basic = PROCESS_BASIC_INFORMATION::default();
    let size = u32::try_from(size_of_val(&basic)).unwrap_or(0);
    let place: *mut c_void = (&raw mut basic).cast();
    let handle = process.as_raw_handle();
    // SAFETY: the place holds what this class gives, in its size.
    let status = unsafe {
        NtQueryInformationProcess(handle, ProcessBasicInformation, place, size, null_mut())
    };
    if status < 0 || basic.PebBaseAddress.is_null() {
        return Err(io::Error::other(format!("no address ({status:#x})")));
    }
    // SAFETY: of numbers and pointers alone, which may be any.
    let own: PEB = unsafe { read(process, basic.PebBaseAddress) }?;
    // SAFETY: as above.
    let given: RTL_USER_PROCESS_PARAMETERS = unsafe { read(process, own.ProcessParameters) }?;
    let UNICODE_STRING { Length, Buffer, .. } = given.CommandLine;
    let mut units = vec![0_u16; usize::from(Length) / size_of::<u16>()];
    let size = size_of_val(units.as_slice());
    // SAFETY: there is this much room, and a unit may be any number.
    unsafe { copy(process, Buffer.cast(), units.as_mut_ptr().cast(), size) }?;
    Ok(String::from_utf16_lossy(&units))
}

/// A structure of the system's, at this address of the process.
///
/// # Safety
/// Any bytes must be a `T`.
unsafe fn read<T: Default>(process: &OwnedHandle, at: *const T) -> io::Result<T> {
    let mut found = T::default();
    let (from, to) = (at.cast(), (&raw mut found).cast());
    // SAFETY: a `T` has its size, and the caller says that any bytes are one.
    unsafe { copy(process, from, to, size_of::<T>()) }?;
    Ok(found)
}

/// # Safety
/// `to` must have room for `size` bytes, and be what any bytes may be written to.
unsafe fn copy(
    process: &OwnedHandle,
    from: *const c_void,
    to: *mut c_void,
    size: usize,
) -> io::Result<()> {
    // SAFETY: the system checks the addresses of the other process; the caller answers for `to`.
    check(unsafe { ReadProcessMemory(process.as_raw_handle(), from, to, size, null_mut()) })
}

/// The name of the script that node runs by this command line: of the first argument that is no
/// flag. A quote opens or closes, wherever it stands: no path holds one.
fn script(line: &str) -> Option<String> {
    let mut quoted = false;
    let words = line.split(|letter: char| {
        quoted ^= letter == '"';
        letter.is_ascii_whitespace() && !quoted
    });
    let words = words.filter(|word| !word.is_empty());
    let first = words.skip(1).find(|word| !word.starts_with('-'))?;
    let path = first.replace('"', "");
    path.rsplit(['\\', '/']).next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::windows::io::AsHandle;
    use std::process::{Command, Stdio};

    #[test]
    fn the_script_is_the_first_argument_that_is_no_flag() {
        for (line, want) in [
            (
                r#""C:\Program Files\node.exe" "C:\a b\npm-cli.js" ci"#,
                "npm-cli.js",
            ),
            (r"node  --no-warnings C:/x/npx-cli.js", "npx-cli.js"),
            (r"node x.js npm-cli.js", "x.js"),
            (r"node npm-cli.js\x.js", "x.js"),
        ] {
            assert_eq!(script(line).as_deref(), Some(want), "{line}");
        }
        assert_eq!(script("node.exe"), None);
    }

    #[test]
    fn the_tool_is_a_process_of_our_job_that_runs_its_script() {
        let job = Job::empty().unwrap();
        // It waits for what it is to run.
        let mut waiting = Command::new("cmd");
        waiting.arg("tool.js").stdin(Stdio::piped());
        let mut waiting = waiting.stdout(Stdio::null()).spawn().unwrap();
        let runs = |name| runs_one_of(waiting.id(), &job, &["other.js", name]);
        let before = runs("tool.js");
        job.add(waiting.as_handle()).unwrap();
        let (right, wrong) = (runs("TOOL.js"), runs("tool.cjs"));
        waiting.kill().unwrap();
        assert_eq!((before, right, wrong), (false, true, false));
    }
}
