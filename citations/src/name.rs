//! A name, in the parts of CSL-JSON.

use serde::{Deserialize, Serialize};

/// The name of a person, in parts, or of an institution, as `literal`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub struct Name {
    /// The family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// Given names or initials, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
    /// A particle kept with the family name and sorted with it (CSL 1.0.2: `van` in “van Gogh”).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub non_dropping_particle: Option<String>,
    /// A particle dropped when only the family name is shown (`de` in “Alexis de Tocqueville”).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dropping_particle: Option<String>,
    /// “Jr.”, “III”.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
    /// The whole name of an institution, or of a person whose name has no such parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub literal: Option<String>,
}

impl Name {
    /// A person with given and family name.
    pub fn person(given: impl Into<String>, family: impl Into<String>) -> Self {
        let given = given.into();
        Self { family: Some(family.into()), given: (!given.is_empty()).then_some(given), ..Self::default() }
    }

    /// An institution, or a name that is not taken apart.
    pub fn literal(name: impl Into<String>) -> Self {
        Self { literal: Some(name.into()), ..Self::default() }
    }

    /// The part under which the name is cited: family name or literal.
    pub fn short(&self) -> &str {
        self.family.as_deref().or(self.literal.as_deref()).or(self.given.as_deref()).unwrap_or_default()
    }

    /// The name as one would write it in a note: “Carl E. Schorske”.
    pub fn full(&self) -> String {
        if let Some(literal) = &self.literal {
            return literal.clone();
        }
        let parts =
            [&self.given, &self.dropping_particle, &self.non_dropping_particle, &self.family, &self.suffix];
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}
