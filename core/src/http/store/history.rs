//! What the store knows of one address.

use ibidem_sdk::http::Answer;
use rusqlite::Connection;

use super::rows;

/// One answer of the past.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it was wanted for: `page`, `control`, `registry` or `archive`.
    pub purpose: String,
    /// The answer, with its body where that was kept.
    pub answer: Answer,
}

pub(super) fn of(connection: &Connection, url: &str) -> rusqlite::Result<Vec<Entry>> {
    let query = "SELECT purpose, answer, body FROM exchange WHERE url = ? ORDER BY at DESC, id DESC";
    let mut statement = connection.prepare(query)?;
    let rows = statement.query_map([url], |row| {
        let purpose = row.get(0)?;
        Ok(rows::read(row, 1, 2)?.map(|answer| Entry { purpose, answer }))
    })?;
    rows.filter_map(Result::transpose).collect()
}

pub(super) fn forget(connection: &Connection, url: Option<&str>) -> rusqlite::Result<usize> {
    let gone = match url {
        Some(url) => connection.execute("DELETE FROM exchange WHERE url = ?", [url])?,
        None => connection.execute("DELETE FROM exchange", [])?,
    };
    // What is forgotten shall not lie in the file.
    connection.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(gone)
}
