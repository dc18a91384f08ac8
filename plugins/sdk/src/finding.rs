//! What a checker has found.

use serde::{Deserialize, Serialize};

use crate::{Record, Rule, Severity, Span};

/// One fault of one rule at one span.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// The name of the rule.
    pub rule: String,
    /// How grave it is.
    pub severity: Severity,
    /// The text it speaks of, in bytes of [`Paper::text`](crate::Paper::text).
    pub span: Span,
    /// What is wrong and why, in a sentence for an editor who never heard of the rule.
    pub message: String,
    /// The other places that it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// How to mend it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    /// What else speaks for it, by name.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub evidence: serde_json::Map<String, serde_json::Value>,
}

/// Another place that a finding rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Related {
    /// Where it stands.
    pub span: Span,
    /// What it says to the matter: “the address says 2 July 2012”.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
}

/// A correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fix {
    /// Whether it may be applied unasked.
    pub safety: Safety,
    /// Edits that do not overlap, in order.
    pub edits: Vec<Edit>,
}

/// Whether a fix may be applied unasked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Safety {
    /// The reference means the same afterwards.
    Safe,
    /// Someone must look.
    Unsafe,
    /// A hint, not to be applied.
    DisplayOnly,
}

/// A replacement of one stretch of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl Finding {
    /// A finding of a rule at its default severity.
    pub fn new(rule: &Rule, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule: rule.name.to_owned(),
            severity: rule.severity,
            span,
            message: message.into(),
            related: Vec::new(),
            fix: None,
            evidence: serde_json::Map::new(),
        }
    }

    /// Departs from the rule's default severity, where the rule's page says when.
    #[must_use]
    pub fn at(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Adds another place that the finding rests on.
    #[must_use]
    pub fn with_related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Related { span, message: message.into() });
        self
    }

    /// Adds a correction that replaces one stretch of text.
    #[must_use]
    pub fn with_fix(mut self, safety: Safety, span: Span, text: impl Into<String>) -> Self {
        let fix = self.fix.get_or_insert(Fix { safety, edits: Vec::new() });
        fix.safety = fix.safety.max(safety);
        fix.edits.push(Edit { span, text: text.into() });
        self
    }

    /// Adds evidence under a name.
    #[must_use]
    pub fn with_evidence(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.evidence.insert(name.to_owned(), value.into());
        self
    }
}

/// Where a checker puts what it finds.
#[derive(Default)]
pub struct Findings {
    found: Vec<Finding>,
    records: Vec<Record>,
    sink: Option<Sink>,
}

/// Takes findings and records as they are made.
type Sink = Box<dyn Fn(Piece) + Send + Sync>;

/// What a sink takes.
pub(crate) enum Piece {
    Finding(Finding),
    Record(Record),
}

impl Findings {
    /// Findings that leave at once: a checker that crashes has then reported what it had found.
    pub(crate) fn sent_to(sink: Sink) -> Self {
        Self { sink: Some(sink), ..Self::default() }
    }

    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        match &self.sink {
            Some(sink) => sink(Piece::Finding(finding)),
            None => self.found.push(finding),
        }
    }

    /// Adds a record; the plugin's manifest must declare `records`.
    pub fn record(&mut self, record: Record) {
        match &self.sink {
            Some(sink) => sink(Piece::Record(record)),
            None => self.records.push(record),
        }
    }

    /// The records in the order in which they were added; none in a worker, where they have left.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The findings in the order in which they were added; none in a worker, where they have left.
    pub fn into_vec(self) -> Vec<Finding> {
        self.found
    }
}
