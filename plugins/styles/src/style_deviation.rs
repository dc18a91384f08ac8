#![doc = include_str!("style_deviation.md")]

use ibidem_sdk::{
    CitationItem, Edit, Finding, Findings, Fix, Form, Kind as WorkKind, LocatorLabel, Paper, Safety, Span,
    Variable,
};
use serde_json::{Value, json};

use crate::desk::{Desk, is_legal};
use crate::difference::{Difference, Kind, Token, differences, printed_tokens, tokens};
use crate::printed::{Piece, Printed};

crate::registered!("style-deviation", Warning, "style_deviation.md");

/// Fields that were read with less confidence make the whole item one that is not compared.
const SUREST: f32 = 0.5;

/// Where less than this share of the words is the same, the reading is as likely wrong as the note.
const LIKE_ENOUGH: f64 = 0.5;

/// How many differences a message names.
const NAMED: usize = 4;

fn check(desk: &Desk<'_>, findings: &mut Findings) {
    let Some(printed) = &desk.printed else { return };
    for (i, cited) in desk.items.iter().enumerate() {
        let Some(pieces) = printed.items.get(&i) else { continue };
        if is_sure(desk.paper, cited.item)
            && let Some(finding) = compared(desk.paper, cited.item, pieces, printed)
        {
            findings.push(finding);
        }
    }
}

fn compared(paper: &Paper, item: &CitationItem, pieces: &[Piece], printed: &Printed) -> Option<Finding> {
    let typed = typed_tokens(paper, item);
    let (text, expected) = printed_tokens(pieces);
    let mut found = differences(&typed, &expected);
    name_moved(&mut found, &typed, &expected);
    if expected.is_empty() || is_misread(&found, &typed, &expected) {
        return None;
    }
    let all = found.len();
    let says_ibid = item.form == Form::Ibid && !is_ibid(&text);
    if !says_ibid && !is_like_enough(&typed, &expected, &found) {
        return None;
    }
    if !says_ibid {
        found.retain(|one| counts(one, item, &typed, &expected));
    }
    if found.is_empty() {
        return None;
    }
    let text = text.trim().trim_end_matches('.');
    let message = if says_ibid {
        format!("“{}” has no ibid. here, but “{text}”", printed.title)
    } else if found.len() == all {
        format!("in “{}” this is “{text}”: {}", printed.title, in_words(&found, &typed, &expected))
    } else {
        format!("“{}” has it otherwise: {}", printed.title, in_words(&found, &typed, &expected))
    };
    let named: Vec<Value> = found.iter().map(|one| evidence(one, &typed, &expected)).collect();
    let finding = Finding::new(&RULE, item.span, message).with_evidence("differences", named);
    Some(if says_ibid {
        written_anew(finding.with_evidence("expected", text), paper, item, text)
    } else {
        let finding = with_fix(finding, item, &found, &typed, pieces, &expected);
        let mended = mended(paper, item, &finding);
        if is_balanced(paper.text_of(item.span)) && !is_balanced(&mended) {
            // The other half of the bracket was not read.
            return None;
        }
        finding.with_evidence("expected", mended.trim().trim_end_matches('.'))
    })
}

/// Whether as many brackets are closed as are opened.
fn is_balanced(text: &str) -> bool {
    let count = |sign: char| text.matches(sign).count();
    count('(') == count(')') && count('[') == count(']')
}

/// The item as it would be typed with the fix: what else the style prints otherwise is left to the author.
fn mended(paper: &Paper, item: &CitationItem, finding: &Finding) -> String {
    let mut text = paper.text_of(item.span).to_owned();
    for edit in finding.fix.iter().flat_map(|fix| fix.edits.iter().rev()) {
        let start = edit.span.start.saturating_sub(item.span.start);
        let end = edit.span.end.saturating_sub(item.span.start);
        if text.get(start..end).is_some() {
            text.replace_range(start..end, &edit.text);
        }
    }
    text
}

/// Puts what the style prints for the whole item, with the point that stands at its end.
fn written_anew(mut finding: Finding, paper: &Paper, item: &CitationItem, text: &str) -> Finding {
    let ends = paper.text_of(item.span).ends_with('.') && !text.ends_with(['.', '!', '?']);
    let has_point = [".”", ".’", ".\"", ".»"].iter().any(|end| text.ends_with(end));
    let point = if ends && !has_point { "." } else { "" };
    let edit = Edit { span: item.span, text: format!("{text}{point}") };
    finding.fix = Some(Fix { safety: Safety::Unsafe, edits: vec![edit] });
    finding
}

