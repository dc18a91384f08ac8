//! Variables and hints → the CSL type.

use super::reference::Draft;
use crate::language::{is_journal_name, is_newspaper_name, is_reference_work, is_report};
use crate::{Item, Kind, Value, Variable};

/// Tells the type from what was read.
pub(crate) fn kind(draft: &Draft<'_>) -> Kind {
    let (item, hints) = (&draft.item, &draft.hints);
    let container = item.text(Variable::ContainerTitle).unwrap_or_default();
    let certain = [
        (hints.thesis, Kind::Thesis),
        (hints.blog, Kind::PostWeblog),
        (hints.case, Kind::LegalCase),
        (hints.bill, Kind::Bill),
        (hints.hearing, Kind::Hearing),
        (hints.legislation, Kind::Legislation),
        (hints.treaty, Kind::Treaty),
        (hints.interview, Kind::Interview),
        (hints.letter, Kind::PersonalCommunication),
    ];
    if let Some((_, kind)) = certain.into_iter().find(|(holds, _)| *holds) {
        return kind;
    }
    if hints.archive && container.is_empty() && !hints.imprint && draft.claims.urls.is_empty() {
        return Kind::Manuscript;
    }
    if hints.review {
        return Kind::Review;
    }
    if item.has(Variable::Director) {
        return Kind::MotionPicture;
    }
    if let Some(kind) =
        is_reference_work(container).filter(|_| draft.title.is_some_and(|title| title.quoted) || hints.entry)
    {
        return kind;
    }
    if hints.entry {
        return Kind::EntryEncyclopedia;
    }
    if hints.conference {
        return Kind::PaperConference;
    }
    if is_case(item) {
        return Kind::LegalCase;
    }
    match draft.title {
        Some(title) if title.quoted => quoted_kind(draft, container),
        _ if !container.is_empty() => in_container(draft, container),
        _ => whole_kind(draft),
    }
}

/// “*R v Smith*”, “Brown v. Board of Education”.
pub(crate) fn is_case(item: &Item) -> bool {
    let title = item.title();
    // A look for a word takes less than to begin a search for its place.
    [" v ", " v. ", " vs ", " vs. ", " c. ", " c "].iter().filter(|versus| title.contains(**versus)).any(
        |versus| {
            title.split_once(versus).is_some_and(|(one, other)| {
                let party =
                    |name: &str| name.trim().starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
                party(one) && party(other) && title.split_whitespace().count() <= 16
            })
        },
    )
}

/// A title in quotation marks: a part of something.
fn quoted_kind(draft: &Draft<'_>, container: &str) -> Kind {
    let item = &draft.item;
    if !container.is_empty() {
        return in_container(draft, container);
    }
    if draft.hints.report || item.has(Variable::Number) {
        Kind::Report
    } else if has_address(draft) {
        Kind::Webpage
    } else if item.has(Variable::Publisher) && item.has(Variable::PublisherPlace) {
        Kind::Chapter
    } else if item.has(Variable::Publisher) {
        Kind::Report
    } else {
        Kind::Document
    }
}

fn has_address(draft: &Draft<'_>) -> bool {
    !draft.claims.urls.is_empty() || draft.item.has(Variable::Url)
}

