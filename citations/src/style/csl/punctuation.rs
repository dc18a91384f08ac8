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
        ('!' | '?' | ';', '.' | ':') | (':', '.') => Meeting::First,
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
        if is_text(&events[index]) {
            while let Some(before) = left {
                (left, index) = meet(events, before, index, in_quote);
                // Where nothing is left of a text, the one before it meets the next.
                let gone = left.filter(|at| !is_text(&events[*at]));
                let Some(gone) = gone.filter(|_| is_text(&events[index])) else { break };
                left = events[..gone].iter().rposition(is_text);
            }
            if is_text(&events[index]) {
                left = Some(index);
            }
        }
        index += 1;
    }
}

fn is_text(event: &Event) -> bool {
    matches!(event, Event::Text(text, _) if !text.is_empty())
}

/// Mends one place; gives what stands last before the right text, and the place of that now.
fn meet(events: &mut Vec<Event>, left: usize, right: usize, in_quote: bool) -> (Option<usize>, usize) {
    let close = events[left..right].iter().position(|event| matches!(event, Event::Close(Tag::Quote { .. })));
    let opens = events[left..right].iter().any(|event| matches!(event, Event::Open(Tag::Quote { .. })));
    match close {
        Some(_) if opens || is_same_field(events, left, right) => {}
        Some(close) if in_quote => return into_quote(events, left, left + close, right),
        Some(_) => {}
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
    (Some(left), right)
}

/// What someone typed behind a quote within one field stays there.
fn is_same_field(events: &[Event], left: usize, right: usize) -> bool {
    match (&events[left], &events[right]) {
        (Event::Text(_, left), Event::Text(_, right)) => left == right && *left != Origin::Style,
        _ => false,
    }
}

/// Moves a mark behind a closing quote into the quote; into all quotes that end there.
fn into_quote(events: &mut Vec<Event>, left: usize, close: usize, right: usize) -> (Option<usize>, usize) {
    let (Some(end), Some(mark)) = (last(events, left), first(events, right)) else {
        return (Some(left), right);
    };
    if !matches!(mark, ',' | '.' | '!' | '?') {
        if meeting(end, mark) == Meeting::First {
            take_first(events, right);
        }
        return (Some(left), right);
    }
    take_first(events, right);
    match meeting(end, mark) {
        Meeting::Both => {
            events.insert(close, Event::Text(mark.to_string(), Origin::Style));
            (Some(close), right + 1)
        }
        Meeting::First => (Some(left), right),
        Meeting::Second => {
            take_last(events, left);
            events.insert(close, Event::Text(mark.to_string(), Origin::Style));
            (Some(close), right + 1)
        }
    }
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
