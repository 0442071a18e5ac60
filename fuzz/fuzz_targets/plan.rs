#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| backcast_fuzz::plan(bytes));
