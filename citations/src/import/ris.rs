//! RIS → items.
//!
//! A record is lines of `TAG  - value`, from `TY` to `ER`. Programs disagree on the blanks around
//! the hyphen, on line ends, and on which tag holds what; all of their ways are read.

use super::{Entry, Imported, date, note, set_names, set_text};
use crate::{Date, Item, Kind, Name, Span, Value, Variable};

/// How many lines that are no tag may stand before the first one.
const MOST_BEFORE: usize = 20;

/// A line with a tag, and the lines without one that follow it.
struct Line {
    tag: String,
    value: String,
    span: Span,
    start: usize,
}

/// Whether a text starts with a record.
pub(super) fn is_one(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).take(MOST_BEFORE);
    let is_start = |line: &str| tagged(line).is_some_and(|(tag, value, _)| tag == "TY" && is_type(value));
    // A record has more than its type; prose does not go on so.
    lines.by_ref().any(is_start) && lines.next().is_some_and(|line| tagged(line).is_some())
}

/// Reads the records of a file, each by itself.
pub(super) fn read(text: &str) -> Imported {
    let mut imported = Imported::default();
    let mut open: Vec<Line> = Vec::new();
    for line in lines(text) {
        match line.tag.as_str() {
            "TY" => {
                close(&mut open, &mut imported, false);
                open.push(line);
            }
            "ER" => close(&mut open, &mut imported, true),
            _ if open.is_empty() => {
                imported.fault(line.span, format!("the tag {} stands in no record: TY is missing", line.tag));
            }
            _ => open.push(line),
        }
    }
    close(&mut open, &mut imported, false);
    imported
}

/// The lines of a text that have a tag, each with what follows it.
fn lines(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n').flat_map(|line| line.split_inclusive('\r')) {
        let bare = line.trim_end().trim_start_matches('\u{feff}');
        let indent = line.find(bare).unwrap_or_default();
        if let Some((tag, value, at)) = tagged(bare) {
            let at = start + indent + at;
            let span = Span::new(at, at + value.len());
            lines.push(Line { tag: tag.to_owned(), value: value.to_owned(), span, start: start + indent });
        } else if let Some(last) = lines.last_mut().filter(|last| !bare.trim().is_empty() && last.tag != "ER")
        {
            last.value.push('\n');
            last.value.push_str(bare.trim());
            last.span = Span::new(last.span.start, start + indent + bare.len());
        }
        start += line.len();
    }
    lines
}

/// The tag and the value of a line, and where the value stands in it.
fn tagged(line: &str) -> Option<(&str, &str, usize)> {
    let line = line.trim_end();
    let tag = line.get(..2)?;
    let is_tag = tag.as_bytes()[0].is_ascii_uppercase()
        && (tag.as_bytes()[1].is_ascii_uppercase() || tag.as_bytes()[1].is_ascii_digit());
    let rest = line.get(2..)?;
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\u{a0}']).len();
    let behind = rest.get(blanks..)?.strip_prefix('-')?;
    if !is_tag || blanks == 0 || !(behind.is_empty() || behind.starts_with([' ', '\t', '\u{a0}'])) {
        return None;
    }
    let value = behind.trim_start();
    Some((tag, value, line.len() - value.len()))
}

fn close(open: &mut Vec<Line>, imported: &mut Imported, is_ended: bool) {
    let lines = std::mem::take(open);
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
    let span = Span::new(first.start, last.span.end);
    if !is_ended {
        imported.fault(span, "this record has no line ER at its end");
    }
    let kind = kind(first.value.trim());
    if kind.is_none() {
        imported.fault(first.span, format!("“{}” is no type of RIS; taken as document", first.value));
    }
    let record = Record { lines, kind: kind.unwrap_or_default() };
    let id = record.first(&["ID"]).map(|line| line.value.clone()).unwrap_or_default();
    imported.entries.push(Entry::new(id, record.item(), span));
}

