//! What stands in brackets behind a title: imprints, dates, places, editors.

use super::Tail;
use super::words::{is_genre, is_place_like, is_publisher};
use crate::language::{is_report, is_thesis};
use crate::parse::dates::date_at;
use crate::parse::head::looks_like_names;
use crate::parse::names::{is_institution, names};
use crate::parse::reference::trimmed;
use crate::{LocatorLabel, Span, Value, Variable};

impl Tail<'_, '_> {
    /// Reads a group in brackets; gives the token behind it.
    pub(super) fn group(&mut self, open: usize) -> usize {
        let Some(close) = self.tokens().closing(open, self.end) else {
            return open + 1;
        };
        let (first, last) = (open + 1, close);
        let all_taken = (first..last).all(|i| self.draft.taken.get(i).copied().unwrap_or(false));
        if first == last
            || all_taken
            || self.pinpoint(open, close)
            || self.place_group(first, last)
            || self.year_and_page(first, last)
            || self.place_only
        {
            return close + 1;
        }
        let text = self.tokens().span(first, last).of(self.tokens().text).to_owned();
        let dated = self.date_in(first, last);
        if text.to_lowercase().contains("presented at") || text.to_lowercase().starts_with("paper given") {
            self.conference(first, last, dated);
        } else if is_thesis(&text) {
            self.thesis(first, last);
        } else if let Some((at, next)) = dated {
            self.dated_group(first, at, next);
        } else if self.tokens().is_number(first) && last == first + 1 {
            self.number_group(first);
        } else {
            self.word_group(first, last, open, &text);
        }
        close + 1
    }

    /// “[27]”, “[48]–[49]”: paragraphs of a judgment (OSCOLA 4, 2.1.7).
    fn pinpoint(&mut self, open: usize, close: usize) -> bool {
        let tokens = self.tokens();
        let is_number = tokens.is(open, '[') && tokens.is_number(open + 1) && close == open + 2;
        if !is_number || !(self.place_only || self.draft.hints.case) || tokens.str(open + 1).len() > 3 {
            return false;
        }
        let close_before = tokens.list.get(open.wrapping_sub(2)).map_or(0, |token| token.span.start);
        let joined = open > 1
            && tokens.is_any(open - 1, "-–")
            && self.pages.last().is_some_and(|last| last.value.end == close_before);
        let end = tokens.span(open + 1, open + 2).end;
        match self.pages.last_mut() {
            Some(last) if joined => last.value.end = end,
            Some(_) => {}
            None => self.push_pages(LocatorLabel::Paragraph, open + 1, open + 2, true, true),
        }
        true
    }

    /// “Granovetter (1973, 1378)”: year and page of a short form.
    fn year_and_page(&mut self, first: usize, last: usize) -> bool {
        let tokens = self.tokens();
        let dated = date_at(tokens, first)
            .filter(|(_, next)| tokens.is_any(*next, ",:") && tokens.is_number(next + 1));
        let untitled =
            !self.draft.item.has(Variable::Title) && !self.draft.item.has(Variable::ContainerTitle);
        let Some((date, next)) = dated.filter(|_| untitled) else { return false };
        let (span, end) = (tokens.span(first, next), self.range_end(next + 2).min(last));
        self.draft.item.set(Variable::Issued, Value::Date(date), Some(span), 0.8);
        self.push_pages(LocatorLabel::Page, next + 1, end, true, true);
        true
    }

