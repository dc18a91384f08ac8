//! What cannot be what the author meant.
