//! The kinds of defect: what an author or a converter does to a note, and which rule should say so.

use std::ops::Range;

use crate::chance::Chance;
use crate::paper::{Item, Paper};

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

/// Two neighboring letters in the middle of a word exchanged; nothing where they are alike.
fn misspelt(text: &str, word: &str) -> Option<String> {
    let mut letters: Vec<char> = word.chars().collect();
    let middle = letters.len() / 2;
    let are_fit = letters.len() >= 5
        && letters.iter().all(|c| c.is_alphabetic())
        && letters.get(middle - 1) != letters.get(middle);
    if !are_fit {
        return None;
    }
    letters.swap(middle - 1, middle);
    text.contains(word).then(|| text.replacen(word, &letters.iter().collect::<String>(), 1))
}

/// The n-th long word of a title, counted around.
fn long_word(title: &str, n: usize) -> Option<String> {
    let words = title.split(|c: char| !c.is_alphabetic());
    let long: Vec<&str> = words.filter(|word| word.chars().count() >= 6).collect();
    long.get(n % long.len().max(1)).map(|word| (*word).to_owned())
}

fn year(item: &Item) -> Option<String> {
    item.cited["issued"]["date-parts"][0][0]
        .as_i64()
        .map(|year| year.to_string())
        .filter(|year| year.len() == 4)
}

/// A number with another third digit: the same century, another decade.
fn with_other_digit(text: &str, number: &str, digit: usize) -> Option<String> {
    let third = number.get(2..3)?.parse::<usize>().ok()?;
    // A year in the future is another fault.
    let other = if third == 0 { 1 } else { (third + digit) % 10 % third };
    let changed = format!("{}{other}{}", number.get(..2)?, number.get(3..)?);
    (changed != number && text.contains(number)).then(|| text.replacen(number, &changed, 1))
}

fn with_other_volume(text: &str, item: &Item, digit: usize) -> Option<String> {
    let volume = item.variable("volume");
    let last = volume.get(volume.len().checked_sub(1)?..)?.parse::<usize>().ok()?;
    if item.variable("type") != "article-journal"
        || volume.len() < 2
        || !volume.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let changed = format!("{}{}", volume.get(..volume.len() - 1)?, (last + digit) % 10);
    let at = text.match_indices(volume).find(|(at, _)| {
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let (before, behind) =
            (text.get(..*at).unwrap_or_default(), text.get(at + volume.len()..).unwrap_or_default());
        !is_digit(before.chars().next_back()) && !is_digit(behind.chars().next())
    });
    let (at, _) = at?;
    Some(format!("{}{changed}{}", text.get(..at)?, text.get(at + volume.len()..)?))
}

fn year_against_address(text: &str, item: &Item, digit: usize) -> Option<String> {
    let (year, url) = (year(item)?, item.variable("URL"));
    let is_daily = item.cited["issued"]["date-parts"][0][2].is_number() && item.variable("type") != "report";
    let dated = url.contains(&format!("/{year}/")) || url.contains(&format!("{year}-"));
    let head = text.split("http").next().unwrap_or_default();
    if !is_daily || !dated || !head.contains(&year) {
        return None;
    }
    // Within the same decade: an old date on a new page can be that of a reprint.
    let last = year.get(3..)?.parse::<usize>().ok()?;
    let other = if last == 0 { 1 } else { (last + digit) % 10 % last };
    let changed = format!("{}{other}", year.get(..3)?);
    Some(text.replacen(&year, &changed, 1))
}

/// The longest label of the host of an item's address: `coastaltimes` of `www.coastaltimes.example`.
fn host_name(item: &Item) -> Option<&str> {
    let (_, rest) = item.variable("URL").split_once("://")?;
    let labels = rest.split('/').next()?.split('.');
    labels.max_by_key(|label| label.len()).filter(|label| label.len() >= 6)
}

/// A word of the file name with two letters exchanged, where the file name follows the title.
fn with_misspelt_slug(text: &str, item: &Item) -> Option<String> {
    let name = item.variable("URL").trim_end_matches('/').rsplit('/').next()?.to_owned();
    let title = item.variable("title").to_lowercase();
    let words: Vec<&str> = name.split('-').collect();
    let follows = words.len() >= 4 && words.iter().all(|word| title.contains(word));
    let word = words.iter().find(|word| follows && word.chars().count() >= 6)?;
    Some(text.replace(&name, &misspelt(&name, word)?))
}

/// Notes that end in words lose their full stop, where most others keep theirs.
fn without_points(paper: &Paper) -> Vec<Planted> {
    let ends = |item: &&Item| {
        let behind = paper.source.get(item.span.end..).unwrap_or_default();
        let is_last = behind.starts_with('\n') || behind.starts_with(".\n");
        is_last && item.form == "short" && item.is_alone && !paper.text(item).contains("http")
    };
    let items: Vec<&Item> = paper.items.iter().filter(ends).collect();
    let with_point = |item: &&&Item| {
        let behind = paper.source.get(item.span.end..).unwrap_or_default();
        let text = paper.text(item).trim_end_matches('.');
        behind.starts_with(".\n") && text.ends_with(|c: char| c.is_ascii_digit())
    };
    let stopped: Vec<&&Item> = items.iter().filter(with_point).collect();
    if stopped.len() < 6 {
        return Vec::new();
    }
    let plant = |item: &&&Item| {
        let span = item.span.end..item.span.end + 1;
        Planted { note: item.note.clone(), source: paper.with(span, "") }
    };
    stopped.iter().map(plant).collect()
}

