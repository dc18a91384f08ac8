//! Page and plan → Document: the text in reading order, with runs, markers and notes.

use ibidem_citations::{BlockKind, NoteNumber, RunStyle, Span};

use super::References;
use super::links::{Action, Plan};
use super::page::{Element, Event, Page};
use super::shape;
use crate::document::{Document, MarkerShape, PieceKind, PlacedNote};
use crate::read::builder::{Builder, marker_numbers};
use crate::read::leading_number;

/// The most letters that a raised text without a link has, where it is a marker.
const RAISED_LETTERS: usize = 24;

/// Writes the text of a page, as the plan says.
pub(super) fn write<'a>(page: &Page<'a>, plan: &Plan, references: &mut References<'a>) -> Document {
    let mut writer = Writer {
        page,
        plan,
        references,
        out: Builder::default(),
        around: Vec::new(),
        runs: Vec::new(),
        note: None,
        breaks: 0,
        preserves: 0,
    };
    writer.write();
    let mut document = writer.out.finish();
    widen_markers(&mut document);
    document
}

struct Writer<'p, 'a, 'r> {
    page: &'p Page<'a>,
    plan: &'p Plan,
    references: &'r mut References<'a>,
    out: Builder,
    /// The blocks around the text that say what it is, outermost first.
    around: Vec<(usize, Around)>,
    /// Runs that are open: their element, where they start, and their style.
    runs: Vec<(usize, usize, RunStyle)>,
    /// The note that is open, and whether a piece of it was begun.
    note: Option<(usize, bool)>,
    /// How many line breaks have come since the last text.
    breaks: usize,
    /// How many elements are open whose line ends count.
    preserves: usize,
}

#[derive(Clone, Debug)]
enum Around {
    Quote,
    Item { number: Option<NoteNumber>, begun: bool },
    Heading(u8),
    Cell,
}

