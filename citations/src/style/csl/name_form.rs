//! One name → its parts in display or sort order (CSL 1.0.2, “Name-part order”).

use std::borrow::Cow;

use super::case;
use super::element::{Demote, Look, NameForm};
use super::names::NameStyle;
use super::scene::Given;
use super::tree::{Mark, Origin, Part};
use crate::csl_json::JsonName;

/// Takes particles and suffixes out of the parts where they were typed into them.
pub(super) fn parsed(name: &JsonName) -> Cow<'_, JsonName> {
    let has_typed_particle = name.non_dropping_particle.is_empty()
        && name.dropping_particle.is_empty()
        && !name.given.is_empty()
        && (starts_lower(&name.family)
            || name.given.split_whitespace().next_back().is_some_and(starts_lower));
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
            suffix.trim().clone_into(&mut name.suffix);
            name.comma_suffix |= comma;
            before.trim().clone_into(&mut name.given);
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
        if rest[end..].is_empty()
            || (Some(end) == mark
                && Some(end) != space
                && !rest[end..].starts_with(|c: char| c.is_uppercase()))
        {
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
    let is_east_asian = |c: char| matches!(u32::from(c), 0x1100..=0x11FF | 0x2E80..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x20000..=0x2FFFF);
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
pub(super) fn shown(
    name: &JsonName,
    shape: Shape<'_>,
    origin: &Origin,
    demote: Demote,
    hyphen: bool,
) -> Part {
    let name = parsed(name);
    let style = shape.style;
    let family_look = style.element.and_then(|element| element.family.as_ref());
    let given_look = style.element.and_then(|element| element.given.as_ref());
    let piece = |text: &str, look: Option<&Look>| dressed(text, look, origin);
    if !name.literal.is_empty() && name.family.is_empty() {
        return piece(&name.literal, family_look).marked(Mark::Name);
    }
    let given_name = given(&name, shape, hyphen);
    let show_given = style.form == NameForm::Long || shape.given != Given::Plain;
    if !is_western(&name) {
        let mut parts = vec![piece(&name.family, family_look)];
        if show_given {
            parts.push(piece(&name.given, given_look));
        }
        return Part::list(parts, "").marked(Mark::Name);
    }
    if name.family.is_empty() {
        // Somebody of one name alone.
        return Part::list(vec![piece(&name.given, family_look)], "").marked(Mark::Name);
    }
    let inner = |look: Option<&Look>| {
        look.map(|look| Look { prefix: String::new(), suffix: String::new(), ..look.clone() })
    };
    let family = dressed(&name.family, inner(family_look).as_ref(), origin);
    let particle = dressed(&name.non_dropping_particle, inner(family_look).as_ref(), origin);
    let dropping = dressed(&name.dropping_particle, given_look.map(bare).as_ref(), origin);
    let given_part = dressed(&given_name, inner(given_look).as_ref(), origin);
    let suffix = Part::text(name.suffix.clone(), origin.clone());
    if !show_given {
        let family = affixed(spaced(vec![particle, family]), family_look);
        return Part::list(vec![family], "").marked(Mark::Name);
    }
    if name.static_ordering {
        let parts =
            vec![affixed(spaced(vec![particle, family]), family_look), affixed(given_part, given_look)];
        return Part::list(parts, " ").marked(Mark::Name);
    }
    if shape.inverted {
        let demoted = demote == Demote::DisplayAndSort;
        let (before, behind) = if demoted {
            (vec![family], vec![given_part, dropping, particle])
        } else {
            (vec![particle, family], vec![given_part, dropping])
        };
        let given_part = spaced(behind);
        let mut parts = vec![affixed(spaced(before), family_look)];
        if !given_part.is_empty() {
            parts.push(affixed(given_part, given_look));
        }
        if !suffix.is_empty() {
            parts.push(suffix);
        }
        return Part::list(parts, style.sort_separator).marked(Mark::Name);
    }
    let mut family = spaced(vec![dropping, particle, family]);
    if !suffix.is_empty() {
        family = Part::list(vec![family, suffix], if name.comma_suffix { ", " } else { " " });
    }
    let parts = vec![affixed(given_part, given_look), affixed(family, family_look)];
    Part::list(parts, " ").marked(Mark::Name)
}

/// The affixes of a name part go around all that stands with it.
fn affixed(part: Part, look: Option<&Look>) -> Part {
    let Some(look) = look.filter(|_| !part.is_empty()) else { return part };
    part.with(&Look { prefix: look.prefix.clone(), suffix: look.suffix.clone(), ..Look::default() })
}

/// Words with spaces between, save after an apostrophe or hyphen.
fn spaced(words: Vec<Part>) -> Part {
    let mut parts: Vec<Part> = Vec::new();
    for word in words.into_iter().filter(|word| !word.is_empty()) {
        if let Some(before) = parts.last()
            && !super::flat::plain(before).ends_with(['\'', '’', '-', 'ʿ'])
        {
            parts.push(Part::text(" ", Origin::Style));
        }
        parts.push(word);
    }
    if parts.len() == 1 { parts.remove(0) } else { Part::list(parts, "") }
}

/// Formatting without affixes and case, which are for the name itself.
fn bare(look: &Look) -> Look {
    Look { format: look.format, ..Look::default() }
}

fn piece_case(text: &str, look: Option<&Look>, origin: &Origin) -> Part {
    let mut part =
        if text.contains('<') { super::rich::tagged(text, origin) } else { Part::text(text, origin.clone()) };
    if let Some(case) = look.and_then(|look| look.case) {
        case::apply(&mut part, case, true, "");
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

/// `Jean-Luc Marie` → `J.-L. M.`; words in small letters stay as they are, and so does what was
/// typed with a full stop: `Ph. M.E.`
pub(super) fn initials(given: &str, with: &str, hyphen: bool) -> String {
    let mut out = String::new();
    let given = given.replace('\u{2010}', "-");
    for (word, is_short) in words(&given) {
        let letters = word.trim_start_matches(['-', '(', '[', '\'', '’', '"', '“', '‘']);
        if letters.chars().next().is_some_and(char::is_lowercase) {
            // A particle, or “y”.
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
            out.push_str(word);
            if is_short {
                out.push('.');
            }
            out.push(' ');
            continue;
        }
        let pieces = word.split('-').filter(|piece| !piece.is_empty()).count();
        for (index, piece) in word.split('-').filter(|piece| !piece.is_empty()).enumerate() {
            let hyphenated = index > 0 || word.starts_with('-');
            // In “Chia-ying” the second part is no name of its own.
            if hyphenated && piece.chars().next().is_some_and(char::is_lowercase) {
                continue;
            }
            let initial = if is_short && index + 1 == pieces { abbreviation(piece) } else { initial(piece) };
            if initial.is_empty() {
                continue;
            }
            if hyphenated && hyphen {
                let kept = out.trim_end().len();
                out.truncate(kept);
                out.push('-');
            }
            out.push_str(&initial);
            out.push_str(with);
        }
    }
    out.trim().to_owned()
}

/// The words of a given name, and whether a full stop follows each.
fn words(given: &str) -> impl Iterator<Item = (&str, bool)> {
    given.split_inclusive([' ', '\u{a0}', '.']).filter_map(|word| {
        let is_short = word.ends_with('.');
        let word = word.trim_matches([' ', '\u{a0}', '.']);
        (!word.is_empty()).then_some((word, is_short))
    })
}

fn initial(word: &str) -> String {
    // “TSerendorj” tells with two capitals that its initial has two letters.
    let capitals = word.chars().take_while(|c| c.is_uppercase()).count();
    if capitals > 1 && word.chars().nth(capitals).is_some_and(char::is_lowercase) {
        return case::capitalized(&word.chars().take(capitals).collect::<String>().to_lowercase());
    }
    word.chars().find(|c| c.is_alphabetic()).map(String::from).unwrap_or_default()
}

/// What was typed as an abbreviation stays whole.
fn abbreviation(word: &str) -> String {
    if word.chars().count() > 4 {
        initial(word)
    } else {
        word.trim_start_matches(|c: char| !c.is_alphabetic()).to_owned()
    }
}

/// With `initialize="false"`, only what is an initial already gets its mark: `James T` → `James T.`
fn spaced_initials(given: &str, with: &str) -> String {
    let mut out = String::new();
    let mut was_initial = false;
    for (word, is_short) in words(given) {
        let is_initial = is_short || (word.chars().count() == 1 && word.chars().all(char::is_uppercase));
        let stands_apart = !is_initial || !was_initial;
        if !out.is_empty() && !out.ends_with(' ') && stands_apart {
            out.push(' ');
        }
        out.push_str(word);
        if is_initial {
            out.push_str(with);
        }
        was_initial = is_initial;
    }
    out.trim().to_owned()
}

/// The family name alone, by which a macro sorts that shows no more of a name.
pub(super) fn family_sort_key(name: &JsonName, demote: Demote) -> String {
    let name = parsed(name);
    if name.family.is_empty() {
        return if name.literal.is_empty() { name.given.clone() } else { name.literal.clone() };
    }
    if demote == Demote::Never {
        return format!("{}{}", with_space(&name.non_dropping_particle), name.family);
    }
    name.family.clone()
}

/// The parts of a name by which it is sorted.
pub(super) fn sort_key(name: &JsonName, demote: Demote, initialized: Option<(Shape<'_>, bool)>) -> String {
    let mut name = parsed(name);
    if let Some((shape, hyphen)) = initialized {
        let given = given(&name, shape, hyphen);
        if given != name.given {
            name.to_mut().given = given;
        }
    }
    if !name.literal.is_empty() && name.family.is_empty() {
        return name.literal.clone();
    }
    let parts = if demote == Demote::Never {
        [
            format!("{}{}", with_space(&name.non_dropping_particle), name.family),
            name.dropping_particle.clone(),
            name.given.clone(),
            name.suffix.clone(),
        ]
    } else {
        let particles = format!("{} {}", name.dropping_particle, name.non_dropping_particle);
        [name.family.clone(), particles.trim().to_owned(), name.given.clone(), name.suffix.clone()]
    };
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join("  ")
}