/// The day of a date printed in full becomes the 31st of June or 31st of November, in its own language.
fn with_impossible_day(text: &str, item: &Item) -> Option<String> {
    const MONTHS: [&str; 8] =
        ["June", "November", "Juni", "November", "juin", "novembre", "April", "September"];
    let day = item.cited["issued"]["date-parts"][0][2].as_i64()?.to_string();
    let head = text.split("http").next().unwrap_or_default();
    let month = MONTHS.iter().find(|month| head.contains(**month))?;
    [format!("{month} {day},"), format!("{day} {month} "), format!("{day}. {month} ")].iter().find_map(
        |date| {
            let impossible = date.replacen(&day, "31", 1);
            head.contains(date.as_str()).then(|| text.replacen(date.as_str(), &impossible, 1))
        },
    )
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

/// Drops the access date: what stands in brackets around it, or from one comma to the next behind its year.
fn without_access(text: &str, item: &Item) -> Option<String> {
    let year = item.cited["accessed"]["date-parts"][0][0].as_i64()?.to_string();
    let words = ["accessed", "Accessed", "last accessed", "abgerufen", "zuletzt abgerufen", "consulté"];
    let at = words.iter().filter_map(|word| text.find(word)).min()?;
    let before = text.get(..at)?;
    let behind_year = at + text.get(at..)?.find(&year)? + year.len();
    let (open, end) = match before.trim_end().chars().next_back()? {
        open @ ('(' | '[') => {
            let close = if open == '(' { ')' } else { ']' };
            (at - 1, behind_year + text.get(behind_year..)?.find(close)? + 1)
        }
        ',' => (before.trim_end().len() - 1, behind_year),
        _ => return None,
    };
    Some(format!("{}{}", text.get(..open)?.trim_end(), text.get(end..)?))
}

/// The first range of pages, its ends exchanged.
fn with_reversed_range(text: &str, _item: &Item) -> Option<String> {
    let head = text.split("http").next().unwrap_or_default();
    for (at, dash) in head.match_indices(['-', '–']) {
        let before: String = head
            .get(..at)?
            .chars()
            .rev()
            .take_while(char::is_ascii_digit)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        let behind: String = head.get(at + dash.len()..)?.chars().take_while(char::is_ascii_digit).collect();
        let (start, end) = (at - before.len(), at + dash.len() + behind.len());
        let is_range = before.len() == behind.len() && (2..=3).contains(&before.len()) && before < behind;
        let lead = head.get(..start)?.trim_end();
        if is_range && lead.ends_with([',', ':', '.']) {
            return Some(format!("{}{behind}{dash}{before}{}", text.get(..start)?, text.get(end..)?));
        }
    }
    None
}

/// The first hyphen between two words gets a space behind it.
fn with_space_in_compound(text: &str, _item: &Item) -> Option<String> {
    let head = text.split("http").next().unwrap_or_default();
    let is_compound = |at: usize| {
        let letters = |text: &str, rev: bool| {
            let is_letter = |c: &char| c.is_alphabetic();
            if rev {
                text.chars().rev().take_while(is_letter).count()
            } else {
                text.chars().take_while(is_letter).count()
            }
        };
        head.get(..at).is_some_and(|before| letters(before, true) >= 4)
            && head.get(at + 1..).is_some_and(|behind| letters(behind, false) >= 4)
    };
    let (at, _) = head.match_indices('-').find(|(at, _)| is_compound(*at))?;
    Some(format!("{}- {}", text.get(..at)?, text.get(at + 1..)?))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn item(cited: serde_json::Value) -> Item {
        Item {
            note: "1".into(),
            at: 0,
            is_alone: true,
            form: "full".into(),
            work: "w1".into(),
            span: 0..0,
            cited,
        }
    }

    #[test]
    fn what_is_done_to_a_note() {
        let none = item(serde_json::Value::Null);
        assert_eq!(misspelt("E. P. Thompson, Whigs", "Thompson").unwrap(), "E. P. Thopmson, Whigs");
        assert_eq!(misspelt("Gay", "Gay"), None);
        assert_eq!(with_other_digit("(1963)", "1963", 1).unwrap(), "(1913)");
        assert_eq!(with_reversed_range("Whigs, 130-145.", &none).unwrap(), "Whigs, 145-130.");
        assert_eq!(
            with_space_in_compound("The Anglo-American Trade", &none).unwrap(),
            "The Anglo- American Trade"
        );
        let page = item(serde_json::json!({"accessed": {"date-parts": [[2013, 5, 5]]}}));
        for text in
            ["“A”, http://a.example (accessed May 5, 2013).", "“A”, accessed May 5, 2013, http://a.example."]
        {
            assert_eq!(without_access(text, &page).unwrap(), "“A”, http://a.example.");
        }
        let article = item(serde_json::json!({"type": "article-journal", "volume": "12"}));
        assert_eq!(with_other_volume("Salt 12, 112 (1990)", &article, 1).unwrap(), "Salt 13, 112 (1990)");
    }
}
