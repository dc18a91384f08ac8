//! How the notes of an RTF document are numbered.

use ibidem_citations::NoteNumber;

use crate::read::numerals::Numerals;

/// How the notes of one kind are numbered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counting {
    last: u32,
    first: u32,
    pub(super) numerals: Numerals,
    pub(super) begins_anew: bool,
}

impl Default for Counting {
    fn default() -> Self {
        Self { last: 0, first: 1, numerals: Numerals::default(), begins_anew: false }
    }
}

impl Counting {
    /// The number of the next note.
    pub(super) fn next(&mut self) -> NoteNumber {
        self.last = self.last.saturating_add(1);
        self.numerals.write(self.last)
    }

    /// Begins with a number.
    pub(super) fn begin_with(&mut self, first: u32) {
        self.first = first;
        self.last = first.saturating_sub(1);
    }

    /// A new section begins.
    pub(super) fn meet_section(&mut self) {
        if self.begins_anew {
            self.begin_with(self.first);
        }
    }
}

/// How a word of control has notes numbered: `\ftnnrlc`, `\saftnnar`.
pub(super) fn numerals(name: &str) -> Option<Numerals> {
    let name = name.strip_prefix('s').unwrap_or(name);
    let name = name.strip_prefix('a').unwrap_or(name);
    Some(match name.strip_prefix("ftnn")? {
        "ar" => Numerals::Decimal,
        "alc" => Numerals::LowerLetter,
        "auc" => Numerals::UpperLetter,
        "rlc" => Numerals::LowerRoman,
        "ruc" => Numerals::UpperRoman,
        "chi" => Numerals::Signs,
        _ => return None,
    })
}
