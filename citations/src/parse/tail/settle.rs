//! What is made of words that nothing announced, and of pages.

use super::words::is_place_like;
use super::{Loose, Pages, Tail};
use crate::language::{is_archive, is_journal_name, is_newspaper_name, is_report, is_thesis};
use crate::parse::names::{is_institution, names};
use crate::parse::reference::trimmed;
use crate::{LocatorLabel, Span, Variable};

impl Tail<'_, '_> {
    /// Makes something of the words that nothing announced.
    pub(super) fn settle_loose(&mut self) {
        let loose = std::mem::take(&mut self.loose);
        if self.place_only {
            return;
        }
        let mut i = 0;
        while let Some(part) = loose.get(i) {
            let span = trimmed(self.tokens().text, self.tokens().span(part.start, part.end));
            let text = span.of(self.tokens().text).to_owned();
            i += 1;
            if !text.contains(char::is_alphabetic) || is_filler(&text) {
                continue;
            }
            // “Ministry of Agriculture, Fisheries and Food” is one name.
            let (span, text) = match loose
                .get(i)
                .map(|next| trimmed(self.tokens().text, self.tokens().span(next.start, next.end)))
            {
                Some(next)
                    if is_institution(&text)
                        && text.contains(" of ")
                        && next.of(self.tokens().text).contains(" and ")
                        && next.start <= span.end + 2 =>
                {
                    i += 1;
                    (span.to(next), span.to(next).of(self.tokens().text).to_owned())
                }
                _ => (span, text),
            };
            // “Cambridge, Mass.: MIT Press”, free of brackets.
            let state = loose.get(i).filter(|state| {
                let word = trimmed(self.tokens().text, self.tokens().span(state.start, state.end));
                state.colon
                    && !part.colon
                    && self.tokens().is(part.end, ',')
                    && state.start == part.end + 1
                    && word.len() <= 5
                    && is_place_like(&text)
            });
            if let Some(state) = state
                && let Some(house) = loose.get(i + 1).filter(|_| self.wants_imprint())
            {
                let place = self.tokens().span(part.start, state.end);
                let publisher = self.tokens().span(house.start, house.end);
                self.draft.hints.imprint = true;
                self.draft.set_text(Variable::PublisherPlace, place, 0.85);
                self.draft.set_text(Variable::Publisher, publisher, 0.85);
                i += 2;
                continue;
            }
            // “New York: Knopf”, free of brackets.
            if part.colon
                && let Some(house) = loose.get(i).filter(|_| self.wants_imprint() && is_place_like(&text))
            {
                let publisher = self.tokens().span(house.start, house.end);
                self.draft.hints.imprint = true;
                self.draft.set_text(Variable::PublisherPlace, span, 0.85);
                self.draft.set_text(Variable::Publisher, publisher, 0.85);
                i += 1;
                continue;
            }
            if let Some(town) =
                loose.get(i).filter(|town| self.is_imprint_of_entry(part, town, loose.len() - i))
            {
                let town = self.tokens().span(town.start, town.end);
                self.draft.hints.imprint = true;
                self.draft.set_text(Variable::Publisher, span, 0.8);
                self.draft.set_text(Variable::PublisherPlace, town, 0.8);
                i += 1;
                continue;
            }
            if let Some(house) = loose.get(i).filter(|house| self.is_free_imprint(part, house, &text)) {
                // “Genève, Droz, 1974”, as French notes have it.
                let publisher = self.tokens().span(house.start, house.end);
                self.draft.hints.imprint = true;
                self.draft.set_text(Variable::PublisherPlace, span, 0.85);
                self.draft.set_text(Variable::Publisher, publisher, 0.85);
                i += 1;
                continue;
            }
            i += self.settle_part(
                span,
                &text,
                part.numbered,
                loose.get(i).map(|next| self.tokens().span(next.start, next.end)),
            );
        }
    }

