//! References whose title bears a code for the type of work: “Title[M]. Place: Publisher, 1999: 24.” (GB/T 7714),
//! “Title [Internet]. Site. 2012 [cited 2023 Jun 2].” (Citing Medicine).
//!
//! The standards leave no choice of order or marks, so that such a reference is read from left to right.

use super::dates::date_at;
use super::reference::Draft;
use super::token::Tokens;
use crate::{Date, Kind, Locator, LocatorLabel, Name, Span, Value, Variable};

/// How sure such a reading is.
const SURE: f32 = 0.9;

/// The codes of GB/T 7714-2015, appendix B, and that of Citing Medicine, chapter 22.
const CODES: [(&str, Kind); 15] = [
    ("Internet", Kind::Webpage),
    ("M", Kind::Book),
    ("C", Kind::Book),
    ("G", Kind::Book),
    ("N", Kind::ArticleNewspaper),
    ("J", Kind::ArticleJournal),
    ("D", Kind::Thesis),
    ("R", Kind::Report),
    ("S", Kind::Standard),
    ("P", Kind::Patent),
    ("A", Kind::Chapter),
    ("EB", Kind::Webpage),
    ("DB", Kind::Dataset),
    ("DS", Kind::Dataset),
    ("CP", Kind::Software),
];

/// What the work is kept on: “[J/OL]” is online.
const CARRIERS: [&str; 4] = ["OL", "CD", "DK", "MT"];

/// A code and the tokens that it takes.
struct Code {
    kind: Kind,
    start: usize,
    end: usize,
}

/// Reads a reference with a code; gives whether it was one.
///
/// `listed` says that it is an entry of a list, where a page is that of the whole piece.
pub(super) fn read(draft: &mut Draft<'_>, start: usize, listed: bool) -> bool {
    let Some(code) = (start + 1..draft.tokens.len()).find_map(|i| code_at(&draft.tokens, i)) else {
        return false;
    };
    let title = head(draft, start, code.start);
    let numbered = matches!(code.kind, Kind::Report | Kind::Standard | Kind::Patent);
    let title_end = match number_of_title(&draft.tokens, title, code.start).filter(|_| numbered) {
        Some(colon) => {
            let number = draft.tokens.span(colon + 1, code.start);
            draft.set_text(Variable::Number, number, SURE);
            colon
        }
        None => code.start,
    };
    let span = draft.tokens.span(title, title_end);
    draft.set_text(Variable::Title, span, SURE);
    draft.item.kind = code.kind;
    let mut tail = Tail { draft, listed };
    if tail.draft.tokens.is(code.end, '/') && tail.draft.tokens.is(code.end + 1, '/') {
        if matches!(code.kind, Kind::Book | Kind::Chapter) {
            tail.draft.item.kind = Kind::Chapter;
        }
        tail.container(code.end + 2);
    } else {
        let behind = code.end + usize::from(tail.draft.tokens.is(code.end, '.'));
        match code.kind {
            Kind::ArticleJournal => tail.journal(behind),
            Kind::ArticleNewspaper => tail.newspaper(behind),
            Kind::Webpage => tail.site(behind),
            _ => tail.imprint(behind),
        }
    }
    true
}

/// `[M]`, `[J/OL]`.
fn code_at(tokens: &Tokens<'_>, i: usize) -> Option<Code> {
    if !tokens.is(i, '[') {
        return None;
    }
    let (_, kind) = CODES.iter().find(|(code, _)| *code == tokens.str(i + 1))?;
    let is_carried = tokens.is(i + 2, '/') && CARRIERS.contains(&tokens.str(i + 3));
    let close = if is_carried { i + 4 } else { i + 2 };
    tokens.is(close, ']').then_some(Code { kind: *kind, start: i, end: close + 1 })
}

/// Reads the people before the title, and the year behind them; gives where the title begins.
fn head(draft: &mut Draft<'_>, start: usize, end: usize) -> usize {
    let tokens = &draft.tokens;
    let Some(point) = point(tokens, start, end) else { return start };
    let mut stop = point;
    let mut year = None;
    if tokens.is(point.saturating_sub(2), ',') && is_year(tokens, point - 1) {
        (stop, year) = (point - 2, Some(point - 1));
    }
    let Some(names) = people(tokens, start, stop) else {
        return start;
    };
    let span = tokens.span(start, stop);
    draft.set_names(Variable::Author, names, span, SURE);
    if let Some(at) = year {
        set_year(draft, at);
    }
    point + 1
}

