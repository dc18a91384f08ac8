//! Running heads and feet, page numbers, stamps of the place from which a file was had.

use std::collections::{BTreeMap, BTreeSet};

use super::headings::is_list_heading;
use super::line::Line;
use crate::read::numerals;

/// How many rows at the top and at the bottom of a page can be furniture.
const ROWS: usize = 3;

/// How far apart, in hundredths of a point, the same line can stand on two pages.
const NEAR: i32 = 400;

/// Takes the furniture out of the pages.
pub(super) fn remove(pages: &mut [Vec<Line>]) {
    let mut seen: BTreeMap<Sameness, Vec<(usize, i32)>> = BTreeMap::new();
    for (i, page) in pages.iter().enumerate() {
        for line in at_edges(page) {
            for sameness in Sameness::of(line, i) {
                seen.entry(sameness).or_default().push((i, line.y));
            }
        }
    }
    let last = pages.len();
    for (i, page) in pages.iter_mut().enumerate() {
        let edges: Vec<usize> = at_edges(page).map(|line| line.number).collect();
        let returns = |line: &Line| {
            Sameness::of(line, i).into_iter().any(|sameness| {
                let near = seen.get(&sameness).into_iter().flatten();
                let on: BTreeSet<usize> =
                    near.filter(|(_, y)| (y - line.y).abs() <= NEAR).map(|(page, _)| *page).collect();
                on.len() >= if last <= 4 { 2 } else { 3 }
            })
        };
        // Over a list of references its heading is often the running head as well.
        let is_first = |line: &Line| {
            let whole = Sameness { words: line.text(), offset: None };
            is_list_heading(&whole.words)
                && seen.get(&whole).and_then(|on| on.first()).is_some_and(|(first, _)| *first == i)
        };
        let is_alone = |line: &Line| last == 1 && is_number_alone(&line.text());
        page.retain(|line| {
            !(edges.contains(&line.number) && (returns(line) && !is_first(line) || is_alone(line)))
        });
    }
}

/// Takes out the numbers that manuscripts have beside their lines, in a margin of their own.
pub(super) fn without_line_numbers(pieces: Vec<Line>) -> Vec<Line> {
    /// Fewer numbers below each other may be those of a table or of notes.
    const FEWEST: usize = 12;
    let number =
        |line: &Line| line.text().parse::<u32>().ok().filter(|_| line.right - line.left < line.size * 3);
    let numbers: Vec<&Line> = pieces.iter().filter(|line| number(line).is_some()).collect();
    let text = || pieces.iter().filter(|line| line.right - line.left > line.size * 10);
    let (left, right) = (text().map(|line| line.left).min(), text().map(|line| line.right).max());
    let (Some(left), Some(right)) = (left, right) else { return pieces };
    let is_beside = |line: &Line| line.right < left || line.left > right;
    let mut beside: Vec<&Line> = numbers.into_iter().filter(|line| is_beside(line)).collect();
    beside.sort_by_key(|line| std::cmp::Reverse(line.y));
    let values: Vec<u32> = beside.iter().filter_map(|line| number(line)).collect();
    let rising = values.windows(2).filter(|pair| pair[0] < pair[1]).count();
    if beside.len() < FEWEST || rising * 10 < (values.len() - 1) * 9 {
        return pieces;
    }
    let taken: Vec<(i32, i32)> = beside.iter().map(|line| (line.left, line.y)).collect();
    pieces.into_iter().filter(|line| !taken.contains(&(line.left, line.y))).collect()
}

/// The lines in the first and in the last rows of a page.
fn at_edges(page: &[Line]) -> impl Iterator<Item = &Line> {
    let rows: BTreeSet<i32> = page.iter().map(|line| line.y / 200).collect();
    let low = rows.iter().nth(ROWS - 1).copied();
    let high = rows.iter().rev().nth(ROWS - 1).copied();
    page.iter().filter(move |line| {
        let row = line.y / 200;
        low.is_none_or(|low| row <= low) || high.is_none_or(|high| row >= high)
    })
}

/// What is the same about a line on several pages: its words, and how its number stands to that of the page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Sameness {
    words: String,
    offset: Option<i64>,
}

impl Sameness {
    fn of(line: &Line, page: usize) -> Vec<Self> {
        let text = line.text();
        let page = i64::try_from(page).unwrap_or_default();
        let mut samenesses = vec![Self { words: text.clone(), offset: None }];
        let first = text.split_whitespace().next().unwrap_or_default();
        let last = text.split_whitespace().next_back().unwrap_or_default();
        let words = [
            (first, text.strip_prefix(first).unwrap_or_default()),
            (last, text.strip_suffix(last).unwrap_or_default()),
        ];
        for (number, words) in words {
            let Some(number) = page_number(number) else { continue };
            samenesses.push(Self { words: words.trim().to_owned(), offset: Some(number - page) });
        }
        samenesses
    }
}

/// `84`, `[84]`, `xiv`, `|84`.
fn page_number(word: &str) -> Option<i64> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let arabic = || word.parse::<u32>().ok().filter(|_| word.len() <= 5);
    let roman = || numerals::roman_value(word).filter(|_| word.chars().all(char::is_lowercase));
    arabic().or_else(roman).map(i64::from)
}

fn is_number_alone(text: &str) -> bool {
    !text.contains(char::is_whitespace) && page_number(text).is_some()
}
