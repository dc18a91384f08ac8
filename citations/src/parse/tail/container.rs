//! The whole that a part stands in: by italics, by “in”, by the editors before it.

use super::Tail;
use crate::parse::dates::date_at;
use crate::parse::entry::editors;
use crate::parse::head::{ends_sentence, looks_like_names};
use crate::parse::names::names;
use crate::parse::plain::place_and_year;
use crate::parse::quoted::{Title, italic_at, quoted_at};
use crate::parse::reference::trimmed;
use crate::parse::token::Tokens;
use crate::{Name, Span, Variable};

impl Tail<'_, '_> {
    /// A second title: the container, or a title within a work of reference.
    pub(super) fn set_apart(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens();
        if let Some(quoted) = quoted_at(tokens, i, self.end) {
            self.flush(i);
            let (first, last) = quoted.inner();
            let span = self.tokens().span(first, last);
            let italic_title = self.draft.title.is_some_and(|title| !title.quoted);
            let before = (i.saturating_sub(3)..i)
                .any(|i| matches!(self.tokens().lower(i), "coll" | "collection" | "series" | "reihe"));
            let series = before || !self.loose.is_empty() && !crate::parse::is_sub_verbo(self.tokens(), i);
            if italic_title && !self.place_only && series {
                // “Gallimard, « Bibliothèque des histoires », 1998”
                self.loose
                    .retain(|part| !matches!(self.draft.tokens.lower(part.start), "coll" | "collection"));
                self.draft.set_text(Variable::CollectionTitle, span, 0.8);
            } else if italic_title && !self.place_only {
                // “*Oxford English Dictionary*, s.v. ‘salt’”: the first title was the container.
                self.swap_title_into_container();
                self.draft.set_text(Variable::Title, span, 0.8);
            }
            return Some(quoted.end);
        }
        if let Some(behind) = self.italic_in(i) {
            return Some(behind);
        }
        let tokens = self.tokens();
        let italic = italic_at(tokens, i, self.end)?;
        // “in *id.*, *Face au monde*”: whose part it is, and then the whole.
        let own = (1..=3)
            .any(|back| i > back + 1 && tokens.lower(i - back) == "id" && tokens.lower(i - back - 1) == "in");
        let within = own
            || i > 0 && tokens.lower(i - 1) == "in"
            || i > 1 && tokens.is(i - 1, ':') && tokens.lower(i - 2) == "in";
        // “in: *Journal*”: the colon has ended the word.
        let was_in = self.loose.last().is_some_and(|last| last.end + 1 >= i && last.start + 1 == last.end);
        let is_in = own || within && (was_in || self.open.is_some_and(|open| open + 2 >= i));
        self.after_colon = false;
        if is_in {
            self.open = None;
            self.draft.hints.within = true;
        } else if within {
            // “review of … in *Journal*”
            self.open = None;
        }
        self.flush(i);
        let span = self.tokens().span(italic.start, italic.end);
        let book = self.draft.title.is_some_and(|title| !title.quoted)
            && !self.draft.hints.within
            && !self.draft.hints.review;
        if book && self.draft.item.has(Variable::Volume) {
            self.draft.set_text(Variable::VolumeTitle, span, 0.8);
        } else if self.draft.item.has(Variable::Title) && !self.draft.item.has(Variable::ContainerTitle) {
            self.container(span, italic.start, italic.end);
        }
        self.after_container = true;
        Some(italic.end)
    }

    /// “*in* The Oxford Handbook of Market Design 410, 415”: the word is in italics, the book is not (Bluebook 15.5).
    fn italic_in(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens();
        let italic = |i: usize| tokens.list.get(i).is_some_and(|token| token.italic);
        let alone = tokens.str(i) == "in" && italic(i) && !italic(i + 1) && tokens.is_capital(i + 1);
        if !alone || self.place_only || self.draft.item.has(Variable::ContainerTitle) {
            return None;
        }
        let last = (i + 1..self.end)
            .find(|i| tokens.is_any(*i, "([") || tokens.is_number(*i) && self.number_ends_words(*i))
            .unwrap_or(self.end);
        self.flush(i);
        let span = trimmed(self.tokens().text, self.tokens().span(i + 1, last));
        self.draft.hints.within = true;
        self.draft.set_text(Variable::ContainerTitle, span, 0.85);
        self.after_container = true;
        Some(last)
    }

