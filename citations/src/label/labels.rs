//! The labels that a token of a reference can have.

use super::model::Told;

macro_rules! labels {
    ($($(#[$doc:meta])* $label:ident = $name:literal,)*) => {
        /// What a token of a reference says.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Label {
            $($(#[$doc])* $label,)*
        }

        impl Label {
            /// All of them, in the order of the model's columns.
            pub const ALL: &'static [Self] = &[$(Self::$label,)*];

            /// The name in reports.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$label => $name,)*
                }
            }
        }
    };
}

labels! {
    /// Nothing that is kept.
    Other = "other",
    /// Who wrote it.
    Author = "author",
    /// Who edited it, with the words that say so.
    Editor = "editor",
    /// Who translated it, with the words that say so.
    Translator = "translator",
    /// The title of the work.
    Title = "title",
    /// The journal or book that it stands in.
    Container = "container",
    /// The series, with its number.
    Series = "series",
    /// The volume.
    Volume = "volume",
    /// The issue.
    Issue = "issue",
    /// The pages that it fills, or the one that is cited.
    Page = "page",
    /// The page cited, behind those that it fills.
    Locator = "locator",
    /// The publisher, or the institution behind a report.
    Publisher = "publisher",
    /// Where it was published.
    Place = "place",
    /// When it was issued.
    Date = "date",
    /// When it was looked at, with the words that say so.
    Accessed = "accessed",
    /// The edition.
    Edition = "edition",
    /// An address, a DOI, an identifier.
    Address = "address",
    /// “PhD diss.”, “Report”.
    Genre = "genre",
    /// A remark.
    Note = "note",
    /// Words that point back: ibid., op. cit., supra.
    Back = "back",
    /// The number of the entry in its list.
    Number = "number",
    /// Where it lies in an archive.
    Archive = "archive",
    /// A part of the work: chapter, table, paragraph, another note.
    Part = "part",
    /// Words that lead to the reference: “see also”, “quoted in”.
    Lead = "lead",
}

impl Label {
    /// How many there are.
    pub const COUNT: usize = 24;
}

impl Told<{ Self::COUNT }> for Label {
    const ADDRESS: Option<usize> = Some(Self::Address as usize);

    fn of(column: usize) -> Self {
        Self::ALL.get(column).copied().unwrap_or(Self::Other)
    }

    fn column(self) -> usize {
        self as usize
    }
}
