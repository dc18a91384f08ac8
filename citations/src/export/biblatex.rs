//! Works → BibLaTeX.

use super::edtf::{as_written, edtf, is_faithful};
use super::latex::{Entry, escape, escape_title};
use super::page::with_dash;
use super::remaining::Remaining;
use crate::{Item, Kind, Variable};

/// The entries, one after the other.
pub(super) fn write(works: &[(&str, &Item)]) -> String {
    works.iter().map(|(key, item)| entry(key, item)).collect::<Vec<_>>().join("\n")
}

fn entry(key: &str, item: &Item) -> String {
    let form = Form::of(item);
    let mut left = Remaining::of(item);
    let mut entry = Entry::new(form.kind, key);
    people(&mut entry, &mut left);
    titles(&mut entry, &mut left, form);
    if let Some(subtype) = form.subtype {
        entry.raw("entrysubtype", subtype);
    }
    numbers(&mut entry, &mut left, form);
    imprint(&mut entry, &mut left, form);
    dates(&mut entry, &mut left);
    identifiers(&mut entry, &mut left);
    let notes = left.notes();
    if !notes.is_empty() {
        entry.raw("note", &escape(&notes.join("; ")));
    }
    entry.finish()
}

/// How a CSL type is said in BibLaTeX.
#[derive(Clone, Copy)]
struct Form {
    kind: &'static str,
    subtype: Option<&'static str>,
    /// The field of the container's title.
    container: &'static str,
    /// The field of the publisher.
    publisher: &'static str,
    /// The field of an issue or a number.
    number: Option<&'static str>,
}

impl Form {
    fn of(item: &Item) -> Self {
        let kind = match item.kind {
            Kind::Article
            | Kind::ArticleJournal
            | Kind::ArticleMagazine
            | Kind::ArticleNewspaper
            | Kind::Review
            | Kind::ReviewBook => "article",
            Kind::Book | Kind::Classic => "book",
            Kind::Collection => "collection",
            Kind::Periodical => "periodical",
            Kind::Chapter => "incollection",
            Kind::PaperConference => "inproceedings",
            Kind::Entry | Kind::EntryDictionary | Kind::EntryEncyclopedia => "inreference",
            Kind::Report => "report",
            Kind::Thesis => "thesis",
            Kind::Pamphlet => "booklet",
            Kind::Webpage | Kind::Post | Kind::PostWeblog => "online",
            Kind::Manuscript | Kind::Speech => "unpublished",
            Kind::Dataset => "dataset",
            Kind::Software => "software",
            Kind::Patent => "patent",
            Kind::LegalCase => "jurisdiction",
            Kind::Bill | Kind::Legislation | Kind::Regulation => "legislation",
            Kind::Hearing | Kind::Treaty => "legal",
            Kind::Standard => "standard",
            Kind::MotionPicture => "movie",
            Kind::Broadcast => "video",
            Kind::Song => "audio",
            Kind::MusicalScore => "music",
            Kind::Performance => "performance",
            Kind::Figure | Kind::Graphic | Kind::Map => "image",
            Kind::PersonalCommunication => "letter",
            Kind::Document | Kind::Event | Kind::Interview => "misc",
        };
        let subtype = match item.kind {
            Kind::ArticleMagazine => Some("magazine"),
            Kind::ArticleNewspaper => Some("newspaper"),
            Kind::Review | Kind::ReviewBook => Some("review"),
            Kind::Interview => Some("interview"),
            _ => None,
        };
        let container = match kind {
            "article" => "journaltitle",
            "incollection" | "inproceedings" | "inreference" => "booktitle",
            "book" | "collection" => "maintitle",
            // The site is the body that puts the page before the public.
            "online" if !item.has(Variable::Publisher) => "organization",
            _ => "titleaddon",
        };
        let publisher = match kind {
            "report" | "thesis" => "institution",
            "online" | "misc" | "booklet" | "dataset" | "software" | "legislation" | "legal"
            | "jurisdiction" | "unpublished" | "standard" => "organization",
            _ => "publisher",
        };
        let number = matches!(
            kind,
            "report" | "patent" | "standard" | "legislation" | "legal" | "jurisdiction" | "misc"
        );
        Self { kind, subtype, container, publisher, number: number.then_some("number") }
    }
}

