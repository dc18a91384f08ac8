//! A note in pieces: what stands between semicolons and the ends of sentences.
//!
//! Whether a piece is a reference or prose shows in it as a whole, and in what stands beside it.

use super::atom::Atom;
use super::lexicon::class;
use super::observed::Templates;

/// The pieces of a note; none of a single reference.
#[derive(Default)]
pub(super) struct Segments {
    list: Vec<Segment>,
    /// For each token, the piece that it lies in.
    of: Vec<u32>,
}

#[derive(Clone, Copy, Default)]
struct Segment {
    start: usize,
    end: usize,
    /// What it is made of: words, numbers, names.
    make: u64,
    /// The same with less detail.
    kind: u64,
}

/// How far words of sentences are counted.
const NEAR: usize = 6;

impl Segments {
    /// Cuts where a sign ends a sentence or parts references; `parts` says whether a point does.
    pub(super) fn of(atoms: &[Atom], parts: impl Fn(usize, char) -> bool) -> Self {
        let mut segments = Self::default();
        let mut start = 0;
        for (i, atom) in atoms.iter().enumerate() {
            segments.of.push(u32::try_from(segments.list.len()).unwrap_or(u32::MAX));
            let ends = match atom.sign {
                Some(';' | '?' | '!') => !atom.quoted && atom.bracket == 0,
                Some('.') => !atom.quoted && atom.bracket == 0 && parts(i, '.'),
                _ => false,
            };
            if ends {
                segments.list.push(Segment::new(atoms, start, i + 1));
                start = i + 1;
            }
        }
        segments.list.push(Segment::new(atoms, start, atoms.len()));
        segments
    }

    pub(super) fn features(&self, put: &mut Templates<'_>, atoms: &[Atom], i: usize) {
        let Some(n) = self.of.get(i).map(|n| *n as usize) else { return };
        let none = Segment { make: 1 << 40, kind: 1 << 40, ..Segment::default() };
        let segment = |n: Option<usize>| n.and_then(|n| self.list.get(n)).copied().unwrap_or(none);
        let [before, this, next] = [segment(n.checked_sub(1)), segment(Some(n)), segment(Some(n + 1))];
        let from_start = (i - this.start.min(i)).min(3) as u64;
        let to_end = (this.end - i.min(this.end)).min(3) as u64;
        let count = |atoms: &[Atom]| atoms.iter().filter(|atom| atom.prose).count().min(3) as u64;
        let behind = count(&atoms[i + 1..atoms.len().min(i + 1 + NEAR)]);
        let ahead = count(&atoms[i.saturating_sub(NEAR)..i]);
        let prose = behind | ahead << 4 | u64::from(atoms[i].prose) << 8;
        put.one(this.make);
        put.two(this.make, from_start);
        put.two(this.make, to_end | 1 << 8);
        put.two(this.kind, before.kind);
        put.two(this.kind, next.kind);
        put.three(before.kind, this.kind, from_start);
        put.three(this.kind, next.kind, to_end);
        put.one(prose);
        put.two(prose, atoms[i].shape);
        put.two(prose, this.kind);
        put.two(prose, from_start | to_end << 4);
    }
}

impl Segment {
    fn new(atoms: &[Atom], start: usize, end: usize) -> Self {
        let inside = &atoms[start.min(end)..end];
        let count = |test: &dyn Fn(&Atom) -> bool| inside.iter().filter(|atom| test(atom)).count();
        let small = count(&|atom| atom.sign.is_none() && !atom.numeric && !atom.capital && !atom.quoted);
        let numbers = count(&|atom| atom.numeric && !atom.quoted);
        let years = count(&|atom| atom.year && !atom.quoted);
        let prose = count(&|atom| atom.prose && !atom.quoted);
        let has = |test: &dyn Fn(&Atom) -> bool| u64::from(inside.iter().any(test));
        let last = inside.iter().rev().find(|atom| atom.sign.is_none_or(|sign| sign == ')'));
        let ends_in_number = last.is_some_and(|atom| atom.numeric || atom.sign.is_some());
        let steps = |n: usize, steps: &[usize]| steps.iter().filter(|step| n >= **step).count() as u64;
        let kind = steps(prose, &[1, 3])
            | steps(numbers, &[1]) << 4
            | has(&|atom| atom.quoted) << 8
            | has(&|atom| atom.classes & class::BACK != 0) << 9
            | u64::from(ends_in_number) << 10;
        let make = kind
            | steps(small, &[1, 3, 6, 12]) << 16
            | steps(years, &[1, 2]) << 20
            | steps(numbers, &[2, 4]) << 24
            | steps(inside.len(), &[4, 8, 16, 32]) << 28
            | has(&|atom| atom.address) << 32;
        Self { start, end, make, kind }
    }
}
