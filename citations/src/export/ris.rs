//! Works → RIS, for `EndNote`, Mendeley and library catalogs.

use super::edtf::{as_written, edtf, is_faithful, real, season_name};
use super::page::ends;
use super::remaining::Remaining;
use crate::{Date, Item, Kind, Name, Variable};

/// The records, one after the other; lines end in CR LF, as the specification has it.
pub(super) fn write(works: &[(&str, &Item)]) -> String {
    works.iter().map(|(key, item)| record(key, item)).collect::<Vec<_>>().join("\r\n")
}

/// One record. A value is always one line, so that none can start a tag.
struct Record(Vec<String>);

impl Record {
    fn line(&mut self, tag: &str, value: &str) {
        self.0.push(format!("{tag}  - {value}\r\n"));
    }

    fn text(&mut self, tag: &str, value: Option<String>) {
        if let Some(value) = value {
            self.line(tag, &value);
        }
    }

    fn names(&mut self, tag: &str, names: &[Name]) {
        for name in names {
            self.line(tag, &person(name));
        }
    }
}

fn record(key: &str, item: &Item) -> String {
    let mut left = Remaining::of(item);
    let mut record = Record(Vec::new());
    record.line("TY", type_of(item.kind));
    record.line("ID", key);
    people(&mut record, &mut left, item.kind);
    record.text("TI", left.text(Variable::Title));
    record.text("ST", left.text(Variable::TitleShort));
    let container = left.text(Variable::ContainerTitle);
    if is_periodical(item.kind) {
        record.text("JO", container.clone());
    }
    record.text("T2", container);
    record.text("T3", left.text(Variable::CollectionTitle));
    issued(&mut record, &mut left);
    numbers(&mut record, &mut left);
    for (tag, variable) in [
        ("PB", Variable::Publisher),
        ("CY", Variable::PublisherPlace),
        ("M3", Variable::Genre),
        ("LA", Variable::Language),
        ("DB", Variable::Archive),
        ("AV", Variable::ArchiveLocation),
        ("DO", Variable::Doi),
        ("SN", Variable::Isbn),
        ("SN", Variable::Issn),
        ("UR", Variable::Url),
    ] {
        record.text(tag, left.text(variable));
    }
    // Of “2013” alone the parts behind it stay empty.
    let year = |date: &Date| edtf(date).and_then(|_| Some(format!("{:04}///", real(date.first()?).year)));
    if let Some(day) =
        left.peek_date(Variable::Accessed).and_then(|date| slashed(date).or_else(|| year(date)))
    {
        record.line("Y2", &day);
        if left.peek_date(Variable::Accessed).is_some_and(is_faithful) {
            left.date(Variable::Accessed);
        }
    }
    for note in left.notes() {
        record.line("N1", &note);
    }
    record.line("ER", "");
    record.0.concat()
}

fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Article | Kind::ArticleJournal | Kind::Review | Kind::ReviewBook => "JOUR",
        Kind::ArticleMagazine => "MGZN",
        Kind::ArticleNewspaper => "NEWS",
        Kind::Bill => "BILL",
        Kind::Book => "BOOK",
        Kind::Classic => "CLSWK",
        Kind::Collection => "EDBOOK",
        Kind::Broadcast => "VIDEO",
        Kind::Chapter => "CHAP",
        Kind::Dataset => "DATA",
        Kind::Entry | Kind::EntryEncyclopedia => "ENCYC",
        Kind::EntryDictionary => "DICT",
        Kind::Figure => "FIGURE",
        Kind::Graphic | Kind::Performance => "ART",
        Kind::Hearing => "HEAR",
        Kind::LegalCase => "CASE",
        Kind::Legislation | Kind::Regulation | Kind::Treaty => "STAT",
        Kind::Manuscript => "UNPB",
        Kind::Map => "MAP",
        Kind::MotionPicture => "MPCT",
        Kind::MusicalScore => "MUSIC",
        Kind::Pamphlet => "PAMP",
        Kind::PaperConference => "CPAPER",
        Kind::Patent => "PAT",
        Kind::Periodical => "SER",
        Kind::Interview | Kind::PersonalCommunication => "PCOMM",
        Kind::Post | Kind::Webpage => "ELEC",
        Kind::PostWeblog => "BLOG",
        Kind::Report => "RPRT",
        Kind::Software => "COMP",
        Kind::Song => "SOUND",
        Kind::Standard => "STAND",
        Kind::Thesis => "THES",
        Kind::Document | Kind::Event | Kind::Speech => "GEN",
    }
}

fn is_periodical(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Article
            | Kind::ArticleJournal
            | Kind::ArticleMagazine
            | Kind::ArticleNewspaper
            | Kind::Review
            | Kind::ReviewBook
    )
}

fn people(record: &mut Record, left: &mut Remaining<'_>, kind: Kind) {
    record.names("AU", &left.names(Variable::Author));
    // A2 is the editor of the whole in records of a part, and a series editor elsewhere.
    let is_part = matches!(type_of(kind), "CHAP" | "ENCYC" | "DICT" | "CPAPER");
    record.names(if is_part { "A2" } else { "ED" }, &left.names(Variable::Editor));
    record.names("A3", &left.names(Variable::CollectionEditor));
    record.names("A4", &left.names(Variable::Translator));
}

