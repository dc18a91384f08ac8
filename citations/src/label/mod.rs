//! A reference → a label for each token, by a model trained on labelled references.
//!
//! `citations/train` makes the model; `docs/parsing.md` says from what, and how good it is.

mod atom;
pub mod borders;
mod calibration;
mod labels;
mod lexicon;
pub mod model;
mod observed;
mod segments;

pub use labels::Label;

use crate::parse::{Passage, Tokens, sure_spans};
use crate::{Run, Span};
pub(crate) use calibration::calibrated;
use model::{LabelModel, Labelling};
pub(crate) use observed::Observed;

/// A text as the model sees it, for training and for looking at what it does.
pub struct Sample {
    observed: Observed,
    spans: Vec<Span>,
}

impl Sample {
    /// Looks at a reference.
    pub fn read(text: &str, runs: &[Run]) -> Self {
        Self::by(Observed::new, text, runs)
    }

    /// Looks at a note, from which references are cut.
    pub fn read_note(text: &str, runs: &[Run]) -> Self {
        Self::by(Observed::of_note, text, runs)
    }

    fn by(observe: impl Fn(Passage<'_>, &Tokens<'_>, &[Span]) -> Observed, text: &str, runs: &[Run]) -> Self {
        let passage = Passage { text, span: Span::new(0, text.len()), runs };
        let tokens = Tokens::read(passage);
        let observed = observe(passage, &tokens, &sure_spans(passage, &tokens));
        Self { observed, spans: tokens.list.iter().map(|token| token.span).collect() }
    }

    /// The tokens, in bytes of the text.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Whether a token is a sign.
    pub fn is_sign(&self, i: usize) -> bool {
        self.observed.is_sign(i)
    }

    /// The features of a token, written over what `features` holds.
    pub fn features(&self, i: usize, features: &mut Vec<u64>) {
        self.observed.features(i, features);
    }

    /// Whether a token is part of an address or identifier that is known surely.
    pub fn is_address(&self, i: usize) -> bool {
        self.observed.is_address(i)
    }

    /// What stands between a token and the one before, below [`JOINTS`].
    pub fn joint(&self, i: usize) -> usize {
        self.observed.joint(i)
    }

    /// The best labels by a model.
    pub fn label(&self, model: &LabelModel<'_>) -> Labelling {
        model.label(&self.observed)
    }
}

/// How many kinds of joints there are between two tokens.
pub const JOINTS: usize = observed::JOINTS;
