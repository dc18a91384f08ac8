//! What runs in the process that opens a PDF: says what stands on its pages, and ends.

use std::io::{self, BufWriter, Read as _, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use pdfium_render::prelude::{
    PdfAction, PdfDocument, PdfDocumentMetadataTagType, PdfPage, PdfPageObjectCommon as _, PdfPageObjectType,
    PdfPageObjectsCommon as _, PdfPageTextChar, PdfPoints, PdfRect, Pdfium, PdfiumError, PdfiumInternalError,
};

mod words;

use super::page::{About, Failure, GlyphRun, Link, Message, Page, Rule, style};
use crate::process::confine::{Bounds, confine};

/// The most objects of a page that are looked at for lines: a map has millions.
const MOST_OBJECTS: i32 = 5_000;

/// The most links of a page.
const MOST_LINKS: usize = 5_000;

/// The longest address that is taken from a link.
const LONGEST_ADDRESS: usize = 4_000;

/// Reads a PDF from the standard input, and says on the standard output what stands on its pages.
///
/// Without the library, only its words, as far as they can be read. `memory` is in bytes of address space.
pub fn run(library: Option<&Path>, memory: u64) -> io::Result<()> {
    let readable = library.iter().map(|library| (*library).to_owned()).collect();
    confine(&Bounds { memory: Some(memory), readable, writable: Vec::new() });
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let Some(library) = library else {
        words::say(&bytes, &mut out)?;
        return out.flush();
    };
    match Pdfium::bind_to_library(library) {
        Ok(bindings) => {
            let pdfium = Pdfium::new(bindings);
            match pdfium.load_pdf_from_byte_slice(&bytes, None) {
                Ok(document) => say_pages(&document, &mut out)?,
                Err(error) => say(&mut out, &Message::Failed(failure(&error)))?,
            }
        }
        Err(error) => {
            // What the loader says of a library stands in the debug form alone.
            let cause = format!("{error:?}").replace('\n', " ");
            say(&mut out, &Message::Unusable(cause))?;
            words::say(&bytes, &mut out)?;
        }
    }
    out.flush()
}

fn failure(error: &PdfiumError) -> Failure {
    match error {
        PdfiumError::PdfiumLibraryInternalError(
            PdfiumInternalError::PasswordError | PdfiumInternalError::SecurityError,
        ) => Failure::Password,
        _ => Failure::Damaged,
    }
}

fn say(out: &mut impl Write, message: &Message) -> io::Result<()> {
    serde_json::to_writer(&mut *out, message)?;
    out.write_all(b"\n")
}

fn say_pages(document: &PdfDocument<'_>, out: &mut impl Write) -> io::Result<()> {
    let tag = |tag| document.metadata().get(tag).map(|tag| tag.value().to_owned());
    let pages = document.pages();
    let about = About {
        pages: usize::try_from(pages.len()).unwrap_or_default(),
        title: tag(PdfDocumentMetadataTagType::Title),
    };
    say(out, &Message::Opened(about))?;
    for i in 0..pages.len() {
        // The wrapper asserts what a broken page need not keep.
        let page = catch_unwind(AssertUnwindSafe(|| pages.get(i).and_then(|page| read(&page))));
        let message = match page {
            Ok(Ok(page)) => Message::Page(page),
            Ok(Err(error)) => Message::Unread(error.to_string()),
            Err(_) => Message::Unread("the library for PDF failed on it".to_owned()),
        };
        say(out, &message)?;
        // What is said so far counts, should the next page be the end of this process.
        out.flush()?;
    }
    say(out, &Message::End)
}

/// How far a page is turned, in quarters to the left, so that a text that runs so is upright.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Turn(u8);

impl Turn {
    /// The turn of a text that runs at an angle.
    fn of(degrees: f32) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "four values are left of it"
        )]
        let quarters = ((degrees / 90.0).round().rem_euclid(4.0)) as u8;
        Self(quarters)
    }

    fn point(self, x: PdfPoints, y: PdfPoints) -> (i32, i32) {
        let (x, y) = (hundredths(x), hundredths(y));
        match self.0 {
            1 => (y, -x),
            2 => (-x, -y),
            3 => (-y, x),
            _ => (x, y),
        }
    }

    /// Left, right, bottom, top.
    fn rect(self, rect: &PdfRect) -> (i32, i32, i32, i32) {
        let (x0, y0) = self.point(rect.left(), rect.bottom());
        let (x1, y1) = self.point(rect.right(), rect.top());
        (x0.min(x1), x0.max(x1), y0.min(y1), y0.max(y1))
    }
}

