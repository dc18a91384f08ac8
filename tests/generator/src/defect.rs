//! The kinds of defect: what an author or a converter does to a note, and which rule should say so.

use std::ops::Range;

use crate::chance::Chance;
use crate::paper::{Item, Paper};
use crate::slip::{
    host_name, long_word, misspelt, with_impossible_day, with_misspelt_slug, with_other_digit,
    with_other_volume, with_reversed_range, with_space_in_compound, without_access, year,
    year_against_address,
};

/// A kind of defect.
pub struct Defect {
    /// Its name in the table.
    pub name: &'static str,
    /// The rules that may report it: one is enough.
    pub rules: &'static [&'static str],
    /// Rules that may speak of what was done as well, and need not.
    pub also: &'static [&'static str],
    /// Every way in which it can be planted into a paper.
    plant: fn(&Paper, &mut Chance) -> Vec<Planted>,
}

/// A paper with one defect.
#[derive(Clone, Debug)]
pub struct Planted {
    /// The printed number of the note that has it.
    pub note: String,
    /// The text of the file.
    pub source: String,
}

impl Defect {
    /// Plants the defect at some places of a paper, each in a copy of its own.
    pub fn plant(&self, paper: &Paper, seed: u64, most: usize) -> Vec<Planted> {
        let mut chance = Chance::new(seed, &format!("{} {}", paper.name, self.name));
        let mut all = (self.plant)(paper, &mut chance);
        let mut chosen = Vec::new();
        while chosen.len() < most && !all.is_empty() {
            chosen.push(all.swap_remove(chance.below(all.len())));
        }
        chosen
    }
}

const REPEATED: &str = "repeated-full-citation";

/// All kinds, in the order of the table.
pub const DEFECTS: &[Defect] = &[
    Defect {
        name: "full citation copied",
        rules: &[REPEATED],
        also: &[],
        plant: |paper, _| copies(paper, |copy, _| Some(copy)),
    },
    Defect {
        name: "copied, other year",
        rules: &["conflicting-facts"],
        // What was one work is two now, and a bare name names both.
        also: &[REPEATED, "date-contradicts-url", "implausible-date", "ambiguous-short-form"],
        plant: |paper, chance| {
            let digit = chance.below(9) + 1;
            copies(paper, move |copy, item| with_other_digit(&copy, &year(item)?, digit))
        },
    },
    Defect {
        name: "copied, other volume",
        rules: &["conflicting-facts"],
        also: &[REPEATED],
        plant: |paper, chance| {
            let digit = chance.below(9) + 1;
            copies(paper, move |copy, item| with_other_volume(&copy, item, digit))
        },
    },
    Defect {
        name: "copied, title misspelt",
        rules: &["inconsistent-title"],
        also: &[REPEATED, "title-contradicts-url", "garbled-url"],
        plant: |paper, chance| {
            let n = chance.below(5);
            copies(paper, move |copy, item| misspelt(&copy, &long_word(item.variable("title"), n)?))
        },
    },
    Defect {
        name: "copied, author misspelt",
        rules: &["inconsistent-author"],
        also: &[REPEATED],
        plant: |paper, _| copies(paper, |copy, item| misspelt(&copy, item.family())),
    },
    Defect {
        name: "short form, author misspelt",
        rules: &["inconsistent-author", "short-form-without-full"],
        also: &["ibid-without-antecedent", "conflicting-facts"],
        plant: |paper, _| short_forms(paper, |text, item| misspelt(text, item.family())),
    },
    Defect {
        name: "short form, title misspelt",
        rules: &["inconsistent-title"],
        also: &["short-form-without-full"],
        plant: |paper, chance| {
            let n = chance.below(5);
            short_forms(paper, move |text, item| misspelt(text, &long_word(item.variable("title"), n)?))
        },
    },
    Defect {
        name: "copied, host misspelt",
        rules: &["inconsistent-host"],
        also: &[REPEATED, "garbled-url", "missing-access-date"],
        plant: |paper, _| copies(paper, |copy, item| misspelt(&copy, host_name(item)?)),
    },
    Defect {
        name: "host misspelt on one page",
        rules: &["inconsistent-host"],
        also: &["garbled-url"],
        plant: |paper, _| {
            full(paper, |text, item| {
                // Only beside another page of the site can a reader see it.
                let host = host_name(item)?;
                let pages = paper.items.iter().filter(|other| host_name(other) == Some(host)).count();
                if pages > 1 { misspelt(text, host) } else { None }
            })
        },
    },
    Defect {
        name: "word of the address misspelt",
        rules: &["title-contradicts-url", "garbled-url"],
        also: &["inconsistent-title"],
        plant: |paper, _| full(paper, with_misspelt_slug),
    },
    Defect {
        name: "full stop dropped",
        rules: &["missing-final-period"],
        also: &["truncated-citation"],
        plant: |paper, _| without_points(paper),
    },
    Defect {
        name: "day that no month has",
        rules: &["implausible-date"],
        also: &["date-contradicts-url", "conflicting-facts", "missing-date"],
        plant: |paper, _| full(paper, with_impossible_day),
    },
    Defect {
        name: "page beyond the article",
        rules: &["locator-outside-range"],
        also: &[],
        plant: |paper, _| pages_beyond(paper),
    },
    Defect {
        name: "year against the address",
        rules: &["date-contradicts-url"],
        also: &["implausible-date", "conflicting-facts"],
        plant: |paper, chance| {
            let digit = chance.below(9) + 1;
            full(paper, move |text, item| year_against_address(text, item, digit))
        },
    },
    Defect {
        name: "access date dropped",
        rules: &["missing-access-date"],
        also: &["missing-date"],
        plant: |paper, _| access_dates(paper),
    },
    Defect {
        name: "range reversed",
        rules: &["reversed-range"],
        also: &["locator-outside-range", "conflicting-facts"],
        plant: |paper, _| any(paper, with_reversed_range),
    },
    Defect {
        name: "space in a compound",
        rules: &["stray-space"],
        also: &["mixed-spacing", "inconsistent-title"],
        plant: |paper, _| any(paper, with_space_in_compound),
    },
    Defect {
        name: "Ibid. behind two works",
        rules: &["ibid-after-several-works", "ambiguous-short-form"],
        also: &["short-form-before-full"],
        plant: |paper, _| ibids_behind_two(paper),
    },
];

