//! What the program has other processes do: what they are kept from, whose code they run, how they end.

pub mod confine;
pub(crate) mod empty_folder;
pub(crate) mod ending;
pub(crate) mod trust;
