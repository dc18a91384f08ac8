//! A reference whose tokens have labels → its variables.

use super::addresses::Claims;
use super::back::back_at;
use super::dates::date_at;
use super::law::is_statute_title;
use super::names::names;
use super::quoted::Title;
use super::reference::{Draft, Hints, trimmed};
use super::stretches::{Stretch, stretches};
use super::token::Tokens;
use crate::label::model::Labelling;
use crate::label::{Label, calibrated};
use crate::language::is_thesis;
use crate::{BackReference, Date, Item, Locator, LocatorLabel, Span, Value, Variable};

/// What labels say of a reference.
pub(super) struct Labelled<'a> {
    pub(super) draft: Draft<'a>,
    /// The first token that is no lead.
    pub(super) start: usize,
    pub(super) back: Option<BackReference>,
    /// The probability of the least sure field.
    pub(super) sure: f32,
}

/// Makes variables of labels.
pub(super) fn read<'a>(
    tokens: Tokens<'a>,
    claims: Claims,
    taken: Vec<bool>,
    labelling: &Labelling,
) -> Labelled<'a> {
    let stretches = stretches(&tokens, &taken, labelling);
    let draft = Draft {
        tokens,
        claims,
        taken,
        item: Item::default(),
        locator: None,
        title: None,
        hints: Hints::default(),
    };
    let mut labelled = Labelled { draft, start: 0, back: None, sure: 1.0 };
    for stretch in &stretches {
        labelled.take(*stretch);
    }
    labelled.settle();
    labelled
}

