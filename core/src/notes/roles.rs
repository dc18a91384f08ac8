//! What each piece of a document is: body, the start of a note, or more of one.

use std::collections::{BTreeMap, BTreeSet};

use ibidem_citations::{BlockKind, NoteFlag, NoteKind, NoteNumber};

use crate::document::{Document, MarkerShape, Piece, PieceKind};
use crate::headings::{Section, section_heading};
use crate::read::{due_number, leading_number};

/// What a piece is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Text of the body.
    Body,
    /// A rule or page break.
    Rule,
    /// A note begins; its text starts `skip` bytes into the piece.
    Start { number: NoteNumber, skip: usize, kind: NoteKind, flag: Option<NoteFlag> },
    /// The note before goes on: with a further paragraph, or in the middle of a sentence.
    More { joined: bool },
}

/// Tells what each piece is.
pub(super) fn roles(document: &Document) -> Vec<Role> {
    let scan = Scan { document, markers: first_markers(document) };
    let mut roles = scan.certain();
    super::listed::find(document, &mut roles);
    scan.numbered_lists(&mut roles);
    scan.rest_of_notes(&mut roles);
    roles
}

struct Scan<'a> {
    document: &'a Document,
    /// For each number, the first place in the text where a marker that starts no piece says it.
    markers: BTreeMap<NoteNumber, usize>,
}

fn first_markers(document: &Document) -> BTreeMap<NoteNumber, usize> {
    let mut first = BTreeMap::new();
    for marker in &document.markers {
        if !starts_piece(document, marker.span.start) {
            first.entry(marker.number.clone()).or_insert(marker.span.start);
        }
    }
    first
}

fn starts_piece(document: &Document, at: usize) -> bool {
    document.pieces.binary_search_by_key(&at, |piece| piece.span.start).is_ok()
}

