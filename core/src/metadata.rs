//! Document → what it says of itself: title, authors, date.

use ibidem_citations::{BlockKind, Date, Metadata, Name, RunStyle, parse};

use crate::document::{Document, MarkerShape, Piece, PieceKind, RawMarker};

/// How far from the start a title, a byline and a date can stand, in pieces.
const HEAD: usize = 10;
/// How far from the end a line about the author can stand, in pieces.
const TAIL: usize = 14;

/// Finds title, authors and date in the text; what a header of the file says goes first.
pub(crate) fn find(document: &Document) -> Metadata {
    let mut metadata = document.metadata.clone();
    let head: Vec<&Piece> = document.pieces.iter().filter(|piece| is_text(piece)).take(HEAD).collect();
    let title = title(document, &head);
    metadata.title =
        metadata.title.or_else(|| Some(clean_title(&without_markers(document, head.get(title?)?))));
    if metadata.authors.is_empty() {
        metadata.authors = byline(document, &head)
            .or_else(|| line_with_date(document, &head))
            .or_else(|| line_below_title(document, &head, title?))
            .or_else(|| about_author(document))
            .unwrap_or_default();
    }
    metadata.issued =
        metadata.issued.or_else(|| head.iter().find_map(|piece| date_line(text(document, piece))));
    metadata
}

fn is_text(piece: &Piece) -> bool {
    matches!(piece.kind, PieceKind::Text(_))
}

fn text<'a>(document: &'a Document, piece: &Piece) -> &'a str {
    piece.span.of(&document.text)
}

/// The index of the title: the first heading near the start, or a first line that is no sentence.
fn title(document: &Document, head: &[&Piece]) -> Option<usize> {
    let is_heading = |piece: &&Piece| matches!(piece.kind, PieceKind::Text(BlockKind::Heading { .. }));
    let long_enough = |i: &usize| text(document, head[*i]).chars().count() > 3;
    if let Some(i) = head.iter().position(is_heading).filter(long_enough) {
        return Some(i);
    }
    // “OPINION” above a headline is the rubric.
    let rubric = |piece: &&&Piece| {
        let line = text(document, piece);
        line.split_whitespace().count() <= 3
            && line.chars().any(char::is_alphabetic)
            && !line.chars().any(char::is_lowercase)
    };
    let at = head.iter().take_while(rubric).count();
    let at = if at < 2 && at < head.len() { at } else { 0 };
    let piece = head.get(at)?;
    // A title has a note of thanks at its end; a sentence has notes within.
    if markers_in(document, piece).any(|marker| marker.span.end < piece.span.end) {
        return None;
    }
    let first = &without_markers(document, piece);
    let ends_as_sentence = first.trim_end_matches(['”', '"', '’', '\'', ')']).ends_with(['.', ':', ';', ',']);
    (first.chars().count() <= 200 && !ends_as_sentence && !first.contains("://")).then_some(at)
}

fn markers_in<'d>(document: &'d Document, piece: &Piece) -> impl Iterator<Item = &'d RawMarker> + use<'d> {
    let (start, end) = (piece.span.start, piece.span.end);
    let first = document.markers.partition_point(|marker| marker.span.start < start);
    let behind = document.markers.get(first..).unwrap_or_default();
    behind
        .iter()
        .take_while(move |marker| marker.span.end <= end)
        .filter(|marker| marker.shape != MarkerShape::Plain)
}

fn without_markers(document: &Document, piece: &Piece) -> String {
    let mut plain = String::new();
    let mut from = piece.span.start;
    for marker in markers_in(document, piece).filter(|marker| marker.shape != MarkerShape::Bracketed) {
        plain.push_str(document.text.get(from..marker.span.start).unwrap_or_default());
        from = from.max(marker.span.end);
    }
    plain.push_str(document.text.get(from..piece.span.end).unwrap_or_default());
    plain
}

fn clean_title(title: &str) -> String {
    title.trim().trim_end_matches(['*', '†', '\\']).trim().to_owned()
}

/// “By Jane Doe”, and its like in other languages.
fn byline(document: &Document, head: &[&Piece]) -> Option<Vec<Name>> {
    const BY: [&str; 9] = ["By ", "by ", "BY ", "Von ", "Par ", "Por ", "Di ", "Door ", "Written by "];
    head.iter().find_map(|piece| {
        let line = text(document, piece);
        let names = BY.iter().find_map(|by| line.strip_prefix(by))?;
        // “By Jane Doe | 3 May 2014 | 2 comments”
        let names = names.split(['|', '•', '·', '—', '\t']).next()?.trim();
        names_alone(names)
    })
}

