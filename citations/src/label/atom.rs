//! One token as the model sees it: its hashes, its shape, its signs.

use super::lexicon::{Lexicon, class};
use crate::parse::{TokenKind as Kind, Tokens};

/// One token.
#[derive(Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "a set of independent observations")]
pub(super) struct Atom {
    pub(super) word: u64,
    pub(super) shape: u64,
    pub(super) prefix: [u64; 3],
    pub(super) suffix: [u64; 3],
    pub(super) classes: u32,
    /// The sign, or nothing for a word or number.
    pub(super) sign: Option<char>,
    pub(super) spaced: bool,
    pub(super) italic: bool,
    pub(super) quoted: bool,
    /// Depth of brackets: 0, 1 round, 2 square.
    pub(super) bracket: u8,
    pub(super) address: bool,
    pub(super) year: bool,
    pub(super) numeric: bool,
    pub(super) capital: bool,
    /// A word of sentences, not of references.
    pub(super) prose: bool,
    pub(super) stretch: u16,
}

/// “l ’ arte”, “Maker ’ s”: blanks around an apostrophe make it no quotation mark.
pub(super) fn set_apostrophes(atoms: &mut [Atom], tokens: &Tokens<'_>) {
    const ELIDED: [&str; 24] = [
        "l", "d", "dell", "nell", "all", "dall", "sull", "quell", "un", "quest", "c", "n", "s", "j", "m",
        "qu", "coll", "sant", "jusqu", "lorsqu", "degl", "anch", "gl", "bell",
    ];
    for i in 1..atoms.len().saturating_sub(1) {
        if !matches!(atoms[i].sign, Some('’' | '\''))
            || atoms[i - 1].sign.is_some()
            || atoms[i + 1].sign.is_some()
        {
            continue;
        }
        let before = tokens.lower(i - 1);
        let genitive = matches!(tokens.str(i + 1), "s" | "t");
        if genitive || ELIDED.contains(&before) {
            atoms[i].sign = Some(APOSTROPHE);
            atoms[i].shape = mix(SIGN, u64::from(u32::from(APOSTROPHE)));
            atoms[i].word = atoms[i].shape;
        }
    }
}

pub(super) const APOSTROPHE: char = 'ʼ';

impl Atom {
    pub(super) fn look(&mut self, text: &str, kind: Kind, lexicon: &Lexicon) {
        match kind {
            Kind::Sign(sign) => {
                self.sign = Some(sign);
                self.shape = mix(SIGN, u64::from(u32::from(plain_sign(sign))));
                self.word = self.shape;
            }
            Kind::Number => {
                self.numeric = true;
                self.year = is_year(text);
                let length = text.len().min(6) as u64;
                self.shape = if self.year { YEAR } else { mix(NUMBER, length) };
                // The century of a year, the value of a small number.
                let digits = if self.year { text.get(..2) } else { text.get(..text.len().min(2)) };
                self.word = mix(self.shape, hash_word(digits.unwrap_or_default()));
            }
            Kind::Word => self.look_at_word(text, lexicon),
        }
    }

    fn look_at_word(&mut self, text: &str, lexicon: &Lexicon) {
        let mut letters = [0_u64; 4];
        let mut last = [0_u64; 4];
        let mut word = START;
        let mut length = 0_usize;
        let (mut upper, mut lower, mut digits, mut other) = (0_usize, 0_usize, 0_usize, 0_usize);
        for c in text.chars() {
            for small in c.to_lowercase() {
                let small = u64::from(u32::from(if small == '’' { '\'' } else { small }));
                word = mix(word, small);
                if let Some(letter) = letters.get_mut(length) {
                    *letter = small;
                }
                last.rotate_left(1);
                last[3] = small;
                length += 1;
            }
            if c.is_uppercase() {
                upper += 1;
            } else if c.is_alphabetic() {
                lower += 1;
            } else if c.is_ascii_digit() {
                digits += 1;
            } else {
                other += 1;
            }
        }
        self.word = word;
        self.capital = text.starts_with(char::is_uppercase);
        let classes = lexicon.classes(word);
        self.prose = classes & class::PROSE != 0;
        self.classes = classes & !class::PROSE;
        self.prefix = [
            mix(letters[0], letters[1]),
            mix(mix(letters[0], letters[1]), letters[2]),
            mix(mix(letters[0], letters[1]), mix(letters[2], letters[3])),
        ];
        self.suffix = [
            mix(last[2], last[3]),
            mix(last[1], mix(last[2], last[3])),
            mix(mix(last[0], last[1]), mix(last[2], last[3])),
        ];
        self.shape = if length == 1 && upper == 1 {
            INITIAL
        } else if is_roman(text) {
            self.numeric = true;
            if self.capital { ROMAN } else { SMALL_ROMAN }
        } else {
            let count = |n: usize| n.min(2) as u64;
            mix(
                WORD,
                u64::from(self.capital)
                    | count(upper) << 1
                    | count(lower) << 3
                    | count(digits) << 5
                    | count(other).min(1) << 7
                    | u64::from(length > 4) << 8,
            )
        };
    }
}

// Seeds that keep apart what could have the same hash; any numbers do.
pub(super) const START: u64 = 0x9E37_79B9_7F4A_7C15;
pub(super) const OUTSIDE: u64 = 0x1111_2222_3333_4444;
pub(super) const SIGN: u64 = 1;
pub(super) const NUMBER: u64 = 2;
pub(super) const WORD: u64 = 3;
pub(super) const YEAR: u64 = 0x59;
pub(super) const INITIAL: u64 = 0x49;
pub(super) const ROMAN: u64 = 0x52;
pub(super) const SMALL_ROMAN: u64 = 0x72;

/// Mixes two numbers into one (the step of `FxHash`, turned so that high bits reach the low ones).
pub(super) fn mix(one: u64, other: u64) -> u64 {
    ((one.rotate_left(5) ^ other).wrapping_mul(0x517C_C1B7_2722_0A95)).rotate_left(23)
}

/// The hash of a word in small letters.
pub(super) fn hash_word(word: &str) -> u64 {
    word.chars().fold(START, |hash, c| mix(hash, u64::from(u32::from(c))))
}

pub(super) fn is_quote(sign: char) -> bool {
    matches!(sign, '“' | '”' | '„' | '«' | '»' | '"' | '‘' | '’' | '‚' | '‹' | '›' | '‟' | '\'')
}

/// Signs that mean the same look the same.
fn plain_sign(sign: char) -> char {
    match sign {
        '“' | '„' | '«' | '‘' | '‚' | '‹' | '`' => '“',
        '”' | '»' | '’' | '›' | '‟' | '\'' => '”',
        '–' | '—' | '‐' | '‑' | '−' => '-',
        other => other,
    }
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && ("1400".."2100").contains(&text)
}

fn is_roman(text: &str) -> bool {
    let upper = text.bytes().all(|c| b"IVXLCDM".contains(&c));
    let lower = text.bytes().all(|c| b"ivxlcdm".contains(&c));
    (upper || lower)
        && text.len() > 1
        && text.len() < 9
        && !matches!(text, "di" | "mi" | "vi" | "il" | "dix" | "mil" | "mix" | "vil" | "lili")
}
