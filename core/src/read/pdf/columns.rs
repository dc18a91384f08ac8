//! Where columns part, and in which order the lines of a page are read.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::line::Line;

/// Columns of columns are no page: three columns at most on each side of a gutter.
const DEEPEST: usize = 2;

/// Where the gutters of a page are, from left to right.
pub(super) fn gutters(pieces: &[Line]) -> Vec<i32> {
    let mut gutters = Vec::new();
    part(&pieces.iter().collect::<Vec<_>>(), DEEPEST, &mut gutters);
    gutters.sort_unstable();
    gutters
}

fn part(pieces: &[&Line], depth: usize, gutters: &mut Vec<i32>) {
    let Some(gutter) = gutter(pieces).filter(|_| depth > 0) else { return };
    gutters.push(gutter);
    let of = |keep: &dyn Fn(&Line) -> bool| pieces.iter().copied().filter(|piece| keep(piece)).collect();
    let (left, right): (Vec<&Line>, Vec<&Line>) =
        (of(&|piece| piece.right <= gutter), of(&|piece| piece.left >= gutter));
    part(&left, depth - 1, gutters);
    part(&right, depth - 1, gutters);
}

/// The white strip between two columns of text, each of several lines and well filled.
fn gutter(pieces: &[&Line]) -> Option<i32> {
    /// How finely is looked, in hundredths of a point.
    const STEP: i32 = 100;
    /// Narrower strips part words.
    const NARROWEST: usize = 5;
    let left = pieces.iter().map(|piece| piece.left).min()?;
    let right = pieces.iter().map(|piece| piece.right).max()?;
    let steps = usize::try_from((right - left) / STEP).ok()?.min(5_000);
    let mut covers = vec![0_usize; steps + 1];
    let step = |x: i32| usize::try_from((x - left) / STEP).unwrap_or_default().min(steps);
    for piece in pieces {
        covers[step(piece.left)..=step(piece.right)].iter_mut().for_each(|cover| *cover += 1);
    }
    let middle = steps / 8..steps - steps / 8;
    // A title, a page number or the overhang of some lines may stand in the gutter.
    let most = covers.iter().max().copied().unwrap_or_default();
    let least = covers.get(middle.clone())?.iter().min().copied()? + most / 8;
    let mut at = middle.start;
    let strips =
        covers[middle].chunk_by(|one, next| (*one <= least) == (*next <= least)).filter_map(|strip| {
            let range = at..at + strip.len();
            at = range.end;
            strip.first().is_some_and(|cover| *cover <= least).then_some(range)
        });
    // The first of equally wide ones.
    let widest = strips.reduce(|widest, strip| if strip.len() > widest.len() { strip } else { widest })?;
    if widest.len() < NARROWEST {
        return None;
    }
    let x = |step: usize| left + i32::try_from(step).unwrap_or_default() * STEP;
    let at = x(widest.start.midpoint(widest.end));
    let side = |keep: &dyn Fn(&Line) -> bool| -> Vec<&Line> {
        pieces.iter().copied().filter(|piece| keep(piece)).collect()
    };
    let (lefts, rights) = (side(&|piece| piece.right <= at), side(&|piece| piece.left >= at));
    let across = rows(&side(&|piece| piece.left < at && piece.right > at));
    let is_text = is_column(&lefts) && is_column(&rights);
    (is_text && across <= rows(&lefts).max(rows(&rights)) && stand_beside(&lefts, &rights)).then_some(at)
}

/// On how many lines pieces stand.
fn rows(pieces: &[&Line]) -> usize {
    pieces.iter().map(|piece| piece.y / 200).collect::<BTreeSet<_>>().len()
}

/// Whether pieces are lines of text that begin below each other: the cells of a table are too short, and
/// words that happen to leave a gap stand nowhere in particular.
fn is_column(pieces: &[&Line]) -> bool {
    const FEWEST: usize = 6;
    /// Narrower pieces are cells and labels, in sizes of their letters.
    const NARROWEST: i32 = 6;
    /// Of a column on either side there may be two, each with its margin and its indent.
    const EDGES: usize = 4;
    let is_text = |piece: &&&Line| piece.right - piece.left >= piece.size * NARROWEST;
    let text: Vec<&Line> = pieces.iter().filter(is_text).copied().collect();
    let mut edges: BTreeMap<i32, usize> = BTreeMap::new();
    for piece in &text {
        *edges.entry(piece.left / 150).or_default() += 1;
    }
    let mut counts: Vec<usize> = edges.into_values().collect();
    counts.sort_unstable_by(|one, other| other.cmp(one));
    let aligned: usize = counts.iter().take(EDGES).sum();
    rows(&text) >= FEWEST && text.len() * 5 >= pieces.len() * 2 && aligned * 5 >= text.len() * 3
}

fn stand_beside(lefts: &[&Line], rights: &[&Line]) -> bool {
    let range = |lines: &[&Line]| {
        let ys = || lines.iter().map(|line| line.y);
        ys().min().zip(ys().max()).unwrap_or_default()
    };
    let (left, right) = (range(lefts), range(rights));
    let common = left.1.min(right.1) - left.0.max(right.0);
    let shorter = (left.1 - left.0).min(right.1 - right.0);
    common * 2 >= shorter
}

/// Puts lines into the order in which they are read, and says of each in which block it stands.
pub(super) fn order(mut lines: Vec<Line>, gutters: &[i32], next_block: &mut usize) -> Vec<Line> {
    lines.sort_by_key(|line| (Reverse(line.y), line.left));
    for (i, line) in lines.iter_mut().enumerate() {
        line.number = i + 1;
    }
    let column = |line: &Line| -> Option<usize> {
        let crosses = |gutter: &&i32| line.left < **gutter && line.right > **gutter;
        let middle = line.left.midpoint(line.right);
        (!gutters.iter().any(|gutter| crosses(&gutter)))
            .then(|| gutters.iter().filter(|gutter| **gutter < middle).count())
    };
    let mut ordered = Vec::with_capacity(lines.len());
    let mut band: Vec<Line> = Vec::new();
    let mut is_wide = false;
    let mut close = |band: &mut Vec<Line>| {
        for index in 0..=gutters.len() {
            let own = band.iter().filter(|line| column(line).unwrap_or_default() == index);
            let block = *next_block;
            let own: Vec<Line> = own.cloned().map(|line| Line { block, ..line }).collect();
            *next_block += usize::from(!own.is_empty());
            ordered.extend(own);
        }
        band.clear();
    };
    for line in lines {
        // What goes across all columns parts what stands above from what stands below.
        let wide = column(&line).is_none();
        if wide != is_wide {
            close(&mut band);
            is_wide = wide;
        }
        band.push(line);
    }
    close(&mut band);
    for (i, line) in ordered.iter_mut().enumerate() {
        line.order = i;
    }
    ordered
}
