//! Page ranges and locators (CSL 1.0.2, appendix V, “Page range formats”).

use super::element::PageFormat;
use super::locale::Locale;
use super::scene::Scene;

/// All ranges of a list of pages in the style's format.
pub(super) fn range(text: &str, format: Option<PageFormat>, locale: &Locale) -> String {
    let dash = locale.term("page-range-delimiter", super::element::TermForm::Long, false).unwrap_or("–");
    let mut out = String::new();
    for (index, piece) in text.split_inclusive([',', '&', ';']).enumerate() {
        let (body, joint) = match piece.char_indices().next_back() {
            Some((at, c @ (',' | '&' | ';'))) => (&piece[..at], Some(c)),
            _ => (piece, None),
        };
        if index > 0 && !out.ends_with(' ') {
            out.push(' ');
        }
        out.push_str(&one(body.trim(), format, dash));
        match joint {
            Some('&') => {
                let and = locale.term("and", super::element::TermForm::Symbol, false).unwrap_or("&");
                out.extend([" ", and]);
            }
            Some(c) => out.push(c),
            None => {}
        }
    }
    out
}

/// One page or range.
fn one(text: &str, format: Option<PageFormat>, dash: &str) -> String {
    let unescaped = text.replace("\\-", "\u{1}");
    let Some((from, to)) = split(&unescaped) else { return unescaped.replace('\u{1}', "-") };
    let (from, to) = (from.trim().replace('\u{1}', "-"), to.trim().replace('\u{1}', "-"));
    // N110-5 and 110-N6 are no ranges of pages of one kind, and stay as they were typed.
    if let (Some((prefix, _)), Some((to_prefix, _))) = (page(&from), page(&to)) {
        if prefix != to_prefix {
            return format!("{from}-{to}");
        }
    } else if page(&from).is_some() != page(&to).is_some() && to.chars().all(char::is_uppercase) {
        return text.to_owned();
    }
    match format {
        Some(format) => shortened(&from, &to, format)
            .map_or_else(|| format!("{from}{dash}{to}"), |to| format!("{from}{dash}{to}")),
        None => format!("{from}{dash}{to}"),
    }
}

/// The two ends of a range: `12-15`, `xii–xv`, `A1-A5`; not `a-b-c`.
fn split(text: &str) -> Option<(&str, &str)> {
    let mut ends = text.split(['-', '–', '—']).filter(|end| !end.trim().is_empty());
    let (from, to) = (ends.next()?, ends.next()?);
    if ends.next().is_some() {
        return None;
    }
    let is_page = |end: &str| super::numbers::is_counted(end.trim());
    (is_page(from) && is_page(to)).then_some((from, to))
}

/// The second number of a range as the format writes it; nothing where the two do not go together.
fn shortened(from: &str, to: &str, format: PageFormat) -> Option<String> {
    let (prefix, from_digits) = page(from)?;
    let (to_prefix, to_digits) = page(to)?;
    if !to_prefix.is_empty() && to_prefix != prefix {
        return None;
    }
    // 121-7 means 121-127.
    let full = if to_digits.len() < from_digits.len() {
        format!("{}{to_digits}", &from_digits[..from_digits.len() - to_digits.len()])
    } else {
        to_digits.to_owned()
    };
    let (from_n, to_n) = (from_digits.parse::<u64>().ok()?, full.parse::<u64>().ok()?);
    if to_n < from_n || full.len() != from_digits.len() {
        return Some(if to_n < from_n { to.to_owned() } else { format!("{prefix}{full}") });
    }
    let short = match format {
        PageFormat::Expanded => return Some(format!("{prefix}{full}")),
        PageFormat::Minimal => changed(from_digits, &full, 1),
        PageFormat::MinimalTwo => changed(from_digits, &full, 2),
        PageFormat::Chicago15 => chicago(from_n, from_digits, &full, true),
        PageFormat::Chicago16 => chicago(from_n, from_digits, &full, false),
    };
    // With a letter before the number, it comes again only in full form.
    Some(if short.len() == full.len() { format!("{prefix}{short}") } else { short })
}

fn page(text: &str) -> Option<(&str, &str)> {
    let start = text
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let (prefix, digits) = text.split_at(start);
    (!digits.is_empty() && digits.len() < 18).then_some((prefix, digits))
}

/// The digits that change, at least so many.
fn changed(from: &str, to: &str, least: usize) -> String {
    let same = from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).count();
    let keep = (to.len() - same).max(least.min(to.len()));
    to[to.len() - keep..].to_owned()
}

/// The Chicago Manual of Style, 9.61.
fn chicago(from: u64, from_digits: &str, to: &str, all_four: bool) -> String {
    if from < 100 || from.is_multiple_of(100) {
        return to.to_owned();
    }
    if from % 100 < 10 {
        return changed(from_digits, to, 1);
    }
    let short = changed(from_digits, to, 2);
    if all_four && from_digits.len() == 4 && short.len() >= 3 { to.to_owned() } else { short }
}

/// Whether a locator begins with the name of what it counts: `vol. 1, fol. 186`.
pub(super) fn brings_label(text: &str) -> bool {
    const LABELS: &[&str] = &[
        "bk.", "ch.", "chap.", "col.", "cols.", "fig.", "figs.", "fol.", "fols.", "l.", "ll.", "n.", "no.",
        "nn.", "op.", "p.", "pp.", "para.", "pt.", "sec.", "s.v.", "s.vv.", "v.", "vv.", "vol.", "vols.",
        "vrs.", "§", "§§", "¶", "¶¶",
    ];
    text.split_whitespace()
        .next()
        .is_some_and(|word| LABELS.contains(&word) && text.trim().len() > word.len())
}

/// The first page of a range.
pub(super) fn first(text: &str) -> String {
    let end = text.find(['-', '–', '—', ',', '&', ';']).unwrap_or(text.len());
    text[..end].trim().to_owned()
}

/// A locator: pages in the style's format, other numbers with a dash.
pub(super) fn locator(text: &str, scene: &Scene<'_>) -> String {
    let label = scene.cite.and_then(|cite| cite.label.as_deref()).unwrap_or("page");
    let format = if label == "page" { scene.sheet.page_format } else { None };
    if label == "page" || super::numbers::is_numeric(text) {
        range(text, format, scene.locale)
    } else {
        text.to_owned()
    }
}
