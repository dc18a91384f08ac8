//! BibLaTeX and BibTeX → items.

use std::collections::BTreeMap;

use biblatex::{Chunks, Person, RawBibliography, Type as _};

use super::entries::{self, RawEntry};
use super::tex::{self, Strings};
use super::{Entry, Imported, date, note, set_names, set_text};
use crate::{Date, Item, Kind, Name, Span, Value, Variable};

/// The most definitions of `@string` that are kept.
const MOST_STRINGS: usize = 10_000;

/// Reads the entries of a file, each by itself.
pub(super) fn read(text: &str) -> Imported {
    let mut imported = Imported::default();
    let mut strings = Strings::new();
    for RawEntry { span, is_whole } in entries::find(text) {
        let source = span.of(text);
        let name = source.get(1..).unwrap_or_default().split('{').next().unwrap_or_default().trim();
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "comment" | "preamble" => {}
            _ if !is_whole => imported.fault(span, "this entry has no closing brace"),
            "string" => define(source, &mut strings),
            _ => match RawBibliography::parse(source) {
                Ok(raw) => {
                    for raw in &raw.entries {
                        entry(&raw.v, span, &strings, &mut imported);
                    }
                }
                Err(error) => {
                    let at = span.start + error.span.start.min(span.len());
                    let message = format!("this entry cannot be read: {}", error.kind);
                    imported.fault(Span::new(at, span.end), message);
                }
            },
        }
    }
    imported
}

fn define(source: &str, strings: &mut Strings) {
    let Ok(raw) = RawBibliography::parse(source) else { return };
    for pair in &raw.abbreviations {
        if strings.len() < MOST_STRINGS
            && let Ok(value) = tex::joined(&pair.value.v, strings)
        {
            strings.insert(pair.key.v.to_lowercase(), value);
        }
    }
}

/// The fields of an entry, by their names in lower case.
struct Fields(BTreeMap<String, Field>);

struct Field {
    chunks: Chunks,
    span: Span,
}

impl Fields {
    fn text(&self, name: &str) -> Option<(String, Span)> {
        let field = self.0.get(name)?;
        let text = crate::export::plain(&tex::text(&field.chunks));
        (!text.is_empty()).then_some((text, field.span))
    }

    fn first(&self, names: &[&str]) -> Option<(String, Span)> {
        names.iter().find_map(|name| self.text(name))
    }

    /// A title with its subtitle.
    fn title(&self, title: &str, subtitle: &str) -> Option<(String, Span)> {
        let (title, span) = self.text(title)?;
        let Some((subtitle, _)) = self.text(subtitle) else { return Some((title, span)) };
        let gap = if title.ends_with(['?', '!', ':', '.']) { " " } else { ": " };
        Some((format!("{title}{gap}{subtitle}"), span))
    }
}

fn entry(raw: &biblatex::RawEntry<'_>, span: Span, strings: &Strings, imported: &mut Imported) {
    let mut fields = Fields(BTreeMap::new());
    for pair in &raw.fields {
        let name = pair.key.v.to_ascii_lowercase();
        let at = Span::new(span.start + pair.value.span.start, span.start + pair.value.span.end);
        match tex::joined(&pair.value.v, strings).and_then(|value| tex::chunks(&name, &value)) {
            Ok(chunks) => {
                fields.0.insert(name, Field { chunks, span: at });
            }
            Err(why) => imported.fault(at, format!("the field “{name}” {why}")),
        }
    }
    let word = raw.kind.v.to_ascii_lowercase();
    let kind = kind(&word, &fields);
    if kind.is_none() {
        imported.fault(span, format!("“{word}” is no type of BibLaTeX; taken as document"));
    }
    let mut item = Item::new(kind.unwrap_or_default());
    people(&mut item, &fields);
    titles(&mut item, &word, &fields);
    numbers(&mut item, &word, &fields);
    imprint(&mut item, &word, &fields);
    dates(&mut item, &fields);
    if let Some((text, span)) = fields.text("note") {
        note::read(&mut item, &text, Some(span));
    }
    let keys = |names: &[&str]| -> Vec<String> {
        let lists = names.iter().filter_map(|name| fields.text(name)).map(|(keys, _)| keys);
        let keys =
            lists.flat_map(|keys| keys.split(',').map(|key| key.trim().to_owned()).collect::<Vec<_>>());
        keys.filter(|key| !key.is_empty()).collect()
    };
    let (aliases, needs) = (keys(&["ids"]), keys(&["crossref", "xref", "xdata", "related", "entryset"]));
    imported.entries.push(Entry { id: raw.key.v.to_owned(), item, span, aliases, needs });
}

