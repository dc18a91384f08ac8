//! Invented works, rendered as notes and lists have them, with the label of each character.

use crate::data::Labelled;
use crate::random::Random;

/// Renders references.
pub fn references(_count: usize, _random: &mut Random) -> Vec<Labelled> {
    Vec::new()
}
