//! What a checker asks to be rendered, and what it is told: the payload of the service `render/1`.

use serde::{Deserialize, Serialize};

use super::csl::{Citation, Cite, CslStyle, Origin, Piece, Position, Processor, Rendered};
use super::print_ready;
use crate::{Position as Found, Work, WorkId};

/// Works and citations that are to be rendered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RenderRequest {
    /// The works, in order of first citation.
    pub works: Vec<Work>,
    /// What is cited, in the order of the paper.
    #[serde(default)]
    pub citations: Vec<RequestedCitation>,
    /// Whether the bibliography is rendered, too.
    #[serde(default)]
    pub bibliography: bool,
    /// The language of the paper: the locale, where the style names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
}

/// One citation that is to be rendered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RequestedCitation {
    /// The number of the note in which it stands; 0 for the text.
    #[serde(default)]
    pub note: u32,
    /// What it cites, in order.
    pub cites: Vec<RequestedCite>,
}

/// One work within a citation that is to be rendered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestedCite {
    /// The work.
    pub work: WorkId,
    /// The place within the work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<String>,
    /// What the locator counts, as CSL calls it; a page, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Its position; found out from the citations before it, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Found>,
}

/// What a style prints.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RenderAnswer {
    /// The title of the style.
    pub title: String,
    /// Whether it cites in notes.
    pub is_note: bool,
    /// For each citation its pieces.
    pub citations: Vec<Vec<PrintedPiece>>,
    /// The entries of the bibliography, in the order of the style.
    #[serde(default)]
    pub bibliography: Vec<PrintedEntry>,
}

/// One entry of a bibliography.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PrintedEntry {
    /// The work.
    pub work: WorkId,
    /// What is printed.
    pub pieces: Vec<PrintedPiece>,
}

/// A stretch of printed text, and where it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintedPiece {
    /// The text.
    pub text: String,
    /// The CSL variable of which it is the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variable: Option<String>,
    /// The term of the locale that it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<String>,
    /// Whether it is in italics.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub italic: bool,
}

impl RenderRequest {
    /// Renders what is asked for in a style.
    pub fn answer(&self, style: &CslStyle) -> RenderAnswer {
        let items = self.works.iter().map(|work| print_ready(work, self.locale.as_deref())).collect();
        let processor = Processor::new(style, self.locale.as_deref(), items);
        let citations: Vec<Citation> = self.citations.iter().map(citation).collect();
        let entries = if self.bibliography { processor.bibliography() } else { Vec::new() };
        let entry = |entry: super::csl::RenderedEntry| {
            let work = WorkId::of_written(&entry.id)?;
            Some(PrintedEntry { work, pieces: pieces(&entry.rendered) })
        };
        RenderAnswer {
            title: style.title().to_owned(),
            is_note: style.is_note(),
            citations: processor.citations(&citations).iter().map(pieces).collect(),
            bibliography: entries.into_iter().filter_map(entry).collect(),
        }
    }
}

fn citation(asked: &RequestedCitation) -> Citation {
    let cite = |cite: &RequestedCite| Cite {
        id: cite.work.to_string(),
        locator: cite.locator.clone(),
        label: cite.label.clone(),
        position: cite.position.map(|position| match position {
            Found::First => Position::First,
            Found::Subsequent => Position::Subsequent,
            Found::Ibid => Position::Ibid,
            Found::IbidWithLocator => Position::IbidWithLocator,
        }),
        ..Cite::default()
    };
    Citation {
        note: asked.note,
        cites: asked.cites.iter().map(cite).collect(),
        unsorted: true,
        ..Citation::default()
    }
}

fn pieces(rendered: &Rendered) -> Vec<PrintedPiece> {
    let piece = |piece: Piece| {
        let mut printed = PrintedPiece { text: piece.text, italic: piece.italic, ..PrintedPiece::default() };
        match piece.origin {
            Origin::Variable(name) => printed.variable = Some(name.to_string()),
            Origin::Term(name) => printed.term = Some(name.to_string()),
            Origin::Style | Origin::Cite => {}
        }
        printed
    };
    rendered.pieces().into_iter().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample;

    #[test]
    fn pieces_say_which_variable_they_are() {
        let works = sample::bibliography_of(&[sample::book()]).works;
        let cite =
            RequestedCite { work: works[0].id, locator: Some("24".into()), label: None, position: None };
        let citations = vec![RequestedCitation { note: 1, cites: vec![cite] }];
        let request = RenderRequest { works, citations, bibliography: true, locale: None };
        let style = CslStyle::embedded("chicago-notes").expect("it is embedded");
        let answer = request.answer(&style);
        let of = |pieces: &[PrintedPiece], name: &str| {
            pieces
                .iter()
                .find(|piece| piece.variable.as_deref() == Some(name))
                .map(|piece| piece.text.clone())
        };
        assert_eq!(of(&answer.citations[0], "locator").as_deref(), Some("24"));
        let title = of(&answer.bibliography[0].pieces, "title").expect("the title is printed");
        assert!(answer.bibliography[0].pieces.iter().any(|piece| piece.text == title && piece.italic));
        let json = serde_json::to_value(&request).expect("it is data");
        assert_eq!(serde_json::from_value::<RenderRequest>(json).expect("it is read back"), request);
    }
}
