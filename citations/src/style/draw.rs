//! Works → rendered works, in the order of the style.

use std::collections::BTreeMap;

use hayagriva::citationberg::LocaleCode;

use super::csl::{Cite, Output, Processor, Rendered};
use super::normalize::print_ready;
use super::{RenderedWork, Style, StyleError, plain_reference};
use crate::{Bibliography, Work, WorkId};

/// Renders all works; what the style does not print stands at the end as a plain reference.
pub(super) fn draw(
    bibliography: &Bibliography,
    style: &Style,
    locale: Option<&LocaleCode>,
    language: Option<&str>,
) -> Result<Vec<RenderedWork>, StyleError> {
    let csl = style.sheet()?;
    let locale = locale.or(style.csl.default_locale.as_ref()).map_or("en-US", |code| code.0.as_str());
    let items = bibliography.works.iter().map(|work| print_ready(work, language)).collect();
    let processor = Processor::with_locale(&csl, locale, items);
    let mut missing: BTreeMap<String, &Work> =
        bibliography.works.iter().map(|work| (work.id.to_string(), work)).collect();
    let printed: Vec<(String, Rendered)> = if csl.has_bibliography() {
        processor.bibliography().into_iter().map(|entry| (entry.id, entry.rendered)).collect()
    } else {
        bibliography.works.iter().map(|work| full_note(&processor, work.id)).collect()
    };
    let mut rendered = Vec::with_capacity(bibliography.works.len());
    for (id, text) in printed {
        let text = text.on_one_line();
        if !text.written(Output::Text).trim().is_empty()
            && let Some(work) = missing.remove(&id)
        {
            rendered.push(RenderedWork { work: work.id, fallback: None, text });
        }
    }
    let fallen = bibliography.works.iter().filter(|work| missing.contains_key(&work.id.to_string()));
    rendered.extend(fallen.map(fallback));
    Ok(rendered)
}

/// The work as its first note prints it.
fn full_note(processor: &Processor, work: WorkId) -> (String, Rendered) {
    let id = work.to_string();
    let cite = Cite { id: id.clone(), ..Cite::default() };
    (id, processor.citation_alone(&[cite], false))
}

fn fallback(work: &Work) -> RenderedWork {
    let text = format!("{}.", plain_reference(&work.item).trim_end_matches('.'));
    let cause = Some("the style prints nothing for it".to_owned());
    RenderedWork { work: work.id, fallback: cause, text: Rendered::of_text(text) }
}
