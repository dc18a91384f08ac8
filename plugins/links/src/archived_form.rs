//! Citation and archived copy → the words that add the copy, in the paper's own form.

use ibidem_sdk::{MONTHS, Paper, Span};

use crate::days::Day;
use crate::manuscript::Manuscript;
use crate::targets::{Target, archived_original, is_archive, targets};

/// How a paper writes addresses and the days on which they were seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Chicago (18th ed., 13.23, 14.104): `https://a.example, archived June 15, 2020, at https://…`.
    Chicago,
    /// MHRA (4th ed.): `<https://a.example> [accessed 3 May 2022], archived at <https://…> [15 June 2020]`.
    Mhra,
    /// OSCOLA (5th ed.): `<https://a.example> accessed 3 May 2022, archived at <https://…>`.
    Oscola,
    /// APA (7th ed.): `Retrieved May 3, 2022, from https://a.example (archived June 15, 2020, at https://…)`.
    Apa,
}

/// How a day is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DayForm {
    /// June 15, 2020
    MonthFirst,
    /// 15 June 2020
    DayFirst,
    /// 2020-06-15
    Iso,
}

/// The place where the copy is added, and the words; nothing where the citation has a copy already.
pub(crate) fn addition(
    manuscript: &Manuscript<'_>,
    target: &Target,
    copy: &str,
    day: Day,
) -> Option<(usize, String)> {
    let (paper, span) = (manuscript.paper, target.span());
    let note = paper.note_at(span.start)?;
    // The whole note: a copy behind the access date belongs to the address before it.
    if has_copy(paper, note.span) {
        return None;
    }
    let text = paper.text.get(span.end..note.span.end)?;
    let before = paper.text.get(note.span.start..span.start)?;
    let (form, end) = form_of(before, text);
    let at = span.end + end;
    let is_bracketed = text.starts_with('>');
    if let Some(habit) = manuscript.habit() {
        return Some((at, habit.words(copy, day)));
    }
    let day_form =
        day_form(paper.text_of(note.span)).or_else(|| manuscript.day_form()).unwrap_or(DayForm::DayFirst);
    let date = written(day, day_form);
    // Brackets that are markup for the address are not in the text, and then belong around no other.
    let copy = if is_bracketed { format!("<{copy}>") } else { copy.to_owned() };
    // A year behind a day is parted by commas on both sides.
    let comma = if day_form == DayForm::MonthFirst { "," } else { "" };
    let words = match form {
        Form::Mhra => format!(", archived at {copy} [{date}]"),
        Form::Oscola => format!(", archived at {copy}"),
        Form::Apa => format!(" (archived {date}{comma} at {copy})"),
        Form::Chicago => format!(", archived {date}{comma} at {copy}"),
    };
    Some((at, words))
}

/// Whether a stretch of text has an address of an archive.
pub(crate) fn has_copy(paper: &Paper, span: Span) -> bool {
    let text = paper.text_of(span);
    text.match_indices("http").any(|(at, _)| {
        text.get(at..).is_some_and(|rest| {
            is_archive(
                rest.split(|c: char| c.is_whitespace() || "<>\"“”".contains(c)).next().unwrap_or_default(),
            )
        })
    })
}

/// The form of a citation, and where behind its address the copy belongs.
fn form_of(before: &str, behind: &str) -> (Form, usize) {
    let closing = usize::from(behind.starts_with('>'));
    let rest = behind.get(closing..).unwrap_or_default();
    let lower = rest.to_ascii_lowercase();
    // `[accessed 3 May 2022]`, `(accessed May 3, 2022)`, ` accessed 3 May 2022`
    let opened = lower.trim_start_matches([',', ' ']);
    let skipped = lower.len() - opened.len();
    let says_access = |text: &str| {
        ["accessed", "last accessed", "visited", "last visited", "consulted", "retrieved", "viewed"]
            .iter()
            .any(|word| text.starts_with(word))
    };
    if let Some(inner) = opened.strip_prefix('[').filter(|inner| says_access(inner)) {
        let end = inner.find(']').map_or(0, |end| skipped + 1 + end + 1);
        return (Form::Mhra, closing + end);
    }
    if let Some(inner) = opened.strip_prefix('(').filter(|inner| says_access(inner)) {
        let end = inner.find(')').map_or(0, |end| skipped + 1 + end + 1);
        return (Form::Chicago, closing + end);
    }
    if says_access(opened) {
        let form = if rest.starts_with(' ') { Form::Oscola } else { Form::Chicago };
        return (form, closing + skipped + end_of_access(opened));
    }
    let retrieved = before.to_ascii_lowercase();
    let is_apa = retrieved
        .rfind("retrieved")
        .is_some_and(|at| retrieved.len() - at < 60 && retrieved.ends_with("from "));
    (if is_apa { Form::Apa } else { Form::Chicago }, closing)
}

