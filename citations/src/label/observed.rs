//! What can be seen of each token of a reference, as numbers that the model has weights for.
//!
//! A feature is the hash of its template and of what it saw. Hashes are part of the model's form:
//! whoever changes a template trains anew.

use std::sync::OnceLock;

use super::atom::{APOSTROPHE, Atom, INITIAL, OUTSIDE, is_quote, mix, set_apostrophes};
use super::lexicon::{Lexicon, class};
use super::segments::Segments;
use crate::Span;
use crate::parse::{Passage, Tokens, quoted_at};

/// The tokens of a reference with all that the templates look at.
pub(crate) struct Observed {
    atoms: Vec<Atom>,
    stretches: Vec<Stretch>,
    /// What holds of the whole reference.
    whole: u64,
    /// For a note, from which references are cut.
    segments: Segments,
}

/// The tokens between two signs.
#[derive(Clone, Copy, Default)]
struct Stretch {
    start: usize,
    end: usize,
    classes: u32,
    /// What it is made of: names, small words, numbers.
    make: u64,
    first: u64,
    last: u64,
    opened_by: char,
    closed_by: char,
}

/// What stands between a token and the one before it: it decides how labels follow each other.
pub(crate) const JOINTS: usize = 8;

impl Observed {
    /// Looks at the tokens; `addresses` are known surely.
    pub(crate) fn new(passage: Passage<'_>, tokens: &Tokens<'_>, addresses: &[Span]) -> Self {
        let lexicon = lexicon();
        let mut atoms: Vec<Atom> = Vec::with_capacity(tokens.len());
        let mut next_address = 0;
        for token in &tokens.list {
            while addresses.get(next_address).is_some_and(|span| span.end <= token.span.start) {
                next_address += 1;
            }
            let text = token.span.of(passage.text);
            let mut atom = Atom {
                spaced: token.spaced,
                italic: token.italic,
                address: addresses.get(next_address).is_some_and(|span| span.start < token.span.end),
                ..Atom::default()
            };
            atom.look(text, token.kind, lexicon);
            atoms.push(atom);
        }
        set_apostrophes(&mut atoms, tokens);
        let mut observed = Self { atoms, stretches: Vec::new(), whole: 0, segments: Segments::default() };
        observed.set_quotes(tokens);
        observed.set_brackets();
        observed.set_stretches();
        observed.set_whole();
        observed
    }

    /// The same for a note, from which references are cut: there are more features.
    pub(crate) fn of_note(passage: Passage<'_>, tokens: &Tokens<'_>, addresses: &[Span]) -> Self {
        let mut observed = Self::new(passage, tokens, addresses);
        observed.segments = Segments::of(&observed.atoms, |i, sign| observed.is_separator(i, sign));
        observed
    }

    /// How many tokens there are.
    pub(crate) fn len(&self) -> usize {
        self.atoms.len()
    }

    /// Whether a token is part of what is known surely to be an address or an identifier.
    pub(crate) fn is_address(&self, i: usize) -> bool {
        self.atoms.get(i).is_some_and(|atom| atom.address)
    }

    /// Whether a token is a sign.
    pub(crate) fn is_sign(&self, i: usize) -> bool {
        self.atoms.get(i).is_some_and(|atom| atom.sign.is_some())
    }

    /// What stands before a token, below [`JOINTS`].
    pub(crate) fn joint(&self, i: usize) -> usize {
        let Some(before) = i.checked_sub(1).and_then(|i| self.atoms.get(i)) else { return 0 };
        let Some(atom) = self.atoms.get(i) else { return 0 };
        match (before.sign, atom.sign) {
            (None, None | Some(APOSTROPHE)) | (Some(APOSTROPHE), _) => 0,
            (Some(','), _) => 1,
            (Some('.'), _) => 2,
            (Some(':' | ';'), _) => 3,
            (_, Some('(' | '[')) => 4,
            (Some(')' | ']'), _) => 5,
            (Some(sign), _) | (None, Some(sign)) if is_quote(sign) => 6,
            _ => 7,
        }
    }

