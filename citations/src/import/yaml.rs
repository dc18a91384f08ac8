//! YAML of Hayagriva → items, with Hayagriva’s own reader.

use hayagriva::citationberg::taxonomy::Season;
use hayagriva::types::{Date as YamlDate, EntryType, FormatString, MaybeTyped, Person, PersonRole};
use hayagriva::{Entry as YamlEntry, Library};

use super::{Entry, Imported, note, set_names, set_text};
use crate::{Date, Item, Kind, Name, Span, Value, Variable};

/// The longest entry that is read, in bytes.
const LONGEST: usize = 1 << 16;

/// How many lines of a text are looked at to tell what it is.
const SNIFFED: usize = 200;

/// Whether a text starts with an entry: a key alone on its line, and a known type below it.
pub(super) fn is_one(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !is_blank(line)).take(SNIFFED);
    if !lines.next().is_some_and(is_key) {
        return false;
    }
    let mut indent = None;
    lines.take_while(|line| line.starts_with([' ', '\t'])).any(|line| {
        let depth = line.len() - line.trim_start().len();
        if *indent.get_or_insert(depth) != depth {
            return false;
        }
        let value = line.trim().strip_prefix("type:").map(|kind| kind.trim().trim_matches(['"', '\'']));
        value.is_some_and(|kind| kind.to_lowercase().parse::<EntryType>().is_ok())
    })
}

/// Reads the entries of a file, each by itself, so that a broken one leaves the others whole.
pub(super) fn read(text: &str) -> Imported {
    let mut imported = Imported::default();
    for span in entries(text) {
        let source = span.of(text);
        if source.len() > LONGEST {
            imported.fault(span, format!("this entry is longer than {LONGEST} bytes"));
            continue;
        }
        match hayagriva::io::from_yaml_str(source) {
            Ok(library) => add(&library, span, &mut imported),
            Err(error) => {
                let at = error.location().map_or(0, |location| location.index()).min(source.len());
                let line = source.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
                let place = Span::new(span.start + line, span.end);
                imported.fault(place, format!("this entry cannot be read: {}", unplaced(&error.to_string())));
            }
        }
    }
    imported
}

/// The message without its place, which counts from the start of the entry.
fn unplaced(message: &str) -> &str {
    message.rsplit_once(" at line ").map_or(message, |(said, _)| said)
}

fn is_blank(line: &str) -> bool {
    let line = line.trim_start_matches('\u{feff}').trim();
    line.is_empty() || line.starts_with('#')
}

/// A key of the file’s own mapping, alone on its line.
fn is_key(line: &str) -> bool {
    let line = line.trim_start_matches('\u{feff}');
    let starts = line.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '\'' | '_'));
    let bare = line.split(" #").next().unwrap_or_default().trim_end();
    starts && bare.ends_with(':') && bare.len() < 200
}

/// The entries of a text: from each line that is not indented to the next one.
fn entries(text: &str) -> Vec<Span> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let is_inner = line.starts_with([' ', '\t', '}', ']']) || line.starts_with("- ");
        if !is_inner && !is_blank(line) && !line.starts_with("---") && !line.starts_with("...") {
            let mark = line.len() - line.trim_start_matches('\u{feff}').len();
            starts.push(at + mark);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let spans = starts.iter().zip(ends).map(|(start, end)| {
        let whole = text.get(*start..end).unwrap_or_default().trim_end();
        Span::new(*start, start + whole.len())
    });
    spans.collect()
}

fn add(library: &Library, span: Span, imported: &mut Imported) {
    for entry in library.iter() {
        imported.entries.push(Entry::new(entry.key().to_owned(), item(entry), span));
    }
}

/// An entry, what contains it, and the series that either stands in.
struct Family<'a> {
    own: &'a YamlEntry,
    container: Option<&'a YamlEntry>,
    series: Option<&'a YamlEntry>,
}

impl<'a> Family<'a> {
    fn of(own: &'a YamlEntry) -> Self {
        // A book in a book stands in a series; anything else is a part of its parent.
        let is_whole = |entry: &YamlEntry| {
            matches!(
                entry.entry_type(),
                EntryType::Book | EntryType::Anthology | EntryType::Reference | EntryType::Proceedings
            )
        };
        let first = own.parents().first();
        let (container, series) = match first {
            Some(parent) if is_whole(own) && is_whole(parent) => (None, Some(parent)),
            Some(parent) => (Some(parent), parent.parents().first().or_else(|| own.parents().get(1))),
            None => (None, None),
        };
        Self { own, container, series }
    }

