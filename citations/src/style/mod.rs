//! Bibliography → the text that a CSL style prints.
