//! Page → plan: which links are markers, which elements they make notes, and what is no text of a page.
//!
//! A marker is a short link to a place further on, and something shows that it is one: a role, a
//! class, brackets, a raised number, an id as notes have, or a link that leads back to it. Where it
//! leads, a note stands; how far that reaches is told in [`super::extent`].

use std::collections::{HashMap, HashSet};

use ibidem_citations::{NoteNumber, Span};

use super::References;
use super::extent::{self, Extent};
use super::page::{Element, Event, Page};
use super::shape;

/// The most characters that a marker or a back-link has.
const LINK_TEXT: usize = 40;

/// Of elements with one id, as many as this are told apart: each link looks at all of them.
const SAME_ID: usize = 16;

/// What is to be done with the elements of a page.
pub(super) struct Plan {
    /// For each element, what it is to the text.
    pub(super) actions: Vec<Action>,
    /// The notes, in order, without overlap.
    pub(super) notes: Vec<PlannedNote>,
}

/// What an element is to the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Its text is text of the page.
    Text,
    /// It is there for the visitor's eye, or leads back, or repeats a number.
    LeftOut,
    /// It is a marker, whole.
    Marker { number: NoteNumber, tie: Option<usize> },
}

/// A note of the page.
#[derive(Clone, Debug)]
pub(super) struct PlannedNote {
    /// Its first event.
    pub(super) first: usize,
    /// The event behind its last.
    pub(super) end: usize,
    pub(super) number: NoteNumber,
    /// The element to which its markers lead.
    pub(super) tie: Option<usize>,
    pub(super) source: Span,
}

impl Plan {
    /// The note that an event belongs to.
    pub(super) fn note_at(&self, event: usize) -> Option<usize> {
        let i = self.notes.partition_point(|note| note.first <= event).checked_sub(1)?;
        self.notes.get(i).filter(|note| event < note.end).map(|_| i)
    }

    fn has_note_within(&self, element: &Element) -> bool {
        let i = self.notes.partition_point(|note| note.end <= element.first);
        self.notes.get(i).is_some_and(|note| note.first < element.end)
    }
}

/// A short link to another place of the page.
struct Link {
    element: usize,
    fragment: String,
    text: String,
    /// What it would print as a marker.
    number: Option<NoteNumber>,
    /// The places of that name, in order.
    targets: Vec<usize>,
    /// A role or class says that it is a marker.
    declared: bool,
    raised: bool,
    /// It only leads back: an arrow, or a role or class that says so.
    back: bool,
}

/// Finds markers, notes and what is left out.
pub(super) fn plan<'a>(page: &Page<'a>, references: &mut References<'a>) -> Plan {
    let places = places(page);
    let links = links(page, &places, references);
    let markers = markers(page, &links);
    let mut ties: Vec<usize> = markers.iter().filter_map(|marker| marker.tie).collect();
    ties.sort_unstable();
    ties.dedup();
    let marks: Vec<usize> =
        markers.iter().filter_map(|marker| Some(page.elements.get(marker.element)?.first)).collect();
    let extents = extent::extents(page, &ties, &marks, references);
    let mut plan = Plan { actions: vec![Action::Text; page.elements.len()], notes: Vec::new() };
    plan.notes = number_notes(page, extents, &markers);
    leave_out_back_links(page, &links, &markers, &mut plan);
    leave_out_numbers(page, &mut plan, references);
    for marker in markers {
        let wrapper = whole_marker(page, marker.element);
        if let Some(action) = plan.actions.get_mut(wrapper)
            && *action == Action::Text
        {
            *action = Action::Marker { number: marker.number, tie: marker.tie };
        }
    }
    leave_out_services(page, &mut plan, references);
    leave_out_surroundings(page, &mut plan);
    plan
}

/// The elements by their ids and names.
fn places<'p>(page: &'p Page<'_>) -> HashMap<&'p str, Vec<usize>> {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (i, element) in page.elements.iter().enumerate() {
        let id = element.attribute("id");
        let name = element.attribute("name").filter(|name| element.name == "a" && id != Some(*name));
        for place in [id, name].into_iter().flatten().filter(|place| !place.is_empty()) {
            let same = places.entry(place).or_default();
            if same.len() < SAME_ID {
                same.push(i);
            }
        }
    }
    places
}

