//! Numbers: volumes, issues, editions, pages.

use super::{Pages, Tail};
use crate::language::is_report;
use crate::parse::dates::date_at;
use crate::parse::head::ends_sentence;
use crate::parse::token::Tokens;
use crate::{LocatorLabel, Span, Value, Variable};

impl Tail<'_, '_> {
    /// A number behind a word that says what it counts.
    pub(super) fn labelled(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens();
        if !tokens.is_word(i) && !tokens.is_any(i, "§¶") && !tokens.is_number(i) {
            return None;
        }
        if let Some(next) = self.edition(i) {
            return Some(next);
        }
        let tokens = &self.draft.tokens;
        let word = tokens.lower(i).to_owned();
        let value = if tokens.is(i + 1, '.') || tokens.is(i + 1, '°') || tokens.is(i + 1, 'º') {
            i + 2
        } else {
            // “at *4”: a page of a database (Bluebook 18.3.1).
            i + 1 + usize::from(word == "at" && tokens.is(i + 1, '*'))
        };
        if let Some(label) = locator_label(&word, tokens, i, value) {
            let roman = is_roman(tokens.str(value))
                && value < self.end
                && !(word == "s" && tokens.lower(value) == "v");
            // “at A17” (Bluebook 16.6)
            let lettered = matches!(word.as_str(), "at" | "p" | "pp")
                && value < self.end
                && is_lettered_number(tokens.str(value));
            let starts = tokens.is_number(value) || lettered || roman && (word != "at" && word != "n");
            if starts && (label != LocatorLabel::Page || !self.is_word_s(&word, i)) {
                self.flush(i);
                let mut end = self.range_end(value + 1);
                let tokens = &self.draft.tokens;
                // “s 35(2)(b)”, “§ 25.07(4)”, “para 4.12”
                if label != LocatorLabel::Page && tokens.is_number(value) {
                    end = end.max(crate::parse::law::behind_section(tokens, value, self.end));
                }
                // “paras 33, 36”
                while matches!(word.as_str(), "paras" | "ss" | "arts" | "rnn")
                    && self.tokens().is(end, ',')
                    && self.tokens().is_number(end + 1)
                    && end + 1 < self.end
                {
                    end = self.range_end(end + 2);
                }
                let tokens = self.tokens();
                // “chaps. 1 and 4”
                let several = matches!(tokens.lower(end), "and" | "und" | "et")
                    && tokens.is_number(end + 1)
                    && !tokens.is_number(end + 2);
                end += if several { 2 } else { 0 };
                self.push_pages(label, value, end, true, false);
                return Some(end);
            }
        }
        self.numbered(&word, i, value).or_else(|| self.people(&word, i, value))
    }

    /// “s” is “Seite” in German only with its point, or before a range behind a comma: “, S 46–61”.
    pub(super) fn is_word_s(&self, word: &str, i: usize) -> bool {
        let tokens = self.tokens();
        let is_range = tokens.str(i) == "S" && i > 0 && tokens.is(i - 1, ',') && tokens.is_any(i + 2, "-–");
        matches!(word, "s" | "f") && !tokens.is(i + 1, '.') && !is_range
    }

