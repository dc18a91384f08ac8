//! EPUB → pages: the chapters in their order of reading, as one page for the reader of HTML.
//!
//! EPUB 3.3. Names within a chapter are made unique, so that a link to a note finds that of its own
//! chapter, or of the file that it names.

use std::collections::HashMap;
use std::fmt::Write as _;

use ibidem_citations::Span;

use super::package::{Archive, Package, PackageError};
use super::xml::{Element, Xml, unescaped};

/// The most chapters that are read.
const MOST_CHAPTERS: usize = 2_000;

/// Takes the chapters out of an archive.
pub(super) fn open(archive: &mut Archive<'_>) -> Result<Package, PackageError> {
    const CONTAINER: &str = "META-INF/container.xml";
    let missing = |name: &str| PackageError::Missing(name.to_owned());
    let container = archive.text(CONTAINER)?.ok_or_else(|| missing(CONTAINER))?;
    let xml = whole(&container);
    let book = xml.named("rootfile").find_map(|file| file.attribute("full-path"));
    let book = book.ok_or_else(|| missing("content.opf"))?;
    let listing = archive.text(&book)?.ok_or_else(|| missing(&book))?;
    let chapters = chapters(&whole(&listing), &book);
    let mut package = Package::default();
    package.add("head", &head(&whole(&listing)));
    let numbers: HashMap<&str, usize> =
        chapters.iter().enumerate().map(|(i, name)| (name.as_str(), i)).collect();
    for (i, name) in chapters.iter().enumerate().take(MOST_CHAPTERS) {
        // A chapter that is listed and not there is one that the reader of the book would not see either.
        let Some(text) = archive.text(name)? else { continue };
        package.add(name, &page(&text, i, name, &numbers));
    }
    Ok(package)
}

fn whole(text: &str) -> Xml<'_> {
    Xml::read(text, Span::new(0, text.len()))
}

/// The files of a book in order of reading, without the table of contents.
fn chapters(listing: &Xml<'_>, book: &str) -> Vec<String> {
    let items: HashMap<String, &Element<'_>> =
        listing.named("item").filter_map(|item| Some((item.attribute("id")?, item))).collect();
    let in_order = listing.named("itemref").filter_map(|itemref| items.get(&itemref.attribute("idref")?));
    let is_text = |item: &&&Element<'_>| {
        let is_contents =
            item.attribute("properties").is_some_and(|all| all.split(' ').any(|one| one == "nav"));
        item.attribute("media-type").is_some_and(|kind| kind.contains("html")) && !is_contents
    };
    in_order.filter(is_text).filter_map(|item| Some(beside(book, &item.attribute("href")?))).collect()
}

/// What the book says of itself, as a page says it.
fn head(listing: &Xml<'_>) -> String {
    let first =
        |name| listing.named(name).map(|element| listing.text_of(element)).find(|text| !text.is_empty());
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let mut head = String::from("<!DOCTYPE html><html");
    if let Some(language) = first("language") {
        let _ = write!(head, " lang=\"{}\"", escaped(&language));
    }
    head.push_str("><head>");
    if let Some(title) = first("title") {
        let _ = write!(head, "<meta name=\"citation_title\" content=\"{}\">", escaped(&title));
    }
    for author in listing.named("creator").map(|element| listing.text_of(element)) {
        let _ = write!(head, "<meta name=\"citation_author\" content=\"{}\">", escaped(&author));
    }
    head.push_str("</head><body>");
    head
}

/// The path of a file that another one names.
fn beside(from: &str, to: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    let to = percent_decoded(to);
    for part in to.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let code = behind.get(..2).filter(|_| *first == b'%').and_then(|code| std::str::from_utf8(code).ok());
        if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            bytes.push(byte);
            rest = &behind[2..];
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The body of a chapter, with the names in it made those of this chapter.
fn page(text: &str, chapter: usize, name: &str, numbers: &HashMap<&str, usize>) -> String {
    let xml = whole(text);
    let body = xml.named("body").next().map_or(Span::new(0, text.len()), |body| {
        let inner = body.source.of(text);
        let start = inner.find('>').map_or(0, |at| at + 1);
        let end = inner.rfind("</").unwrap_or(inner.len()).max(start);
        Span::new(body.source.start + start, body.source.start + end)
    });
    let mut out = String::with_capacity(body.len() + 64);
    let mut from = body.start;
    // What an attribute says that names a place, changed where it stands.
    for element in xml
        .elements
        .iter()
        .filter(|element| body.start <= element.source.start && element.source.end <= body.end)
    {
        let tag = element.source.of(text);
        let tag = tag.find('>').map_or(tag, |end| &tag[..end]);
        let mut changes: Vec<(usize, usize, String)> = Vec::new();
        for sign in [" id=\"", " name=\"", " href=\"", " id='", " name='", " href='"] {
            let Some(at) = tag.find(sign) else { continue };
            let start = element.source.start + at + sign.len();
            let quote = if sign.ends_with('"') { '"' } else { '\'' };
            let Some(length) = text.get(start..).and_then(|rest| rest.find(quote)) else { continue };
            let value = &text[start..start + length];
            let changed = if sign.contains("href") {
                link(&unescaped(value), chapter, name, numbers)
            } else {
                Some(format!("c{chapter}-{value}"))
            };
            changes.extend(changed.map(|changed| (start, length, changed)));
        }
        changes.sort_unstable();
        for (start, length, changed) in changes {
            if start < from {
                continue;
            }
            out.push_str(text.get(from..start).unwrap_or_default());
            out.push_str(&changed);
            from = start + length;
        }
    }
    out.push_str(text.get(from..body.end).unwrap_or_default());
    out
}

/// Where a link within the book leads in the one page; none for a link out of it.
fn link(target: &str, chapter: usize, name: &str, numbers: &HashMap<&str, usize>) -> Option<String> {
    let (file, fragment) = target.split_once('#')?;
    if file.contains(':') {
        return None;
    }
    let chapter = if file.is_empty() { chapter } else { *numbers.get(beside(name, file).as_str())? };
    Some(format!("#c{chapter}-{fragment}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_into_the_one_page() {
        let numbers = HashMap::from([("text/one.xhtml", 0), ("text/notes.xhtml", 1)]);
        let source = "<html><body class='x'><p id=\"a\">One<a href=\"notes.xhtml#n1\" id=\"r1\">1</a> \
             <a href='#a'>here</a> <a href=\"https://example.org/#x\">there</a></p></body></html>";
        assert_eq!(
            page(source, 0, "text/one.xhtml", &numbers),
            "<p id=\"c0-a\">One<a href=\"#c1-n1\" id=\"c0-r1\">1</a> <a href='#c0-a'>here</a> \
             <a href=\"https://example.org/#x\">there</a></p>"
        );
    }

    #[test]
    fn paths_are_resolved() {
        assert_eq!(beside("OEBPS/content.opf", "text/a%20b.xhtml"), "OEBPS/text/a b.xhtml");
        assert_eq!(beside("OEBPS/text/a.xhtml", "../notes.xhtml"), "OEBPS/notes.xhtml");
    }
}