impl Labelled<'_> {
    fn take(&mut self, stretch: Stretch) {
        let content = (stretch.start..stretch.end)
            .any(|i| self.draft.tokens.is_word(i) || self.draft.tokens.is_number(i));
        if !content {
            return;
        }
        self.sure = self.sure.min(stretch.sure);
        match stretch.label {
            Label::Author => self.people(Variable::Author, stretch),
            Label::Editor => self.people(Variable::Editor, stretch),
            Label::Translator => self.people(Variable::Translator, stretch),
            Label::Title => self.title(stretch),
            Label::Container => self.container(stretch),
            Label::Series => self.text(Variable::CollectionTitle, stretch),
            Label::Volume => self.number(Variable::Volume, stretch),
            Label::Issue => self.number(Variable::Issue, stretch),
            Label::Page | Label::Locator => self.pages(stretch),
            Label::Publisher => self.text(Variable::Publisher, stretch),
            Label::Place => self.text(Variable::PublisherPlace, stretch),
            Label::Date => self.date(stretch),
            Label::Edition => self.text(Variable::Edition, stretch),
            Label::Genre => self.text(Variable::Genre, stretch),
            Label::Archive => self.text(Variable::Archive, stretch),
            Label::Back => self.back(stretch),
            Label::Lead | Label::Number if stretch.start <= self.start + 1 => self.start = stretch.end,
            Label::Lead
            | Label::Number
            | Label::Part
            | Label::Other
            | Label::Note
            | Label::Accessed
            | Label::Address => {}
        }
    }

    fn people(&mut self, role: Variable, stretch: Stretch) {
        if self.is_case(stretch) && !self.draft.item.has(Variable::Title) {
            self.title(stretch);
            return;
        }
        let (start, end) = self.without_role_words(stretch);
        let span = self.inner(start, end);
        let found = names(&joined(span.of(self.draft.tokens.text)));
        if found.is_empty() {
            return;
        }
        match self.draft.item.fields.iter_mut().find(|field| field.variable == role) {
            Some(field) => {
                if let Value::Names(names) = &mut field.value {
                    names.extend(found);
                }
                field.confidence = field.confidence.min(stretch.sure);
            }
            None => self.draft.set_names(role, found, span, stretch.sure),
        }
    }

    /// “Balfour v. Balfour”: the parties of a case are no authors.
    fn is_case(&self, stretch: Stretch) -> bool {
        let tokens = &self.draft.tokens;
        (stretch.start + 1..stretch.end).any(|i| {
            matches!(tokens.str(i), "v" | "vs")
                && tokens.is_capital(if tokens.is(i + 1, '.') { i + 2 } else { i + 1 })
        })
    }

    /// Less “edited by”, “(Hrsg.)”, “in:”, “trans.”.
    fn without_role_words(&self, stretch: Stretch) -> (usize, usize) {
        let tokens = &self.draft.tokens;
        let strong = |i: usize| is_role_word(tokens.lower(i)) && tokens.str(i).chars().count() > 1;
        let says_role = (stretch.start..stretch.end).any(strong);
        let is_role = |i: usize| {
            let word = tokens.str(i);
            !tokens.is_number(i)
                && (!tokens.is_word(i)
                    || strong(i)
                    || is_joining_word(word)
                    || says_role && is_small_joining_word(word))
        };
        let (mut start, mut end) = (stretch.start, stretch.end);
        while start < end && is_role(start) {
            start += 1;
        }
        // A point behind initials or “al.” stays with them.
        let keeps_point = |end: usize| tokens.is(end - 1, '.') && !strong(end.saturating_sub(2));
        while end > start && is_role(end - 1) && !keeps_point(end) {
            end -= 1;
        }
        (start, end)
    }

    fn title(&mut self, stretch: Stretch) {
        if self.draft.item.has(Variable::Title) {
            // A second title, apart from the first, is what the first stands in.
            if !self.draft.item.has(Variable::ContainerTitle) {
                self.container(stretch);
            }
            return;
        }
        let quoted = (stretch.start..stretch.end.min(stretch.start + 2))
            .any(|i| self.draft.tokens.is_any(i, "“„«‘‚\"'"));
        self.draft.title = Some(Title { start: stretch.start, end: stretch.end, quoted });
        let span = self.inner(stretch.start, stretch.end);
        self.draft.set_text(Variable::Title, span, stretch.sure);
    }

    fn container(&mut self, stretch: Stretch) {
        let tokens = &self.draft.tokens;
        let mut start = stretch.start;
        while start + 1 < stretch.end
            && (is_within(tokens.str(start)) || !tokens.is_word(start) && !tokens.is_number(start))
        {
            self.draft.hints.within |= tokens.is_word(start);
            start += 1;
        }
        self.draft.hints.italic_container = tokens.list.get(start).is_some_and(|token| token.italic);
        let span = self.inner(start, stretch.end);
        self.draft.set_text(Variable::ContainerTitle, span, stretch.sure);
    }

    fn text(&mut self, variable: Variable, stretch: Stretch) {
        let span = self.inner(stretch.start, stretch.end);
        self.draft.hints.imprint |= variable == Variable::Publisher;
        self.draft.set_text(variable, span, stretch.sure);
    }

    /// The number, less the words that announce it.
    fn number(&mut self, variable: Variable, stretch: Stretch) {
        if variable == Variable::Volume && self.draft.item.has(Variable::Volume) {
            // A second number of this kind stands where the first page does: “20 Legal Studies 56, 61”.
            if !self.draft.item.has(Variable::Page) {
                self.pages(stretch);
            }
            return;
        }
        let first = self.first_number(stretch).unwrap_or(stretch.start);
        let span = self.inner(first, stretch.end);
        self.draft.set_text(variable, span, stretch.sure);
    }

    fn first_number(&self, stretch: Stretch) -> Option<usize> {
        let tokens = &self.draft.tokens;
        (stretch.start..stretch.end).find(|i| {
            tokens.is_number(*i)
                || is_roman(tokens.str(*i))
                || tokens.is_word(*i) && tokens.str(*i).contains(|c: char| c.is_ascii_digit())
        })
    }

    fn pages(&mut self, stretch: Stretch) {
        let Some(first) = self.first_number(stretch) else { return };
        let span = self.inner(first, stretch.end);
        if span.is_empty() {
            return;
        }
        let value = joined(span.of(self.draft.tokens.text));
        if self.draft.item.has(Variable::Page) || stretch.label == Label::Locator {
            if self.draft.locator.is_none() {
                self.draft.locator = Some(Locator { label: LocatorLabel::Page, value, span });
            }
        } else {
            self.draft.item.set(Variable::Page, Value::Text(value), Some(span), stretch.sure);
        }
    }

    fn date(&mut self, stretch: Stretch) {
        if self.draft.item.has(Variable::Issued) {
            return;
        }
        let tokens = &self.draft.tokens;
        let found = (stretch.start..stretch.end).find_map(|i| date_at(tokens, i));
        let span = self.inner(stretch.start, stretch.end);
        let date = match found {
            Some((date, _)) => date,
            None => Date { literal: Some(joined(span.of(tokens.text))), ..Date::default() },
        };
        self.draft.item.set(Variable::Issued, Value::Date(date), Some(span), stretch.sure);
    }

    fn back(&mut self, stretch: Stretch) {
        let found = (stretch.start..stretch.end).find_map(|i| back_at(&self.draft.tokens, i));
        self.back = self.back.take().or(found.map(|back| back.reference));
    }

    /// What a field can only be once all others are known.
    fn settle(&mut self) {
        // Ibid. and its like are known by their words.
        self.back =
            self.back.take().or_else(|| back_at(&self.draft.tokens, self.start).map(|back| back.reference));
        let item = &self.draft.item;
        let text = item.text(Variable::Genre).unwrap_or_default();
        self.draft.hints.thesis = is_thesis(text);
        let alone = item.names(Variable::Author).is_empty()
            && !item.has(Variable::ContainerTitle)
            && !item.has(Variable::Publisher);
        self.draft.hints.legislation = alone && is_statute_title(item.title());
        self.draft.hints.archive = item.has(Variable::Archive);
        for field in &mut self.draft.item.fields {
            field.confidence = calibrated(field.confidence);
        }
        let item = &self.draft.item;
        // Of a book, and of an article a single page, it is the place that is cited.
        let in_container = item.has(Variable::ContainerTitle);
        let range = item.text(Variable::Page).is_some_and(|pages| pages.contains(['-', '–', '—']));
        if self.draft.locator.is_none()
            && !(in_container && range)
            && let Some(at) = item.fields.iter().position(|field| field.variable == Variable::Page)
        {
            let field = self.draft.item.fields.remove(at);
            if let (Value::Text(value), Some(span)) = (field.value, field.span) {
                self.draft.locator = Some(Locator { label: LocatorLabel::Page, value, span });
            }
        }
    }

    /// The span of tokens, less quotation marks and brackets that enclose it all.
    fn inner(&self, start: usize, end: usize) -> Span {
        let tokens = &self.draft.tokens;
        let (mut start, mut end) = (start, end);
        let text = tokens.text;
        loop {
            let before = (start, end);
            if start < end && tokens.is_any(start, ",;:.“„«‘‚\"'’”–—-/") {
                start += 1;
            }
            if start < end && tokens.is_any(end - 1, ",;:”“»’\"'‘–—-/&") {
                end -= 1;
            }
            for (open, close) in [('(', ')'), ('[', ']')] {
                let count = |sign| (start..end).filter(|i| tokens.is(*i, sign)).count();
                let (opened, closed) = (count(open), count(close));
                let encloses = tokens.closing(start, end).is_some_and(|closing| closing + 1 == end);
                if start < end && tokens.is(start, open) && (opened > closed || encloses) {
                    start += 1;
                    end -= usize::from(encloses);
                } else if start < end && tokens.is(end - 1, close) && closed > opened {
                    end -= 1;
                }
            }
            if start < end
                && tokens.is(end - 1, '.')
                && end >= 2
                && (tokens.is_any(end - 2, ")]”»\"’") || tokens.is_number(end - 2))
            {
                end -= 1;
            }
            if (start, end) == before {
                break;
            }
        }
        trimmed(text, tokens.span(start, end))
    }
}