fn links<'a>(
    page: &Page<'a>,
    places: &HashMap<&str, Vec<usize>>,
    references: &mut References<'a>,
) -> Vec<Link> {
    let mut links = Vec::new();
    let mut no_text = vec![false; page.elements.len()];
    for (i, element) in page.elements.iter().enumerate() {
        let outside = element.parent.and_then(|parent| no_text.get(parent)).copied().unwrap_or(false);
        if outside || shape::is_no_text(element.name) {
            if let Some(flag) = no_text.get_mut(i) {
                *flag = true;
            }
            continue;
        }
        if element.name == "a"
            && let Some((_, fragment)) = element.attribute("href").and_then(|href| href.split_once('#'))
            && !fragment.is_empty()
            && let Some(text) = page.short_text(i, LINK_TEXT, references)
        {
            links.push(link(page, i, fragment, text, places));
        }
    }
    links
}

fn link(
    page: &Page<'_>,
    element: usize,
    fragment: &str,
    text: String,
    places: &HashMap<&str, Vec<usize>>,
) -> Link {
    let around: Vec<&Element> = page
        .with_ancestors(element)
        .map(|(_, around)| around)
        .take_while(|around| !around.is_block)
        .take(5)
        .collect();
    let inside = page.elements.get(element).map(|own| own.first..own.end).unwrap_or_default();
    let raised_inside = page.events.get(inside).unwrap_or_default().iter().any(|event| {
        matches!(event, Event::Open(inner) if page.elements.get(*inner).is_some_and(shape::is_raised))
    });
    let raised = raised_inside || around.iter().any(|around| shape::is_raised(around));
    let declared = around.iter().any(|around| shape::is_declared_marker(around));
    let back = shape::is_back_text(&text) || around.iter().any(|around| shape::is_declared_back(around));
    let decoded = percent_decoded(fragment);
    let targets = places.get(fragment).or_else(|| places.get(decoded.as_str())).cloned().unwrap_or_default();
    let letters_count = declared || raised || shape::is_bracketed(&text);
    let number = shape::marker_text(&text, letters_count);
    Link { element, fragment: decoded, text, number, targets, declared, raised, back }
}

fn percent_decoded(fragment: &str) -> String {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let hex = behind.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.filter(|_| *first == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { behind.get(2..).unwrap_or_default() } else { behind };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| fragment.to_owned())
}

/// A link that is a marker, and the element to which it leads.
struct Marker {
    element: usize,
    number: NoteNumber,
    tie: Option<usize>,
}

fn markers(page: &Page<'_>, links: &[Link]) -> Vec<Marker> {
    let answered: HashSet<&str> = links.iter().map(|link| link.fragment.as_str()).collect();
    let headings = headings(page);
    let mut used = HashSet::new();
    let mut markers = Vec::new();
    for link in links {
        let Some(number) = link.number.clone().filter(|_| !link.back) else { continue };
        let Some(element) = page.elements.get(link.element) else { continue };
        let is_sign = matches!(&number, NoteNumber::Label(label) if !label.contains(char::is_alphanumeric));
        let shown = link.raised || is_sign || shape::is_bracketed(&link.text);
        if link.targets.is_empty() {
            // A link to a missing id is still a marker where nothing else can be meant.
            let certain = link.declared || shown && shape::is_note_id(&link.fragment);
            if certain && !leads_back(&link.fragment) {
                markers.push(Marker { element: link.element, number, tie: None });
            }
            continue;
        }
        let is_answered = own_names(page, link.element).any(|name| answered.contains(name));
        let evident = link.declared || shown || is_answered || shape::is_note_id(&link.fragment);
        let forward = link.targets.iter().copied().filter(|target| {
            let target = page.elements.get(*target);
            target.is_some_and(|target| target.first > element.first && !is_heading(page, target, &headings))
        });
        let forward: Vec<usize> = forward.collect();
        if !evident || forward.is_empty() {
            continue;
        }
        let tie = chosen(page, &forward, &number, &used);
        used.extend(tie);
        markers.push(Marker { element: link.element, number, tie });
    }
    add_later_markers(page, links, &mut markers);
    markers
}

