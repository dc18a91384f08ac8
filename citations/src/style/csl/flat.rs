//! The tree → a flat run of texts and tags, with delimiters, affixes and quotes in place.
//!
//! Here punctuation that meets is made one (a full stop after a full stop), and goes inside of
//! closing quotes where the locale has it so (CSL 1.0.2, `punctuation-in-quote`).

use super::element::{Baseline, Decoration, Display, FontStyle, FontVariant, FontWeight, Format};
use super::tree::{Content, Mark, Origin, Part};

/// A text, or the beginning or end of what surrounds it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Event {
    Text(String, Origin),
    Open(Tag),
    Close(Tag),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    Style(FontStyle),
    Variant(FontVariant),
    Weight(FontWeight),
    Decoration(Decoration),
    Baseline(Baseline),
    /// Inner quotes stand within others.
    Quote {
        inner: bool,
    },
    Display(Display),
}

/// What is in force at a place of the tree.
#[derive(Clone, Copy, Default)]
struct Around {
    format: Format,
    quoted: usize,
}

/// Flattens and mends a tree.
pub(super) fn flat(part: &Part, punctuation_in_quote: bool) -> Vec<Event> {
    let mut events = Vec::new();
    walk(part, Around::default(), &mut events);
    super::punctuation::mend(&mut events, punctuation_in_quote);
    events
}

/// The text of a tree without markup, for comparison.
pub(super) fn plain(part: &Part) -> String {
    let mut events = Vec::new();
    walk(part, Around::default(), &mut events);
    super::punctuation::mend(&mut events, false);
    events
        .into_iter()
        .filter_map(|event| match event {
            Event::Text(text, _) => Some(text),
            _ => None,
        })
        .collect()
}

fn walk(part: &Part, around: Around, events: &mut Vec<Event>) {
    if part.is_empty() {
        return;
    }
    if let Some(display) = part.display {
        events.push(Event::Open(Tag::Display(display)));
    }
    text(&part.prefix, events);
    let mut inside = around;
    let format = if part.mark == Mark::NoDecor { undone(around.format) } else { part.format };
    let mut tags = Vec::new();
    let as_typed = part.mark == Mark::SingleQuotes && around.quoted == 0;
    if as_typed {
        events.push(Event::Text("‘".to_owned(), origin_of(part)));
    } else if part.quotes {
        tags.push(Tag::Quote { inner: around.quoted % 2 == 1 });
        inside.quoted += 1;
    }
    let flips = part.mark == Mark::Markup;
    if let Some(value) = format.position {
        tags.push(Tag::Baseline(value));
        inside.format.position = Some(value);
    }
    if let Some(value) = format.decoration {
        tags.push(Tag::Decoration(value));
        inside.format.decoration = Some(value);
    }
    if let Some(value) = format.weight {
        let is_again = flips && around.format.weight == Some(value) && value == FontWeight::Bold;
        let value = if is_again { FontWeight::Normal } else { value };
        tags.push(Tag::Weight(value));
        inside.format.weight = Some(value);
    }
    if let Some(value) = format.variant {
        let is_again = flips && around.format.variant == Some(value);
        let value = if is_again { FontVariant::Normal } else { value };
        tags.push(Tag::Variant(value));
        inside.format.variant = Some(value);
    }
    if let Some(value) = format.style {
        let is_again = flips && around.format.style == Some(value) && value != FontStyle::Normal;
        let value = if is_again { FontStyle::Normal } else { value };
        tags.push(Tag::Style(value));
        inside.format.style = Some(value);
    }
    tags.retain(|tag| !is_needless(*tag, around.format));
    events.extend(tags.iter().map(|tag| Event::Open(*tag)));
    match &part.content {
        Content::Text(own, origin) => {
            let is_address = matches!(origin, Origin::Variable(name) if matches!(&**name, "URL" | "DOI"));
            let own = if is_address { own.clone() } else { typographic(own) };
            events.push(Event::Text(own, origin.clone()));
        }
        Content::List { parts, delimiter } => {
            let mut is_first = true;
            for part in parts.iter().filter(|part| !part.is_empty()) {
                if !is_first && part.display.is_none() {
                    text(delimiter, events);
                }
                is_first = false;
                walk(part, inside, events);
            }
        }
    }
    events.extend(tags.iter().rev().map(|tag| Event::Close(*tag)));
    if as_typed {
        events.push(Event::Text("’".to_owned(), origin_of(part)));
    }
    text(&part.suffix, events);
    if let Some(display) = part.display {
        events.push(Event::Close(Tag::Display(display)));
    }
}

/// Apostrophes, and the narrow spaces within guillemets.
fn typographic(text: &str) -> String {
    let text = if text.contains('\'') { text.replace('\'', "’") } else { text.to_owned() };
    if text.contains(['«', '»']) {
        text.replace("« ", "«\u{202f}").replace(" »", "\u{202f}»")
    } else {
        text
    }
}

fn origin_of(part: &Part) -> Origin {
    match &part.content {
        Content::Text(_, origin) => origin.clone(),
        Content::List { parts, .. } => parts.first().map(origin_of).unwrap_or_default(),
    }
}

/// Upright within upright, and the like.
fn is_needless(tag: Tag, around: Format) -> bool {
    match tag {
        Tag::Style(FontStyle::Normal) => {
            !matches!(around.style, Some(FontStyle::Italic | FontStyle::Oblique))
        }
        Tag::Variant(FontVariant::Normal) => around.variant != Some(FontVariant::SmallCaps),
        Tag::Weight(FontWeight::Normal) => {
            !matches!(around.weight, Some(FontWeight::Bold | FontWeight::Light))
        }
        Tag::Decoration(Decoration::None) => around.decoration != Some(Decoration::Underline),
        Tag::Baseline(Baseline::Normal) => {
            !matches!(around.position, Some(Baseline::Superscript | Baseline::Subscript))
        }
        _ => false,
    }
}

/// What takes back the formatting around.
fn undone(around: Format) -> Format {
    Format {
        style: around.style.map(|_| FontStyle::Normal),
        variant: around.variant.map(|_| FontVariant::Normal),
        weight: around.weight.map(|_| FontWeight::Normal),
        decoration: around.decoration.map(|_| Decoration::None),
        position: around.position.map(|_| Baseline::Normal),
    }
}

fn text(text: &str, events: &mut Vec<Event>) {
    if !text.is_empty() {
        events.push(Event::Text(text.to_owned(), Origin::Style));
    }
}
