//! Items → rendered works: Hayagriva, guarded.

use std::collections::{BTreeMap, BTreeSet};

use hayagriva::citationberg::json::Item as CslItem;
use hayagriva::citationberg::{IndependentStyle, Locale, LocaleCode};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChild, ElemChildren,
};

use super::guard::guarded;
use super::markup::{Piece, pieces};
use super::normalize::{RangeEnd, has_range, normalize};
use super::{RenderedWork, Style, dates, plain_reference, quotes, source, title_case};
use crate::export::plain;
use crate::{Bibliography, Date, Variable, Work, WorkId};

/// A work as Hayagriva renders it.
struct Drawn {
    /// Its place among the works.
    work: usize,
    label: Option<ElemChild>,
    text: ElemChildren,
}

/// What rendering needs besides items.
struct Request<'a> {
    style: &'a Style,
    locale: Option<&'a LocaleCode>,
    locales: &'a [Locale],
}

/// Renders all works; what the style cannot print stands at the end as a plain reference.
pub(super) fn draw(
    bibliography: &Bibliography,
    style: &Style,
    locale: Option<&LocaleCode>,
) -> Vec<RenderedWork> {
    let locales = source::locales_for(style, locale);
    let request = Request { style, locale, locales: &locales };
    let works: Vec<&Work> = bibliography.works.iter().collect();
    let (drawn, failed) = request.draw_most(&works);
    let mut rendered = Vec::new();
    let mut missing: BTreeMap<WorkId, String> = failed.into_iter().collect();
    for drawn in drawn {
        let Some(work) = works.get(drawn.work) else { continue };
        let work = finish(drawn, work);
        if work.written(super::Markup::Text).is_empty() {
            missing.insert(work.work, "the style prints nothing for it".to_owned());
        } else {
            rendered.push(work);
        }
    }
    let fallen = works.iter().filter_map(|work| Some(fallback(work, missing.remove(&work.id)?)));
    rendered.extend(fallen);
    rendered
}

impl Request<'_> {
    /// Draws all works that can be drawn, in the order of the style, and tells why others cannot.
    fn draw_most(&self, works: &[&Work]) -> (Vec<Drawn>, Vec<(WorkId, String)>) {
        let all: Vec<usize> = (0..works.len()).collect();
        if let Ok(drawn) = self.draw(works, &all) {
            return (drawn, Vec::new());
        }
        let mut failed = Vec::new();
        let mut sound = Vec::new();
        for (i, work) in works.iter().enumerate() {
            match self.draw(works, &[i]) {
                Ok(_) => sound.push(i),
                Err(cause) => failed.push((work.id, cause)),
            }
        }
        // Works that fail only together are drawn each by itself, in order of first citation.
        let drawn = self.draw(works, &sound).unwrap_or_else(|_| {
            sound.iter().filter_map(|i| self.draw(works, &[*i]).ok()).flatten().collect()
        });
        (drawn, failed)
    }

    /// Draws the works at these places.
    fn draw(&self, works: &[&Work], places: &[usize]) -> Result<Vec<Drawn>, String> {
        let chosen: Vec<_> = places.iter().filter_map(|i| Some((*i, *works.get(*i)?))).collect();
        let normal = |end| chosen.iter().map(|(i, work)| (*i, normalize(work, end))).collect::<Vec<_>>();
        let csl = &self.style.csl;
        let mut drawn = guarded(|| self.render(csl, &normal(RangeEnd::First)))?;
        if let Some(csl) = without_substitute(csl, &chosen) {
            // A dash stands for the names of the entry before, never for its title.
            let whole = guarded(|| self.render(&csl, &normal(RangeEnd::First)))?;
            let mut whole: BTreeMap<usize, ElemChildren> =
                whole.into_iter().map(|whole| (whole.work, whole.text)).collect();
            for drawn in &mut drawn {
                if works.get(drawn.work).is_some_and(|work| is_nameless(work))
                    && let Some(text) = whole.remove(&drawn.work)
                {
                    drawn.text = text;
                }
            }
        }
        if chosen.iter().any(|(_, work)| has_range(&work.item)) {
            let ends = guarded(|| self.render(csl, &normal(RangeEnd::Last)))?;
            let ends: BTreeMap<usize, ElemChildren> =
                ends.into_iter().map(|end| (end.work, end.text)).collect();
            for drawn in &mut drawn {
                if let Some(end) = ends.get(&drawn.work) {
                    dates::set_ends(&mut drawn.text, end);
                }
            }
        }
        Ok(drawn)
    }

    /// Lets Hayagriva render; it may panic.
    fn render(&self, csl: &IndependentStyle, items: &[(usize, CslItem)]) -> Vec<Drawn> {
        let mut driver = BibliographyDriver::new();
        for (number, (_, item)) in (1..).zip(items) {
            driver.citation(CitationRequest::new(
                vec![CitationItem::with_entry(item)],
                csl,
                self.locale.cloned(),
                self.locales,
                Some(number),
            ));
        }
        let rendered = driver.finish(BibliographyRequest::new(csl, self.locale.cloned(), self.locales));
        let Some(bibliography) = rendered.bibliography else {
            let notes = rendered.citations.into_iter().map(|note| note.citation);
            let places = items.iter().map(|(place, _)| *place);
            return places.zip(notes).map(|(work, text)| Drawn { work, label: None, text }).collect();
        };
        let places: BTreeMap<_, _> =
            items.iter().filter_map(|(place, item)| Some((item.id()?, *place))).collect();
        let entries = bibliography.items.into_iter();
        entries
            .filter_map(|entry| {
                let work = *places.get(entry.key.as_str())?;
                Some(Drawn { work, label: entry.first_field, text: entry.content })
            })
            .collect()
    }
}