    fn set_quotes(&mut self, tokens: &Tokens<'_>) {
        let mut i = 0;
        while i < self.atoms.len() {
            let end = self.atoms.len().min(i + 120);
            match self.atoms[i].sign.filter(|sign| is_quote(*sign)).and_then(|_| quoted_at(tokens, i, end)) {
                Some(title) => {
                    self.atoms[title.start..title.end].iter_mut().for_each(|atom| atom.quoted = true);
                    i = title.end;
                }
                None => i += 1,
            }
        }
    }

    fn set_brackets(&mut self) {
        let mut depth = 0_u8;
        let mut opened = 0;
        for (i, atom) in self.atoms.iter_mut().enumerate() {
            match atom.sign {
                Some('(') => (depth, opened) = (1, i),
                Some('[') => (depth, opened) = (2, i),
                Some(')' | ']') => {
                    atom.bracket = depth;
                    depth = 0;
                }
                // A bracket that nothing closes.
                _ if i > opened + 60 => depth = 0,
                _ => {}
            }
            if depth > 0 {
                atom.bracket = depth;
            }
        }
    }

    fn set_stretches(&mut self) {
        let mut current = Stretch { opened_by: '^', ..Stretch::default() };
        for i in 0..self.atoms.len() {
            let atom = self.atoms[i];
            let parts = atom.sign.filter(|sign| self.is_separator(i, *sign));
            self.atoms[i].stretch = u16::try_from(self.stretches.len()).unwrap_or(u16::MAX);
            if let Some(sign) = parts {
                current.closed_by = sign;
                self.push_stretch(current, i);
                current = Stretch { start: i + 1, opened_by: sign, ..Stretch::default() };
            }
        }
        current.closed_by = '$';
        let end = self.atoms.len();
        self.push_stretch(current, end);
    }

    fn push_stretch(&mut self, mut stretch: Stretch, end: usize) {
        stretch.end = end;
        let inside = &self.atoms[stretch.start.min(end)..end];
        let count = |test: &dyn Fn(&Atom) -> bool| inside.iter().filter(|atom| test(atom)).count();
        let words = count(&|atom| atom.sign.is_none());
        let small = count(&|atom| {
            atom.sign.is_none()
                && !atom.numeric
                && !atom.capital
                && atom.classes & (class::PARTICLE | class::AND) == 0
        });
        let numbers = count(&|atom| atom.numeric);
        let years = count(&|atom| atom.year);
        let initials = count(&|atom| atom.capital && atom.shape == INITIAL);
        let capped = |n: usize, cap: usize| n.min(cap) as u64;
        stretch.make = capped(words, 5)
            | capped(small, 3) << 4
            | capped(numbers, 2) << 8
            | capped(years, 1) << 12
            | capped(initials, 2) << 16;
        stretch.classes = inside.iter().fold(0, |all, atom| all | atom.classes);
        let plain = |atom: &&Atom| atom.sign.is_none();
        stretch.first = inside.iter().find(plain).map_or(0, |atom| atom.word);
        stretch.last = inside.iter().rev().find(plain).map_or(0, |atom| atom.word);
        self.stretches.push(stretch);
    }

    /// Whether a sign parts what stands before it from what stands behind.
    fn is_separator(&self, i: usize, sign: char) -> bool {
        match sign {
            ',' | ';' | ':' | '(' | ')' | '[' | ']' => true,
            '.' => {
                let before = i.checked_sub(1).map(|i| self.atoms[i]);
                let short = before.is_some_and(|atom| {
                    atom.sign.is_some()
                        || atom.shape == INITIAL
                        || atom.classes & (class::PAGE | class::VOLUME | class::ISSUE | class::EDITOR) != 0
                });
                let behind = self.atoms.get(i + 1).copied();
                let starts =
                    behind.is_none_or(|atom| atom.capital || atom.numeric || atom.sign.is_some_and(is_quote));
                !short && starts
            }
            _ => is_quote(sign),
        }
    }

