//! The manual by which back-references are judged: named by the user, or learned from the notes.
//!
//! | | Chicago (17th ed., 14.29–14.36) | MHRA (3rd ed., 11.3) | OSCOLA (4th ed., 1.2) | Bluebook (21st ed., rule 4) |
//! |---|---|---|---|---|
//! | the same work again | Ibid., roman | Ibid., roman | ibid, roman, no point | *Id.*, its point italic |
//! | behind several works | no | no | only for all of them, without a page | no |
//! | behind a note that only comments | no | no | no | yes: it cites nothing |
//! | op. cit., loc. cit. | no | no | no | no |
//! | idem, supra | idem rarely | – | neither | *supra* note 5; of books and articles only |
//! | short form | author, title, page | author, page | author (n 5) page | author, *supra* note 5, at page |
//! | page | bare | p. | bare | bare, or “at” |

use ibidem_sdk::{BackReference, CitationItem, LocatorLabel, Paper, Variable};

use crate::desk::true_notes;

/// A manual of citation in notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// The Chicago Manual of Style.
    Chicago,
    /// The style guide of the Modern Humanities Research Association.
    Mhra,
    /// The Oxford University Standard for the Citation of Legal Authorities.
    Oscola,
    /// The Bluebook.
    Bluebook,
}

impl Profile {
    /// Finds the one of this name.
    pub(crate) fn read(name: &str) -> Option<Self> {
        match name {
            "chicago" => Some(Self::Chicago),
            "mhra" => Some(Self::Mhra),
            "oscola" => Some(Self::Oscola),
            "bluebook" => Some(Self::Bluebook),
            _ => None,
        }
    }

    /// The manual, as a sentence names it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Chicago => "the Chicago Manual of Style",
            Self::Mhra => "the MHRA Style Guide",
            Self::Oscola => "OSCOLA",
            Self::Bluebook => "the Bluebook",
        }
    }
}

/// A manual, and who says that it is the one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Manual {
    pub(crate) profile: Profile,
    /// Whether the user has named it: then what a whole document does can be a fault.
    pub(crate) is_named: bool,
}

impl Manual {
    /// The manual that is named, else the one that the notes clearly follow.
    pub(crate) fn of(named: Option<Profile>, paper: &Paper) -> Option<Self> {
        match named {
            Some(profile) => Some(Self { profile, is_named: true }),
            None => Habits::of(paper).manual().map(|profile| Self { profile, is_named: false }),
        }
    }
}

/// What tells one manual from the others.
#[derive(Debug, Default)]
struct Habits {
    /// “(n 12)”.
    bracketed: usize,
    /// “supra note 12”.
    supra: usize,
    /// “Id.” for the work cited just before.
    id: usize,
    /// Pages with “p.”, and all pages.
    labelled: usize,
    pages: usize,
    /// Titles in single quotation marks, and in any.
    single: usize,
    quoted: usize,
    is_english: bool,
}

/// Signs of a manual before it is the document's.
const CLEAR_SIGNS: usize = 3;

/// Pages before their form is a habit.
const CLEAR_PAGES: usize = 8;

impl Habits {
    fn of(paper: &Paper) -> Self {
        let is_english = paper.language.as_deref().is_none_or(|language| language.starts_with("en"));
        let mut habits = Self { is_english, ..Self::default() };
        for (_, note) in true_notes(paper) {
            let text = paper.text_of(note.span);
            habits.supra += text.matches("upra note ").count();
            let numbered = text.match_indices("(n ");
            let is_number = |at: usize| {
                text.get(at + 3..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            };
            habits.bracketed += numbered.filter(|(at, _)| is_number(*at)).count();
            note.items().for_each(|item| habits.read(paper, item));
        }
        habits
    }

    fn read(&mut self, paper: &Paper, item: &CitationItem) {
        let text = paper.text_of(item.span);
        let is_ibid = item.back_reference == Some(BackReference::Ibid);
        self.id += usize::from(is_ibid && text.get(..2).is_some_and(|word| word.eq_ignore_ascii_case("id")));
        if let Some(locator) = item.locator.as_ref().filter(|locator| locator.label == LocatorLabel::Page) {
            self.pages += 1;
            self.labelled += usize::from(has_label(paper, locator.span.start));
        }
        if let Some(title) = item.as_cited.span(Variable::Title) {
            let before = paper.text.get(..title.start).unwrap_or_default();
            self.single += usize::from(before.ends_with(['\'', '‘']));
            self.quoted += usize::from(before.ends_with(['\'', '‘', '"', '“']));
        }
    }

    fn manual(&self) -> Option<Profile> {
        let most = |part: usize, whole: usize| part * 100 >= whole * 85;
        if self.supra >= CLEAR_SIGNS && self.id >= CLEAR_SIGNS && self.bracketed == 0 {
            return Some(Profile::Bluebook);
        }
        if self.bracketed >= CLEAR_SIGNS && self.supra == 0 && self.id == 0 {
            return Some(Profile::Oscola);
        }
        let is_clear = self.is_english
            && self.supra + self.bracketed == 0
            && self.pages >= CLEAR_PAGES
            && self.quoted >= CLEAR_SIGNS;
        if !is_clear {
            None
        } else if most(self.labelled, self.pages) && most(self.single, self.quoted) {
            Some(Profile::Mhra)
        } else if most(self.pages - self.labelled, self.pages) && most(self.quoted - self.single, self.quoted)
        {
            Some(Profile::Chicago)
        } else {
            None
        }
    }
}

/// Whether “p.” or “pp.” stands before a place of the text.
pub(crate) fn has_label(paper: &Paper, at: usize) -> bool {
    let before = paper.text.get(..at).unwrap_or_default().trim_end_matches([' ', '\u{a0}', '\u{202f}']);
    ["p.", "pp."]
        .iter()
        .any(|label| before.strip_suffix(label).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric)))
}
