//! The trained model: weights that lie in the program's own bytes, and the best labelling by them.
//!
//! A linear-chain conditional random field. The score of a labelling is the sum of the weights of
//! each token's features for its label, and of the weights with which labels follow each other.

use std::sync::OnceLock;

use super::borders::Border;
use super::labels::Label;
use super::observed::{JOINTS, Observed};

const MAGIC: &[u8; 8] = b"IBLABEL1";

/// The scores of one token, or of one label against all others.
pub type Row<const N: usize> = [f32; N];

/// What a model tells of a token: one of `N` labels, each a column of its weights.
pub trait Told<const N: usize>: Copy {
    /// The column of what is known surely to be an address, where that is a label.
    const ADDRESS: Option<usize>;
    /// The label of a column.
    fn of(column: usize) -> Self;
    /// The column of a label.
    fn column(self) -> usize;
}

/// The model that labels the words of a reference.
pub type LabelModel<'a> = Model<'a, { Label::COUNT }>;

/// The model that finds where references begin and end.
pub type BorderModel<'a> = Model<'a, { Border::COUNT }>;

/// Weights for features and for pairs of `N` labels.
///
/// The bytes: magic; bits of the table (u32); scale of the feature weights (f32);
/// pair weights (f32) for each joint, label, next label; then the table: for each slot a
/// fingerprint (u32, 0 is empty), and behind all fingerprints a row of `i8` for each slot.
/// All numbers little-endian.
pub struct Model<'a, const N: usize> {
    mask: usize,
    scale: f32,
    pairs: Vec<[Row<N>; N]>,
    /// The same, as factors.
    factors: Vec<[Row<N>; N]>,
    prints: &'a [u8],
    rows: &'a [u8],
}

/// How far a feature may lie from its slot.
pub const MOST_PROBES: usize = 16;

/// The label of each token, with how probable it is.
pub struct Labelling<L = Label> {
    /// The best labelling as a whole.
    pub labels: Vec<L>,
    /// For each token the probability of its label, 0 to 1.
    pub sure: Vec<f32>,
}

impl<'a, const N: usize> Model<'a, N> {
    /// Takes the bytes of a model; nothing where they are none.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (bits, rest) = rest.split_first_chunk::<4>()?;
        let (scale, rest) = rest.split_first_chunk::<4>()?;
        let slots = 1_usize.checked_shl(u32::from_le_bytes(*bits))?;
        let (pairs, rest) = rest.split_at_checked(JOINTS * N * N * 4)?;
        let (prints, rows) = rest.split_at_checked(slots * 4)?;
        if rows.len() != slots * N {
            return None;
        }
        let mut numbers = pairs
            .chunks_exact(4)
            .map(|bytes| bytes.first_chunk::<4>().map_or(0.0, |bytes| f32::from_le_bytes(*bytes)));
        let mut pairs = vec![[[0.0; N]; N]; JOINTS];
        for weight in pairs.iter_mut().flatten().flatten() {
            *weight = numbers.next()?;
        }
        let mut factors = pairs.clone();
        for weight in factors.iter_mut().flatten().flatten() {
            *weight = weight.exp();
        }
        Some(Self { mask: slots - 1, scale: f32::from_le_bytes(*scale), pairs, factors, prints, rows })
    }

    /// The weights of a feature, one for each label; nothing for a feature that the model does not know.
    fn row(&self, feature: u64) -> Option<&'a [u8]> {
        let (slot, print) = place(feature);
        for probe in 0..MOST_PROBES {
            let slot = (slot + probe) & self.mask;
            let held = self.prints.get(slot * 4..).and_then(<[u8]>::first_chunk::<4>)?;
            match u32::from_le_bytes(*held) {
                0 => return None,
                held if held == print => return self.rows.get(slot * N..(slot + 1) * N),
                _ => {}
            }
        }
        None
    }

    /// The scores of every token for every label.
    fn scores(&self, observed: &Observed, address: Option<usize>) -> Vec<Row<N>> {
        let mut features = Vec::with_capacity(96);
        (0..observed.len())
            .map(|i| {
                observed.features(i, &mut features);
                let mut sums = [0_i32; N];
                for row in features.iter().filter_map(|feature| self.row(*feature)) {
                    for (sum, weight) in sums.iter_mut().zip(row) {
                        *sum += i32::from(weight.cast_signed());
                    }
                }
                #[expect(clippy::cast_precision_loss, reason = "sums of a hundred small numbers")]
                let mut scores = sums.map(|sum| sum as f32 * self.scale);
                if let Some(score) = address.and_then(|address| scores.get_mut(address)) {
                    // What is known surely is no matter of weights.
                    *score += if observed.is_address(i) { 30.0 } else { 0.0 };
                }
                scores
            })
            .collect()
    }

    /// The best labelling of a reference.
    pub(crate) fn label<L: Told<N>>(&self, observed: &Observed) -> Labelling<L> {
        let scores = self.scores(observed, L::ADDRESS);
        let joints: Vec<usize> = (0..observed.len()).map(|i| observed.joint(i)).collect();
        let path = best_path(&scores, &joints, &self.pairs);
        let marginals = marginals(&scores, &joints, &self.factors);
        let sure = path.iter().zip(&marginals).map(|(label, row)| row[*label]).collect();
        Labelling { labels: path.into_iter().map(L::of).collect(), sure }
    }
}

