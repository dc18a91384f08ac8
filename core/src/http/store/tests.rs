use std::fs;

use ibidem_sdk::http::{Body, Failure};

use super::*;
use crate::http::clock::timestamp;
use crate::http::watch::Warnings;

const DAY: i64 = 86_400;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("ibidem-store-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }

    fn open(&self) -> (Store, Arc<Warnings>) {
        let warnings = Arc::new(Warnings::default());
        (Store::open(&self.0, warnings.clone()).unwrap(), warnings)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn answer(request: &Request, status: u16, at: i64) -> Answer {
    Answer {
        failure: None,
        status: Some(status),
        final_url: plain_address(&request.url),
        body: Some(Body::Text(format!("as of {at}"))),
        at: timestamp(at),
        source: Source::Network,
        ..Answer::failed(request, Failure::Dns)
    }
}

#[test]
fn an_answer_outlives_the_run() {
    let folder = Folder::new("outlives");
    let request = Request::page(7, "http://me:secret@a.example/x#top", 100);
    let (store, _) = folder.open();
    assert!(store.find(&request, 0, true).is_none());
    store.keep(&request, &answer(&request, 200, 0));
    drop(store);
    let (store, warnings) = folder.open();
    let found = store.find(&Request { id: 9, ..request.clone() }, DAY, false).unwrap();
    assert_eq!((found.id, found.url.as_str(), found.source), (9, request.url.as_str(), Source::Store));
    assert_eq!(found.text(), Some("as of 0"));
    assert!(store.find(&request, 30 * DAY, false).is_none(), "it is too old");
    assert!(store.find(&request, 30 * DAY, true).is_some());
    assert!(store.find(&Request { body: 200, ..request.clone() }, 0, true).is_none(), "another request");
    let file = fs::read(folder.0.join(FILE_NAME)).unwrap();
    assert!(!String::from_utf8_lossy(&file).contains("secret"));
    assert_eq!(*warnings.0.lock().unwrap(), Vec::<String>::new());
}

#[test]
fn the_history_is_whole_and_can_be_forgotten() {
    let folder = Folder::new("history");
    let request = Request::page(1, "http://a.example/", 100);
    let other = Request::page(2, "http://b.example/", 100);
    let (store, _) = folder.open();
    for day in 0..6 {
        store.keep(&request, &answer(&request, 200, day * DAY));
    }
    store.keep(&other, &answer(&other, 404, 0));
    drop(store);
    let (store, _) = folder.open();
    let history = store.history("http://a.example/#x").unwrap();
    let times: Vec<&str> = history.iter().map(|entry| &entry.answer.at[8..10]).collect();
    assert_eq!(times, ["06", "05", "04", "03", "02", "01"]);
    let bodies = history.iter().filter(|entry| entry.answer.body.is_some()).count();
    assert_eq!(bodies, 3, "old bodies are let go");
    assert_eq!(store.forget(Some("http://a.example/")).unwrap(), 6);
    assert!(store.history("http://a.example/").unwrap().is_empty());
    assert_eq!(store.forget(None).unwrap(), 1);
}

#[test]
fn a_damaged_file_is_said_to_be_damaged() {
    let folder = Folder::new("damaged");
    fs::create_dir_all(&folder.0).unwrap();
    fs::write(folder.0.join(FILE_NAME), "this is no database, and long enough to be seen as none".repeat(20))
        .unwrap();
    let error = Store::open(&folder.0, Arc::new(Warnings::default())).unwrap_err();
    assert!(error.to_string().contains("links forget --all"), "{error}");
    Store::remove(&folder.0).unwrap();
    folder.open();
}

#[test]
fn a_file_damaged_within_is_given_up() {
    let folder = Folder::new("within");
    let (store, _) = folder.open();
    for i in 0..200 {
        let request = Request::page(i, format!("http://a.example/{i}"), 100);
        store.keep(&request, &answer(&request, 200, 0));
    }
    drop(store);
    let path = folder.0.join(FILE_NAME);
    let mut bytes = fs::read(&path).unwrap();
    bytes[4096..].fill(0xa5);
    fs::write(&path, bytes).unwrap();
    let warnings = Arc::new(Warnings::default());
    if let Ok(store) = Store::open(&folder.0, warnings.clone()) {
        for i in 0..200 {
            let request = Request::page(i, format!("http://a.example/{i}"), 100);
            assert!(store.find(&request, 0, true).is_none());
        }
        assert_eq!(warnings.0.lock().unwrap().len(), 1, "it is said once");
    }
}

#[test]
fn a_file_that_another_holds_is_given_up() {
    let folder = Folder::new("held");
    let (store, warnings) = folder.open();
    let holder = Connection::open(folder.0.join(FILE_NAME)).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let request = Request::page(1, "http://a.example/", 0);
    store.keep(&request, &answer(&request, 200, 0));
    drop(store);
    let warnings = warnings.0.lock().unwrap().clone();
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].contains("another program holds it"), "{warnings:?}");
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error() {
    let folder = Folder::new("file");
    fs::write(&folder.0, "a file").unwrap();
    let error = Store::open(&folder.0.join("below"), Arc::new(Warnings::default())).unwrap_err();
    assert!(matches!(error, HttpError::Store { .. }), "{error}");
    fs::remove_file(&folder.0).unwrap();
}
