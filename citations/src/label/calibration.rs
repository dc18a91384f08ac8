//! What a model says of a field → how often it is right then.

/// Pairs of what the model says and how often it was right, on references held out from training.
const OBSERVED: [(f32, f32); 11] = [
    (0.0, 0.0),
    (0.42, 0.40),
    (0.55, 0.50),
    (0.65, 0.54),
    (0.75, 0.68),
    (0.86, 0.76),
    (0.93, 0.85),
    (0.967, 0.92),
    (0.986, 0.955),
    (0.997, 0.98),
    (1.0, 0.985),
];

/// How often a field is right of which the model is this sure, 0 to 1.
pub(crate) fn calibrated(said: f32) -> f32 {
    let behind = OBSERVED.iter().position(|(at, _)| said <= *at).unwrap_or(OBSERVED.len() - 1);
    let Some(((from, low), (to, high))) =
        behind.checked_sub(1).map(|before| (OBSERVED[before], OBSERVED[behind]))
    else {
        return 0.0;
    };
    low + (high - low) * ((said.min(to) - from) / (to - from))
}

#[cfg(test)]
mod tests {
    use super::calibrated;

    #[test]
    fn more_sure_is_never_less_often_right() {
        let mut before = 0.0;
        for percent in 0..=100_u8 {
            let now = calibrated(f32::from(percent) / 100.0);
            assert!((before..=1.0).contains(&now), "{percent} %: {now} after {before}");
            before = now;
        }
        assert!((calibrated(0.93) - 0.85).abs() < 1e-6);
        assert!((calibrated(2.0) - 0.985).abs() < 1e-6);
    }
}
