//! Element → note: how far the note reaches that stands where a marker leads.
//!
//! The place can be the note itself, an empty anchor at its start, a cell beside it, or one of many
//! anchors in one paragraph. A note reaches as far out as it starts its surroundings and no other
//! note stands in them, and on to the next note where nothing of the text comes between.

use std::collections::HashSet;

use ibidem_citations::{NoteNumber, Span};

use super::References;
use super::page::{Element, Event, Page};
use super::shape;
use crate::read::leading_number;

/// The number of a note and what is around it: no more letters can stand before its start.
const NUMBER_LETTERS: usize = 8;

/// Where a note stands.
#[derive(Clone, Debug)]
pub(super) struct Extent {
    /// Its first event.
    pub(super) first: usize,
    /// The event behind its last.
    pub(super) end: usize,
    /// The place to which markers lead.
    pub(super) tie: Option<usize>,
    /// The number at its start.
    pub(super) printed: Option<NoteNumber>,
    /// Its number in an ordered list.
    pub(super) in_list: Option<NoteNumber>,
}

impl Extent {
    /// From its first tag to its last, as far as they belong to it alone.
    pub(super) fn source(&self, page: &Page<'_>) -> Span {
        let start = page.events.get(self.first).map_or(0, |event| start_of(page, *event));
        let mut end = start;
        for event in page.events.get(self.first..self.end).unwrap_or_default().iter().rev() {
            match event {
                Event::Text(span) => end = span.end,
                // Of an element that goes on behind the note, only the first tag is here.
                Event::Close(element) => {
                    end = page.elements.get(*element).map_or(end, |element| element.source.end);
                }
                Event::Open(_) | Event::Break => continue,
            }
            break;
        }
        Span::new(start, end.max(start))
    }
}

fn start_of(page: &Page<'_>, event: Event) -> usize {
    match event {
        Event::Text(span) => span.start,
        Event::Open(element) => page.elements.get(element).map_or(0, |element| element.source.start),
        Event::Close(element) => page.elements.get(element).map_or(0, |element| element.source.end),
        Event::Break => 0,
    }
}

/// The notes at the places to which markers lead, and those beside them that no marker names.
pub(super) fn extents<'a>(
    page: &Page<'a>,
    ties: &[usize],
    marks: &[usize],
    references: &mut References<'a>,
) -> Vec<Extent> {
    let places: Vec<usize> = ties.iter().filter_map(|tie| Some(page.elements.get(*tie)?.first)).collect();
    let mut barriers: Vec<usize> =
        page.elements.iter().filter(|element| is_barrier(element.name)).map(|e| e.first).collect();
    barriers.sort_unstable();
    let scan = Scan { page, places, marks, barriers };
    let mut extents = scan.tied(ties);
    scan.add_untied(&mut extents);
    extents.sort_by_key(|extent| (extent.first, std::cmp::Reverse(extent.end)));
    without_overlap(&mut extents);
    for extent in &mut extents {
        extent.printed = printed(page, extent.first, extent.end, references);
    }
    scan.join_gaps(&mut extents);
    extents
}