    /// The entry, and then what contains it.
    fn first<T>(&self, get: impl Fn(&'a YamlEntry) -> Option<T>) -> Option<T> {
        get(self.own).or_else(|| self.container.and_then(get))
    }
}

fn item(entry: &YamlEntry) -> Item {
    let family = Family::of(entry);
    let mut item = Item::new(kind(&family));
    people(&mut item, &family);
    titles(&mut item, &family);
    if let Some(date) = family.first(YamlEntry::date).map(date) {
        item.set(Variable::Issued, Value::Date(date), None, 1.0);
    }
    imprint(&mut item, &family);
    numbers(&mut item, &family);
    if let Some(url) = family.first(YamlEntry::url) {
        set_text(&mut item, Variable::Url, url.value.as_str(), None);
        if let Some(date) = url.visit_date.as_ref().map(date) {
            item.set(Variable::Accessed, Value::Date(date), None, 1.0);
        }
    }
    if let Some(text) = entry.note() {
        note::read(&mut item, &text.value.to_str(), None);
    }
    item
}

fn kind(family: &Family<'_>) -> Kind {
    let container = family.container.map(YamlEntry::entry_type);
    match family.own.entry_type() {
        EntryType::Article => match container {
            Some(EntryType::Newspaper) => Kind::ArticleNewspaper,
            Some(EntryType::Blog) => Kind::PostWeblog,
            Some(EntryType::Proceedings | EntryType::Conference) => Kind::PaperConference,
            Some(EntryType::Web) => Kind::Webpage,
            Some(EntryType::Reference) => Kind::EntryEncyclopedia,
            Some(_) => Kind::ArticleJournal,
            None => Kind::Article,
        },
        EntryType::Chapter | EntryType::Anthos => Kind::Chapter,
        EntryType::Entry if container == Some(&EntryType::Reference) => Kind::EntryEncyclopedia,
        EntryType::Entry => Kind::Entry,
        EntryType::Report => Kind::Report,
        EntryType::Thesis => Kind::Thesis,
        EntryType::Web => Kind::Webpage,
        EntryType::Post | EntryType::Thread => Kind::Post,
        EntryType::Manuscript => Kind::Manuscript,
        EntryType::Case => Kind::LegalCase,
        EntryType::Legislation => Kind::Legislation,
        EntryType::Patent => Kind::Patent,
        EntryType::Repository => Kind::Software,
        EntryType::Video | EntryType::Scene => Kind::MotionPicture,
        EntryType::Audio => Kind::Song,
        EntryType::Artwork => Kind::Graphic,
        EntryType::Performance => Kind::Performance,
        EntryType::Exhibition | EntryType::Conference => Kind::Event,
        EntryType::Book | EntryType::Anthology | EntryType::Reference | EntryType::Proceedings => Kind::Book,
        EntryType::Newspaper | EntryType::Periodical | EntryType::Blog => Kind::Periodical,
        _ => Kind::Document,
    }
}

fn people(item: &mut Item, family: &Family<'_>) {
    let names = |people: Option<&[Person]>| people.unwrap_or_default().iter().map(name).collect::<Vec<_>>();
    set_names(item, Variable::Author, names(family.own.authors()), None);
    set_names(item, Variable::Editor, names(family.first(YamlEntry::editors)), None);
    set_names(item, Variable::ContainerAuthor, names(family.container.and_then(YamlEntry::authors)), None);
    set_names(item, Variable::CollectionEditor, names(family.series.and_then(YamlEntry::editors)), None);
    for group in family.own.affiliated().unwrap_or_default() {
        let names: Vec<Name> = group.names.iter().map(name).collect();
        match group.role {
            PersonRole::Translator => set_names(item, Variable::Translator, names, None),
            PersonRole::Director => set_names(item, Variable::Director, names, None),
            _ => {}
        }
    }
}

fn name(person: &Person) -> Name {
    let part = |text: &str| {
        let text = crate::export::plain(text);
        (!text.is_empty()).then_some(text)
    };
    let optional = |text: &Option<String>| text.as_deref().and_then(part);
    let (given, prefix, suffix) =
        (optional(&person.given_name), optional(&person.prefix), optional(&person.suffix));
    let Some(whole) = part(&person.name) else { return Name::default() };
    if given.is_none() && prefix.is_none() && suffix.is_none() {
        return Name::literal(whole);
    }
    // A particle that is sorted with the family name is written in front of it.
    let family = whole.find(|c: char| c.is_uppercase()).unwrap_or_default();
    let (particle, family) = whole.split_at(family);
    Name {
        family: part(family),
        given,
        suffix,
        non_dropping_particle: part(particle),
        dropping_particle: prefix,
        literal: None,
    }
}

fn titles(item: &mut Item, family: &Family<'_>) {
    let mut set = |variable, title: Option<&FormatString>| {
        if let Some(title) = title {
            set_text(item, variable, &title.value.to_str(), None);
        }
    };
    set(Variable::Title, family.own.title());
    set(Variable::ContainerTitle, family.container.and_then(YamlEntry::title));
    set(Variable::CollectionTitle, family.series.and_then(YamlEntry::title));
    set(Variable::Genre, family.own.genre());
    set(Variable::Archive, family.own.archive());
    set(Variable::ArchivePlace, family.own.archive_location());
    set(Variable::ArchiveLocation, family.own.call_number());
    if let Some(short) = family.own.title().and_then(|title| title.short.as_ref()) {
        set_text(item, Variable::TitleShort, &short.to_str(), None);
    }
}

fn imprint(item: &mut Item, family: &Family<'_>) {
    let mut set = |variable, text: Option<&FormatString>| {
        if let Some(text) = text {
            set_text(item, variable, &text.value.to_str(), None);
        }
    };
    if let Some(publisher) = family.first(YamlEntry::publisher) {
        set(Variable::Publisher, publisher.name());
        set(Variable::PublisherPlace, publisher.location());
    }
    set(Variable::Publisher, family.first(YamlEntry::organization));
    set(Variable::PublisherPlace, family.first(YamlEntry::location));
    if let Some(language) = family.first(YamlEntry::language) {
        set_text(item, Variable::Language, &language.to_string(), None);
    }
}

fn numbers(item: &mut Item, family: &Family<'_>) {
    let mut set = |variable, value: Option<String>| {
        if let Some(value) = value {
            set_text(item, variable, &value, None);
        }
    };
    set(Variable::Volume, family.first(YamlEntry::volume).map(written));
    set(Variable::Issue, family.first(YamlEntry::issue).map(written));
    set(Variable::Edition, family.first(YamlEntry::edition).map(written));
    set(Variable::NumberOfVolumes, family.first(YamlEntry::volume_total).map(ToString::to_string));
    set(Variable::Page, family.own.page_range().map(written));
    set(Variable::ChapterNumber, family.own.chapter().map(written));
    set(
        Variable::CollectionNumber,
        family.series.and_then(|series| series.issue().or(series.volume())).map(written),
    );
    for (key, variable) in [
        ("serial", Variable::Number),
        ("doi", Variable::Doi),
        ("isbn", Variable::Isbn),
        ("issn", Variable::Issn),
        ("pmid", Variable::Pmid),
        ("pmcid", Variable::Pmcid),
    ] {
        set(variable, family.first(|entry| entry.keyed_serial_number(key)).map(str::to_owned));
    }
}

fn written<T: std::fmt::Display>(value: &MaybeTyped<T>) -> String {
    value.to_string()
}

/// Hayagriva counts months and days from 0, and has a year 0.
fn date(date: &YamlDate) -> Date {
    let year = if date.year <= 0 { date.year - 1 } else { date.year };
    let month = date.month.map(|month| month.saturating_add(1));
    let day = month.and(date.day).map(|day| day.saturating_add(1));
    let season = date.season.map(|season| match season {
        Season::Spring => 1,
        Season::Summer => 2,
        Season::Autumn => 3,
        Season::Winter => 4,
    });
    Date { circa: date.approximate, season, ..Date::new(year, month, day) }
}

#[cfg(test)]
mod tests {
    use super::super::{SourceForm, sniff};
    use super::*;
    use crate::export::{ExchangeForm, sample, write};