    /// “(p. 7)”, “(at 45)”, “(S. 12)”.
    fn place_group(&mut self, first: usize, last: usize) -> bool {
        let tokens = self.tokens();
        let here = matches!(tokens.lower(first), "ici" | "hier" | "here" | "esp" | "bes" | "especially");
        let first = first + usize::from(here) + usize::from(here && tokens.is_any(first + 1, ".,"));
        let word = tokens.lower(first);
        let value = if tokens.is(first + 1, '.') { first + 2 } else { first + 1 };
        let label = match word {
            "p" | "pp" | "s" | "at" | "page" | "pages" => LocatorLabel::Page,
            "para" | "paras" | "rn" => LocatorLabel::Paragraph,
            "n" | "fn" => LocatorLabel::Note,
            _ => return false,
        };
        if !tokens.is_number(value) {
            return false;
        }
        // “(pp. 15, 18)”: all of it.
        let list = (value..last)
            .all(|i| tokens.is_number(i) || tokens.is_any(i, ",-–—") || tokens.lower(i) == "and");
        let end = if list { last } else { self.range_end(value + 1).min(last) };
        self.push_pages(label, value, end, true, true);
        true
    }

    /// The last date of a group, with its tokens: an imprint ends with its year.
    fn date_in(&self, first: usize, last: usize) -> Option<(usize, usize)> {
        let mut i = first;
        let mut found = None;
        while i < last {
            match date_at(self.tokens(), i).filter(|(_, next)| *next <= last) {
                Some((_, next)) => {
                    found = Some((i, next));
                    i = next;
                }
                None => i += 1,
            }
        }
        found
    }

    /// “(April 2007)”, “(Lahore: Ariana, 2004)”, “(Hart 2005)”, “(PhD diss., Yale, 2009)”.
    fn dated_group(&mut self, first: usize, at: usize, next: usize) {
        let Some((date, _)) = date_at(self.tokens(), at) else { return };
        let span = self.tokens().span(at, next);
        if self.draft.item.has(Variable::Issued) && first == at {
            // “1988 [1932]”
            self.draft.item.set(Variable::OriginalDate, Value::Date(date), Some(span), 0.8);
            return;
        }
        // “Göttingen 1958 (ND 1988)”: printed once more, which is no other imprint.
        if self.draft.item.has(Variable::Issued)
            && matches!(
                self.tokens().lower(first),
                "nd" | "nachdruck"
                    | "neudruck"
                    | "reprint"
                    | "repr"
                    | "réimpr"
                    | "rééd"
                    | "zuerst"
                    | "erstausgabe"
            )
        {
            return;
        }
        let italic = crate::parse::italic_at(self.tokens(), first, at)
            .filter(|_| !self.draft.item.has(Variable::ContainerTitle));
        if let Some(title) = italic {
            // “(*UK Public Law Blog*, 9 March 2015)”
            let name = self.tokens().span(title.start, title.end);
            self.draft.hints.italic_container = true;
            self.draft.set_text(Variable::ContainerTitle, name, 0.9);
            self.draft.item.set(Variable::Issued, Value::Date(date), Some(span), 0.95);
            return;
        }
        // “(1867; repr., New York: International, 1967)”: what stands before the semicolon is the first edition.
        let semicolon = (first..at).rev().find(|i| self.tokens().is(*i, ';'));
        if let Some(semicolon) = semicolon {
            self.before_semicolon(first, semicolon);
        }
        let first = semicolon.map_or(first, |semicolon| semicolon + 1);
        self.draft.item.set(Variable::Issued, Value::Date(date), Some(span), 0.95);
        // “(last modified 9 September 2013)”
        if matches!(
            self.tokens().lower(first),
            "last" | "modified" | "updated" | "posted" | "published" | "stand" | "mis"
        ) {
            return;
        }
        if first < at {
            self.imprint(first, at);
        }
        self.mark_numbered(first.saturating_sub(1));
    }