fn kind(word: &str, fields: &Fields) -> Option<Kind> {
    let subtype = fields.text("entrysubtype").map(|(text, _)| text.to_lowercase()).unwrap_or_default();
    Some(match word {
        "article" | "suppperiodical" => match subtype.as_str() {
            "magazine" => Kind::ArticleMagazine,
            "newspaper" => Kind::ArticleNewspaper,
            "review" => Kind::ReviewBook,
            _ => Kind::ArticleJournal,
        },
        "book" | "mvbook" | "collection" | "mvcollection" | "proceedings" | "mvproceedings" | "reference"
        | "mvreference" | "manual" => Kind::Book,
        "booklet" => Kind::Pamphlet,
        "inbook" | "incollection" | "bookinbook" | "suppbook" | "suppcollection" => Kind::Chapter,
        "inproceedings" | "conference" => Kind::PaperConference,
        "inreference" => Kind::EntryEncyclopedia,
        "report" | "techreport" => Kind::Report,
        "thesis" | "phdthesis" | "mastersthesis" => Kind::Thesis,
        "online" | "electronic" | "www" => Kind::Webpage,
        "unpublished" => Kind::Manuscript,
        "periodical" => Kind::Periodical,
        "dataset" => Kind::Dataset,
        "software" => Kind::Software,
        "patent" => Kind::Patent,
        "jurisdiction" => Kind::LegalCase,
        "legislation" => Kind::Legislation,
        "legal" => Kind::Treaty,
        "standard" => Kind::Standard,
        "movie" => Kind::MotionPicture,
        "video" => Kind::Broadcast,
        "audio" => Kind::Song,
        "music" => Kind::MusicalScore,
        "performance" => Kind::Performance,
        "image" | "artwork" => Kind::Graphic,
        "letter" => Kind::PersonalCommunication,
        "review" => Kind::Review,
        "misc" if subtype == "interview" => Kind::Interview,
        // What others draw on, and what groups others, is no type of its own.
        "misc" | "xdata" | "set" => Kind::Document,
        _ => return None,
    })
}

fn people(item: &mut Item, fields: &Fields) {
    let options = fields.text("options").map(|(text, _)| text.replace(' ', "")).unwrap_or_default();
    let use_prefix = options.split(',').any(|option| matches!(option, "useprefix" | "useprefix=true"));
    let mut set = |variable, name: &str| {
        let Some(field) = fields.0.get(name) else { return };
        set_names(item, variable, names(&field.chunks, use_prefix), Some(field.span));
    };
    set(Variable::Author, "author");
    set(Variable::Editor, "editor");
    set(Variable::Translator, "translator");
    set(Variable::ContainerAuthor, "bookauthor");
    for field in ["editora", "editorb", "editorc"] {
        let role = fields.text(&format!("{field}type")).map(|(role, _)| role);
        match role.as_deref() {
            Some("director") => set(Variable::Director, field),
            Some("interviewer") => set(Variable::Interviewer, field),
            Some("serieseditor") => set(Variable::CollectionEditor, field),
            Some("translator") => set(Variable::Translator, field),
            _ => {}
        }
    }
}

fn names(chunks: &Chunks, use_prefix: bool) -> Vec<Name> {
    let people = Vec::<Person>::from_chunks(chunks).unwrap_or_default();
    people
        .into_iter()
        .filter(|person| person.name != "others")
        .map(|person| name(&person, use_prefix))
        .collect()
}

fn name(person: &Person, use_prefix: bool) -> Name {
    let part = |text: &str| {
        let text = crate::export::plain(text);
        (!text.is_empty()).then_some(text)
    };
    let (given, prefix, suffix) = (part(&person.given_name), part(&person.prefix), part(&person.suffix));
    let family = part(&person.name);
    // An institution stands in braces, and so is one family name of several words.
    if given.is_none() && prefix.is_none() && suffix.is_none() {
        return family.map(Name::literal).unwrap_or_default();
    }
    let uses = person.use_prefix.unwrap_or(use_prefix);
    Name {
        family,
        given,
        suffix,
        non_dropping_particle: prefix.clone().filter(|_| uses),
        dropping_particle: prefix.filter(|_| !uses),
        literal: None,
    }
}

fn titles(item: &mut Item, word: &str, fields: &Fields) {
    let mut set = |variable, value: Option<(String, Span)>| {
        if let Some((text, span)) = value {
            set_text(item, variable, &text, Some(span));
        }
    };
    set(Variable::Title, fields.title("title", "subtitle"));
    set(Variable::TitleShort, fields.text("shorttitle"));
    set(Variable::CollectionTitle, fields.text("series"));
    set(Variable::EventTitle, fields.text("eventtitle"));
    let book = fields.title("booktitle", "booksubtitle");
    let whole = fields.title("maintitle", "mainsubtitle");
    if book.is_some() && whole.is_some() {
        set(Variable::VolumeTitle, book.clone());
    }
    set(Variable::ContainerTitle, whole.or(book));
    set(Variable::ContainerTitle, fields.title("journaltitle", "journalsubtitle"));
    set(Variable::ContainerTitle, fields.text("journal"));
    // Pages of the web name their site there, and interviews their paper; elsewhere it belongs to the title.
    if matches!(word, "online" | "misc" | "electronic" | "www" | "report" | "unpublished") {
        set(Variable::ContainerTitle, fields.text("titleaddon"));
    }
    if matches!(word, "online" | "electronic" | "www") && !fields.0.contains_key("titleaddon") {
        set(Variable::ContainerTitle, fields.text("organization"));
    }
}

