//! The examples of a rule's page, run.
//!
//! A page is documentation and test at once: each of its ` ```flagged ` and ` ```clean ` blocks
//! is a small paper. [`check_pages`] runs them all, and [`findings`] runs a checker over a paper
//! that a test writes down itself:
//!
//! ```
//! let paper = ibidem_sdk::testing::paper("1. Carl E. Schorske, *Fin-de-siècle Vienna* (New York: Knopf, 1980), 24.");
//! assert_eq!(paper.notes.len(), 1);
//! assert!(paper.text.contains("Fin-de-siècle Vienna (New York"));
//! ```

mod canned;
mod keyed;

use std::fmt::Write as _;

pub use canned::Canned;

use ibidem_citations::resolve::Keyed;
use ibidem_citations::{Block, BlockKind, Marker, Note, NoteKind, NoteNumber, Paper, Run, RunStyle, Span};

use crate::{Checker, Finding, Findings, Host, Rule};

/// The day of the audit in examples.
pub const TODAY: &str = "2026-01-01";

/// Runs the examples on the page of every rule of a checker.
///
/// A page needs a `flagged` and a `clean` example. An example is a list of numbered notes
/// (`1. text`), or paragraphs of a body and notes behind them (`[^1]: text`), and entries of a
/// reference list (`- text`), with italics
/// (`*x*`) and addresses as in Markdown. `[@key]` cites by a key the entry `- @key: text`. Only findings of the page's own rule count.
/// A rule that asks the network gets the answers of the page's `http` fences: [`Canned`].
///
/// # Panics
///
/// Names each page and example that does not hold, and what was found.
pub fn check_pages<C: Checker>(checker: &C) {
    check_pages_at(checker, &Host::new(TODAY));
}

/// Runs the examples as [`check_pages`] does, for a checker that asks services: the host answers them.
///
/// # Panics
///
/// Names each page and example that does not hold, and what was found.
pub fn check_pages_at<C: Checker>(checker: &C, host: &Host<'_>) {
    let mut faults = String::new();
    for rule in checker.rules() {
        check_page(checker, host, rule, &mut faults);
    }
    assert!(faults.is_empty(), "\n{faults}");
}

/// Runs a checker over a paper, and returns what it finds, in its own order.
pub fn findings<C: Checker>(checker: &C, paper: &Paper) -> Vec<Finding> {
    findings_at(checker, &Host::new(TODAY), paper)
}

/// Makes a paper of an example: its notes are read, and tied to the works that they cite.
pub fn paper(example: &str) -> Paper {
    let (mut paper, keyed) = lay_out_keyed(example);
    let declared = ibidem_citations::resolve::Declared { keyed, ..Default::default() };
    ibidem_citations::resolve::resolve_declared(&mut paper, declared);
    paper
}

/// An example of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Example<'a> {
    is_flagged: bool,
    /// The line of the page on which it starts.
    line: usize,
    text: &'a str,
}

fn findings_at<C: Checker>(checker: &C, host: &Host<'_>, paper: &Paper) -> Vec<Finding> {
    let mut findings = Findings::default();
    checker.check(paper, host, &mut findings);
    findings.into_vec()
}

fn check_page<C: Checker>(checker: &C, host: &Host<'_>, rule: &Rule, faults: &mut String) {
    let examples = examples(rule.page);
    let name = rule.name;
    if rule.page.lines().next() != Some(&format!("# {name}")) {
        let _ = writeln!(faults, "the page of {name} does not start with “# {name}”");
    }
    for (is_flagged, word) in [(true, "flagged"), (false, "clean")] {
        if !examples.iter().any(|example| example.is_flagged == is_flagged) {
            let _ = writeln!(faults, "the page of {name} has no `{word}` example");
        }
    }
    let canned = Canned::of_page(rule.page);
    let answered = Host::answered_by(TODAY, &canned);
    let host = if rule.page.contains("\n```http\n") { &answered } else { host };
    for example in examples {
        check_example(checker, host, name, example, faults);
    }
}

fn check_example<C: Checker>(
    checker: &C,
    host: &Host<'_>,
    rule: &str,
    example: Example<'_>,
    faults: &mut String,
) {
    let paper = paper(example.text);
    let mut found = findings_at(checker, host, &paper);
    found.retain(|finding| finding.rule == rule);
    let word = if example.is_flagged { "flagged" } else { "clean" };
    let place = format!("the page of {rule}, `{word}` example on line {}", example.line);
    if example.is_flagged == found.is_empty() {
        let _ =
            writeln!(faults, "{place}: {}", if found.is_empty() { "nothing was found in" } else { "found" });
        for finding in &found {
            describe(&paper, finding, faults);
        }
        for line in example.text.lines() {
            let _ = writeln!(faults, "    | {line}");
        }
    }
    for finding in &found {
        if let Some(fault) = unsound(&paper, finding) {
            let _ = writeln!(faults, "{place}: {fault}");
            describe(&paper, finding, faults);
        }
    }
}

