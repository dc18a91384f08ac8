//! Works → YAML of Hayagriva, as Typst reads it.

use super::edtf::{edtf, is_faithful};
use super::remaining::Remaining;
use super::{plain, remaining::plain_name};
use crate::{Date, Item, Kind, Name, Variable};

/// The entries, one after the other.
pub(super) fn write(works: &[(&str, &Item)]) -> String {
    works.iter().map(|(key, item)| entry(key, item)).collect::<Vec<_>>().join("\n")
}

/// Lines of a YAML mapping. Every scalar is a double-quoted string, in which nothing has a meaning
/// but what is escaped here.
struct Mapping {
    lines: Vec<String>,
}

impl Mapping {
    fn new() -> Self {
        Self { lines: Vec::new() }
    }

    fn scalar(&mut self, name: &str, value: &str) {
        self.lines.push(format!("{name}: {}", quoted(value)));
    }

    /// Adds a text in which Hayagriva looks for braces and dollars.
    fn text(&mut self, name: &str, value: Option<String>) {
        if let Some(value) = value {
            self.scalar(name, &chunked(&value));
        }
    }

    fn nested(&mut self, name: &str, inner: Self) {
        if !inner.lines.is_empty() {
            self.lines.push(format!("{name}:"));
            self.lines.extend(inner.lines.into_iter().map(|line| format!("  {line}")));
        }
    }

    fn names(&mut self, name: &str, names: &[Name]) {
        if !names.is_empty() {
            self.lines.push(format!("{name}:"));
            self.lines.extend(names.iter().map(|name| format!("- {}", person(name))));
        }
    }
}

fn entry(key: &str, item: &Item) -> String {
    let (kind, parent_kind) = types(item);
    let mut left = Remaining::of(item);
    let mut entry = Mapping::new();
    entry.lines.push(format!("type: {kind}"));
    title(&mut entry, &mut left);
    entry.names("author", &left.names(Variable::Author));
    // The editor of a chapter is the editor of its book.
    let mut parent = Mapping::new();
    let has_parent = left.has(Variable::ContainerTitle);
    let whole = if has_parent { &mut parent } else { &mut entry };
    whole.text("title", left.text(Variable::ContainerTitle).filter(|_| has_parent));
    whole.names("author", &left.names(Variable::ContainerAuthor));
    whole.names("editor", &left.names(Variable::Editor));
    affiliated(&mut entry, &mut left);
    date(&mut entry, &mut left);
    let whole = if has_parent { &mut parent } else { &mut entry };
    imprint(whole, &mut left, kind);
    numbers(whole, &mut left);
    details(&mut entry, &mut left);
    url(&mut entry, &mut left);
    serial_numbers(&mut entry, &mut left);
    series(if has_parent { &mut parent } else { &mut entry }, &mut left);
    let notes = left.notes();
    entry.text("note", (!notes.is_empty()).then(|| notes.join("; ")));
    if has_parent {
        parent.lines.insert(0, format!("type: {parent_kind}"));
        // An entry without a series of its own has one parent.
        entry.nested("parent", parent);
    }
    let lines: Vec<_> = entry.lines.iter().map(|line| format!("  {line}\n")).collect();
    // Words that YAML takes for a truth value or for nothing are quoted.
    let is_word = matches!(key, "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" | "null");
    let key = if is_word { quoted(key) } else { key.to_owned() };
    format!("{key}:\n{}", lines.concat())
}

/// The types of Hayagriva for a work and for what contains it.
fn types(item: &Item) -> (&'static str, &'static str) {
    match item.kind {
        Kind::Article | Kind::ArticleJournal | Kind::ArticleMagazine | Kind::Review | Kind::ReviewBook => {
            ("article", "periodical")
        }
        Kind::ArticleNewspaper => ("article", "newspaper"),
        Kind::Book | Kind::Classic | Kind::Pamphlet => ("book", "book"),
        Kind::Collection => ("anthology", "book"),
        Kind::Periodical => ("periodical", "periodical"),
        Kind::Chapter if item.has(Variable::Editor) => ("anthos", "anthology"),
        Kind::Chapter => ("chapter", "book"),
        Kind::Entry | Kind::EntryDictionary | Kind::EntryEncyclopedia => ("entry", "reference"),
        Kind::PaperConference => ("article", "proceedings"),
        Kind::Report | Kind::Standard => ("report", "report"),
        Kind::Thesis => ("thesis", "misc"),
        Kind::Webpage => ("web", "web"),
        Kind::PostWeblog => ("article", "blog"),
        Kind::Post => ("post", "thread"),
        Kind::Manuscript => ("manuscript", "misc"),
        Kind::LegalCase => ("case", "misc"),
        Kind::Bill | Kind::Legislation | Kind::Regulation | Kind::Treaty => ("legislation", "anthology"),
        Kind::Patent => ("patent", "misc"),
        Kind::Software => ("repository", "misc"),
        Kind::Broadcast | Kind::MotionPicture => ("video", "video"),
        Kind::Song => ("audio", "audio"),
        Kind::MusicalScore => ("audio", "book"),
        Kind::Figure => ("artwork", "article"),
        Kind::Graphic | Kind::Map => ("artwork", "exhibition"),
        Kind::Performance | Kind::Speech => ("performance", "conference"),
        Kind::Event => ("exhibition", "exhibition"),
        Kind::Dataset | Kind::Document | Kind::Hearing | Kind::Interview | Kind::PersonalCommunication => {
            ("misc", "misc")
        }
    }
}

