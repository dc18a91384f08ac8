//! Works → classic BibTeX, for `.bst` styles.

use super::edtf::{as_written, real, season_name};
use super::latex::{Entry, escape, escape_verbatim};
use super::page::with_dash;
use super::remaining::Remaining;
use crate::{Date, DateParts, Item, Kind, Variable};

/// The entries, one after the other.
pub(super) fn write(works: &[(&str, &Item)]) -> String {
    works.iter().map(|(key, item)| entry(key, item)).collect::<Vec<_>>().join("\n")
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn entry(key: &str, item: &Item) -> String {
    let kind = entry_type(item);
    let mut left = Remaining::of(item);
    let mut entry = Entry::new(kind, key);
    entry.names("author", &left.names(Variable::Author));
    entry.names("editor", &left.names(Variable::Editor));
    titles(&mut entry, &mut left, kind);
    issued(&mut entry, &mut left);
    numbers(&mut entry, &mut left, kind);
    imprint(&mut entry, &mut left, kind);
    let url = left.text(Variable::Url);
    entry.verbatim("doi", left.text(Variable::Doi));
    entry.text("isbn", left.text(Variable::Isbn));
    entry.text("issn", left.text(Variable::Issn));
    let howpublished = left.text(Variable::Medium).map(|medium| escape(&medium));
    let mut notes = Vec::new();
    if let Some(accessed) = left.date(Variable::Accessed) {
        notes.push(format!("Accessed {}", for_a_reader(accessed)));
    }
    notes.extend(left.notes());
    if let Some(url) = &url {
        // The plain styles print `howpublished`, and of `url` know nothing.
        let print =
            (kind == "misc" && howpublished.is_none()).then(|| format!("\\url{{{}}}", escape_verbatim(url)));
        if let Some(print) = print {
            entry.raw("howpublished", &print);
        }
        entry.verbatim("url", Some(url.clone()));
    }
    if let Some(howpublished) = howpublished {
        entry.raw("howpublished", &howpublished);
    }
    if !notes.is_empty() {
        entry.raw("note", &escape(&notes.join("; ")));
    }
    entry.finish()
}

fn entry_type(item: &Item) -> &'static str {
    match item.kind {
        Kind::Article
        | Kind::ArticleJournal
        | Kind::ArticleMagazine
        | Kind::ArticleNewspaper
        | Kind::Review
        | Kind::ReviewBook => "article",
        Kind::Book | Kind::Classic | Kind::Collection | Kind::Periodical => "book",
        Kind::Chapter | Kind::Entry | Kind::EntryDictionary | Kind::EntryEncyclopedia => "incollection",
        Kind::PaperConference => "inproceedings",
        Kind::Report | Kind::Standard => "techreport",
        Kind::Thesis if is_master(item) => "mastersthesis",
        Kind::Thesis => "phdthesis",
        Kind::Pamphlet => "booklet",
        Kind::Manuscript => "unpublished",
        _ => "misc",
    }
}

fn is_master(item: &Item) -> bool {
    let genre = item.text(Variable::Genre).unwrap_or_default().to_lowercase();
    ["master", "magister", "m.a.", "ma thesis", "maîtrise", "bachelor", "diplom", "honors", "honours"]
        .iter()
        .any(|degree| genre.contains(degree))
}

fn titles(entry: &mut Entry, left: &mut Remaining<'_>, kind: &str) {
    if let Some(title) = left.text(Variable::Title) {
        // Braces of its own keep the title as it was cited: the plain styles lower-case it.
        entry.raw("title", &format!("{{{}}}", escape(&title)));
    }
    match kind {
        "article" => entry.text("journal", left.text(Variable::ContainerTitle)),
        "incollection" | "inproceedings" => entry.text("booktitle", left.text(Variable::ContainerTitle)),
        _ => {}
    }
    entry.text("series", left.text(Variable::CollectionTitle));
}

/// Year and month by macro; `may # "~3"` is how the manual of BibTeX writes a day.
fn issued(entry: &mut Entry, left: &mut Remaining<'_>) {
    let Some(date) = left.date(Variable::Issued) else { return };
    let Some(first) = date.first() else {
        entry.text("year", Some(as_written(date)));
        return;
    };
    let last = date.parts.get(1).copied().filter(|last| *last != first);
    let doubt = if date.circa { "circa " } else { "" };
    match last {
        Some(last) if last.year != first.year => {
            entry.raw("year", &format!("{doubt}{}--{}", first.year, last.year));
        }
        _ => entry.raw("year", &format!("{doubt}{}", first.year)),
    }
    let same_year = last.filter(|last| last.year == first.year);
    if let Some(month) = month(first, same_year) {
        entry.bare("month", &month);
    } else if let Some(season) = date.season.and_then(season_name) {
        entry.raw("month", season);
    }
}

fn month(first: DateParts, last: Option<DateParts>) -> Option<String> {
    let one = |parts: DateParts| {
        let name = MONTHS.get(usize::from(parts.month?).checked_sub(1)?)?;
        // An impossible day is printed as it was cited.
        Some(parts.day.map_or_else(|| (*name).to_owned(), |day| format!("{name} # \"~{day}\"")))
    };
    let start = one(first)?;
    match last {
        Some(last) if last.month == first.month => {
            let day = last.day.map_or(String::new(), |day| format!(" # \"--{day}\""));
            Some(format!("{start}{day}"))
        }
        Some(last) => Some(one(last).map_or(start.clone(), |end| format!("{start} # \"--\" # {end}"))),
        None => Some(start),
    }
}

