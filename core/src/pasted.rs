//! Pasted references, one a line → works.

use ibidem_citations::parse::{Passage, Reference, entry};
use ibidem_citations::{Bibliography, Span, Work, WorkId};

/// The text of a file of references, whatever its encoding.
pub fn text(bytes: Vec<u8>) -> String {
    crate::read::decode(bytes).text
}

/// Reads one line as one reference; its spans are bytes of the line.
pub fn reference(line: &str) -> Reference {
    let start = behind_bullet(line);
    entry(Passage { text: line, span: Span::new(start, line.trim_end().len().max(start)), runs: &[] })
}

/// The references of a text, one work for each line in which something was found.
pub fn bibliography(text: &str) -> Bibliography {
    let items = text.lines().map(|line| reference(line).item).filter(|item| !item.fields.is_empty());
    let works = items.zip(1..).map(|(item, number)| Work {
        id: WorkId(number),
        item,
        first_cited: Span::default(),
        mentions: Vec::new(),
    });
    Bibliography { works: works.collect() }
}

/// Behind “[12] ”, “12. ”, “- ”, “• ” at the start of a line.
fn behind_bullet(line: &str) -> usize {
    let blank = line.len() - line.trim_start().len();
    let rest = line.get(blank..).unwrap_or_default();
    if let Some((_, length)) = crate::read::leading_number(rest) {
        return blank + length;
    }
    let bullet = rest.strip_prefix(['-', '*', '•', '–']).filter(|behind| behind.starts_with(' '));
    bullet.map_or(blank, |behind| line.len() - behind.trim_start().len())
}

#[cfg(test)]
mod tests {
    use ibidem_citations::Variable;

    use super::*;

    #[test]
    fn one_reference_a_line() {
        let text = "[1] Brandt, Paul. The Salt Road. London: Murray, 1999.\n\n• Schmidt, A. (2001). Salt and iron. Journal of Salt, 3(2), 1–9.\n";
        let works = bibliography(text).works;
        let titles: Vec<&str> = works.iter().map(|work| work.item.title()).collect();
        assert_eq!(titles, ["The Salt Road", "Salt and iron"]);
        assert_eq!(works[1].item.text(Variable::ContainerTitle), Some("Journal of Salt"));
        assert_eq!(reference("").item.fields, []);
    }
}
