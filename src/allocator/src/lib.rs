//! Where the server's memory comes from, and how what is large goes back.
//!
//! mimalloc serves small things quickly by keeping what is returned to it for another second. Of a picture's pixels, which are up to
//! 200 MB, that is too much: while the next one is worked on, the last one would still count. What is larger than [`LARGE`] is
//! therefore asked from the system and given back to it at once; there are few of these, so it costs nothing.

use libmimalloc_sys::{mi_option_get, mi_option_set, mi_option_t};
use std::ffi::c_long;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// In KiB, as all of mimalloc's sizes.
const LARGE: c_long = 16 * 1024;
/// `mi_option_arena_max_object_size` of mimalloc 3, which its bindings do not name.
const ARENA_MAX_OBJECT_SIZE: mi_option_t = 45;
/// What that is where nobody has set it: 2 GiB. By this it is known that the number still means what it did.
const UNSET: c_long = 2 * 1024 * 1024;

/// Has what is large given back at once. To be called once, first of all.
///
/// Who has set `MIMALLOC_ARENA_MAX_OBJECT_SIZE`, or built with another mimalloc, knows better: nothing is changed then, and the answer
/// is false.
pub fn settle() -> bool {
    // SAFETY: both read and write one number of a fixed table, whose bounds they check themselves.
    #[expect(unsafe_code, reason = "the bindings have no safe way to an option")]
    unsafe {
        let unset = mi_option_get(ARENA_MAX_OBJECT_SIZE) == UNSET;
        if unset {
            mi_option_set(ARENA_MAX_OBJECT_SIZE, LARGE);
        }
        unset
    }
}

#[cfg(test)]
mod tests {
    /// How much of this process is in memory, in KiB.
    fn held() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").expect("a status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok())
            .expect("a number")
    }

    #[test]
    fn what_is_large_goes_back_at_once() {
        assert!(super::settle(), "the number of the option has changed");
        let quiet = held();
        for _ in 0..4 {
            let pixels = vec![7_u8; 64 << 20];
            assert!(held() > quiet + (60 << 10));
            drop(pixels);
            assert!(held() < quiet + (4 << 10));
        }
        assert!(!super::settle());
    }
}