fn numbers(entry: &mut Entry, left: &mut Remaining<'_>, kind: &str) {
    entry.text("volume", left.text(Variable::Volume));
    let order: &[Variable] = match kind {
        "article" => &[Variable::Issue, Variable::Number],
        "techreport" => &[Variable::Number, Variable::Issue],
        _ => &[Variable::CollectionNumber, Variable::Number, Variable::Issue],
    };
    if let Some(variable) = order.iter().copied().find(|variable| left.has(*variable)) {
        entry.text("number", left.text(variable));
    }
    entry.text("chapter", left.text(Variable::ChapterNumber));
    entry.text("edition", left.text(Variable::Edition));
    entry.text("pages", left.text(Variable::Page).map(|pages| with_dash(&pages, "--")));
    if matches!(kind, "phdthesis" | "mastersthesis" | "techreport" | "incollection") {
        entry.text("type", left.text(Variable::Genre));
    }
}

fn imprint(entry: &mut Entry, left: &mut Remaining<'_>, kind: &str) {
    let publisher = match kind {
        "phdthesis" | "mastersthesis" => "school",
        "techreport" => "institution",
        "misc" | "booklet" | "unpublished" => "organization",
        _ => "publisher",
    };
    entry.text(publisher, left.text(Variable::Publisher));
    entry.text("address", left.text(Variable::PublisherPlace));
}

/// A date in English words: `3 November 2024`.
fn for_a_reader(date: &Date) -> String {
    let Some(first) = date.first().filter(|first| date.parts.len() == 1 && real(*first) == *first) else {
        return as_written(date);
    };
    let name = first.month.and_then(|month| crate::MONTHS.get(usize::from(month).checked_sub(1)?));
    match (first.day, name) {
        (Some(day), Some(month)) => format!("{day} {month} {}", first.year),
        (None, Some(month)) => format!("{month} {}", first.year),
        (_, None) => as_written(date),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ExchangeForm, sample};
    use crate::{Date, DateParts, Item, Kind, Value, Variable};

    fn export(items: &[Item]) -> String {
        crate::export::write(&sample::bibliography_of(items), ExchangeForm::Bibtex)
    }

    fn check_date(parts: &[(i32, Option<u8>, Option<u8>)], expected: &[&str]) {
        let parts =
            parts.iter().map(|(year, month, day)| DateParts { year: *year, month: *month, day: *day });
        let date = Date { parts: parts.collect(), ..Date::default() };
        let written = export(&[sample::item(Kind::Book, &[(Variable::Issued, Value::Date(date))])]);
        let lines: Vec<_> = written.lines().filter(|line| line.starts_with("  ")).map(str::trim).collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn newspaper_with_day_place_and_access_date() {
        assert_eq!(
            export(&[sample::newspaper()]),
            "@article{okafor2009harbor,\n  author         = {Okafor, Ngozi},\n  title          = {{Harbor strike enters third week}},\n  journal        = {The Guardian},\n  year           = {2009},\n  month          = apr # \"~21\",\n  pages          = {A4},\n  address        = {Lagos},\n  url            = {https://guardian.example/harbor_strike?id=7&p=1},\n  note           = {Accessed 3 November 2024},\n}\n"
        );
    }

    #[test]
    fn months_and_ranges() {
        check_date(&[(1990, Some(5), None)], &["year           = {1990},", "month          = may,"]);
        check_date(&[(1958, None, None), (1963, None, None)], &["year           = {1958--1963},"]);
        check_date(
            &[(1990, Some(5), None), (1990, Some(6), None)],
            &["year           = {1990},", "month          = may # \"--\" # jun,"],
        );
        check_date(
            &[(1990, Some(5), Some(3)), (1990, Some(5), Some(7))],
            &["year           = {1990},", "month          = may # \"~3\" # \"--7\","],
        );
    }

    #[test]
    fn institution_as_author_is_in_double_braces() {
        let written = export(&[sample::institution()]);
        assert!(written.contains("author         = {{Ministry of Culture, Media and Sport}},"), "{written}");
        assert!(written.contains("year           = {circa 1921},"), "{written}");
    }

    #[test]
    fn web_page_prints_its_address() {
        let written = export(&[sample::web_page()]);
        assert!(written.starts_with("@misc{"), "{written}");
        assert!(
            written.contains("howpublished   = {\\url{https://harbor.example/archive/~history}},"),
            "{written}"
        );
    }

    #[test]
    fn every_variable_goes_somewhere() {
        for kind in Kind::ALL {
            let written = export(&[sample::everything(*kind)]);
            for value in sample::everything_values() {
                let in_words =
                    value.replace("2024-11-05", "5 November 2024").replace("1999-03-04", "mar # \"~4\"");
                assert!(written.contains(&in_words), "{} loses {value}:\n{written}", kind.name());
            }
        }
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
        for kind in [Kind::ArticleJournal, Kind::Webpage, Kind::Thesis] {
            let written = export(&[sample::hostile(kind), sample::book()]);
            sample::assert_balanced(&written);
            assert_eq!(written.lines().filter(|line| line.starts_with('@')).count(), 2);
            assert_eq!(written.lines().filter(|line| *line == "}").count(), 2);
        }
    }
}