    /// “vol. 60”, “no. 2”, “Bd. 3”, “n° 4”, “H. 2”.
    pub(super) fn numbered(&mut self, word: &str, i: usize, value: usize) -> Option<usize> {
        let counts = |word: &str| is_roman(word) || is_lettered_number(word);
        // “Nr. 5512” of an archive is its shelf mark.
        let shelf_mark = self.draft.hints.archive && !self.draft.hints.imprint;
        if self.place_only
            || shelf_mark
            || !self.tokens().is_number(value) && !counts(self.tokens().str(value))
        {
            return None;
        }
        let variable = match word {
            "vol" | "volume" | "bd" | "band" | "teil" | "t" | "tome" | "tomo" | "jg" | "jahrgang"
            | "deel" | "т" => Variable::Volume,
            "no" | "nos" | "number" | "issue" | "iss" | "nr" | "n" | "num" | "heft" | "h" | "fasc" | "№"
            | "nº" | "núm" | "numéro" => Variable::Issue,
            _ => return None,
        };
        if matches!(word, "t" | "h" | "n" | "no")
            && !self.tokens().is_any(i + 1, ".°º")
            && !self.tokens().is_number(i + 1)
        {
            return None;
        }
        self.flush(i);
        self.mark_numbered(i);
        let mut end = self.range_end(value + 1);
        // “Bd. IV.1”
        let tokens = self.tokens();
        let glued = |i: usize| tokens.list.get(i).is_some_and(|token| !token.spaced);
        if variable == Variable::Volume
            && end == value + 1
            && tokens.is_any(end, "./")
            && glued(end)
            && glued(end + 1)
            && (tokens.is_number(end + 1) || is_roman(tokens.str(end + 1)))
        {
            end += 2;
        }
        let slash = self.tokens().is(end, '/')
            && self.tokens().is_number(end + 1)
            && !self.tokens().list[end + 1].spaced;
        end += if slash { 2 } else { 0 };
        let book = self.draft.hints.imprint && self.draft.title.is_none_or(|title| !title.quoted);
        if variable == Variable::Issue && book {
            // “cat. no. 12” behind the imprint of a book: a place in it.
            self.push_pages(LocatorLabel::Page, value, end, true, false);
            return Some(end);
        }
        let variable =
            if variable == Variable::Issue && self.is_report_number() { Variable::Number } else { variable };
        let span = self.tokens().span(value, end);
        self.draft.set_text(variable, span, 0.97);
        // “Bd. 2: Januar–Juni 1947,”: what stands behind the colon is the title of the volume.
        let whole = self.draft.title.is_none_or(|title| !title.quoted) || self.draft.hints.within;
        let sentence = |i: usize| {
            self.draft.hints.sentences && self.tokens().is(i, '.') && ends_sentence(self.tokens(), i)
        };
        let stop =
            (end + 1..self.end.min(end + 30)).find(|i| self.tokens().is_any(*i, ",(;") || sentence(*i));
        if variable == Variable::Volume
            && whole
            && self.tokens().is(end, ':')
            && self.tokens().is_word(end + 1)
        {
            let stop = stop.unwrap_or(self.end);
            let title = self.tokens().span(end + 1, stop);
            self.draft.set_text(Variable::VolumeTitle, title, 0.7);
            return Some(stop);
        }
        Some(end)
    }

    /// “Working Paper 114”: a genre and its number.
    fn report_number(&mut self, i: usize) -> Option<usize> {
        let open = self.open?;
        let genre = self.tokens().span(open, i);
        let text = genre.of(self.tokens().text).trim_end().to_lowercase();
        let known = [
            "working paper",
            "discussion paper",
            "occasional paper",
            "research report",
            "technical report",
            "policy brief",
        ];
        if self.place_only
            || !known.iter().any(|genre| text.ends_with(genre))
            || self.draft.item.has(Variable::Number)
        {
            return None;
        }
        self.open = None;
        let number = self.tokens().span(i, i + 1);
        self.draft.hints.report = true;
        self.draft.set_text(Variable::Genre, genre, 0.8);
        self.draft.set_text(Variable::Number, number, 0.9);
        Some(i + 1)
    }

    /// “Working Paper No. 12”: the number of a report, not of an issue.
    pub(super) fn is_report_number(&self) -> bool {
        let last =
            self.loose.last().map(|last| self.tokens().span(last.start, last.end).of(self.tokens().text));
        let genres = ["publication", "report", "paper", "bulletin", "memorandum", "bericht"];
        let last = last.map(str::to_lowercase);
        let book = self.draft.title.is_some_and(|title| !title.quoted);
        last.is_some_and(|text| {
            is_report(&format!("{text} no"))
                || is_report(&text)
                || book && genres.iter().any(|genre| text.trim_end_matches([' ', ',']).ends_with(genre))
        })
    }