    /// “Lee A (1998) Docks. Harbor House, Boston”: the last words of an entry that has its year in front.
    fn is_imprint_of_entry(&self, house: &Loose, town: &Loose, left: usize) -> bool {
        self.is_dated_in_front()
            && left == 1
            && self.tokens().is(house.end, ',')
            && town.start == house.end + 1
            && !house.numbered
            && !town.numbered
            && self.tokens().is_capital(house.start)
            && self.tokens().is_capital(town.start)
            && self.wants_imprint()
    }

    /// “Fernandes, Diego. 1989. *The Price of Maps*. Meridian.”: of a book, the house comes last.
    fn wants_house_of_entry(&self) -> bool {
        let has_container = self.draft.item.has(Variable::ContainerTitle);
        !has_container && self.wants_imprint() && self.is_dated_in_front()
    }

    /// Whether this is an entry of a list, of sentences, whose year stands between author and title.
    fn is_dated_in_front(&self) -> bool {
        let title = self.draft.item.span(Variable::Title);
        let year = self.draft.item.span(Variable::Issued);
        self.draft.hints.sentences && year.zip(title).is_some_and(|(year, title)| year.start < title.start)
    }

    /// A town and a house behind the title of a whole, and a year behind them.
    fn is_free_imprint(&self, town: &Loose, house: &Loose, text: &str) -> bool {
        let whole = self.draft.title.is_none_or(|title| !title.quoted) || self.draft.hints.within;
        let next_to = self.tokens().is(town.end, ',') && house.start == town.end + 1;
        // “Paris, chez l’auteur, 1804”
        let capital = self.tokens().is_capital(house.start) || self.tokens().str(house.start) == "chez";
        whole
            && next_to
            && capital
            && !town.colon
            && self.wants_imprint()
            && is_place_like(text)
            && self.is_year_alone()
            && !self.draft.hints.case
    }

    fn wants_imprint(&self) -> bool {
        !self.draft.item.has(Variable::Publisher) && !self.draft.item.has(Variable::PublisherPlace)
    }

    /// “*Wiretaps Fall*, Wall St. J. (July 1, 2015)”: the day in brackets right behind the name.
    fn is_dated_behind(&self, span: Span) -> bool {
        let issued = self.draft.item.span(Variable::Issued);
        let signed = !self.draft.item.names(Variable::Author).is_empty();
        signed
            && issued.is_some_and(|issued| {
                let between = self.tokens().text.get(span.end..issued.start).unwrap_or_default();
                between.trim_start_matches('.').trim() == "("
            })
    }

