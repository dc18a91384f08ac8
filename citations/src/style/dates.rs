//! What Hayagriva does not say of dates: the end of a range, and dates in words.
//!
//! A work with a range is rendered twice, once with each end. Where a date of the first rendering
//! differs from the same date of the second, what differs is set side by side: “May 1990” and
//! “June 1990” make “May–June 1990”, in whatever order and language the style has.

use hayagriva::{ElemChild, ElemChildren, ElemMeta, Formatted};

/// The year that stands for a date in words; it sorts behind all others, as “forthcoming” should.
pub(super) const YEAR_IN_WORDS: i16 = 9999;

/// Sets the end of each range into a rendering with its start.
pub(super) fn set_ends(start: &mut ElemChildren, end: &ElemChildren) {
    let mut ends = Vec::new();
    each_date(end, &mut |date| ends.push(text_of(date)));
    let mut ends = ends.into_iter();
    each_date_mut(start, &mut |date| {
        if let Some(end) = ends.next() {
            let joined = join(&text_of(date), &end);
            if let Some(joined) = joined {
                set_text(date, &joined);
            }
        }
    });
}

/// Replaces the year that stands for words by the words.
pub(super) fn set_words(rendered: &mut ElemChildren, words: &str) {
    let year = YEAR_IN_WORDS.to_string();
    each_date_mut(rendered, &mut |date| {
        each_text_mut(date, &mut |text| text.text = text.text.replace(&year, words));
    });
}

/// Leaves out a season before a slash: where a style asks for the year alone, Hayagriva prints
/// “Summer/1998” nevertheless.
pub(super) fn strip_seasons(rendered: &mut ElemChildren) {
    each_date_mut(rendered, &mut |date| {
        let text = text_of(date);
        if let Some((season, year)) = text.split_once('/')
            && season.chars().any(char::is_alphabetic)
        {
            let opening: String = season.chars().take_while(|c| !c.is_alphanumeric()).collect();
            set_text(date, &format!("{opening}{year}"));
        }
    });
}

/// Joins two printings of a date that differ; nothing where they are the same.
fn join(start: &str, end: &str) -> Option<String> {
    if start == end {
        return None;
    }
    let (first, last) = (tokens(start), tokens(end));
    let same = |pair: &(&&str, &&str)| pair.0 == pair.1;
    let mut before = first.iter().zip(&last).take_while(same).count();
    let mut behind = first.iter().rev().zip(last.iter().rev()).take_while(same).count();
    let shorter = first.len().min(last.len());
    behind = behind.min(shorter - before.min(shorter));
    // A blank or comma at either side belongs to what is the same on both sides.
    while before > 0
        && first.get(before - 1).is_some_and(|token| is_word(token))
        && is_split(&first, &last, before)
    {
        before -= 1;
    }
    let middle = |tokens: &[&str]| tokens.get(before..tokens.len() - behind).unwrap_or_default().concat();
    let (head, tail) = (first.get(..before)?.concat(), first.get(first.len() - behind..)?.concat());
    // The full stop of an abbreviation or an ordinal belongs to both: “Jan.–Jun. 1974”, “3.–7. Mai”.
    let stop = if tail.starts_with(". ") { "." } else { "" };
    Some(format!("{head}{}{stop}–{}{tail}", middle(&first).trim(), middle(&last).trim()))
}

/// Whether one of the two ends before this token, so that a word would be joined to nothing.
fn is_split(first: &[&str], last: &[&str], at: usize) -> bool {
    first.len() <= at || last.len() <= at
}

/// Words and what stands between them.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = first.is_alphanumeric();
        let end = rest.find(|c: char| c.is_alphanumeric() != is_word).unwrap_or(rest.len());
        let (token, behind) = rest.split_at(end);
        tokens.push(token);
        rest = behind;
    }
    tokens
}

fn is_word(token: &str) -> bool {
    token.starts_with(char::is_alphanumeric)
}

fn each_date(children: &ElemChildren, visit: &mut impl FnMut(&ElemChildren)) {
    for child in &children.0 {
        if let ElemChild::Elem(element) = child {
            if element.meta == Some(ElemMeta::Date) {
                visit(&element.children);
            } else {
                each_date(&element.children, visit);
            }
        }
    }
}

fn each_date_mut(children: &mut ElemChildren, visit: &mut impl FnMut(&mut ElemChildren)) {
    for child in &mut children.0 {
        if let ElemChild::Elem(element) = child {
            if element.meta == Some(ElemMeta::Date) {
                visit(&mut element.children);
            } else {
                each_date_mut(&mut element.children, visit);
            }
        }
    }
}

fn each_text_mut(children: &mut ElemChildren, visit: &mut impl FnMut(&mut Formatted)) {
    for child in &mut children.0 {
        match child {
            ElemChild::Text(text) => visit(text),
            ElemChild::Elem(element) => each_text_mut(&mut element.children, visit),
            _ => {}
        }
    }
}

fn text_of(children: &ElemChildren) -> String {
    let mut whole = String::new();
    for child in &children.0 {
        match child {
            ElemChild::Text(text) => whole.push_str(&text.text),
            ElemChild::Elem(element) => whole.push_str(&text_of(&element.children)),
            _ => {}
        }
    }
    whole
}

/// Puts a new text into the first piece, in its form, and empties the others.
fn set_text(children: &mut ElemChildren, text: &str) {
    let mut text = Some(text);
    each_text_mut(children, &mut |piece| text.take().unwrap_or_default().clone_into(&mut piece.text));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(start: &str, end: &str, expected: &str) {
        assert_eq!(join(start, end).as_deref(), Some(expected));
    }

    #[test]
    fn what_is_the_same_is_said_once() {
        check("1958", "1963", "1958–1963");
        check("(1958)", "(1963)", "(1958–1963)");
        check("May 1990", "June 1990", "May–June 1990");
        check("May 3, 1990", "May 7, 1990", "May 3–7, 1990");
        check("3 May 1990", "7 May 1990", "3–7 May 1990");
        check("May 28, 1990", "June 3, 1990", "May 28–June 3, 1990");
        check("Dec. 30, 1990", "Jan. 2, 1991", "Dec. 30, 1990–Jan. 2, 1991");
        check("3. Mai 1990", "7. Mai 1990", "3.–7. Mai 1990");
        check("Jan. 1974", "Jun. 1974", "Jan.–Jun. 1974");
    }

    #[test]
    fn one_end_may_be_more_precise() {
        check("May 1990", "1991", "May 1990–1991");
        check("1990", "May 1991", "1990–May 1991");
        assert_eq!(join("1990", "1990"), None);
    }
}
