#![doc = include_str!("misplaced_punctuation.md")]

use ibidem_sdk::{Finding, Findings, Host, Paper, Rule, Safety, Severity, Span};

use crate::Registered;
use crate::address::{addresses, starts_with};
use crate::word::word_around;

const RULE: Rule = Rule {
    name: "misplaced-punctuation",
    severity: Severity::Warning,
    page: include_str!("misplaced_punctuation.md"),
};

pub(crate) const REGISTERED: Registered = Registered { rule: RULE, check };

fn check(paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
    let addresses: Vec<Span> = addresses(paper).into_iter().map(|address| address.span).collect();
    let mut found = stopped_access_dates(paper, &addresses);
    for note in &paper.notes {
        let text = paper.text_of(note.span);
        for pair in PAIRS {
            for (at, _) in text.match_indices(pair.signs) {
                let span = Span::new(at, at + pair.signs.len());
                let placed = span.shifted(note.span.start);
                let i = addresses.partition_point(|address| address.end <= placed.start);
                let in_address = addresses.get(i).is_some_and(|address| address.overlaps(placed));
                if stands_alone(text, span) && !in_address {
                    found.push(report_pair(paper, placed, pair));
                }
            }
        }
    }
    found.sort_by_key(|finding| finding.span);
    for finding in found {
        findings.push(finding);
    }
}

/// Two signs that no style sets behind each other, and what one of them is there for.
struct Pair {
    signs: &'static str,
    right: &'static str,
    why: &'static str,
}

const fn pair(signs: &'static str, right: &'static str, why: &'static str) -> Pair {
    Pair { signs, right, why }
}

const PAIRS: &[Pair] = &[
    pair(",)", ")", "nothing follows the comma before the parenthesis closes"),
    pair(";)", ")", "nothing follows the semicolon before the parenthesis closes"),
    pair(",]", "]", "nothing follows the comma before the bracket closes"),
    pair("(,", "(", "nothing stands before the comma in the parenthesis"),
    pair(",,", ",", "the comma stands twice"),
    pair(";;", ";", "the semicolon stands twice"),
    pair(",;", ";", "comma and semicolon part the same two things"),
    pair(";,", ";", "semicolon and comma part the same two things"),
    pair(",.", ".", "comma and full stop end the same thing"),
    pair(";.", ".", "semicolon and full stop end the same thing"),
    pair(",”,", ",”", "the comma stands both before and behind the quotation mark"),
    pair(",\",", ",\"", "the comma stands both before and behind the quotation mark"),
];

/// Whether signs stand between a word and a space, so that they mean nothing else.
///
/// Old German typewriting opens a quotation with `,,`; `,.` can be the rest of an omission.
fn stands_alone(text: &str, span: Span) -> bool {
    let before = text.get(..span.start).unwrap_or_default();
    let behind = text.get(span.end..).unwrap_or_default();
    let opens = span.of(text).starts_with('(');
    let behind_word = before
        .ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '”' | '"' | '’' | ')' | ']' | '»'));
    let before_space = behind.is_empty()
        || behind.starts_with(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | ')' | ':' | ';'));
    let dots = behind.starts_with("..") || behind.starts_with(" .");
    (opens && !behind.starts_with(',')) || (behind_word && before_space && !dots)
}

fn report_pair(paper: &Paper, span: Span, pair: &Pair) -> Finding {
    let word = word_around(&paper.text, span);
    let message = format!(
        "In “{}” the signs “{}” stand together, as in no style: {}.",
        paper.text_of(word),
        pair.signs,
        pair.why
    );
    Finding::new(&RULE, word, message).with_fix(Safety::Safe, span, pair.right)
}

/// An address, and how the parenthesis with the day of access follows it.
struct Access {
    /// The full stop between both, if there is one.
    stop: Option<Span>,
    /// From the end of the address into the parenthesis.
    span: Span,
}

/// Finds full stops that cut the day of access off its address, where the document otherwise has none.
fn stopped_access_dates(paper: &Paper, addresses: &[Span]) -> Vec<Finding> {
    let all: Vec<Access> = addresses.iter().filter_map(|address| access_behind(paper, *address)).collect();
    let (stopped, plain): (Vec<&Access>, Vec<&Access>) = all.iter().partition(|access| access.stop.is_some());
    // Some libraries end the address with a full stop: what a document does more often is its style.
    let Some(usual) = plain.first().filter(|_| plain.len() >= 2 && plain.len() > 2 * stopped.len()) else {
        return Vec::new();
    };
    let report = |access: &&Access| {
        let stop = access.stop?;
        let message = format!(
            "A full stop cuts the day of access off its address: {} other notes have none there.",
            plain.len()
        );
        let finding = Finding::new(&RULE, access.span, message);
        Some(finding.with_related(usual.span, "here without a full stop").with_fix(Safety::Safe, stop, ""))
    };
    stopped.iter().filter_map(report).collect()
}

fn access_behind(paper: &Paper, address: Span) -> Option<Access> {
    const WORDS: [&str; 8] = [
        "accessed",
        "last accessed",
        "retrieved",
        "visited",
        "last visited",
        "zuletzt",
        "abgerufen",
        "consult",
    ];
    let behind = paper.text.get(address.end..)?;
    let rest = behind.strip_prefix('>').unwrap_or(behind);
    let closed = behind.len() - rest.len();
    let (stop, rest) = match rest.strip_prefix('.') {
        Some(rest) => (Some(Span::new(closed, closed + 1).shifted(address.end)), rest),
        None => (None, rest),
    };
    let open = rest.trim_start_matches([' ', '\u{a0}']).strip_prefix('(')?;
    let word = WORDS.iter().find(|word| starts_with(open, word))?;
    let end = address.end + (behind.len() - open.len()) + word.len();
    // The last letters of the address show to what the stop was added.
    let tail: usize = paper.text_of(address).chars().rev().take(12).map(char::len_utf8).sum();
    Some(Access { stop, span: Span::new(address.end - tail, end) })
}