fn issued(record: &mut Record, left: &mut Remaining<'_>) {
    let Some(date) = left.peek_date(Variable::Issued) else { return };
    let Some(first) = date.first() else {
        left.date(Variable::Issued);
        record.line("PY", &as_written(date));
        return;
    };
    record.line("PY", &first.year.to_string());
    if let Some(day) = slashed(date) {
        record.line("DA", &day);
    }
    // A range keeps its end among the notes.
    if is_faithful(date) && date.parts.len() == 1 && !date.circa {
        left.date(Variable::Issued);
    }
}

/// `YYYY/MM/DD/other`: parts that are not known stay empty, their slashes do not.
fn slashed(date: &Date) -> Option<String> {
    edtf(date)?;
    let parts = real(date.first()?);
    if parts.month.is_none() && date.season.is_none() {
        return None;
    }
    let two = |part: Option<u8>| part.map(|part| format!("{part:02}")).unwrap_or_default();
    let season = date.season.and_then(season_name).unwrap_or_default();
    Some(format!("{:04}/{}/{}/{season}", parts.year, two(parts.month), two(parts.day)))
}

fn numbers(record: &mut Record, left: &mut Remaining<'_>) {
    record.text("VL", left.text(Variable::Volume));
    record.text("NV", left.text(Variable::NumberOfVolumes));
    if left.has(Variable::Issue) {
        record.text("IS", left.text(Variable::Issue));
    } else {
        record.text("IS", left.text(Variable::Number));
    }
    record.text("ET", left.text(Variable::Edition));
    record.text("SE", left.text(Variable::ChapterNumber));
    let Some(pages) = left.text(Variable::Page) else { return };
    match ends(&pages) {
        Some((first, last)) => {
            record.line("SP", first);
            record.line("EP", last);
        }
        None => record.line("SP", &pages),
    }
}

/// `Family, Given, Suffix`, with particles before the family name.
fn person(name: &Name) -> String {
    let Some(family) = &name.family else { return name.full() };
    let particles = [&name.dropping_particle, &name.non_dropping_particle];
    let mut whole = String::new();
    for particle in particles.into_iter().flatten() {
        whole.push_str(particle);
        whole.push(' ');
    }
    whole.push_str(family);
    for part in [&name.given, &name.suffix].into_iter().flatten() {
        whole.push_str(", ");
        whole.push_str(part);
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::super::{ExchangeForm, sample};
    use crate::{Item, Kind, Name};

    fn export(items: &[Item]) -> String {
        crate::export::write(&sample::bibliography_of(items), ExchangeForm::Ris)
    }

    #[test]
    fn newspaper_with_place_and_access_date() {
        assert_eq!(
            export(&[sample::newspaper()]),
            "TY  - NEWS\r\nID  - okafor2009harbor\r\nAU  - Okafor, Ngozi\r\nTI  - Harbor strike enters third week\r\nJO  - The Guardian\r\nT2  - The Guardian\r\nPY  - 2009\r\nDA  - 2009/04/21/\r\nSP  - A4\r\nCY  - Lagos\r\nUR  - https://guardian.example/harbor_strike?id=7&p=1\r\nY2  - 2024/11/03/\r\nER  - \r\n"
        );
    }

    #[test]
    fn pages_are_split() {
        let written = export(&[sample::journal()]);
        assert!(written.contains("\r\nSP  - 201\r\nEP  - 229\r\n"), "{written}");
        assert!(written.contains("\r\nDA  - 1994/07//\r\n"), "{written}");
    }

    #[test]
    fn particles_and_suffixes() {
        let king = Name { suffix: Some("Jr.".into()), ..Name::person("Martin Luther", "King") };
        assert_eq!(super::person(&king), "King, Martin Luther, Jr.");
        let gogh = Name { non_dropping_particle: Some("van".into()), ..Name::person("Vincent", "Gogh") };
        assert_eq!(super::person(&gogh), "van Gogh, Vincent");
    }

    #[test]
    fn end_of_a_range_is_kept() {
        let written = export(&[sample::date_range()]);
        assert!(written.contains("\r\nPY  - 1958\r\n"), "{written}");
        assert!(written.contains("\r\nN1  - issued: 1958/1963\r\n"), "{written}");
    }

    #[test]
    fn every_variable_goes_somewhere() {
        for kind in Kind::ALL {
            let written = export(&[sample::everything(*kind)]);
            for value in sample::everything_values() {
                let slashes = value.replace("2024-11-05", "2024/11/05/").replace("1999-03-04", "1999/03/04/");
                assert!(written.contains(&slashes), "{} loses {value}:\n{written}", kind.name());
            }
        }
    }

    #[test]
    fn value_cannot_end_the_record() {
        let written = export(&[sample::hostile(Kind::ArticleJournal), sample::book()]);
        assert_eq!(written.matches("\r\nER  - ").count(), 2);
        let is_tag = |line: &str| line.is_empty() || line.get(2..6) == Some("  - ");
        assert!(written.split("\r\n").all(is_tag), "{written}");
        assert!(!written.replace("\r\n", "").contains(['\r', '\n']));
    }
}