/// Words that stand elsewhere are in another order, not missing here and too much there.
fn name_moved(found: &mut [Difference], typed: &[Token], expected: &[Token]) {
    let of = |one: &Difference| match one.kind {
        Kind::Extra => words(typed, &one.typed),
        Kind::Missing => words(expected, &one.printed),
        _ => Vec::new(),
    };
    let all: Vec<(Kind, Vec<String>)> = found.iter().map(|one| (one.kind, of(one))).collect();
    for (i, one) in found.iter_mut().enumerate() {
        let Some((kind, own)) = all.get(i).filter(|(_, own)| !own.is_empty()) else { continue };
        if all.iter().any(|(other, words)| other != kind && words == own) {
            one.kind = Kind::Order;
        }
    }
}

/// Whether a number is missing in one place and too much in another: then it was read as what it is not.
fn is_misread(found: &[Difference], typed: &[Token], expected: &[Token]) -> bool {
    let is_number = |word: &String| word.starts_with(|c: char| c.is_ascii_digit());
    let of = |kind: Kind| found.iter().filter(move |one| one.kind == kind);
    let extra: Vec<String> =
        of(Kind::Extra).flat_map(|one| words(typed, &one.typed)).filter(is_number).collect();
    let mut missing = of(Kind::Missing).flat_map(|one| words(expected, &one.printed)).filter(is_number);
    missing.any(|word| extra.contains(&word))
}

/// Whether a difference is one of style, and neither one of reading nor left to the author.
fn counts(one: &Difference, item: &CitationItem, typed: &[Token], expected: &[Token]) -> bool {
    let old = typed.get(one.typed.clone()).unwrap_or_default();
    let new = expected.get(one.printed.clone()).unwrap_or_default();
    let holds = |names: &[&str]| {
        let is_one = |token: &Token| token.variable.as_deref().is_some_and(|name| names.contains(&name));
        old.iter().chain(new).any(is_one)
    };
    if holds(&["URL", "DOI"]) || is_of_reading(one, item, typed, expected) {
        // Addresses are copied, and what is wrong in them is said by other rules.
        return false;
    }
    match one.kind {
        // Other words in a title are another title or a slip, and no matter of style.
        Kind::Wording | Kind::Missing | Kind::Extra
            if holds(&["title", "title-short", "container-title", "collection-title"]) =>
        {
            false
        }
        // What one citation says of a place, another need not.
        Kind::Missing if holds(&["publisher-place"]) => false,
        // An author shortens a title as it suits.
        _ if one.kind != Kind::Order && item.form != Form::Full && holds(&["title", "title-short"]) => false,
        // “Fall” for “Autumn”, “1972–73” for “1972–1973”.
        Kind::Wording | Kind::Missing if holds(&["issued", "accessed", "original-date", "event-date"]) => {
            false
        }
        // Whose work the translation is, a chapter or its book, or the volume, no variable says.
        Kind::Order if holds(&["translator", "volume"]) => false,
        // A short form names of a page of the web what it likes.
        Kind::Missing if item.form != Form::Full && holds(&["publisher"]) => false,
        // Titles of other languages keep their case.
        Kind::Case if holds(&["title", "container-title", "collection-title", "publisher"]) => {
            is_english(typed)
        }
        Kind::Case => item.form != Form::Ibid,
        // That a style prints less than the author says is no fault; labels and places are a matter of style.
        Kind::Extra => {
            // A place without a publisher is as likely the publisher.
            let has_publisher = item.as_cited.has(Variable::Publisher);
            old.iter().filter(|token| token.is_word).all(|token| match token.variable.as_deref() {
                Some(name) => name == "publisher-place" && has_publisher,
                None => is_label(token),
            })
        }
        Kind::Order | Kind::Abbreviation | Kind::Missing | Kind::Wording | Kind::Punctuation => true,
    }
}

