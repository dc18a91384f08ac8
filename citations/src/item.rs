//! CSL type and variables of one reference.

use serde::{Deserialize, Serialize};

use crate::{Date, Name, Span};

/// A reference: its CSL type, and its variables in the order in which they were read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Item {
    /// The CSL type.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// The variables; each at most once.
    #[serde(default)]
    pub fields: Vec<Field>,
}

/// One variable of a reference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Field {
    /// Which one.
    pub variable: Variable,
    /// Its value, as printed less markup.
    pub value: Value,
    /// Where it was read; absent for what was inferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// How sure the reading is, 0 to 1.
    pub confidence: f32,
}

/// The value of a variable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// Text or a number, as printed.
    Text(String),
    /// Names in order.
    Names(Vec<Name>),
    /// A date.
    Date(Date),
}

impl Item {
    /// An item without variables.
    pub fn new(kind: Kind) -> Self {
        Self { kind, fields: Vec::new() }
    }

    /// The field of a variable.
    pub fn field(&self, variable: Variable) -> Option<&Field> {
        self.fields.iter().find(|field| field.variable == variable)
    }

    /// Whether a variable has a value.
    pub fn has(&self, variable: Variable) -> bool {
        self.field(variable).is_some()
    }

    /// The text of a variable, or nothing where it holds none.
    pub fn text(&self, variable: Variable) -> Option<&str> {
        match &self.field(variable)?.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The names of a variable; none where it holds none.
    pub fn names(&self, variable: Variable) -> &[Name] {
        match self.field(variable).map(|field| &field.value) {
            Some(Value::Names(names)) => names,
            _ => &[],
        }
    }

    /// The date of a variable.
    pub fn date(&self, variable: Variable) -> Option<&Date> {
        match &self.field(variable)?.value {
            Value::Date(date) => Some(date),
            _ => None,
        }
    }

    /// Where a variable was read.
    pub fn span(&self, variable: Variable) -> Option<Span> {
        self.field(variable)?.span
    }

    /// The title, or nothing.
    pub fn title(&self) -> &str {
        self.text(Variable::Title).unwrap_or_default()
    }

    /// Sets a variable, unless it already has a value.
    pub fn set(&mut self, variable: Variable, value: Value, span: Option<Span>, confidence: f32) {
        if !self.has(variable) {
            self.fields.push(Field { variable, value, span, confidence });
        }
    }
}

macro_rules! named {
    ($(#[$doc:meta])* $type:ident { $($(#[$variant_doc:meta])* $variant:ident = $name:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[expect(missing_docs, reason = "the names are those of CSL 1.0.2, which says what they mean")]
        pub enum $type {
            $($(#[$variant_doc])* #[serde(rename = $name)] $variant,)*
        }

        impl $type {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in CSL.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Finds the one of this CSL name.
            pub fn read(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }
    };
}

named! {
    /// A CSL type (CSL 1.0.2, appendix III).
    #[derive(Default)]
    Kind {
        Article = "article",
        ArticleJournal = "article-journal",
        ArticleMagazine = "article-magazine",
        ArticleNewspaper = "article-newspaper",
        Bill = "bill",
        Book = "book",
        Broadcast = "broadcast",
        Chapter = "chapter",
        Classic = "classic",
        Collection = "collection",
        Dataset = "dataset",
        #[default]
        Document = "document",
        Entry = "entry",
        EntryDictionary = "entry-dictionary",
        EntryEncyclopedia = "entry-encyclopedia",
        Event = "event",
        Figure = "figure",
        Graphic = "graphic",
        Hearing = "hearing",
        Interview = "interview",
        LegalCase = "legal_case",
        Legislation = "legislation",
        Manuscript = "manuscript",
        Map = "map",
        MotionPicture = "motion_picture",
        MusicalScore = "musical_score",
        Pamphlet = "pamphlet",
        PaperConference = "paper-conference",
        Patent = "patent",
        Performance = "performance",
        Periodical = "periodical",
        PersonalCommunication = "personal_communication",
        Post = "post",
        PostWeblog = "post-weblog",
        Regulation = "regulation",
        Report = "report",
        Review = "review",
        ReviewBook = "review-book",
        Software = "software",
        Song = "song",
        Speech = "speech",
        Standard = "standard",
        Thesis = "thesis",
        Treaty = "treaty",
        Webpage = "webpage",
    }
}

named! {
    /// A CSL variable (CSL 1.0.2, appendix IV).
    Variable {
        Author = "author",
        Editor = "editor",
        Translator = "translator",
        Interviewer = "interviewer",
        Recipient = "recipient",
        ContainerAuthor = "container-author",
        CollectionEditor = "collection-editor",
        Director = "director",
        ReviewedAuthor = "reviewed-author",
        Title = "title",
        TitleShort = "title-short",
        ContainerTitle = "container-title",
        CollectionTitle = "collection-title",
        CollectionNumber = "collection-number",
        ReviewedTitle = "reviewed-title",
        EventTitle = "event-title",
        EventPlace = "event-place",
        Volume = "volume",
        VolumeTitle = "volume-title",
        NumberOfVolumes = "number-of-volumes",
        Issue = "issue",
        Page = "page",
        Number = "number",
        ChapterNumber = "chapter-number",
        Edition = "edition",
        Genre = "genre",
        Medium = "medium",
        Status = "status",
        Publisher = "publisher",
        PublisherPlace = "publisher-place",
        OriginalDate = "original-date",
        Issued = "issued",
        Accessed = "accessed",
        EventDate = "event-date",
        Archive = "archive",
        ArchiveLocation = "archive_location",
        ArchivePlace = "archive-place",
        Authority = "authority",
        Jurisdiction = "jurisdiction",
        Section = "section",
        References = "references",
        Url = "URL",
        Doi = "DOI",
        Isbn = "ISBN",
        Issn = "ISSN",
        Pmid = "PMID",
        Pmcid = "PMCID",
        Language = "language",
        Note = "note",
    }
}

impl Variable {
    /// Whether CSL holds names under it.
    pub fn holds_names(self) -> bool {
        (Self::Author..=Self::ReviewedAuthor).contains(&self)
    }

    /// Whether CSL holds a date under it.
    pub fn holds_date(self) -> bool {
        matches!(self, Self::OriginalDate | Self::Issued | Self::Accessed | Self::EventDate)
    }
}
