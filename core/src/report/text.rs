//! Report → text for a terminal, as a copy editor would write it in the margin.
//!
//! Colors are written always; whoever opens the stream takes them out where they do not belong.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use ibidem_citations::NoteNumber;
use ibidem_sdk::{Safety, Severity};

use super::escape::{escaped, width};
use super::excerpt::shortened;
use super::{Excerpt, Found, FoundEdit, FoundFix, Place, RelatedPlace, Report};

/// The columns of a line of prose.
const COLUMNS: usize = 100;
/// Related places beyond these are counted, not shown.
const RELATED_SHOWN: usize = 6;
/// The columns of a quote within a line of prose.
const QUOTED: usize = 60;

const STRONG: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

/// Writes a report for a terminal.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let (undecided, decided): (Vec<&Found>, Vec<&Found>) =
        report.findings.iter().partition(|found| found.severity == Severity::Undecided);
    let mut text = String::new();
    add_groups(&mut text, &decided, report);
    if !undecided.is_empty() {
        let _ = writeln!(text, "{STRONG}Not decided{STRONG:#}: not counted as faults\n");
        add_groups(&mut text, &undecided, report);
    }
    add_summary(&mut text, report);
    out.write_all(text.as_bytes())
}

/// Writes findings under the heading of their file and that of their note.
fn add_groups(text: &mut String, findings: &[&Found], report: &Report) {
    let mut file = None;
    // What was said of one note need not be said again of the next.
    let mut said: BTreeMap<(Option<usize>, &str, &str), &Place> = BTreeMap::new();
    for group in findings.chunk_by(|a, b| a.file == b.file && are_of_one_note(a, b)) {
        let Some(first) = group.first() else { continue };
        if file != Some(first.file) {
            file = Some(first.file);
            let entry = first.file.and_then(|file| report.files.get(file));
            if let Some(entry) = entry {
                let _ = writeln!(text, "{STRONG}{}{STRONG:#}\n", escaped(&entry.path));
            }
        }
        add_heading(text, first);
        for found in group {
            let key = (found.file, found.rule.as_str(), found.message.as_str());
            add_finding(text, found, said.get(&key).copied());
            if let Some(place) = &found.place {
                said.entry(key).or_insert(place);
            }
        }
    }
}

/// Whether two findings stand in one note, or both in the body, or both nowhere.
fn are_of_one_note(a: &Found, b: &Found) -> bool {
    match (&a.place, &b.place) {
        (Some(a), Some(b)) => a.note_id == b.note_id,
        (None, None) => true,
        _ => false,
    }
}

fn add_heading(text: &mut String, first: &Found) {
    match &first.place {
        Some(place @ Place { note: Some(note), .. }) => {
            let _ = writeln!(text, "{STRONG}Note {}{STRONG:#}{}", number(note), behind_note(place));
        }
        Some(_) => {
            let _ = writeln!(text, "{STRONG}In the text{STRONG:#}");
        }
        None => {}
    }
}

fn number(note: &NoteNumber) -> String {
    escaped(&note.to_string())
}

fn add_finding(text: &mut String, found: &Found, said_at: Option<&Place>) {
    let style = style_of(found.severity);
    let _ = write!(text, "  {style}{}{style:#}  {}", found.severity.name(), escaped(&found.rule));
    match &found.place {
        Some(place @ Place { note: None, .. }) => {
            let _ = writeln!(text, "  {FAINT}{}{FAINT:#}", line_of(place));
        }
        _ => text.push('\n'),
    }
    if let Some(place) = &found.place {
        add_excerpt(text, &place.excerpt, style);
    }
    match said_at {
        Some(place) => add_wrapped(text, 4, &format!("As in {}.", name_of(place))),
        None => add_reasons(text, found),
    }
    if let Some(fix) = &found.fix {
        add_fix(text, fix);
    }
    text.push('\n');
}

/// Where a note stands, behind its number; the paragraphs of a word processor are counted in the body alone.
fn behind_note(place: &Place) -> String {
    if place.unit == "line" { format!(", {}", line_of(place)) } else { String::new() }
}

/// “line 12”, “page 3, line 12”, “chapters/one.tex, line 12”.
fn line_of(place: &Place) -> String {
    let Place { unit, line, .. } = place;
    let page = place.sheet.as_ref().map(|sheet| format!("page {}, ", sheet.page)).unwrap_or_default();
    match &place.part {
        Some(part) => format!("{}, {unit} {line}", escaped(part)),
        None => format!("{page}{unit} {line}"),
    }
}

/// A note by its number, or a line of the body.
pub(super) fn name_of(place: &Place) -> String {
    match &place.note {
        Some(note) => format!("note {}", number(note)),
        None => line_of(place),
    }
}

