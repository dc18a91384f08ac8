//! What stands behind the title: container, numbers, imprint, dates, pages.

mod brackets;
mod settle;

use super::dates::date_at;
use super::head::{ends_sentence, looks_like_names};
use super::names::names;
use super::quoted::{italic_at, quoted_at};
use super::reference::{Draft, trimmed};
use super::token::Tokens;
use crate::language::{is_abbreviation, is_report};
use crate::{LocatorLabel, Span, Value, Variable};

/// Words that were not recognized, between two signs.
#[derive(Clone, Copy, Debug)]
struct Loose {
    start: usize,
    end: usize,
    /// A colon stands behind it: “New York: Knopf”.
    colon: bool,
    /// A number or a date follows it: “Journal of Salt 8”.
    numbered: bool,
}

/// A page or pages that were printed.
#[derive(Clone, Debug)]
struct Pages {
    label: LocatorLabel,
    value: Span,
    /// “p. 7”, “S. 7”, “at 7”.
    labelled: bool,
    bracketed: bool,
}

/// Reads what stands behind the title, from left to right.
pub(crate) struct Tail<'d, 'a> {
    draft: &'d mut Draft<'a>,
    end: usize,
    loose: Vec<Loose>,
    open: Option<usize>,
    pages: Vec<Pages>,
    /// Behind ibid. and its like there is nothing but a place.
    place_only: bool,
    after_colon: bool,
    after_container: bool,
}

impl<'d, 'a> Tail<'d, 'a> {
    /// Reads the tokens from `start` to `end`.
    pub(crate) fn read(draft: &'d mut Draft<'a>, start: usize, end: usize, place_only: bool) {
        let mut tail = Tail {
            draft,
            end,
            loose: Vec::new(),
            open: None,
            pages: Vec::new(),
            place_only,
            after_colon: false,
            after_container: false,
        };
        let mut i = start;
        while i < end {
            i = tail.step(i).max(i + 1);
        }
        tail.flush(end);
        tail.settle_loose();
        tail.settle_pages();
    }