    /// Gives one stretch of words a variable; says how many further stretches it took.
    fn settle_part(&mut self, span: Span, text: &str, numbered: bool, next: Option<Span>) -> usize {
        let quoted = self.draft.title.is_some_and(|title| title.quoted) || self.draft.hints.review;
        let has_container = self.draft.item.has(Variable::ContainerTitle);
        let lower = text.to_lowercase();
        if is_thesis(text) {
            self.draft.hints.thesis = true;
            // “Diss. phil. Universität Erlangen”: the school needs no comma.
            let school = ["Universität", "Univ.", "University", "Université", "Hochschule"]
                .iter()
                .filter_map(|word| text.find(word))
                .min()
                // “Humboldt-Universität”
                .map(|at| text.get(..at).and_then(|before| before.rfind(' ')).map_or(at, |space| space + 1))
                .filter(|at| *at > 0 && is_thesis(text.get(..*at).unwrap_or_default()));
            if let Some(at) = school {
                self.draft.set_text(Variable::Genre, Span::new(span.start, span.start + at), 0.85);
                self.draft.set_text(Variable::Publisher, Span::new(span.start + at, span.end), 0.8);
                return 0;
            }
            self.draft.set_text(Variable::Genre, span, 0.85);
            if let Some(next) = next {
                self.draft.set_text(Variable::Publisher, next, 0.8);
                return 1;
            }
        } else if lower.contains("presented at")
            || lower.contains("paper given at")
            || lower.contains("conference") && quoted
        {
            self.draft.hints.conference = true;
            let name = lower.find("at ").map_or(span, |at| Span::new(span.start + at + 3, span.end));
            self.draft.set_text(Variable::EventTitle, name, 0.7);
        } else if lower.starts_with("review of") || lower.starts_with("rezension") {
            self.draft.hints.review = true;
        } else if lower.starts_with("interview by") || lower.starts_with("interview with") {
            self.draft.hints.interview = true;
            let name = text.get("interview by ".len()..).unwrap_or_default();
            // “interview by the author” names no one.
            if name.starts_with(char::is_uppercase) {
                self.draft.set_names(Variable::Interviewer, names(name), span, 0.8);
            }
        } else if !quoted
            && !has_container
            && self.draft.title.is_some()
            && self.is_next_to_title(span)
            && (is_newspaper_name(text) || self.is_dated_behind(span))
            && self.has_day()
        {
            // “*Congress Moves*, N.Y. Times (Dec. 8, 2016)” (Bluebook 16.6)
            self.draft.set_text(Variable::ContainerTitle, span, 0.75);
        } else if is_archive(text)
            && !has_container
            // “European Archive Review 39 (1960): 283–319” has volumes and pages.
            && (self.pages.is_empty() || !self.draft.item.has(Variable::Volume) || !is_journal_name(text))
            && self.draft.claims.urls.is_empty()
            && !self.draft.hints.imprint
        {
            self.draft.hints.archive = true;
            let whole = next.map_or(span, |next| span.to(next));
            self.draft.set_text(Variable::Archive, whole, 0.7);
            return usize::from(next.is_some());
        } else if self.collection(text, span) {
            // Done.
        } else if is_report(text) && !has_container {
            self.draft.hints.report = true;
            self.draft.set_text(Variable::Genre, span, 0.8);
        } else if crate::language::is_reference_work(text).is_some() && quoted && !has_container {
            // “Wikipedia, the free encyclopedia”: the second part is of the name.
            let tail = next.filter(|next| next.of(self.tokens().text).to_lowercase().contains("encyclop"));
            let whole = tail.map_or(span, |tail| span.to(tail));
            self.draft.set_text(Variable::ContainerTitle, whole, 0.85);
            return usize::from(tail.is_some());
        } else if quoted
            && !has_container
            && (numbered || next.is_none())
            && (self.draft.hints.review || self.is_next_to_title(span))
            && (!is_institution(text) || is_newspaper_name(text) || is_journal_name(text))
            && !self.draft.hints.thesis
            && self.is_dated_or_numbered(numbered)
        {
            self.draft.set_text(Variable::ContainerTitle, span, 0.75);
        } else if self.draft.item.has(Variable::Title) {
            let free = !self.draft.item.has(Variable::Publisher)
                && text.chars().next().is_some_and(|c| !c.is_lowercase());
            let town =
                free && numbered && is_place_like(text) && self.is_year_alone() && self.wants_imprint();
            if town && (self.draft.hints.within || !quoted) && !self.draft.hints.review {
                // “Berlin 2005”, as German notes have it.
                self.draft.hints.imprint = true;
                self.draft.set_text(Variable::PublisherPlace, span, 0.75);
            } else if free && quoted && self.has_place_in_time()
                || free && !quoted && self.draft.title.is_some() && is_institution(text)
                || free && !quoted && !numbered && next.is_none() && self.wants_house_of_entry()
            {
                self.draft.set_text(Variable::Publisher, span, 0.7);
            } else if free
                && !quoted
                && numbered
                && is_place_like(text)
                && self.is_year_alone()
                && self.wants_imprint()
            {
                // “Berlin 2005”, as German notes have it.
                self.draft.hints.imprint = true;
                self.draft.set_text(Variable::PublisherPlace, span, 0.75);
            }
        }
        0
    }