fn numbers(item: &mut Item, word: &str, fields: &Fields) {
    let number = match word {
        "article" | "periodical" | "suppperiodical" => Variable::Issue,
        "report" | "techreport" | "patent" | "standard" | "legislation" | "legal" | "jurisdiction"
        | "misc" | "dataset" => Variable::Number,
        _ => Variable::CollectionNumber,
    };
    for (field, variable) in [
        ("volume", Variable::Volume),
        ("volumes", Variable::NumberOfVolumes),
        ("number", number),
        ("issue", Variable::Issue),
        ("chapter", Variable::ChapterNumber),
        ("edition", Variable::Edition),
        ("pages", Variable::Page),
        ("type", Variable::Genre),
        ("pubstate", Variable::Status),
        ("isbn", Variable::Isbn),
        ("issn", Variable::Issn),
        ("doi", Variable::Doi),
        ("url", Variable::Url),
    ] {
        if let Some((text, span)) = fields.text(field) {
            set_text(item, variable, &text, Some(span));
        }
    }
    let genre = match word {
        "phdthesis" => "PhD thesis",
        "mastersthesis" => "Master’s thesis",
        _ => "",
    };
    set_text(item, Variable::Genre, genre, None);
    if let Some((eprint, span)) = fields.text("eprint")
        && fields.text("eprinttype").is_some_and(|(kind, _)| kind.eq_ignore_ascii_case("pubmed"))
    {
        set_text(item, Variable::Pmid, &eprint, Some(span));
    }
    let Some((medium, span)) = fields.text("howpublished") else { return };
    let is_address = medium.starts_with("http://") || medium.starts_with("https://");
    set_text(item, if is_address { Variable::Url } else { Variable::Medium }, &medium, Some(span));
}

fn imprint(item: &mut Item, word: &str, fields: &Fields) {
    let mut set = |variable, names: &[&str]| {
        if let Some((text, span)) = fields.first(names) {
            set_text(item, variable, &text, Some(span));
        }
    };
    match word {
        "jurisdiction" => {
            set(Variable::Authority, &["institution"]);
            set(Variable::Publisher, &["publisher", "organization"]);
        }
        "online" | "electronic" | "www" if !fields.0.contains_key("titleaddon") => {
            set(Variable::Publisher, &["publisher", "institution"]);
        }
        _ => set(Variable::Publisher, &["publisher", "institution", "school", "organization"]),
    }
    set(Variable::PublisherPlace, &["location", "address"]);
    set(Variable::EventPlace, &["venue"]);
    set(Variable::Archive, &["library"]);
    // A tag (“pt-BR”) says more than the name that babel has for the language.
    let tag =
        fields.first(&["language"]).filter(|(language, _)| language.contains('-') && language.len() <= 12);
    if let Some((language, span)) = tag.or_else(|| fields.first(&["langid", "language"])) {
        let tag = crate::export::language_tag(&language).map_or(language, str::to_owned);
        set_text(item, Variable::Language, &tag, Some(span));
    }
}

fn dates(item: &mut Item, fields: &Fields) {
    for (field, variable) in [
        ("date", Variable::Issued),
        ("origdate", Variable::OriginalDate),
        ("eventdate", Variable::EventDate),
        ("urldate", Variable::Accessed),
    ] {
        if let Some((text, span)) = fields.text(field)
            && let Some(date) = date::read(&text)
        {
            item.set(variable, Value::Date(date), Some(span), 1.0);
        }
    }
    if let Some((year, span)) = fields.text("year")
        && let Some(date) = date::read(&year)
    {
        item.set(Variable::Issued, Value::Date(with_month(date, fields)), Some(span), 1.0);
    }
}