impl Writer<'_, '_, '_> {
    fn write(&mut self) {
        let mut at = 0;
        while let Some(event) = self.page.events.get(at) {
            self.turn_note(at);
            at = match *event {
                Event::Open(element) => self.open(element, at),
                Event::Close(element) => {
                    self.close(element);
                    at + 1
                }
                Event::Text(span) => {
                    self.text(span);
                    at + 1
                }
                Event::Break => {
                    self.close_piece();
                    at + 1
                }
            };
        }
        self.close_piece();
    }

    /// Begins and ends notes.
    fn turn_note(&mut self, at: usize) {
        let note = self.plan.note_at(at);
        if note != self.note.map(|(note, _)| note) {
            self.close_piece();
            self.note = note.map(|note| (note, false));
        }
    }

    /// Opens an element; gives the event to go on with.
    fn open(&mut self, i: usize, at: usize) -> usize {
        let Some(element) = self.page.elements.get(i) else { return at + 1 };
        match self.plan.actions.get(i) {
            Some(Action::LeftOut) => {
                if element.is_block {
                    self.close_piece();
                }
                return element.end.max(at + 1);
            }
            Some(Action::Marker { number, tie }) => {
                self.marker(element, number.clone(), *tie);
                return element.end.max(at + 1);
            }
            _ => {}
        }
        if shape::is_raised(element) && self.raised(i, element) {
            return element.end.max(at + 1);
        }
        match element.name {
            "br" => self.line_break(element),
            "hr" => {
                self.close_piece();
                self.out.rule();
            }
            "q" => {
                self.begin_text();
                self.out.push("“", Span::new(element.source.start, element.source.start + 1));
            }
            _ if element.is_block => {
                self.close_piece();
                self.enter(i, element);
            }
            _ => {}
        }
        let style = if element.name == "cite" && self.is_whole_reference(element) {
            None
        } else if element.name == "u" && self.note.is_some() {
            // Typewriters and the pages made after them underline titles.
            Some(RunStyle::Italic)
        } else {
            style(element)
        };
        if let Some(style) = style
            && !self.runs.iter().any(|(_, _, open)| *open == style)
        {
            self.runs.push((i, self.out.at(), style));
        }
        at + 1
    }

    /// `<cite>` around all of a reference, as encyclopedias have it, rather than around the title of a work.
    fn is_whole_reference(&self, element: &Element) -> bool {
        let inside = self.page.events.get(element.first..element.end).unwrap_or_default();
        let sets_apart = |event: &Event| match event {
            Event::Open(inner) => {
                self.page.elements.get(*inner).is_some_and(|inner| matches!(inner.name, "i" | "em" | "cite"))
            }
            _ => false,
        };
        shape::has_class(element, &["citation"]) || inside.iter().skip(1).any(sets_apart)
    }

    fn close(&mut self, i: usize) {
        let Some(element) = self.page.elements.get(i) else { return };
        if let Some(place) = self.runs.iter().rposition(|(open, ..)| *open == i) {
            let (_, start, style) = self.runs.remove(place);
            self.out.run(start, style);
        }
        if element.name == "q" {
            self.begin_text();
            self.out.push("”", Span::new(element.source.end.saturating_sub(1), element.source.end));
        }
        if element.is_block && element.name != "hr" {
            self.close_piece();
            self.around.pop_if(|(open, _)| *open == i);
            if is_preserved(element.name) {
                self.preserves = self.preserves.saturating_sub(1);
            }
        }
    }

    /// Notes what a block says of the text in it.
    fn enter(&mut self, i: usize, element: &Element) {
        let around = match element.name {
            "blockquote" => Around::Quote,
            "li" => Around::Item { number: self.item_number(i, element), begun: false },
            "td" | "th" | "pre" | "caption" | "figcaption" | "listing" | "xmp" => Around::Cell,
            name => match name.strip_prefix('h').and_then(|level| level.parse().ok()) {
                Some(level) => Around::Heading(level),
                None => return,
            },
        };
        if is_preserved(element.name) {
            self.preserves += 1;
        }
        self.around.push((i, around));
    }

    fn item_number(&self, i: usize, element: &Element) -> Option<NoteNumber> {
        let list_index = element.parent?;
        let list = self.page.elements.get(list_index).filter(|list| list.name == "ol")?;
        let own = element.attribute("value").and_then(|value| value.parse().ok());
        let start: u32 = list.attribute("start").and_then(|start| start.parse().ok()).unwrap_or(1);
        let items = self.page.items_of(list_index);
        let before = self.page.elements.get(i).map_or(0, |item| items.partition_point(|at| *at < item.first));
        let counted = start.saturating_add(u32::try_from(before).unwrap_or(u32::MAX));
        Some(NoteNumber::Integer(own.unwrap_or(counted)))
    }

    /// Ends the piece that is open; runs go on in the next.
    fn close_piece(&mut self) {
        self.breaks = 0;
        if !self.out.is_open() {
            return;
        }
        let at = self.out.at();
        for (_, start, style) in &mut self.runs {
            if at > *start {
                self.out.run(*start, style.clone());
            }
        }
        self.out.close();
        let at = self.out.at();
        for (_, start, _) in &mut self.runs {
            *start = at;
        }
        self.skip_number();
    }

    /// The number at the start of a note, or of what could be one, is marked off.
    fn skip_number(&mut self) {
        let document = self.out.document();
        let Some(piece) = document.pieces.last_mut() else { return };
        let text = piece.span.of(&document.text);
        if matches!(piece.kind, PieceKind::Placed(_)) {
            // The brackets of a back-link that was left out.
            let kept = text.trim_end_matches(|c: char| c.is_whitespace() || "^↑↩".contains(c));
            let kept =
                ["[]", "()", "[ ]", "( )"].iter().find_map(|empty| kept.strip_suffix(empty)).unwrap_or(kept);
            piece.span.end = piece.span.start + kept.trim_end().len();
        }
        piece.skip = match &piece.kind {
            PieceKind::Placed(note) if !piece.continues => number_length(text, &note.number),
            PieceKind::Numbered(number) if !piece.continues => {
                leading_number(text).filter(|(own, _)| own == number).map_or(0, |(_, length)| length)
            }
            _ => 0,
        };
    }

    /// Opens a piece for text, if none is open.
    fn begin_text(&mut self) {
        if self.breaks > 1 {
            self.close_piece();
        }
        self.breaks = 0;
        if self.out.is_open() {
            return;
        }
        let (kind, continues) = self.kind();
        self.out.open(kind, continues);
        let at = self.out.at();
        for (_, start, _) in &mut self.runs {
            *start = (*start).max(at);
        }
    }

    /// What the text is that comes now.
    fn kind(&mut self) -> (PieceKind, bool) {
        if let Some((note, begun)) = &mut self.note
            && let Some(planned) = self.plan.notes.get(*note)
        {
            let continues = std::mem::replace(begun, true);
            let placed = PlacedNote {
                number: planned.number.clone(),
                tie: planned.tie,
                source: Some(planned.source),
                kind: None,
            };
            return (PieceKind::Placed(placed), continues);
        }
        let mut kind = BlockKind::Paragraph;
        for (_, around) in self.around.iter_mut().rev() {
            match around {
                Around::Heading(level) => {
                    return (PieceKind::Text(BlockKind::Heading { level: *level }), false);
                }
                Around::Cell => return (PieceKind::Text(BlockKind::Verbatim), false),
                Around::Item { number, begun } => {
                    let continues = std::mem::replace(begun, true);
                    let kind =
                        number.clone().map_or(PieceKind::Text(BlockKind::ListItem), PieceKind::Numbered);
                    return (kind, continues);
                }
                Around::Quote => kind = BlockKind::Quote,
            }
        }
        (PieceKind::Text(kind), false)
    }

    /// Text of the source: blanks made one, references decoded.
    fn text(&mut self, span: Span) {
        let text = span.of(self.page.source);
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let blank = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_whitespace()).len();
            if blank > 0 {
                let source = Span::new(span.start + at, span.start + at + blank);
                at += blank;
                let lines = rest.get(..blank).unwrap_or_default().matches('\n').count();
                if self.preserves > 0 && lines > 1 {
                    self.close_piece();
                } else if self.out.is_open() {
                    self.out.space(source);
                }
                continue;
            }
            if self.breaks == 1 && self.note.is_none() && leading_number(rest).is_some() {
                // Pages made by hand put each note on a line of its own, and no more.
                self.close_piece();
            }
            self.begin_text();
            if rest.starts_with('&') {
                let (meaning, length) = self.references.read(rest);
                if meaning != "\u{AD}" {
                    let source = Span::new(span.start + at, span.start + at + length);
                    if meaning.trim_matches(|c: char| c.is_ascii_whitespace()).is_empty() {
                        self.out.space(source);
                    } else {
                        self.out.push(meaning, source);
                    }
                }
                at += length.max(1);
                continue;
            }
            let end = rest.find(|c: char| c == '&' || c.is_ascii_whitespace()).unwrap_or(rest.len());
            self.out.verbatim(rest.get(..end).unwrap_or_default(), span.start + at);
            at += end;
        }
    }

    fn line_break(&mut self, element: &Element) {
        if self.out.is_open() {
            self.out.space(element.source);
            self.breaks += 1;
        }
    }

    /// A marker; within a note it is no text, and only says that its note is called.
    fn marker(&mut self, element: &Element, number: NoteNumber, tie: Option<usize>) {
        self.begin_text();
        let start = self.out.at();
        if self.note.is_none() {
            self.out.push(&number.to_string(), element.source);
        }
        self.out.marker(start, number, element.source, MarkerShape::Declared);
        if let Some(marker) = self.out.document().markers.last_mut() {
            marker.tie = tie;
        }
    }

    /// A raised number without a link: perhaps a marker, or several of them; says whether it was one.
    fn raised(&mut self, i: usize, element: &Element) -> bool {
        let inside = self.page.events.get(element.first..element.end).unwrap_or_default();
        let has_action = inside.iter().take(RAISED_LETTERS * 4).any(
            |event| matches!(event, Event::Open(inner) if self.plan.actions.get(*inner) != Some(&Action::Text)),
        );
        if has_action || self.page.letters_of(i) == 0 || self.page.letters_of(i) > RAISED_LETTERS {
            return false;
        }
        let Some(text) = self.page.short_text(i, RAISED_LETTERS, self.references) else { return false };
        let Some(numbers) = marker_numbers(&text) else { return false };
        if self.breaks == 1 && self.note.is_none() {
            self.close_piece();
        }
        self.begin_text();
        for number in numbers {
            let start = self.out.at();
            self.out.push(&number.to_string(), element.source);
            self.out.marker(start, number, element.source, MarkerShape::Raised);
        }
        true
    }
}