    /// The container; “*Hindu (New Delhi)*” has its place inside.
    pub(super) fn container(&mut self, span: Span, start: usize, end: usize) {
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

    pub(super) fn swap_title_into_container(&mut self) {
        for field in &mut self.draft.item.fields {
            if field.variable == Variable::Title {
                field.variable = Variable::ContainerTitle;
            }
        }
        self.draft.hints.italic_container = true;
        self.draft.hints.entry = true;
    }

    /// “in Quarantine: Local and Global Histories, ed. …”: a container without italics.
    pub(super) fn plain_container(&mut self, i: usize) -> Option<usize> {
        let tokens = self.tokens();
        let quoted = self.draft.title.is_some_and(|title| title.quoted);
        let starts = matches!(tokens.lower(i), "in" | "dans" | "en")
            && (self.open.is_none() || i > 0 && tokens.is_any(i - 1, ",.;"));
        let first = if tokens.is(i + 1, ':') { i + 2 } else { i + 1 };
        let first = behind_same_author(tokens, first);
        // “Karin Hausen: *Technischer Fortschritt*, in: Geschichte und Gesellschaft 4 (1978)”: the colon makes it sure.
        let italic = self.draft.title.is_some_and(|title| !title.quoted) && tokens.is(i + 1, ':');
        let plain = italic || self.draft.title.is_none() && self.draft.item.has(Variable::Title);
        if starts && matches!(tokens.lower(first), "ebd" | "ebenda" | "ibid") {
            // “in: ebd., S. 99–110”: another part of the book cited before.
            self.draft.hints.within = true;
            return Some(first + 1);
        }
        if self.place_only
            || !starts
            || !(quoted || plain)
            || self.draft.item.has(Variable::ContainerTitle)
            || !tokens.is_capital(first)
            || tokens.list[first].italic
        {
            return None;
        }
        if self.draft.hints.sentences
            && let Some((people, behind)) = editors(tokens, first)
        {
            return Some(self.edited_book(i, first, people, behind));
        }
        let last = (first..self.end)
            .find(|i| {
                let comma = tokens.is(*i, ',') && self.ends_plain_title(*i);
                let numbered = tokens.is_number(*i)
                    && *i > first
                    && (tokens.is(*i + 1, '(') || tokens.is_any(*i + 1, "./:") && tokens.is_number(*i + 2));
                // “in: Vossische Zeitung Nr. 152 vom 4. Juli 1855”
                let of_day = *i > first
                    && match tokens.str(*i) {
                        "vom" | "v" => date_at(tokens, i + 1 + usize::from(tokens.is(i + 1, '.'))).is_some(),
                        "Nr" | "No" => tokens.is(i + 1, '.') && tokens.is_number(i + 2),
                        _ => false,
                    };
                // “In: *Lire, copier, écrire*. Ed. by Élisabeth Décultot. Paris: CNRS”
                let sentence = self.draft.hints.sentences && tokens.is(*i, '.') && ends_sentence(tokens, *i);
                tokens.is_any(*i, "([") || comma || numbered || of_day || sentence || self.draft.taken[*i]
            })
            .unwrap_or(self.end);
        if let Some(behind) = self.editors_before_title(first, last) {
            return Some(behind);
        }
        // “in Wise, *The Values of Precision*”: whose book it is.
        let tokens = self.tokens();
        let italic = (first + 1..last).find(|i| tokens.list[*i].italic);
        if let Some(italic) =
            italic.filter(|italic| tokens.is(italic - 1, ',') && looks_like_names(tokens, first, italic - 1))
        {
            let span = tokens.span(first, italic - 1);
            let people = names(span.of(tokens.text));
            self.draft.hints.within = true;
            self.draft.set_names(Variable::Editor, people, span, 0.7);
            return Some(italic);
        }
        let tokens = self.tokens();
        let last = last.max(first).min(tokens.len());
        self.flush(i);
        self.draft.hints.within = true;
        self.draft.title.get_or_insert(Title { start: i, end: i, quoted: true });
        let first = self.container_author(first, last);
        let span = self.tokens().span(first, last);
        self.draft.set_text(Variable::ContainerTitle, span, 0.75);
        // “Allgemeine Zeitung (Augsburg)”
        self.after_container = true;
        Some(last)
    }

    /// “In: Moreau E, editor. The Politics of Bridges. Westport: …”: the title is a sentence of its own.
    fn edited_book(&mut self, i: usize, first: usize, people: Vec<Name>, behind: usize) -> usize {
        self.flush(i);
        let tokens = self.tokens();
        let span = trimmed(tokens.text, tokens.span(first, behind));
        let start = (behind..self.end).find(|i| !tokens.is_any(*i, ".,:)")).unwrap_or(self.end);
        let end = (start..self.end)
            .find(|i| {
                let point = tokens.is(*i, '.') && tokens.list.get(i + 1).is_none_or(|next| next.spaced);
                let comma = tokens.is(*i, ',') && self.ends_plain_title(*i);
                point || comma || tokens.is_any(*i, "([") || self.draft.taken[*i]
            })
            .unwrap_or(self.end);
        let title = tokens.span(start, end);
        let set_apart = tokens.list.get(start).is_some_and(|token| token.italic);
        self.draft.hints.within = true;
        self.draft.hints.editors = true;
        self.draft.set_names(Variable::Editor, people, span, 0.9);
        if set_apart {
            return start;
        }
        self.draft.title.get_or_insert(Title { start: i, end: i, quoted: true });
        self.draft.set_text(Variable::ContainerTitle, title, 0.8);
        self.after_container = true;
        end
    }

    /// “in: Theodor Fontane, Briefe”: gives the first token of the title.
    pub(super) fn container_author(&mut self, first: usize, last: usize) -> usize {
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
    pub(super) fn editors_before_title(&mut self, first: usize, last: usize) -> Option<usize> {
        let tokens = self.tokens();
        let role = last + 1;
        let point = if tokens.is(role + 1, '.') { role + 2 } else { role + 1 };
        // “ed. X” names the editors behind; “X, ed.,” and “X (Hrsg.)” before.
        let is_role =
            matches!(tokens.lower(role), "ed" | "eds" | "hrsg" | "hg" | "hgg" | "éd" | "éds" | "dir")
                && tokens.is_any(point, ",)");
        if !is_role || !looks_like_names(tokens, first, last) {
            return None;
        }
        let span = trimmed(tokens.text, tokens.span(first, last));
        let people = names(span.of(tokens.text));
        let behind =
            (role + 1..self.end.min(role + 6)).find(|i| !tokens.is_any(*i, ".,):")).unwrap_or(self.end);
        let set_apart =
            tokens.list.get(behind).is_some_and(|token| token.italic) || !tokens.is_capital(behind);
        let plain_end = (behind..self.end)
            .find(|i| {
                tokens.is(*i, ',') && self.ends_plain_title(*i)
                    || tokens.is_any(*i, "([")
                    || self.draft.taken[*i]
            })
            .unwrap_or(self.end);
        let title = tokens.span(behind, plain_end);
        self.draft.hints.within = true;
        self.draft.hints.editors = true;
        self.draft.set_names(Variable::Editor, people, span, 0.9);
        if set_apart {
            return Some(behind);
        }
        self.draft.title.get_or_insert(Title { start: first, end: first, quoted: true });
        self.draft.set_text(Variable::ContainerTitle, title, 0.7);
        Some(plain_end)
    }

    /// A comma behind which there is an imprint, an edition, a volume or pages.
    pub(super) fn ends_plain_title(&self, comma: usize) -> bool {
        let tokens = self.tokens();
        let next = comma + 1;
        let word = tokens.lower(next);
        let keyword = matches!(
            word,
            "ed" | "eds"
                | "edited"
                | "hrsg"
                | "hg"
                | "trans"
                | "vol"
                | "bd"
                | "no"
                | "nr"
                | "pp"
                | "p"
                | "s"
                | "éd"
                | "dir"
                | "h"
                | "aufl"
        );
        let place = (next..self.end.min(next + 8)).find(|i| tokens.is(*i, ','));
        let years = super::super::plain::continues_title(tokens, next);
        keyword
            || !years && tokens.is_number(next)
            || !years && date_at(tokens, next).is_some()
            || place_and_year(tokens, (next, place.unwrap_or(self.end)))
            || (next..self.end.min(next + 5)).any(|i| tokens.is(i, ':'))
    }
}

/// “in: ders., Schriften”, “in: ders./Manfred Pohl (Hrsg.)”: who is the author of the part, named as such.
fn behind_same_author(tokens: &Tokens<'_>, first: usize) -> usize {
    let same = matches!(tokens.lower(first), "ders" | "dies" | "id" | "idem" | "derselbe" | "dieselbe");
    let behind = if tokens.is(first + 1, '.') { first + 2 } else { first + 1 };
    if same && (tokens.is_any(behind, ",/:") || matches!(tokens.str(behind), "u" | "und")) {
        let point = tokens.is(behind + 1, '.') && tokens.str(behind) == "u";
        return behind + 1 + usize::from(point);
    }
    first
}
