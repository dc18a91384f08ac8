//! Quotations and statements without a source.
