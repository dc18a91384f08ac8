#![no_main]

const PARTS: [&str; 5] = [
    "word/document.xml",
    "word/footnotes.xml",
    "word/endnotes.xml",
    "word/styles.xml",
    "word/_rels/footnotes.xml.rels",
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ibidem_fuzz::read_package("docx", &PARTS, bytes));