/// What is wrong, and what contradicts it.
fn add_reasons(text: &mut String, found: &Found) {
    add_wrapped(text, 4, &escaped(&found.message));
    if let Some(by) = &found.hidden_by {
        add_wrapped(text, 4, &format!("Not counted: hidden by {}.", escaped(by)));
    }
    for related in found.related.iter().take(RELATED_SHOWN) {
        add_related(text, related, found.place.as_ref());
    }
    if let Some(more @ 1..) = found.related.len().checked_sub(RELATED_SHOWN) {
        add_wrapped(text, 6, &format!("and {} more: {}", count(more, "place"), numbers_of(&found.related)));
    }
}

fn style_of(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        Severity::Info => AnsiColor::Cyan.on_default(),
        Severity::Undecided => FAINT,
    }
}

/// The words that stand there, and marks beneath those that are at fault.
fn add_excerpt(text: &mut String, excerpt: &Excerpt, style: Style) {
    let Excerpt { before, marked, behind } = excerpt;
    let _ = writeln!(text, "    {FAINT}|{FAINT:#} {before}{STRONG}{marked}{STRONG:#}{behind}");
    let marks = "^".repeat(width(marked).max(1));
    let indent = " ".repeat(width(before));
    let _ = writeln!(text, "    {FAINT}|{FAINT:#} {indent}{style}{marks}{style:#}");
}

fn add_related(text: &mut String, related: &RelatedPlace, own: Option<&Place>) {
    let place = &related.place;
    let quote = shortened(&escaped(&place.quote), QUOTED);
    let here = match &place.note {
        Some(_) if own.is_some_and(|own| own.note_id == place.note_id) => "same note".to_owned(),
        Some(note) => format!("note {}{}", number(note), behind_note(place)),
        None => format!("text, {}", line_of(place)),
    };
    let message =
        if related.message.is_empty() { String::new() } else { format!(": {}", escaped(&related.message)) };
    add_wrapped(text, 6, &format!("{here}, “{quote}”{message}"));
}

/// The notes that are not shown.
fn numbers_of(related: &[RelatedPlace]) -> String {
    let names = related.iter().skip(RELATED_SHOWN).map(|related| name_of(&related.place));
    names.collect::<Vec<_>>().join(", ")
}

fn add_fix(text: &mut String, fix: &FoundFix) {
    let safety = match fix.safety {
        Safety::Safe => "Fix",
        Safety::Unsafe => "Fix to be looked at",
        Safety::DisplayOnly => "Hint",
    };
    let mut edits: Vec<(String, usize)> = Vec::new();
    for edit in fix.edits.iter().map(words_of) {
        match edits.iter_mut().find(|(known, _)| *known == edit) {
            Some((_, times)) => *times += 1,
            None => edits.push((edit, 1)),
        }
    }
    let times = |n| if n == 1 { String::new() } else { format!(" ({n} times)") };
    let edits: Vec<String> = edits.into_iter().map(|(edit, n)| format!("{edit}{}", times(n))).collect();
    add_wrapped(text, 4, &format!("{safety}: {}.", edits.join("; ")));
}

/// “replace “1979” by “1980””.
pub(super) fn words_of(edit: &FoundEdit) -> String {
    let (was, now) = (shortened(&escaped(&edit.was), QUOTED), shortened(&escaped(&edit.text), QUOTED));
    match (was.is_empty(), now.is_empty()) {
        (_, true) if was.trim().is_empty() => "remove the space".to_owned(),
        (false, true) => format!("remove “{was}”"),
        (true, _) => format!("insert “{now}”"),
        _ => format!("replace “{was}” by “{now}”"),
    }
}

/// Writes prose in lines of limited length; a word that is longer has its own line.
fn add_wrapped(text: &mut String, indent: usize, prose: &str) {
    let margin = " ".repeat(indent);
    let mut used = 0;
    for word in prose.split(' ').filter(|word| !word.is_empty()) {
        let columns = width(word);
        if used == 0 {
            text.push_str(&margin);
            used = indent;
        } else if used + 1 + columns > COLUMNS {
            text.push('\n');
            text.push_str(&margin);
            used = indent;
        } else {
            text.push(' ');
            used += 1;
        }
        text.push_str(word);
        used += columns;
    }
    text.push('\n');
}

fn add_summary(text: &mut String, report: &Report) {
    let severities = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "info")];
    let counts: Vec<String> = severities
        .into_iter()
        .map(|(severity, word)| (report.count(severity), word))
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| count(n, word))
        .collect();
    let found = if counts.is_empty() { "Nothing found".to_owned() } else { listed(&counts) };
    let undecided = match report.count(Severity::Undecided) {
        0 => String::new(),
        n => format!(", and {n} not decided,"),
    };
    let notes = report.files.iter().map(|file| file.notes).sum();
    let works = report.files.iter().map(|file| file.works).sum();
    let files = match report.files.len() {
        0 | 1 => String::new(),
        n => format!(" of {n} files"),
    };
    let (notes, works) = (count(notes, "note"), count(works, "work"));
    let _ = writeln!(text, "{STRONG}{found}{STRONG:#}{undecided} in {notes} and {works}{files}.");
    add_links(text, report);
    add_plugins(text, report);
    add_hidden(text, report);
}

