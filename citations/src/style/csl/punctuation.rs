//! Punctuation that meets where two parts of an entry meet.

use super::flat::{Event, Tag};
use super::tree::Origin;

/// What becomes of two marks that meet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meeting {
    Both,
    First,
    Second,
}

/// Which of two marks stays, as CSL processors have it: a full stop does not follow a question
/// mark, a colon gives way to an exclamation mark.
fn meeting(left: char, right: char) -> Meeting {
    match (left, right) {
        ('!' | '?', '.' | ':') | (':', '.') | (';', ':' | '.') => Meeting::First,
        (':' | ';', '!' | '?') | (' ', ' ' | ',' | '.' | ';') => Meeting::Second,
        _ if left == right && ".,:;!?".contains(left) => Meeting::First,
        _ => Meeting::Both,
    }
}

/// Mends all places where two texts meet.
pub(super) fn mend(events: &mut Vec<Event>, in_quote: bool) {
    let mut left: Option<usize> = None;
    let mut index = 0;
    while index < events.len() {
        match &events[index] {
            Event::Text(text, _) if !text.is_empty() => {
                if let Some(before) = left {
                    index = meet(events, before, index, in_quote);
                }
                if matches!(&events[index], Event::Text(text, _) if !text.is_empty()) {
                    left = Some(index);
                }
            }
            // Blocks are set apart: nothing meets over their borders.
            Event::Open(Tag::Display(_)) | Event::Close(Tag::Display(_)) => {}
            _ => {}
        }
        index += 1;
    }
}

/// Mends one place; gives the new index of the right text.
fn meet(events: &mut Vec<Event>, left: usize, mut right: usize, in_quote: bool) -> usize {
    let closing = events[left..right].iter().rposition(|event| matches!(event, Event::Close(Tag::Quote { .. })));
    let opens = events[left..right].iter().any(|event| matches!(event, Event::Open(Tag::Quote { .. })));
    match closing {
        Some(_) if opens => {}
        Some(_) if in_quote => {
            if first(events, right).is_some_and(|c| matches!(c, ',' | '.')) {
                let mark = first(events, right).unwrap_or('.');
                take_first(events, right);
                let end = last(events, left).unwrap_or(' ');
                // The first closing quote: marks go into all quotes that end here.
                let close = left
                    + events[left..right]
                        .iter()
                        .position(|event| matches!(event, Event::Close(Tag::Quote { .. })))
                        .unwrap_or_default();
                if meeting(end, mark) == Meeting::Both {
                    events.insert(close, Event::Text(mark.to_string(), Origin::Style));
                    right += 1;
                }
            }
        }
        Some(_) => {
            // A full stop that ends what is quoted serves the sentence too.
            if let (Some(end @ '.'), Some(mark)) = (last(events, left), first(events, right)) {
                if mark == '.' && meeting(end, mark) == Meeting::First {
                    take_last(events, left);
                }
            }
        }
        None if opens => {
            if (last(events, left), first(events, right)) == (Some(' '), Some(' ')) {
                take_first(events, right);
            }
        }
        None => {
            while let (Some(end), Some(mark)) = (last(events, left), first(events, right)) {
                match meeting(end, mark) {
                    Meeting::Both => break,
                    Meeting::First => take_first(events, right),
                    Meeting::Second => take_last(events, left),
                }
            }
        }
    }
    right
}

fn last(events: &[Event], at: usize) -> Option<char> {
    match &events[at] {
        Event::Text(text, _) => text.chars().next_back(),
        _ => None,
    }
}

fn first(events: &[Event], at: usize) -> Option<char> {
    match &events[at] {
        Event::Text(text, _) => text.chars().next(),
        _ => None,
    }
}

fn take_first(events: &mut [Event], at: usize) {
    if let Event::Text(text, _) = &mut events[at] {
        text.remove(0);
    }
}

fn take_last(events: &mut [Event], at: usize) {
    if let Event::Text(text, _) = &mut events[at] {
        text.pop();
    }
}
