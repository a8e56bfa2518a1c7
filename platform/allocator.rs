//! The memory of a static program: dlmalloc behind a lock of the standard library.
//!
//! musl's own allocator is small, and slow once there is a second thread. The one that `dlmalloc`
//! offers ready-made takes a lock of the C library. A long config file then took a sixth of its
//! time to lock and unlock.

use dlmalloc::Dlmalloc;
use std::alloc::{GlobalAlloc, Layout};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Every block of memory of the program.
pub(crate) struct Heap(Mutex<Dlmalloc>);

impl Heap {
    /// Nothing is asked of the system before the first block is.
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(Dlmalloc::new()))
    }

    fn lock(&self) -> MutexGuard<'_, Dlmalloc> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// SAFETY: dlmalloc keeps the promises of an allocator, and has one caller at a time. Taking the
// lock allocates nothing on Linux.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's layout is of some size.
        unsafe { self.lock().malloc(layout.size(), layout.align()) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as for `alloc`.
        unsafe { self.lock().calloc(layout.size(), layout.align()) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller has the block from here, with this layout.
        unsafe { self.lock().free(block, layout.size(), layout.align()) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let (before, align) = (layout.size(), layout.align());
        // SAFETY: as for `dealloc`.
        unsafe { self.lock().realloc(block, before, align, size) }
    }
}