/// Where “accessed May 3, 2022” ends: behind its year.
fn end_of_access(text: &str) -> usize {
    let mut digits = 0;
    for (at, c) in text.char_indices() {
        digits = if c.is_ascii_digit() { digits + 1 } else { 0 };
        let next_is_digit =
            text.get(at + 1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        if digits == 4 && !next_is_digit {
            // 2022-05-03 goes on behind the year.
            let rest = text.get(at + 1..).unwrap_or_default();
            let month_and_day = rest.get(..6).is_some_and(|rest| {
                rest.bytes().enumerate().all(|(i, b)| if i % 3 == 0 { b == b'-' } else { b.is_ascii_digit() })
            });
            return at + 1 + if month_and_day { 6 } else { 0 };
        }
        if at > 60 {
            break;
        }
    }
    0
}

/// The words with which a paper gives the copy of a page, behind its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Habit {
    words: String,
    /// The day in these words, if there is one.
    day: Option<(Day, DayForm)>,
    /// What closes the bracket that the words open.
    closing: &'static str,
}

impl Habit {
    /// The words of the first note that has an address and a copy of it.
    pub(crate) fn of(paper: &Paper) -> Option<Self> {
        let mut spans: Vec<(Span, String)> =
            targets(paper).into_iter().map(|target| (target.span(), target.url)).collect();
        spans.sort();
        spans.windows(2).find_map(|pair| {
            let [(first, original), (second, archived)] = pair else { return None };
            Self::between(paper, (*first, original), (*second, archived))
        })
    }

    fn between(
        paper: &Paper,
        (first, original): (Span, &str),
        (second, archived): (Span, &str),
    ) -> Option<Self> {
        const LONGEST: usize = 120;
        let inner = archived_original(archived)?;
        let bare = |url: &str| {
            let url = url.trim_end_matches('/');
            url.split_once("://").map_or(url, |(_, rest)| rest).trim_start_matches('/').to_owned()
        };
        let note = paper.note_at(first.start).filter(|note| note.span.contains(second));
        let is_pair = first.end <= second.start && bare(inner) == bare(original) && note.is_some();
        if !is_pair || paper.text_of(second) != archived {
            return None;
        }
        let between = paper.text.get(first.end..second.start)?;
        let (_, access_end) = form_of("", paper.text.get(first.end..)?);
        let behind_access = between.get(access_end..).filter(|words| !words.is_empty());
        let words = behind_access.unwrap_or_else(|| between.strip_prefix('>').unwrap_or(between));
        let stamp = archived.split("/web/").nth(1).and_then(Day::read)?;
        let behind = paper.text.get(second.end..).unwrap_or_default();
        let closing = [('<', ">"), ('(', ")"), ('[', "]")]
            .into_iter()
            .find(|(open, close)| words.contains(*open) && behind.starts_with(close))
            .map_or("", |(_, close)| close);
        let forms = [DayForm::MonthFirst, DayForm::DayFirst, DayForm::Iso];
        let dated = forms.into_iter().find(|form| words.contains(&written(stamp, *form)));
        // A number that is not the day of that copy would be wrong for this one.
        let is_sound = dated.is_some() || !words.chars().any(|c| c.is_ascii_digit());
        (is_sound && words.len() <= LONGEST).then(|| Self {
            words: words.to_owned(),
            day: dated.map(|form| (stamp, form)),
            closing,
        })
    }

    /// The words for another copy.
    fn words(&self, copy: &str, day: Day) -> String {
        let words =
            self.day.map(|(stamp, form)| self.words.replace(&written(stamp, form), &written(day, form)));
        format!("{}{copy}{}", words.as_ref().unwrap_or(&self.words), self.closing)
    }
}

fn written(day: Day, form: DayForm) -> String {
    match form {
        DayForm::MonthFirst => format!("{} {}, {}", day.month_name(), day.day, day.year),
        DayForm::DayFirst => format!("{} {} {}", day.day, day.month_name(), day.year),
        DayForm::Iso => day.iso(),
    }
}