/// Why the program would refuse a finding, if it would.
fn unsound(paper: &Paper, finding: &Finding) -> Option<&'static str> {
    let is_within = |span: Span| paper.text.get(span.start..span.end).is_some();
    let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
    if finding.message.trim().is_empty() {
        Some("the finding has no message")
    } else if !is_within(finding.span) || finding.span.is_empty() {
        Some("the finding quotes nothing")
    } else if !finding.related.iter().all(|related| is_within(related.span)) {
        Some("a related place lies outside of the text")
    } else if !edits.clone().all(|edit| is_within(edit.span)) {
        Some("an edit lies outside of the text")
    } else if !edits.map(|edit| edit.span).is_sorted_by(|a, b| a.end <= b.start) {
        Some("edits overlap, or are not in order")
    } else {
        None
    }
}

fn describe(paper: &Paper, finding: &Finding, text: &mut String) {
    let quote = paper.text_of(finding.span);
    let _ = writeln!(text, "    {} “{quote}”: {}", finding.severity.name(), finding.message);
    for related in &finding.related {
        let _ = writeln!(text, "        “{}”: {}", paper.text_of(related.span), related.message);
    }
}

/// Finds the fenced examples of a page.
fn examples(page: &str) -> Vec<Example<'_>> {
    let mut examples = Vec::new();
    let mut open: Option<(bool, usize, usize)> = None;
    let mut is_other_fence = false;
    let mut at = 0;
    for (line, text) in page.split_inclusive('\n').enumerate() {
        let (start, info) = (at, text.trim_end().strip_prefix("```"));
        at += text.len();
        match (info, open) {
            (Some(_), Some((is_flagged, from, first))) => {
                examples.push(Example {
                    is_flagged,
                    line: first,
                    text: page.get(from..start).unwrap_or_default(),
                });
                open = None;
            }
            (Some(_), None) if is_other_fence => is_other_fence = false,
            (Some(info @ ("flagged" | "clean")), None) => open = Some((info == "flagged", at, line + 1)),
            (Some(_), None) => is_other_fence = true,
            (None, _) => {}
        }
    }
    examples
}

/// A paper with text, runs and notes, whose citations are not read yet, and what it says by keys.
fn lay_out_keyed(example: &str) -> (Paper, Keyed) {
    let mut keys: Vec<String> = Vec::new();
    let mut layout = Layout::default();
    let (notes, body) = blocks(example);
    for paragraph in body {
        let span = layout.add(&paragraph);
        layout.paper.blocks.push(Block { span, kind: BlockKind::Paragraph });
    }
    layout.paper.body = Span::new(0, layout.paper.text.len());
    for (i, (number, raw)) in notes.into_iter().enumerate() {
        let keyed = keyed::entry(&raw).filter(|_| number == ENTRY);
        let (key, raw) =
            keyed.map_or((None, raw.clone()), |(key, raw)| (Some(key.to_owned()), raw.to_owned()));
        keys.extend(key.clone());
        let span = layout.add(&raw);
        let kind = if number == ENTRY { NoteKind::Reference } else { NoteKind::Footnote };
        let number = if number == ENTRY { (i + 1).to_string() } else { number };
        let number = key.map_or_else(|| NoteNumber::read(&number), NoteNumber::Label);
        let of_this_note = |marker: &Marker| marker.number == number;
        let anchors =
            layout.markers.iter().filter(|marker| of_this_note(marker)).map(|marker| marker.at).collect();
        layout.markers.retain(|marker| !of_this_note(marker));
        let id = format!("n{}", i + 1);
        let (flags, citations) = (Vec::new(), Vec::new());
        layout.paper.notes.push(Note { id, number, kind, span, raw, anchors, flags, citations });
    }
    layout.paper.unmatched_markers = layout.markers;
    layout.paper.runs.sort_by_key(|run| run.span);
    let keyed = keyed::settle(&mut layout.paper, layout.cited, &keys);
    (layout.paper, keyed)
}

/// What stands in the place of a number before an entry of a reference list.
const ENTRY: &str = "-";

