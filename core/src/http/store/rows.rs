//! The rows of the store.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::time::Duration;

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use ibidem_sdk::http::{Answer, Body, MAX_BODY};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::Kept;
use crate::http::clock::read_timestamp;

/// The version of the tables; a file of another one is left alone.
const VERSION: i64 = 1;

/// `answer` has all but the body, as JSON: hops, headers, the certificate, times. `body` is the
/// beginning of the body as JSON, deflated. The columns beside them are for finding.
const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS exchange (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL,
        url TEXT NOT NULL,
        at INTEGER NOT NULL,
        purpose TEXT NOT NULL,
        status INTEGER,
        failure TEXT,
        final_url TEXT NOT NULL,
        sha256 TEXT,
        answer TEXT NOT NULL,
        body BLOB
    );
    CREATE INDEX IF NOT EXISTS exchange_key ON exchange (key, at);
    CREATE INDEX IF NOT EXISTS exchange_url ON exchange (url, at);
";

/// Of one request so many bodies are kept; of older answers, all but the body.
const BODIES: i64 = 3;

/// Opens a file, and makes its tables.
pub(super) fn open(path: &Path, busy: Duration) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(busy)?;
    // A run that is killed must not leave the file locked or half written.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version > VERSION {
        let message = format!("a later version of the program has made it (version {version})");
        let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_SCHEMA);
        return Err(rusqlite::Error::SqliteFailure(code, Some(message)));
    }
    connection.execute_batch(TABLES)?;
    if version < VERSION {
        connection.pragma_update(None, "user_version", VERSION)?;
    }
    Ok(connection)
}

/// The latest answer under a key, with its time.
pub(super) fn latest(connection: &Connection, key: &str) -> rusqlite::Result<Option<(i64, Answer)>> {
    let query = "SELECT at, answer, body FROM exchange WHERE key = ? ORDER BY at DESC, id DESC LIMIT 1";
    let mut statement = connection.prepare_cached(query)?;
    let found = statement.query_row([key], |row| Ok((row.get(0)?, read(row, 1, 2)?))).optional()?;
    // A row that cannot be read is as good as none.
    Ok(found.and_then(|(at, answer)| Some((at, answer?))))
}

/// Puts the answer of a row together.
pub(super) fn read(row: &Row<'_>, answer: usize, body: usize) -> rusqlite::Result<Option<Answer>> {
    let text: String = row.get(answer)?;
    let packed: Option<Vec<u8>> = row.get(body)?;
    let Ok(mut answer) = serde_json::from_str::<Answer>(&text) else { return Ok(None) };
    answer.body = packed.as_deref().and_then(unpack);
    Ok(Some(answer))
}

/// Adds answers, all or none.
pub(super) fn add(connection: &mut Connection, kept: &[Kept]) -> rusqlite::Result<()> {
    if kept.is_empty() {
        return Ok(());
    }
    let transaction = connection.transaction()?;
    {
        let mut insert = transaction.prepare_cached(
            "INSERT INTO exchange (key, url, at, purpose, status, failure, final_url, sha256, answer, body)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        let mut trim = transaction.prepare_cached(
            "UPDATE exchange SET body = NULL WHERE key = ?1 AND body IS NOT NULL AND id NOT IN
             (SELECT id FROM exchange WHERE key = ?1 ORDER BY at DESC, id DESC LIMIT ?2)",
        )?;
        for Kept { key, purpose, answer } in kept {
            let body = answer.body.as_ref().and_then(pack);
            let rest = Answer { body: None, ..answer.clone() };
            let text = serde_json::to_string(&rest)
                .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
            insert.execute(params![
                key,
                answer.url,
                read_timestamp(&answer.at).unwrap_or_default(),
                purpose,
                answer.status,
                answer.failure.map(ibidem_sdk::http::Failure::code),
                answer.final_url,
                answer.sha256,
                text,
                body,
            ])?;
            trim.execute(params![key, BODIES])?;
        }
    }
    transaction.commit()
}

fn pack(body: &Body) -> Option<Vec<u8>> {
    let json = serde_json::to_vec(body).ok()?;
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&json).ok()?;
    encoder.finish().ok()
}

fn unpack(packed: &[u8]) -> Option<Body> {
    let mut json = Vec::new();
    // What was read was capped; JSON makes at most six bytes of one. A file can be damaged.
    ZlibDecoder::new(packed).take(8 * MAX_BODY as u64).read_to_end(&mut json).ok()?;
    serde_json::from_slice(&json).ok()
}