    const FILE: &str = "\
# Harbors.
docks:
  type: Article
  title: Docks
  author: [\"Lee, Ann\", \"van Dijk, Jan\"]
  date: 1994-07-03
  page-range: 201-229
  serial-number:
    doi: 10.5555/x
  parent:
    type: Periodical
    title: Harbor Cities
    volume: 3
    issue: 2
'tidal':
  type: book
  title: The tidal archive
  author:
  - Ellingsen, Mara
  date: ~1987
  publisher:
    name: Northgate
    location: Bergen
  parent:
    title: Harbor Studies
    type: book
    issue: 4
";

    #[test]
    fn entries_of_hayagriva() {
        assert_eq!(sniff(FILE), Some(SourceForm::Yaml));
        let imported = read(FILE);
        assert_eq!(imported.faults, []);
        let [docks, tidal] = imported.entries.as_slice() else { panic!("two entries") };
        assert_eq!((docks.id.as_str(), docks.item.kind), ("docks", Kind::ArticleJournal));
        assert_eq!(docks.item.text(Variable::ContainerTitle), Some("Harbor Cities"));
        assert_eq!(
            (docks.item.text(Variable::Volume), docks.item.text(Variable::Issue)),
            (Some("3"), Some("2"))
        );
        assert_eq!(docks.item.date(Variable::Issued), Some(&Date::new(1994, Some(7), Some(3))));
        assert_eq!(docks.item.names(Variable::Author)[0], Name::person("Ann", "Lee"));
        assert!(docks.span.of(FILE).starts_with("docks:") && docks.span.of(FILE).ends_with("issue: 2"));
        assert_eq!((tidal.id.as_str(), tidal.item.kind), ("tidal", Kind::Book));
        assert_eq!(tidal.item.text(Variable::CollectionTitle), Some("Harbor Studies"));
        assert_eq!(tidal.item.text(Variable::CollectionNumber), Some("4"));
        assert_eq!(tidal.item.text(Variable::PublisherPlace), Some("Bergen"));
        assert_eq!(tidal.item.date(Variable::Issued), Some(&Date { circa: true, ..Date::year(1987) }));
    }

    #[test]
    fn what_is_written_is_read_back() {
        let works = sample::bibliography();
        let text = write(&works, ExchangeForm::Yaml);
        assert_eq!(sniff(&text), Some(SourceForm::Yaml));
        let imported = read(&text);
        assert_eq!(imported.faults, []);
        assert_eq!(imported.entries.len(), works.works.len());
        for (work, entry) in works.works.iter().zip(&imported.entries) {
            for variable in
                [Variable::Title, Variable::ContainerTitle, Variable::Publisher, Variable::Edition]
            {
                assert_eq!(
                    entry.item.text(variable),
                    work.item.text(variable),
                    "{} of {}",
                    variable.name(),
                    entry.id
                );
            }
            let families = |item: &Item| {
                let names = item.names(Variable::Author).iter();
                names.map(|name| name.short().to_owned()).collect::<Vec<_>>()
            };
            assert_eq!(families(&entry.item), families(&work.item), "{}", entry.id);
        }
    }

    #[test]
    fn broken_entries_leave_the_others_whole() {
        let text = format!(
            "{FILE}broken:\n  type: book\n  date: nonsense\nkind:\n  type: novel\nlast:\n  type: misc\n  title: Z\n"
        );
        let imported = read(&text);
        let ids: Vec<_> = imported.entries.iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(ids, ["docks", "tidal", "last"]);
        assert_eq!(imported.faults.len(), 2, "{:?}", imported.faults);
        assert!(
            imported.faults[0].message.starts_with("this entry cannot be read: "),
            "{:?}",
            imported.faults
        );
    }

    #[test]
    fn other_yaml_and_prose_are_none() {
        for text in [
            "",
            "title: A paper\nauthor: Ann Lee\n",
            "---\ntitle: x\n---\n",
            "References:\n  type: a list of books\n",
            "jobs:\n  build:\n    type: article\n",
            "Sources:\n\nsee below",
        ] {
            assert_eq!(sniff(text), None, "{text}");
        }
    }

    #[test]
    fn hostile_yaml_ends() {
        let bomb = format!("a:\n  type: book\n  title: &a [{}]\n  note: *a\n", "x, ".repeat(1_000));
        read(&bomb);
        let deep = format!("a:\n  type: book\n  title: {}{}\n", "[".repeat(20_000), "]".repeat(20_000));
        assert_eq!(read(&deep).faults.len(), 1);
        for text in
            ["a:", "a:\n\ttype: book", "a: &a\n  *a", "\"a", "a:\n  type: book\n  title: \"\\x\"\n", ": :\n"]
        {
            read(text);
        }
        let many = (0..20_000).map(|n| format!("a{n}:\n  type: misc")).collect::<Vec<_>>().join("\n");
        assert_eq!(read(&many).entries.len(), 20_000);
    }
}