    /// “Special Publication No. 196”, “Research Report 11”, “Studies in the History of Art 55” before the imprint of a book.
    fn collection(&mut self, text: &str, span: Span) -> bool {
        let book = self.draft.title.is_none_or(|title| !title.quoted) && self.draft.hints.imprint;
        if !book {
            return false;
        }
        let lower = text.to_lowercase();
        let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
        let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
        let digits = text.len() - text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let number = Span::new(span.end - digits, span.end);
        let name = Span::new(span.start, number.start);
        let labelled = lower.ends_with(" no.") || lower.ends_with(" no");
        if has(&["report", "publication", "paper", "bulletin", "memoir", "circular", "bericht"])
            && (digits > 0 || labelled)
        {
            self.draft.set_text(Variable::Genre, name, 0.75);
            self.draft.set_text(Variable::Number, number, 0.85);
            self.draft.hints.report = true;
            return true;
        }
        let series = [
            "series",
            "studies",
            "monographs",
            "publications",
            "library",
            "schriften",
            "collection",
            "beihefte",
            "texts",
            "paperbacks",
            "classics",
        ];
        if has(&series) {
            self.draft.set_text(Variable::CollectionTitle, name, 0.7);
            self.draft.set_text(Variable::CollectionNumber, number, 0.8);
        }
        has(&series)
    }

    /// A container stands next to its title.
    fn is_next_to_title(&self, span: Span) -> bool {
        let end = self
            .draft
            .title
            .and_then(|title| self.tokens().list.get(title.end.wrapping_sub(1)))
            .map_or(0, |token| token.span.end);
        let between = Span::new(end, span.start.max(end)).of(self.tokens().text);
        between.chars().all(|c| !c.is_alphanumeric())
    }

    fn has_day(&self) -> bool {
        let issued = self.draft.item.date(Variable::Issued).and_then(crate::Date::first);
        issued.is_some_and(|parts| parts.day.is_some())
    }

    fn is_year_alone(&self) -> bool {
        self.draft
            .item
            .date(Variable::Issued)
            .and_then(crate::Date::first)
            .is_some_and(|parts| parts.month.is_none())
    }

    fn is_dated_or_numbered(&self, numbered: bool) -> bool {
        numbered || self.draft.item.has(Variable::Volume) || self.draft.item.has(Variable::Issue)
    }

    /// Enough is known to tell a reference from a short form with a remark.
    fn has_place_in_time(&self) -> bool {
        let item = &self.draft.item;
        item.has(Variable::Issued)
            || !self.draft.claims.urls.is_empty()
            || self.draft.claims.accessed.is_some()
    }