/// BibTeX has the month in a field of its own, and the day behind the month.
fn with_month(mut date: Date, fields: &Fields) -> Date {
    let Some((text, _)) = fields.text("month") else { return date };
    let [parts] = date.parts.as_mut_slice() else { return date };
    parts.month = date::month(&text);
    let day = fields.text("day").map(|(day, _)| day);
    let behind = text.rsplit(|c: char| !c.is_ascii_digit()).next().filter(|day| day.len() < text.len());
    let day = day.as_deref().or(behind).and_then(|day| day.parse().ok());
    parts.day = day.filter(|day| parts.month.is_some() && (1..=31).contains(day));
    date
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{ExchangeForm, sample, write};

    fn only(text: &str) -> Item {
        let imported = read(text);
        assert_eq!(imported.faults, []);
        imported.entries.into_iter().next().expect("one entry").item
    }

    #[test]
    fn entry_of_bibtex() {
        let item = only(
            "@string{jhc = \"Journal of Harbor \" # {Cities}}\n@Article{a, author = \"Jan van Dijk and {Port Authority} and others\",\n title = {{Docks}}, journal = jhc, year = 1994, month = jul # \"~3\", pages = {201--229}, number = 3}",
        );
        assert_eq!((item.kind, item.title()), (Kind::ArticleJournal, "Docks"));
        assert_eq!(item.text(Variable::ContainerTitle), Some("Journal of Harbor Cities"));
        assert_eq!(item.date(Variable::Issued), Some(&Date::new(1994, Some(7), Some(3))));
        assert_eq!(item.text(Variable::Page), Some("201–229"));
        assert_eq!(item.text(Variable::Issue), Some("3"));
        let dijk = Name { dropping_particle: Some("van".into()), ..Name::person("Jan", "Dijk") };
        assert_eq!(item.names(Variable::Author), [dijk, Name::literal("Port Authority")]);
    }

    #[test]
    fn spans_lead_to_the_values() {
        let text = "% ü\n@book{a, title = {Vienna}}\n@book{b, title = {Graz}}";
        let imported = read(text);
        let titles: Vec<_> = imported
            .entries
            .iter()
            .filter_map(|entry| entry.item.span(Variable::Title))
            .map(|span| span.of(text))
            .collect();
        assert_eq!(titles, ["{Vienna}", "{Graz}"]);
        assert_eq!(imported.entries[1].span.of(text), "@book{b, title = {Graz}}");
    }

    #[test]
    fn what_is_written_is_read_back() {
        // Types that BibLaTeX tells apart, and values that it has a place for, come back as they were.
        let works = sample::bibliography();
        let imported = read(&write(&works, ExchangeForm::Biblatex));
        assert_eq!(imported.faults, []);
        assert_eq!(imported.entries.len(), works.works.len());
        for (work, entry) in works.works.iter().zip(&imported.entries) {
            assert_eq!(entry.item.kind, work.item.kind);
            for field in &work.item.fields {
                let read = entry.item.field(field.variable).map(|field| flat(&field.value));
                assert_eq!(read, Some(flat(&field.value)), "{} of {}", field.variable.name(), entry.id);
            }
        }
    }

    /// Notes hold a name in one piece, pages have an en dash, and addresses percent signs.
    fn flat(value: &Value) -> String {
        match value {
            Value::Text(text) => text.replace('–', "-").replace("%3C", "<").replace("%3E", ">"),
            Value::Names(names) => names.iter().map(Name::full).collect::<Vec<_>>().join("; "),
            Value::Date(date) => format!("{date:?}"),
        }
    }

    #[test]
    fn broken_entries_leave_the_others_whole() {
        let text = "@book{a, title = {A}}\n@book{b, title = {B\n@book{c title {C}}\n@book{d, title = {D}}\n@novel{e, title = {E}}";
        let imported = read(text);
        assert_eq!(
            imported.entries.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>(),
            ["a", "d", "e"]
        );
        assert_eq!(imported.faults.len(), 3, "{:?}", imported.faults);
    }

    #[test]
    fn hostile_text_ends() {
        let bomb =
            (0..64).map(|n| format!("@string{{a{} = a{n} # a{n}}}\n", n + 1)).collect::<Vec<_>>().concat();
        let bomb = format!("@string{{a0 = {{xxxxxxxx}}}}\n{bomb}@book{{b, title = a64}}");
        assert_eq!(read(&bomb).entries.len(), 1);
        assert_eq!(read("@string{a = a}@book{b, title = a}").entries[0].item.title(), "a");
        for text in [
            "@",
            "@book{",
            "@book{\u{0},",
            "@book{a, title = {\\",
            "@book{a, title = {$}}",
            "@book{a, = }",
            "@book{a, author = {, , , ,}, title = {\\'}}",
        ] {
            read(text);
        }
        assert_eq!(read(&format!("@book{{a, title = {{{}", "{".repeat(200_000))).faults.len(), 1);
        assert!(read(&"@book{a,".repeat(50_000)).entries.is_empty());
        let hostile =
            read(&write(&sample::bibliography_of(&[sample::hostile(Kind::Book)]), ExchangeForm::Biblatex));
        assert_eq!(hostile.entries.len(), 1);
        // LaTeX has no other way to write a dash.
        assert_eq!(hostile.entries[0].item.title(), sample::HOSTILE_LINE.replace("---", "—"));
    }
}