fn is_preserved(name: &str) -> bool {
    matches!(name, "pre" | "listing" | "xmp")
}

/// How an element sets its text apart.
fn style(element: &Element) -> Option<RunStyle> {
    let css = || element.attribute("style").unwrap_or_default().to_lowercase();
    match element.name {
        "i" | "em" | "cite" | "var" | "dfn" => Some(RunStyle::Italic),
        "b" | "strong" => Some(RunStyle::Bold),
        "sup" => Some(RunStyle::Raised),
        "a" => element
            .attribute("href")
            .filter(|href| !href.starts_with('#') && !href.is_empty())
            .map(|href| RunStyle::Link { target: href.to_owned() }),
        "span" | "font"
            if css().contains("italic")
                || shape::has_class(element, &["italic", "italics", "em", "emphasis"]) =>
        {
            Some(RunStyle::Italic)
        }
        "span"
            if css().contains("small-caps")
                || shape::has_class(element, &["smallcaps", "small-caps", "sc"]) =>
        {
            Some(RunStyle::SmallCaps)
        }
        "span" if css().contains("font-weight:bold") || shape::has_class(element, &["bold"]) => {
            Some(RunStyle::Bold)
        }
        _ => None,
    }
}

/// How long the number at the start of a note is, with what stands around it and the blank behind.
fn number_length(text: &str, number: &NoteNumber) -> usize {
    // Of a back-link that was left out, its brackets or points can be there still.
    let around: &[char] = &['[', ']', '(', ')', '{', '}', '.', ':', '^', '↑', '↩', '\u{A0}', ' ', '\u{FE0E}'];
    let number = number.to_string();
    let opened = text.len() - text.trim_start_matches(['[', '(', ' ', '^', '↑', '\u{A0}']).len();
    let rest = text.get(opened..).unwrap_or_default();
    let Some(behind) = rest.strip_prefix(number.as_str()) else {
        // “[] Text”, “. Text”: the number itself had an element of its own.
        let emptied = text.len() - text.trim_start_matches(around).len();
        let head = text.get(..emptied).unwrap_or_default();
        let is_rest = ["[]", "()", ".", ")", "]", ":", "^", "↑"]
            .iter()
            .any(|rest| head.trim() == *rest || head.trim().trim_end_matches('.') == *rest);
        return if is_rest { emptied } else { 0 };
    };
    let ends = behind.starts_with(['.', ')', ']', ':', ' ', '\u{A0}', '}']);
    if !ends {
        return 0;
    }
    let closing: &[char] = &['.', ')', ']', ':', '}'];
    let tail = behind.trim_start_matches(closing).trim_start_matches([' ', '\u{A0}', '\t']);
    text.len() - tail.len()
}

/// Brackets around a linked number belong to the marker, and so does a comma between two raised numbers.
fn widen_markers(document: &mut Document) {
    let text = document.text.as_bytes();
    for i in 0..document.markers.len() {
        let next = document.markers.get(i + 1).map(|next| next.span.start);
        let Some(marker) = document
            .markers
            .get_mut(i)
            .filter(|marker| marker.shape == MarkerShape::Declared && !marker.span.is_empty())
        else {
            continue;
        };
        let before = marker.span.start.checked_sub(1).and_then(|at| text.get(at));
        let behind = text.get(marker.span.end);
        if matches!((before, behind), (Some(b'['), Some(b']')) | (Some(b'('), Some(b')'))) {
            marker.span = Span::new(marker.span.start - 1, marker.span.end + 1);
        } else if let Some(next) = next {
            let between = document.text.get(marker.span.end..next).unwrap_or_default();
            if !between.is_empty()
                && between.len() <= 3
                && between.trim_matches([',', ';', ' ', '\u{A0}']).is_empty()
                && between.contains([',', ';'])
            {
                marker.span.end = next;
            }
        }
    }
}