/// A line of names right below the title, as papers have it.
fn line_below_title(document: &Document, head: &[&Piece], title: usize) -> Option<Vec<Name>> {
    let is_set_apart = |piece: &Piece| {
        let whole = |run: &ibidem_citations::Run| {
            run.span.contains(piece.span)
                || run.span.len() + 3 >= piece.span.len() && piece.span.contains(run.span)
        };
        document.runs.iter().any(|run| matches!(run.style, RunStyle::Bold | RunStyle::Italic) && whole(run))
    };
    let piece = head.get(title + 1).filter(|piece| is_set_apart(piece))?;
    names_alone(text(document, piece).trim_end_matches(['*', '†', ' ', '\\']))
}

/// “Jane Doe 17 September 2020”: a name and the date in one line.
fn line_with_date(document: &Document, head: &[&Piece]) -> Option<Vec<Name>> {
    head.iter().find_map(|piece| {
        let line = text(document, piece);
        let words: Vec<&str> = line.split_whitespace().filter(|word| *word != "|").collect();
        let names = (2..words.len().min(7)).find(|n| parse::date(&words[*n..].join(" ")).is_some())?;
        names_alone(words[..names].join(" ").trim_end_matches([',', '·', '|', ' ']))
    })
}

/// “– Jane Doe is a researcher at …” at the end of an article.
fn about_author(document: &Document) -> Option<Vec<Name>> {
    let tail = document.pieces.iter().rev().filter(|piece| is_text(piece)).take(TAIL);
    tail.into_iter().find_map(|piece| {
        let line = text(document, piece).trim_start_matches(['–', '—', '-', '*', ' ']);
        let (name, rest) = line.split_once(" is ")?;
        let is_about = ["a ", "an ", "the "].iter().any(|article| rest.starts_with(article));
        let words = name.split_whitespace().count();
        if !is_about || !(2..=5).contains(&words) {
            return None;
        }
        names_alone(name)
    })
}

/// Names, if the text is nothing but names of persons.
fn names_alone(line: &str) -> Option<Vec<Name>> {
    const SMALL: [&str; 16] = [
        "and", "und", "et", "y", "e", "en", "de", "von", "van", "der", "den", "del", "di", "da", "al", "bin",
    ];
    let line = ["Dr. ", "Dr ", "Prof. ", "Professor "]
        .iter()
        .find_map(|title| line.strip_prefix(title))
        .unwrap_or(line);
    let is_title = ["The ", "A ", "An ", "Die ", "Der ", "Das ", "Le ", "La "]
        .iter()
        .any(|article| line.starts_with(article));
    if is_title {
        return None;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_name = |word: &&str| {
        word.chars().next().is_some_and(char::is_uppercase) || SMALL.contains(word) || *word == "&"
    };
    let fits = (2..=16).contains(&words.len()) && words.iter().all(is_name);
    // “By Jane Doe, London”: a place has no given name.
    let places = |names: Vec<Name>| {
        let whole = names.iter().any(|name| name.given.is_some());
        names.into_iter().filter(|name| !whole || name.given.is_some() || name.literal.is_some()).collect()
    };
    let has_digit = line.chars().any(|c| c.is_ascii_digit());
    (fits && !has_digit && !line.ends_with(['.', '?', '!'])).then(|| places(parse::names(line)))
}

/// A short line with a date in it.
fn date_line(line: &str) -> Option<Date> {
    if line.chars().count() > 70 {
        return None;
    }
    let date = parse::find_date(line)?;
    date.first()?.month.map(|_| date)
}

/// The language of a text as a BCP 47 tag, where it is long enough to tell.
pub(crate) fn language(text: &str) -> Option<String> {
    use whatlang::Lang;

    // A few thousand characters tell as surely as a book does.
    let end = text.char_indices().nth(6000).map_or(text.len(), |(at, _)| at);
    let info = whatlang::detect(&text[..end]).filter(whatlang::Info::is_reliable)?;
    let tag = match info.lang() {
        Lang::Eng => "en",
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Ita => "it",
        Lang::Por => "pt",
        Lang::Nld => "nl",
        Lang::Rus => "ru",
        Lang::Pol => "pl",
        Lang::Swe => "sv",
        Lang::Dan => "da",
        Lang::Nob => "nb",
        Lang::Fin => "fi",
        Lang::Ces => "cs",
        Lang::Hun => "hu",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Ell => "el",
        Lang::Ara => "ar",
        Lang::Heb => "he",
        Lang::Urd => "ur",
        Lang::Jpn => "ja",
        Lang::Cmn => "zh",
        Lang::Kor => "ko",
        other => other.code(),
    };
    Some(tag.to_owned())
}
