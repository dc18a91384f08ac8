//! One file → all that it is made of: the files that it includes, and its lists of references.
//!
//! Their texts stand behind that of the document, and places are told of the whole, until they are
//! printed: [`Part`] says which stretch is which file. Nothing is read but regular files below the
//! document’s folder or the root of its project, by relative paths.

mod finding;

use std::collections::HashMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ibidem_citations::Span;
use ibidem_citations::import::{self, Imported, SourceForm};

use super::{Decoded, LARGEST_FILE, decode};
use crate::document::{Fault, SourcePart};
use finding::{Found, Room};

/// The most files of one document.
const MOST_FILES: usize = 1_000;

/// A place at which a document names another file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    /// Where it does so, in the text that was scanned.
    pub(super) at: usize,
    /// The file as it is named there.
    pub(super) name: String,
    /// The paths that the name can mean, the likeliest first.
    pub(super) paths: Vec<String>,
    /// Whether it matters that there is no such file: packages come with TeX.
    pub(super) is_needed: bool,
    /// Whether it holds references; these name no further files.
    pub(super) is_list: bool,
}

/// What finds the references of a text.
pub(super) type Scan = fn(&str) -> Vec<Reference>;

/// The files of a document beside its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources {
    parts: Vec<Part>,
    /// The texts of the parts, one behind the other.
    tail: String,
    /// Which part a file means by a name.
    named: HashMap<(Option<usize>, String), usize>,
    /// Whether a file that the document needs could not be read.
    pub(super) is_broken: bool,
}

/// A file that the document includes.
#[derive(Clone, Debug)]
struct Part {
    /// Its text within [`Sources::tail`].
    span: Span,
    /// The references that it holds, if it is a list.
    list: Option<Arc<Imported>>,
}

/// The text of a document with the files that it includes, and what is to be known of those.
pub(crate) struct Gathered {
    /// The text of the whole.
    pub(crate) decoded: Decoded,
    /// Its parts.
    pub(crate) sources: Sources,
    /// Where each part stands in the bytes of the whole.
    pub(crate) places: Vec<SourcePart>,
    /// Files that could not be read, at the bytes of the text that name them.
    pub(crate) faults: Vec<Fault>,
}

impl Gathered {
    /// A text that was decoded already.
    pub(crate) fn of_text(text: String) -> Self {
        Self::alone(Decoded::of_text(text))
    }

    /// A document that includes nothing.
    pub(super) fn alone(decoded: Decoded) -> Self {
        Self { decoded, sources: Sources::default(), places: Vec::new(), faults: Vec::new() }
    }
}

impl Sources {
    /// The text of a document with those of its parts behind it.
    pub(crate) fn behind(&self, text: &str) -> String {
        format!("{text}{}", self.tail)
    }

    /// The text of a part.
    pub(crate) fn text(&self, part: usize) -> &str {
        self.parts.get(part).map_or("", |part| part.span.of(&self.tail))
    }

    /// The part that a file means by a name; `asking` is the part that names it, none for the document itself.
    pub(super) fn part(&self, asking: Option<usize>, name: &str) -> Option<usize> {
        self.named.get(&(asking, name.to_owned())).copied()
    }

    /// The text of a part, in the text of the whole, of which the document itself has `own` bytes.
    pub(super) fn span(&self, part: usize, own: usize) -> Span {
        self.parts.get(part).map_or(Span::new(own, own), |part| part.span.shifted(own))
    }

    /// The parts that are no lists, and their texts in the text of the whole.
    pub(super) fn texts(&self, own: usize) -> Vec<(usize, Span)> {
        let texts = self.parts.iter().enumerate().filter(|(_, part)| part.list.is_none());
        texts.map(|(i, part)| (i, part.span.shifted(own))).collect()
    }

    /// The part that has a byte of the whole; none for the document itself.
    pub(super) fn part_at(&self, at: usize, own: usize) -> Option<usize> {
        let at = at.checked_sub(own)?;
        self.parts.partition_point(|part| part.span.start <= at).checked_sub(1)
    }

    /// The references of a part, if it is a list.
    pub(super) fn list(&self, part: usize) -> Option<&Imported> {
        self.parts.get(part)?.list.as_deref()
    }
}

