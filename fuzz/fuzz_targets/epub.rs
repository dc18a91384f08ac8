#![no_main]

const PARTS: [&str; 4] = ["META-INF/container.xml", "book.opf", "one.xhtml", "two.xhtml"];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ibidem_fuzz::read_package("epub", &PARTS, bytes));