fn hundredths(points: PdfPoints) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "it saturates, and no page is as large")]
    let hundredths = (points.value * 100.0).round() as i32;
    hundredths
}

fn read(page: &PdfPage<'_>) -> Result<Page, PdfiumError> {
    let text = page.text()?;
    let chars = text.chars();
    let mut turns = [0_usize; 4];
    for char in chars.iter() {
        let turn = char.angle_degrees().map_or(Turn(0), Turn::of);
        turns[usize::from(turn.0)] += usize::from(char.unicode_value() > 32);
    }
    // Of equals the first: upright.
    let most = turns.iter().max().copied().unwrap_or_default();
    let turn = Turn((0..4).find(|i| turns[usize::from(*i)] == most).unwrap_or_default());

    let mut setter = Setter { turn, page: Page::default(), font: String::new(), style: 0, breaks: true };
    for char in chars.iter() {
        setter.set(&char);
    }
    let mut page_ = setter.page;
    look_at_objects(page, turn, &mut page_);
    page_.links = links(page, turn);
    Ok(page_)
}

/// Puts the signs of a page together.
struct Setter {
    turn: Turn,
    page: Page,
    /// The font of the sign before, and what its name says.
    font: String,
    style: u8,
    /// Whether a line has ended.
    breaks: bool,
}

impl Setter {
    fn set(&mut self, char: &PdfPageTextChar<'_>) {
        let is_generated = char.is_generated().unwrap_or(false);
        let sign = match char.unicode_value() {
            // PDFium's own signs for a hyphen at the end of a line, and a soft one, which shows only there.
            2 | 0xFFFE | 0xAD => Some('-'),
            value => char::from_u32(value),
        };
        let Some(sign) = sign.filter(|sign| !matches!(sign, '\0' | '\u{FFFD}' | '\u{E000}'..='\u{F8FF}'))
        else {
            self.page.unmapped += 1;
            return;
        };
        if is_generated && matches!(sign, '\r' | '\n') || matches!(sign, '\r' | '\n' | '\u{B}' | '\u{C}') {
            self.breaks = true;
            return;
        }
        if sign.is_control() && sign != '\t' {
            self.page.unmapped += 1;
            return;
        }
        let sign = if sign == '\t' { ' ' } else { sign };
        let Ok((x, y)) = char.origin() else { return };
        let (left, y) = self.turn.point(x, y);
        let right = char.loose_bounds().map_or(left, |bounds| self.turn.rect(&bounds).1).max(left);
        if is_generated && sign == ' ' {
            // It has no place of its own, and no size that could be relied on.
            self.space(left);
            return;
        }
        let is_turned = char.angle_degrees().is_ok_and(|degrees| Turn::of(degrees) != self.turn);
        let size = hundredths(char.scaled_font_size());
        self.look_at_font(char);
        let style = self.style;
        let breaks = std::mem::take(&mut self.breaks);
        let fits = |run: &GlyphRun| {
            !breaks
                && run.is_turned == is_turned
                && run.style == style
                && (run.size - size).abs() <= size / 50
                && (run.y - y).abs() <= size / 50
                && (run.right() - size / 2..run.right() + 2 * size).contains(&left)
        };
        match self.page.runs.last_mut().filter(|run| fits(run)) {
            Some(run) => {
                drop_empty_space(run, left);
                run.text.push(sign);
                if let Some(last) = run.x.last_mut() {
                    *last = left.max(*last);
                }
                run.x.push(right);
            }
            None => self.page.runs.push(GlyphRun {
                text: sign.to_string(),
                x: vec![left, right],
                y,
                size,
                style,
                starts_line: breaks,
                is_turned,
            }),
        }
    }

    fn space(&mut self, left: i32) {
        if let Some(run) = self.page.runs.last_mut().filter(|run| !self.breaks && !run.text.ends_with(' ')) {
            run.text.push(' ');
            run.x.push(left.max(run.right()));
        }
    }

    fn look_at_font(&mut self, char: &PdfPageTextChar<'_>) {
        let name = char.font_name();
        if name == self.font {
            return;
        }
        self.style = style_of(&name);
        if char.font_is_italic() {
            self.style |= style::ITALIC;
        }
        self.font = name;
    }
}

