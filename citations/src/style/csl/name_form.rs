//! One name → its parts in display or sort order (CSL 1.0.2, “Name-part order”).

use std::borrow::Cow;

use super::case;
use super::element::*;
use super::names::NameStyle;
use super::scene::Given;
use super::tree::{Mark, Origin, Part};
use crate::csl_json::JsonName;

/// Takes particles and suffixes out of the parts where they were typed into them.
pub(super) fn parsed(name: &JsonName) -> Cow<'_, JsonName> {
    let has_typed_particle = name.non_dropping_particle.is_empty()
        && name.dropping_particle.is_empty()
        && !name.given.is_empty()
        && (starts_lower(&name.family) || name.given.split_whitespace().next_back().is_some_and(starts_lower));
    let has_suffix = name.suffix.is_empty() && name.given.contains(',');
    let is_quoted = name.family.len() > 2 && name.family.starts_with('"') && name.family.ends_with('"');
    if !has_typed_particle && !has_suffix && !is_quoted {
        return Cow::Borrowed(name);
    }
    let mut name = name.clone();
    if is_quoted {
        // Quotes keep a family name together.
        name.family = name.family[1..name.family.len() - 1].to_owned();
        return Cow::Owned(name);
    }
    if has_suffix {
        let given = name.given.clone();
        if let Some((before, after)) = given.split_once(',') {
            let (suffix, comma) = match after.strip_prefix('!') {
                Some(rest) => (rest, true),
                None => (after, false),
            };
            name.suffix = suffix.trim().to_owned();
            name.comma_suffix |= comma;
            name.given = before.trim().to_owned();
        }
    }
    if has_typed_particle {
        take_particles(&mut name);
    }
    Cow::Owned(name)
}

fn take_particles(name: &mut JsonName) {
    let mut rest = name.family.as_str();
    let mut particle = String::new();
    while starts_lower(rest) {
        let space = rest.find(' ').map(|at| at + 1);
        let mark = rest
            .char_indices()
            .find(|(at, c)| *at > 0 && matches!(c, '\'' | '’' | '-' | 'ʿ'))
            .map(|(at, c)| at + c.len_utf8());
        let end = match (space, mark) {
            (Some(space), Some(mark)) => space.min(mark),
            (Some(end), None) | (None, Some(end)) => end,
            (None, None) => break,
        };
        if rest[end..].is_empty() || (Some(end) == mark && Some(end) != space && !rest[end..].starts_with(|c: char| c.is_uppercase())) {
            break;
        }
        particle.push_str(&rest[..end]);
        rest = &rest[end..];
    }
    if !particle.is_empty() && !rest.is_empty() {
        let family = rest.to_owned();
        name.non_dropping_particle = particle.trim_end().to_owned();
        name.family = family;
    }
    let mut given: Vec<&str> = name.given.split_whitespace().collect();
    let mut dropping = Vec::new();
    while given.len() > 1 && given.last().is_some_and(|word| starts_lower(word) && !word.ends_with('.')) {
        dropping.extend(given.pop());
    }
    if !dropping.is_empty() {
        dropping.reverse();
        let (given, dropping) = (given.join(" "), dropping.join(" "));
        name.given = given;
        name.dropping_particle = dropping;
    }
}

fn starts_lower(text: &str) -> bool {
    text.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase)
}

/// Whether a name is written in letters that take spaces and initials.
pub(super) fn is_western(name: &JsonName) -> bool {
    let is_east_asian = |c: char| {
        matches!(u32::from(c), 0x1100..=0x11FF | 0x2E80..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x20000..=0x2FFFF)
    };
    !name.family.chars().chain(name.given.chars()).any(is_east_asian)
}

/// What a name is rendered with.
#[derive(Clone, Copy)]
pub(super) struct Shape<'a> {
    pub(super) style: &'a NameStyle<'a>,
    /// Family name first.
    pub(super) inverted: bool,
    pub(super) given: Given,
}

