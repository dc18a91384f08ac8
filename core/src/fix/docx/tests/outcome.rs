//! What a word processor makes of our changes when all of them are accepted, or rejected.

use ibidem_citations::Span;

use super::{packed, unpacked};
use crate::fix::docx::AUTHOR;
use crate::read::xml::{Element, Xml};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Accepted,
    Rejected,
}

/// A manuscript after its user has accepted or rejected all our changes, and removed all our comments.
pub(super) fn settled(bytes: &[u8], outcome: Outcome) -> Vec<u8> {
    let mut parts = unpacked(bytes);
    let texts = ["word/document.xml", "word/footnotes.xml", "word/endnotes.xml"];
    for (name, bytes) in &mut parts {
        if texts.contains(&name.as_str()) {
            *bytes = part(std::str::from_utf8(bytes).unwrap(), outcome).into_bytes();
        }
    }
    packed(&parts)
}

fn part(text: &str, outcome: Outcome) -> String {
    let xml = Xml::read(text, Span::new(0, text.len()));
    let mut cuts: Vec<(Span, &str)> = Vec::new();
    let mut gone_until = 0;
    for element in &xml.elements {
        if element.source.start < gone_until {
            continue;
        }
        let is_ours = element.attribute("author").as_deref() == Some(AUTHOR);
        let stays = match element.name {
            "ins" => outcome == Outcome::Accepted,
            "del" => outcome == Outcome::Rejected,
            "delText" if outcome == Outcome::Rejected && is_in_ours(&xml, element) => {
                cuts.extend(tags(text, element).map(|tag| {
                    let at = tag.of(text).find("delText").unwrap() + tag.start;
                    (Span::new(at, at + "delText".len()), "t")
                }));
                continue;
            }
            _ => continue,
        };
        if is_ours && stays {
            cuts.extend(tags(text, element).map(|tag| (tag, "")));
        } else if is_ours {
            cuts.push((element.source, ""));
            gone_until = element.source.end;
        }
    }
    cuts.sort_by_key(|(span, _)| *span);
    let (mut out, mut at) = (String::new(), 0);
    for (span, piece) in cuts {
        out.push_str(&text[at..span.start]);
        out.push_str(piece);
        at = span.end;
    }
    out + &text[at..]
}

fn is_in_ours(xml: &Xml<'_>, element: &Element<'_>) -> bool {
    let change = xml.parent(element).and_then(|run| xml.parent(run));
    change.is_some_and(|change| change.attribute("author").as_deref() == Some(AUTHOR))
}

/// The start tag and the end tag of an element.
fn tags(text: &str, element: &Element<'_>) -> impl Iterator<Item = Span> {
    let Span { start, end } = element.source;
    let first = start + text[start..].find('>').unwrap() + 1;
    let last = start + text[start..end].rfind("</").unwrap_or(end - start);
    [Span::new(start, first), Span::new(last.max(first), end)].into_iter().filter(|tag| !tag.is_empty())
}
