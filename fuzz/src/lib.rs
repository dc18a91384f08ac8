//! Any bytes → a reading, in one format: nothing panics, nothing hangs, every place leads back.

use std::io::{Cursor, Write as _};

use ibidem::Reading;
use ibidem::read::Format;
use zip::write::SimpleFileOptions;

/// Reads bytes in the format of a name.
pub fn read(format: &str, bytes: &[u8]) {
    let format = Format::named(format).expect("the format has such a name");
    check(&Reading::from_bytes(bytes.to_vec(), None, Some(format)));
}

/// Reads a package whose parts have these names; a NUL ends the text of each.
///
/// No mutation of a whole archive would keep its checksums.
pub fn read_package(format: &str, parts: &[&str], bytes: &[u8]) {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts.iter().zip(bytes.split(|byte| *byte == 0)) {
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        archive.start_file(*name, stored).expect("an archive in memory takes a part");
        archive.write_all(text).expect("an archive in memory takes its text");
    }
    let package = archive.finish().expect("an archive in memory ends").into_inner();
    read(format, &package);
}

/// Reads what the process says that opens a PDF.
pub fn read_pages(bytes: &[u8]) {
    check(&ibidem::fuzzing::pages(bytes));
}

fn check(reading: &Reading) {
    for note in &reading.paper.notes {
        let _ = reading.paper.text_of(note.span);
        let _ = reading.line(reading.source(note.span).start);
    }
}
