//! The console's events go to every program in it: the tool decides what they mean, and we outlive
//! it, to return its status.

use super::access::check;
use std::io;
use std::thread;
use windows_sys::Win32::System::Console::{CTRL_BREAK_EVENT, CTRL_C_EVENT, SetConsoleCtrlHandler};
use windows_sys::core::BOOL;

/// From now on a Ctrl-C or Ctrl-Break does not end us. Programs that are started afterwards do not
/// inherit this.
pub(super) fn outlive_events() -> io::Result<()> {
    // SAFETY: the function is there for as long as the process.
    check(unsafe { SetConsoleCtrlHandler(Some(outlive), 1) })
}

/// Runs on a thread of the system's.
unsafe extern "system" fn outlive(event: u32) -> BOOL {
    if matches!(event, CTRL_C_EVENT | CTRL_BREAK_EVENT) {
        return 1;
    }
    // The window was closed, or the user logs off: whoever returns from here is ended at once, and
    // the tool would end with us. The process ends when the tool has, or when the system ends it.
    loop {
        thread::park();
    }
}