    fn tokens(&self) -> &Tokens<'a> {
        &self.draft.tokens
    }

    /// Reads what starts at a token; gives the token behind it.
    fn step(&mut self, i: usize) -> usize {
        if self.draft.taken.get(i).copied().unwrap_or(false) {
            self.flush(i);
            return i + 1;
        }
        if self.tokens().is_any(i, "([") {
            self.flush(i);
            let next = self.group(i);
            self.after_container = false;
            return next;
        }
        if let Some(next) = self.labelled(i).or_else(|| self.set_apart(i)).or_else(|| self.dated(i)) {
            return next;
        }
        if self.tokens().is_number(i) {
            return self.bare_number(i);
        }
        if self.tokens().is_word(i) {
            if let Some(next) = self.plain_container(i) {
                return next;
            }
            if let Some(next) = self.roman_volume(i) {
                return next;
            }
            if self.is_newspaper_page(i) {
                self.flush(i);
                self.push_pages(LocatorLabel::Page, i, i + 1, false, false);
                return i + 1;
            }
            if self.is_roman_page(i) {
                self.flush(i);
                self.push_pages(LocatorLabel::Page, i, i + 1, false, false);
                return self.range_end(i + 1);
            }
            self.open.get_or_insert(i);
            return i + 1;
        }
        self.sign(i)
    }

    fn sign(&mut self, i: usize) -> usize {
        let tokens = self.tokens();
        let inside = self.open.is_some()
            && (tokens.is_any(i, "&-–’'/+") || tokens.is(i, '.') && !self.is_stop(i));
        if inside {
            return i + 1;
        }
        let colon = tokens.is(i, ':');
        self.flush(i);
        self.after_colon = colon;
        if colon && let Some(last) = self.loose.last_mut().filter(|last| last.end == i) {
            last.colon = true;
        }
        i + 1
    }

    /// “in Quarantine: Local and Global Histories, ed. …”: a container without italics.
    fn plain_container(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens();
        let quoted = self.draft.title.is_some_and(|title| title.quoted);
        let starts = matches!(tokens.lower(i).as_str(), "in" | "dans" | "en") && (self.open.is_none() || i > 0 && tokens.is_any(i - 1, ",.;"));
        let first = if tokens.is(i + 1, ':') { i + 2 } else { i + 1 };
        let plain = self.draft.title.is_none() && self.draft.item.has(Variable::Title);
        if self.place_only || !starts || !(quoted || plain) || self.draft.item.has(Variable::ContainerTitle) || !tokens.is_capital(first) || tokens.list[first].italic {
            return None;
        }
        let last = (first..self.end)
            .find(|i| {
                let keyword = matches!(tokens.lower(*i + 1).as_str(), "ed" | "eds" | "edited" | "hrsg" | "hg" | "trans" | "vol" | "bd" | "no" | "nr" | "pp" | "p" | "s" | "éd" | "dir" | "h");
                let comma = tokens.is(*i, ',') && (keyword || tokens.is_number(*i + 1) || date_at(tokens, *i + 1).is_some() || super::plain::place_and_year(tokens, (*i + 1, self.comma_behind(*i + 1))));
                let numbered = tokens.is_number(*i) && *i > first && (tokens.is(*i + 1, '(') || tokens.is_any(*i + 1, "./:") && tokens.is_number(*i + 2));
                tokens.is_any(*i, "([") || comma || numbered || self.draft.taken[*i]
            })
            .unwrap_or(self.end);
        if let Some(behind) = self.editors_before_title(first, last) {
            return Some(behind);
        }
        let tokens = self.tokens();
        let last = last.max(first).min(tokens.len());
        self.flush(i);
        self.draft.hints.within = true;
        self.draft.title.get_or_insert(super::quoted::Title { start: i, end: i, quoted: true });
        let first = self.container_author(first, last);
        let span = self.tokens().span(first, last);
        self.draft.set_text(Variable::ContainerTitle, span, 0.75);
        Some(last)
    }

    /// “39 vols (London: Allen, 1903–12), XXXVI (1909), p. 479”: the volume that is cited, and its year.
    fn roman_volume(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens();
        let roman = tokens.str(i).chars().all(|c| "IVXLC".contains(c)) && self.open.is_none() && i > 0 && tokens.is(i - 1, ',');
        let book = self.draft.hints.imprint || self.place_only;
        let dated = tokens.is(i + 1, '(') && tokens.is(i + 3, ')');
        let paged = tokens.is(i + 1, ',') && matches!(tokens.lower(i + 2).as_str(), "p" | "pp" | "s");
        if !roman || !book || !(dated || paged) {
            return None;
        }
        let (span, date) = (tokens.span(i, i + 1), date_at(tokens, i + 2).filter(|_| dated));
        let year = tokens.span(i + 2, i + 3);
        if !self.place_only {
            self.draft.set_text(Variable::Volume, span, 0.9);
        }
        if let Some((date, _)) = date {
            self.draft.item.fields.retain(|field| field.variable != Variable::Issued);
            self.draft.item.set(Variable::Issued, Value::Date(date), Some(year), 0.85);
        }
        Some(if dated { i + 4 } else { i + 1 })
    }

    /// “in: Theodor Fontane, Briefe”: gives the first token of the title.
    fn container_author(&mut self, first: usize, last: usize) -> usize {
        let tokens = self.tokens();
        let Some(comma) = (first..last).find(|i| tokens.is(*i, ',')) else { return first };
        let words = (first..comma).filter(|i| tokens.is_word(*i)).count();
        if !(2..=4).contains(&words) || !looks_like_names(tokens, first, comma) || comma + 1 >= last {
            return first;
        }
        let span = tokens.span(first, comma);
        let people = names(span.of(tokens.text));
        self.draft.set_names(Variable::ContainerAuthor, people, span, 0.7);
        comma + 1
    }

    /// “in Peter Clancy & Marie-Ann Bowden, eds, *Freshwater*”, “in: Lothar Gall (Hrsg.), Die Eisenbahn”: the editors go first.
    fn editors_before_title(&mut self, first: usize, last: usize) -> Option<usize> {
        let tokens = self.tokens();
        let role = last + 1;
        let point = if tokens.is(role + 1, '.') { role + 2 } else { role + 1 };
        // “ed. X” names the editors behind; “X, ed.,” and “X (Hrsg.)” before.
        let is_role = matches!(tokens.lower(role).as_str(), "ed" | "eds" | "hrsg" | "hg" | "hgg" | "éd" | "éds" | "dir") && tokens.is_any(point, ",)");
        if !is_role || !looks_like_names(tokens, first, last) {
            return None;
        }
        let span = trimmed(tokens.text, tokens.span(first, last));
        let people = names(span.of(tokens.text));
        let behind = (role + 1..self.end.min(role + 4)).find(|i| !tokens.is_any(*i, ".,)")).unwrap_or(self.end);
        let set_apart = tokens.list.get(behind).is_some_and(|token| token.italic) || !tokens.is_capital(behind);
        let plain_end = (behind..self.end)
            .find(|i| tokens.is(*i, ',') && self.ends_plain_title(*i) || tokens.is_any(*i, "([") || self.draft.taken[*i])
            .unwrap_or(self.end);
        let title = tokens.span(behind, plain_end);
        self.draft.hints.within = true;
        self.draft.hints.editors = true;
        self.draft.set_names(Variable::Editor, people, span, 0.9);
        if set_apart {
            return Some(behind);
        }
        self.draft.title.get_or_insert(super::quoted::Title { start: first, end: first, quoted: true });
        self.draft.set_text(Variable::ContainerTitle, title, 0.7);
        Some(plain_end)
    }

    /// A comma behind which there is an imprint, an edition, a volume or pages.
    fn ends_plain_title(&self, comma: usize) -> bool {
        let tokens = self.tokens();
        let next = comma + 1;
        let word = tokens.lower(next);
        let keyword = matches!(word.as_str(), "ed" | "eds" | "edited" | "hrsg" | "hg" | "trans" | "vol" | "bd" | "no" | "nr" | "pp" | "p" | "s" | "éd" | "dir" | "h" | "aufl");
        let place = (next..self.end.min(next + 8)).find(|i| tokens.is(*i, ','));
        keyword || tokens.is_number(next) || super::plain::place_and_year(tokens, (next, place.unwrap_or(self.end))) || (next..self.end.min(next + 5)).any(|i| tokens.is(i, ':'))
    }

    fn comma_behind(&self, from: usize) -> usize {
        (from..self.end).find(|i| self.tokens().is(*i, ',')).unwrap_or(self.end)
    }

    /// “A17”: the page of a newspaper.
    fn is_newspaper_page(&self, i: usize) -> bool {
        let tokens = self.tokens();
        let word = tokens.str(i);
        let shape = word.len() <= 4 && word.starts_with(|c: char| ('A'..='Z').contains(&c)) && word.len() > 1 && word[1..].bytes().all(|byte| byte.is_ascii_digit());
        shape && self.open.is_none() && (i == 0 || tokens.is_any(i - 1, ",:)")) && (i + 1 >= self.end || tokens.is_any(i + 1, ",.;") || self.draft.taken[i + 1])
    }

    /// Whether a point ends a stretch of words, rather than an abbreviation.
    fn is_stop(&self, i: usize) -> bool {
        let tokens = self.tokens();
        !(i > 0 && tokens.is_word(i - 1) && is_abbreviation(tokens.str(i - 1)) && i + 1 < self.end) || ends_sentence(tokens, i)
    }

    /// Ends the stretch of unrecognized words before a token.
    fn flush(&mut self, i: usize) {
        if let Some(start) = self.open.take() {
            self.loose.push(Loose { start, end: i, colon: false, numbered: false });
        }
    }

    fn mark_numbered(&mut self, i: usize) {
        if let Some(last) = self.loose.last_mut().filter(|last| i - last.end <= 1) {
            last.numbered = true;
        }
    }

    /// A second title: the container, or a title within a work of reference.
    fn set_apart(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens();
        if let Some(quoted) = quoted_at(tokens, i, self.end) {
            self.flush(i);
            let (first, last) = quoted.inner();
            let span = self.tokens().span(first, last);
            let italic_title = self.draft.title.is_some_and(|title| !title.quoted);
            if italic_title && !self.place_only {
                // “*Oxford English Dictionary*, s.v. ‘salt’”: the first title was the container.
                self.swap_title_into_container();
                self.draft.set_text(Variable::Title, span, 0.8);
            }
            return Some(quoted.end);
        }
        let italic = italic_at(tokens, i, self.end)?;
        let within = i > 0 && tokens.lower(i - 1) == "in" || i > 1 && tokens.is(i - 1, ':') && tokens.lower(i - 2) == "in";
        let is_in = within && self.open.is_some_and(|open| open + 2 >= i);
        if is_in {
            self.open = None;
            self.draft.hints.within = true;
        } else if within {
            // “review of … in *Journal*”
            self.open = None;
        }
        self.flush(i);
        let span = self.tokens().span(italic.start, italic.end);
        let book = self.draft.title.is_some_and(|title| !title.quoted) && !self.draft.hints.within && !self.draft.hints.review;
        if book && self.draft.item.has(Variable::Volume) {
            self.draft.set_text(Variable::VolumeTitle, span, 0.8);
        } else if self.draft.item.has(Variable::Title) && !self.draft.item.has(Variable::ContainerTitle) {
            self.container(span, italic.start, italic.end);
        }
        self.after_container = true;
        Some(italic.end)
    }

    /// The container; “*Hindu (New Delhi)*” has its place inside.
    fn container(&mut self, span: Span, start: usize, end: usize) {
        self.draft.hints.italic_container = true;
        let tokens = self.tokens();
        let open = (start..end).find(|i| tokens.is(*i, '('));
        if let Some(open) = open.filter(|open| *open > start && tokens.is(end - 1, ')')) {
            let place = tokens.span(open + 1, end - 1);
            let name = tokens.span(start, open);
            if !place.of(tokens.text).contains(|c: char| c.is_ascii_digit()) {
                self.draft.set_text(Variable::ContainerTitle, name, 0.9);
                self.draft.set_text(Variable::PublisherPlace, place, 0.85);
                return;
            }
        }
        self.draft.set_text(Variable::ContainerTitle, span, 0.95);
    }

    fn swap_title_into_container(&mut self) {
        for field in &mut self.draft.item.fields {
            if field.variable == Variable::Title {
                field.variable = Variable::ContainerTitle;
            }
        }
        self.draft.hints.italic_container = true;
        self.draft.hints.entry = true;
    }

    /// A date that stands free: “October 4, 2012”, and a year behind an imprint.
    fn dated(&mut self, i: usize) -> Option<usize> {
        if self.place_only {
            return None;
        }
        let (date, next) = date_at(self.tokens(), i)?;
        let has_month = date.first().is_some_and(|parts| parts.month.is_some()) || date.season.is_some();
        if !has_month && (self.draft.item.has(Variable::Issued) || !self.is_free_year(i, next)) {
            return None;
        }
        self.flush(i);
        self.mark_numbered(i);
        let span = self.tokens().span(i, next);
        let confidence = if has_month { 0.97 } else { 0.85 };
        self.draft.item.set(Variable::Issued, Value::Date(date), Some(span), confidence);
        Some(next)
    }

    /// A bare year, not a number that happens to have four digits: something ends behind it.
    fn is_free_year(&self, i: usize, next: usize) -> bool {
        let tokens = self.tokens();
        let ends = next >= self.end || tokens.is_any(next, ",.;:)]([") || self.draft.taken.get(next).copied().unwrap_or(false);
        let page = self.after_colon && self.draft.item.has(Variable::Volume);
        let _ = i;
        ends && !page
    }

    /// A number behind a word that says what it counts.
    fn labelled(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens();
        if !tokens.is_word(i) && !tokens.is_any(i, "§¶") && !tokens.is_number(i) {
            return None;
        }
        if let Some(next) = self.edition(i) {
            return Some(next);
        }
        let tokens = &self.draft.tokens;
        let word = tokens.lower(i);
        let value = if tokens.is(i + 1, '.') || tokens.is(i + 1, '°') || tokens.is(i + 1, 'º') { i + 2 } else { i + 1 };
        if let Some(label) = locator_label(&word, tokens, i, value) {
            let roman = is_roman(tokens.str(value)) && value < self.end && !(word == "s" && tokens.lower(value) == "v");
            let starts = tokens.is_number(value) || roman && (word != "at" && word != "n");
            if starts && (label != LocatorLabel::Page || !self.is_word_s(&word, i)) {
                self.flush(i);
                let end = self.range_end(value + 1);
                self.push_pages(label, value, end, true, false);
                return Some(end);
            }
        }
        self.numbered(&word, i, value).or_else(|| self.people(&word, i, value))
    }

    /// “s” is “Seite” in German only with its point.
    fn is_word_s(&self, word: &str, i: usize) -> bool {
        matches!(word, "s" | "f") && !self.tokens().is(i + 1, '.')
    }

    /// “vol. 60”, “no. 2”, “Bd. 3”, “n° 4”, “H. 2”.
    fn numbered(&mut self, word: &str, i: usize, value: usize) -> Option<usize> {
        if self.place_only || !self.tokens().is_number(value) && !is_roman(self.tokens().str(value)) {
            return None;
        }
        let variable = match word {
            "vol" | "volume" | "bd" | "band" | "t" | "tome" | "tomo" | "jg" | "jahrgang" | "deel" | "т" => Variable::Volume,
            "no" | "nos" | "number" | "issue" | "iss" | "nr" | "n" | "num" | "heft" | "h" | "fasc" | "№" | "nº" | "núm" | "numéro" => Variable::Issue,
            _ => return None,
        };
        if matches!(word, "t" | "h" | "n" | "no") && !self.tokens().is_any(i + 1, ".°º") && !self.tokens().is_number(i + 1) {
            return None;
        }
        self.flush(i);
        self.mark_numbered(i);
        let mut end = self.range_end(value + 1);
        let slash = self.tokens().is(end, '/') && self.tokens().is_number(end + 1) && !self.tokens().list[end + 1].spaced;
        end += if slash { 2 } else { 0 };
        let variable = if variable == Variable::Issue && self.is_report_number() { Variable::Number } else { variable };
        let span = self.tokens().span(value, end);
        self.draft.set_text(variable, span, 0.97);
        Some(end)
    }

    /// “Working Paper No. 12”: the number of a report, not of an issue.
    fn is_report_number(&self) -> bool {
        let last = self.loose.last().map(|last| self.tokens().span(last.start, last.end).of(self.tokens().text));
        let genres = ["publication", "report", "paper", "bulletin", "memorandum", "bericht"];
        let last = last.map(str::to_lowercase);
        let book = self.draft.title.is_some_and(|title| !title.quoted);
        last.is_some_and(|text| is_report(&format!("{text} no")) || is_report(&text) || book && genres.iter().any(|genre| text.trim_end_matches([' ', ',']).ends_with(genre)))
    }

    /// “ed. X and Y”, “edited by X”, “trans. X”, “hrsg. von X”.
    fn people(&mut self, word: &str, i: usize, value: usize) -> Option<usize> {
        if self.place_only {
            return None;
        }
        let tokens = self.tokens();
        let variable = match word {
            "dir" | "directed" if tokens.lower(value) == "by" => Variable::Director,
            "ed" | "eds" | "edited" | "hg" | "hrsg" | "éd" | "dir" | "editor" | "editors" | "herausgegeben" | "redigé" => Variable::Editor,
            "aus" if tokens.lower(i + 1) == "dem" => Variable::Translator,
            "trans" | "transl" | "translated" | "übers" | "übersetzt" | "traduit" | "trad" => Variable::Translator,
            "interview" | "interviewed" if tokens.lower(i + 1) == "by" => Variable::Interviewer,
            "by" | "von" if self.draft.hints.review && self.open.is_none() => Variable::ReviewedAuthor,
            "by" if self.draft.hints.entry => Variable::Author,
            _ => return None,
        };
        let mut first = if word == "aus" { self.behind_language(i)? } else { value };
        // “ed. and trans. X”
        while first < self.end && matches!(tokens.lower(first).as_str(), "by" | "von" | "par" | "and" | "trans" | "ed" | "with" | "de" | "v") || tokens.is(first, '.') {
            first += 1;
        }
        // “hrsg. v. der Akademie”: the article is no part of the name.
        if matches!(tokens.str(first), "der" | "dem" | "the" | "die") && tokens.is_capital(first + 1) {
            first += 1;
        }
        let last = self.names_end(first);
        let span = trimmed(tokens.text, tokens.span(first, last));
        if last <= first || !looks_like_names(tokens, first, last) || span.is_empty() {
            // “(eds.)” behind names that stand before: the names were those of the editors.
            return None;
        }
        let people = names(span.of(tokens.text));
        self.flush(i);
        if variable == Variable::Interviewer {
            self.draft.hints.interview = true;
        }
        self.draft.hints.editors |= variable == Variable::Editor;
        self.draft.set_names(variable, people, span, 0.9);
        Some(last)
    }

    /// “aus dem Französischen von X”: gives the token behind “von”.
    fn behind_language(&self, i: usize) -> Option<usize> {
        (i + 2..self.end.min(i + 6)).find(|i| self.tokens().lower(*i) == "von").map(|von| von + 1)
    }

    /// Where names end: before a bracket, a date, a keyword, the next title.
    fn names_end(&self, first: usize) -> usize {
        let tokens = self.tokens();
        (first..self.end)
            .find(|i| {
                let keyword = matches!(tokens.lower(*i).as_str(), "vol" | "trans" | "ed" | "pp" | "p" | "in" | "no" | "translated" | "edited" | "s" | "bd");
                let point = tokens.is(*i, '.') && tokens.is_word(i.wrapping_sub(1)) && !is_abbreviation(tokens.str(i - 1));
                let list_end = tokens.is(*i, ',') && !self.names_go_on(i + 1);
                tokens.is_any(*i, "([;:\"“‘") || tokens.is_number(*i) || tokens.list[*i].italic || self.draft.taken[*i] || keyword && !tokens.is_capital(*i) || point || list_end
            })
            .unwrap_or(self.end)
    }

    /// Behind a comma the list goes on with “and X” or with another name and “and”.
    fn names_go_on(&self, i: usize) -> bool {
        let tokens = self.tokens();
        if matches!(tokens.lower(i).as_str(), "and" | "und" | "et" | "y" | "jr" | "&") || tokens.is(i, '&') {
            return true;
        }
        let end = (i..self.end.min(i + 12)).find(|i| tokens.is_any(*i, ",([;:") || tokens.is_number(*i)).unwrap_or(self.end);
        tokens.is(end, ',') && looks_like_names(tokens, i, end) && matches!(tokens.lower(end + 1).as_str(), "and" | "und" | "et" | "y")
    }

    /// “2nd ed.”, “3rd rev. edn”, “rev. ed.”, “2., überarb. Aufl.”.
    fn edition(&mut self, i: usize) -> Option<usize> {
        if self.place_only {
            return None;
        }
        let tokens = self.tokens();
        let is_edition = |i: usize| matches!(tokens.lower(i).as_str(), "ed" | "edn" | "edition" | "aufl" | "auflage" | "éd" | "édition" | "ausg" | "ausgabe" | "edición" | "edizione" | "druk");
        let starts = tokens.is_number(i) && tokens.str(i).len() <= 2
            || matches!(tokens.lower(i).as_str(), "rev" | "revised" | "new" | "first" | "second" | "third" | "fourth" | "fifth" | "sixth" | "enlarged" | "expanded" | "neue" | "nouvelle" | "ungekürzte");
        if !starts {
            return None;
        }
        let at = (i + 1..self.end.min(i + 8)).find(|i| is_edition(*i))?;
        let between = (i + 1..at).all(|i| {
            tokens.is_any(i, ".,&") || matches!(tokens.lower(i).as_str(), "st" | "nd" | "rd" | "th" | "e" | "è" | "ème" | "rev" | "revised" | "and" | "u" | "und" | "überarb" | "überarbeitete" | "erw" | "erweiterte" | "durchges" | "verb" | "verbesserte" | "aktual" | "aktualisierte" | "neu" | "bearb" | "neubearb" | "enlarged" | "expanded" | "updated" | "ª" | "a" | "er" | "ed" | "vollst" | "unveränd" | "unveränderte" | "full")
        });
        if !between {
            return None;
        }
        self.flush(i);
        let span = self.tokens().span(i, at);
        let tokens = self.tokens();
        // CSL 1.0.2: “2nd” is a numeric edition too; the word for edition is the style's.
        let value = trimmed(tokens.text, span);
        let value = if value.of(tokens.text) == "rev" { Span::new(value.start, span.end) } else { value };
        self.draft.set_text(Variable::Edition, value, 0.95);
        Some(if self.tokens().is(at + 1, '.') { at + 2 } else { at + 1 })
    }

    /// A number without a word that says what it counts.
    fn bare_number(&mut self, i: usize) -> usize {
        let glued = i > 0 && self.tokens().is_any(i - 1, "/") && !self.tokens().list[i].spaced;
        let series = self.open.is_some() && self.draft.title.is_none_or(|title| !title.quoted) && self.tokens().is(self.range_end(i + 1), '(');
        if self.open.is_some() && (glued || series || !self.number_ends_words(i)) {
            // “Title of 1984 and after”: part of the words around it.
            return i + 1;
        }
        self.flush(i);
        let tokens = self.tokens();
        let end = self.range_end(i + 1);
        if matches!(tokens.lower(end).as_str(), "vols" | "volumes" | "bde" | "bände" | "tomes") && !self.place_only {
            let span = tokens.span(i, end);
            self.draft.set_text(Variable::NumberOfVolumes, span, 0.9);
            return if self.tokens().is(end + 1, '.') { end + 2 } else { end + 1 };
        }
        let next_opens = tokens.is(end, '(') || tokens.is(end, ',') || tokens.is(end, ':') || tokens.is(end, '.') || tokens.is(end, '/') || tokens.is_word(end);
        let dated = tokens.is(end, '(') && date_at(tokens, end + 1).is_some();
        let periodical = !self.place_only && (self.in_periodical() || dated && self.draft.hints.within && !self.draft.hints.imprint);
        let has_volume = self.draft.item.has(Variable::Volume);
        if periodical && !has_volume && !self.after_colon && next_opens && self.volume_follows(i, end) {
            self.mark_numbered(i);
            return self.volume(i, end);
        }
        if periodical && has_volume && !self.draft.item.has(Variable::Issue) && self.after_colon && tokens.is(end, '(') && end == i + 1 {
            let span = tokens.span(i, end);
            self.draft.set_text(Variable::Issue, span, 0.8);
            return end;
        }
        if let Some(next) = self.volume_and_page(i) {
            return next;
        }
        self.push_pages(LocatorLabel::Page, i, end, false, false);
        end
    }

    /// A number in the middle of words that is not the volume of a journal.
    fn number_ends_words(&self, i: usize) -> bool {
        let tokens = self.tokens();
        let next = self.range_end(i + 1);
        next >= self.end || tokens.is_any(next, ",.:;(/[") || matches!(tokens.lower(next).as_str(), "no" | "nr" | "h" | "heft" | "at")
            || self.draft.taken.get(next).copied().unwrap_or(false)
    }

    fn in_periodical(&self) -> bool {
        let quoted = self.draft.title.is_some_and(|title| title.quoted) || self.draft.hints.review;
        let container = self.draft.item.has(Variable::ContainerTitle) || !self.loose.is_empty();
        let untitled = self.draft.title.is_some_and(|title| !title.quoted) && self.draft.item.names(Variable::Author).is_empty() && self.loose.is_empty();
        !self.draft.hints.within && (quoted && container || untitled)
    }

    /// A volume is followed by an issue, a year or pages.
    fn volume_follows(&self, i: usize, end: usize) -> bool {
        let tokens = self.tokens();
        let rest: Vec<usize> = (end..self.end.min(end + 8)).collect();
        let bracket = rest.iter().take(4).any(|i| tokens.is(*i, '('));
        let issue = rest.iter().take(3).any(|i| matches!(tokens.lower(*i).as_str(), "no" | "nr" | "issue" | "h" | "heft" | "nos" | "n"));
        let pair = tokens.is_any(end, ".:/") && tokens.is_number(end + 1);
        let _ = i;
        bracket || issue || pair || rest.iter().take(3).any(|i| date_at(tokens, *i).is_some())
    }

    /// “19”, “12.3”, “20:2”, “19 (3)” with what belongs to it.
    fn volume(&mut self, i: usize, end: usize) -> usize {
        let tokens = self.tokens();
        let volume = tokens.span(i, end);
        let issue_sign = tokens.is_any(end, ".:/") && tokens.is_number(end + 1) && !tokens.list[end + 1].spaced;
        let pages = tokens.is(end, ':') && !tokens.is(end + 2, '(');
        let issue = (issue_sign && !pages).then(|| (tokens.span(end + 1, end + 2), end + 2));
        self.draft.set_text(Variable::Volume, volume, 0.95);
        let Some((span, next)) = issue else { return end };
        let next = self.range_end(next);
        let span = Span::new(span.start, self.tokens().span(end + 1, next).end);
        self.draft.set_text(Variable::Issue, span, 0.9);
        next
    }

    /// “2:50”: volume and page of a book of several volumes.
    fn volume_and_page(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens();
        let pair = tokens.is(i + 1, ':') && tokens.is_number(i + 2) && !tokens.list.get(i + 2)?.spaced;
        let book = self.draft.title.is_none_or(|title| !title.quoted) || self.place_only;
        if !pair || !book || tokens.str(i).len() > 2 {
            return None;
        }
        let end = self.range_end(i + 3);
        // Chicago 17, 14.116: “2:50” is volume and page, and cited together.
        self.push_pages(LocatorLabel::Page, i, end, false, false);
        Some(end)
    }

    /// The end of a range or list of pages that has begun before a token: “–31”, “, 45–47”, “f.”, “n. 3”.
    fn range_end(&self, from: usize) -> usize {
        let tokens = self.tokens();
        let mut end = from;
        loop {
            let dash = tokens.is_any(end, "-–—‑−");
            if dash && end + 1 < self.end && (tokens.is_number(end + 1) || is_roman(tokens.str(end + 1))) {
                end += 2;
                continue;
            }
            let glued = tokens.list.get(end).is_some_and(|token| !token.spaced);
            let following = matches!(tokens.str(end), "f" | "ff" | "sq" | "sqq");
                let word = tokens.str(end);
            // “12a”, and “57n12” for a note on a page.
            let note = word.strip_prefix('n').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
            let letter = glued && tokens.is_word(end) && (word.chars().count() == 1 || note);
            if end < self.end && (following || letter) {
                end += 1;
                if tokens.is(end, '.') && following && end + 1 < self.end {
                    end += 1;
                }
                continue;
            }
            return end.min(self.end);
        }
    }

    fn is_roman_page(&self, i: usize) -> bool {
        let tokens = self.tokens();
        let after_sign = i > 0 && tokens.is_any(i - 1, ",:;");
        let next = self.range_end(i + 1);
        let ends = next >= self.end || tokens.is_any(next, ".,;");
        // “C. H. Beck” begins with an initial, not with a hundred.
        let initial = tokens.str(i).len() == 1 && tokens.is_capital(i);
        self.open.is_none() && after_sign && ends && !initial && is_roman(tokens.str(i))
    }

    fn push_pages(&mut self, label: LocatorLabel, start: usize, end: usize, labelled: bool, bracketed: bool) {
        let mut value = self.tokens().span(start, end);
        // “45, 47”: a list of pages is one locator.
        if let Some(last) = self.pages.last_mut().filter(|last| last.label == label && !labelled && !bracketed && !last.bracketed) {
            let between = Span::new(last.value.end, value.start).of(self.draft.tokens.text);
            let number = value.of(self.draft.tokens.text);
            let is_range = |text: &str| text.contains(['-', '–', '—']);
            // In a journal the second number after a range is the place within it.
            let same = between.trim() == "," && (last.labelled || !is_range(last.value.of(self.draft.tokens.text))) && !number.is_empty();
            if same {
                last.value.end = value.end;
                return;
            }
        }
        if self.draft.tokens.text.get(value.end..value.end + 1) == Some(".") && value.of(self.draft.tokens.text).ends_with('f') {
            value.end += 1;
        }
        self.pages.push(Pages { label, value, labelled, bracketed });
    }
}