fn title(entry: &mut Mapping, left: &mut Remaining<'_>) {
    let (title, short) = (left.text(Variable::Title), left.text(Variable::TitleShort));
    match (title, short) {
        (Some(title), Some(short)) => {
            let mut both = Mapping::new();
            both.text("value", Some(title));
            both.text("short", Some(short));
            entry.nested("title", both);
        }
        (title, short) => entry.text("title", title.or(short)),
    }
}

fn affiliated(entry: &mut Mapping, left: &mut Remaining<'_>) {
    let mut roles = Vec::new();
    for (variable, role) in [(Variable::Translator, "translator"), (Variable::Director, "director")] {
        let names = left.names(variable);
        if !names.is_empty() {
            roles.push(format!("- role: {role}"));
            roles.push("  names:".to_owned());
            roles.extend(names.iter().map(|name| format!("  - {}", person(name))));
        }
    }
    if !roles.is_empty() {
        entry.lines.push("affiliated:".to_owned());
        entry.lines.extend(roles);
    }
}

fn date(entry: &mut Mapping, left: &mut Remaining<'_>) {
    let Some(date) = left.peek_date(Variable::Issued) else { return };
    if let Some(written) = single_date(date) {
        entry.scalar("date", &written);
    }
    if says_all(date) {
        left.date(Variable::Issued);
    }
}

/// Hayagriva has single dates, without seasons in this notation, of years with four digits.
fn single_date(date: &Date) -> Option<String> {
    let first = Date { parts: vec![date.first()?], season: None, circa: false, literal: None };
    let written = edtf(&first).filter(|written| !written.starts_with('-'))?;
    Some(if date.circa { format!("~{written}") } else { written })
}

fn says_all(date: &Date) -> bool {
    is_faithful(date) && date.parts.len() == 1 && date.season.is_none() && single_date(date).is_some()
}

fn imprint(whole: &mut Mapping, left: &mut Remaining<'_>, kind: &str) {
    let name = left.text(Variable::Publisher);
    let place = left.text(Variable::PublisherPlace);
    if matches!(kind, "report" | "thesis") {
        whole.text("organization", name);
        whole.text("location", place);
    } else if name.is_none() {
        // A newspaper has a place and no publisher.
        whole.text("location", place);
    } else {
        let mut publisher = Mapping::new();
        publisher.text("name", name);
        publisher.text("location", place);
        whole.nested("publisher", publisher);
    }
}

fn numbers(whole: &mut Mapping, left: &mut Remaining<'_>) {
    for (variable, name) in
        [(Variable::Volume, "volume"), (Variable::Issue, "issue"), (Variable::Edition, "edition")]
    {
        if let Some(value) = left.text(variable) {
            whole.scalar(name, &value);
        }
    }
    let is_number = |text: Option<&str>| text.is_some_and(|text| text.trim().parse::<u16>().is_ok());
    if is_number(left.peek_text(Variable::NumberOfVolumes))
        && let Some(value) = left.text(Variable::NumberOfVolumes)
    {
        whole.scalar("volume-total", &value);
    }
}

fn details(entry: &mut Mapping, left: &mut Remaining<'_>) {
    for (variable, name) in [(Variable::Page, "page-range"), (Variable::ChapterNumber, "chapter")] {
        if let Some(value) = left.text(variable) {
            entry.scalar(name, &value);
        }
    }
    entry.text("genre", left.text(Variable::Genre));
    entry.text("archive", left.text(Variable::Archive));
    entry.text("archive-location", left.text(Variable::ArchivePlace));
    entry.text("call-number", left.text(Variable::ArchiveLocation));
    if left.peek_text(Variable::Language).is_some_and(is_language_tag)
        && let Some(tag) = left.text(Variable::Language)
    {
        entry.scalar("language", &tag);
    }
}

