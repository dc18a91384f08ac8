//! What each place of a paper is worth in telling styles apart.
//!
//! Every style was tried at every place, and is so far off there. What is far off all of them was
//! misread, or is a citation of no style at all.

/// A place that is farther off every style does not count.
const UNREAD: f64 = 0.5;

/// A place to which some style is as near was read well enough to tell two styles apart.
const READ: f64 = 0.15;

/// Up to this distance what is typed is what is printed.
const SAME: f64 = 0.03;

/// A place of fewer words and marks says less: “Ibid., 4.”
const WHOLE: usize = 10;

/// What each place is worth in telling styles apart.
pub(super) struct Worth {
    /// Whether it counts: some style prints something like it.
    pub(super) is_like: Vec<bool>,
    /// Whether it was read well: what styles print differently there tells them apart.
    pub(super) is_read: Vec<bool>,
    weights: Vec<f64>,
}

impl Worth {
    /// `costs` has for each style its distance at each place, `lengths` the words and marks of each place.
    pub(super) fn of(costs: &[&[f64]], lengths: &[usize]) -> Self {
        let least: Vec<f64> = (0..lengths.len())
            .map(|i| costs.iter().filter_map(|costs| costs.get(i)).copied().fold(f64::INFINITY, f64::min))
            .collect();
        let mut is_like: Vec<bool> = least.iter().map(|cost| *cost <= UNREAD).collect();
        if !is_like.contains(&true) {
            is_like.fill(true);
        }
        let weight = |((cost, like), length): ((&f64, &bool), &usize)| {
            let length = count((*length).min(WHOLE)) / count(WHOLE);
            // What was misread all styles print otherwise, and which of them does so least is chance.
            let read = (1.0 - cost / UNREAD).max(f64::EPSILON);
            if *like { read * length } else { 0.0 }
        };
        let weights = least.iter().zip(&is_like).zip(lengths).map(weight).collect();
        let mut counted: Vec<f64> =
            least.iter().zip(&is_like).filter(|(_, like)| **like).map(|(cost, _)| *cost).collect();
        counted.sort_by(f64::total_cmp);
        // Half of the places count at least, or styles would be one family where nothing is read well.
        let median = counted.get(counted.len() / 2).copied().unwrap_or_default();
        let is_read = least.iter().zip(&is_like).map(|(cost, like)| *like && *cost <= READ.max(median));
        Self { is_read: is_read.collect(), is_like, weights }
    }

    /// How far a style is off, where it counts.
    pub(super) fn distance(&self, costs: &[f64]) -> f64 {
        mean(self.counted(costs))
    }

    /// The share of the places that a style prints just as they are typed.
    pub(super) fn just_so(&self, costs: &[f64]) -> f64 {
        mean(self.counted(costs).map(|cost| if cost <= SAME { 1.0 } else { 0.0 }))
    }

    fn counted<'a>(&'a self, costs: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        costs.iter().zip(&self.is_like).filter(|(_, like)| **like).map(|(cost, _)| *cost)
    }

    /// Of a reference that was misread all styles print something else; of one that was read right, the
    /// style alone prints just what is typed. So the first steps away from it count most.
    pub(super) fn score(&self, costs: &[f64]) -> f64 {
        let sum: f64 = costs.iter().zip(&self.weights).map(|(cost, weight)| cost.sqrt() * weight).sum();
        sum / self.weights.iter().sum::<f64>().max(f64::EPSILON)
    }

    /// How much speaks for the first of two styles, and how much for the second.
    pub(super) fn for_and_against(&self, one: &[f64], other: &[f64]) -> (f64, f64) {
        let mut sums = (0.0, 0.0);
        for ((left, right), weight) in one.iter().zip(other).zip(&self.weights) {
            if left < right {
                sums.0 += weight;
            } else if right < left {
                sums.1 += weight;
            }
        }
        sums
    }
}

fn mean(costs: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0_f64);
    for cost in costs {
        sum += cost;
        count += 1.0;
    }
    sum / count.max(1.0)
}

fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::MAX, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_style_prints_counts_less() {
        let (one, other) = ([0.0, 0.48, 0.9], [0.1, 0.4, 0.9]);
        let worth = Worth::of(&[&one, &other], &[20, 20, 20]);
        assert_eq!(worth.is_like, [true, true, false]);
        assert_eq!(worth.is_read, [true, true, false]);
        assert!(worth.score(&one) < worth.score(&other));
        let (wins, losses) = worth.for_and_against(&one, &other);
        assert!(wins > losses * 4.0, "{wins} {losses}");
        assert!((worth.just_so(&one) - 0.5).abs() < 0.01);
    }

    #[test]
    fn a_short_place_says_less_than_a_long_one() {
        let (one, other) = ([0.0, 0.2], [0.2, 0.0]);
        let worth = Worth::of(&[&one, &other], &[20, 2]);
        assert!(worth.score(&one) < worth.score(&other));
    }

    #[test]
    fn where_nothing_is_like_everything_counts() {
        let worth = Worth::of(&[&[0.8, 0.9]], &[5, 5]);
        assert_eq!(worth.is_like, [true, true]);
        assert!((worth.distance(&[0.8, 0.9]) - 0.85).abs() < 0.01);
    }
}
