//! A writable mapping of a memory file that stays writable after the file is sealed.

use rustix::mm::{MapFlags, ProtFlags, mmap, munmap};
use std::io;
use std::os::fd::OwnedFd;

/// The mapping; it is removed when it is replaced or dropped.
pub(super) struct Mapping {
    start: *mut u8,
    size: usize,
}

impl Mapping {
    /// The first `size` bytes of `file`, which must exist as long as the mapping does.
    pub(super) fn of(file: &OwnedFd, size: usize) -> io::Result<Self> {
        let (protection, flags) = (ProtFlags::READ | ProtFlags::WRITE, MapFlags::SHARED);
        // SAFETY: the system chooses a new address, where nothing of ours is.
        let start = unsafe { mmap(std::ptr::null_mut(), size, protection, flags, file, 0) }?;
        Ok(Self {
            start: start.cast(),
            size,
        })
    }

    /// Overwrites everything with `contents` and then `padding`, and removes the mapping. The
    /// padding is written first, so that a reader in between finds no old contents after the new
    /// ones.
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