/// Whether a difference is likely one of what was read, not of what was typed.
fn is_of_reading(one: &Difference, item: &CitationItem, typed: &[Token], expected: &[Token]) -> bool {
    let old = typed.get(one.typed.clone()).unwrap_or_default();
    let new = expected.get(one.printed.clone()).unwrap_or_default();
    let has = |tokens: &[Token], others: &[Token], signs: &str| {
        tokens.iter().chain(others).any(|token| !token.is_word && signs.contains(token.text.as_str()))
    };
    let all = |tokens: &[Token], signs: &str| tokens.iter().all(|token| signs.contains(token.text.as_str()));
    let lower = |tokens: &[Token]| -> Vec<String> {
        tokens.iter().filter(|token| token.is_word).map(|token| token.text.to_lowercase()).collect()
    };
    let lone_point = |tokens: &[Token]| matches!(tokens, [point] if point.text == ".");
    let read = &item.as_cited;
    let (old_words, new_words) = (lower(old), lower(new));
    let are = |words: &[String], known: &[&str]| {
        !words.is_empty() && words.iter().all(|word| known.contains(&word.as_str()))
    };
    match one.kind {
        // Markdown takes the brackets of an address for markup, and a backslash with them.
        Kind::Punctuation if all(old, "<>\\") && all(new, "<>") => true,
        // A work taken for an article: a case, a series.
        Kind::Punctuation if old.is_empty() && all(new, "“”‘’\"'") => true,
        // What ends the citation is as likely of the sentence.
        Kind::Punctuation if new.is_empty() && one.typed.end == typed.len() => true,
        // The site stands in brackets for some kinds of page, and not for others.
        Kind::Punctuation if read.has(Variable::Url) && has(old, new, "()") && has(expected, &[], "(") => {
            true
        }
        // “[1978] 2 Ch 43” is a report of law.
        Kind::Punctuation if !read.has(Variable::Url) && has(old, &[], "[]") => true,
        // “From Rabbi ben Ezra to Roger Bacon”
        Kind::Case
            if are(&old_words, &["al", "ben", "bin", "da", "de", "der", "di", "ibn", "la", "van", "von"]) =>
        {
            true
        }
        // “Problem-solving” is as good as “Problem-Solving”.
        Kind::Case => {
            one.typed.start.checked_sub(1).and_then(|i| typed.get(i)).is_some_and(|token| token.text == "-")
        }
        // The point of an abbreviation is seldom read with its word.
        Kind::Punctuation => {
            let behind_genre = one.typed.start.checked_sub(1).and_then(|i| typed.get(i));
            lone_point(old)
                && (new.is_empty()
                    || behind_genre.is_some_and(|token| token.variable.as_deref() == Some("genre")))
                || lone_point(new) && old.is_empty()
        }
        // “and others (eds)”: the others were not read.
        Kind::Abbreviation if are(&old_words, &["ed", "eds"]) => {
            typed.iter().any(|token| matches!(token.text.to_lowercase().as_str(), "others" | "al"))
        }
        // “n.d.” where the date is said elsewhere; “in” before what is no book; who edited, in a short form.
        Kind::Missing => {
            new_words.windows(2).any(|pair| matches!([&*pair[0], &*pair[1]], ["n" | "s", "d"] | ["o", "j"]))
                || are(&new_words, &["in"])
                || item.form != Form::Full && are(&new_words, &["hg", "hrsg", "ed", "eds", "dir"])
        }
        Kind::Wording => {
            are(&old_words, &["ders", "dies", "idem", "id", "ead", "eadem"])
                || item.form != Form::Full && are(&new_words, &["hg", "hrsg", "ed", "eds", "dir"])
        }
        _ => false,
    }
}

fn words(tokens: &[Token], range: &std::ops::Range<usize>) -> Vec<String> {
    let tokens = tokens.get(range.clone()).unwrap_or_default().iter();
    tokens.filter(|token| token.is_word).map(|token| token.text.to_lowercase()).collect()
}

fn is_label(token: &Token) -> bool {
    matches!(
        token.text.to_lowercase().as_str(),
        "p" | "pp" | "page" | "pages" | "vol" | "volume" | "no" | "number"
    )
}

fn is_english(typed: &[Token]) -> bool {
    const SMALL: [&str; 9] = ["the", "of", "and", "to", "for", "with", "from", "by", "its"];
    let is_title = |token: &&Token| token.variable.as_deref().is_some_and(|name| name.ends_with("title"));
    typed.iter().filter(is_title).any(|token| SMALL.contains(&token.text.to_lowercase().as_str()))
}