/// Notes with their numbers, and paragraphs.
fn blocks(example: &str) -> (Vec<(String, String)>, Vec<String>) {
    let mut notes: Vec<(String, String)> = Vec::new();
    let mut body: Vec<String> = Vec::new();
    let has_definitions = example.lines().any(|line| line.starts_with("[^"));
    let mut is_open = None;
    for line in example.lines() {
        let entry = line.strip_prefix("- ").map(|text| (ENTRY, text.trim()));
        let started = entry.or_else(|| if has_definitions { definition(line) } else { numbered(line) });
        match (started, is_open) {
            (Some((number, text)), _) => {
                notes.push((number.to_owned(), text.to_owned()));
                is_open = Some(true);
            }
            _ if line.trim().is_empty() => is_open = None,
            (None, Some(in_note)) => {
                let open = if in_note { notes.last_mut().map(|note| &mut note.1) } else { body.last_mut() };
                if let Some(text) = open {
                    text.push('\n');
                    text.push_str(line.trim());
                }
            }
            (None, None) => {
                body.push(line.trim().to_owned());
                is_open = Some(false);
            }
        }
    }
    (notes, body)
}

fn definition(line: &str) -> Option<(&str, &str)> {
    let (number, text) = line.strip_prefix("[^")?.split_once("]:")?;
    Some((number, text.trim()))
}

fn numbered(line: &str) -> Option<(&str, &str)> {
    let (number, text) = line.split_once(". ")?;
    number.bytes().all(|byte| byte.is_ascii_digit()).then_some((number, text.trim()))
}

#[derive(Default)]
struct Layout {
    paper: Paper,
    markers: Vec<Marker>,
    /// Keys that are cited, and where they stand.
    cited: Vec<(String, Span)>,
}

impl Layout {
    /// Adds a block, less its markup.
    fn add(&mut self, source: &str) -> Span {
        if !self.paper.text.is_empty() {
            self.paper.text.push_str("\n\n");
        }
        let start = self.paper.text.len();
        let mut italic_from = None;
        let mut rest = source;
        while let Some(c) = rest.chars().next() {
            let taken = match c {
                '*' => Some(self.turn_italics(&mut italic_from)),
                '<' => self.add_autolink(rest),
                '[' => {
                    let marker = self.add_marker(rest).or_else(|| self.add_key(rest));
                    marker.or_else(|| self.add_link(rest))
                }
                'h' if !self.paper.text.ends_with(char::is_alphanumeric) => self.add_bare_address(rest),
                '\\' => self.add_escaped(rest),
                // A broken line is a space in the text that checkers see.
                '\n' => {
                    self.paper.text.push(' ');
                    Some(1)
                }
                _ => None,
            };
            let length = taken.unwrap_or_else(|| {
                self.paper.text.push(c);
                c.len_utf8()
            });
            rest = rest.get(length..).unwrap_or_default();
        }
        Span::new(start, self.paper.text.len())
    }

    fn turn_italics(&mut self, open: &mut Option<usize>) -> usize {
        let here = self.paper.text.len();
        match open.take() {
            Some(from) => self.paper.runs.push(Run { span: Span::new(from, here), style: RunStyle::Italic }),
            None => *open = Some(here),
        }
        1
    }

    fn add_autolink(&mut self, rest: &str) -> Option<usize> {
        let target = rest.strip_prefix('<')?.split('>').next()?;
        let is_address = target.starts_with("http") && !target.contains(char::is_whitespace);
        is_address.then(|| self.push_link(target, target, target.len() + 2))
    }

    fn add_link(&mut self, rest: &str) -> Option<usize> {
        let (label, behind) = rest.strip_prefix('[')?.split_once("](")?;
        let target = behind.split(')').next()?;
        let is_link = target.starts_with("http") && !label.contains(']');
        is_link.then(|| self.push_link(&unescaped(label), target, label.len() + target.len() + 4))
    }

    fn add_bare_address(&mut self, rest: &str) -> Option<usize> {
        if !rest.starts_with("http://") && !rest.starts_with("https://") {
            return None;
        }
        let end = rest.find(|c: char| c.is_whitespace() || "<>\"“”\\".contains(c)).unwrap_or(rest.len());
        let target = rest.get(..end)?.trim_end_matches(['.', ',', ';', ':', ')', ']']);
        Some(self.push_link(target, target, target.len()))
    }

    fn push_link(&mut self, text: &str, target: &str, taken: usize) -> usize {
        let start = self.paper.text.len();
        self.paper.text.push_str(text);
        let span = Span::new(start, self.paper.text.len());
        self.paper.runs.push(Run { span, style: RunStyle::Link { target: target.to_owned() } });
        taken
    }

    fn add_marker(&mut self, rest: &str) -> Option<usize> {
        let label = rest.strip_prefix("[^")?.split(']').next()?;
        self.markers.push(Marker { at: self.paper.text.len(), number: NoteNumber::read(label) });
        Some(label.len() + 3)
    }

