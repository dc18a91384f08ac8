//! Lessons → weights: a conditional random field, learned by stochastic gradients with `AdaGrad`.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use ibidem_citations::label::JOINTS;
use ibidem_citations::label::model::{Row, Told, backward, exponentials, forward, normalize};

use crate::random::Random;
use crate::tokens::Lesson;

/// How the learning goes.
pub(crate) struct Plan {
    /// How often all lessons are gone through.
    pub(crate) rounds: usize,
    /// How far the first steps go.
    pub(crate) rate: f32,
    /// Features that are rarer are left out.
    pub(crate) least: u8,
    /// Each weight keeps this share of itself after a round.
    pub(crate) keep: f32,
}

/// What was learned.
pub(crate) struct Weights<const N: usize> {
    /// For each feature its hash, its weights, and how often it occurs.
    pub(crate) features: Vec<(u64, Row<N>, u32)>,
    /// For each joint, label, next label.
    pub(crate) pairs: Vec<[Row<N>; N]>,
}

/// A lesson whose features are numbered.
struct Numbered {
    features: Vec<u32>,
    /// Where each token’s features begin.
    starts: Vec<u32>,
    joints: Vec<u8>,
    labels: Vec<u8>,
    /// For each token, the column of what it surely is.
    sure: Vec<Option<usize>>,
}

/// A hash needs no hashing.
#[derive(Default)]
struct Plain(u64);

impl Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, key: u64) {
        self.0 = key.rotate_left(32);
    }
}

type Numbers = HashMap<u64, u32, BuildHasherDefault<Plain>>;

/// Learns from lessons; `say` is told of each round.
pub(crate) fn learn<const N: usize, L: Told<N>>(
    lessons: &[Lesson<L>],
    plan: &Plan,
    random: &mut Random,
    mut say: impl FnMut(&str),
) -> Weights<N> {
    let (numbers, counts) = number(lessons, plan.least);
    say(&format!("{} features", numbers.len()));
    let mut numbered: Vec<Numbered> = lessons.iter().map(|lesson| numbered(lesson, &numbers)).collect();
    let mut state = State::<N>::new(numbers.len());
    let mut sums = State::new(0);
    let mut summed = 0.0_f32;
    for round in 0..plan.rounds {
        random.shuffle(&mut numbered);
        #[expect(clippy::cast_precision_loss, reason = "a handful of rounds")]
        let rate = plan.rate / (1.0 + 0.5 * round as f32);
        let mut loss = 0.0;
        for lesson in &numbered {
            loss += state.step(lesson, rate);
        }
        if round >= plan.rounds / 2 {
            sums.add(&state);
            summed += 1.0;
        }
        if round + 1 < plan.rounds {
            state.weights.iter_mut().flatten().for_each(|weight| *weight *= plan.keep);
        }
        say(&format!("round {}: loss {loss:.0}", round + 1));
    }
    // The average over the later rounds is better than the last state alone.
    sums.divide(summed.max(1.0));
    let state = sums;
    let mut features: Vec<(u64, Row<N>, u32)> =
        numbers.iter().map(|(hash, n)| (*hash, state.weights[*n as usize], counts[*n as usize])).collect();
    features.sort_unstable_by_key(|(hash, ..)| *hash);
    Weights { features, pairs: state.pairs }
}

/// Numbers the features that occur often enough.
fn number<L>(lessons: &[Lesson<L>], least: u8) -> (Numbers, Vec<u32>) {
    // Counts by a part of the hash: two features that share it are both taken for more frequent.
    let mut sketch = vec![0_u8; 1 << 27];
    let slot = |feature: u64| (feature >> 13) as usize & ((1 << 27) - 1);
    let mut features = Vec::new();
    for lesson in lessons {
        for i in 0..lesson.labels.len() {
            lesson.sample.features(i, &mut features);
            for feature in &features {
                let count = &mut sketch[slot(*feature)];
                *count = count.saturating_add(1);
            }
        }
    }
    let mut numbers = Numbers::default();
    let mut counts = Vec::new();
    for lesson in lessons {
        for i in 0..lesson.labels.len() {
            lesson.sample.features(i, &mut features);
            for feature in features.iter().filter(|feature| sketch[slot(**feature)] >= least) {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                let number = *numbers.entry(*feature).or_insert(next);
                if number == next {
                    counts.push(0_u32);
                }
                counts[number as usize] += 1;
            }
        }
    }
    (numbers, counts)
}

fn numbered<const N: usize, L: Told<N>>(lesson: &Lesson<L>, numbers: &Numbers) -> Numbered {
    let n = lesson.labels.len();
    let mut numbered = Numbered {
        features: Vec::new(),
        starts: vec![0],
        joints: (0..n).map(|i| u8::try_from(lesson.sample.joint(i)).unwrap_or(0)).collect(),
        labels: lesson.labels.iter().map(|label| u8::try_from(label.column()).unwrap_or(0)).collect(),
        sure: (0..n).map(|i| L::ADDRESS.filter(|_| lesson.sample.is_address(i))).collect(),
    };
    let mut features = Vec::new();
    for i in 0..n {
        lesson.sample.features(i, &mut features);
        numbered.features.extend(features.iter().filter_map(|feature| numbers.get(feature)));
        numbered.starts.push(u32::try_from(numbered.features.len()).unwrap_or(u32::MAX));
    }
    numbered.features.shrink_to_fit();
    numbered
}