/// The slot that a feature would like, before it is cut to the size of the table, and its fingerprint.
pub fn place(feature: u64) -> (usize, u32) {
    #[expect(clippy::cast_possible_truncation, reason = "the low bits are what is wanted")]
    let (slot, print) = ((feature >> 32) as usize, feature as u32);
    (slot, print.max(1))
}

/// Viterbi: the labelling of the highest score.
fn best_path<const N: usize>(scores: &[Row<N>], joints: &[usize], pairs: &[[Row<N>; N]]) -> Vec<usize> {
    let Some(first) = scores.first() else { return Vec::new() };
    let mut best = *first;
    let mut from: Vec<[u8; N]> = Vec::with_capacity(scores.len());
    for (row, joint) in scores.iter().zip(joints).skip(1) {
        let mut next = [f32::NEG_INFINITY; N];
        let mut origin = [0_u8; N];
        for (before, (held, pair)) in (0_u8..).zip(best.iter().zip(&pairs[*joint])) {
            for ((next, origin), pair) in next.iter_mut().zip(&mut origin).zip(pair) {
                let score = held + pair;
                if score > *next {
                    (*next, *origin) = (score, before);
                }
            }
        }
        for (sum, score) in next.iter_mut().zip(row) {
            *sum += score;
        }
        best = next;
        from.push(origin);
    }
    let mut label = (0..N).max_by(|one, other| best[*one].total_cmp(&best[*other])).unwrap_or(0);
    let mut path = vec![label];
    for origin in from.iter().rev() {
        label = usize::from(origin[label]);
        path.push(label);
    }
    path.reverse();
    path
}

/// For each token the probability of each label, over all labellings.
pub fn marginals<const N: usize>(
    scores: &[Row<N>],
    joints: &[usize],
    factors: &[[Row<N>; N]],
) -> Vec<Row<N>> {
    let weights: Vec<Row<N>> = scores.iter().map(exponentials).collect();
    let forward = forward(&weights, joints, factors);
    let mut marginals = forward;
    let mut behind = [1.0_f32; N];
    for i in (0..weights.len()).rev() {
        for (marginal, behind) in marginals[i].iter_mut().zip(&behind) {
            *marginal *= behind;
        }
        normalize(&mut marginals[i]);
        if i > 0 {
            behind = backward(&behind, &weights[i], &factors[joints[i]]);
        }
    }
    marginals
}

/// The forward sums, each scaled to one.
pub fn forward<const N: usize>(weights: &[Row<N>], joints: &[usize], factors: &[[Row<N>; N]]) -> Vec<Row<N>> {
    let mut rows: Vec<Row<N>> = Vec::with_capacity(weights.len());
    for (i, weight) in weights.iter().enumerate() {
        let mut row = match rows.last() {
            None => *weight,
            Some(before) => {
                let mut sums = [0.0_f32; N];
                for (held, factor) in before.iter().zip(&factors[joints[i]]) {
                    for (sum, factor) in sums.iter_mut().zip(factor) {
                        *sum += held * factor;
                    }
                }
                for (sum, weight) in sums.iter_mut().zip(weight) {
                    *sum *= weight;
                }
                sums
            }
        };
        normalize(&mut row);
        rows.push(row);
    }
    rows
}

/// One step back: the scaled sums over all that can follow.
pub fn backward<const N: usize>(behind: &Row<N>, weight: &Row<N>, factors: &[Row<N>; N]) -> Row<N> {
    let mut product = *behind;
    for (product, weight) in product.iter_mut().zip(weight) {
        *product *= weight;
    }
    let mut row = [0.0_f32; N];
    for (sum, factor) in row.iter_mut().zip(factors) {
        *sum = factor.iter().zip(&product).map(|(factor, product)| factor * product).sum();
    }
    normalize(&mut row);
    row
}

/// Scores as factors, the greatest of them one.
pub fn exponentials<const N: usize>(scores: &Row<N>) -> Row<N> {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    scores.map(|score| (score - most).exp())
}

/// Makes the numbers of a row add up to one.
pub fn normalize<const N: usize>(row: &mut Row<N>) {
    let sum: f32 = row.iter().sum();
    if sum > 0.0 && sum.is_finite() {
        for number in row {
            *number /= sum;
        }
    }
}

/// The model of the borders of references that the program carries.
pub(crate) fn shipped_borders() -> Option<&'static BorderModel<'static>> {
    static MODEL: OnceLock<Option<BorderModel<'static>>> = OnceLock::new();
    MODEL.get_or_init(|| Model::read(include_bytes!("../../model/borders.bin"))).as_ref()
}

/// The model of the labels that the program carries.
pub(crate) fn shipped() -> Option<&'static LabelModel<'static>> {
    static MODEL: OnceLock<Option<LabelModel<'static>>> = OnceLock::new();
    MODEL.get_or_init(|| Model::read(include_bytes!("../../model/labels.bin"))).as_ref()
}