/// Markers that stand behind their notes, as where notes stand between the paragraphs.
fn add_later_markers(page: &Page<'_>, links: &[Link], markers: &mut Vec<Marker>) {
    let ties: HashSet<usize> = markers.iter().filter_map(|marker| marker.tie).collect();
    let known: HashSet<usize> = markers.iter().map(|marker| marker.element).collect();
    for link in links.iter().filter(|link| !link.back && !known.contains(&link.element)) {
        let tie = link.targets.iter().copied().find(|target| ties.contains(target));
        // Inside a note, a number that leads to a note is a “see note 3”.
        let is_raised = link.raised || link.declared;
        if let (Some(tie), Some(number), true) = (tie, link.number.clone(), is_raised) {
            markers.push(Marker { element: link.element, number, tie: Some(tie) });
        }
    }
    markers.sort_by_key(|marker| page.elements.get(marker.element).map_or(0, |element| element.first));
}

/// Of several elements of one id, the one that prints the marker's number; else the first that no marker has yet.
fn chosen(page: &Page<'_>, targets: &[usize], number: &NoteNumber, used: &HashSet<usize>) -> Option<usize> {
    let numbered =
        |target: &&usize| targets.len() > 1 && extent::own_number(page, **target).as_ref() == Some(number);
    let by_number = targets.iter().find(numbered);
    by_number.or_else(|| targets.iter().find(|target| !used.contains(*target))).or(targets.first()).copied()
}

/// `_ftnref1`, `cite_ref-1`, `fnref:2`: the name of a place in the text.
fn leads_back(fragment: &str) -> bool {
    let fragment = fragment.to_lowercase();
    ["ftnref", "fnref", "cite_ref", "ednref", "noteref", "footnote-anchor", "fn-ref", "refn"]
        .iter()
        .any(|part| fragment.contains(part))
}

/// The ids and names of a link and of what is right around it.
fn own_names<'p>(page: &'p Page<'_>, element: usize) -> impl Iterator<Item = &'p str> {
    page.with_ancestors(element)
        .map(|(_, around)| around)
        .take_while(|around| !around.is_block)
        .take(4)
        .flat_map(|around| [around.attribute("id"), around.attribute("name")])
        .flatten()
}

fn headings(page: &Page<'_>) -> Vec<usize> {
    page.elements
        .iter()
        .filter(|element| is_heading_name(element.name))
        .map(|element| element.first)
        .collect()
}