    /// “(paper presented at the annual meeting of the History of Science Society, Chicago, IL, November 7, 2014)”.
    fn conference(&mut self, first: usize, last: usize, dated: Option<(usize, usize)>) {
        self.draft.hints.conference = true;
        let tokens = self.tokens();
        let at = (first..last).find(|i| tokens.lower(*i) == "at").map_or(first, |at| at + 1);
        let comma = (at..last).find(|i| tokens.is(*i, ',')).unwrap_or(last);
        let date = dated.and_then(|(at, next)| Some((date_at(tokens, at)?.0, tokens.span(at, next))));
        let place = dated.filter(|(at, _)| *at > comma + 1).map(|(at, _)| tokens.span(comma + 1, at));
        let event = tokens.span(at, comma);
        self.draft.set_text(Variable::EventTitle, event, 0.85);
        if let Some(place) = place {
            self.draft.set_text(Variable::EventPlace, place, 0.8);
        }
        if let Some((date, span)) = date {
            self.draft.item.set(Variable::Issued, Value::Date(date), Some(span), 0.95);
        }
    }

    fn before_semicolon(&mut self, first: usize, semicolon: usize) {
        let original = date_at(self.tokens(), first).filter(|(_, next)| *next == semicolon);
        if let Some((date, next)) = original {
            let span = self.tokens().span(first, next);
            self.draft.item.set(Variable::OriginalDate, Value::Date(date), Some(span), 0.85);
        } else if self.edition(first).is_none() && (first..semicolon).any(|i| self.tokens().is(i, ':')) {
            // “(London: Hurst; Hamden, CT: Archon, 1982)”: the first of two houses.
            self.imprint(first, semicolon);
        }
    }

    /// Place and publisher, in brackets or free: “Lahore: Ariana Publications,”, “Oxford UP”, “Berlin”.
    pub(super) fn imprint(&mut self, first: usize, last: usize) {
        let mut first = first;
        while first < last
            && matches!(
                self.tokens().lower(first),
                "repr"
                    | "reprint"
                    | "reprinted"
                    | "orig"
                    | "rpt"
                    | "nachdruck"
                    | "neudruck"
                    | "rééd"
                    | "réimpr"
            )
            || self.tokens().is_any(first, ".,")
        {
            first += 1;
        }
        if let Some(behind) = self.edition(first) {
            first = behind;
            while first < last && self.tokens().is_any(first, ",;.") {
                first += 1;
            }
        }
        let tokens = self.tokens();
        // “(Nir Vulkan & Alvin E. Roth eds., 2013)” (Bluebook 15.5)
        let role = (first + 2..last).find(|i| matches!(tokens.str(*i), "ed" | "eds" | "trans"));
        if let Some(role) = role.filter(|role| looks_like_names(tokens, first, *role)) {
            let span = tokens.span(first, role);
            let people = names(span.of(tokens.text));
            if tokens.str(role) == "trans" {
                self.draft.set_names(Variable::Translator, people, span, 0.85);
            } else {
                self.draft.hints.editors = true;
                self.draft.set_names(Variable::Editor, people, span, 0.85);
            }
            // “, 4th ed. 1891)”, “, Oxford Univ. Press 2013)”
            let behind = (role + 1..last).find(|i| !self.tokens().is_any(*i, ".,")).unwrap_or(last);
            if behind < last {
                self.imprint(behind, last);
            }
            return;
        }
        // “(Web Page, 2 May 2019)” (AGLC 4): what it is, and no imprint.
        let genre = trimmed(tokens.text, tokens.span(first, last));
        if is_genre(genre.of(tokens.text)) {
            self.draft.set_text(Variable::Genre, genre, 0.85);
            return;
        }
        // “(Federation Press, 3rd ed, 2011)” (AGLC 6.4): the edition stands behind the house.
        let edition = (first + 1..last)
            .find(|i| tokens.is(i - 1, ',') && tokens.is_number(*i) && tokens.str(*i).len() <= 2);
        if let Some(at) = edition
            && self.edition(at).is_some()
        {
            return self.imprint(first, at - 1);
        }
        let tokens = self.tokens();
        let colon = (first..last).find(|i| tokens.is(*i, ':'));
        if let Some(colon) = colon {
            let (place, publisher) = (tokens.span(first, colon), tokens.span(colon + 1, last));
            self.draft.hints.imprint = true;
            self.draft.set_text(Variable::PublisherPlace, place, 0.93);
            self.draft.set_text(Variable::Publisher, publisher, 0.93);
            return;
        }
        let span = trimmed(tokens.text, tokens.span(first, last));
        let text = span.of(tokens.text).to_owned();
        if text.is_empty() || !text.contains(char::is_alphabetic) {
            return;
        }
        if is_report(&text) {
            self.draft.hints.report = true;
        }
        let tokens = &self.draft.tokens;
        // “(Law Com No 412, 2018)”
        let number = (first..last)
            .rev()
            .find(|i| tokens.is_number(*i))
            .filter(|i| matches!(tokens.lower(i - 1), "no" | "nr" | "cm" | "cmnd"));
        if let Some(number) = number {
            let value = tokens.span(number, number + 1);
            self.draft.set_text(Variable::Number, value, 0.8);
            return;
        }
        if let Some((publisher, place)) = self.publisher_then_place(first, last, &text) {
            self.draft.hints.imprint = true;
            self.draft.set_text(Variable::Publisher, publisher, 0.8);
            self.draft.set_text(Variable::PublisherPlace, place, 0.8);
            return;
        }
        let periodical = self.draft.item.has(Variable::ContainerTitle) && !self.draft.hints.within;
        let is_house = is_publisher(&text) || is_institution(&text);
        let variable = if is_house && !periodical || !is_place_like(&text) {
            Variable::Publisher
        } else {
            Variable::PublisherPlace
        };
        self.draft.hints.imprint |= !periodical;
        self.draft.set_text(variable, span, 0.8);
    }