    /// Tells the pages of the whole piece from the place that is cited.
    pub(super) fn settle_pages(&mut self) {
        let pages = std::mem::take(&mut self.pages);
        let text = self.tokens().text;
        // “S. 85, Anm. 12”: the note stands on the page.
        let on_page = |i: usize| {
            pages.get(i).is_some_and(|page| matches!(page.label, LocatorLabel::Note | LocatorLabel::Figure))
                && pages
                    .get(i.wrapping_sub(1))
                    .is_some_and(|page| matches!(page.label, LocatorLabel::Page | LocatorLabel::Folio))
        };
        let end = if on_page(pages.len().wrapping_sub(1)) { pages.len() - 1 } else { pages.len() };
        let pages = &pages[..end];
        let Some(last) = pages.last() else { return };
        let title_quoted = self.draft.title.is_some_and(|title| title.quoted);
        if (self.draft.hints.letter || self.draft.hints.archive) && !last.labelled {
            // “CO 158/31” is a shelf mark.
            return;
        }
        let whole_piece = !self.place_only
            && !self.draft.hints.thesis
            && (title_quoted || self.draft.hints.within || self.in_reading_of_article());
        let page_like = |i: usize| {
            let counts = |page: &Pages| matches!(page.label, LocatorLabel::Page | LocatorLabel::Column);
            pages.get(i).filter(|page| counts(page) && is_range(page.value.of(text)))
        };
        // “*in* The Oxford Handbook 410, 415 (2013)”, “(CAEPR, 2007) 12, 15”: without a comma before them, the
        // first is where the piece begins (Bluebook 15.5, AGLC 6.6).
        if let ([only], true) = (pages, whole_piece && self.draft.hints.within)
            && !only.labelled
            && let Some((first, place)) = only.value.of(text).split_once(", ")
            && first.bytes().all(|byte| byte.is_ascii_digit())
            && !text.get(..only.value.start).unwrap_or_default().trim_end().ends_with([',', ':'])
        {
            let page = Span::new(only.value.start, only.value.start + first.len());
            let span = Span::new(only.value.end - place.len(), only.value.end);
            let value = place.to_owned();
            self.draft.set_text(Variable::Page, page, 0.8);
            self.draft.locator.get_or_insert(crate::Locator { label: only.label, value, span });
            return;
        }
        let locator = match (whole_piece, pages.len()) {
            (true, 1) => {
                let review = self.draft.hints.review;
                // Of a short form nothing but the place is said.
                let item = &self.draft.item;
                let whole = self.draft.hints.within
                    || item.has(Variable::ContainerTitle)
                    || item.has(Variable::Issued)
                    || item.has(Variable::Publisher);
                let wide = page_like(0).filter(|page| {
                    (review || page_count(page.value.of(text)) > 3) && !page.bracketed && (whole || review)
                });
                if let Some(page) = wide {
                    self.draft.set_text(Variable::Page, page.value, 0.8);
                    return;
                }
                last
            }
            (true, _) => {
                if let Some(page) = page_like(0).or_else(|| pages.first().filter(|_| last.bracketed)) {
                    self.draft.set_text(Variable::Page, page.value, 0.9);
                }
                last
            }
            _ => last,
        };
        let value = locator.value.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
        let locator = crate::Locator { label: locator.label, value, span: locator.value };
        self.draft.locator.get_or_insert(locator);
    }

    fn in_reading_of_article(&self) -> bool {
        self.draft.item.has(Variable::ContainerTitle)
    }
}

fn is_range(value: &str) -> bool {
    value.contains(['-', '–', '—', '‑', '−'])
}

/// How many pages a range has; “127–30” leaves the hundreds out.
fn page_count(range: &str) -> u32 {
    let numbers: Vec<&str> =
        range.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let [first, last, ..] = numbers.as_slice() else { return 1 };
    let full = if last.len() < first.len() {
        format!("{}{last}", &first[..first.len() - last.len()])
    } else {
        (*last).to_owned()
    };
    match (first.parse::<u32>(), full.parse::<u32>()) {
        (Ok(first), Ok(last)) => last.saturating_sub(first) + 1,
        _ => 1,
    }
}

/// Words around an address or a date that are no value.
fn is_filler(text: &str) -> bool {
    const FILLERS: &[&str] = &[
        "available at",
        "available from",
        "available online at",
        "available",
        "online",
        "url",
        "at",
        "in",
        "and",
        "https",
        "http",
        "doi",
        "unter",
        "verfügbar unter",
        "disponible sur",
        "disponible en",
        "from",
        "n.d",
        "print",
        "web",
        "here",
        "see",
        "accessed",
        "hier",
        "ici",
        "here",
        "en ligne",
        "sq",
        "coll",
        "via",
        "on",
        "the",
        "emphasis added",
        "emphasis mine",
        "my translation",
        "emphasis in original",
        "my emphasis",
        "italics mine",
        "original emphasis",
        "translation mine",
        "hereafter",
        "s.v",
        "sub verbo",
        "s. v",
        "in:",
        "und",
        "passim",
        "et passim",
    ];
    let lower = text.to_lowercase();
    if [
        "last modified",
        "last updated",
        "updated",
        "posted",
        "last revised",
        "zuletzt geändert",
        "mis à jour",
    ]
    .iter()
    .any(|start| lower.starts_with(start))
    {
        return true;
    }
    FILLERS.contains(&text.to_lowercase().trim_end_matches(['.', ':']))
}
