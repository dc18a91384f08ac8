//! A run and what is changed in it → runs: what stays, what is deleted, what is inserted.
//!
//! ECMA-376, part 1, 17.13.5: deleted text stands in `del` as `delText`, inserted text in `ins`.

use std::fmt::Write as _;

use ibidem_citations::Span;

use super::ground::{Ground, plain_text};
use super::numbers::Revisions;
use super::{AUTHOR, in_xml};
use crate::read::xml::Element;

/// What is changed in a run, by bytes of the texts of all parts.
#[derive(Debug, Default)]
pub(super) struct RunChanges {
    pub(super) deleted: Vec<Span>,
    pub(super) inserted: Vec<(usize, String)>,
    /// Where a comment ends (`false`) or begins (`true`), and what says so.
    pub(super) marks: Vec<(usize, bool, String)>,
}

/// Something that a run holds.
struct Item<'a> {
    /// What of it may be deleted.
    span: Span,
    is_text: bool,
    /// How it stands there, where it is not cut.
    whole: Option<&'a str>,
}

/// Writes a run with its changes.
pub(super) fn rewritten(
    ground: &Ground<'_>,
    run: usize,
    changes: &RunChanges,
    revisions: &mut Revisions,
) -> String {
    let Some(element) = ground.xml.elements.get(run) else { return String::new() };
    let around = ground.parent(run).and_then(|parent| ground.xml.elements.get(parent));
    let around = around.filter(|parent| parent.name == "ins");
    let mut writer = Writer::new(ground, element, around, revisions);
    let mut pending = changes.pending();
    for item in items(ground, element, &changes.cuts()) {
        while let Some((_, change)) = pending.next_if(|(at, _)| *at <= item.span.start) {
            writer.between(&change);
        }
        writer.item(&item, changes.deleted.iter().any(|span| span.contains(item.span)));
    }
    pending.for_each(|(_, change)| writer.between(&change));
    writer.close();
    writer.out
}

/// What comes between two items.
enum Between<'c> {
    Inserted(&'c str),
    Mark(&'c str),
}

impl RunChanges {
    /// Where texts are cut.
    fn cuts(&self) -> Vec<usize> {
        let deleted = self.deleted.iter().flat_map(|span| [span.start, span.end]);
        let inserted = self.inserted.iter().map(|(at, _)| *at);
        let mut cuts: Vec<usize> =
            deleted.chain(inserted).chain(self.marks.iter().map(|mark| mark.0)).collect();
        cuts.sort_unstable();
        cuts
    }

    /// What comes between items, by its place: a comment holds what is inserted at its end.
    fn pending(&self) -> std::iter::Peekable<impl Iterator<Item = (usize, Between<'_>)>> {
        let inserted = self.inserted.iter().map(|(at, text)| ((*at, 0), Between::Inserted(text)));
        let marks =
            self.marks.iter().map(|(at, begins, mark)| ((*at, 1 + u8::from(*begins)), Between::Mark(mark)));
        let mut pending: Vec<_> = inserted.chain(marks).collect();
        pending.sort_by_key(|(place, _)| *place);
        pending.into_iter().map(|((at, _), change)| (at, change)).peekable()
    }
}

/// What a run holds but for its properties, its texts cut into pieces.
fn items<'a>(ground: &Ground<'a>, run: &Element<'a>, cuts: &[usize]) -> Vec<Item<'a>> {
    let mut items = Vec::new();
    for child in ground.xml.children(run).filter(|child| child.name != "rPr") {
        let whole = child.source.of(ground.xml.source);
        let Some(text) = plain_text(&ground.xml, child) else {
            items.push(Item { span: child.source, is_text: false, whole: Some(whole) });
            continue;
        };
        let first = cuts.partition_point(|cut| *cut <= text.start);
        let inner = cuts.get(first..).unwrap_or_default().iter().take_while(|cut| **cut < text.end);
        let mut start = text.start;
        for end in inner.copied().chain([text.end]) {
            let span = Span::new(start, end);
            if start < end {
                items.push(Item { span, is_text: true, whole: Some(whole).filter(|_| span == text) });
            }
            start = end;
        }
    }
    items
}

/// Runs in the making.
struct Writer<'g, 'a, 'n> {
    ground: &'g Ground<'a>,
    /// `w:`
    prefix: String,
    /// The start tag of the run.
    tag: String,
    properties: &'a str,
    /// The start tag of the insertion in which the run stands, where that is somebody else's.
    around: Option<String>,
    /// The run stands in an insertion of our own, which needs no trace.
    is_own: bool,
    revisions: &'n mut Revisions,
    /// Whether a run is open, and whether that is a deleted one.
    open: Option<bool>,
    has_properties: bool,
    out: String,
}