/// Takes back a space that takes no room: some programs leave one where a word may be broken.
fn drop_empty_space(run: &mut GlyphRun, next: i32) {
    let Some(left) = run.x.len().checked_sub(2).and_then(|i| run.x.get(i)).copied() else { return };
    if run.text.len() > 1 && run.text.ends_with(' ') && next - left < run.size / 12 {
        run.text.pop();
        run.x.pop();
    }
}

/// What the name of a font says: `CMTI10`, `TimesNewRomanPS-BoldItalicMT`, `MinionPro-It`.
fn style_of(name: &str) -> u8 {
    // Before the sign stands a name for the part of the font that is embedded.
    let name = name.rsplit_once('+').map_or(name, |(_, name)| name);
    let lower = name.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let ends = |words: &[&str]| words.iter().any(|word| lower.ends_with(word));
    let is_tex = |kinds: &[&str]| kinds.iter().any(|kind| lower.starts_with(kind));
    let mut style = 0;
    if has(&["italic", "oblique", "kursiv", "slanted"])
        || ends(&["-it", "-ita", ".i", "-i", "-bi", "_i", "-ital", "-regita", "-reguital"])
        || is_tex(&["cmti", "cmsl", "sfti", "ecti", "cmbxti"])
    {
        style |= style::ITALIC;
    }
    if has(&["bold", "black", "heavy", "semibold", "demi"]) || is_tex(&["cmbx", "sfbx", "ecbx", "cmssbx"]) {
        style |= style::BOLD;
    }
    if has(&["smallcap", "caps"]) || ends(&["-sc", "sc"]) || is_tex(&["cmcsc", "sfcc", "eccc"]) {
        style |= style::SMALL_CAPITALS;
    }
    style
}

/// Finds lines and pictures.
fn look_at_objects(page: &PdfPage<'_>, turn: Turn, found: &mut Page) {
    /// What is thicker is a bar, in hundredths of a point.
    const THICKEST: i32 = 250;
    /// What is shorter is the stroke of a sign.
    const SHORTEST: i32 = 2_000;
    let objects = page.objects();
    for i in 0..objects.len().min(MOST_OBJECTS.try_into().unwrap_or_default()) {
        let Ok(object) = objects.get(i) else { continue };
        match object.object_type() {
            PdfPageObjectType::Image => found.has_pictures = true,
            PdfPageObjectType::Path => {
                let Ok(bounds) = object.bounds() else { continue };
                let (left, right, bottom, top) = turn.rect(&bounds.to_rect());
                if top - bottom <= THICKEST && right - left >= SHORTEST {
                    found.rules.push(Rule { left, right, y: bottom.midpoint(top) });
                }
            }
            _ => {}
        }
    }
}

fn links(page: &PdfPage<'_>, turn: Turn) -> Vec<Link> {
    let mut links = Vec::new();
    for link in page.links().iter().take(MOST_LINKS) {
        let Some(PdfAction::Uri(action)) = link.action() else { continue };
        let (Ok(address), Ok(rect)) = (action.uri(), link.rect()) else { continue };
        if address.len() > LONGEST_ADDRESS {
            continue;
        }
        let (left, right, bottom, top) = turn.rect(&rect);
        links.push(Link { left, right, bottom, top, address });
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_fonts_say_their_style() {
        let italic = |name: &str| style_of(name) & style::ITALIC != 0;
        assert!(italic("LMRoman10-Italic") && italic("ABCDEF+CMTI8") && italic("MinionPro-It"));
        assert!(italic("TimesNewRomanPS-BoldItalicMT"));
        assert!(!italic("LMRoman10-Regular") && !italic("Titillium") && !italic("Capitals-Regular"));
        assert_eq!(style_of("CMBX12"), style::BOLD);
    }

    #[test]
    fn a_space_without_room_is_none() {
        let run = |right: i32| GlyphRun {
            text: "Er ".to_owned(),
            x: vec![0, 500, 900, right],
            size: 1_000,
            ..GlyphRun::default()
        };
        let with_next = |next: i32| {
            let mut run = run(next.max(1_150));
            drop_empty_space(&mut run, next);
            run.text
        };
        assert_eq!(with_next(1_150), "Er ");
        assert_eq!(with_next(910), "Er");
    }

    #[test]
    fn a_text_that_runs_upwards_is_turned_upright() {
        let point = |degrees| Turn::of(degrees).point(PdfPoints::new(10.0), PdfPoints::new(20.0));
        assert_eq!(point(0.0), (1000, 2000));
        assert_eq!(point(90.0), (2000, -1000));
        assert_eq!(point(270.0), (-2000, 1000));
        assert_eq!(point(-90.0), point(270.0));
    }
}
