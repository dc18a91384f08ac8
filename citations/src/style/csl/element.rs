//! What a CSL style says, read once into a form that is quick to evaluate.
//!
//! Names of variables, types and terms stay text: a style may name what CSL does not have (CSL-M,
//! later versions), which prints nothing but is no reason to refuse the style.

use std::sync::Arc;

/// Formatting of an element (CSL 1.0.2, “Formatting”); absent: as around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Format {
    pub(super) style: Option<FontStyle>,
    pub(super) variant: Option<FontVariant>,
    pub(super) weight: Option<FontWeight>,
    pub(super) decoration: Option<Decoration>,
    pub(super) position: Option<Baseline>,
}

impl Format {
    pub(super) fn is_plain(self) -> bool {
        self == Self::default()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FontStyle {
    Normal,
    Italic,
    Oblique,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FontVariant {
    Normal,
    SmallCaps,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FontWeight {
    Normal,
    Bold,
    Light,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decoration {
    None,
    Underline,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Baseline {
    Normal,
    Superscript,
    Subscript,
}

/// Where a part of a bibliography entry stands (CSL 1.0.2, “Display”).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Display {
    /// On lines of its own.
    Block,
    /// In the left margin: a number or label.
    LeftMargin,
    /// Beside what stands in the left margin.
    RightInline,
    /// On lines of its own, indented.
    Indent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextCase {
    Lowercase,
    Uppercase,
    CapitalizeFirst,
    CapitalizeAll,
    Sentence,
    Title,
}

/// What nearly every element may carry: formatting, affixes, case.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    pub(super) format: Format,
    pub(super) prefix: String,
    pub(super) suffix: String,
    pub(super) quotes: bool,
    pub(super) strip_periods: bool,
    pub(super) case: Option<TextCase>,
    pub(super) display: Option<Display>,
}

#[derive(Clone, Debug)]
pub(super) enum Element {
    Text(Text),
    Number(Number),
    Date(DateElement),
    Names(Box<Names>),
    Label(Label),
    Group(Group),
    Choose(Choose),
}

#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) source: TextSource,
    pub(super) look: Look,
}

#[derive(Clone, Debug)]
pub(super) enum TextSource {
    Variable {
        name: Arc<str>,
        short: bool,
    },
    /// Index into the macros of the style.
    Macro(usize),
    Term {
        name: Arc<str>,
        form: TermForm,
        plural: bool,
    },
    Value(String),
}

#[derive(Clone, Debug)]
pub(super) struct Number {
    pub(super) variable: Arc<str>,
    pub(super) form: NumberForm,
    pub(super) look: Look,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum NumberForm {
    #[default]
    Numeric,
    Ordinal,
    LongOrdinal,
    Roman,
}

#[derive(Clone, Debug)]
pub(super) struct Label {
    /// Empty inside of `names`, where it takes the variable of the names.
    pub(super) variable: Arc<str>,
    pub(super) form: TermForm,
    pub(super) plural: Pluralize,
    pub(super) look: Look,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Pluralize {
    #[default]
    Contextual,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum TermForm {
    #[default]
    Long,
    Short,
    Verb,
    VerbShort,
    Symbol,
}

impl TermForm {
    /// The form to take where this one has no term (CSL 1.0.2, “Terms”).
    pub(super) fn fallback(self) -> Option<Self> {
        match self {
            Self::Long => None,
            Self::Short | Self::Verb => Some(Self::Long),
            Self::VerbShort => Some(Self::Verb),
            Self::Symbol => Some(Self::Short),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) children: Vec<Element>,
    pub(super) delimiter: String,
    pub(super) look: Look,
}

#[derive(Clone, Debug)]
pub(super) struct Choose {
    pub(super) branches: Vec<Branch>,
    pub(super) otherwise: Vec<Element>,
}

#[derive(Clone, Debug)]
pub(super) struct Branch {
    pub(super) tests: Tests,
    pub(super) children: Vec<Element>,
}

/// Tests and how they go together; nested for the `conditions` of CSL-M.
#[derive(Clone, Debug)]
pub(super) struct Tests {
    pub(super) tests: Vec<Test>,
    pub(super) joined: Match,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Match {
    #[default]
    All,
    Any,
    None,
}

#[derive(Clone, Debug)]
pub(super) enum Test {
    /// One of these types: an item has but one, so a list of them never means all.
    Type(Vec<String>),
    Variable(Arc<str>),
    IsNumeric(Arc<str>),
    IsUncertainDate(Arc<str>),
    HasDay(Arc<str>),
    HasMonthOrSeason(Arc<str>),
    HasYearOnly(Arc<str>),
    Locator(String),
    Position(PositionTest),
    Disambiguate(bool),
    InBibliography(bool),
    /// A test that this evaluator does not know; never true.
    Unknown,
    Nested(Tests),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PositionTest {
    First,
    Subsequent,
    Ibid,
    IbidWithLocator,
    NearNote,
    FarNote,
}

#[derive(Clone, Debug)]
pub(super) struct DateElement {
    pub(super) variable: Arc<str>,
    /// `text` or `numeric`: the date of the locale, of which `parts` overrides the looks.
    pub(super) form: Option<DateForm>,
    pub(super) shown: DateShown,
    pub(super) parts: Vec<DatePart>,
    pub(super) delimiter: String,
    pub(super) look: Look,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateForm {
    Text,
    Numeric,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum DateShown {
    Year,
    YearMonth,
    #[default]
    YearMonthDay,
}

#[derive(Clone, Debug)]
pub(super) struct DatePart {
    pub(super) name: DatePartName,
    pub(super) form: Option<DatePartForm>,
    pub(super) range_delimiter: Option<String>,
    pub(super) look: Look,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum DatePartName {
    Year,
    Month,
    Day,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DatePartForm {
    Long,
    Short,
    Numeric,
    NumericLeadingZeros,
    Ordinal,
}

#[derive(Clone, Debug)]
pub(super) struct Names {
    pub(super) variables: Vec<Arc<str>>,
    pub(super) options: NameOptions,
    pub(super) name: Option<NameElement>,
    pub(super) et_al: Option<EtAl>,
    pub(super) label: Option<Label>,
    /// The label stands before the name.
    pub(super) label_first: bool,
    pub(super) substitute: Vec<Element>,
    pub(super) look: Look,
}

#[derive(Clone, Debug, Default)]
pub(super) struct NameElement {
    pub(super) options: NameOptions,
    pub(super) look: Look,
    pub(super) given: Option<Look>,
    pub(super) family: Option<Look>,
}

#[derive(Clone, Debug)]
pub(super) struct EtAl {
    pub(super) term: Arc<str>,
    pub(super) look: Look,
}

/// The options that `style`, `citation`, `bibliography`, `names` and `name` hand down.
#[derive(Clone, Debug, Default)]
pub(super) struct NameOptions {
    pub(super) and: Option<And>,
    /// Between names.
    pub(super) delimiter: Option<String>,
    /// Between the lists of several variables.
    pub(super) names_delimiter: Option<String>,
    pub(super) precedes_et_al: Option<Precedes>,
    pub(super) precedes_last: Option<Precedes>,
    pub(super) et_al_min: Option<usize>,
    pub(super) et_al_use_first: Option<usize>,
    pub(super) subsequent_min: Option<usize>,
    pub(super) subsequent_use_first: Option<usize>,
    pub(super) use_last: Option<bool>,
    pub(super) form: Option<NameForm>,
    pub(super) initialize: Option<bool>,
    pub(super) initialize_with: Option<String>,
    pub(super) as_sort_order: Option<AsSortOrder>,
    pub(super) sort_separator: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum And {
    Text,
    Symbol,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Precedes {
    #[default]
    Contextual,
    AfterInvertedName,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum NameForm {
    #[default]
    Long,
    Short,
    Count,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AsSortOrder {
    First,
    All,
}

#[derive(Clone, Debug)]
pub(super) struct SortKey {
    pub(super) target: SortTarget,
    pub(super) descending: bool,
    pub(super) names_min: Option<usize>,
    pub(super) names_use_first: Option<usize>,
    pub(super) names_use_last: Option<bool>,
}

#[derive(Clone, Debug)]
pub(super) enum SortTarget {
    Variable(Arc<str>),
    Macro(usize),
}

/// The layout of citation or bibliography, and its options.
#[derive(Clone, Debug, Default)]
pub(super) struct Area {
    pub(super) layout: Vec<Element>,
    pub(super) look: Look,
    pub(super) delimiter: String,
    pub(super) options: NameOptions,
    pub(super) sort: Vec<SortKey>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct CitationOptions {
    pub(super) add_names: bool,
    pub(super) add_givenname: bool,
    pub(super) add_year_suffix: bool,
    pub(super) rule: GivennameRule,
    pub(super) collapse: Option<Collapse>,
    pub(super) cite_group_delimiter: Option<String>,
    pub(super) year_suffix_delimiter: Option<String>,
    pub(super) after_collapse_delimiter: Option<String>,
    pub(super) near_note_distance: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum GivennameRule {
    AllNames,
    AllNamesWithInitials,
    PrimaryName,
    PrimaryNameWithInitials,
    #[default]
    ByCite,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Collapse {
    CitationNumber,
    Year,
    YearSuffix,
    YearSuffixRanged,
}

#[derive(Clone, Debug, Default)]
pub(super) struct BibliographyOptions {
    pub(super) subsequent_author_substitute: Option<String>,
    pub(super) substitute_rule: SubstituteRule,
    pub(super) second_field_align: bool,
    pub(super) hanging_indent: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum SubstituteRule {
    #[default]
    CompleteAll,
    CompleteEach,
    PartialEach,
    PartialFirst,
}

/// When the non-dropping particle of a name goes to its end (CSL 1.0.2, “Names-particles”).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Demote {
    Never,
    SortOnly,
    #[default]
    DisplayAndSort,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageFormat {
    Chicago15,
    Chicago16,
    Expanded,
    Minimal,
    MinimalTwo,
}
