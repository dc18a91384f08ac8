#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ibidem_fuzz::read("biblatex", bytes));
