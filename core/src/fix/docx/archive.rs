//! Archive and changed parts → archive: what is not changed is copied as it is packed.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// Writes an archive with some parts in place of those of their names; those of new names come last.
pub(super) fn rewritten(archive: &[u8], mut parts: BTreeMap<String, Vec<u8>>) -> ZipResult<Vec<u8>> {
    let mut old = ZipArchive::new(Cursor::new(archive))?;
    let mut new = ZipWriter::new(Cursor::new(Vec::with_capacity(archive.len() + (archive.len() >> 3))));
    new.set_raw_comment(old.comment().into())?;
    for i in 0..old.len() {
        let entry = old.by_index_raw(i)?;
        let Some(bytes) = parts.remove(&*entry.name()?) else {
            new.raw_copy_file(entry)?;
            continue;
        };
        let mut options = packed().compression_method(match entry.compression() {
            CompressionMethod::Stored => CompressionMethod::Stored,
            _ => CompressionMethod::Deflated,
        });
        if let Some(time) = entry.last_modified() {
            options = options.last_modified_time(time);
        }
        new.start_file(&*entry.name()?, options)?;
        new.write_all(&bytes)?;
    }
    for (name, bytes) in parts {
        new.start_file(name, packed())?;
        new.write_all(&bytes)?;
    }
    Ok(new.finish()?.into_inner())
}

/// The same archive comes of the same parts, whatever the clock says.
fn packed() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
}
