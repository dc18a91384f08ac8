//! Citations by key: `\footcite[see][12]{key}`, `\autocites{a}[3]{b}`, `\citep{key}`.

use ibidem_citations::{NoteKind, Span};

use super::macros::{option, past_blanks};
use super::notes::Content;
use super::walk::{LONGEST, within};
use super::{DEPTH, PieceKind, Reader};
use crate::document::CitedByKey;

/// One part of a citation: what stands before and behind, and the keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cited {
    before: Option<Span>,
    /// The volume of `\volcite`.
    volume: Option<Span>,
    behind: Option<Span>,
    keys: Span,
}

/// What a command makes of a citation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// A note.
    Note,
    /// What the style says, and else a note.
    Auto,
    /// The text of a note whose mark stands elsewhere.
    NoteText,
    /// In brackets, in the text.
    Bracketed,
    /// Words of the sentence.
    Textual,
    /// Nothing that is printed.
    Unprinted,
}

/// The manner of a command, whatever its capitals, and whether it takes several citations.
fn manner(name: &str) -> Option<(Manner, bool)> {
    let lower = name.to_ascii_lowercase();
    let (base, several) = match lower.strip_suffix("cites") {
        Some(start) => (format!("{start}cite"), true),
        None => (
            lower.strip_suffix("citetexts").map_or(lower.clone(), |start| format!("{start}citetext")),
            lower.ends_with("citetexts"),
        ),
    };
    let manner = match base.as_str() {
        "footcite" | "footfullcite" | "smartcite" | "footcitep" | "footcitet" | "fvolcite"
        | "footvolcite" | "svolcite" | "fnotecite" => Manner::Note,
        "footcitetext" | "ftvolcite" => Manner::NoteText,
        "autocite" | "avolcite" => Manner::Auto,
        "cite" | "parencite" | "citep" | "citealp" | "supercite" | "pvolcite" | "volcite" | "shortcite"
        | "citeyearpar" | "onlinecite" | "pnotecite" | "citen" | "citenum" => Manner::Bracketed,
        "textcite" | "citet" | "citealt" | "citeauthor" | "citefullauthor" | "citeyear" | "citetitle"
        | "citedate" | "citeurl" | "fullcite" | "tvolcite" | "notecite" | "headlesscite" | "citename"
        | "citelist" | "citefield" | "newcite" | "posscite" | "citealias" | "citepalias" | "citetalias"
        | "surnamecite" => Manner::Textual,
        "nocite" => Manner::Unprinted,
        _ => return None,
    };
    Some((manner, several))
}