/// “SANDOVAL T, QUILL K, et al”; an institution stands alone.
fn people(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Vec<Name>> {
    let mut names = Vec::new();
    let mut from = start;
    let mut institution = false;
    for comma in (start..=end).filter(|i| *i == end || tokens.is(*i, ',')) {
        let text = tokens.span(from, comma).of(tokens.text);
        if matches!(text, "et al" | "等" | "他") {
            break;
        }
        match person(tokens, from, comma) {
            Some(name) => names.push(name),
            None if !text.is_empty() && (from..comma).all(|i| tokens.is_word(i)) => {
                institution = true;
                names.push(Name::literal(text));
            }
            None => return None,
        }
        from = comma + 1;
    }
    (!names.is_empty() && (!institution || names.len() == 1)).then_some(names)
}

/// “LE ROY LADURIE E”, “PETROV J L”, “MOREAU J-L”: one or more words, and initials behind them.
fn person(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Name> {
    let is_initial = |i: usize| {
        let word = tokens.str(i);
        tokens.is_capital(i) && word.split('-').all(|part| part.chars().count() == 1)
    };
    let initials = (start..end).rev().take_while(|i| is_initial(*i)).count();
    let family = start..end - initials;
    let is_family = family.clone().all(|i| tokens.is_word(i)) && !family.is_empty();
    (is_family && (1..=4).contains(&initials)).then(|| {
        let family_text = tokens.span(family.start, family.end).of(tokens.text);
        Name::person(tokens.span(family.end, end).of(tokens.text), family_text)
    })
}

/// “The Price of Clocks: 39[R]”: the colon before the number of a report.
fn number_of_title(tokens: &Tokens<'_>, title: usize, end: usize) -> Option<usize> {
    let colon = (title + 1..end).rev().find(|i| tokens.is(*i, ':'))?;
    (colon + 1..end).any(|i| tokens.is_number(i)).then_some(colon).filter(|colon| end - colon <= 6)
}

/// The point that ends a sentence.
fn point(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<usize> {
    let spaced = |i: usize| tokens.list.get(i).is_none_or(|token| token.spaced);
    (start..end.min(tokens.len())).find(|i| tokens.is(*i, '.') && spaced(i + 1))
}

fn is_year(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.str(i).len() == 4 && tokens.number(i).is_some_and(|year| (1400..2200).contains(&year))
}

fn set_year(draft: &mut Draft<'_>, at: usize) {
    let year = draft.tokens.str(at).parse().map(Date::year);
    let span = draft.tokens.span(at, at + 1);
    if let Ok(date) = year {
        draft.item.set(Variable::Issued, Value::Date(date), Some(span), SURE);
    }
}

/// What stands behind the code.
struct Tail<'a, 'd> {
    draft: &'a mut Draft<'d>,
    listed: bool,
}

impl Tail<'_, '_> {
    /// Up to where something is known already: an address, an identifier.
    fn end(&self) -> usize {
        let taken = self.draft.taken.iter().position(|taken| *taken);
        taken.unwrap_or(self.draft.tokens.len()).min(self.draft.tokens.len())
    }

    /// “SOREL E. Reading Letters. Dublin: Liffey Press, 1970: 305-319”
    fn container(&mut self, start: usize) {
        let tokens = &self.draft.tokens;
        let end = self.end();
        let mut from = start;
        if let Some(point) = point(tokens, from, end)
            && let Some(names) = people(tokens, from, point)
            && (from..point).filter(|i| tokens.is(*i, ',')).count() + 1 >= names.len()
            && person(tokens, from, (from..point).find(|i| tokens.is(*i, ',')).unwrap_or(point)).is_some()
        {
            let span = tokens.span(from, point);
            self.draft.set_names(Variable::Editor, names, span, SURE);
            from = point + 1;
        }
        let point = point(&self.draft.tokens, from, end).unwrap_or(end);
        let span = self.draft.tokens.span(from, point);
        self.draft.set_text(Variable::ContainerTitle, span, SURE);
        self.imprint(point + 1);
    }

    /// “Past and Place, 2007, 5(1): 120-139”
    fn journal(&mut self, start: usize) {
        let end = self.end();
        let tokens = &self.draft.tokens;
        let comma = (start..end).find(|i| tokens.is(*i, ',') && tokens.is_number(i + 1));
        let stop = comma.or_else(|| point(tokens, start, end)).unwrap_or(end);
        let span = tokens.span(start, stop);
        self.draft.set_text(Variable::ContainerTitle, span, SURE);
        let Some(mut at) = comma.map(|comma| comma + 1) else { return };
        let tokens = &self.draft.tokens;
        if is_year(tokens, at) && !self.draft.item.has(Variable::Issued) {
            set_year(self.draft, at);
            at += 1;
            at += usize::from(self.draft.tokens.is(at, ','));
        }
        if self.draft.tokens.is_number(at) {
            let volume = self.draft.tokens.span(at, at + 1);
            self.draft.set_text(Variable::Volume, volume, SURE);
            at += 1;
        }
        if let Some(close) = self.draft.tokens.closing(at, end) {
            let issue = self.draft.tokens.span(at + 1, close);
            self.draft.set_text(Variable::Issue, issue, SURE);
            at = close + 1;
        }
        self.pages(at);
    }

    /// “Westport Herald, 2008-04-19(2)”
    fn newspaper(&mut self, start: usize) {
        let end = self.end();
        let tokens = &self.draft.tokens;
        let comma = (start..end).find(|i| tokens.is(*i, ',') && tokens.is_number(i + 1));
        let span = tokens.span(start, comma.unwrap_or(end));
        self.draft.set_text(Variable::ContainerTitle, span, SURE);
        let Some(comma) = comma else { return };
        let Some((date, behind)) = date_at(&self.draft.tokens, comma + 1) else { return };
        let span = self.draft.tokens.span(comma + 1, behind);
        self.draft.item.set(Variable::Issued, Value::Date(date), Some(span), SURE);
        if let Some(close) = self.draft.tokens.closing(behind, end) {
            let page = self.draft.tokens.span(behind + 1, close);
            self.draft.set_text(Variable::Page, page, SURE);
        }
    }

    /// “City Archive of Linden. 2012 [cited 2023 June 2].”
    fn site(&mut self, start: usize) {
        let end = self.end();
        let Some(stop) = point(&self.draft.tokens, start, end).filter(|_| self.draft.tokens.is_word(start))
        else {
            return self.imprint(start);
        };
        let span = self.draft.tokens.span(start, stop);
        self.draft.set_text(Variable::ContainerTitle, span, SURE);
        let mut at = stop + 1;
        if let Some((date, behind)) = date_at(&self.draft.tokens, at) {
            let span = self.draft.tokens.span(at, behind);
            self.draft.item.set(Variable::Issued, Value::Date(date), Some(span), SURE);
            at = behind;
        }
        while self.draft.tokens.is_any(at, "([") {
            at = self.dated(at, end);
        }
    }

    /// “Dublin: Liffey Press, 1970: 305-319”, “University of Dublin, 1984”, “(2013-03-17)[2023-05-09]”
    fn imprint(&mut self, start: usize) {
        let end = self.end();
        let mut at = start;
        let tokens = &self.draft.tokens;
        let has_words = tokens.is_word(start) && start < end;
        if has_words {
            let ends = |i: &usize| {
                tokens.is(*i, ',') && is_year(tokens, i + 1) || tokens.is(*i, '.') && *i + 1 >= end
            };
            let pages = |i: &usize| tokens.is(*i, ':') && tokens.is_number(i + 1);
            let stop = (start..end).find(|i| ends(i) || pages(i)).unwrap_or(end);
            let colon = (start..stop).find(|i| tokens.is(*i, ':'));
            let (place, publisher) = (
                colon.map(|colon| tokens.span(start, colon)),
                tokens.span(colon.map_or(start, |colon| colon + 1), stop),
            );
            if let Some(place) = place {
                self.draft.set_text(Variable::PublisherPlace, place, SURE);
            }
            self.draft.set_text(Variable::Publisher, publisher, SURE);
            at = stop;
            if self.draft.tokens.is(at, ',') && is_year(&self.draft.tokens, at + 1) {
                set_year(self.draft, at + 1);
                at += 2;
            }
            at = self.pages(at);
        }
        while self.draft.tokens.is_any(at, "([") {
            at = self.dated(at, end);
        }
    }

    /// “(2013-03-17)”: published; “[2023-05-09]”: seen. Gives the token behind.
    fn dated(&mut self, open: usize, end: usize) -> usize {
        let tokens = &self.draft.tokens;
        let Some(close) = tokens.closing(open, end) else { return tokens.len() };
        // “[cited 2023 June 2]”
        if let Some((date, _)) = (open + 1..close).find_map(|i| date_at(tokens, i)) {
            let seen = tokens.is(open, '[');
            let variable = if seen { Variable::Accessed } else { Variable::Issued };
            let span = tokens.span(open + 1, close);
            self.draft.item.set(variable, Value::Date(date), Some(span), SURE);
        }
        close + 1
    }

    /// “: 120-139”: the pages of a piece in a list, the place that a note cites; gives the token behind.
    fn pages(&mut self, colon: usize) -> usize {
        let tokens = &self.draft.tokens;
        if !tokens.is(colon, ':') || !tokens.is_number(colon + 1) {
            return colon;
        }
        let is_page = |i: &usize| tokens.is_number(*i) || tokens.is_any(*i, "-–,+");
        let count = (colon + 1..tokens.len()).take_while(is_page).count();
        let end = colon + 1 + count;
        let span: Span = tokens.span(colon + 1, end);
        let is_part = !matches!(self.draft.item.kind, Kind::Book | Kind::Thesis | Kind::Report);
        if self.listed && is_part {
            self.draft.set_text(Variable::Page, span, SURE);
        } else {
            let value = span.of(self.draft.tokens.text).to_owned();
            self.draft.locator = Some(Locator { label: LocatorLabel::Page, value, span });
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use crate::parse::{Passage, Reference, entry, reference};
    use crate::{Kind, Span, Variable};

    fn read(text: &str, listed: bool) -> Reference {
        let passage = Passage { text, span: Span::new(0, text.len()), runs: &[] };
        if listed { entry(passage) } else { reference(passage) }
    }

    #[test]
    fn a_chapter_has_editors_book_and_pages() {
        let read = read(
            "SANDOVAL T, QUILL K. The Making of Canals[M]//SOREL E. Reading Letters. Dublin: Liffey Press, 1970: 305-319.",
            true,
        );
        let text = |variable| read.item.text(variable);
        assert_eq!(read.item.kind, Kind::Chapter);
        assert_eq!(read.item.title(), "The Making of Canals");
        assert_eq!(read.item.names(Variable::Author).len(), 2);
        assert_eq!(read.item.names(Variable::Editor)[0].family.as_deref(), Some("SOREL"));
        assert_eq!(text(Variable::ContainerTitle), Some("Reading Letters"));
        assert_eq!(
            (text(Variable::PublisherPlace), text(Variable::Publisher)),
            (Some("Dublin"), Some("Liffey Press"))
        );
        assert_eq!(text(Variable::Page), Some("305-319"));
    }

    #[test]
    fn articles_have_volume_issue_and_pages() {
        let read = read(
            "ELLINGSEN S, PETROV J L, 2007. The Price of Schools[J/OL]. Past and Place, 5(1): 120-139. DOI:10.5555/ex.2007.33.",
            true,
        );
        let text = |variable| read.item.text(variable);
        assert_eq!(read.item.kind, Kind::ArticleJournal);
        assert_eq!(text(Variable::ContainerTitle), Some("Past and Place"));
        assert_eq!((text(Variable::Volume), text(Variable::Issue)), (Some("5"), Some("1")));
        assert_eq!(
            (text(Variable::Page), text(Variable::Doi)),
            (Some("120-139"), Some("10.5555/ex.2007.33"))
        );
        assert!(read.item.has(Variable::Issued));
    }

    #[test]
    fn a_note_cites_a_page_of_a_book() {
        let read = read("WIRTH A. The Price of Clocks: 39[R]. Boston: Harbor House, 1960: 55.", false);
        assert_eq!(read.item.kind, Kind::Report);
        assert_eq!(
            (read.item.title(), read.item.text(Variable::Number)),
            ("The Price of Clocks", Some("39"))
        );
        assert_eq!(read.locator.map(|locator| locator.value).as_deref(), Some("55"));
    }

    #[test]
    fn a_page_of_the_web_was_seen_on_a_day() {
        let read = read(
            "DELACROIX A. Ledgers[EB/OL]. (2013-03-17)[2023-05-09]. https://www.harbors.example/n/3.",
            true,
        );
        assert_eq!((read.item.kind, read.item.title()), (Kind::Webpage, "Ledgers"));
        assert!(
            read.item.has(Variable::Issued)
                && read.item.has(Variable::Accessed)
                && read.item.has(Variable::Url)
        );
    }

    #[test]
    fn a_page_of_the_web_in_citing_medicine() {
        let read = read(
            "Marchetti S. A History of Gardens [Internet]. City Archive of Linden. 2012 [cited 2023 Jun 2]. Available from: https://archive.linden.example/guide/5.",
            true,
        );
        assert_eq!((read.item.kind, read.item.title()), (Kind::Webpage, "A History of Gardens"));
        assert_eq!(read.item.text(Variable::ContainerTitle), Some("City Archive of Linden"));
        assert!(
            read.item.has(Variable::Issued)
                && read.item.has(Variable::Accessed)
                && read.item.has(Variable::Url)
        );
    }

    #[test]
    fn brackets_alone_are_no_code() {
        for text in ["Lee, Ann. Quays [A history]. London: Murray, 1999.", "Lee, Ann. Quays [M. London, 1999"]
        {
            assert_ne!(read(text, true).item.title(), "", "{text}");
        }
    }
}