impl<'g, 'a, 'n> Writer<'g, 'a, 'n> {
    fn new(
        ground: &'g Ground<'a>,
        run: &Element<'a>,
        around: Option<&Element<'a>>,
        revisions: &'n mut Revisions,
    ) -> Self {
        let (tag, length) = run.start_tag(ground.xml.source);
        let prefix = tag.get(1..length).unwrap_or_default().to_owned();
        let is_own = around.is_some_and(|around| around.attribute("author").as_deref() == Some(AUTHOR));
        Self {
            ground,
            prefix,
            tag,
            properties: ground.xml.child(run, "rPr").map_or("", |own| own.source.of(ground.xml.source)),
            around: around.filter(|_| !is_own).map(|around| around.start_tag(ground.xml.source).0),
            is_own,
            revisions,
            open: None,
            has_properties: false,
            out: String::new(),
        }
    }

    fn item(&mut self, item: &Item<'a>, is_deleted: bool) {
        if is_deleted && self.is_own {
            return;
        }
        if self.open != Some(is_deleted) {
            self.close();
            self.open(is_deleted);
        }
        let (p, text) = (&self.prefix, item.span.of(self.ground.xml.source));
        let _ = match item.whole {
            _ if is_deleted && item.is_text => {
                write!(self.out, "<{p}delText xml:space=\"preserve\">{text}</{p}delText>")
            }
            Some(whole) => write!(self.out, "{whole}"),
            None => write!(self.out, "<{p}t xml:space=\"preserve\">{text}</{p}t>"),
        };
    }

    fn between(&mut self, change: &Between<'_>) {
        match change {
            Between::Mark(mark) => {
                self.close();
                self.out.push_str(mark);
            }
            Between::Inserted(text) => self.insert(text),
        }
    }

    fn insert(&mut self, text: &str) {
        self.close();
        let p = self.prefix.clone();
        if self.around.is_some() {
            let _ = write!(self.out, "</{p}ins>");
        }
        if !self.is_own {
            let attributes = self.revisions.attributes(&p);
            let _ = write!(self.out, "<{p}ins {attributes}>");
        }
        self.open(false);
        let _ = write!(self.out, "<{p}t xml:space=\"preserve\">{}</{p}t>", in_xml(text));
        self.close();
        if !self.is_own {
            let _ = write!(self.out, "</{p}ins>");
        }
        if let Some(around) = &self.around {
            self.out.push_str(&self.revisions.renewed(around));
        }
    }

    fn open(&mut self, is_deleted: bool) {
        if is_deleted {
            let attributes = self.revisions.attributes(&self.prefix);
            let _ = write!(self.out, "<{}del {attributes}>", self.prefix);
        }
        self.out.push_str(&self.tag);
        if std::mem::replace(&mut self.has_properties, true) {
            self.out.push_str(&self.revisions.renewed(self.properties));
        } else {
            self.out.push_str(self.properties);
        }
        self.open = Some(is_deleted);
    }

    fn close(&mut self) {
        let p = &self.prefix;
        let _ = match self.open.take() {
            Some(true) => write!(self.out, "</{p}r></{p}del>"),
            Some(false) => write!(self.out, "</{p}r>"),
            None => Ok(()),
        };
    }
}