/// Puts a copy of the full citation in the place of a later short form or Ibid.
fn copies(paper: &Paper, change: impl Fn(String, &Item) -> Option<String>) -> Vec<Planted> {
    let habit = paper.items.iter().filter(|item| item.form == "short").count() >= 3;
    let later = paper.items.iter().filter(|item| habit && item.is_alone && item.form != "full");
    let copy = |item: &Item| {
        let full = paper.full_of(item).filter(|full| is_ordinary(full) && full.at + 1 < item.at)?;
        let copy = paper.text(full).trim_end_matches('.').to_owned();
        let last = paper.text(item).trim_end_matches(['"', '”', '’', '\'', '*', '_']);
        let point = if last.ends_with(['.', '?', '!']) { "." } else { "" };
        let text = change(copy, full).filter(|text| is_whole(text))?;
        Some(planted(paper, item, with_emphasis(paper, item.span.clone()), &format!("{text}{point}")))
    };
    later.filter_map(copy).collect()
}

/// A stretch with the asterisks that stand around it: “*Ibid*”.
fn with_emphasis(paper: &Paper, span: Range<usize>) -> Range<usize> {
    let around = |at: usize| paper.source.get(at..=at) == Some("*");
    let is_open = span.start > 0 && around(span.start - 1);
    let closes_within = paper.source.get(span.clone()).is_some_and(|text| text.matches('*').count() % 2 == 1);
    match is_open {
        true if closes_within => span.start - 1..span.end,
        true if around(span.end) => span.start - 1..span.end + 1,
        _ => span,
    }
}

/// Whether every mark that opens closes, so that the copy brings no fault of its own.
fn is_whole(text: &str) -> bool {
    let even = |mark: char| text.matches(mark).count().is_multiple_of(2);
    even('*') && even('_') && even('"') && text.matches('(').count() == text.matches(')').count()
}

/// Whether a work is of a kind that has no rules of its own for citing it again.
fn is_ordinary(item: &Item) -> bool {
    let kinds =
        ["book", "article-journal", "article-newspaper", "article-magazine", "chapter", "webpage", "report"];
    kinds.contains(&item.variable("type"))
}

