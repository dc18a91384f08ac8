//! Weights → the bytes of the model (see `ibidem_citations::label::model::Model`).

use ibidem_citations::label::model::{MOST_PROBES, place};

use crate::learn::Weights;

/// Writes a model of `1 << bits` slots; the weightiest features that fit.
pub(crate) fn model<const N: usize>(weights: &Weights<N>, bits: u32) -> Vec<u8> {
    let slots = 1_usize << bits;
    let mut features: Vec<_> = weights.features.iter().collect();
    let weight = |row: &[f32]| row.iter().fold(0.0_f32, |most, weight| most.max(weight.abs()));
    features.sort_by(|one, other| weight(&other.1).total_cmp(&weight(&one.1)).then(one.0.cmp(&other.0)));
    features.truncate(slots * 17 / 20);
    let scale = CLIP / 127.0;
    let mut prints = vec![0_u32; slots];
    let mut rows = vec![0_i8; slots * N];
    for (hash, row, _) in features {
        let (first, print) = place(*hash);
        let slot =
            (0..MOST_PROBES).map(|probe| (first + probe) & (slots - 1)).find(|slot| prints[*slot] == 0);
        let Some(slot) = slot else { continue };
        prints[slot] = print;
        for (cell, weight) in rows[slot * N..].iter_mut().zip(row) {
            #[expect(clippy::cast_possible_truncation, reason = "clipped to the range of the type")]
            let small = (weight / scale).round().clamp(-127.0, 127.0) as i8;
            *cell = small;
        }
    }
    let mut bytes = b"IBLABEL1".to_vec();
    bytes.extend(bits.to_le_bytes());
    bytes.extend(scale.to_le_bytes());
    bytes.extend(weights.pairs.iter().flatten().flatten().flat_map(|weight| weight.to_le_bytes()));
    bytes.extend(prints.iter().flat_map(|print| print.to_le_bytes()));
    bytes.extend(rows.iter().map(|weight| weight.cast_unsigned()));
    bytes
}

/// Weights are cut off here.
const CLIP: f32 = 3.0;