    /// “Hart Publishing, Oxford”: the house first, as some publishers of law have it.
    fn publisher_then_place(&self, first: usize, last: usize, text: &str) -> Option<(Span, Span)> {
        let tokens = self.tokens();
        let comma = (first..last).find(|i| tokens.is(*i, ','))?;
        let (house, place) = (tokens.span(first, comma), tokens.span(comma + 1, last));
        let place = trimmed(tokens.text, place);
        let is_house =
            is_publisher(house.of(tokens.text)) && !place.is_empty() && is_place_like(place.of(tokens.text));
        let _ = text;
        is_house.then_some((house, place))
    }

    /// “(PhD diss., University of Chicago, 2009)”, “unveröffentlichte Diss., Berlin 1999”.
    fn thesis(&mut self, first: usize, last: usize) {
        self.draft.hints.thesis = true;
        let tokens = self.tokens();
        let parts: Vec<(usize, usize)> = split_commas(self, first, last);
        let dated = self.date_in(first, last);
        let date = dated.and_then(|(at, next)| Some((date_at(tokens, at)?.0, tokens.span(at, next), at)));
        let mut genre = None;
        let mut school = None;
        for (start, end) in parts {
            let end =
                date.as_ref().map_or(end, |(_, _, at)| if *at >= start && *at < end { *at } else { end });
            let span = trimmed(tokens.text, tokens.span(start, end));
            let text = span.of(tokens.text);
            if text.is_empty() || !text.contains(char::is_alphabetic) {
                continue;
            }
            if is_thesis(text) && genre.is_none() {
                genre = Some(span);
            } else if school.is_none() {
                school = Some(span);
            }
        }
        if let Some(genre) = genre {
            self.draft.set_text(Variable::Genre, genre, 0.9);
        }
        if let Some(school) = school {
            self.draft.set_text(Variable::Publisher, school, 0.85);
        }
        if let Some((date, span, _)) = date {
            self.draft.item.set(Variable::Issued, Value::Date(date), Some(span), 0.95);
        }
    }

    /// “19 (3)”: an issue where there is a volume.
    fn number_group(&mut self, at: usize) {
        let span = self.tokens().span(at, at + 1);
        if !self.pages.is_empty() {
            // “S. 259–277 (261)”: the place within the pages.
            self.push_pages(LocatorLabel::Page, at, at + 1, false, true);
        } else if self.draft.item.has(Variable::Volume) && self.tokens().str(at).len() <= 3 {
            self.draft.set_text(Variable::Issue, span, 0.9);
        }
    }

