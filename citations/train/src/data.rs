//! Labelled references of the public corpora → text with a label for each character.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use ibidem_citations::label::Label;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::random::Random;

/// A reference: its characters, each with its label.
#[derive(Clone, Debug, Default)]
pub(crate) struct Labelled {
    /// Text and labels.
    pub(crate) characters: Vec<(char, Label)>,
}

/// A line of a corpus.
#[derive(Deserialize)]
pub(crate) struct Line {
    /// What the line is called in its corpus.
    pub(crate) id: String,
    /// Label and text, in order.
    pub(crate) labels: Vec<(String, String)>,
}

/// A corpus as it was read.
pub(crate) struct Corpus {
    /// The file’s name.
    pub(crate) name: &'static str,
    /// SHA-256 of the file.
    pub(crate) hash: String,
    /// Its references.
    pub(crate) references: Vec<Labelled>,
}

impl Labelled {
    /// Makes a reference of pieces.
    pub(crate) fn of(pieces: &[(Label, &str)]) -> Self {
        let characters = pieces.iter().flat_map(|(label, text)| text.chars().map(|c| (c, *label))).collect();
        Self { characters }
    }

    /// Text, and the label of each byte.
    pub(crate) fn text(&self) -> (String, Vec<Label>) {
        let text: String = self.characters.iter().map(|(c, _)| *c).collect();
        let labels = self.characters.iter().flat_map(|(c, label)| vec![*label; c.len_utf8()]).collect();
        (text, labels)
    }
}

/// Reads the lines of a file.
pub(crate) fn lines(path: &Path) -> anyhow::Result<(Vec<Line>, String)> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let hash = Sha256::digest(&bytes).iter().fold(String::new(), |mut hash, byte| {
        let _ = write!(hash, "{byte:02x}");
        hash
    });
    let text = String::from_utf8(bytes)?;
    let lines =
        text.lines().filter(|line| !line.is_empty()).map(serde_json::from_str).collect::<Result<_, _>>()?;
    Ok((lines, hash))
}

/// Reads a corpus, its own labels turned into ours.
pub(crate) fn corpus(folder: &Path, name: &'static str) -> anyhow::Result<Corpus> {
    let (lines, hash) = lines(&folder.join(name))?;
    Ok(Corpus { name, hash, references: lines.iter().map(reference).collect() })
}

/// Turns the labels of a corpus into ours.
pub(crate) fn reference(line: &Line) -> Labelled {
    if line.id.starts_with("linkedbooks") { venice(line) } else { common(line) }
}

/// `AnyStyle`, GROBID and the law notes: labels that mean one thing each.
fn common(line: &Line) -> Labelled {
    let in_article = line.labels.iter().any(|(label, _)| label == "title:a");
    let pieces: Vec<(Label, &str)> =
        line.labels.iter().map(|(label, text)| (common_label(label, in_article), text.as_str())).collect();
    let mut reference = Labelled::of(&pieces);
    if line.id.starts_with("anystyle") {
        part_issues(&mut reference);
    }
    reference
}

fn common_label(label: &str, in_article: bool) -> Label {
    match label {
        "author" | "director" | "authors" | "orgName:collaboration" => Label::Author,
        "editor" => Label::Editor,
        "translator" => Label::Translator,
        "title" | "title:a" => Label::Title,
        "title:m" if !in_article => Label::Title,
        "title:m" | "title:j" | "journal" | "container-title" | "source" => Label::Container,
        "title:s" | "collection-title" => Label::Series,
        "volume" | "biblScope:vol" | "biblScope:volume" => Label::Volume,
        "biblScope:issue" => Label::Issue,
        "pages" | "page" | "biblScope:pp" | "biblScope:page" | "biblScope:pages" => Label::Page,
        "citedRange:page" => Label::Locator,
        "publisher" | "publishe" | "orgName" => Label::Publisher,
        "location" | "pubPlace" | "pubplace" => Label::Place,
        "date" | "biblScope:date" => Label::Date,
        "edition" => Label::Edition,
        "genre" | "note:report" | "note:document-type" | "medium" => Label::Genre,
        "note" | "notes" => Label::Note,
        "citation-number" => Label::Number,
        "ref:op-cit" | "ref:footnote" => Label::Back,
        "biblScope:chapter" | "citedRange:section" | "citedRange:part" => Label::Part,
        _ if label.starts_with("idno") || label.starts_with("ptr") => Label::Address,
        "doi" | "url" | "isbn" => Label::Address,
        _ => Label::Other,
    }
}