fn is_barrier(name: &str) -> bool {
    matches!(name, "hr" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Cuts notes off where the next begins; drops what lies within another.
fn without_overlap(extents: &mut Vec<Extent>) {
    let starts: Vec<usize> = extents.iter().map(|extent| extent.first).collect();
    for (extent, next) in extents.iter_mut().zip(starts.iter().skip(1)) {
        extent.end = extent.end.min(*next);
    }
    extents.retain(|extent| extent.end > extent.first);
}

struct Scan<'p, 'a> {
    page: &'p Page<'a>,
    /// The events at which the places stand to which markers lead.
    places: Vec<usize>,
    /// The events at which markers stand.
    marks: &'p [usize],
    /// The events at which rules and headings stand.
    barriers: Vec<usize>,
}

/// How many of some events, in order, lie between two.
fn count(events: &[usize], from: usize, to: usize) -> usize {
    events.partition_point(|event| *event < to).saturating_sub(events.partition_point(|event| *event < from))
}

/// The first of some events, in order, from a place on.
fn next(events: &[usize], from: usize) -> Option<usize> {
    events.get(events.partition_point(|event| *event < from)).copied()
}

impl<'p> Scan<'p, '_> {
    fn element(&self, i: usize) -> Option<&'p Element> {
        self.page.elements.get(i)
    }

    fn tied(&self, ties: &[usize]) -> Vec<Extent> {
        let outer: Vec<(usize, usize)> = ties.iter().map(|tie| (*tie, self.outermost(*tie))).collect();
        let mut extents = Vec::with_capacity(outer.len());
        for (tie, whole) in outer {
            let Some(element) = self.element(whole) else { continue };
            let (first, end) = if element.is_block && !self.is_bare(element) {
                (element.first, element.end)
            } else {
                let first = self.after_line_break(element.first);
                (first, self.end_of_open(element))
            };
            let in_list = self
                .page
                .with_ancestors(whole)
                .find(|(_, e)| e.name == "li")
                .and_then(|(i, _)| self.list_number(i));
            extents.push(Extent { first, end, tie: Some(tie), printed: None, in_list });
        }
        extents
    }

    /// The outermost element that is one note, from the place in it to which markers lead.
    fn outermost(&self, tie: usize) -> usize {
        let mut whole = tie;
        let place = self.element(tie).map_or(0, |element| element.first);
        while let Some(element) = self.element(whole) {
            let Some((parent, around)) =
                element.parent.and_then(|parent| Some((parent, self.element(parent)?)))
            else {
                break;
            };
            let is_list = matches!(
                around.name,
                "body"
                    | "html"
                    | "main"
                    | "article"
                    | "ol"
                    | "ul"
                    | "table"
                    | "tbody"
                    | "dl"
                    | "section"
                    | "footer"
            );
            let alone = count(&self.places, around.first, around.end) == 1;
            let starts = self.page.letters_between(around.first, place) <= NUMBER_LETTERS;
            if is_list || element.name == "li" || !alone || !starts {
                break;
            }
            let is_own = matches!(around.name, "li" | "p" | "td" | "dd" | "aside") || !around.is_block;
            let has_body = count(self.marks, around.first, around.end) > 0
                || count(&self.barriers, around.first, around.end) > 0;
            if !is_own && has_body {
                break;
            }
            whole = parent;
        }
        whole
    }

    /// Whether an element holds no more than a number: the note stands behind it.
    fn is_bare(&self, element: &Element) -> bool {
        self.page.letters_between(element.first, element.end) <= 3
    }

    /// The number before an anchor belongs to the note that starts at the anchor: back to the line's start.
    fn after_line_break(&self, first: usize) -> usize {
        let mut start = first;
        for at in (first.saturating_sub(6)..first).rev() {
            if self.page.letters_between(at, first) > NUMBER_LETTERS {
                return first;
            }
            match self.page.events.get(at) {
                Some(Event::Close(element)) => match self.element(*element).map(|e| e.name) {
                    Some("br") => return start,
                    _ if self.element(*element).is_some_and(|e| e.is_block) => return first,
                    _ => {}
                },
                Some(Event::Open(element)) if self.element(*element).is_some_and(|e| e.is_block) => {
                    return first;
                }
                Some(Event::Open(_) | Event::Text(_)) => {}
                _ => return first,
            }
            start = at;
        }
        first
    }

    /// Where a note ends that starts with an anchor or a bare number: at the next note, at a rule or
    /// heading, with what is around it, or with the first block that has text.
    fn end_of_open(&self, element: &Element) -> usize {
        let around = self.page.with_ancestors(element.parent.unwrap_or(usize::MAX)).find(|(_, e)| e.is_block);
        let mut end = around.map_or(self.page.events.len(), |(_, around)| around.end.saturating_sub(1));
        let next_place = next(&self.places, element.end).filter(|next| *next < end);
        end = next(&self.barriers, element.end).map_or(end, |barrier| end.min(barrier));
        if let Some(next_place) = next_place {
            return end.min(self.after_line_break(self.start_around(next_place))).max(element.end);
        }
        end = next(self.marks, element.end).map_or(end, |mark| end.min(mark));
        let rest = self.page.events.get(element.end..end).unwrap_or_default();
        let mut breaks = 0;
        for (i, event) in rest.iter().enumerate() {
            let at = element.end + i;
            let (closes, inner) = match event {
                Event::Close(inner) => (true, self.element(*inner)),
                Event::Open(inner) => (false, self.element(*inner)),
                Event::Text(span) => {
                    breaks = if span.of(self.page.source).trim().is_empty() { breaks } else { 0 };
                    continue;
                }
                Event::Break => continue,
            };
            breaks += usize::from(!closes && inner.is_some_and(|inner| inner.name == "br"));
            let turns = breaks > 1 || inner.is_some_and(|inner| inner.is_block);
            if turns && self.page.letters_between(element.end, at) > 3 {
                return if closes { at + 1 } else { at };
            }
        }
        end
    }

    /// Where the elements begin that start with a place and hold no other.
    fn start_around(&self, place: usize) -> usize {
        let Some(Event::Open(element)) = self.page.events.get(place) else { return place };
        let whole = self.outermost(*element);
        self.element(whole).map_or(place, |element| element.first)
    }

    /// Items of a list of notes, and elements declared as notes, to which no marker leads.
    fn add_untied(&self, extents: &mut Vec<Extent>) {
        let taken: HashSet<usize> = extents.iter().map(|extent| extent.first).collect();
        let lists: HashSet<usize> = extents.iter().filter_map(|extent| self.list_at(extent.first)).collect();
        let mut is_in_list = vec![false; self.page.elements.len()];
        for (i, element) in self.page.elements.iter().enumerate() {
            let around = element.parent.and_then(|parent| is_in_list.get(parent)).copied().unwrap_or(false);
            let in_list = around || shape::is_note_list(element);
            if let Some(flag) = is_in_list.get_mut(i) {
                *flag = in_list && element.name != "li";
            }
            let is_item =
                element.name == "li" && (around || element.parent.is_some_and(|list| lists.contains(&list)));
            let is_new = (is_item || shape::is_declared_note(element)) && !taken.contains(&element.first);
            let holds_notes = count(&self.places, element.first, element.end) > 0;
            let has_body = count(&self.barriers, element.first, element.end) > 0;
            if is_new && !holds_notes && !has_body && self.page.letters_of(i) > 0 {
                let in_list = self.list_number(i);
                extents.push(Extent {
                    first: element.first,
                    end: element.end,
                    tie: None,
                    printed: None,
                    in_list,
                });
            }
        }
    }

    /// The list of which the item is that an event opens.
    fn list_at(&self, event: usize) -> Option<usize> {
        let Some(Event::Open(item)) = self.page.events.get(event) else { return None };
        self.element(*item).filter(|item| item.name == "li")?.parent
    }

    /// The number that a browser prints before an item of an ordered list.
    fn list_number(&self, item: usize) -> Option<NoteNumber> {
        let element = self.element(item)?;
        if let Some(value) = element.attribute("value").and_then(|value| value.parse().ok()) {
            return Some(NoteNumber::Integer(value));
        }
        let (list_index, list) = element.parent.and_then(|list| Some((list, self.element(list)?)))?;
        if list.name != "ol" {
            return None;
        }
        let start: u32 = list.attribute("start").and_then(|start| start.parse().ok()).unwrap_or(1);
        let before = self.items_before(list_index, element.first);
        Some(NoteNumber::Integer(start.saturating_add(before)))
    }

    fn items_before(&self, list: usize, event: usize) -> u32 {
        let items = self.page.items_of(list);
        u32::try_from(items.partition_point(|item| *item < event)).unwrap_or(u32::MAX)
    }

    /// What stands between two notes and is nothing of the text belongs to the first: its further paragraphs.
    fn join_gaps(&self, extents: &mut [Extent]) {
        let starts: Vec<(usize, Option<NoteNumber>)> =
            extents.iter().skip(1).map(|next| (next.first, next.tie.and(next.printed.clone()))).collect();
        for (extent, (next_first, next_number)) in extents.iter_mut().zip(starts) {
            let (from, to) = (extent.end, next_first);
            // Where the numbers do not follow, a note without an anchor may stand between.
            let follows = match (&extent.printed, &next_number) {
                (Some(NoteNumber::Integer(own)), Some(NoteNumber::Integer(next))) => {
                    own.checked_add(1) == Some(*next)
                }
                _ => true,
            };
            let is_near = to.saturating_sub(from) < 400
                && self.page.letters_between(from, to) > 0
                && count(self.marks, from, to) == 0
                && count(&self.barriers, from, to) == 0;
            if follows && is_near && self.is_one_level(from, to) {
                extent.end = next_first;
            }
        }
    }

    /// Whether a stretch of events begins and ends on one level: no list or section ends within.
    fn is_one_level(&self, from: usize, to: usize) -> bool {
        let mut depth = 0_usize;
        for event in self.page.events.get(from..to).unwrap_or_default() {
            match event {
                Event::Open(element) if self.element(*element).is_some_and(|e| e.name == "li") => {
                    return false;
                }
                Event::Open(_) => depth += 1,
                Event::Close(_) => match depth.checked_sub(1) {
                    Some(less) => depth = less,
                    None => return false,
                },
                _ => {}
            }
        }
        depth == 0
    }
}