    fn set_whole(&mut self) {
        let has = |test: &dyn Fn(&Atom) -> bool| u64::from(self.atoms.iter().any(test));
        let year_at = self.atoms.iter().position(|atom| atom.year);
        let place = match year_at {
            None => 0,
            Some(at) if at * 3 < self.atoms.len() => 1,
            Some(at) if at + 4 >= self.atoms.len() => 2,
            Some(_) => 3,
        };
        let ratio = self.atoms.iter().filter(|atom| atom.sign.is_none() && atom.capital).count() * 4
            / self.atoms.len().max(1);
        self.whole = has(&|atom| atom.quoted)
            | has(&|atom| atom.italic) << 1
            | has(&|atom| atom.address) << 2
            | place << 4
            | ((self.atoms.len() as u64) / 8).min(5) << 8
            | (ratio as u64) << 12;
    }

    /// The features of a token, written over what `features` holds.
    pub(crate) fn features(&self, i: usize, features: &mut Vec<u64>) {
        features.clear();
        let mut put = Templates { features, number: 0 };
        let none = Atom { word: OUTSIDE, shape: OUTSIDE, sign: Some('\0'), ..Atom::default() };
        let at = |offset: isize| {
            i.checked_add_signed(offset).and_then(|i| self.atoms.get(i)).copied().unwrap_or(none)
        };
        let [a4, a3, a2, a1, a, b1, b2, b3, b4] =
            [at(-4), at(-3), at(-2), at(-1), at(0), at(1), at(2), at(3), at(4)];
        Self::lexical(&mut put, &[a3, a2, a1, a, b1, b2, b3]);
        Self::shapes(&mut put, &[a4, a3, a2, a1, a, b1, b2, b3, b4]);
        self.places(&mut put, i, a);
        self.stretch_features(&mut put, i, a);
        self.segments.features(&mut put, &self.atoms, i);
    }

    fn lexical(put: &mut Templates<'_>, atoms: &[Atom; 7]) {
        let [a3, a2, a1, a, b1, b2, b3] = atoms;
        put.one(1);
        put.one(a.word);
        put.one(a1.word);
        put.one(b1.word);
        put.one(a2.word);
        put.one(b2.word);
        put.two(a1.word, a.word);
        put.two(a.word, b1.word);
        put.two(a2.word, a1.word);
        put.two(b1.word, b2.word);
        put.one(a3.word);
        put.one(b3.word);
        for prefix in a.prefix {
            put.one(prefix);
        }
        for suffix in a.suffix {
            put.one(suffix);
        }
        put.one(u64::from(a.classes));
        put.two(u64::from(a.classes), u64::from(a1.classes));
        put.two(u64::from(a.classes), u64::from(b1.classes));
        put.two(u64::from(a1.classes), u64::from(b1.classes));
        put.two(u64::from(a2.classes), u64::from(a1.classes) | 1 << 40);
        put.two(u64::from(b1.classes), u64::from(b2.classes) | 1 << 40);
        put.two(a1.word, a.shape);
        put.two(a.shape, b1.word);
        put.two(a.word, u64::from(a1.classes));
        put.two(a2.word, a.shape);
    }

    fn shapes(put: &mut Templates<'_>, atoms: &[Atom; 9]) {
        let [a4, a3, a2, a1, a, b1, b2, b3, b4] = atoms;
        put.one(a.shape);
        put.two(a1.shape, a.shape);
        put.two(a.shape, b1.shape);
        put.three(a1.shape, a.shape, b1.shape);
        put.three(a2.shape, a1.shape, a.shape);
        put.three(a.shape, b1.shape, b2.shape);
        put.three(a3.shape, a2.shape, a1.shape);
        put.three(b1.shape, b2.shape, b3.shape);
        put.four(a2.shape, a1.shape, a.shape, b1.shape);
        put.four(a1.shape, a.shape, b1.shape, b2.shape);
        put.four(a4.shape, a3.shape, a2.shape, a1.shape);
        put.four(b1.shape, b2.shape, b3.shape, b4.shape);
    }