impl Reader<'_> {
    /// Commands that cite by keys; gives the byte behind what it has read.
    pub(super) fn citing_command(
        &mut self,
        name: &str,
        at: usize,
        (behind, end): (usize, usize),
        depth: usize,
    ) -> Option<usize> {
        if matches!(name, "textcquote" | "blockcquote") {
            return self.cited_quotation(at, behind, end, depth);
        }
        let (manner, several) = manner(name)?;
        let has_volume = name.ends_with("volcite");
        let (cited, close) = self.citations(behind, end, several, has_volume)?;
        match manner {
            Manner::Unprinted => self.cite_unprinted(&cited),
            Manner::Note | Manner::Auto if !self.is_in_note() => {
                if manner == Manner::Note || self.settings.autocite_is_note {
                    return Some(self.cite_in_note(cited, at, close, manner == Manner::Auto));
                }
                self.cite_in_text(&cited, at, close, true, depth);
            }
            Manner::NoteText if !self.is_in_note() => {
                self.text_of_mark(None, Content::Cited(cited), Span::new(at, close));
            }
            Manner::Bracketed => self.cite_in_text(
                &cited,
                at,
                close,
                !self.is_in_note() || name.starts_with(['p', 'P']),
                depth,
            ),
            _ => self.cite_in_text(&cited, at, close, false, depth),
        }
        Some(close)
    }

    /// Reads the arguments: `[before][behind]{keys}`, once or several times, `(before)(behind)` ahead of several.
    fn citations(
        &self,
        behind: usize,
        end: usize,
        several: bool,
        has_volume: bool,
    ) -> Option<(Vec<Cited>, usize)> {
        let mut close = behind;
        let mut outer = [None, None];
        if several {
            for slot in &mut outer {
                let rest = within(self.source.get(close..end)?, LONGEST);
                let Some(length) = rest.starts_with('(').then(|| rest.find([')', '\n'])).flatten() else {
                    break;
                };
                *slot = Some(Span::new(close + 1, close + length)).filter(|span| !span.is_empty());
                close += length + 1;
            }
        }
        let mut cited: Vec<Cited> = Vec::new();
        loop {
            let (mut options, mut at) = (Vec::new(), past_blanks(self.source, close));
            let mut volume = None;
            while let Some((span, behind)) =
                option(self.source, at).filter(|(_, behind)| *behind <= end && options.len() < 2)
            {
                options.push(span);
                at = past_blanks(self.source, behind);
            }
            if has_volume {
                let brace = self.closing(at, end)?;
                volume = Some(Span::new(at + 1, brace));
                at = past_blanks(self.source, brace + 1);
                let before = options.first().copied();
                options = before.into_iter().collect();
                if let Some((span, behind)) = option(self.source, at) {
                    options = vec![before.unwrap_or(Span::new(at, at)), span];
                    at = past_blanks(self.source, behind);
                }
            }
            let Some(brace) = self.closing(at, end) else { break };
            let (before, after) = match options.as_slice() {
                [before, after, ..] => (Some(*before), Some(*after)),
                [after] => (None, Some(*after)),
                [] => (None, None),
            };
            let full = |span: &Span| !span.of(self.source).trim().is_empty();
            let keys = Span::new(at + 1, brace);
            cited.push(Cited { before: before.filter(full), volume, behind: after.filter(full), keys });
            close = brace + 1;
            let next = past_blanks(self.source, close);
            if !several || !self.source.get(next..end).is_some_and(|rest| rest.starts_with(['[', '{'])) {
                break;
            }
        }
        let [first, last] = outer;
        if let Some(one) = cited.first_mut() {
            one.before = one.before.or(if last.is_some() { first } else { None });
        }
        if let Some(one) = cited.last_mut() {
            one.behind = one.behind.or(last.or(first));
        }
        (!cited.is_empty()).then_some((cited, close))
    }

    /// The keys of a citation, each with its place in the source.
    fn keys(&self, keys: Span) -> Vec<(String, Span)> {
        let (span, _) = self.meant(keys);
        let mut at = span.start;
        let mut found = Vec::new();
        for part in span.of(self.source).split(',') {
            let lead = part.len() - part.trim_start().len();
            let key = part.trim();
            if !key.is_empty() && key.len() < 500 && !key.contains(['\\', '{', '#', '%']) {
                found.push((key.to_owned(), Span::new(at + lead, at + lead + key.len())));
            }
            at += part.len() + 1;
        }
        found
    }

    fn cite_unprinted(&mut self, cited: &[Cited]) {
        for (key, _) in cited.iter().flat_map(|one| self.keys(one.keys)).collect::<Vec<_>>() {
            if key == "*" {
                self.keys.all = true;
            } else {
                self.keys.unprinted.push(key);
            }
        }
    }

    /// A note that says what is cited; a citation that floats takes the blank before it, and the point behind it stands before its mark.
    fn cite_in_note(&mut self, cited: Vec<Cited>, at: usize, close: usize, floats: bool) -> usize {
        if self.out.is_open() && self.out.since(0).ends_with(' ') {
            self.out.take_back(self.out.at() - 1);
        }
        let mut behind = close;
        if floats
            && let Some(sign) = self.source.get(close..close + 1).filter(|sign| ".,;:!?".contains(*sign))
        {
            self.replaced(sign, close, close + 1);
            behind += 1;
        }
        let number = self.next_number();
        self.call(number, NoteKind::Footnote, Content::Cited(cited), Span::new(at, close));
        behind
    }

    fn cite_in_text(&mut self, cited: &[Cited], at: usize, close: usize, brackets: bool, depth: usize) {
        self.ensure_open(at);
        if brackets {
            self.out.push("(", self.place(at, at + 1));
        }
        self.write_cited(cited, depth);
        if brackets {
            self.out.push(")", self.place(close - 1, close));
        }
    }

    /// Writes what is cited: “see smith1999, 12; lee2001”.
    pub(super) fn write_cited(&mut self, cited: &[Cited], depth: usize) {
        let mut is_first = true;
        for one in cited {
            let keys = self.keys(one.keys);
            let (_, frame) = self.meant(one.keys);
            let last = keys.len().saturating_sub(1);
            for (i, (key, place)) in keys.into_iter().enumerate() {
                let source = frame.at().unwrap_or(place);
                if !is_first {
                    self.out.push("; ", Span::new(source.start, source.start));
                }
                let prefix = one.before.filter(|_| i == 0).and_then(|before| self.words(before, depth));
                if prefix.is_some() {
                    self.out.push(" ", Span::new(source.start, source.start));
                }
                let start = self.out.at();
                self.out.push(&key, source);
                let at = Span::new(start, self.out.at());
                let behind: Vec<Span> =
                    one.volume.into_iter().chain(one.behind).filter(|_| i == last).collect();
                let postnote = if behind.is_empty() { None } else { self.postnote(&behind, source, depth) };
                let span = Span::new(start, self.out.at());
                let continues = !std::mem::take(&mut is_first);
                let cited = CitedByKey { key, at, span, prefix, postnote, continues, is_listed: false };
                self.keys.cited.push(cited);
            }
        }
    }

    /// Writes what stands behind the last key: the volume and the pages.
    fn postnote(&mut self, parts: &[Span], source: Span, depth: usize) -> Option<Span> {
        self.out.push(", ", Span::new(source.end, source.end));
        let start = self.out.at();
        for (i, part) in parts.iter().enumerate() {
            if i > 0 {
                self.out.push(":", Span::new(part.start, part.start));
            }
            self.words(*part, depth);
        }
        let span = Span::new(start, self.out.at());
        if span.is_empty() {
            self.out.take_back(start - ", ".len());
        }
        (!span.is_empty()).then_some(span)
    }

    /// Writes the words of an option; gives where they stand, if there are any.
    fn words(&mut self, span: Span, depth: usize) -> Option<Span> {
        let (span, frame) = self.meant(span);
        let start = self.out.at();
        if depth < DEPTH {
            self.within(frame, span, depth + 1);
        }
        let end = start + self.out.since(start).trim_end().len();
        self.out.take_back(end);
        (end > start).then(|| Span::new(start, end))
    }

    /// `\textcquote[before][behind]{key}{text}` of csquotes.
    fn cited_quotation(&mut self, at: usize, behind: usize, end: usize, depth: usize) -> Option<usize> {
        let (cited, close) = self.citations(behind, end, false, false)?;
        let open = past_blanks(self.source, close);
        let text_end = self.closing(open, end).filter(|_| depth < DEPTH)?;
        self.replaced("“", at, at + 1);
        self.stretch(open + 1, text_end, depth + 1);
        self.replaced("”", text_end, text_end + 1);
        if matches!(self.out.kind(), Some(PieceKind::Text(_) | PieceKind::Placed(_))) {
            self.blank(Span::new(text_end, text_end + 1));
        }
        self.cite_in_text(&cited, at, close, true, depth);
        Some(text_end + 1)
    }
}
