//! Where on the pages of a PDF a stretch of its text stands.

use ibidem_citations::Span;
use serde::Serialize;

use super::flat::Flat;
use super::line::Line;
use crate::pdf::page::Link;

/// The lines of all pages: their text, one behind the other, and where each stands.
#[derive(Clone, Debug, Default)]
pub struct Sheets {
    text: String,
    lines: Vec<SheetLine>,
    flats: Vec<Flat>,
}

#[derive(Clone, Debug)]
struct SheetLine {
    /// Where its text begins.
    start: usize,
    page: usize,
    number: usize,
    bottom: i32,
    top: i32,
}

/// A part of a line on a page: left, bottom, right and top in points, from the lower left corner.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Quad(pub [f32; 4]);

impl Sheets {
    pub(super) fn of(pages: &[Vec<Line>], links: &[Vec<Link>]) -> Self {
        let mut sheets = Self::default();
        for line in pages.iter().flatten() {
            let links = links.get(line.page).map(Vec::as_slice).unwrap_or_default();
            let flat = Flat::of(line, links);
            sheets.lines.push(SheetLine {
                start: sheets.text.len(),
                page: line.page,
                number: line.number,
                bottom: line.y - line.size / 4,
                top: line.y + line.size * 3 / 4,
            });
            sheets.text.push_str(&flat.text);
            sheets.text.push('\n');
            sheets.flats.push(flat);
        }
        sheets
    }

    /// The text of all lines.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// A line of a page, by its number from 1: where its text begins, and what stands in it.
    pub(super) fn line(&self, page: usize, number: usize) -> Option<(usize, &Flat)> {
        let of_page = self.lines.partition_point(|line| line.page < page);
        let lines = self.lines.get(of_page..)?;
        let i = lines.iter().take_while(|line| line.page == page).position(|line| line.number == number)?;
        Some((self.lines.get(of_page + i)?.start, self.flats.get(of_page + i)?))
    }

    /// The page and the line on it, both from 1, of a byte of the text.
    pub fn place(&self, at: usize) -> (usize, usize) {
        self.at(at).and_then(|i| self.lines.get(i)).map_or((1, 1), |line| (line.page + 1, line.number))
    }

    /// Where a stretch of the text stands: for each line that has some of it, the page from 1 and the part of it.
    pub fn quads(&self, span: Span) -> Vec<(usize, Quad)> {
        let Some(first) = self.at(span.start) else { return Vec::new() };
        let lines = self.lines.iter().zip(&self.flats).skip(first);
        lines
            .take_while(|(line, _)| line.start < span.end)
            .filter_map(|(line, flat)| {
                let from = span.start.saturating_sub(line.start);
                let to = (span.end - line.start).min(flat.text.len());
                let before = flat.text.get(..from)?.chars().count();
                let within = flat.text.get(from..to)?.chars().count();
                let (left, right) = (flat.x.get(before)?, flat.x.get(before + within)?);
                #[expect(clippy::cast_precision_loss, reason = "a page has some hundred points")]
                let points = |x: i32| x as f32 / 100.0;
                let quad = Quad([points(*left), points(line.bottom), points(*right), points(line.top)]);
                (within > 0).then_some((line.page + 1, quad))
            })
            .collect()
    }

    fn at(&self, at: usize) -> Option<usize> {
        self.lines.partition_point(|line| line.start <= at).checked_sub(1)
    }
}