/// Text of one line with single blanks.
fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words that say who edited or translated.
fn is_role_word(word: &str) -> bool {
    matches!(
        word,
        "ed" | "eds"
            | "edited"
            | "editor"
            | "editors"
            | "hrsg"
            | "hg"
            | "hgg"
            | "herausgegeben"
            | "éd"
            | "éds"
            | "dir"
            | "dirs"
            | "direction"
            | "coord"
            | "coords"
            | "cura"
            | "org"
            | "orgs"
            | "red"
            | "trans"
            | "translated"
            | "translator"
            | "übers"
            | "übersetzt"
            | "trad"
            | "traduit"
            | "ред"
            | "compiled"
            | "comp"
            | "directed"
            | "bearb"
            | "edd"
    )
}

/// Words that lead to names.
fn is_joining_word(word: &str) -> bool {
    matches!(word, "by" | "in" | "In" | "dans" | "and" | "und" | "et" | "with" | "mit" | "from" | "en")
}

/// Words between those that say so and the names; alone they are parts of names.
fn is_small_joining_word(word: &str) -> bool {
    matches!(word, "von" | "sous" | "la" | "de" | "a" | "c" | "di" | "e" | "y" | "par" | "v" | "под" | "в")
}

fn is_within(word: &str) -> bool {
    matches!(
        word,
        "in" | "In"
            | "IN"
            | "dans"
            | "Dans"
            | "en"
            | "En"
            | "nel"
            | "nella"
            | "В"
            | "в"
            | "apud"
            | "from"
            | "From"
            | "aus"
    )
}

fn is_roman(word: &str) -> bool {
    !word.is_empty()
        && (word.bytes().all(|c| b"IVXLCDM".contains(&c)) || word.bytes().all(|c| b"ivxlcdm".contains(&c)))
}
