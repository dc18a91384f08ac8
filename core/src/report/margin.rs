//! Finding → the paragraphs of a comment, as a copy editor would write them beside the text.

use ibidem_sdk::Safety;

use super::escape::escaped;
use super::excerpt::shortened;
use super::text::{name_of, words_of};
use super::{Found, FoundFix, RelatedPlace};

/// Related places beyond these are counted, not shown.
const RELATED_SHOWN: usize = 6;
/// The columns of a quote.
const QUOTED: usize = 120;

/// What a comment says of a finding: what is wrong, what contradicts it, how to mend it, and by which rule.
pub fn lines(found: &Found) -> Vec<String> {
    let mut lines = vec![format!("{}{}", place_of(found), escaped(&found.message))];
    lines.extend(found.related.iter().take(RELATED_SHOWN).map(|related| related_line(found, related)));
    if let Some(more @ 1..) = found.related.len().checked_sub(RELATED_SHOWN) {
        lines.push(format!("And {more} more."));
    }
    lines.extend(found.fix.as_ref().map(fix_line));
    lines.push(format!("{}: {}", found.severity.name(), escaped(&found.rule)));
    lines
}

/// The words in question where they stand in a note, whose number alone the comment can stand at.
fn place_of(found: &Found) -> String {
    let Some(place) = found.place.as_ref().filter(|place| place.note.is_some()) else { return String::new() };
    format!("In {}, “{}”: ", name_of(place), shortened(&escaped(&place.quote), QUOTED))
}

fn related_line(found: &Found, related: &RelatedPlace) -> String {
    let place = &related.place;
    let is_same =
        place.note.is_some() && found.place.as_ref().is_some_and(|own| own.note_id == place.note_id);
    let name = if is_same { "same note".to_owned() } else { name_of(place) };
    let message =
        if related.message.is_empty() { String::new() } else { format!(": {}", escaped(&related.message)) };
    format!("See {name}, “{}”{message}", shortened(&escaped(&place.quote), QUOTED))
}

fn fix_line(fix: &FoundFix) -> String {
    let name = if fix.safety == Safety::DisplayOnly { "Hint" } else { "Correction" };
    let mut edits: Vec<String> = fix.edits.iter().map(words_of).collect();
    edits.dedup();
    format!("{name}: {}.", edits.join("; "))
}
