#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| (fuzz_entries::entry("live_state").run)(bytes));
