#![no_main]

const PARTS: [&str; 2] = ["content.xml", "styles.xml"];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ibidem_fuzz::read_package("odt", &PARTS, bytes));