/// One address that is not as the URL standard has it makes Hayagriva reject the whole file.
fn url(entry: &mut Mapping, left: &mut Remaining<'_>) {
    if !left.peek_text(Variable::Url).is_some_and(|url| is_plain_address(&plain(url))) {
        return;
    }
    let mut url = Mapping::new();
    if let Some(address) = left.text(Variable::Url) {
        url.scalar("value", &address);
    }
    if let Some(date) = left.peek_date(Variable::Accessed)
        && let Some(written) = single_date(date)
    {
        url.scalar("date", &written);
        if says_all(date) {
            left.date(Variable::Accessed);
        }
    }
    entry.nested("url", url);
}

fn serial_numbers(entry: &mut Mapping, left: &mut Remaining<'_>) {
    let mut numbers = Mapping::new();
    for (variable, name) in [
        (Variable::Number, "serial"),
        (Variable::Doi, "doi"),
        (Variable::Isbn, "isbn"),
        (Variable::Issn, "issn"),
        (Variable::Pmid, "pmid"),
        (Variable::Pmcid, "pmcid"),
    ] {
        if let Some(value) = left.text(variable) {
            numbers.scalar(name, &value);
        }
    }
    entry.nested("serial-number", numbers);
}

/// A series is a parent of the book.
fn series(whole: &mut Mapping, left: &mut Remaining<'_>) {
    let Some(title) = left.text(Variable::CollectionTitle) else { return };
    let mut series = Mapping::new();
    series.lines.push("type: book".to_owned());
    series.text("title", Some(title));
    series.names("editor", &left.names(Variable::CollectionEditor));
    if let Some(number) = left.text(Variable::CollectionNumber) {
        series.scalar("issue", &number);
    }
    whole.nested("parent", series);
}

fn person(name: &Name) -> String {
    let name = plain_name(name);
    let Some(family) = &name.family else { return format!("{{name: {}}}", quoted(&name.full())) };
    let whole = match &name.non_dropping_particle {
        Some(particle) => format!("{particle} {family}"),
        None => family.clone(),
    };
    let mut parts = vec![format!("name: {}", quoted(&whole))];
    let rest = [("given-name", &name.given), ("prefix", &name.dropping_particle), ("suffix", &name.suffix)];
    for (key, value) in rest {
        if let Some(value) = value {
            parts.push(format!("{key}: {}", quoted(value)));
        }
    }
    format!("{{{}}}", parts.join(", "))
}

fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.trim().split('-');
    let language = parts.next().unwrap_or_default();
    let is_word = |word: &str, sizes: [usize; 2]| {
        sizes.contains(&word.len()) && word.chars().all(|c| c.is_ascii_alphabetic())
    };
    is_word(language, [2, 3])
        && parts.next().is_none_or(|region| is_word(region, [2, 2]))
        && parts.next().is_none()
}