/// Reads the files that a document includes, and those that these include.
pub(super) fn gather(main: Decoded, path: Option<&Path>, scan: Scan) -> Gathered {
    let own = main.text.len();
    let mut gathering = Gathering {
        room: path.map(Room::of),
        whole: main,
        sources: Sources::default(),
        places: Vec::new(),
        known: HashMap::new(),
        faults: Vec::new(),
        left: LARGEST_FILE,
    };
    let mut open: Vec<(Option<usize>, String, Span)> = vec![(None, String::new(), Span::new(0, own))];
    while let Some((asking, folder, span)) = open.pop() {
        let references = scan(span.of(&gathering.whole.text));
        for reference in references {
            if let Some((part, folder)) = gathering.follow(asking, &folder, span.start, &reference) {
                let text = gathering.sources.span(part, own);
                if !reference.is_list {
                    open.push((Some(part), folder, text));
                }
            }
        }
    }
    let Gathering { whole, sources, places, mut faults, .. } = gathering;
    faults.sort_by_key(|fault| fault.at);
    Gathered { decoded: whole, sources, places, faults }
}

struct Gathering {
    /// Where files are looked for; nowhere for a text without a path.
    room: Option<Room>,
    whole: Decoded,
    sources: Sources,
    places: Vec<SourcePart>,
    /// Files that were read.
    known: HashMap<PathBuf, usize>,
    faults: Vec<Fault>,
    /// How many bytes may still be read.
    left: u64,
}

impl Gathering {
    /// Reads the file that a reference names; gives its number and folder, if it was not read before.
    fn follow(
        &mut self,
        asking: Option<usize>,
        folder: &str,
        base: usize,
        reference: &Reference,
    ) -> Option<(usize, String)> {
        match self.read(folder, reference) {
            Ok((part, opened)) => {
                self.sources.named.insert((asking, reference.name.clone()), part);
                opened.map(|folder| (part, folder))
            }
            Err(why) => {
                if reference.is_needed {
                    self.sources.is_broken = true;
                    self.faults.push(Fault { at: base + reference.at, message: why });
                }
                None
            }
        }
    }

    fn read(&mut self, folder: &str, reference: &Reference) -> Result<(usize, Option<String>), String> {
        let name = &reference.name;
        let Some(room) = &self.room else {
            return Err(format!("the file “{name}” is not at hand, and was not read"));
        };
        let Found { path, shown, folder } = room.find(folder, name, &reference.paths)?;
        if let Some(part) = self.known.get(&path) {
            return Ok((*part, None));
        }
        if self.sources.parts.len() >= MOST_FILES {
            return Err(format!(
                "the file “{name}” is over the limit of {MOST_FILES} files, and was not read"
            ));
        }
        let bytes = load(&path, self.left).map_err(|why| format!("the file “{name}” {why}"))?;
        self.left -= bytes.len() as u64;
        let part = self.add(shown, bytes, reference.is_list);
        self.known.insert(path, part);
        Ok((part, Some(folder)))
    }

    fn add(&mut self, name: String, bytes: Vec<u8>, is_list: bool) -> usize {
        let decoded = decode(bytes);
        let list = is_list.then(|| Arc::new(import::read(&decoded.text, form(&name, &decoded.text))));
        let start = self.sources.tail.len();
        self.sources.tail.push_str(&decoded.text);
        let text = Span::new(start, self.sources.tail.len());
        let place = self.whole.append(decoded);
        self.places.push(SourcePart { name, span: place });
        self.sources.parts.push(Part { span: text, list });
        self.sources.parts.len() - 1
    }
}

/// The form of a list of references: by its name, since that is how the document asks for it, and else by its content.
fn form(name: &str, text: &str) -> SourceForm {
    let ending = Path::new(name).extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref() {
        Some("bib") => SourceForm::Biblatex,
        Some("yml" | "yaml") => SourceForm::Yaml,
        Some("json") => SourceForm::CslJson,
        Some("ris") => SourceForm::Ris,
        _ => import::sniff(text).unwrap_or(SourceForm::Biblatex),
    }
}

/// The bytes of a file, if it has no more than may be read.
fn load(path: &Path, left: u64) -> Result<Vec<u8>, String> {
    let file = File::open(path).map_err(|error| format!("cannot be read: {}", error.kind()))?;
    let mut bytes = Vec::new();
    let read = file.take(left + 1).read_to_end(&mut bytes);
    read.map_err(|error| format!("cannot be read: {}", error.kind()))?;
    if bytes.len() as u64 > left {
        let limit = LARGEST_FILE >> 20;
        return Err(format!("is over the limit of {limit} MB for the files of a document, and was not read"));
    }
    Ok(bytes)
}
