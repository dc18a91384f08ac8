//! Works → BibLaTeX.

use super::data_model::takes;
use super::edtf::{as_written, edtf, is_faithful};
use super::latex::{Entry, escape, escape_title};
use super::page::with_dash;
use super::remaining::Remaining;
use crate::{Item, Kind, Name, Variable};

/// The entries, one after the other.
pub(super) fn write(works: &[(&str, &Item)]) -> String {
    works.iter().map(|(key, item)| entry(key, item)).collect::<Vec<_>>().join("\n")
}

fn entry(key: &str, item: &Item) -> String {
    let form = Form::of(item);
    let mut draft = Draft { entry: Entry::new(form.kind, key), left: Remaining::of(item), form };
    draft.people();
    draft.titles();
    draft.numbers();
    draft.imprint();
    draft.dates();
    draft.identifiers();
    let notes = draft.left.notes();
    if !notes.is_empty() {
        draft.entry.raw("note", &escape(&notes.join("; ")));
    }
    draft.entry.finish()
}

/// What no type has.
const NO_FIELD: &str = "";

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
            "incollection" | "inproceedings" | "inreference" => "booktitle",
            "book" | "collection" => "maintitle",
            // The reporter of a case, too: readers take an addition to the title for a part of it.
            "article" | "jurisdiction" | "legislation" | "legal" => "journaltitle",
            // The site is the body that puts the page before the public.
            "online" if !item.has(Variable::Publisher) => "organization",
            "online" | "misc" | "report" | "unpublished" => "titleaddon",
            // Elsewhere an addition to the title is a part of it.
            _ => NO_FIELD,
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

/// An entry while it is being written, and the variables that no field has taken yet.
///
/// A variable whose field entries of this type do not have stays among those, and goes to the note:
/// biber's validation drops such a field.
struct Draft<'a> {
    entry: Entry,
    left: Remaining<'a>,
    form: Form,
}

impl Draft<'_> {
    fn takes(&self, field: &str) -> bool {
        field != NO_FIELD && takes(self.form.kind, field)
    }

    fn text(&mut self, field: &str, variable: Variable) {
        if self.takes(field) {
            let text = self.left.text(variable);
            self.entry.text(field, text);
        }
    }

    fn names(&mut self, field: &str, variable: Variable) -> bool {
        let names = if self.takes(field) { self.left.names(variable) } else { Vec::new() };
        self.entry.names(field, &names);
        !names.is_empty()
    }

    fn people(&mut self) {
        let is_kept = |name: &Name| name.non_dropping_particle.is_some();
        if self.left.peek_names(Variable::Author).iter().any(is_kept) {
            // Otherwise “van Dijk” is cited and sorted as “Dijk”.
            self.entry.raw("options", "useprefix=true");
        }
        self.names("author", Variable::Author);
        self.names("editor", Variable::Editor);
        self.names("translator", Variable::Translator);
        self.names("bookauthor", Variable::ContainerAuthor);
        for (variable, field, role) in [
            (Variable::Director, "editora", "director"),
            (Variable::Interviewer, "editorb", "interviewer"),
            (Variable::CollectionEditor, "editorc", "serieseditor"),
        ] {
            if self.names(field, variable) {
                self.entry.raw(&format!("{field}type"), role);
            }
        }
    }

    fn titles(&mut self) {
        for (variable, field) in [
            (Variable::Title, "title"),
            (Variable::TitleShort, "shorttitle"),
            (Variable::ContainerTitle, self.form.container),
            (Variable::CollectionTitle, "series"),
            (Variable::EventTitle, "eventtitle"),
        ] {
            let title = if self.takes(field) { self.left.text(variable) } else { None };
            if let Some(title) = title {
                self.entry.raw(field, &escape_title(&title));
            }
        }
        if let Some(subtype) = self.form.subtype {
            self.entry.raw("entrysubtype", subtype);
        }
    }

    fn numbers(&mut self) {
        self.text("volume", Variable::Volume);
        self.text("volumes", Variable::NumberOfVolumes);
        // In books, the number is the place in the series; elsewhere it is the issue.
        let number = match self.form.number {
            Some(_) => Variable::Number,
            None if self.left.has(Variable::Issue) => Variable::Issue,
            None => Variable::CollectionNumber,
        };
        self.text("number", number);
        self.text("chapter", Variable::ChapterNumber);
        self.text("edition", Variable::Edition);
        if self.takes("pages") {
            let pages = self.left.text(Variable::Page).map(|pages| with_dash(&pages, "--"));
            self.entry.text("pages", pages);
        }
        self.text("type", Variable::Genre);
        self.text("howpublished", Variable::Medium);
        self.text("pubstate", Variable::Status);
    }

    fn imprint(&mut self) {
        self.text(self.form.publisher, Variable::Publisher);
        self.text("location", Variable::PublisherPlace);
        if self.form.kind == "jurisdiction" {
            self.text("institution", Variable::Authority);
        }
        self.text("venue", Variable::EventPlace);
        let kept = [Variable::Archive, Variable::ArchivePlace, Variable::ArchiveLocation];
        let library: Vec<_> = kept.into_iter().filter_map(|variable| self.left.text(variable)).collect();
        self.entry.text("library", (!library.is_empty()).then(|| library.join(", ")));
        let Some(language) = self.left.text(Variable::Language) else { return };
        let babel = babel_name(&language);
        if let Some(babel) = babel {
            self.entry.raw("langid", babel);
        }
        // “pt-BR” says more than “portuguese” does.
        let whole = babel.filter(|_| !language.contains(['-', '_'])).map(str::to_owned);
        self.entry.text("language", Some(whole.unwrap_or(language)));
    }

    fn dates(&mut self) {
        for (variable, field) in [
            (Variable::Issued, "date"),
            (Variable::OriginalDate, "origdate"),
            (Variable::EventDate, "eventdate"),
            (Variable::Accessed, "urldate"),
        ] {
            let Some(date) = self.left.peek_date(variable).filter(|_| self.takes(field)) else { continue };
            if let Some(edtf) = edtf(date) {
                self.entry.raw(field, &edtf);
                // What EDTF cannot say stays among the notes.
                if is_faithful(date) {
                    self.left.date(variable);
                }
            } else if variable == Variable::Issued {
                self.left.date(variable);
                self.entry.text("year", Some(as_written(date)));
            }
        }
    }

    fn identifiers(&mut self) {
        for (field, variable) in [("url", Variable::Url), ("doi", Variable::Doi)] {
            let address = self.left.text(variable);
            self.entry.verbatim(field, address);
        }
        self.text("isbn", Variable::Isbn);
        self.text("issn", Variable::Issn);
        if let Some(pmid) = self.left.text(Variable::Pmid) {
            self.entry.verbatim("eprint", Some(pmid));
            self.entry.raw("eprinttype", "pubmed");
        }
    }
}