fn is_heading_name(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Whether an element is a heading, stands in one or holds one: then it is a chapter and no note.
fn is_heading(page: &Page<'_>, element: &Element, headings: &[usize]) -> bool {
    let i = headings.partition_point(|heading| *heading < element.first);
    let holds = headings.get(i).is_some_and(|heading| *heading < element.end);
    let mut around = std::iter::successors(Some(element), |inner| page.elements.get(inner.parent?));
    holds || around.any(|around| is_heading_name(around.name))
}

/// The whole of a marker: the outermost element around a link that has no other text.
fn whole_marker(page: &Page<'_>, link: usize) -> usize {
    let letters = page.letters_of(link);
    page.with_ancestors(link)
        .take_while(|(_, around)| !around.is_block)
        .take_while(|(i, _)| page.letters_of(*i) == letters)
        .last()
        .map_or(link, |(i, _)| i)
}

/// Gives each note its number: that of its marker, else the one it prints, else its place in the list.
fn number_notes(page: &Page<'_>, extents: Vec<Extent>, markers: &[Marker]) -> Vec<PlannedNote> {
    let mut by_tie: HashMap<usize, &NoteNumber> = HashMap::new();
    for marker in markers {
        if let Some(tie) = marker.tie {
            by_tie.entry(tie).or_insert(&marker.number);
        }
    }
    let numbered = extents.into_iter().enumerate().map(|(i, extent)| {
        let of_marker = extent.tie.and_then(|tie| by_tie.get(&tie)).map(|number| (*number).clone());
        // “1999. A decree …” is no note 1999.
        let printed = extent.printed.clone().filter(|number| !matches!(number, NoteNumber::Integer(1000..)));
        let number = of_marker.or(printed).or(extent.in_list.clone());
        let number = number.unwrap_or_else(|| NoteNumber::Integer(u32::try_from(i + 1).unwrap_or(u32::MAX)));
        PlannedNote {
            first: extent.first,
            end: extent.end,
            number,
            tie: extent.tie,
            source: extent.source(page),
        }
    });
    numbered.collect()
}

/// Links from a note to its own marker, and arrows, are no text of the note.
fn leave_out_back_links(page: &Page<'_>, links: &[Link], markers: &[Marker], plan: &mut Plan) {
    let names: HashSet<&str> = markers.iter().flat_map(|marker| own_names(page, marker.element)).collect();
    let marks: HashSet<usize> = markers.iter().map(|marker| marker.element).collect();
    for link in links {
        let Some(element) = page.elements.get(link.element) else { continue };
        if plan.note_at(element.first).is_none() || marks.contains(&link.element) {
            continue;
        }
        let is_short = link.number.is_some() || shape::bare(&link.text).chars().count() <= 3;
        if link.back || is_short && names.contains(link.fragment.as_str()) {
            let declared = page
                .with_ancestors(link.element)
                .take_while(|(_, around)| !around.is_block)
                .filter(|(_, around)| shape::is_declared_back(around))
                .last();
            let whole = declared.map_or_else(|| whole_marker(page, link.element), |(i, _)| i);
            if let Some(action) = plan.actions.get_mut(whole) {
                *action = Action::LeftOut;
            }
        }
    }
}

/// A number at the start of a note that has an element of its own is no text of the note.
fn leave_out_numbers<'a>(page: &Page<'a>, plan: &mut Plan, references: &mut References<'a>) {
    for note in &plan.notes {
        let number = note.number.to_string();
        let events = page.events.get(note.first..note.end).unwrap_or_default();
        for (i, event) in events.iter().enumerate().take(40) {
            if page.letters_between(note.first, note.first + i) > 8 {
                break;
            }
            let Event::Open(element) = event else { continue };
            let is_left_out = plan.actions.get(*element) == Some(&Action::LeftOut);
            let letters = page.letters_of(*element);
            if is_left_out || letters == 0 || letters > 24 {
                continue;
            }
            let text = page.short_text(*element, 12, references);
            if text.is_some_and(|text| shape::bare(&text) == number && text.trim() != "") {
                if let Some(action) = plan.actions.get_mut(*element) {
                    *action = Action::LeftOut;
                }
                break;
            }
        }
    }
}

/// Links to “Google Scholar” and its like behind a reference are no text of it.
fn leave_out_services<'a>(page: &Page<'a>, plan: &mut Plan, references: &mut References<'a>) {
    for (i, element) in page.elements.iter().enumerate().filter(|(_, element)| element.name == "a") {
        let leads_out = element.attribute("href").is_some_and(|href| href.contains("://"));
        if !leads_out || page.letters_of(i) > 24 {
            continue;
        }
        let is_service = page.short_text(i, 24, references).is_some_and(|text| shape::is_service_text(&text));
        if let Some(action) = plan.actions.get_mut(i).filter(|action| **action == Action::Text && is_service)
        {
            *action = Action::LeftOut;
        }
    }
}

/// Menus, forms and what is hidden are no text, unless a marker or a note stands in them.
fn leave_out_surroundings(page: &Page<'_>, plan: &mut Plan) {
    let marks: Vec<usize> = page
        .elements
        .iter()
        .zip(&plan.actions)
        .filter(|(_, action)| matches!(action, Action::Marker { .. }))
        .map(|(element, _)| element.first)
        .collect();
    for (i, element) in page.elements.iter().enumerate() {
        let letters = page.letters_of(i);
        let is_outside = shape::is_no_text(element.name)
            || shape::is_outside_text(element) && letters * 2 < page.all_letters().max(1)
            || matches!(element.name, "form" | "noscript") && letters < 200;
        if !is_outside {
            continue;
        }
        let next_mark = marks.partition_point(|mark| *mark < element.first);
        let has_mark = marks.get(next_mark).is_some_and(|mark| *mark < element.end);
        let keeps = !shape::is_no_text(element.name) && (has_mark || plan.has_note_within(element));
        if let Some(action) = plan.actions.get_mut(i)
            && !keeps
        {
            *action = Action::LeftOut;
        }
    }
}
