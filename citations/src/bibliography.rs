//! The cited works in order of first citation.

use serde::{Deserialize, Serialize};

use crate::{Work, WorkId};

/// Works in order of first citation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Bibliography {
    /// Each work once.
    pub works: Vec<Work>,
}

impl Bibliography {
    /// The work of this name.
    pub fn work(&self, id: WorkId) -> Option<&Work> {
        // Works are numbered in order, from 1.
        let work = self.works.get((id.0 as usize).checked_sub(1)?);
        work.filter(|work| work.id == id).or_else(|| self.works.iter().find(|work| work.id == id))
    }
}