    fn add_key(&mut self, rest: &str) -> Option<usize> {
        let key = keyed::cited(rest)?;
        let start = self.paper.text.len();
        self.paper.text.push_str(key);
        self.cited.push((key.to_owned(), Span::new(start, self.paper.text.len())));
        Some(key.len() + 3)
    }

    fn add_escaped(&mut self, rest: &str) -> Option<usize> {
        let c = rest.chars().nth(1).filter(char::is_ascii_punctuation)?;
        self.paper.text.push(c);
        Some(1 + c.len_utf8())
    }
}

/// A text less the backslashes that Markdown takes away.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let escaped = characters.next_if(|next| c == '\\' && next.is_ascii_punctuation());
        plain.push(escaped.unwrap_or(c));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, Severity};

    fn lay_out(example: &str) -> Paper {
        lay_out_keyed(example).0
    }

    const PAGE: &str = "# shouting\n\nNotes that shout.\n\n```flagged\n1. AHA!\n```\n\n```toml\n[rules]\n```\n\n```clean\n1. Aha.\n```\n";

    struct Loud(Vec<Rule>);

    impl Checker for Loud {
        fn open(_options: Options) -> Result<Self, String> {
            Ok(Self::with(PAGE))
        }

        fn rules(&self) -> &[Rule] {
            &self.0
        }

        fn check(&self, paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
            for note in paper.notes.iter().filter(|note| paper.text_of(note.span).contains('!')) {
                findings.push(Finding::new(&self.0[0], note.span, "It shouts."));
            }
        }
    }

    impl Loud {
        fn with(page: &'static str) -> Self {
            Self(vec![Rule { name: "shouting", severity: Severity::Info, page }])
        }
    }

    fn faults(page: &'static str) -> String {
        let checker = Loud::with(page);
        let mut faults = String::new();
        check_page(&checker, &Host::new(TODAY), &checker.0[0], &mut faults);
        faults
    }

    #[test]
    fn a_page_that_holds() {
        check_pages(&Loud::open(Options::default()).unwrap());
    }

    #[test]
    fn examples_that_do_not_hold_are_named() {
        let said = faults("# shouting\n\n```flagged\n1. Aha.\n```\n\n```clean\n1. Aha!\n```\n");
        assert!(said.contains("`flagged` example on line 3: nothing was found in\n    | 1. Aha."), "{said}");
        assert!(said.contains("`clean` example on line 7: found\n    info “Aha!”: It shouts."), "{said}");
    }

    #[test]
    fn a_page_needs_both_kinds_of_example_and_its_name() {
        let said = faults("# shout\n\n```flagged\n1. Aha!\n```\n");
        assert_eq!(
            said,
            "the page of shouting does not start with “# shouting”\nthe page of shouting has no `clean` example\n"
        );
    }

    #[test]
    fn notes_are_laid_out_behind_the_body() {
        let paper =
            lay_out("He *said*[^1] so.[^9]\n\n[^1]: See <http://a.example/b_c> and\nhttp://d.example.\n");
        let note = &paper.notes[0];
        assert_eq!(paper.text_of(paper.body), "He said so.");
        assert_eq!(paper.text_of(note.span), "See http://a.example/b_c and http://d.example.");
        assert_eq!((note.anchors.as_slice(), paper.unmatched_markers.len()), ([7].as_slice(), 1));
        let runs: Vec<&str> = paper.runs.iter().map(|run| paper.text_of(run.span)).collect();
        assert_eq!(runs, ["said", "http://a.example/b_c", "http://d.example"]);
    }

    #[test]
    fn keys_are_tied_to_their_entries() {
        let paper = paper(
            "1. See [@a], 3.\n2. [@c].\n\n- @a: Ann Lee, *Quays* (London: Murray, 1999).\n- @b: X.\n- @a: Y.\n",
        );
        let item = paper.notes[0].items().next().unwrap();
        assert_eq!(item.mention.as_ref().map(|mention| mention.confidence), Some(1.0));
        let keys = &paper.keys;
        assert_eq!(keys.cited.iter().map(|cited| cited.is_listed).collect::<Vec<_>>(), [true, false]);
        assert_eq!((keys.uncited[0].key.as_str(), keys.repeated[0].key.as_str()), ("b", "a"));
        assert_eq!(paper.text_of(keys.repeated[0].span), "a");
    }

    #[test]
    fn numbered_notes_and_links() {
        let paper = lay_out("1. [A\\_b](http://a.example/x) [sic] \\*.\n2. Ibid.\n");
        assert_eq!(paper.text, "A_b [sic] *.\n\nIbid.");
        assert_eq!(paper.notes[1].number, NoteNumber::Integer(2));
        assert!(matches!(&paper.runs[0].style, RunStyle::Link { target } if target == "http://a.example/x"));
    }
}
