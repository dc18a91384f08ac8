//! Paragraphs → Document: lines are joined, words put together, italics, links and markers noted.

use ibidem_citations::{RunStyle, Span};

use super::flat::{Flat, Part};
use super::paragraphs::{Kind, Paragraph};
use super::sheets::Sheets;
use crate::document::{Document, MarkerShape, PieceKind, PlacedNote};
use crate::pdf::page::{Link, style};
use crate::read::builder::{Builder, marker_numbers};
use crate::read::plain::{Hyphens, find_markers};

pub(super) fn set(paragraphs: &[Paragraph], sheets: &Sheets, links: &[Vec<Link>]) -> Document {
    let mut setter = Setter {
        out: Builder::default(),
        hyphens: Hyphens::of(sheets.text()),
        sheets,
        links,
        open: Vec::new(),
    };
    let mut note = None;
    let mut after_note = false;
    for paragraph in paragraphs {
        let is_body = matches!(paragraph.kind, Kind::Body(_));
        // What follows upon the notes of a page is no part of them, even if their markers were met before.
        if after_note && is_body {
            setter.out.rule();
        }
        after_note = !is_body;
        setter.paragraph(paragraph, &mut note);
    }
    let mut document = setter.out.finish();
    document.paragraphs.clear();
    if document.markers.is_empty() {
        find_markers(&mut document);
    }
    document
}

struct Setter<'s> {
    out: Builder,
    hyphens: Hyphens<'s>,
    sheets: &'s Sheets,
    links: &'s [Vec<Link>],
    /// Styles that go on, and where they began.
    open: Vec<(RunStyle, usize)>,
}