/// The style without its dash for the author of the entry before, if it has one and two of the
/// works have the same title and no names: Hayagriva would hide the second title behind the dash.
fn without_substitute(csl: &IndependentStyle, works: &[(usize, &Work)]) -> Option<IndependentStyle> {
    csl.bibliography.as_ref()?.subsequent_author_substitute.as_ref()?;
    let mut heads = BTreeSet::new();
    let mut nameless = works.iter().map(|(_, work)| *work).filter(|work| is_nameless(work));
    let has_twins = nameless.any(|work| {
        let heads_of = [Variable::Title, Variable::ContainerTitle].map(|variable| work.item.text(variable));
        heads_of.into_iter().flatten().any(|head| !heads.insert(plain(head).to_lowercase()))
    });
    if !has_twins {
        return None;
    }
    let mut csl = csl.clone();
    csl.bibliography.as_mut()?.subsequent_author_substitute = None;
    Some(csl)
}

fn is_nameless(work: &Work) -> bool {
    work.item.fields.iter().all(|field| !field.variable.holds_names())
}

/// Sets what Hayagriva does not say, and takes the tree apart.
fn finish(mut drawn: Drawn, work: &Work) -> RenderedWork {
    if let Some(words) = words_for_date(work) {
        dates::set_words(&mut drawn.text, &words);
    }
    if work.item.date(Variable::Issued).is_some_and(|date| date.season.is_some()) {
        dates::strip_seasons(&mut drawn.text);
    }
    let label = drawn.label.map(|label| pieces(&ElemChildren(vec![label]))).unwrap_or_default();
    let mut text = pieces(&drawn.text);
    title_case::restore(&mut text, &work.item);
    quotes::alternate(&mut text);
    RenderedWork { work: work.id, fallback: None, label, text }
}

/// The words that stand for a date, if there are any.
fn words_for_date(work: &Work) -> Option<String> {
    let in_words = |date: &&Date| date.parts.is_empty();
    let date = [Variable::Issued, Variable::OriginalDate, Variable::EventDate, Variable::Accessed]
        .into_iter()
        .filter_map(|variable| work.item.date(variable))
        .find(in_words)?;
    date.literal.as_deref().map(plain)
}

fn fallback(work: &Work, cause: String) -> RenderedWork {
    let text = vec![Piece::plain(format!("{}.", plain_reference(&work.item).trim_end_matches('.')))];
    RenderedWork { work: work.id, fallback: Some(cause), label: Vec::new(), text }
}