fn people(entry: &mut Entry, left: &mut Remaining<'_>) {
    entry.names("author", &left.names(Variable::Author));
    entry.names("editor", &left.names(Variable::Editor));
    entry.names("translator", &left.names(Variable::Translator));
    entry.names("bookauthor", &left.names(Variable::ContainerAuthor));
    let others = [
        (Variable::Director, "editora", "director"),
        (Variable::Interviewer, "editorb", "interviewer"),
        (Variable::CollectionEditor, "editorc", "serieseditor"),
    ];
    for (variable, field, role) in others {
        let names = left.names(variable);
        if !names.is_empty() {
            entry.names(field, &names);
            entry.raw(&format!("{field}type"), role);
        }
    }
}

fn titles(entry: &mut Entry, left: &mut Remaining<'_>, form: Form) {
    for (variable, field) in [
        (Variable::Title, "title"),
        (Variable::TitleShort, "shorttitle"),
        (Variable::ContainerTitle, form.container),
        (Variable::CollectionTitle, "series"),
        (Variable::EventTitle, "eventtitle"),
    ] {
        if let Some(title) = left.text(variable) {
            entry.raw(field, &escape_title(&title));
        }
    }
}

fn numbers(entry: &mut Entry, left: &mut Remaining<'_>, form: Form) {
    entry.text("volume", left.text(Variable::Volume));
    entry.text("volumes", left.text(Variable::NumberOfVolumes));
    // In books, the number is the place in the series; elsewhere it is the issue.
    let number = if let Some(field) = form.number {
        entry.text(field, left.text(Variable::Number));
        Variable::CollectionNumber
    } else if left.has(Variable::Issue) {
        Variable::Issue
    } else {
        Variable::CollectionNumber
    };
    if form.number.is_none() {
        entry.text("number", left.text(number));
    }
    entry.text("chapter", left.text(Variable::ChapterNumber));
    entry.text("edition", left.text(Variable::Edition));
    entry.text("pages", left.text(Variable::Page).map(|pages| with_dash(&pages, "--")));
    entry.text("type", left.text(Variable::Genre));
    entry.text("howpublished", left.text(Variable::Medium));
    entry.text("pubstate", left.text(Variable::Status));
}

fn imprint(entry: &mut Entry, left: &mut Remaining<'_>, form: Form) {
    entry.text(form.publisher, left.text(Variable::Publisher));
    entry.text("location", left.text(Variable::PublisherPlace));
    if form.kind == "jurisdiction" {
        entry.text("institution", left.text(Variable::Authority));
    }
    entry.text("venue", left.text(Variable::EventPlace));
    let kept = [Variable::Archive, Variable::ArchivePlace, Variable::ArchiveLocation];
    let library: Vec<_> = kept.into_iter().filter_map(|variable| left.text(variable)).collect();
    entry.text("library", (!library.is_empty()).then(|| library.join(", ")));
    let language = left.text(Variable::Language);
    if let Some(babel) = language.as_deref().and_then(babel_name) {
        entry.raw("langid", babel);
    }
    entry.text("language", language.map(|tag| babel_name(&tag).map_or(tag.clone(), str::to_owned)));
}

fn dates(entry: &mut Entry, left: &mut Remaining<'_>) {
    for (variable, field) in [
        (Variable::Issued, "date"),
        (Variable::OriginalDate, "origdate"),
        (Variable::EventDate, "eventdate"),
        (Variable::Accessed, "urldate"),
    ] {
        let Some(date) = left.peek_date(variable) else { continue };
        if let Some(edtf) = edtf(date) {
            entry.raw(field, &edtf);
            // What EDTF cannot say stays among the notes.
            if is_faithful(date) {
                left.date(variable);
            }
        } else if variable == Variable::Issued {
            left.date(variable);
            entry.text("year", Some(as_written(date)));
        }
    }
}

fn identifiers(entry: &mut Entry, left: &mut Remaining<'_>) {
    entry.verbatim("url", left.text(Variable::Url));
    entry.verbatim("doi", left.text(Variable::Doi));
    entry.text("isbn", left.text(Variable::Isbn));
    entry.text("issn", left.text(Variable::Issn));
    if let Some(pmid) = left.text(Variable::Pmid) {
        entry.verbatim("eprint", Some(pmid));
        entry.raw("eprinttype", "pubmed");
    }
}

