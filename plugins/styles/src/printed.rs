//! What a style prints for the items of a paper, asked of the program.

use std::collections::BTreeMap;

use ibidem_sdk::{CitationItem, Form, Host, Locator, NoteKind, NoteNumber, Paper, Position, WorkId};
use serde_json::{Value, json};

/// The service that renders.
const SERVICE: &str = "render/1";

/// Ties that are less sure than this say nothing of a style.
const SUREST: f32 = 0.7;

/// What the style prints for items of the paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Printed {
    /// The title of the style.
    pub(crate) title: String,
    /// The pieces of each item, by the place of the item among those of the paper.
    pub(crate) items: BTreeMap<usize, Vec<Piece>>,
}

/// A stretch of printed text, and the variable that it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) variable: Option<String>,
}

/// Asks the program what a style prints; nothing where it cannot say.
///
/// Every item is rendered in the form in which it is typed, so that a full citation is compared with
/// a full one.
pub(crate) fn ask(paper: &Paper, style: &str, host: &Host<'_>) -> Option<Printed> {
    let style = if style == DETECT { detected(paper, host)? } else { style.to_owned() };
    let mut asked = Vec::new();
    let mut citations = Vec::new();
    let mut before: Option<(WorkId, Option<&Locator>)> = None;
    for (i, (note, item)) in paper.items().enumerate() {
        if note.kind == NoteKind::Reference {
            continue;
        }
        let Some(work) = sure_work(item) else {
            before = None;
            continue;
        };
        // “Ibid.” alone means the very place; a style without ibid. has to print it.
        let same = before.filter(|(last, _)| *last == work && item.form == Form::Ibid);
        let place = item.locator.as_ref().or(same.and_then(|(_, place)| place));
        before = Some((work, place));
        let NoteNumber::Integer(number) = note.number else { continue };
        asked.push(i);
        citations.push(json!({ "note": number, "cites": [cite(item, work, place)] }));
    }
    if asked.is_empty() {
        return None;
    }
    let request = json!({
        "op": "render",
        "style": style,
        "works": paper.bibliography.works,
        "citations": citations,
        "locale": paper.language,
    });
    let answer = host.call(SERVICE, &request).ok()?;
    if answer.get("is_note").and_then(Value::as_bool) != Some(true) {
        // Citations of the text are no notes: there is nothing to compare.
        return None;
    }
    let title = answer.get("title").and_then(Value::as_str).unwrap_or_default().to_owned();
    let printed = answer.get("citations").and_then(Value::as_array)?;
    let items = asked.into_iter().zip(printed.iter().map(pieces)).collect();
    Some(Printed { title, items })
}

/// The word for which the style is found out.
pub(crate) const DETECT: &str = "detect";

fn detected(paper: &Paper, host: &Host<'_>) -> Option<String> {
    let answer = host.call(SERVICE, &json!({ "op": "detect", "paper": paper })).ok()?;
    answer.get("clear")?.as_str().map(str::to_owned)
}

fn sure_work(item: &CitationItem) -> Option<WorkId> {
    let mention = item.mention.as_ref()?;
    (!mention.ambiguous && mention.confidence >= SUREST).then_some(mention.work)
}

fn cite(item: &CitationItem, work: WorkId, locator: Option<&Locator>) -> Value {
    let position = match (item.form, item.locator.is_some()) {
        (Form::Full, _) => Position::First,
        (Form::Short, _) => Position::Subsequent,
        (Form::Ibid, false) => Position::Ibid,
        (Form::Ibid, true) => Position::IbidWithLocator,
    };
    json!({
        "work": work,
        "locator": locator.map(|locator| &locator.value),
        "label": locator.map(|locator| locator.label.term()),
        "position": position,
    })
}

fn pieces(printed: &Value) -> Vec<Piece> {
    let piece = |piece: &Value| {
        let text = |name: &str| piece.get(name).and_then(Value::as_str).map(str::to_owned);
        Piece { text: text("text").unwrap_or_default(), variable: text("variable") }
    };
    printed.as_array().into_iter().flatten().map(piece).collect()
}