/// What became of the links, in one line: how many of each verdict, and why some have none.
fn add_links(text: &mut String, report: &Report) {
    let links = report.records.get("links").map_or(&[][..], Vec::as_slice);
    if links.is_empty() {
        return;
    }
    let mut verdicts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for link in links {
        let member = |name| link.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
        *verdicts.entry(member("verdict")).or_default() += 1;
        if member("verdict") == "unknown" {
            *reasons.entry(member("reason")).or_default() += 1;
        }
    }
    let parts = ["live", "dead", "unknown"].into_iter().filter_map(|verdict| {
        let n = verdicts.get(verdict)?;
        let mut part = format!("{n} {verdict}");
        if verdict == "unknown" {
            let reasons: Vec<String> =
                reasons.iter().map(|(reason, n)| format!("{n} {}", escaped(reason))).collect();
            let _ = write!(part, " ({})", reasons.join(", "));
        }
        Some(part)
    });
    let parts: Vec<String> = parts.collect();
    if !parts.is_empty() {
        add_wrapped(text, 0, &format!("Links: {}.", parts.join(", ")));
    }
}

fn add_plugins(text: &mut String, report: &Report) {
    let sound = report.plugins.iter().filter(|plugin| !plugin.has_failed);
    let names: Vec<String> = sound
        .map(|plugin| format!("{} {}", plugin.id, plugin.version.as_deref().unwrap_or_default()))
        .map(|name| escaped(name.trim_end()))
        .collect();
    if names.is_empty() {
        add_wrapped(text, 0, "No checker has come to an end.");
    } else {
        add_wrapped(text, 0, &format!("Checked by {}.", listed(&names)));
    }
    let failed: Vec<String> =
        report.plugins.iter().filter(|plugin| plugin.has_failed).map(|plugin| escaped(&plugin.id)).collect();
    let unread = report.files.iter().filter(|file| !file.is_read).count();
    let mut reasons = Vec::new();
    if report.is_interrupted {
        reasons.push("it was interrupted".to_owned());
    }
    if !failed.is_empty() {
        reasons.push(format!("{} failed", listed(&failed)));
    }
    if unread > 0 {
        reasons.push(format!("{} could not be read", count(unread, "file")));
    }
    if !reasons.is_empty() {
        let style = style_of(Severity::Error);
        let _ = writeln!(text, "{style}The audit is incomplete{style:#}: {}.", reasons.join("; "));
    }
}

fn add_hidden(text: &mut String, report: &Report) {
    let hidden = &report.hidden;
    let mut reasons = Vec::new();
    if hidden.by_choice > 0 {
        reasons.push(format!("{} by --only or --skip", count(hidden.by_choice, "finding")));
    }
    if hidden.guesses > 0 {
        let word = if hidden.guesses == 1 { "guess" } else { "guesses" };
        reasons.push(format!("{} {word} of the reader (--show-guesses)", hidden.guesses));
    }
    let by_word = hidden.by_word.iter();
    reasons.extend(
        by_word.map(|(by, n)| format!("{} by {} (--show-ignored)", count(*n, "finding"), escaped(by))),
    );
    if !reasons.is_empty() {
        let _ = writeln!(text, "Hidden: {}.", reasons.join("; "));
    }
}

fn count(n: usize, word: &str) -> String {
    if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") }
}