/// A name as it is shown.
pub(super) fn shown(name: &JsonName, shape: Shape<'_>, origin: &Origin, demote: Demote, hyphen: bool) -> Part {
    let name = parsed(name);
    let style = shape.style;
    let family_look = style.element.and_then(|element| element.family.as_ref());
    let given_look = style.element.and_then(|element| element.given.as_ref());
    let piece = |text: &str, look: Option<&Look>| dressed(text, look, origin);
    if !name.literal.is_empty() && name.family.is_empty() {
        return piece(&name.literal, family_look).marked(Mark::Name);
    }
    let given_name = given(&name, shape, hyphen);
    if !is_western(&name) {
        let mut parts = vec![piece(&name.family, family_look)];
        if style.form == NameForm::Long || shape.given != Given::Plain {
            parts.push(piece(&name.given, given_look));
        }
        return Part::list(parts, "").marked(Mark::Name);
    }
    let particle = with_space(&name.non_dropping_particle);
    let dropping = with_space(&name.dropping_particle);
    let family = |with_particle: bool| {
        let text = Part::list(vec![piece_case(&name.family, family_look, origin)], "");
        let particle = if with_particle { particle.as_str() } else { "" };
        // Formatting and affixes of the family name hold for its particle, too.
        let mut parts = Vec::new();
        if !particle.is_empty() {
            parts.push(Part::text(particle, origin.clone()));
        }
        parts.push(text);
        let part = Part::list(parts, "");
        match family_look {
            Some(look) => part.with(&Look { case: None, ..look.clone() }),
            None => part,
        }
    };
    let show_given = style.form == NameForm::Long || shape.given != Given::Plain;
    if !show_given || (given_name.is_empty() && name.suffix.is_empty() && dropping.is_empty()) {
        return Part::list(vec![family(true)], "").marked(Mark::Name);
    }
    if name.static_ordering {
        let parts = vec![family(true), piece(&given_name, given_look)];
        return Part::list(parts, " ").marked(Mark::Name);
    }
    if shape.inverted {
        let keeps = demote != Demote::DisplayAndSort;
        let after = if keeps { String::new() } else { name.non_dropping_particle.clone() };
        let behind: Vec<&str> =
            [name.dropping_particle.as_str(), &after].into_iter().filter(|text| !text.is_empty()).collect();
        let mut given_parts = vec![piece(&given_name, given_look)];
        if !behind.is_empty() {
            given_parts.push(piece(&behind.join(" "), given_look.map(|look| bare(look)).as_ref()));
        }
        let mut parts = vec![family(keeps), Part::list(given_parts, " ")];
        if !name.suffix.is_empty() {
            parts.push(Part::text(name.suffix.clone(), origin.clone()));
        }
        return Part::list(parts, style.sort_separator).marked(Mark::Name);
    }
    let mut parts = vec![piece(&given_name, given_look)];
    let mut behind = Vec::new();
    if !dropping.is_empty() {
        behind.push(piece(&dropping, given_look.map(|look| bare(look)).as_ref()));
    }
    behind.push(family(true));
    parts.push(Part::list(behind, ""));
    let mut whole = Part::list(parts, " ");
    if !name.suffix.is_empty() {
        let comma = if name.comma_suffix { ", " } else { " " };
        whole = Part::list(vec![whole, Part::text(name.suffix.clone(), origin.clone())], comma);
    }
    whole.marked(Mark::Name)
}

/// Formatting without affixes and case, which are for the name itself.
fn bare(look: &Look) -> Look {
    Look { format: look.format, ..Look::default() }
}

fn piece_case(text: &str, look: Option<&Look>, origin: &Origin) -> Part {
    let mut part = Part::text(text, origin.clone());
    if let Some(case) = look.and_then(|look| look.case) {
        case::apply(&mut part, case, true);
    }
    part
}

fn dressed(text: &str, look: Option<&Look>, origin: &Origin) -> Part {
    let part = piece_case(text, look, origin);
    match look {
        Some(look) if !text.is_empty() => part.with(&Look { case: None, ..look.clone() }),
        _ => part,
    }
}

