//! A writable view of a memory file that stays writable when the file is sealed.

use rustix::mm::{MapFlags, ProtFlags, mmap, munmap};
use std::io;
use std::os::fd::OwnedFd;

/// The view; it goes when it is replaced or dropped.
pub(super) struct Mapping {
    start: *mut u8,
    size: usize,
}

impl Mapping {
    /// The first `size` bytes of `file`, which must be there as long as the view is.
    pub(super) fn of(file: &OwnedFd, size: usize) -> io::Result<Self> {
        let (protection, flags) = (ProtFlags::READ | ProtFlags::WRITE, MapFlags::SHARED);
        // SAFETY: a new place that the system chooses; nothing of ours lies there.
        let start = unsafe { mmap(std::ptr::null_mut(), size, protection, flags, file, 0) }?;
        Ok(Self {
            start: start.cast(),
            size,
        })
    }

    /// Overwrites everything with `contents` and `padding` behind it, then gives the view up.
    /// Padding comes first, so that a reader in between finds none of the old contents behind the
    /// new ones.
    pub(super) fn replace(&mut self, contents: &[u8], padding: u8) {
        let length = contents.len().min(self.size);
        // SAFETY: `size` bytes from `start` are mapped and writable until the view is given up.
        unsafe { self.start.write_bytes(padding, self.size) };
        // SAFETY: `length` is within both, and memory of ours never overlaps a mapping.
        unsafe {
            self.start
                .copy_from_nonoverlapping(contents.as_ptr(), length);
        };
        self.give_up();
    }

    fn give_up(&mut self) {
        if self.size > 0 {
            // SAFETY: mapped by `of`, and not used again: a size of nothing says so.
            let _ = unsafe { munmap(self.start.cast(), self.size) };
            self.size = 0;
        }
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        self.give_up();
    }
}