/// Whether what was read of an item is all that it says.
fn is_sure(paper: &Paper, item: &CitationItem) -> bool {
    let read = &item.as_cited;
    let work = item.mention.as_ref().and_then(|mention| paper.bibliography.work(mention.work));
    // Law is cited by other manuals than the style's, and what a locator other than a page counts is said in many ways.
    let is_legal = is_legal(read.kind) || work.is_some_and(|work| is_legal(work.item.kind));
    if is_legal || item.locator.as_ref().is_some_and(|locator| locator.label != LocatorLabel::Page) {
        return false;
    }
    let is_odd_kind =
        |kind| matches!(kind, WorkKind::Document | WorkKind::Interview | WorkKind::PersonalCommunication);
    let is_odd = is_odd_kind(read.kind);
    if item.form == Form::Short && work.is_some_and(|work| is_odd_kind(work.item.kind)) {
        return false;
    }
    // An address alone is no citation that a style could have in its way.
    if item.form == Form::Full && (is_odd || !read.has(Variable::Title)) {
        return false;
    }
    // “Letters, IV (1978), p. 7” leaves out what a style begins with.
    let is_bare = [Variable::Publisher, Variable::PublisherPlace, Variable::ContainerTitle, Variable::Url]
        .iter()
        .all(|variable| !read.has(*variable));
    if item.form == Form::Full && read.kind == WorkKind::Book && is_bare {
        return false;
    }
    // A chapter that is not said to stand in its book can be a report, or two titles of one work.
    let says_in = || typed_tokens(paper, item).iter().any(is_in);
    if item.form == Form::Full && read.kind == WorkKind::Chapter && !says_in() {
        return false;
    }
    read.fields.iter().all(|field| field.confidence >= SUREST)
        && (item.form != Form::Full || unread(paper, item) == 0)
}

fn is_in(token: &Token) -> bool {
    token.variable.is_none() && matches!(token.text.to_lowercase().as_str(), "in" | "dans" | "en" | "i" | "w")
}

/// How many words of an item belong to nothing that was read, and are none that a note always has.
fn unread(paper: &Paper, item: &CitationItem) -> usize {
    const KNOWN: [&str; 42] = [
        "a",
        "accessed",
        "and",
        "at",
        "by",
        "chap",
        "doi",
        "ed",
        "edited",
        "edition",
        "editor",
        "edn",
        "eds",
        "et",
        "al",
        "nd",
        "others",
        "rd",
        "th",
        "from",
        "in",
        "issue",
        "line",
        "n",
        "no",
        "nos",
        "note",
        "number",
        "of",
        "on",
        "p",
        "pp",
        "s",
        "the",
        "trans",
        "translated",
        "und",
        "v",
        "vol",
        "volume",
        "vols",
        "with",
    ];
    let is_read =
        |token: &Token| token.variable.is_some() || KNOWN.contains(&token.text.to_lowercase().as_str());
    typed_tokens(paper, item).iter().filter(|token| token.is_word && !is_read(token)).count()
}

fn typed_tokens(paper: &Paper, item: &CitationItem) -> Vec<Token> {
    let start = item.span.start;
    tokens(paper.text_of(item.span), |at| {
        let at = start + at;
        let holds = |span: Option<Span>| span.is_some_and(|span| (span.start..span.end).contains(&at));
        let locator = item.locator.as_ref().filter(|locator| holds(Some(locator.span))).map(|_| "locator");
        let field =
            || item.as_cited.fields.iter().find(|field| holds(field.span)).map(|field| field.variable.name());
        locator.or_else(field).map(str::to_owned)
    })
}

fn is_ibid(text: &str) -> bool {
    let start = text.trim_start().to_lowercase();
    ["ib", "ebd", "ebenda", "ivi", "idem"].iter().any(|word| start.starts_with(word))
}

fn is_like_enough(typed: &[Token], expected: &[Token], found: &[Difference]) -> bool {
    let words = |tokens: &[Token]| tokens.iter().filter(|token| token.is_word).count();
    let changed: usize = found
        .iter()
        .filter(|one| !matches!(one.kind, Kind::Case | Kind::Order | Kind::Abbreviation))
        .map(|one| {
            let old = typed.get(one.typed.clone()).map_or(0, words);
            old.max(expected.get(one.printed.clone()).map_or(0, words))
        })
        .sum();
    let all = words(typed).max(words(expected)).max(1);
    #[expect(clippy::cast_precision_loss, reason = "a note has few words")]
    let share = 1.0 - changed as f64 / all as f64;
    share >= LIKE_ENOUGH
}