    fn places(&self, put: &mut Templates<'_>, i: usize, a: Atom) {
        let from_end = self.atoms.len() - i;
        let state = u64::from(a.quoted)
            | u64::from(a.italic) << 1
            | u64::from(a.bracket) << 2
            | u64::from(a.address) << 4
            | u64::from(a.spaced) << 5;
        let years_before =
            self.atoms[..i].iter().rev().take(200).filter(|atom| atom.year).count().min(2) as u64;
        let quote_before =
            u64::from(!a.quoted && self.atoms[..i].iter().rev().take(60).any(|atom| atom.quoted));
        put.one(state);
        put.two(state, a.shape);
        put.one(i.min(12) as u64);
        put.one(from_end.min(12) as u64);
        put.two(i.min(3) as u64, a.shape);
        put.two(from_end.min(4) as u64, a.shape);
        put.one(self.whole);
        put.two(self.whole, a.shape);
        put.two(years_before | quote_before << 3, a.shape);
        put.two(years_before | quote_before << 3, state);
        put.one((i * 6 / self.atoms.len()) as u64);
        let next_year = self.atoms[i + 1..].iter().take(8).position(|atom| atom.year).map_or(9, |n| n as u64);
        let next_numeric =
            self.atoms[i + 1..].iter().take(8).position(|atom| atom.numeric).map_or(9, |n| n as u64);
        put.two(next_year, next_numeric);
        put.two(next_year, a.shape);
    }

    fn stretch_features(&self, put: &mut Templates<'_>, i: usize, a: Atom) {
        let n = usize::from(a.stretch);
        let none = Stretch { opened_by: '\0', closed_by: '\0', ..Stretch::default() };
        let stretch = |n: Option<usize>| n.and_then(|n| self.stretches.get(n)).copied().unwrap_or(none);
        let [before2, before, this, next, next2] = [
            stretch(n.checked_sub(2)),
            stretch(n.checked_sub(1)),
            stretch(Some(n)),
            stretch(Some(n + 1)),
            stretch(Some(n + 2)),
        ];
        let inside =
            (i - this.start.min(i)).min(4) as u64 | ((this.end - i.min(this.end)).min(4) as u64) << 4;
        let signs = u64::from(u32::from(this.opened_by)) | u64::from(u32::from(this.closed_by)) << 24;
        let n = n.min(9) as u64;
        let left = (self.stretches.len() - usize::from(a.stretch)).min(9) as u64;
        put.one(n);
        put.one(left);
        put.two(n, this.make);
        put.two(left, this.make);
        put.one(this.make);
        put.two(this.make, before.make);
        put.two(this.make, next.make);
        put.two(this.make, u64::from(this.classes));
        put.one(u64::from(this.classes));
        put.one(u64::from(before.classes));
        put.one(u64::from(next.classes));
        put.one(this.first);
        put.one(this.last);
        put.one(next.first);
        put.one(before.first);
        put.one(before.last);
        put.two(signs, this.make);
        put.two(signs, inside);
        put.two(inside, a.shape);
        put.three(signs, n, a.shape);
        put.three(before.make, this.make, next.make);
        put.three(this.make, next.make, next2.make);
        put.three(before2.make, before.make, this.make);
        put.two(this.first, a.shape);
        put.two(next.first, this.make);
        put.three(signs, this.make, n);
    }
}

/// Writes features, each under the number of its template.
pub(super) struct Templates<'f> {
    features: &'f mut Vec<u64>,
    number: u64,
}

impl Templates<'_> {
    pub(super) fn one(&mut self, value: u64) {
        self.number += 1;
        self.features.push(mix(self.number, value));
    }

    pub(super) fn two(&mut self, one: u64, other: u64) {
        self.one(mix(one, other));
    }

    pub(super) fn three(&mut self, one: u64, other: u64, third: u64) {
        self.one(mix(mix(one, other), third));
    }

    fn four(&mut self, one: u64, other: u64, third: u64, fourth: u64) {
        self.one(mix(mix(one, other), mix(third, fourth)));
    }
}

fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(Lexicon::build)
}
