//! Sources that are broken or hostile: read to their end in linear time, with a word on what was left out.

use std::time::{Duration, Instant};

use ibidem::Reading;
use ibidem::read::Format;

/// A cost that grows with the square of the length would take minutes; a debug build on a busy machine gets more.
const LONGEST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 5 });

const DEEP: usize = 200_000;

fn read_as(format: Format, text: &str) -> Reading {
    let begin = Instant::now();
    let reading = Reading::from_bytes(text.as_bytes().to_vec(), None, Some(format));
    let took = begin.elapsed();
    let start: String = text.chars().take(40).collect();
    assert!(took < LONGEST, "{start:?} takes {took:?}");
    reading
}

fn latex(text: &str) -> Reading {
    read_as(Format::Latex, text)
}

#[test]
fn what_is_opened_and_never_closed_costs_little() {
    let words = [
        "{",
        "}",
        "\\emph{",
        "{\\em ",
        "\\footnote{",
        "\\begin{a}",
        "\\end{a}",
        "\\begin{",
        "\\begin{verbatim}",
        "\\begin{equation}",
        "\\[",
        "\\(",
        "$",
        "\\verb|",
        "\\verb+\\verb-",
        "\\cite[",
        "\\cite{",
        "\\cites(",
        "\\footcite{a}",
        "\\cites{a}",
        "\\foo[",
        "\\newcommand{\\a}{",
        "\\newcommand{\\a}[1]{#1}",
        "\\def\\a{",
        "\\def\\a",
        "\\let\\a\\b",
        "\\input{",
        "\\input{a}",
        "\\bibliography{a}",
        "\\iffalse",
        "\\item[",
        "\\bibitem{a}",
        "\\section{",
        "\\footnotemark",
        "\\footnotemark[3]",
        "\\footnotetext{a}",
        "\\href{a}{",
        "\\textcquote{a}{",
        "%",
        "\\",
        "#1",
        "\\label{a}",
        "\\footref{a}",
        "\\textsuperscript{\\ref{a}}",
        "\\usepackage[",
        "\\documentclass{",
    ];
    for word in words {
        let length = if cfg!(debug_assertions) { DEEP / 4 } else { DEEP };
        latex(&word.repeat(length));
        latex(&format!("\\begin{{document}}{}", word.repeat(length / 4)));
    }
}

#[test]
fn two_hundred_thousand_levels_are_read() {
    for open in
        ["\\emph{", "{", "\\footnote{", "\\textbf{\\emph{", "\\newcommand{\\a}{", "\\enquote{", "\\section{"]
    {
        let close = "}".repeat(open.matches('{').count());
        let reading = latex(&format!("{}deep{}", open.repeat(DEEP), close.repeat(DEEP)));
        assert!(reading.paper.text.len() < 20 * DEEP);
    }
}

#[test]
fn macros_that_stand_for_each_other_end() {
    let told = |reading: &Reading| {
        reading.unread.iter().any(|unread| unread.message.contains("macros stand for more"))
    };
    let named = (0..60).fold(String::new(), |text, n| {
        let (own, next) = (letters(n), letters(n + 1));
        text + &format!("\\newcommand{{\\m{next}}}{{\\m{own} \\m{own} }}\n")
    });
    assert!(told(&latex(&format!("{named}\\begin{{document}}\\m{}\\end{{document}}", letters(60)))));
    assert!(told(&latex("\\newcommand{\\a}{x\\a}\\begin{document}\\a\\end{document}")));
    latex("\\newcommand{\\a}{\\b}\\newcommand{\\b}{\\a}\\begin{document}\\a\\end{document}");
    latex("\\newcommand{\\a}[1]{#1#1}\\begin{document}\\a{\\a{\\a{\\a{\\a{\\a{x}}}}}}\\end{document}");
    let doubling = format!(
        "\\newcommand{{\\a}}[1]{{#1#1}}\\begin{{document}}{}x{}\\end{{document}}",
        "\\a{".repeat(60),
        "}".repeat(60)
    );
    assert!(told(&latex(&doubling)));
}

/// A name of letters alone for a number.
fn letters(n: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap_or(0));
    [letter(n / 26), letter(n)].iter().collect()
}

#[test]
fn nothing_of_a_broken_source_is_lost() {
    let reading = latex(
        "\\begin{document}A claim\\footnote{Ann Lee, \\emph{Quays (London: Murray, 1999), 4.} and on.\n\nMore.\\footnote{Kept.}\\end{document}",
    );
    assert!(reading.paper.text.contains("Quays") && reading.paper.text.contains("and on."));
    assert!(reading.paper.notes.iter().any(|note| reading.paper.text_of(note.span) == "Kept."));
    assert!(
        reading
            .unread
            .iter()
            .any(|unread| unread.message == "this brace is never closed" && unread.line == 1)
    );
}
