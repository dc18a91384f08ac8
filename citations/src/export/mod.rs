//! Bibliography → the exchange forms of other programs.