fn planted(paper: &Paper, item: &Item, span: Range<usize>, text: &str) -> Planted {
    Planted { note: item.note.clone(), source: paper.with(span, text) }
}

fn in_place(
    paper: &Paper,
    wanted: impl Fn(&Item) -> bool,
    change: impl Fn(&str, &Item) -> Option<String>,
) -> Vec<Planted> {
    let items = paper.items.iter().filter(|item| wanted(item));
    let change =
        |item: &Item| Some(planted(paper, item, item.span.clone(), &change(paper.text(item), item)?));
    items.filter_map(change).collect()
}

fn short_forms(paper: &Paper, change: impl Fn(&str, &Item) -> Option<String>) -> Vec<Planted> {
    let wanted = |item: &Item| item.form == "short" && paper.full_of(item).is_some_and(is_ordinary);
    in_place(paper, wanted, change)
}

fn full(paper: &Paper, change: impl Fn(&str, &Item) -> Option<String>) -> Vec<Planted> {
    in_place(paper, |item| item.form == "full", change)
}

fn any(paper: &Paper, change: impl Fn(&str, &Item) -> Option<String>) -> Vec<Planted> {
    in_place(paper, |_| true, change)
}

/// Notes that end in words lose their full stop, where most others keep theirs.
fn without_points(paper: &Paper) -> Vec<Planted> {
    let stopped = |item: &&Item| {
        let text = paper.text(item);
        let ends_note = paper.source.get(item.span.end..).is_some_and(|rest| rest.starts_with('\n'));
        let is_stopped =
            text.strip_suffix('.').is_some_and(|text| text.ends_with(|c: char| c.is_ascii_digit()));
        ends_note && is_stopped && item.form == "short" && item.is_alone && !text.contains("http")
    };
    let stopped: Vec<&Item> = paper.items.iter().filter(stopped).collect();
    if stopped.len() < 6 {
        return Vec::new();
    }
    let plant = |item: &&Item| {
        let span = item.span.end - 1..item.span.end;
        Planted { note: item.note.clone(), source: paper.with(span, "") }
    };
    stopped.iter().map(plant).collect()
}

/// Pages of short forms far behind the last page of their article.
fn pages_beyond(paper: &Paper) -> Vec<Planted> {
    let beyond = |item: &Item| {
        let full = paper.full_of(item).filter(|_| item.form == "short")?;
        let (_, last) = full.variable("page").split_once(['-', '–'])?;
        let text = paper.text(item).trim_end_matches('.');
        let page = text.rsplit(|c: char| !c.is_ascii_digit()).next().filter(|page| !page.is_empty())?;
        let is_article = full.variable("type") == "article-journal" && last.len() >= 2 && page.len() >= 2;
        let far = format!("9{page}");
        let start = item.span.start + text.len() - page.len();
        is_article
            .then(|| Planted { note: item.note.clone(), source: paper.with(start..start + page.len(), &far) })
    };
    paper.items.iter().filter_map(beyond).collect()
}

/// Drops access dates, where enough others stay for a reader to miss one.
fn access_dates(paper: &Paper) -> Vec<Planted> {
    let with = paper.items.iter().filter(|item| !item.cited["accessed"].is_null()).count();
    if with >= 5 { full(paper, without_access) } else { Vec::new() }
}

/// A second work put into the note before an Ibid.
fn ibids_behind_two(paper: &Paper) -> Vec<Planted> {
    let mut all = Vec::new();
    for pair in paper.items.windows(2) {
        let [before, ibid] = pair else { continue };
        let is_pair = ibid.form == "ibid"
            && ibid.is_alone
            && before.is_alone
            && before.form != "ibid"
            && before.at + 1 == ibid.at;
        let other = paper
            .items
            .iter()
            .find(|item| item.form == "short" && item.work != before.work && item.at < before.at);
        if let Some(other) = other.filter(|_| is_pair) {
            let (first, second) = (paper.text(before), paper.text(other).trim_end_matches('.'));
            let point = if first.ends_with('.') { "." } else { "" };
            let second = format!("{}; {second}{point}", first.trim_end_matches('.'));
            let source = paper.with(before.span.clone(), &second);
            all.push(Planted { note: ibid.note.clone(), source });
        }
    }
    all
}