impl Scan<'_> {
    fn text(&self, piece: &Piece) -> &str {
        piece.span.of(&self.document.text)
    }

    /// Notes that show themselves: declared, starting with a raised number, or numbered under a heading for notes.
    fn certain(&self) -> Vec<Role> {
        let repeated = self.repeated_lines();
        let mut section = None;
        let mut section_level = None;
        let mut before_is_zone = false;
        let mut due = 1;
        let mut roles = Vec::with_capacity(self.document.pieces.len());
        for (i, piece) in self.document.pieces.iter().enumerate() {
            if let PieceKind::Text(kind) = &piece.kind
                && let Some(heading) = section_heading(self.text(piece), *kind)
            {
                let level = heading_level(*kind);
                // “Sources imprimées” under “Bibliographie” parts the list, and does not end it.
                let is_part = heading == Section::Other
                    && section == Some(NoteKind::Reference)
                    && section_level.zip(level).is_some_and(|(section, own)| own > section);
                if !is_part {
                    section_level = level;
                    section = match heading {
                        Section::Notes(kind) => Some(kind),
                        Section::Other => None,
                    };
                }
                due = 1;
                before_is_zone = section.is_some();
                roles.push(Role::Body);
                continue;
            }
            let role = if self.is_furniture(i, piece, &repeated) {
                Role::Rule
            } else {
                self.certain_role(piece, section, before_is_zone, due)
            };
            if let Role::Start { number: NoteNumber::Integer(n), .. } = &role {
                due = n.saturating_add(1);
            }
            before_is_zone = !matches!(role, Role::Body) || section.is_some();
            roles.push(role);
        }
        roles
    }

    /// Short lines that come again and again: running heads.
    fn repeated_lines(&self) -> BTreeSet<String> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for piece in &self.document.pieces {
            if let Some(line) = running_head(self.text(piece)) {
                *counts.entry(line).or_default() += 1;
            }
        }
        counts.into_iter().filter(|(_, count)| *count >= 3).map(|(line, _)| line).collect()
    }

    /// Page numbers and running heads, which converters of PDF leave between the paragraphs.
    fn is_furniture(&self, i: usize, piece: &Piece, repeated: &BTreeSet<String>) -> bool {
        let text = self.text(piece);
        let is_paragraph = matches!(piece.kind, PieceKind::Text(BlockKind::Paragraph));
        let page = is_page_number(text);
        // A head stands next to its page number.
        let next_to_page = [i.checked_sub(1), Some(i + 1)]
            .into_iter()
            .flatten()
            .any(|i| self.document.pieces.get(i).is_some_and(|next| is_page_number(self.text(next))));
        let head = next_to_page && text.len() <= 60 && running_head(text).is_some();
        is_paragraph && (page || head || running_head(text).is_some_and(|line| repeated.contains(&line)))
    }

    /// `due` is the number that the next note of a section has.
    fn certain_role(&self, piece: &Piece, section: Option<NoteKind>, before_is_zone: bool, due: u32) -> Role {
        let kind = section.unwrap_or(NoteKind::Footnote);
        let flag = (!before_is_zone).then_some(NoteFlag::NoRuleBefore);
        match &piece.kind {
            PieceKind::Rule => return Role::Rule,
            PieceKind::Note(_) | PieceKind::Placed(_) if piece.continues => {
                return Role::More { joined: false };
            }
            PieceKind::Note(label) => {
                return Role::Start { number: label.clone(), skip: 0, kind: NoteKind::Footnote, flag: None };
            }
            PieceKind::Placed(note) => {
                // What markers point to is a note, also under the heading “References”.
                let told = section.map_or(NoteKind::Footnote, |_| NoteKind::Endnote);
                let kind = note.kind.unwrap_or(told);
                return Role::Start { number: note.number.clone(), skip: piece.skip, kind, flag: None };
            }
            PieceKind::Entry(key) => {
                let number = NoteNumber::Label(key.clone());
                return Role::Start { number, skip: 0, kind: NoteKind::Reference, flag: None };
            }
            PieceKind::Text(BlockKind::Heading { .. } | BlockKind::Verbatim) => return Role::Body,
            _ => {}
        }
        if let Some((number, skip)) = self.raised_start(piece) {
            return Role::Start { number, skip, kind, flag };
        }
        if let Some((number, skip)) = sign_start(self.text(piece)).filter(|_| before_is_zone) {
            return Role::Start { number, skip, kind, flag: None };
        }
        if section.is_none() {
            return Role::Body;
        }
        match self.list_start(piece) {
            Some((number, skip)) => Role::Start { number, skip, kind, flag: None },
            None if piece.continues => Role::More { joined: false },
            None => match due_number(self.text(piece), due) {
                Some((number, skip)) => Role::Start { number, skip, kind, flag: None },
                None => Role::Body,
            },
        }
    }

    /// A superscript number at the very start: its length with the blank behind it.
    fn raised_start(&self, piece: &Piece) -> Option<(NoteNumber, usize)> {
        let markers = &self.document.markers;
        let marker = markers.get(markers.partition_point(|marker| marker.span.start < piece.span.start))?;
        let starts = marker.span.start == piece.span.start && marker.shape == MarkerShape::Raised;
        starts.then(|| (marker.number.clone(), self.skip_blank(piece, marker.span.len())))
    }

    /// `12. `, `[12] `, `^12^ ` at the start, or the number of a list's item.
    fn list_start(&self, piece: &Piece) -> Option<(NoteNumber, usize)> {
        if piece.continues {
            return None;
        }
        match &piece.kind {
            PieceKind::Numbered(number) => {
                // A list of Markdown has its number outside the text, plain text within it.
                let skip = leading_number(self.text(piece))
                    .filter(|(own, _)| own == number)
                    .map_or(piece.skip, |(_, skip)| skip);
                Some((number.clone(), skip))
            }
            PieceKind::Text(_) => leading_number(self.text(piece)).or_else(|| caret_number(self.text(piece))),
            _ => None,
        }
    }

    fn skip_blank(&self, piece: &Piece, length: usize) -> usize {
        let rest = self.text(piece).get(length..).unwrap_or_default();
        length + rest.len() - rest.trim_start_matches([' ', '.', '\u{A0}', '\t']).len()
    }

    /// Lists that count on by one and whose numbers stand as markers in the text: notes without a heading.
    fn numbered_lists(&self, roles: &mut [Role]) {
        let pieces = &self.document.pieces;
        let known: BTreeSet<NoteNumber> = roles
            .iter()
            .filter_map(|role| match role {
                Role::Start { number, .. } => Some(number.clone()),
                _ => None,
            })
            .collect();
        let mut i = 0;
        while i < pieces.len() {
            let run = self.list_from(i, roles);
            let marked = run.iter().filter(|(_, number, _)| self.markers.contains_key(number)).count();
            let Some((last, ..)) = run.last() else {
                i += 1;
                continue;
            };
            let next = last + 1;
            let taken = run.iter().any(|(_, number, _)| known.contains(number));
            // A numbered heading is no list of notes.
            let alone = run.len() == 1 && next < pieces.len();
            if !taken && !alone && marked > 0 && marked * 10 >= run.len() * 6 {
                for (at, number, skip) in &run {
                    let (number, skip, kind) = (number.clone(), *skip, NoteKind::Endnote);
                    roles[*at] = Role::Start { number, skip, kind, flag: Some(NoteFlag::NoRuleBefore) };
                }
                for role in &mut roles[i..*last] {
                    if *role == Role::Body {
                        *role = Role::More { joined: false };
                    }
                }
            }
            i = next;
        }
    }

    /// The list that starts at a piece: its items with their number and the length of it.
    fn list_from(&self, first: usize, roles: &[Role]) -> Vec<(usize, NoteNumber, usize)> {
        let mut run: Vec<(usize, NoteNumber, usize)> = Vec::new();
        for (i, piece) in self.document.pieces.iter().enumerate().skip(first) {
            let start = if roles[i] == Role::Body { self.list_start(piece) } else { None };
            match (start, run.last()) {
                (Some((number, skip)), None) if i == first => run.push((i, number, skip)),
                (Some((number, skip)), Some((_, last, _))) if follows(last, &number) => {
                    run.push((i, number, skip));
                }
                // A second paragraph of an item.
                (None, Some((last, ..))) if piece.continues && i == last + 1 => {}
                _ => break,
            }
        }
        run
    }

    /// Finds more of notes that have begun: further paragraphs, and ends on the next page.
    fn rest_of_notes(&self, roles: &mut [Role]) {
        let next_start = next_starts(roles);
        let mut open: Option<Open> = None;
        for i in 0..roles.len() {
            match roles[i] {
                Role::Start { .. } => open = Some(Open { start: i, last: i, straight: true }),
                Role::More { .. } => {
                    if let Some(open) = &mut open {
                        open.last = i;
                    }
                }
                Role::Rule => {
                    if let Some(open) = &mut open {
                        open.straight = false;
                    }
                }
                Role::Body => {
                    let Some(open) = &mut open else { continue };
                    if let Some(joined) = self.goes_on(i, open, next_start[i], roles) {
                        roles[i] = Role::More { joined };
                        open.last = i;
                    } else {
                        open.straight = false;
                    }
                }
            }
        }
    }

    /// Whether a piece belongs to the note that is open, and if so whether in mid-sentence.
    fn goes_on(&self, i: usize, open: &Open, next_start: Option<usize>, roles: &[Role]) -> Option<bool> {
        let piece = self.document.pieces.get(i)?;
        let start = self.document.pieces.get(open.start)?;
        let is_text = !matches!(piece.kind, PieceKind::Text(BlockKind::Heading { .. } | BlockKind::Verbatim));
        // The reader knew where these end.
        let is_whole = match &start.kind {
            PieceKind::Note(_) => true,
            PieceKind::Placed(note) => note.source.is_some(),
            _ => false,
        };
        if !is_text || is_whole || self.has_marker(piece) {
            return None;
        }
        let next_start = next_start?;
        if let Role::Start { kind: NoteKind::Endnote | NoteKind::Reference, .. } = roles[open.start] {
            // In a section of their own there is nothing but notes.
            return open.straight.then_some(false);
        }
        if open.straight && self.same_page(open.start, next_start, roles) {
            return Some(false);
        }
        let after_rule = i.checked_sub(1).is_some_and(|before| roles[before] == Role::Rule);
        let fits = next_start == i + 1 && (after_rule || self.is_address(piece));
        (fits && self.is_unfinished(open.last)).then_some(true)
    }

    /// Both notes are called before the first of them stands: they are of one page, and nothing of the body is between.
    fn same_page(&self, start: usize, next: usize, roles: &[Role]) -> bool {
        let (Role::Start { number, .. }, Role::Start { number: following, .. }) =
            (&roles[start], &roles[next])
        else {
            return false;
        };
        let place = self.document.pieces[start].span.start;
        let called_before = self.markers.get(following).is_some_and(|at| *at < place);
        follows(number, following) && called_before
    }

    fn has_marker(&self, piece: &Piece) -> bool {
        let markers = &self.document.markers;
        let first = markers.partition_point(|marker| marker.span.start < piece.span.start);
        markers[first..].first().is_some_and(|marker| marker.span.start < piece.span.end)
    }

    /// The note stops where no sentence and no reference can: after a comma, an opening bracket, “in”.
    fn is_unfinished(&self, last: usize) -> bool {
        let text = self.document.pieces.get(last).map_or("", |piece| self.text(piece)).trim_end();
        let last_word = text.rsplit(char::is_whitespace).next().unwrap_or_default();
        text.ends_with([',', '-', '–', '—', ':', ';', '(', '&', '/'])
            || ["in", "and", "of", "the", "und", "et", "de", "vol.", "no.", "p.", "pp.", "S."]
                .contains(&last_word)
            || text.ends_with(char::is_lowercase) && !last_word.contains(['/', '@'])
    }

    fn is_address(&self, piece: &Piece) -> bool {
        let text = self.text(piece);
        text.starts_with("http") || text.starts_with("www.") || text.starts_with("doi:")
    }
}

