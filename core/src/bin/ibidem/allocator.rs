//! Memory: that of mimalloc, and in a worker that of the C library.
//!
//! A paper is read into many small things, which live until its report is written, and each answer of a host
//! passes through many more. An audit of ten thousand links takes a tenth less of the processor with
//! mimalloc than with the C library of GNU. A worker has no use for that: what its checker keeps is the
//! library's own, and a start should cost next to nothing (that mimalloc is there costs it 0.2 ms).
#![expect(unsafe_code, reason = "an allocator is asked by rules that the compiler cannot check")]

use std::alloc::{GlobalAlloc, Layout, System};

use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

/// One of two allocators, the same for as long as the process runs.
struct Allocator;

// SAFETY: all calls go to one and the same allocator, since its choice never changes, and both keep the rules.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: what the caller warrants is what is asked for.
        unsafe { if is_of_system() { System.alloc(layout) } else { MiMalloc.alloc(layout) } }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        unsafe { if is_of_system() { System.alloc_zeroed(layout) } else { MiMalloc.alloc_zeroed(layout) } }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as above; it is the allocator that the memory came from.
        unsafe {
            if is_of_system() { System.dealloc(memory, layout) } else { MiMalloc.dealloc(memory, layout) }
        }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as above.
        unsafe {
            if is_of_system() {
                System.realloc(memory, layout, size)
            } else {
                MiMalloc.realloc(memory, layout, size)
            }
        }
    }
}

/// Whether whoever started the program has tuned the allocator of the C library, as the program does for its
/// workers: then that one is meant.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn is_of_system() -> bool {
    use std::sync::atomic::{AtomicU8, Ordering};

    const UNKNOWN: u8 = 0;
    const OF_SYSTEM: u8 = 1;
    const OWN: u8 = 2;
    static CHOICE: AtomicU8 = AtomicU8::new(UNKNOWN);

    match CHOICE.load(Ordering::Relaxed) {
        UNKNOWN => {
            // The runtime asks for memory before it starts any thread, so that nobody changes the environment.
            // SAFETY: the name ends in a zero, and nothing writes to the environment meanwhile.
            let is_tuned = unsafe { !libc::getenv(c"GLIBC_TUNABLES".as_ptr()).is_null() };
            CHOICE.store(if is_tuned { OF_SYSTEM } else { OWN }, Ordering::Relaxed);
            is_tuned
        }
        choice => choice == OF_SYSTEM,
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn is_of_system() -> bool {
    false
}