/// The name that babel has for a language, where it is a common one.
fn babel_name(tag: &str) -> Option<&'static str> {
    let name = match tag.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
        "en" => "english",
        "de" => "german",
        "fr" => "french",
        "es" => "spanish",
        "it" => "italian",
        "pt" => "portuguese",
        "nl" => "dutch",
        "pl" => "polish",
        "ru" => "russian",
        "sv" => "swedish",
        "da" => "danish",
        "nb" | "no" => "norwegian",
        "fi" => "finnish",
        "cs" => "czech",
        "hu" => "hungarian",
        "el" => "greek",
        "la" => "latin",
        "tr" => "turkish",
        _ => return None,
    };
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::super::{ExchangeForm, sample};
    use crate::{Date, Item, Kind, Value, Variable};

    fn check(item: Item, expected: &str) {
        let written = crate::export::write(&sample::bibliography_of(&[item]), ExchangeForm::Biblatex);
        assert_eq!(written, expected);
    }

    fn export(items: &[Item]) -> String {
        crate::export::write(&sample::bibliography_of(items), ExchangeForm::Biblatex)
    }

    #[test]
    fn newspaper_with_place_and_access_date() {
        check(
            sample::newspaper(),
            "@article{okafor2009harbor,\n  author         = {Okafor, Ngozi},\n  title          = {Harbor strike enters third week},\n  journaltitle   = {The Guardian},\n  entrysubtype   = {newspaper},\n  pages          = {A4},\n  location       = {Lagos},\n  date           = {2009-04-21},\n  urldate        = {2024-11-03},\n  url            = {https://guardian.example/harbor_strike?id=7&p=1},\n}\n",
        );
    }

    #[test]
    fn journal_with_volume_issue_month_and_pages() {
        let written = export(&[sample::journal()]);
        for line in [
            "volume         = {12},",
            "number         = {3},",
            "pages          = {201--229},",
            "date           = {1994-07},",
            "doi            = {10.1000/jhc.1994_12<3>},".replace('<', "%3C").replace('>', "%3E").as_str(),
        ] {
            assert!(written.contains(line), "{line}\n{written}");
        }
    }

    #[test]
    fn every_csl_type_has_an_entry_type() {
        for kind in Kind::ALL {
            let written = export(&[sample::item(*kind, &[(Variable::Title, Value::Text("T".into()))])]);
            assert!(written.starts_with('@') && written.ends_with("}\n"), "{written}");
        }
        let kind_of = |kind| export(&[sample::item(kind, &[])]).split('{').next().map(str::to_owned);
        assert_eq!(kind_of(Kind::Webpage).as_deref(), Some("@online"));
        assert_eq!(kind_of(Kind::Report).as_deref(), Some("@report"));
        assert_eq!(kind_of(Kind::Thesis).as_deref(), Some("@thesis"));
        assert_eq!(kind_of(Kind::Chapter).as_deref(), Some("@incollection"));
        assert_eq!(kind_of(Kind::Interview).as_deref(), Some("@misc"));
    }

    #[test]
    fn every_variable_goes_somewhere() {
        for kind in Kind::ALL {
            let written = export(&[sample::everything(*kind)]);
            for value in sample::everything_values() {
                assert!(written.contains(&value), "{} loses {value}:\n{written}", kind.name());
            }
        }
    }

    #[test]
    fn date_range_and_date_in_words() {
        assert!(export(&[sample::date_range()]).contains("date           = {1958/1963},"));
        assert!(export(&[sample::forthcoming()]).contains("year           = {forthcoming},"));
    }

    #[test]
    fn impossible_day_stays_in_the_note() {
        let item =
            sample::item(Kind::Book, &[(Variable::Issued, Value::Date(Date::new(2011, Some(2), Some(30))))]);
        let written = export(&[item]);
        assert!(written.contains("date           = {2011-02},"), "{written}");
        assert!(written.contains("note           = {issued: 2011-02-30},"), "{written}");
    }

    #[test]
    fn no_field_is_written_twice() {
        for kind in Kind::ALL {
            let written = export(&[sample::everything(*kind)]);
            let mut names: Vec<_> = written
                .lines()
                .filter_map(|line| line.split_once(" = "))
                .map(|(name, _)| name.trim())
                .collect();
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all, "{written}");
        }
    }

    #[test]
    fn nothing_breaks_out_of_its_braces() {
        let written = export(&[sample::hostile(Kind::ArticleJournal), sample::book()]);
        sample::assert_balanced(&written);
        assert_eq!(written.lines().filter(|line| line.starts_with('@')).count(), 2);
        assert_eq!(written.lines().filter(|line| *line == "}").count(), 2);
    }
}