/// “12(3)”, “vol. 12, no. 3”: `AnyStyle` has one label for both.
fn part_issues(reference: &mut Labelled) {
    let characters = &mut reference.characters;
    let mut i = 0;
    while i < characters.len() {
        if characters[i].1 != Label::Volume {
            i += 1;
            continue;
        }
        let end =
            (i..characters.len()).find(|j| characters[*j].1 != Label::Volume).unwrap_or(characters.len());
        let text: Vec<char> = characters[i..end].iter().map(|(c, _)| c.to_ascii_lowercase()).collect();
        let digit = text.iter().position(char::is_ascii_digit).unwrap_or(text.len());
        let issue = (digit + 1..text.len()).find(|at| {
            let behind: String = text[*at..].iter().take(6).collect();
            let starts = |word: &str| behind.starts_with(word) && !text[at - 1].is_alphabetic();
            let number_behind = text.get(at + 1).is_some_and(char::is_ascii_digit);
            matches!(text[*at], '(' | '/' | ':' | '.') && number_behind
                || ["no", "nr", "n.", "n°", "issue", "iss", "heft", "number", "#"]
                    .iter()
                    .any(|word| starts(word))
        });
        if let Some(at) = issue {
            characters[i + at..end].iter_mut().for_each(|(_, label)| *label = Label::Issue);
        }
        i = end;
    }
}

/// The Venice corpus: journals are part of titles, volume and year are one label.
fn venice(line: &Line) -> Labelled {
    let numbered = line.labels.iter().any(|(label, _)| label == "publicationnumber-year");
    let mut characters = Vec::new();
    let mut titles = 0;
    for (label, text) in &line.labels {
        match label.as_str() {
            "title" if titles == 0 => {
                title(text, numbered, &mut characters);
                titles += 1;
            }
            "title" => {
                // The word before it, “in”, announces it.
                for (_, label) in characters.iter_mut().rev().take_while(|(_, label)| *label == Label::Lead) {
                    *label = Label::Container;
                }
                characters.extend(text.chars().map(|c| (c, Label::Container)));
                titles += 1;
            }
            "publicationnumber-year" => number_and_year(text, &mut characters),
            "conjunction" | "other" if is_within(text) && titles > 0 => {
                characters.extend(text.chars().map(|c| (c, Label::Lead)));
            }
            _ => characters.extend(text.chars().map(|c| (c, venice_label(label)))),
        }
    }
    for (_, label) in characters.iter_mut().filter(|(_, label)| *label == Label::Lead) {
        *label = Label::Other;
    }
    Labelled { characters }
}

fn is_within(text: &str) -> bool {
    let word: String = text.chars().filter(|c| c.is_alphabetic()).collect();
    matches!(
        word.to_lowercase().as_str(),
        "in" | "dans" | "nel" | "nella" | "nello" | "nell" | "en" | "nei" | "negli" | "ora" | "orain"
    )
}

fn venice_label(label: &str) -> Label {
    match label {
        "author" => Label::Author,
        "pagination" => Label::Page,
        "year" | "date" => Label::Date,
        "publicationplace" => Label::Place,
        "publisher" => Label::Publisher,
        "volume" => Label::Volume,
        "series" => Label::Series,
        "publicationspecifications" => Label::Note,
        "abbreviation" => Label::Back,
        "numbered_ref" | "ref" | "tomo" | "column" => Label::Part,
        "archivalreference" | "archive_lib" | "box" | "cartulation" | "foliation" | "registry"
        | "attachment" | "folder" | "filza" => Label::Archive,
        _ => Label::Other,
    }
}

/// A title with the journal behind it: “Convertibilità …, « Studi Veneziani »,”.
fn title(text: &str, numbered: bool, characters: &mut Vec<(char, Label)>) {
    let all: Vec<char> = text.chars().collect();
    let border = journal_start(&all, numbered).unwrap_or(all.len());
    characters.extend(all[..border].iter().map(|c| (*c, Label::Title)));
    characters.extend(all[border..].iter().map(|c| (*c, Label::Container)));
}

fn journal_start(text: &[char], numbered: bool) -> Option<usize> {
    let last = text.iter().rposition(|c| c.is_alphanumeric() || is_closing(*c))?;
    let words = |part: &[char]| {
        part.iter()
            .collect::<String>()
            .split_whitespace()
            .filter(|word| word.chars().any(char::is_alphabetic))
            .count()
    };
    if is_closing(text[last]) {
        let open = text[..last].iter().rposition(|c| matches!(c, '«' | '“' | '„' | '"' | '‘'))?;
        let before = &text[..open];
        let comma = before
            .iter()
            .rposition(|c| !c.is_whitespace())
            .is_some_and(|i| matches!(before[i], ',' | '»' | '”' | '.'));
        return (words(before) >= 2 && comma && words(&text[open..]) <= 12).then_some(open);
    }
    if !numbered {
        return None;
    }
    // The title in quotation marks, the journal behind them.
    if let Some(close) = text
        .iter()
        .position(|c| is_closing(*c))
        .filter(|close| text[..*close].iter().any(|c| matches!(c, '«' | '“' | '"')))
    {
        let rest = close + 1 + text[close + 1..].iter().position(|c| c.is_alphanumeric())?;
        return (words(&text[rest..]) >= 1).then_some(rest);
    }
    let comma = text[..last].iter().rposition(|c| *c == ',')?;
    let rest = comma + 1 + text[comma + 1..].iter().position(|c| !c.is_whitespace())?;
    let journal = text[rest].is_uppercase() && words(&text[rest..]) <= 6 && words(&text[..comma]) >= 2;
    journal.then_some(rest)
}