    /// “(Lahore)”, “(eds.)”, “(forthcoming)”, “(my translation)”.
    fn word_group(&mut self, first: usize, last: usize, open: usize, text: &str) {
        // “(Holmes, J., dissenting)”, “(en banc)”: who said it, and how the court sat.
        const REMARKS: [&str; 7] =
            ["dissenting", "concurring", "en banc", "per curiam", "plurality opinion", ", J.", "C.J."];
        if REMARKS.iter().any(|remark| text.contains(remark)) {
            return;
        }
        let word = self.tokens().lower(first).to_owned();
        match word.as_str() {
            "ed" | "eds" | "hg" | "hrsg" | "éd" | "éds" | "dir" | "editor" | "editors"
                if last <= first + 2 =>
            {
                self.draft.hints.editors = true;
                self.authors_were_editors();
            }
            "blog" | "weblog" => self.draft.hints.blog = true,
            "forthcoming" | "im" | "submitted" => {
                self.draft.set_text(Variable::Status, self.draft.tokens.span(first, last), 0.8);
            }
            _ if self
                .people(&word, first, if self.tokens().is(first + 1, '.') { first + 2 } else { first + 1 })
                .is_some() => {}
            _ if self.edition(first).is_some() || self.series_group(first, last) => {}
            _ => self.place_or_remark(first, last, open, text),
        }
    }

    /// “(Beihefte der Vierteljahrschrift, Nr. 127)”, “(Studies in History, 12)”.
    fn series_group(&mut self, first: usize, last: usize) -> bool {
        let first = if self.tokens().is(first, '=') { first + 1 } else { first };
        let tokens = self.tokens();
        let number = last - 1;
        let label = (first + 1..number).rev().find(|i| !tokens.is_any(*i, ".,"));
        let labelled = label.is_some_and(|i| {
            matches!(tokens.lower(i), "nr" | "bd" | "no" | "vol" | "band" | "n" | "h" | "heft")
        });
        let comma = tokens.is(number.wrapping_sub(1), ',');
        if !tokens.is_number(number) || !(labelled || comma) || last < first + 3 {
            return false;
        }
        let end = if labelled { label.unwrap_or(number) } else { number };
        let (title, number) = (tokens.span(first, end), tokens.span(number, last));
        self.draft.set_text(Variable::CollectionTitle, title, 0.8);
        self.draft.set_text(Variable::CollectionNumber, number, 0.85);
        true
    }

    fn authors_were_editors(&mut self) {
        for field in &mut self.draft.item.fields {
            if field.variable == Variable::Author {
                field.variable = Variable::Editor;
            }
        }
    }

    fn place_or_remark(&mut self, first: usize, last: usize, open: usize, text: &str) {
        let capital = self.tokens().is_capital(first);
        let colon = (first..last).any(|i| self.tokens().is(i, ':'));
        if colon && capital {
            // “(Lahore: Ariana Publications)” without a year.
            self.imprint(first, last);
            return;
        }
        let behind_name = self.after_container || self.loose.last().is_some_and(|last| last.end == open);
        let untitled = self.draft.title.is_some_and(|title| title.end == open && !title.quoted);
        let round = self.tokens().is(open, '(') && !self.draft.hints.case;
        if round && capital && (behind_name || untitled) && is_place_like(text) {
            if let Some(last) = self.loose.last_mut().filter(|last| last.end == open) {
                last.numbered = true;
            }
            let span = self.tokens().span(first, last);
            self.draft.set_text(Variable::PublisherPlace, span, 0.9);
        }
    }
}

fn split_commas(tail: &Tail<'_, '_>, first: usize, last: usize) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    let mut start = first;
    for i in first..=last {
        if i == last || tail.tokens().is_any(i, ",;") {
            if i > start {
                parts.push((start, i));
            }
            start = i + 1;
        }
    }
    parts
}
