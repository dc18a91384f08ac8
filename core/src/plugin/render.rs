//! `render/1`: what a style prints for works and citations, and which style a paper follows.
//!
//! Only styles on the shelf are rendered, by their names: an option of a project's file can have come
//! with a stranger's submission, and opens no file of its choice.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use ibidem_citations::Paper;
use ibidem_citations::style::RenderRequest;
use ibidem_citations::style::csl::CslStyle;
use serde::Deserialize;
use serde_json::{Value, json};

use super::service::{Answering, Caller, Reply, Service};
use crate::styles::Shelf;
use crate::styles::detecting::{detect, known_styles};

/// The most works and citations of one call.
const MOST: usize = 100_000;

/// The service.
#[derive(Debug, Default)]
pub struct Render {
    shelf: Shelf,
    /// Styles that were read, by the names under which they were asked for.
    styles: Mutex<HashMap<String, CslStyle>>,
}

/// A call of `render/1`.
#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "kebab-case")]
enum Request {
    /// Answers a `RenderAnswer`.
    Render {
        style: String,
        #[serde(flatten)]
        request: Box<RenderRequest>,
    },
    /// Answers `{"clear": name or null, "likeness": …}`.
    Detect { paper: Box<Paper> },
}

impl Render {
    /// The service with the styles on a shelf.
    pub fn of(shelf: Shelf) -> Self {
        Self { shelf, styles: Mutex::default() }
    }

    fn style(&self, name: &str) -> Result<CslStyle, String> {
        let mut styles = self.styles.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(style) = styles.get(name) {
            return Ok(style.clone());
        }
        let style =
            self.shelf.find_named(name).and_then(|found| found.csl()).map_err(|error| error.to_string())?;
        styles.insert(name.to_owned(), style.clone());
        Ok(style)
    }

    fn rendered(&self, style: &str, request: &RenderRequest) -> Result<Value, String> {
        let cites: usize = request.citations.iter().map(|citation| citation.cites.len()).sum();
        if request.works.len() > MOST || cites > MOST {
            return Err(format!("more than {MOST} works or citations in one call"));
        }
        let answer = request.answer(&self.style(style)?);
        serde_json::to_value(answer).map_err(|error| error.to_string())
    }

    fn detected(&self, paper: &Paper) -> Result<Value, String> {
        let styles = known_styles(&self.shelf).map_err(|error| error.to_string())?;
        let detection = detect(paper, &styles);
        let clear = detection.clear().and_then(|family| family.styles.first());
        let likeness = detection.families.first().map(|family| 1.0 - family.distance);
        Ok(json!({ "clear": clear.map(|(name, _)| name), "likeness": likeness }))
    }
}

impl Service for Render {
    fn name(&self) -> &'static str {
        "render/1"
    }

    fn call(&self, _caller: &Caller, request: Value, _reply: &mut Answering<'_>) -> Reply {
        let answer = match Request::deserialize(request) {
            Ok(Request::Render { style, request }) => self.rendered(&style, &request),
            Ok(Request::Detect { paper }) => self.detected(&paper),
            Err(error) => Err(error.to_string()),
        };
        answer.map_or_else(Reply::wrong, Reply::of)
    }
}

#[cfg(test)]
mod tests {
    use ibidem_sdk::abi;

    use super::*;
    use crate::Reading;

    fn call(request: Value) -> Reply {
        Render::default().call(&Caller::new("styles"), request, &mut Answering::new(&mut |_| {}))
    }

    fn paper() -> Paper {
        let text = "Vienna.[^1] Again.[^2]\n\n[^1]: Carl E. Schorske, *Fin-de-Siècle Vienna: Politics and Culture* (Knopf, 1980), 24.\n[^2]: Schorske, *Fin-de-Siècle Vienna*, 31.\n";
        Reading::from_bytes(text.as_bytes().to_vec(), None, None).paper
    }

    #[test]
    fn works_of_a_paper_are_rendered() {
        let request = json!({
            "op": "render",
            "style": "chicago-notes",
            "works": paper().bibliography.works,
            "citations": [{ "note": 1, "cites": [{ "work": "w1", "locator": "24" }] }],
        });
        let reply = call(request);
        assert_eq!(reply.code, abi::OK, "{:?}", reply.answer);
        let answer = reply.answer.expect("there is an answer");
        let pieces = answer["citations"][0].as_array().expect("pieces");
        let text: String = pieces.iter().filter_map(|piece| piece["text"].as_str()).collect();
        assert_eq!(text, "Carl E. Schorske, Fin-de-Siècle Vienna: Politics and Culture (Knopf, 1980), 24.");
    }

    #[test]
    fn what_cannot_be_rendered_is_said() {
        for (request, why) in [
            (json!({ "op": "render", "style": "chicago-note", "works": [] }), "did you mean “chicago-notes”"),
            (json!({ "op": "render", "style": "/etc/passwd", "works": [] }), "no style is named"),
            (json!({ "op": "render", "style": "../x.csl", "works": [] }), "no style is named"),
            (json!({ "op": "sing" }), "unknown variant"),
            (json!(7), "invalid type"),
        ] {
            let reply = call(request);
            assert_eq!(reply.code, abi::ERROR);
            let said = reply.answer.as_ref().and_then(Value::as_str).unwrap_or_default();
            assert!(said.contains(why), "{said}");
        }
    }

    #[test]
    fn the_style_of_a_paper_is_found_out() {
        let reply = call(json!({ "op": "detect", "paper": paper() }));
        assert_eq!(reply.code, abi::OK, "{:?}", reply.answer);
    }
}