fn joined(tokens: &[Token]) -> String {
    let mut text = String::new();
    let mut end = None;
    for token in tokens {
        if end.is_some_and(|end| end < token.place.start) {
            text.push(' ');
        }
        text.push_str(&token.text);
        end = Some(token.place.end);
    }
    text
}

fn in_words(found: &[Difference], typed: &[Token], expected: &[Token]) -> String {
    let mut named: Vec<String> = found.iter().filter_map(|one| moved(one, found, typed, expected)).collect();
    let more = named.len().saturating_sub(NAMED);
    if more > 0 {
        named.truncate(NAMED);
        named.push(format!("and {more} more"));
    }
    named.join("; ")
}

/// The words of a difference; words that stand elsewhere are named once, where they belong.
fn moved(one: &Difference, found: &[Difference], typed: &[Token], expected: &[Token]) -> Option<String> {
    if one.kind != Kind::Order {
        return Some(words_of(one, typed, expected));
    }
    let (here, there) = (words(typed, &one.typed), words(expected, &one.printed));
    let others = || found.iter().filter(|other| other.kind == Kind::Order);
    let from = others().find(|other| !there.is_empty() && words(typed, &other.typed) == there);
    let Some(from) = from.filter(|from| *from != one) else {
        let leads_on = others().any(|other| !here.is_empty() && words(expected, &other.printed) == here);
        return (!leads_on || here == there).then(|| words_of(one, typed, expected));
    };
    let variable = one.variable.as_ref().or(from.variable.as_ref());
    let place = variable.map(|variable| format!(" in {variable}")).unwrap_or_default();
    let words = joined(expected.get(one.printed.clone()).unwrap_or_default());
    let when = if from.typed.start < one.typed.start { "early" } else { "late" };
    Some(format!("order{place}: “{}” stands too {when}", words.trim_matches([',', ':', ';', ' '])))
}

fn words_of(one: &Difference, typed: &[Token], expected: &[Token]) -> String {
    let old = joined(typed.get(one.typed.clone()).unwrap_or_default());
    let new = joined(expected.get(one.printed.clone()).unwrap_or_default());
    let place = one.variable.as_ref().map(|variable| format!(" in {variable}")).unwrap_or_default();
    let kind = one.kind.name();
    match (old.is_empty(), new.is_empty()) {
        (true, _) => format!("{kind}{place}: “{new}” is not there"),
        (_, true) => format!("{kind}{place}: “{old}” is too much"),
        _ => format!("{kind}{place}: “{new}” for “{old}”"),
    }
}

fn evidence(one: &Difference, typed: &[Token], expected: &[Token]) -> Value {
    json!({
        "kind": one.kind.name(),
        "variable": one.variable,
        "typed": joined(typed.get(one.typed.clone()).unwrap_or_default()),
        "expected": joined(expected.get(one.printed.clone()).unwrap_or_default()),
    })
}

/// Changes only what differs, so that italics around it stay. Someone must look: the style prints what
/// was read, and a reading can be wrong.
fn with_fix(
    mut finding: Finding,
    item: &CitationItem,
    found: &[Difference],
    typed: &[Token],
    pieces: &[Piece],
    expected: &[Token],
) -> Finding {
    let printed: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    let mut edits = Vec::new();
    for one in found {
        // From the end of the token before to the start of the one behind: blanks change, too.
        let bounds = |tokens: &[Token], range: &std::ops::Range<usize>, length: usize| {
            let from =
                range.start.checked_sub(1).and_then(|i| tokens.get(i)).map_or(0, |token| token.place.end);
            let to = tokens.get(range.end).map_or(length, |token| token.place.start);
            from..to.max(from)
        };
        let old_end = typed.last().map_or(0, |token| token.place.end);
        let new_end = expected.last().map_or(0, |token| token.place.end);
        let old = bounds(typed, &one.typed, old_end);
        let new = bounds(expected, &one.printed, new_end);
        let Some(text) = printed.get(new) else { return finding };
        edits.push(Edit {
            span: Span::new(item.span.start + old.start, item.span.start + old.end),
            text: text.to_owned(),
        });
    }
    finding.fix = Some(Fix { safety: Safety::Unsafe, edits });
    finding
}