/// A particle with the space behind it, unless it ends in an apostrophe or hyphen.
fn with_space(particle: &str) -> String {
    if particle.is_empty() || particle.ends_with(['\'', '’', '-', 'ʿ']) {
        particle.to_owned()
    } else {
        format!("{particle} ")
    }
}

/// The given name as the style and disambiguation have it.
pub(super) fn given(name: &JsonName, shape: Shape<'_>, hyphen: bool) -> String {
    let style = shape.style;
    match style.initialize_with {
        Some(with) if shape.given != Given::Full => {
            if style.initialize {
                initials(&name.given, with, hyphen)
            } else {
                spaced_initials(&name.given, with)
            }
        }
        _ => name.given.clone(),
    }
}

/// `Jean-Luc Marie` → `J.-L. M.`; words in small letters stay as they are.
pub(super) fn initials(given: &str, with: &str, hyphen: bool) -> String {
    let mut out = String::new();
    let given = given.replace('\u{2010}', "-");
    for word in given.split([' ', '\u{a0}', '.']).filter(|word| !word.is_empty()) {
        let is_upper = word.trim_start_matches(['-', '(', '[', '\'', '’']).chars().next().is_some_and(|c| !c.is_lowercase());
        if !is_upper {
            // A particle, or “y”.
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
            out.push_str(word);
            out.push(' ');
            continue;
        }
        for (index, piece) in word.split('-').filter(|piece| !piece.is_empty()).enumerate() {
            let letters = initial(piece);
            if letters.is_empty() {
                continue;
            }
            let hyphenated = index > 0 || word.starts_with('-');
            if hyphenated && piece.chars().next().is_some_and(char::is_lowercase) {
                continue;
            }
            if hyphenated && hyphen {
                let kept = out.trim_end().len();
                out.truncate(kept);
                out.push('-');
            }
            out.push_str(&letters);
            out.push_str(with);
        }
    }
    out.trim().to_owned()
}

/// The initial of a word; `Yu` of `Yuri` in scripts that need two letters is not known here.
fn initial(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let Some(at) = letters.iter().position(|c| c.is_alphabetic()) else { return String::new() };
    // “JRR” typed without stops is three initials.
    let all_upper = letters.len() > 1 && letters.len() <= 1 && letters.iter().all(|c| c.is_uppercase());
    if all_upper { word.to_owned() } else { letters[at].to_string() }
}

/// With `initialize="false"`, only what is an initial already gets its mark: `James T` → `James T.`
fn spaced_initials(given: &str, with: &str) -> String {
    let mut out = String::new();
    for word in given.replace('.', ". ").split_whitespace() {
        let bare = word.trim_end_matches('.');
        let is_initial = bare.chars().count() == 1 && bare.chars().all(char::is_uppercase);
        if !out.is_empty() && !out.ends_with(' ') && !(is_initial && !with.ends_with(' ') && ends_in_initial(&out, with)) {
            out.push(' ');
        }
        if is_initial {
            out.push_str(bare);
            out.push_str(with);
        } else {
            out.push_str(word);
        }
    }
    out.trim().to_owned()
}

fn ends_in_initial(out: &str, with: &str) -> bool {
    let Some(before) = out.strip_suffix(with) else { return false };
    let mut letters = before.chars().rev();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_none_or(|c| !c.is_alphabetic())
}

/// The parts of a name by which it is sorted.
pub(super) fn sort_key(name: &JsonName, demote: Demote) -> String {
    let name = parsed(name);
    if !name.literal.is_empty() && name.family.is_empty() {
        return name.literal.clone();
    }
    let parts = if demote == Demote::Never {
        [format!("{}{}", with_space(&name.non_dropping_particle), name.family), name.dropping_particle.clone(), name.given.clone(), name.suffix.clone()]
    } else {
        let particles = format!("{} {}", name.dropping_particle, name.non_dropping_particle);
        [name.family.clone(), particles.trim().to_owned(), name.given.clone(), name.suffix.clone()]
    };
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    parts.join("  ")
}