/// The locator that a word announces.
fn locator_label(word: &str, tokens: &Tokens<'_>, i: usize, value: usize) -> Option<LocatorLabel> {
    Some(match word {
        "p" | "pp" | "page" | "pages" | "s" | "seite" | "pg" | "pág" | "págs" | "с" | "blz" => LocatorLabel::Page,
        "at" if tokens.is_number(value) => LocatorLabel::Page,
        "sp" | "col" | "cols" => LocatorLabel::Column,
        "chap" | "ch" | "chapter" | "kap" | "kapitel" | "chapitre" | "cap" => LocatorLabel::Chapter,
        "§" | "§§" | "sec" | "section" | "abschn" => LocatorLabel::Section,
        "¶" | "para" | "paras" | "rn" | "rz" | "rdnr" => LocatorLabel::Paragraph,
        "fig" | "figure" | "abb" => LocatorLabel::Figure,
        "fol" | "fols" | "bl" => LocatorLabel::Folio,
        "l" | "ll" if tokens.is(i + 1, '.') => LocatorLabel::Line,
        "tab" | "table" | "tabelle" => LocatorLabel::Table,
        "art" | "arts" | "article" if tokens.is_number(value) => LocatorLabel::ArticleLocator,
        "pt" | "part" if !tokens.is_capital(i) => LocatorLabel::Part,
        "n" | "nn" | "fn" | "anm" if tokens.is(i + 1, '.') && i > 0 && !tokens.is(i - 1, '(') => LocatorLabel::Note,
        _ => return None,
    })
}

/// Whether a word is a roman number in small letters, as front matter is paged.
fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.len() <= 8 && word.chars().all(|c| "ivxlc".contains(c))
        || !word.is_empty() && word.len() <= 6 && word.chars().all(|c| "IVXLC".contains(c))
}