/// How the last day of a text is written.
pub(crate) fn day_form(text: &str) -> Option<DayForm> {
    let places =
        MONTHS.iter().flat_map(|month| text.match_indices(month).map(|(at, found)| (at, found.len())));
    let (at, length) = places.max()?;
    let before = text.get(..at)?.trim_end();
    let behind = text.get(at + length..)?.trim_start();
    if before.ends_with(|c: char| c.is_ascii_digit()) {
        Some(DayForm::DayFirst)
    } else if behind.starts_with(|c: char| c.is_ascii_digit())
        && behind.get(..5).is_some_and(|rest| rest.contains(','))
    {
        Some(DayForm::MonthFirst)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use ibidem_sdk::testing::paper;

    use super::*;
    use crate::targets::targets;

    const COPY: &str = "https://web.archive.org/web/20200615120000/http://a.example/x";

    /// Adds the copy to the first address, and says what the note then is; and that once is enough.
    fn check(note: &str, expected: &str) {
        let added = |source: &str| {
            let paper = paper(source);
            let target =
                targets(&paper).into_iter().find(|target| target.url == "http://a.example/x").unwrap();
            let day = Day { year: 2020, month: 6, day: 15 };
            let (at, words) = addition(&Manuscript::new(&paper), &target, COPY, day)?;
            let note = paper.note_at(at.min(paper.text.len() - 1)).unwrap().span;
            let mut text = paper.text_of(note).to_owned();
            text.insert_str(at - note.start, &words);
            Some(text)
        };
        let once = added(note).unwrap();
        assert_eq!(once, expected);
        let again = once.replace('<', "\\<").replace('>', "\\>");
        assert_eq!(added(&format!("1. {again}")), None, "{once}");
    }

    #[test]
    fn chicago() {
        check(
            "1. Maria Calder, “A History of Dikes,” *River Times*, May 2, 2016, http://a.example/x.",
            "Maria Calder, “A History of Dikes,” River Times, May 2, 2016, http://a.example/x, archived June 15, 2020, at \
             https://web.archive.org/web/20200615120000/http://a.example/x.",
        );
        check(
            "1. Maria Calder, “A History of Dikes,” *River Times*, May 2, 2016, http://a.example/x (accessed March 3, 2022).",
            "Maria Calder, “A History of Dikes,” River Times, May 2, 2016, http://a.example/x (accessed March 3, 2022), \
             archived June 15, 2020, at https://web.archive.org/web/20200615120000/http://a.example/x.",
        );
    }

    #[test]
    fn mhra() {
        check(
            "1. Maria Calder, ‘A History of Dikes’, *River Times*, 2 May 2016 \\<http://a.example/x\\> [accessed 3 March 2022].",
            "Maria Calder, ‘A History of Dikes’, River Times, 2 May 2016 <http://a.example/x> [accessed 3 March 2022], \
             archived at <https://web.archive.org/web/20200615120000/http://a.example/x> [15 June 2020].",
        );
    }

    #[test]
    fn oscola() {
        check(
            "1. Maria Calder, ‘A History of Dikes’ (*River Times*, 2 May 2016) \\<http://a.example/x\\> accessed 3 March 2022.",
            "Maria Calder, ‘A History of Dikes’ (River Times, 2 May 2016) <http://a.example/x> accessed 3 March 2022, \
             archived at <https://web.archive.org/web/20200615120000/http://a.example/x>.",
        );
    }

    #[test]
    fn brackets_that_are_markup() {
        check(
            "1. Maria Calder, ‘A History of Dikes’ (*River Times*, 2 May 2016) <http://a.example/x> accessed 3 March 2022.",
            "Maria Calder, ‘A History of Dikes’ (River Times, 2 May 2016) http://a.example/x accessed 3 March 2022, \
             archived at https://web.archive.org/web/20200615120000/http://a.example/x.",
        );
    }

    #[test]
    fn apa() {
        check(
            "1. Calder, M. (2016, May 2). A history of dikes. *River Times*. Retrieved March 3, 2022, from http://a.example/x",
            "Calder, M. (2016, May 2). A history of dikes. River Times. Retrieved March 3, 2022, from http://a.example/x \
             (archived June 15, 2020, at https://web.archive.org/web/20200615120000/http://a.example/x)",
        );
    }

    #[test]
    fn the_form_of_another_note_is_followed() {
        let paper = paper(
            "1. Ann Marsh, “Eels,” http://b.example/y [https://web.archive.org/web/20190102000000/http://b.example/y].\n\
             2. Maria Calder, “Dikes,” http://a.example/x.",
        );
        let target = targets(&paper).into_iter().find(|target| target.url == "http://a.example/x").unwrap();
        let found = addition(&Manuscript::new(&paper), &target, COPY, Day { year: 2020, month: 6, day: 15 });
        assert!(found.is_some_and(|(_, words)| words.starts_with(" [https://web.archive.org")));
    }
}