/// “a”, “a and b”, “a, b and c”.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use ibidem_citations::Span;
    use ibidem_sdk::{Finding, Rule};

    use super::super::{FileEntry, Hidden, PluginEntry};
    use super::*;
    use crate::Reading;

    const PAPER: &str = "Vienna\u{202e} built.[^1] More.[^2]\n\n\
        [^1]: Carl E. Schorske, *Fin-de-siècle Vienna* (New York: Knopf, 1980), 24.\n\
        [^2]: Carl E. Schorske, *Fin de siècle Vienna* (New York: Knopf, 1979), 31.\n";

    const RULE: Rule = Rule { name: "conflicting-facts", severity: Severity::Error, page: "" };

    fn reading() -> Reading {
        Reading::from_bytes(PAPER.as_bytes().to_vec(), None, None)
    }

    fn place(reading: &Reading, text: &str) -> Span {
        let start = reading.paper.text.find(text).unwrap();
        Span::new(start, start + text.len())
    }

    fn report(findings: Vec<Finding>) -> Report {
        let reading = reading();
        let findings =
            findings.into_iter().map(|finding| Found::of(finding, "duplicates", true, 0, &reading));
        Report {
            files: vec![FileEntry { path: "vienna.md".to_owned(), is_read: true, notes: 2, works: 1 }],
            plugins: vec![PluginEntry {
                id: "duplicates".to_owned(),
                version: Some("0.1.0".to_owned()),
                from: Some("bundled".to_owned()),
                has_failed: false,
            }],
            findings: findings.collect(),
            records: BTreeMap::new(),
            hidden: Hidden::default(),
            is_interrupted: false,
        }
    }

    fn check(report: &Report, expected: &str) {
        let mut out = Vec::new();
        write(report, &mut out).unwrap();
        let shown = anstream::adapter::strip_str(std::str::from_utf8(&out).unwrap()).to_string();
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_fault_is_marked_beneath_and_contradicted() {
        let reading = reading();
        let (year, other) = (place(&reading, "1979"), place(&reading, "1980"));
        let finding = Finding::new(&RULE, year, "The year is 1979 here and 1980 there.")
            .with_related(other, "here it is 1980")
            .with_fix(Safety::Unsafe, year, "1980");
        check(
            &report(vec![finding]),
            "vienna.md\n\n\
             Note 2, line 4\n  \
               error  conflicting-facts\n    \
                 | … de siècle Vienna (New York: Knopf, 1979), 31.\n    \
                 |                                      ^^^^\n    \
                 The year is 1979 here and 1980 there.\n      \
                   note 1, line 3, “1980”: here it is 1980\n    \
                 Fix to be looked at: replace “1979” by “1980”.\n\n\
             1 error in 2 notes and 1 work.\n\
             Checked by duplicates 0.1.0.\n",
        );
    }

    #[test]
    fn the_same_reason_is_given_once() {
        let reading = reading();
        let finding = |text| Finding::new(&RULE, place(&reading, text), "A year is odd.");
        check(
            &report(vec![finding("1980"), finding("1979")]),
            "vienna.md\n\n\
             Note 1, line 3\n  \
               error  conflicting-facts\n    \
                 | … Vienna (New York: Knopf, 1980), 24.\n    \
                 |                            ^^^^\n    \
                 A year is odd.\n\n\
             Note 2, line 4\n  \
               error  conflicting-facts\n    \
                 | … de siècle Vienna (New York: Knopf, 1979), 31.\n    \
                 |                                      ^^^^\n    \
                 As in note 1.\n\n\
             2 errors in 2 notes and 1 work.\n\
             Checked by duplicates 0.1.0.\n",
        );
    }

    #[test]
    fn what_is_not_decided_stands_apart_and_escaped() {
        let reading = reading();
        let word = place(&reading, "Vienna\u{202e}");
        let finding = Finding::new(&RULE, word, "Odd\u{1b}[2J.").at(Severity::Undecided);
        check(
            &report(vec![finding]),
            "Not decided: not counted as faults\n\n\
             vienna.md\n\n\
             In the text\n  \
               undecided  conflicting-facts  line 1\n    \
                 | Vienna\\u{202e} built. More.\n    \
                 | ^^^^^^^^^^^^^^\n    \
                 Odd\\u{1b}[2J.\n\n\
             Nothing found, and 1 not decided, in 2 notes and 1 work.\n\
             Checked by duplicates 0.1.0.\n",
        );
    }

    #[test]
    fn what_failed_and_what_is_hidden_is_said() {
        let mut report = report(Vec::new());
        report.plugins[0].has_failed = true;
        report.files.push(FileEntry { path: "b.md".to_owned(), is_read: false, notes: 0, works: 0 });
        report.hidden = Hidden { by_choice: 1, guesses: 2, ..Hidden::default() };
        let message = "duplicates failed while checking: it hung".to_owned();
        report.findings.push(Found::of_core("plugin-failed", Severity::Error, Some(0), message));
        check(
            &report,
            "vienna.md\n\n  \
               error  plugin-failed\n    \
                 duplicates failed while checking: it hung\n\n\
             1 error in 2 notes and 1 work of 2 files.\n\
             No checker has come to an end.\n\
             The audit is incomplete: duplicates failed; 1 file could not be read.\n\
             Hidden: 1 finding by --only or --skip; 2 guesses of the reader (--show-guesses).\n",
        );
    }

    #[test]
    fn long_prose_is_broken_between_words() {
        let mut text = String::new();
        add_wrapped(&mut text, 4, &"word ".repeat(30));
        let lengths: Vec<usize> = text.lines().map(str::len).collect();
        assert_eq!(lengths, [98, 58]);
    }
}
