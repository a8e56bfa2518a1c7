//! One instance of a named pipe of ours: it waits for one client, and tells which process that is.

use super::access::{Descriptor, check};
use super::wide::wide;
use std::fs::File;
use std::io::{self, Write};
use std::os::windows::io::{AsRawHandle, FromRawHandle};
use std::ptr::null_mut;
use windows_sys::Win32::Foundation::{ERROR_PIPE_CONNECTED, INVALID_HANDLE_VALUE};
use windows_sys::Win32::Security::SECURITY_ATTRIBUTES;
use windows_sys::Win32::Storage::FileSystem::{
    FILE_FLAG_FIRST_PIPE_INSTANCE, PIPE_ACCESS_OUTBOUND,
};
use windows_sys::Win32::System::Pipes::{
    ConnectNamedPipe, CreateNamedPipeW, GetNamedPipeClientProcessId, PIPE_READMODE_BYTE,
    PIPE_REJECT_REMOTE_CLIENTS, PIPE_TYPE_BYTE, PIPE_WAIT,
};

/// The most instances of one pipe. With one to spare, a program that polls the name kept npm from
/// its own in 3 of 6 runs; with 16 in none.
pub(super) const INSTANCES: u32 = 16;

/// A name, and who may open it.
#[derive(Debug)]
pub(super) struct Pipe {
    name: String,
    access: Descriptor,
}

impl Pipe {
    /// All instances of a new pipe.
    ///
    /// # Errors
    /// Those of the system, also where the name is taken.
    pub(super) fn with_instances(name: String) -> io::Result<(Self, Vec<Instance>)> {
        let (pipe, first) = Self::with_one(name)?;
        let mut instances = vec![first];
        for _ in 1..INSTANCES {
            instances.push(pipe.create(0)?);
        }
        Ok((pipe, instances))
    }

    /// A new pipe with a single instance, and that.
    ///
    /// # Errors
    /// As above.
    pub(super) fn with_one(name: String) -> io::Result<(Self, Instance)> {
        let access = Descriptor::of_this_user()?;
        let pipe = Self { name, access };
        let first = pipe.create(FILE_FLAG_FIRST_PIPE_INSTANCE)?;
        Ok((pipe, first))
    }

    /// Another one, in the place of one that was closed.
    pub(super) fn another(&self) -> io::Result<Instance> {
        self.create(0)
    }

    fn create(&self, first: u32) -> io::Result<Instance> {
        let name = wide(&self.name);
        let attributes = SECURITY_ATTRIBUTES {
            nLength: u32::try_from(size_of::<SECURITY_ATTRIBUTES>()).unwrap_or(0),
            lpSecurityDescriptor: self.access.descriptor(),
            bInheritHandle: 0,
        };
        // Without a buffer a write ends when the client has read it, or has gone.
        // SAFETY: the name ends with a zero, and the attributes live longer than the call.
        let handle = unsafe {
            CreateNamedPipeW(
                name.as_ptr(),
                PIPE_ACCESS_OUTBOUND | first,
                PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS,
                INSTANCES,
                0,
                0,
                0,
                &raw const attributes,
            )
        };
        if handle == INVALID_HANDLE_VALUE {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the call gave us this handle, and nobody else closes it.
        Ok(Instance(unsafe { File::from_raw_handle(handle) }))
    }
}

/// One end for one client. Closing it is the end of the file for the client.
#[derive(Debug)]
pub(super) struct Instance(File);

impl Instance {
    /// Waits for a client; the number of its process.
    pub(super) fn client(&self) -> io::Result<u32> {
        // SAFETY: the handle is open, and waits as it was made to.
        if let Err(error) = check(unsafe { ConnectNamedPipe(self.0.as_raw_handle(), null_mut()) })
            && error.raw_os_error() != i32::try_from(ERROR_PIPE_CONNECTED).ok()
        {
            return Err(error);
        }
        let mut process = 0;
        // SAFETY: the handle is open, and the number is written where it belongs.
        check(unsafe { GetNamedPipeClientProcessId(self.0.as_raw_handle(), &raw mut process) })?;
        Ok(process)
    }

    /// Writes it, and waits until the client has read all of it.
    ///
    /// # Errors
    /// Where it has gone before.
    pub(super) fn give(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)?;
        // The system's call for this waits for a pipe's reader.
        self.0.sync_all()
    }
}