impl Setter<'_> {
    fn paragraph(&mut self, paragraph: &Paragraph, note: &mut Option<PlacedNote>) {
        let (kind, continues) = match &paragraph.kind {
            Kind::Body(kind) => (PieceKind::Text(*kind), false),
            Kind::Note { number, .. } => {
                let placed = PlacedNote { number: number.clone(), tie: None, source: None, kind: None };
                *note = Some(placed.clone());
                (PieceKind::Placed(placed), false)
            }
            Kind::More => match note.clone() {
                Some(placed) => (PieceKind::Placed(placed), true),
                None => return,
            },
        };
        self.out.open(kind, continues);
        let mut before: Option<(&Flat, usize)> = None;
        let mut end = None;
        for (i, line) in paragraph.lines.iter().enumerate() {
            let Some((start, flat)) = self.sheets.line(line.page, line.number) else { continue };
            // Other lines may stand between two lines of a paragraph, as over a page break.
            if end.is_some_and(|end| end + 1 != start) {
                self.out.document().map.part();
            }
            end = Some(start + flat.text.len());
            self.join(before, (flat, line.page), start);
            let skip = match &paragraph.kind {
                Kind::Note { skip, .. } if i == 0 => {
                    let rest = flat.text.get(*skip..).unwrap_or_default();
                    skip + rest.len() - rest.trim_start_matches([' ', '\u{A0}', '.', ')', ']']).len()
                }
                _ => 0,
            };
            for part in &flat.parts {
                self.part(part, flat, start, line.page, skip);
            }
            if i == 0 {
                self.out.skip(skip);
            }
            before = Some((flat, line.page));
        }
        self.close_styles(&[]);
        self.out.close();
    }

    /// What stands between two lines: a blank; nothing, where a word or an address goes on.
    fn join(&mut self, before: Option<(&Flat, usize)>, line: (&Flat, usize), start: usize) {
        let Some((last, last_page)) = before else { return };
        let (flat, page) = line;
        if self.is_one_address((last, last_page), (flat, page)) {
            return;
        }
        let typed = self.out.since(0);
        let is_hyphenated = typed.ends_with('-') && !typed.ends_with(" -");
        // “10–⏎17”, “harbour—⏎and”: a dash without a blank before it has none behind.
        let is_dashed = ["–", "—"].iter().any(|dash| {
            typed.strip_suffix(dash).is_some_and(|before| before.ends_with(char::is_alphanumeric))
        });
        if is_hyphenated && self.hyphens.breaks_line(typed, &flat.text) {
            self.out.take_back(self.out.at() - 1);
        } else if !is_hyphenated && !is_dashed {
            self.out.space(Span::new(start.saturating_sub(1), start));
        }
    }

    /// Whether a line ends within an address with which the next one begins.
    fn is_one_address(&self, last: (&Flat, usize), next: (&Flat, usize)) -> bool {
        let address = |link: Option<usize>, page: usize| {
            self.links.get(page)?.get(link?).map(|link| link.address.as_str())
        };
        let one = address(last.0.link_at_end(), last.1);
        let other = address(next.0.link_at_start(), next.1);
        let head = last.0.text.rsplit(char::is_whitespace).next().unwrap_or_default();
        let tail = next.0.text.split(char::is_whitespace).next().unwrap_or_default();
        if let (Some(one), Some(other)) = (one, other) {
            let tail = tail.trim_end_matches(['.', ',', ';', ')', ']', '>']);
            return one == other
                && one.contains(&format!("{head}{tail}").trim_matches(['<', '(', '[']).to_owned());
        }
        // Without a link, an address goes on where it cannot end, or where what follows is no word.
        let is_address = ["http://", "https://", "www.", "doi.org/"].iter().any(|sign| head.contains(sign));
        let cannot_end = head.ends_with(['/', '_', '=', '?', '&', '%', '#', '-', ':', '~']);
        let no_word = tail.contains(['/', '_', '=', '&', '%', '#', '?'])
            || tail.contains('.') && !tail.ends_with('.') && tail.starts_with(char::is_lowercase);
        is_address && (cannot_end || no_word) && !tail.starts_with(['(', '[', '“', '"'])
    }

    fn part(&mut self, part: &Part, flat: &Flat, start: usize, page: usize, skip: usize) {
        let Some(text) = flat.text.get(part.start..part.end) else { return };
        let source = Span::new(start + part.start, start + part.end);
        // The number of the note itself is no marker.
        let is_marker = part.is_raised && part.start >= skip;
        if let Some(numbers) = is_marker.then(|| marker_numbers(text.trim())).flatten() {
            self.close_styles(&[]);
            let at = self.out.at();
            self.out.verbatim(text.trim_end(), source.start);
            for number in numbers {
                self.out.marker(at, number, source, MarkerShape::Raised);
            }
            if text.ends_with(' ') {
                self.out.verbatim(" ", source.end - 1);
            }
            return;
        }
        let link = part.link.and_then(|i| self.links.get(page)?.get(i));
        let styles = [
            (part.style & style::ITALIC != 0).then_some(RunStyle::Italic),
            (part.style & style::BOLD != 0).then_some(RunStyle::Bold),
            (part.style & style::SMALL_CAPITALS != 0).then_some(RunStyle::SmallCaps),
            (part.is_raised && part.start >= skip).then_some(RunStyle::Raised),
            link.map(|link| RunStyle::Link { target: link.address.clone() }),
        ];
        let styles: Vec<RunStyle> = styles.into_iter().flatten().collect();
        self.close_styles(&styles);
        let at = self.out.at();
        for style in styles {
            if !self.open.iter().any(|(open, _)| *open == style) {
                self.open.push((style, at));
            }
        }
        self.text(text, source.start);
    }

    /// Adds text; signs for two letters become two letters.
    fn text(&mut self, text: &str, source: usize) {
        let mut from = 0;
        for (at, sign) in text.char_indices() {
            let Some(letters) = letters_of(sign) else { continue };
            self.out.verbatim(&text[from..at], source + from);
            let end = at + sign.len_utf8();
            self.out.push(letters, Span::new(source + at, source + end));
            from = end;
        }
        self.out.verbatim(&text[from..], source + from);
    }

    /// Ends the styles that do not go on.
    fn close_styles(&mut self, going_on: &[RunStyle]) {
        for (style, start) in std::mem::take(&mut self.open) {
            if going_on.contains(&style) {
                self.open.push((style, start));
            } else {
                self.out.run(start, style);
            }
        }
    }
}

/// What a ligature stands for: it is a matter of the font, not of the text.
fn letters_of(sign: char) -> Option<&'static str> {
    Some(match sign {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        _ => return None,
    })
}
