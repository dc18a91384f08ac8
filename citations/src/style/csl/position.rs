//! The position of each cite in a document (CSL 1.0.2, “Choose”, `position`).

use std::collections::HashMap;

use super::citation::{Citation, Placed};
use super::processor::Processor;
use super::scene::{Cite, Position, Standing};

/// Sorts the cites of each citation and finds their positions.
pub(super) fn place<'a>(processor: &Processor, citations: &'a [Citation]) -> Vec<Vec<Placed<'a>>> {
    let mut placed = Vec::with_capacity(citations.len());
    // Item → note of its first and of its last cite, and how many citations it was in.
    let mut seen: HashMap<usize, (u32, u32)> = HashMap::new();
    // What a citation in the text refers back to stands in the text, too.
    let mut before: [Option<(u32, Vec<Placed<'a>>)>; 2] = [None, None];
    let distance = processor.sheet.citation_options.near_note_distance;
    for citation in citations {
        let mut cites: Vec<Placed<'a>> = citation
            .cites
            .iter()
            .filter_map(|cite| {
                let item = *processor.index.get(&cite.id)?;
                Some(Placed { cite, item, standing: Standing::default() })
            })
            .collect();
        if !citation.unsorted {
            processor.sort_cites(&mut cites);
        }
        for at in 0..cites.len() {
            let current = cites[at];
            let mut standing = Standing::default();
            if let Some(&(first, last)) = seen.get(&current.item) {
                standing.first_note = Some(first).filter(|note| *note > 0);
                standing.near = citation.note.saturating_sub(last) <= distance;
                let antecedent = if at > 0 {
                    Some(cites[at - 1])
                } else {
                    before[usize::from(citation.note > 0)]
                        .as_ref()
                        .filter(|(note, _)| is_next(*note, citation.note))
                        .and_then(|(_, cites)| match &cites[..] {
                            [only] => Some(*only),
                            _ => None,
                        })
                };
                standing.position = match antecedent.filter(|one| one.item == current.item) {
                    Some(antecedent) => ibid(antecedent.cite, current.cite),
                    None => Position::Subsequent,
                };
            }
            standing.position = current.cite.position.unwrap_or(standing.position);
            standing.near = current.cite.near_note.unwrap_or(standing.near);
            cites[at].standing = standing;
            let first = seen.get(&current.item).map_or(citation.note, |(first, _)| *first);
            seen.insert(current.item, (first, citation.note));
        }
        before[usize::from(citation.note > 0)] = Some((citation.note, cites.clone()));
        placed.push(cites);
    }
    placed
}

/// Whether an ibid may refer from one note to the other.
fn is_next(before: u32, now: u32) -> bool {
    now == before || now == before.saturating_add(1)
}

fn ibid(before: &Cite, now: &Cite) -> Position {
    let locator = |cite: &Cite| {
        let text = cite.locator.as_deref().unwrap_or_default().trim().to_owned();
        (!text.is_empty()).then(|| (cite.label.clone().unwrap_or_else(|| "page".to_owned()), text))
    };
    match (locator(before), locator(now)) {
        (Some(_), None) => Position::Subsequent,
        (before, now) if before == now => Position::Ibid,
        _ => Position::IbidWithLocator,
    }
}
