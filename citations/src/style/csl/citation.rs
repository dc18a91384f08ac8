//! Citations: several cites in one place of a document.

use super::processor::Processor;
use super::rich;
use super::scene::{Cite, Place, Standing, Track};
use super::sort;
use super::tree::{Mark, Origin, Part};
use super::write::Rendered;

/// One citation of a document: what is cited at one point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Citation {
    /// Its id, for those who replace citations.
    pub id: String,
    /// The note in which it stands; 0 in the text.
    pub note: u32,
    /// What it cites, in order.
    pub cites: Vec<Cite>,
    /// Keep the order of the cites, whatever the style sorts by.
    pub unsorted: bool,
}

/// A cite with its item and place.
#[derive(Clone, Copy)]
pub(super) struct Placed<'a> {
    pub(super) cite: &'a Cite,
    pub(super) item: usize,
    pub(super) standing: Standing,
}

impl Processor {
    /// Renders all citations of a document, in its order.
    pub fn citations(&self, citations: &[Citation]) -> Vec<Rendered> {
        let placed = super::position::place(self, citations);
        placed.iter().map(|cites| self.rendered(&self.citation(cites))).collect()
    }

    /// Renders one citation by itself: each cite is a first one unless it brings its position.
    pub fn citation_alone(&self, cites: &[Cite], unsorted: bool) -> Rendered {
        let mut placed: Vec<Placed<'_>> = cites
            .iter()
            .filter_map(|cite| {
                let standing = Standing {
                    position: cite.position.unwrap_or_default(),
                    near: cite.near_note.unwrap_or(false),
                    first_note: None,
                };
                Some(Placed { cite, item: *self.index.get(&cite.id)?, standing })
            })
            .collect();
        if !unsorted {
            self.sort_cites(&mut placed);
        }
        self.rendered(&self.citation(&placed))
    }

    /// Sorts the cites of one citation by the style's keys.
    pub(super) fn sort_cites(&self, cites: &mut [Placed<'_>]) {
        let keys = &self.sheet.citation.sort;
        if keys.is_empty() || cites.len() < 2 {
            return;
        }
        let mut keyed: Vec<_> = cites
            .iter()
            .map(|placed| {
                let scene = self.scene(placed.item, Place::Citation, &self.distinctions[placed.item]);
                (sort::keys(&scene, keys), *placed)
            })
            .collect();
        keyed.sort_by(|(left, _), (right, _)| sort::compare(&self.order, keys, left, right));
        for (place, (_, placed)) in cites.iter_mut().zip(keyed) {
            *place = placed;
        }
    }

    /// One cite without what stands around it; `begins` if it is the first of its citation.
    pub(super) fn cite(&self, placed: &Placed<'_>, begins: bool) -> Part {
        let distinction = &self.distinctions[placed.item];
        let mut scene = self.scene(placed.item, Place::Citation, distinction);
        scene.cite = Some(placed.cite);
        scene.standing = placed.standing;
        let prefix = placed.cite.prefix.as_deref().unwrap_or_default().trim_end();
        let words = prefix.trim_end_matches(['”', '’', '"', '\'', '»', ')']);
        let ends = words.ends_with(['.', '!', '?']) && words.trim().contains(' ');
        let is_sentence = ends || (begins && prefix.is_empty());
        let mut part = scene.layout(&mut Track { printed: !is_sentence, ..Track::default() });
        if placed.cite.suppress_author {
            if let Some(names) = part.find_mut(Mark::Names) {
                names.clear();
            }
        } else if placed.cite.author_only
            && let Some(names) = part.find_mut(Mark::Names)
        {
            part = std::mem::take(names);
        }
        part
    }

    /// A whole citation.
    pub(super) fn citation(&self, cites: &[Placed<'_>]) -> Part {
        let area = &self.sheet.citation;
        let mut body = super::collapse::joined(self, cites);
        if body.is_empty() {
            return body;
        }
        if cites.iter().all(|placed| placed.cite.author_only) {
            return body;
        }
        body = Part::list(vec![body], "");
        body.prefix.clone_from(&area.look.prefix);
        body.suffix.clone_from(&area.look.suffix);
        let mut whole = Part::list(vec![body], "");
        whole.format = area.look.format;
        whole
    }

    /// A cite with its own prefix and suffix.
    pub(super) fn with_affixes(&self, placed: &Placed<'_>, part: Part) -> Part {
        let affix =
            |text: &Option<String>| text.as_deref().filter(|text| !text.is_empty()).map(str::to_owned);
        let mut parts = Vec::new();
        if let Some(mut prefix) = affix(&placed.cite.prefix) {
            if !prefix.ends_with(|c: char| c.is_whitespace() || "([{'’“\"-–—/".contains(c)) {
                prefix.push(' ');
            }
            parts.push(rich::parts(&prefix, &Origin::Cite, &self.locale));
        }
        parts.push(part);
        if let Some(mut suffix) = affix(&placed.cite.suffix) {
            if !suffix.starts_with(|c: char| c.is_whitespace() || ".,;:?!)]}’”'\"-–—/".contains(c)) {
                suffix.insert(0, ' ');
            }
            parts.push(rich::parts(&suffix, &Origin::Cite, &self.locale));
        }
        if parts.len() == 1 { parts.remove(0) } else { Part::list(parts, "") }
    }
}
