//! Hints to the machine about memory. They change no outcome.

/// Asks for huge pages under a large table, so that a random access costs one miss and not two.
pub(crate) fn advise_huge<T>(table: &Vec<T>) {
    #[cfg(target_os = "linux")]
    advise(table, 2 << 20, libc::MADV_HUGEPAGE);
    #[cfg(not(target_os = "linux"))]
    let _ = table;
}

/// Has the system give a table its memory now, and not page by page under the commands that first touch it.
pub(crate) fn populate<T>(table: &Vec<T>) {
    #[cfg(target_os = "linux")]
    advise(table, 4_096, libc::MADV_POPULATE_WRITE);
    #[cfg(not(target_os = "linux"))]
    let _ = table;
}

/// Gives an advice on the whole pages within a table's allocation.
#[cfg(target_os = "linux")]
fn advise<T>(table: &Vec<T>, page: usize, advice: libc::c_int) {
    let start = table.as_ptr() as usize;
    let end = start + table.capacity() * size_of::<T>();
    let first = start.next_multiple_of(page);
    let last = end - end % page;
    if first < last {
        // SAFETY: the range lies within the table's own allocation, and the advices given here change no content. A refusal is harmless.
        unsafe { libc::madvise(first as *mut libc::c_void, last - first, advice) };
    }
}

/// Starts loading the cache line of an element. A place beyond the end is never read: at most a line is loaded for nothing.
#[inline(always)]
pub(crate) fn prefetch<T>(table: &[T], place: usize) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a prefetch has no effect but on caches, whatever the address; and the address is made without leaving the bounds of arithmetic.
    unsafe {
        core::arch::x86_64::_mm_prefetch::<{ core::arch::x86_64::_MM_HINT_T0 }>(table.as_ptr().wrapping_add(place).cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (table, place);
}

/// The same for an element that may reach into a second line.
#[inline(always)]
pub(crate) fn prefetch_across<T>(table: &[T], place: usize) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: as in [`prefetch`].
    unsafe {
        use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        let start = table.as_ptr().wrapping_add(place).cast::<i8>();
        _mm_prefetch::<_MM_HINT_T0>(start);
        _mm_prefetch::<_MM_HINT_T0>(start.wrapping_add(size_of::<T>() - 1));
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (table, place);
}

/// Bytes reserved for a table, used or not.
pub(crate) fn reserved<T>(table: &Vec<T>) -> usize {
    table.capacity() * size_of::<T>()
}