/// The languages that babel has a common name for.
const BABEL: [(&str, &str); 18] = [
    ("en", "english"),
    ("de", "german"),
    ("fr", "french"),
    ("es", "spanish"),
    ("it", "italian"),
    ("pt", "portuguese"),
    ("nl", "dutch"),
    ("pl", "polish"),
    ("ru", "russian"),
    ("sv", "swedish"),
    ("da", "danish"),
    ("nb", "norwegian"),
    ("fi", "finnish"),
    ("cs", "czech"),
    ("hu", "hungarian"),
    ("el", "greek"),
    ("la", "latin"),
    ("tr", "turkish"),
];

/// The name that babel has for a language, where it is a common one.
fn babel_name(tag: &str) -> Option<&'static str> {
    let tag = tag.split(['-', '_']).next()?.to_ascii_lowercase();
    let tag = if tag == "no" { "nb" } else { &tag };
    BABEL.iter().find(|(known, _)| *known == tag).map(|(_, name)| *name)
}

/// The tag of a language that babel has a name for.
#[cfg(feature = "import")]
pub(crate) fn language_tag(babel: &str) -> Option<&'static str> {
    let name = match babel.to_lowercase().as_str() {
        "ngerman" | "naustrian" | "nswissgerman" => "german".to_owned(),
        "american" | "british" | "usenglish" | "ukenglish" => "english".to_owned(),
        name => name.to_owned(),
    };
    BABEL.iter().find(|(_, known)| *known == name).map(|(tag, _)| *tag)
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
            "@article{okafor2009harbor,\n  author         = {Okafor, Ngozi},\n  title          = {Harbor strike enters third week},\n  journaltitle   = {The Guardian},\n  entrysubtype   = {newspaper},\n  pages          = {A4},\n  date           = {2009-04-21},\n  urldate        = {2024-11-03},\n  url            = {https://guardian.example/harbor_strike?id=7&p=1},\n  note           = {publisher-place: Lagos},\n}\n",
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
    fn editor_in_another_role_is_no_field_of_an_interview() {
        let written = export(&[sample::interview()]);
        assert!(!written.contains("editorb"), "{written}");
        assert!(written.contains("note           = {interviewer: Dan Frost},"), "{written}");
    }

    #[test]
    fn reporter_of_a_case_is_no_part_of_its_title() {
        assert!(export(&[sample::case()]).contains("journaltitle   = {F.2d},"));
    }

    #[test]
    fn particle_that_stays_with_the_family_name_is_used() {
        assert!(export(&[sample::chapter()]).contains("options        = {useprefix=true},"));
        assert!(!export(&[sample::book()]).contains("useprefix"));
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