/// The number that stands at the start of an element.
pub(super) fn own_number(page: &Page<'_>, element: usize) -> Option<NoteNumber> {
    let element = page.elements.get(element)?;
    printed(page, element.first, element.end, &mut References::default())
}

/// The number at the start of a note: in an element of its own, or before a point or bracket.
fn printed<'a>(
    page: &Page<'a>,
    first: usize,
    end: usize,
    references: &mut References<'a>,
) -> Option<NoteNumber> {
    let mut start = String::new();
    let mut alone = None;
    for event in page.events.get(first..end)?.iter().take(60) {
        match event {
            Event::Open(element) if start.trim().is_empty() && alone.is_none() => {
                let own = page.elements.get(*element)?;
                let is_mark = matches!(own.name, "a" | "sup" | "span" | "b" | "strong" | "td" | "dt" | "th");
                if is_mark && page.letters_of(*element) > 0 {
                    let text = page.short_text(*element, 12, references);
                    alone = text.and_then(|text| shape::marker_text(&text, false));
                }
            }
            Event::Text(span) => start.push_str(&references.decode(span.of(page.source))),
            _ => {}
        }
        if alone.is_some() || start.trim().len() > 24 {
            break;
        }
    }
    let text = start.trim_start();
    alone.or_else(|| leading_number(text).map(|(number, _)| number)).or_else(|| {
        let sign: String = text.chars().take_while(|c| "*†‡§¶".contains(*c)).take(4).collect();
        (!sign.is_empty()).then_some(NoteNumber::Label(sign))
    })
}
