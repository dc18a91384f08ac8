//! Plants one defect at a time into papers that have none of the kind, and counts what is found.
//!
//! The truth is known, because the generator made it: which note has the defect, and which rule
//! should say so. What the program says of the paper before is no matter of the defect; what it says
//! of the paper afterwards, and not before, is right or wrong.

mod chance;
mod defect;
mod departure;
mod made_paper;
mod made_works;
mod measure;
mod paper;
mod slip;

pub use defect::{DEFECTS, Defect, Planted};
pub use departure::{Departures, departures};
pub use made_paper::{Writing, made_paper};
pub use measure::{Figures, Tally, measure, record_path, recorded, shortfalls};
pub use paper::{Item, Paper};

/// The seed of the figures that are recorded.
pub const SEED: u64 = 20;

/// Places in each paper at which a defect is planted, for the figures that are recorded.
pub const PLACES: usize = 2;
