#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| (fuzz_entries::entry("snapshot").run)(bytes));