/// Whether every reader of URLs accepts this one: a web address with an ASCII host.
fn is_plain_address(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    if !["http", "https", "ftp"].contains(&scheme.to_ascii_lowercase().as_str()) {
        return false;
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.to_ascii_lowercase().starts_with("xn--")
            && label.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    host.split('.').all(is_label)
        // A host that ends in a number must be an IPv4 address.
        && last.starts_with(|c: char| c.is_ascii_alphabetic())
        && port.is_none_or(|port| port.parse::<u16>().is_ok())
        && !rest.contains(char::is_whitespace)
}

/// Hayagriva reads `{verbatim}` and `$math$` in texts.
fn chunked(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '{' | '}' | '$' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// A double-quoted scalar on one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            // A line break to YAML, though no control character.
            '\u{2028}' | '\u{2029}' => quoted.push_str(&escape(c)),
            c if c.is_control() => quoted.push_str(&escape(c)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn escape(c: char) -> String {
    format!("\\u{:04x}", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Value;
    use crate::export::{ExchangeForm, sample};

    fn export(items: &[Item]) -> String {
        crate::export::write(&sample::bibliography_of(items), ExchangeForm::Yaml)
    }

    #[test]
    fn newspaper_with_place_and_access_date() {
        assert_eq!(
            export(&[sample::newspaper()]),
            "okafor2009harbor:\n  type: article\n  title: \"Harbor strike enters third week\"\n  author:\n  - {name: \"Okafor\", given-name: \"Ngozi\"}\n  date: \"2009-04-21\"\n  page-range: \"A4\"\n  url:\n    value: \"https://guardian.example/harbor_strike?id=7&p=1\"\n    date: \"2024-11-03\"\n  parent:\n    type: newspaper\n    title: \"The Guardian\"\n    location: \"Lagos\"\n"
        );
    }

    #[test]
    fn addresses_that_readers_may_reject_go_to_the_note() {
        for url in ["https://a.example/x", "http://localhost:8000", "https://my_host.example?x=1"] {
            assert!(is_plain_address(url), "{url}");
        }
        for url in [
            "www.a.example",
            "https://",
            "https://1.2.3.4.5/",
            "https://bü.example/",
            "https://a b.example",
            "mailto:a@b.c",
            "https://a.example:99999/",
            "https://[::1/",
            "https://u@a.example/",
        ] {
            assert!(!is_plain_address(url), "{url}");
        }
        let item = sample::item(Kind::Webpage, &[(Variable::Url, Value::Text("https://1.2.3.4.5/".into()))]);
        assert!(export(&[item]).contains("note: \"URL: https://1.2.3.4.5/\""));
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

    #[cfg(feature = "style")]
    mod read_back {
        use hayagriva::types::{EntryType, FormatString};
        use hayagriva::{Entry, Library};

        use super::*;

        fn library(items: &[Item]) -> Library {
            let written = export(items);
            hayagriva::io::from_yaml_str(&written).unwrap_or_else(|error| panic!("{error}\n{written}"))
        }

        fn only(item: Item) -> Entry {
            library(&[item]).iter().next().expect("one entry").clone()
        }

        fn title(entry: &Entry) -> String {
            entry.title().map(FormatString::to_string).unwrap_or_default()
        }

        #[test]
        fn the_whole_sample_comes_back() {
            let bibliography = sample::bibliography();
            let items: Vec<_> = bibliography.works.iter().map(|work| work.item.clone()).collect();
            let library = library(&items);
            assert_eq!(library.len(), items.len());
            for (entry, item) in library.iter().zip(&items) {
                assert_eq!(title(entry), item.title());
                assert_eq!(entry.authors().map_or(0, <[_]>::len), item.names(Variable::Author).len());
            }
        }

        #[test]
        fn journal_article_has_its_journal_as_parent() {
            let entry = only(sample::journal());
            assert_eq!(entry.entry_type(), &EntryType::Article);
            let journal = entry.parents().first().expect("a parent");
            assert_eq!(journal.entry_type(), &EntryType::Periodical);
            assert_eq!(title(journal), "Journal of Harbor Cities");
            assert_eq!(journal.volume().map(ToString::to_string).as_deref(), Some("12"));
            assert_eq!(journal.issue().map(ToString::to_string).as_deref(), Some("3"));
            assert_eq!(entry.page_range().map(ToString::to_string).as_deref(), Some("201-229"));
            let date = entry.date().expect("a date");
            assert_eq!((date.year, date.month, date.day), (1994, Some(6), None));
            assert_eq!(entry.doi(), Some("10.1000/jhc.1994_12<3>"));
        }

        #[test]
        fn newspaper_keeps_place_and_access_date() {
            let entry = only(sample::newspaper());
            let paper = entry.parents().first().expect("a parent");
            assert_eq!(paper.entry_type(), &EntryType::Newspaper);
            assert_eq!(paper.location().map(FormatString::to_string).as_deref(), Some("Lagos"));
            let visited = entry.url().and_then(|url| url.visit_date).expect("an access date");
            assert_eq!((visited.year, visited.month, visited.day), (2024, Some(10), Some(2)));
        }

        #[test]
        fn chapter_keeps_the_editors_of_its_book() {
            let entry = only(sample::chapter());
            assert_eq!(entry.entry_type(), &EntryType::Anthos);
            let book = entry.parents().first().expect("a parent");
            assert_eq!(book.editors().map(<[_]>::len), Some(2));
            let publisher = book.publisher().expect("a publisher");
            assert_eq!(publisher.name().map(FormatString::to_string).as_deref(), Some("Quayside Press"));
            assert_eq!(publisher.location().map(FormatString::to_string).as_deref(), Some("Rotterdam"));
        }

        #[test]
        fn institution_is_one_name() {
            let entry = only(sample::institution());
            let authors = entry.authors().expect("authors");
            assert_eq!(
                authors.first().map(|person| person.name.as_str()),
                Some("Ministry of Culture, Media and Sport")
            );
            assert!(entry.date().is_some_and(|date| date.approximate));
        }

        #[test]
        fn every_type_is_read_with_every_variable() {
            for kind in Kind::ALL {
                let entry = only(sample::everything(*kind));
                assert_eq!(title(&entry), "value-of-title", "{}", kind.name());
            }
        }

        #[test]
        fn signs_of_yaml_and_of_hayagriva_are_text() {
            for kind in Kind::ALL {
                assert_eq!(title(&only(sample::hostile(*kind))), sample::HOSTILE_LINE);
            }
            for value in [
                "- a: b", "*x", "&y", "!tag", "yes", "null", "12:30", "#c", "{a: [b", "'", "\u{2028}", "@",
                "%", "`", "~", "$a$", "\\",
            ] {
                let item = sample::item(Kind::Book, &[(Variable::Title, Value::Text(format!("x {value}")))]);
                assert_eq!(title(&only(item)), plain(&format!("x {value}")));
            }
        }
    }
}