struct State<const N: usize> {
    weights: Vec<Row<N>>,
    squares: Vec<Row<N>>,
    pairs: Vec<[Row<N>; N]>,
    pair_squares: Vec<[Row<N>; N]>,
    factors: Vec<[Row<N>; N]>,
}

impl<const N: usize> State<N> {
    fn new(features: usize) -> Self {
        Self {
            weights: vec![[0.0; N]; features],
            squares: vec![[0.0; N]; features],
            pairs: vec![[[0.0; N]; N]; JOINTS],
            pair_squares: vec![[[0.0; N]; N]; JOINTS],
            factors: vec![[[1.0; N]; N]; JOINTS],
        }
    }

    /// Adds the weights of another state to these.
    fn add(&mut self, other: &Self) {
        if self.weights.is_empty() {
            self.weights = vec![[0.0; N]; other.weights.len()];
        }
        let own = self.weights.iter_mut().flatten().chain(self.pairs.iter_mut().flatten().flatten());
        let others = other.weights.iter().flatten().chain(other.pairs.iter().flatten().flatten());
        own.zip(others).for_each(|(own, other)| *own += other);
    }

    fn divide(&mut self, by: f32) {
        let own = self.weights.iter_mut().flatten().chain(self.pairs.iter_mut().flatten().flatten());
        own.for_each(|weight| *weight /= by);
    }

    /// One step along the gradient of one lesson; gives its loss.
    fn step(&mut self, lesson: &Numbered, rate: f32) -> f32 {
        let n = lesson.labels.len();
        if n == 0 {
            return 0.0;
        }
        let joints: Vec<usize> = lesson.joints.iter().map(|joint| usize::from(*joint)).collect();
        let weights: Vec<Row<N>> = (0..n).map(|i| exponentials(&self.scores(lesson, i))).collect();
        let forward = forward(&weights, &joints, &self.factors);
        let mut behind = [1.0_f32; N];
        let mut loss = 0.0;
        for i in (0..n).rev() {
            let mut marginal = forward[i];
            for (marginal, behind) in marginal.iter_mut().zip(&behind) {
                *marginal *= behind;
            }
            normalize(&mut marginal);
            let gold = usize::from(lesson.labels[i]);
            loss -= marginal[gold].max(1e-9).ln();
            if i > 0 {
                let before = usize::from(lesson.labels[i - 1]);
                self.step_pairs(joints[i], &forward[i - 1], &weights[i], &behind, (before, gold), rate);
                behind = backward(&behind, &weights[i], &self.factors[joints[i]]);
            }
            marginal[gold] -= 1.0;
            if marginal.iter().any(|gradient| gradient.abs() > 0.002) {
                self.step_features(lesson, i, &marginal, rate);
            }
        }
        loss
    }

    fn scores(&self, lesson: &Numbered, i: usize) -> Row<N> {
        let mut scores = [0.0_f32; N];
        for feature in &lesson.features[lesson.starts[i] as usize..lesson.starts[i + 1] as usize] {
            for (score, weight) in scores.iter_mut().zip(&self.weights[*feature as usize]) {
                *score += weight;
            }
        }
        if let Some(column) = lesson.sure[i] {
            scores[column] += 30.0;
        }
        scores
    }

    fn step_features(&mut self, lesson: &Numbered, i: usize, gradient: &Row<N>, rate: f32) {
        for feature in &lesson.features[lesson.starts[i] as usize..lesson.starts[i + 1] as usize] {
            let weights = &mut self.weights[*feature as usize];
            let squares = &mut self.squares[*feature as usize];
            for ((weight, square), gradient) in weights.iter_mut().zip(squares).zip(gradient) {
                *square += gradient * gradient;
                *weight -= rate * gradient / (*square + 1.0).sqrt();
            }
        }
    }

    fn step_pairs(
        &mut self,
        joint: usize,
        before: &Row<N>,
        weight: &Row<N>,
        behind: &Row<N>,
        gold: (usize, usize),
        rate: f32,
    ) {
        let mut probable = [[0.0_f32; N]; N];
        let mut sum = 0.0;
        for (row, (held, factors)) in probable.iter_mut().zip(before.iter().zip(&self.factors[joint])) {
            for (cell, ((factor, weight), behind)) in
                row.iter_mut().zip(factors.iter().zip(weight).zip(behind))
            {
                *cell = held * factor * weight * behind;
                sum += *cell;
            }
        }
        if sum <= 0.0 {
            return;
        }
        for (from, row) in probable.iter().enumerate() {
            for (to, cell) in row.iter().enumerate() {
                let gradient = cell / sum - f32::from(u8::from((from, to) == gold));
                if gradient.abs() > 0.01 {
                    let square = &mut self.pair_squares[joint][from][to];
                    *square += gradient * gradient;
                    let pair = &mut self.pairs[joint][from][to];
                    *pair -= rate * gradient / (*square + 1.0).sqrt();
                    self.factors[joint][from][to] = pair.exp();
                }
            }
        }
    }
}
