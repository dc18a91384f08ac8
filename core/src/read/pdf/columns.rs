//! Where columns part, and in which order the lines of a page are read.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

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
    /// How many strips are tried, the widest first.
    const MOST: usize = 4;
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
    let mut strips: Vec<Range<usize>> = covers[middle]
        .chunk_by(|one, next| (*one <= least) == (*next <= least))
        .filter_map(|strip| {
            let range = at..at + strip.len();
            at = range.end;
            strip.first().is_some_and(|cover| *cover <= least).then_some(range)
        })
        .filter(|strip| strip.len() >= NARROWEST)
        .collect();
    // The first of equally wide ones. A margin in which a running foot stands can be wider than the gutter.
    strips.sort_by_key(|strip| Reverse(strip.len()));
    let x = |step: usize| left + i32::try_from(step).unwrap_or_default() * STEP;
    let middles = strips.iter().take(MOST).map(|strip| x(strip.start.midpoint(strip.end)));
    middles.into_iter().find(|at| parts_columns(pieces, *at))
}

/// Whether text stands on both sides of a place, side by side, and little goes across.
fn parts_columns(pieces: &[&Line], at: i32) -> bool {
    let side = |keep: &dyn Fn(&Line) -> bool| -> Vec<&Line> {
        pieces.iter().copied().filter(|piece| keep(piece)).collect()
    };
    let (lefts, rights) = (side(&|piece| piece.right <= at), side(&|piece| piece.left >= at));
    let across = rows(&side(&|piece| piece.left < at && piece.right > at));
    let is_text = is_column(&lefts) && is_column(&rights);
    is_text && across <= rows(&lefts).max(rows(&rights)) && stand_beside(&lefts, &rights)
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
    let margins = margins(&lines, gutters);
    let mut ordered = Vec::with_capacity(lines.len());
    let mut columns: Vec<Vec<Line>> = vec![Vec::new(); gutters.len() + 1];
    // What goes across, and the columns over which it stands.
    let (mut across, mut spread) = (Vec::new(), BTreeSet::new());
    let mut close = |band: &mut Vec<Line>| {
        let block = *next_block;
        *next_block += usize::from(!band.is_empty());
        ordered.extend(band.drain(..).map(|line| Line { block, ..line }));
    };
    let ends: Vec<bool> = (0..lines.len()).map(|i| ends_paragraph(&lines, i, gutters)).collect();
    for (line, ends) in lines.into_iter().zip(ends) {
        let (first, last) = columns_of(&line, gutters);
        if ends && spread.contains(&first) {
            across.push(line);
            continue;
        }
        if first == last {
            if spread.contains(&first) {
                close(&mut across);
                spread.clear();
            }
            columns[first].push(line);
            continue;
        }
        // What goes across parts what stands above from what stands below, but for a margin that it leaves alone,
        // and for columns that are read later.
        let parted = columns.iter_mut().enumerate().take(last + 1);
        parted.filter(|(i, _)| *i >= first || !margins.contains(i)).for_each(|(_, column)| close(column));
        spread.extend(first..=last);
        across.push(line);
    }
    close(&mut across);
    columns.iter_mut().for_each(&mut close);
    for (i, line) in ordered.iter_mut().enumerate() {
        line.order = i;
    }
    ordered
}

/// The first and the last column in which a line stands.
fn columns_of(line: &Line, gutters: &[i32]) -> (usize, usize) {
    let crosses = |gutter: i32| line.left < gutter && line.right > gutter;
    let middle = line.left.midpoint(line.right);
    let own = gutters.iter().filter(|gutter| **gutter < middle).count();
    let first = gutters.iter().position(|gutter| crosses(*gutter)).unwrap_or(own);
    let last = gutters.iter().rposition(|gutter| crosses(*gutter)).map_or(own, |gutter| gutter + 1);
    (first, last)
}

/// Whether a line is the short end of what goes across above it: nothing stands beside it.
fn ends_paragraph(lines: &[Line], i: usize, gutters: &[i32]) -> bool {
    let Some((above, line)) = i.checked_sub(1).and_then(|above| lines.get(above).zip(lines.get(i))) else {
        return false;
    };
    let is_wide = |line: &Line| columns_of(line, gutters).0 != columns_of(line, gutters).1;
    let is_below = above.y - line.y < line.size * 2 && (above.left - line.left).abs() < line.size * 4;
    let below = lines.get(i + 1);
    is_wide(above) && !is_wide(line) && is_below && below.is_none_or(|below| line.y - below.y > line.size / 2)
}

/// The columns that are but half as wide as others: what stands there stands beside the text.
fn margins(lines: &[Line], gutters: &[i32]) -> Vec<usize> {
    let left = lines.iter().map(|line| line.left).min().unwrap_or_default();
    let right = lines.iter().map(|line| line.right).max().unwrap_or_default();
    let starts = [left].into_iter().chain(gutters.iter().copied());
    let widths: Vec<i32> = starts.zip(gutters.iter().copied().chain([right])).map(|(l, r)| r - l).collect();
    let widest = widths.iter().max().copied().unwrap_or_default();
    widths.iter().enumerate().filter(|(_, width)| **width * 2 < widest).map(|(i, _)| i).collect()
}