fn in_container(draft: &Draft<'_>, container: &str) -> Kind {
    let (item, hints) = (&draft.item, &draft.hints);
    let parts = item.date(Variable::Issued).and_then(crate::Date::first);
    let numbered = item.has(Variable::Volume) || item.has(Variable::Issue);
    if is_report(container) {
        return Kind::Report;
    }
    let has_day = parts.is_some_and(|parts| parts.day.is_some());
    let has_month = parts.is_some_and(|parts| parts.month.is_some())
        || item.date(Variable::Issued).is_some_and(|date| date.season.is_some());
    let learned = is_journal_name(container);
    let editors = hints.editors || item.has(Variable::Editor);
    let periodical =
        !hints.imprint && !editors && (has_month || numbered || learned || is_newspaper_name(container));
    if hints.within && !periodical && (!numbered || hints.imprint)
        || editors && (hints.within || !numbered)
        || hints.imprint && item.has(Variable::Publisher) && !numbered
    {
        return Kind::Chapter;
    }
    if numbered {
        // Weeklies print a number beside the day, and so do German papers.
        if has_day && is_newspaper_name(container) && !item.has(Variable::Volume) {
            return Kind::ArticleNewspaper;
        }
        return if has_day && !learned { Kind::ArticleMagazine } else { Kind::ArticleJournal };
    }
    // “Le Petit Journal, 14 juillet 1889”: a day is a newspaper's, unless the name is that of a journal of something.
    let of_field = learned && [" of ", " für ", " de ", " d’"].iter().any(|of| container.contains(of));
    if item.has(Variable::PublisherPlace) && !hints.imprint && has_day || has_day && !of_field {
        return Kind::ArticleNewspaper;
    }
    if is_newspaper_name(container) && !learned && !has_month {
        return Kind::ArticleNewspaper;
    }
    if learned && (item.has(Variable::Page) || !has_address(draft) || parts.is_some()) {
        return Kind::ArticleJournal;
    }
    if has_month || has_address(draft) && hints.italic_container {
        return Kind::ArticleMagazine;
    }
    if has_address(draft) { Kind::Webpage } else { Kind::ArticleJournal }
}

/// A title in italics, or without marks: a whole, or a periodical of which no title is given.
fn whole_kind(draft: &Draft<'_>) -> Kind {
    let (item, hints) = (&draft.item, &draft.hints);
    let book = hints.imprint || item.has(Variable::Isbn) || item.has(Variable::Edition) || hints.editors;
    let parts = item.date(Variable::Issued).and_then(crate::Date::first);
    let has_day = parts.is_some_and(|parts| parts.day.is_some());
    if !item.has(Variable::Title) {
        return if has_address(draft) { Kind::Webpage } else { Kind::Document };
    }
    if hints.report || item.has(Variable::Number) || is_report(item.title()) && !book {
        return Kind::Report;
    }
    if book {
        return Kind::Book;
    }
    if (item.has(Variable::Volume) || item.has(Variable::Issue)) && item.names(Variable::Author).is_empty() {
        return Kind::ArticleJournal;
    }
    if has_day
        && item.names(Variable::Author).is_empty()
        && draft.title.is_some()
        && !item.has(Variable::Publisher)
    {
        return Kind::ArticleNewspaper;
    }
    if item.has(Variable::Publisher) && (has_day || has_address(draft)) {
        return Kind::Report;
    }
    if has_address(draft) { Kind::Webpage } else { Kind::Book }
}

/// Moves what the type shows to be something else.
pub(crate) fn settle(draft: &mut Draft<'_>) {
    let item = &mut draft.item;
    let italic = draft.title.is_some_and(|title| !title.quoted);
    // “*Nation* (Lahore), October 3, 2012”: what is set in italics is the paper.
    if matches!(item.kind, Kind::ArticleNewspaper | Kind::ArticleJournal)
        && italic
        && !item.has(Variable::ContainerTitle)
    {
        rename(item, Variable::Title, Variable::ContainerTitle);
    }
    if item.kind == Kind::Interview && italic && !draft.hints.imprint {
        rename(item, Variable::Title, Variable::ContainerTitle);
    }
    if item.kind == Kind::MotionPicture {
        rename(item, Variable::PublisherPlace, Variable::Publisher);
    }
    if item.kind == Kind::Report && !draft.hints.imprint && !italic {
        rename(item, Variable::Issue, Variable::Number);
    }
    // A volume of a book of several; an issue is none.
    if item.kind == Kind::Interview && item.names(Variable::Author).is_empty() {
        rename(item, Variable::Interviewer, Variable::Author);
    }
    item.fields.retain(|field| match &field.value {
        Value::Text(text) => !text.is_empty(),
        Value::Names(names) => !names.is_empty(),
        Value::Date(_) => true,
    });
}

fn rename(item: &mut Item, from: Variable, to: Variable) {
    if item.has(to) {
        return;
    }
    for field in &mut item.fields {
        if field.variable == from {
            field.variable = to;
        }
    }
}