fn is_type(value: &str) -> bool {
    (2..=8).contains(&value.len())
        && value.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

fn kind(word: &str) -> Option<Kind> {
    Some(match word.to_ascii_uppercase().as_str() {
        "JOUR" | "EJOUR" | "ABST" | "INPR" | "JFULL" => Kind::ArticleJournal,
        "MGZN" => Kind::ArticleMagazine,
        "NEWS" => Kind::ArticleNewspaper,
        "BILL" => Kind::Bill,
        "BOOK" | "EBOOK" | "EDBOOK" | "CONF" => Kind::Book,
        "CLSWK" | "ANCIENT" => Kind::Classic,
        "CHAP" | "ECHAP" => Kind::Chapter,
        "DATA" | "AGGR" | "DBASE" => Kind::Dataset,
        "DICT" => Kind::EntryDictionary,
        "ENCYC" => Kind::EntryEncyclopedia,
        "FIGURE" | "CHART" | "EQUA" => Kind::Figure,
        "ART" | "SLIDE" => Kind::Graphic,
        "HEAR" => Kind::Hearing,
        "CASE" | "UNBILL" => Kind::LegalCase,
        "STAT" | "LEGAL" | "GOVDOC" => Kind::Legislation,
        "UNPB" | "MANSCPT" => Kind::Manuscript,
        "MAP" => Kind::Map,
        "MPCT" => Kind::MotionPicture,
        "MUSIC" => Kind::MusicalScore,
        "PAMP" => Kind::Pamphlet,
        "CPAPER" => Kind::PaperConference,
        "PAT" => Kind::Patent,
        "SER" => Kind::Periodical,
        "PCOMM" | "ICOMM" => Kind::PersonalCommunication,
        "ELEC" | "WEB" | "MULTI" => Kind::Webpage,
        "BLOG" => Kind::PostWeblog,
        "RPRT" | "GRANT" => Kind::Report,
        "COMP" => Kind::Software,
        "SOUND" | "ADVS" => Kind::Song,
        "STAND" => Kind::Standard,
        "THES" => Kind::Thesis,
        "VIDEO" => Kind::Broadcast,
        "GEN" | "CTLG" => Kind::Document,
        _ => return None,
    })
}

struct Record {
    lines: Vec<Line>,
    kind: Kind,
}

impl Record {
    /// The first line of the first of these tags that has one.
    fn first(&self, tags: &[&str]) -> Option<&Line> {
        let of =
            |tag: &&str| self.lines.iter().find(|line| line.tag == *tag && !line.value.trim().is_empty());
        tags.iter().find_map(of)
    }

    fn item(&self) -> Item {
        let mut item = Item::new(self.kind);
        self.people(&mut item);
        self.titles(&mut item);
        self.dates(&mut item);
        self.numbers(&mut item);
        for (tags, variable) in [
            (&["PB"][..], Variable::Publisher),
            (&["CY", "PP"], Variable::PublisherPlace),
            (&["M3"], Variable::Genre),
            (&["LA"], Variable::Language),
            (&["DB"], Variable::Archive),
            (&["AV"], Variable::ArchiveLocation),
            (&["UR"], Variable::Url),
        ] {
            self.set(&mut item, variable, tags);
        }
        for line in self.lines.iter().filter(|line| line.tag == "N1") {
            note::read(&mut item, &line.value, Some(line.span));
        }
        item
    }

    fn set(&self, item: &mut Item, variable: Variable, tags: &[&str]) {
        if let Some(line) = self.first(tags) {
            set_text(item, variable, &line.value, Some(line.span));
        }
    }

    fn is_part(&self) -> bool {
        matches!(
            self.kind,
            Kind::Chapter | Kind::EntryEncyclopedia | Kind::EntryDictionary | Kind::PaperConference
        )
    }

    fn is_periodical(&self) -> bool {
        matches!(
            self.kind,
            Kind::ArticleJournal | Kind::ArticleMagazine | Kind::ArticleNewspaper | Kind::Periodical
        )
    }

    fn people(&self, item: &mut Item) {
        // A2 is the editor of the whole in records of a part, and a series editor elsewhere.
        let (editors, series): (&[&str], &[&str]) =
            if self.is_part() { (&["A2", "ED"], &["A3"]) } else { (&["ED"], &["A2", "A3"]) };
        for (tags, variable) in [
            (&["AU", "A1"][..], Variable::Author),
            (editors, Variable::Editor),
            (series, Variable::CollectionEditor),
            (&["A4"], Variable::Translator),
        ] {
            let lines: Vec<&Line> =
                self.lines.iter().filter(|line| tags.contains(&line.tag.as_str())).collect();
            let span = lines.iter().map(|line| line.span).reduce(Span::to);
            set_names(item, variable, lines.iter().map(|line| person(&line.value)).collect(), span);
        }
    }

    fn titles(&self, item: &mut Item) {
        let own: &[&str] = if self.is_part() { &["TI", "T1", "CT"] } else { &["TI", "T1", "CT", "BT"] };
        self.set(item, Variable::Title, own);
        self.set(item, Variable::TitleShort, &["ST"]);
        // The title of a book’s series stands in T2, that of a part’s series in T3.
        let is_whole = matches!(self.kind, Kind::Book | Kind::Classic | Kind::Map | Kind::Pamphlet);
        if is_whole {
            self.set(item, Variable::CollectionTitle, &["T3", "T2"]);
        } else {
            self.set(item, Variable::ContainerTitle, &["T2", "BT", "JF", "JO", "J1", "J2", "JA"]);
            self.set(item, Variable::CollectionTitle, &["T3"]);
        }
    }

    fn dates(&self, item: &mut Item) {
        let mut set = |variable, line: Option<&Line>, date: Option<Date>| {
            if let (Some(line), Some(date)) = (line, date) {
                item.set(variable, Value::Date(date), Some(line.span), 1.0);
            }
        };
        let year = self.first(&["PY", "Y1"]);
        let day = self.first(&["DA"]);
        let of_year = year.and_then(|line| slashed(&line.value));
        let of_day = day.and_then(|line| completed(&line.value, of_year.as_ref()));
        let fuller = of_day.filter(|day| of_year.as_ref().is_none_or(|year| year.agrees_with(day)));
        if fuller.is_some() {
            set(Variable::Issued, day, fuller);
        } else {
            set(Variable::Issued, year, of_year);
        }
        let accessed = self.first(&["Y2"]);
        set(Variable::Accessed, accessed, accessed.and_then(|line| slashed(&line.value)));
    }

    fn numbers(&self, item: &mut Item) {
        let issue = if self.is_periodical() { Variable::Issue } else { Variable::Number };
        for (tags, variable) in [
            (&["VL"][..], Variable::Volume),
            (&["NV"], Variable::NumberOfVolumes),
            (&["IS"], issue),
            (&["ET"], Variable::Edition),
            (&["SE"], Variable::ChapterNumber),
        ] {
            self.set(item, variable, tags);
        }
        if let Some(first) = self.first(&["SP"]) {
            let (pages, span) = match self.first(&["EP"]).filter(|last| last.value != first.value) {
                Some(last) => {
                    (format!("{}-{}", first.value.trim(), last.value.trim()), first.span.to(last.span))
                }
                None => (first.value.clone(), first.span),
            };
            set_text(item, Variable::Page, &pages, Some(span));
        }
        if let Some(line) = self.first(&["DO"]) {
            let lower = line.value.to_lowercase();
            let bare = lower.find("10.").and_then(|at| line.value.get(at..)).unwrap_or(&line.value);
            set_text(item, Variable::Doi, bare, Some(line.span));
        }
        for line in self.lines.iter().filter(|line| line.tag == "SN") {
            let digits = line.value.chars().filter(|c| c.is_ascii_digit() || matches!(c, 'x' | 'X')).count();
            let variable = if digits == 8 { Variable::Issn } else { Variable::Isbn };
            set_text(item, variable, &line.value, Some(line.span));
        }
    }
}

/// `Family, Given, Suffix`; a name without comma is that of an institution.
fn person(text: &str) -> Name {
    let parts: Vec<String> = text.split(',').map(crate::export::plain).collect();
    let some = |i: usize| parts.get(i).filter(|part| !part.is_empty()).cloned();
    match (some(0), some(1)) {
        (Some(family), Some(given)) => Name { suffix: some(2), ..Name::person(given, family) },
        (Some(name), None) => Name::literal(name),
        _ => Name::default(),
    }
}

/// `YYYY/MM/DD/other`, or any other way of writing a date.
fn slashed(text: &str) -> Option<Date> {
    let text = text.trim();
    if !text.contains('/') {
        return date::read(text);
    }
    let parts: Vec<&str> = text.split('/').map(str::trim).collect();
    let number = |i: usize| parts.get(i).and_then(|part: &&str| part.parse::<u8>().ok()).filter(|n| *n > 0);
    let Some(year) = parts.first().filter(|year| year.len() <= 4).and_then(|year| year.parse::<i32>().ok())
    else {
        return date::read(text);
    };
    let mut date = Date::new(year, number(1), number(1).and(number(2)));
    date.season = parts.get(3).filter(|_| number(1).is_none()).and_then(|other| season(other));
    Some(date)
}

/// A date that may lack its year, which then stands in a tag of its own.
fn completed(text: &str, year: Option<&Date>) -> Option<Date> {
    let read = slashed(text)?;
    let Some(year) = year.and_then(Date::first).filter(|_| read.parts.is_empty()) else {
        return (!read.parts.is_empty()).then_some(read);
    };
    let month = text.split([' ', '.', ',']).find_map(|word| date::month(word).filter(|_| word.len() > 2));
    let day = text.split(|c: char| !c.is_ascii_digit()).find_map(|number| number.parse::<u8>().ok());
    let day = day.filter(|day| (1..=31).contains(day));
    Some(Date::new(year.year, Some(month?), day))
}

fn season(text: &str) -> Option<u8> {
    let text = text.to_lowercase();
    let names = ["spring", "summer", "autumn", "winter", "fall"];
    names.iter().zip([1, 2, 3, 4, 3]).find(|(name, _)| text.contains(**name)).map(|(_, season)| season)
}

#[cfg(test)]
mod tests {
    use super::super::{SourceForm, sniff};
    use super::*;
    use crate::export::{ExchangeForm, sample, write};

    fn only(text: &str) -> Item {
        let imported = read(text);
        assert_eq!(imported.faults, []);
        imported.entries.into_iter().next().expect("one record").item
    }

    #[test]
    fn record_of_a_journal() {
        let item = only(
            "TY  - JOUR\r\nAU  - Lee, Ann\r\nAU  - van Dijk, Jan, Jr.\r\nAU  - Port Authority\r\nTI  - Docks\r\nT2  - Harbor Cities\r\nJO  - Harb. Cit.\r\nPY  - 1994\r\nDA  - 1994/07/03/\r\nVL  - 3\r\nIS  - 2\r\nSP  - 201\r\nEP  - 229\r\nSN  - 1234-5678\r\nDO  - https://doi.org/10.5555/x\r\nER  - \r\n",
        );
        assert_eq!((item.kind, item.title()), (Kind::ArticleJournal, "Docks"));
        assert_eq!(item.text(Variable::ContainerTitle), Some("Harbor Cities"));
        assert_eq!(item.date(Variable::Issued), Some(&Date::new(1994, Some(7), Some(3))));
        assert_eq!((item.text(Variable::Page), item.text(Variable::Issue)), (Some("201-229"), Some("2")));
        assert_eq!(
            (item.text(Variable::Issn), item.text(Variable::Doi)),
            (Some("1234-5678"), Some("10.5555/x"))
        );
        let dijk = Name { suffix: Some("Jr.".into()), ..Name::person("Jan", "van Dijk") };
        assert_eq!(
            item.names(Variable::Author),
            [Name::person("Ann", "Lee"), dijk, Name::literal("Port Authority")]
        );
    }

    #[test]
    fn ways_of_other_programs() {
        // One blank, no value behind ER, lines that run on, old tags, a day without its year.
        let text = "\u{feff}Provider: X\n\nTY - CHAP\nA1 - Quill, Ada\nT1 - How lighthouses\n  got their numbers\nBT - Lamps\nA2 - Brandt, Elke\nY1 - 2019///\nDA - Nov. 3\nER -\nTY - BOOK\nBT - Whole\nT2 - A series\nA2 - Lang, Peter\nPY - 2001///Spring\nER -";
        assert_eq!(sniff(text), Some(SourceForm::Ris));
        let imported = read(text);
        assert_eq!(imported.faults, []);
        let [chapter, book] = imported.entries.as_slice() else { panic!("two records") };
        assert_eq!(chapter.item.title(), "How lighthouses got their numbers");
        assert_eq!(chapter.item.text(Variable::ContainerTitle), Some("Lamps"));
        assert_eq!(chapter.item.names(Variable::Editor), [Name::person("Elke", "Brandt")]);
        assert_eq!(chapter.item.date(Variable::Issued), Some(&Date::new(2019, Some(11), Some(3))));
        assert_eq!(book.item.title(), "Whole");
        assert_eq!(book.item.text(Variable::CollectionTitle), Some("A series"));
        assert_eq!(book.item.names(Variable::CollectionEditor), [Name::person("Peter", "Lang")]);
        assert_eq!(book.item.date(Variable::Issued).and_then(|date| date.season), Some(1));
        assert!(chapter.span.of(text).starts_with("TY - CHAP") && chapter.span.of(text).ends_with("Nov. 3"));
        let title = chapter.item.span(Variable::Title).expect("it was read");
        assert_eq!(title.of(text), "How lighthouses\n  got their numbers");
    }

    #[test]
    fn what_is_written_is_read_back() {
        let works = sample::bibliography();
        let imported = read(&write(&works, ExchangeForm::Ris));
        assert_eq!(imported.faults, []);
        assert_eq!(imported.entries.len(), works.works.len());
        for (work, entry) in works.works.iter().zip(&imported.entries) {
            for variable in
                [Variable::Title, Variable::Volume, Variable::Page, Variable::Publisher, Variable::Url]
            {
                let read = entry.item.text(variable).map(|text| text.replace('–', "-"));
                let written = work.item.text(variable).map(|text| text.replace('–', "-"));
                assert_eq!(read, written, "{} of {}", variable.name(), entry.id);
            }
            let years = |item: &Item| item.date(Variable::Issued).and_then(Date::first).map(|date| date.year);
            assert_eq!(years(&entry.item), years(&work.item), "{}", entry.id);
        }
    }

    #[test]
    fn broken_records_leave_the_others_whole() {
        let text = "AU  - Lost, One\nTY  - BOOK\nTI  - A\nTY  - NOVEL\nTI  - B\nER  - \nTY  - BOOK\nTI  - C";
        let imported = read(text);
        let titles: Vec<_> = imported.entries.iter().map(|entry| entry.item.title()).collect();
        assert_eq!(titles, ["A", "B", "C"]);
        let said: Vec<_> = imported.faults.iter().map(|fault| fault.message.as_str()).collect();
        assert_eq!(
            said,
            [
                "the tag AU stands in no record: TY is missing",
                "this record has no line ER at its end",
                "“NOVEL” is no type of RIS; taken as document",
                "this record has no line ER at its end"
            ]
        );
    }

    #[test]
    fn prose_is_no_record() {
        for text in
            ["", "TY", "TY  - ", "TY  - a note to myself\nER", "Dear TY  - BOOK", "IT - the department"]
        {
            assert_eq!(sniff(text), None, "{text}");
        }
        for text in ["TY  -", "TY  - \u{0}\nA1\nÄU  - x\nER", "\u{feff}\u{feff}TY  - BOOK\r\rER  -"] {
            read(text);
        }
        let long = format!("TY  - BOOK\nTI  - {}", "x\n".repeat(200_000));
        assert_eq!(read(&long).entries.len(), 1);
    }
}