fn is_closing(c: char) -> bool {
    matches!(c, '»' | '”' | '"' | '’')
}

/// “XXI ( 1979 ),”: the volume, then perhaps an issue, then the year.
fn number_and_year(text: &str, characters: &mut Vec<(char, Label)>) {
    let mut current = Label::Volume;
    let mut seen_number = false;
    for word in text.split_inclusive(' ') {
        let letters: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
        let lower = letters.to_lowercase();
        let is_year = letters.len() == 4 && ("1400".."2100").contains(&letters.as_str());
        let is_month = ibidem_citations::parse::find_date(&format!("1 {lower} 1900")).is_some()
            && lower.len() > 2
            && !lower.starts_with(|c: char| c.is_ascii_digit());
        let numeric = letters.chars().any(|c| c.is_ascii_digit())
            || !letters.is_empty() && letters.chars().all(|c| "IVXLCDMil".contains(c));
        if is_year || is_month || current == Label::Date && numeric {
            current = Label::Date;
        } else if matches!(lower.as_str(), "n" | "nn" | "no" | "nr" | "fasc" | "fascicolo" | "num" | "nos")
            || numeric && seen_number && current == Label::Volume
        {
            current = Label::Issue;
        }
        seen_number |= numeric;
        characters.extend(word.chars().map(|c| (c, current)));
    }
}

/// Takes away the blanks that the Venice corpus has around its signs.
pub(crate) fn detokenized(reference: &Labelled) -> Labelled {
    let mut out: Vec<(char, Label)> = Vec::with_capacity(reference.characters.len());
    let mut opened = false;
    for (i, (c, label)) in reference.characters.iter().enumerate() {
        let next = reference.characters.get(i + 1).map(|(c, _)| *c);
        let before = out.last().map(|(c, _)| *c);
        let joins = *c == ' '
            && (next.is_some_and(|next| ",.;:)]»”".contains(next))
                || before.is_some_and(|before| "([«“".contains(before))
                || next == Some('’')
                || before == Some('’')
                || hyphen_between_numbers(reference, i)
                || next == Some('"') && opened
                || before == Some('"') && opened);
        if *c == '"' {
            opened = !opened;
        }
        if !joins {
            out.push((*c, *label));
        }
    }
    Labelled { characters: out }
}

/// “418 - 419”, and “Pluc - ked”, which a line end parted.
fn hyphen_between_numbers(reference: &Labelled, blank: usize) -> bool {
    let at = |i: usize| reference.characters.get(i).map(|(c, _)| *c);
    let around = |hyphen: usize| {
        let before = hyphen.checked_sub(2).and_then(at);
        let behind = at(hyphen + 2);
        let numbers =
            before.is_some_and(|c| c.is_ascii_digit()) && behind.is_some_and(|c| c.is_ascii_digit());
        let word = before.is_some_and(char::is_lowercase) && behind.is_some_and(char::is_lowercase);
        at(hyphen) == Some('-') && (numbers || word)
    };
    around(blank + 1) || blank > 0 && around(blank - 1)
}

/// Damages a reference as scans and converters do.
pub(crate) fn damaged(reference: &Labelled, random: &mut Random) -> Labelled {
    let mut out: Vec<(char, Label)> = Vec::with_capacity(reference.characters.len());
    let quotes = random.below(8);
    for (i, (c, label)) in reference.characters.iter().enumerate() {
        let next = reference.characters.get(i + 1).map(|(c, _)| *c);
        let c = match (c, quotes) {
            ('“' | '”' | '„' | '«' | '»', 0) => '"',
            ('‘' | '’', 0) => '\'',
            ('“' | '”' | '„' | '«' | '»', 1) => continue,
            ('–', 0..=3) => '-',
            (other, _) => *other,
        };
        let lost = match c {
            '.' | ',' => random.below(60) == 0,
            ' ' => {
                random.below(200) == 0
                    || next.is_some_and(|next| next.is_ascii_digit())
                        && out.last().is_some_and(|(c, _)| *c == '.')
                        && random.below(12) == 0
            }
            _ => false,
        };
        if lost {
            continue;
        }
        let slip = random.below(900) == 0 && c.is_ascii_alphabetic();
        out.push((if slip { SLIPS[random.below(SLIPS.len())] } else { c }, *label));
        if c.is_ascii_lowercase()
            && next.is_some_and(|next| next.is_ascii_lowercase())
            && random.below(250) == 0
        {
            out.push(('-', *label));
            if random.below(2) == 0 {
                out.push((' ', *label));
            }
        }
    }
    Labelled { characters: out }
}

/// Letters that a scanner takes for others.
const SLIPS: [char; 10] = ['l', 'I', '1', 'i', 'c', 'e', 'o', '0', 'n', 'u'];