    /// A number without a word that says what it counts.
    pub(super) fn bare_number(&mut self, i: usize) -> usize {
        // “9:14 a.m.”: the time of a post.
        let clock = self.tokens().is(i + 1, ':')
            && self.tokens().is_number(i + 2)
            && matches!(self.tokens().lower(i + 3), "a" | "p" | "am" | "pm" | "uhr" | "a.m" | "p.m");
        if clock {
            self.flush(i);
            return (i + 4..self.end.min(i + 8)).find(|i| self.tokens().is(*i, ',')).unwrap_or(i + 4);
        }
        if self.draft.hints.archive && self.pages.is_empty() {
            // Shelf marks are numbers too.
            self.open.get_or_insert(i);
            return i + 1;
        }
        let year = self.tokens().is(i + 1, '/')
            && self.tokens().str(i + 2).len() == 4
            && self.tokens().is_number(i + 2);
        if year
            && self.draft.item.has(Variable::ContainerTitle)
            && !self.place_only
            && self.tokens().str(i).len() <= 3
        {
            // “Der Spiegel 3/1948”: the number within its year.
            let span = self.tokens().span(i, i + 1);
            self.flush(i);
            self.draft.set_text(Variable::Issue, span, 0.85);
            return i + 3;
        }
        if let Some(next) = self.report_number(i) {
            return next;
        }
        let glued = i > 0 && self.tokens().is_any(i - 1, "/") && !self.tokens().list[i].spaced;
        let series = self.open.is_some()
            && self.draft.title.is_none_or(|title| !title.quoted)
            && self.tokens().is(self.range_end(i + 1), '(');
        if self.open.is_some() && (glued || series || !self.number_ends_words(i)) {
            // “Title of 1984 and after”: part of the words around it.
            return i + 1;
        }
        self.flush(i);
        let tokens = self.tokens();
        let end = self.range_end(i + 1);
        if matches!(tokens.lower(end), "vols" | "volumes" | "bde" | "bände" | "tomes") && !self.place_only {
            let span = tokens.span(i, end);
            self.draft.set_text(Variable::NumberOfVolumes, span, 0.9);
            return if self.tokens().is(end + 1, '.') { end + 2 } else { end + 1 };
        }
        let next_opens = tokens.is(end, '(')
            || tokens.is(end, ',')
            || tokens.is(end, ':')
            || tokens.is(end, '.')
            || tokens.is(end, '/')
            || tokens.is_word(end);
        // “Zeitschrift 3/2 (2001)”: volume and issue before the year.
        let pair = tokens.is_any(end, "./:") && tokens.is_number(end + 1);
        let group = if pair { end + 2 } else { end };
        let dated = tokens.is(group, '(') && date_at(tokens, group + 1).is_some();
        let periodical = !self.place_only
            && (self.in_periodical() || dated && self.draft.hints.within && !self.draft.hints.imprint);
        let has_volume = self.draft.item.has(Variable::Volume);
        if periodical && !has_volume && !self.after_colon && next_opens && self.volume_follows(i, end) {
            self.mark_numbered(i);
            return self.volume(i, end);
        }
        if periodical
            && has_volume
            && !self.draft.item.has(Variable::Issue)
            && self.after_colon
            && tokens.is(end, '(')
            && end == i + 1
        {
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
    pub(super) fn number_ends_words(&self, i: usize) -> bool {
        let tokens = self.tokens();
        let next = self.range_end(i + 1);
        next >= self.end
            || tokens.is_any(next, ",.:;(/[")
            || matches!(tokens.lower(next), "no" | "nr" | "h" | "heft" | "at")
            || self.draft.taken.get(next).copied().unwrap_or(false)
    }

    pub(super) fn in_periodical(&self) -> bool {
        let quoted = self.draft.title.is_some_and(|title| title.quoted) || self.draft.hints.review;
        let container = self.draft.item.has(Variable::ContainerTitle) || !self.loose.is_empty();
        let untitled = self.draft.title.is_some_and(|title| !title.quoted)
            && self.draft.item.names(Variable::Author).is_empty()
            && self.loose.is_empty();
        !self.draft.hints.within && (quoted && container || untitled)
    }

    /// A volume is followed by an issue, a year or pages.
    pub(super) fn volume_follows(&self, i: usize, end: usize) -> bool {
        let tokens = self.tokens();
        let rest: Vec<usize> = (end..self.end.min(end + 8)).collect();
        let bracket = rest.iter().take(4).any(|i| tokens.is(*i, '('));
        let issue = rest
            .iter()
            .take(3)
            .any(|i| matches!(tokens.lower(*i), "no" | "nr" | "issue" | "h" | "heft" | "nos" | "n"));
        let pair = tokens.is_any(end, ".:/") && tokens.is_number(end + 1);
        let _ = i;
        bracket || issue || pair || rest.iter().take(3).any(|i| date_at(tokens, *i).is_some())
    }

    /// “19”, “12.3”, “20:2”, “19 (3)” with what belongs to it.
    pub(super) fn volume(&mut self, i: usize, end: usize) -> usize {
        let tokens = self.tokens();
        let volume = tokens.span(i, end);
        let issue_sign =
            tokens.is_any(end, ".:/") && tokens.is_number(end + 1) && !tokens.list[end + 1].spaced;
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
    pub(super) fn volume_and_page(&mut self, i: usize) -> Option<usize> {
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

    /// “39 vols (London: Allen, 1903–12), XXXVI (1909), p. 479”: the volume that is cited, and its year.
    pub(super) fn roman_volume(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens();
        let roman = tokens.str(i).chars().all(|c| "IVXLC".contains(c))
            && self.open.is_none()
            && i > 0
            && tokens.is(i - 1, ',');
        let book = self.draft.hints.imprint || self.place_only;
        let dated = tokens.is(i + 1, '(') && tokens.is(i + 3, ')');
        let paged = tokens.is(i + 1, ',') && matches!(tokens.lower(i + 2), "p" | "pp" | "s");
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

    /// The end of a range or list of pages that has begun before a token: “–31”, “, 45–47”, “f.”, “n. 3”.
    pub(super) fn range_end(&self, from: usize) -> usize {
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
            let note =
                word.strip_prefix('n').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
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

    pub(super) fn is_roman_page(&self, i: usize) -> bool {
        let tokens = self.tokens();
        let after_sign = i > 0 && tokens.is_any(i - 1, ",:;");
        let next = self.range_end(i + 1);
        let ends = next >= self.end || tokens.is_any(next, ".,;");
        // “C. H. Beck” begins with an initial, not with a hundred.
        let initial = tokens.str(i).len() == 1 && tokens.is_capital(i);
        self.open.is_none() && after_sign && ends && !initial && is_roman(tokens.str(i))
    }

    /// “A17”: the page of a newspaper.
    pub(super) fn is_newspaper_page(&self, i: usize) -> bool {
        let tokens = self.tokens();
        // A range of them is one word: “S30-S31”.
        let shape = tokens.str(i).split(['-', '–']).all(is_lettered_number);
        shape
            && self.open.is_none()
            && (i == 0 || tokens.is_any(i - 1, ",:).") || tokens.lower(i - 1) == "at")
            && (i + 1 >= self.end || tokens.is_any(i + 1, ",.;") || self.draft.taken[i + 1])
    }

    pub(super) fn push_pages(
        &mut self,
        label: LocatorLabel,
        start: usize,
        end: usize,
        labelled: bool,
        bracketed: bool,
    ) {
        let mut value = self.tokens().span(start, end);
        // “45, 47”: a list of pages is one locator.
        if let Some(last) = self
            .pages
            .last_mut()
            .filter(|last| last.label == label && !labelled && !bracketed && !last.bracketed)
        {
            let between = Span::new(last.value.end, value.start).of(self.draft.tokens.text);
            let number = value.of(self.draft.tokens.text);
            let is_range = |text: &str| text.contains(['-', '–', '—']);
            // In a journal the second number after a range is the place within it.
            let same = between.trim() == ","
                && (last.labelled || !is_range(last.value.of(self.draft.tokens.text)))
                && !number.is_empty();
            if same {
                last.value.end = value.end;
                return;
            }
        }
        if self.draft.tokens.text.get(value.end..value.end + 1) == Some(".")
            && value.of(self.draft.tokens.text).ends_with('f')
        {
            value.end += 1;
        }
        self.pages.push(Pages { label, value, labelled, bracketed });
    }
}

/// The locator that a word announces.
fn locator_label(word: &str, tokens: &Tokens<'_>, i: usize, value: usize) -> Option<LocatorLabel> {
    Some(match word {
        // “, s 35(2)”: a section of a statute (McGill Guide 2.1.5, OSCOLA 2.4).
        "s" | "ss"
            if tokens.is_number(i + 1)
                && !tokens.is_capital(i)
                && (i == 0 || tokens.is_any(i - 1, ",;)")) =>
        {
            LocatorLabel::Section
        }
        "p" | "pp" | "page" | "pages" | "s" | "seite" | "pg" | "pág" | "págs" | "с" | "blz" => {
            LocatorLabel::Page
        }
        "at" if tokens.is_number(value) => LocatorLabel::Page,
        "sp" | "col" | "cols" => LocatorLabel::Column,
        "chap" | "ch" | "chaps" | "chapter" | "kap" | "kapitel" | "chapitre" | "cap" => LocatorLabel::Chapter,
        "§" | "§§" | "sec" | "section" | "abschn" => LocatorLabel::Section,
        "¶" | "para" | "paras" | "rn" | "rz" | "rdnr" => LocatorLabel::Paragraph,
        "fig" | "figure" | "abb" | "pl" | "planche" | "taf" => LocatorLabel::Figure,
        "fol" | "fols" | "bl" | "ff" => LocatorLabel::Folio,
        "f" if tokens.is(i + 1, '.') => LocatorLabel::Folio,
        "l" | "ll" if tokens.is(i + 1, '.') => LocatorLabel::Line,
        "tab" | "table" | "tabelle" => LocatorLabel::Table,
        "art" | "arts" | "article" if tokens.is_number(value) && !tokens.is_capital(i) => {
            LocatorLabel::ArticleLocator
        }
        "pt" | "part" if !tokens.is_capital(i) => LocatorLabel::Part,
        "n" | "nn" | "fn" | "anm" if tokens.is(i + 1, '.') && i > 0 && !tokens.is(i - 1, '(') => {
            LocatorLabel::Note
        }
        _ => return None,
    })
}

/// “A17”, “S1”: pages of newspapers and of supplements.
fn is_lettered_number(word: &str) -> bool {
    // “II-4”: the section of a paper, and its page.
    let section = word.split_once('-').filter(|(section, _)| is_roman(section) || section.len() == 1);
    let digits = match section {
        Some((_, digits)) => digits,
        None => word.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or_default(),
    };
    (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a word is a roman number in small letters, as front matter is paged.
fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.len() <= 8 && word.chars().all(|c| "ivxlc".contains(c))
        || !word.is_empty() && word.len() <= 6 && word.chars().all(|c| "IVXLC".contains(c))
}