/// The note to which pieces are added.
struct Open {
    start: usize,
    /// Its last piece so far.
    last: usize,
    /// Nothing but its own pieces has come since it began.
    straight: bool,
}

/// For each piece, the next one behind it at which a note starts.
fn next_starts(roles: &[Role]) -> Vec<Option<usize>> {
    let mut next = None;
    let mut starts = vec![None; roles.len()];
    for (i, role) in roles.iter().enumerate().rev() {
        starts[i] = next;
        if matches!(role, Role::Start { .. }) {
            next = Some(i);
        }
    }
    starts
}

/// The level of a heading; none for a line that stands for one.
pub(super) fn heading_level(kind: BlockKind) -> Option<u8> {
    match kind {
        BlockKind::Heading { level } => Some(level),
        _ => None,
    }
}

fn is_page_number(text: &str) -> bool {
    (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A line that can be a running head, without its page number.
fn running_head(text: &str) -> Option<String> {
    let line = text.trim_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || c == '|');
    let head = line.len() >= 4
        && text.len() <= 80
        && !text.ends_with(['.', '?', '!', ':', '”', '"'])
        && line.starts_with(char::is_uppercase);
    head.then(|| line.to_owned())
}

fn follows(last: &NoteNumber, next: &NoteNumber) -> bool {
    matches!((last, next), (NoteNumber::Integer(a), NoteNumber::Integer(b)) if a.checked_add(1) == Some(*b))
}

/// `* Jane Doe is …`: a sign at the start, and the length of it with the blank.
fn sign_start(text: &str) -> Option<(NoteNumber, usize)> {
    let sign: String = text.chars().take_while(|c| "*†‡§¶".contains(*c)).take(4).collect();
    let rest = text.get(sign.len()..)?;
    let starts = !sign.is_empty() && rest.trim_start().starts_with(char::is_alphabetic);
    starts.then(|| (NoteNumber::Label(sign.clone()), text.len() - rest.trim_start().len()))
}

/// `^12^ ` (Pandoc's raised text) at the start of an entry, and the length of it.
fn caret_number(text: &str) -> Option<(NoteNumber, usize)> {
    let (number, rest) = text.strip_prefix('^')?.split_once('^')?;
    let number = number.parse().ok().filter(|number| (1..1_000).contains(number))?;
    let behind = rest.trim_start_matches([' ', '\u{A0}', '\t']);
    (behind.len() < rest.len()).then(|| (NoteNumber::Integer(number), text.len() - behind.len()))
}
