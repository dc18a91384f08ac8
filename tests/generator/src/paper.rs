//! A paper as the program reads it: the items of its notes, each with its place in the source.

use std::ffi::OsStr;
use std::ops::Range;
use std::path::{Path, PathBuf};

use ibidem_tests::samples::{self, extract};
use serde_json::Value;

/// A sample paper, its source, and what it cites.
#[derive(Clone, Debug)]
pub struct Paper {
    /// The name of its folder.
    pub name: String,
    /// How its file name ends: `md`.
    pub ending: String,
    /// The text of the file.
    pub source: String,
    /// The items of its notes, in order.
    pub items: Vec<Item>,
}

/// One cited item.
#[derive(Clone, Debug)]
pub struct Item {
    /// The printed number of its note.
    pub note: String,
    /// Its place in the list of notes.
    pub at: usize,
    /// Whether it is the only item of its note.
    pub is_alone: bool,
    /// `full`, `short` or `ibid`.
    pub form: String,
    /// The work that it is tied to.
    pub work: String,
    /// Its bytes of the source.
    pub span: Range<usize>,
    /// What it says, in CSL-JSON.
    pub cited: Value,
}

impl Paper {
    /// Reads the sample papers that have notes, are files of text, and have no faults on purpose.
    ///
    /// # Panics
    ///
    /// Panics where a paper cannot be read: the generator has nothing to work on then.
    pub fn all() -> Vec<Self> {
        let entries =
            std::fs::read_dir(samples::root().join("tests/documents")).expect("there are sample papers");
        let folders = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let mut files: Vec<PathBuf> =
            folders.filter(|folder| !is_faulty(folder)).flat_map(|folder| papers_in(&folder)).collect();
        files.sort();
        files.iter().map(|file| Self::read(file)).filter(|paper| !paper.items.is_empty()).collect()
    }

    fn read(file: &Path) -> Self {
        let source = std::fs::read_to_string(file).expect("a sample paper is UTF-8");
        let found = extract(ibidem_tests::program(), file).expect("a sample paper can be read");
        let notes = found["notes"].as_array().cloned().unwrap_or_default();
        let mut items = Vec::new();
        for (at, note) in notes.iter().enumerate() {
            let of_note = note["items"].as_array().map(Vec::as_slice).unwrap_or_default();
            let read = |item: &Value| Item::read(note, item, at, of_note.len() == 1);
            items.extend(
                of_note.iter().filter_map(read).filter(|item| source.get(item.span.clone()).is_some()),
            );
        }
        let part = |name: Option<&OsStr>| name.unwrap_or_default().to_string_lossy().into_owned();
        let folder = part(file.parent().and_then(Path::file_name));
        let (stem, ending) = (part(file.file_stem()), part(file.extension()));
        let name = if stem == "paper" { folder } else { format!("{folder}/{stem}") };
        Self { name, ending, source, items }
    }

    /// The source of an item.
    pub fn text(&self, item: &Item) -> &str {
        self.source.get(item.span.clone()).unwrap_or_default()
    }

    /// The first full citation of an item's work, if it stands before the item.
    pub fn full_of(&self, item: &Item) -> Option<&Item> {
        self.items.iter().find(|other| other.form == "full" && other.work == item.work && other.at < item.at)
    }

    /// The source with one stretch replaced.
    pub fn with(&self, span: Range<usize>, text: &str) -> String {
        let (before, behind) = (self.source.get(..span.start), self.source.get(span.end..));
        [before.unwrap_or_default(), text, behind.unwrap_or_default()].concat()
    }
}

fn is_faulty(folder: &Path) -> bool {
    folder.file_name().is_some_and(|name| name.to_string_lossy().ends_with("-with-faults"))
}

/// The paper of a folder, or the notes that stand there in files of their own.
fn papers_in(folder: &Path) -> Vec<PathBuf> {
    let paper =
        ["paper.md", "paper.txt"].map(|name| folder.join(name)).into_iter().find(|file| file.is_file());
    let is_notes = |file: &PathBuf| file.extension().is_some_and(|ending| ending == "md");
    match paper {
        Some(paper) => vec![paper],
        None if folder.ends_with("clean-notes") => {
            let entries = folder.read_dir().into_iter().flatten();
            entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_notes).collect()
        }
        None => Vec::new(),
    }
}

impl Item {
    fn read(note: &Value, item: &Value, at: usize, is_alone: bool) -> Option<Self> {
        let byte = |i: usize| item["span"][i].as_u64().and_then(|byte| usize::try_from(byte).ok());
        let word = |key: &str| item[key].as_str().unwrap_or_default().to_owned();
        Some(Self {
            note: printed(&note["number"]),
            at,
            is_alone,
            form: word("form"),
            work: word("work"),
            span: byte(0)?..byte(1)?,
            cited: item["as_cited"].clone(),
        })
    }

    /// The family name of its first author.
    pub fn family(&self) -> &str {
        self.cited["author"][0]["family"].as_str().unwrap_or_default()
    }

    /// A variable that holds text.
    pub fn variable(&self, name: &str) -> &str {
        self.cited[name].as_str().unwrap_or_default()
    }
}

/// A number of a note as it is printed.
pub(crate) fn printed(number: &Value) -> String {
    number.as_str().map_or_else(|| number.to_string(), str::to_owned)
}
