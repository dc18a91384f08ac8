//! Changes → their numbers, which no other annotation of the document has, their author and their day.

use std::collections::HashSet;

use super::AUTHOR;

/// What numbers the changes and comments of a run.
#[derive(Clone, Debug)]
pub(super) struct Revisions {
    used: HashSet<u32>,
    next: u32,
    /// `2026-01-31T00:00:00Z`
    date: String,
}

impl Revisions {
    /// Numbers what is made on a day, such as `2026-01-31`.
    pub(super) fn on(day: &str) -> Self {
        Self { used: HashSet::new(), next: 1, date: format!("{day}T00:00:00Z") }
    }

    /// Keeps the numbers of a part from being given once more.
    pub(super) fn keep(&mut self, part: &str) {
        self.used.extend(numbers(part).filter_map(|(start, end)| part.get(start..end)?.parse::<u32>().ok()));
    }

    /// A number that nothing else has.
    pub(super) fn number(&mut self) -> u32 {
        while self.used.contains(&self.next) {
            self.next += 1;
        }
        self.next += 1;
        self.next - 1
    }

    /// When all of it is made: `2026-01-31T00:00:00Z`.
    pub(super) fn date(&self) -> &str {
        &self.date
    }

    /// The attributes of a change.
    pub(super) fn attributes(&mut self, prefix: &str) -> String {
        let (number, date) = (self.number(), &self.date);
        format!("{prefix}id=\"{number}\" {prefix}author=\"{AUTHOR}\" {prefix}date=\"{date}\"")
    }

    /// The same XML with other numbers, for a copy that stands beside it.
    pub(super) fn renewed(&mut self, xml: &str) -> String {
        let mut out = String::with_capacity(xml.len());
        let mut at = 0;
        for (start, end) in numbers(xml) {
            out.push_str(xml.get(at..start).unwrap_or_default());
            out.push_str(&self.number().to_string());
            at = end;
        }
        out.push_str(xml.get(at..).unwrap_or_default());
        out
    }
}

/// Where the values of attributes called `id` stand that are numbers, whatever their prefix.
fn numbers(xml: &str) -> impl Iterator<Item = (usize, usize)> {
    xml.match_indices(":id=").filter_map(|(at, name)| {
        let start = at + name.len() + 1;
        let value = xml.get(start..)?;
        let length = value.bytes().take_while(u8::is_ascii_digit).count();
        let is_closed = value.get(length..)?.starts_with(['"', '\'']);
        (length > 0 && is_closed).then_some((start, start + length))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_given_once() {
        let mut revisions = Revisions::on("2026-01-31");
        revisions.keep("<w:ins w:id=\"1\"/><w:del w:id='3'/><w:x r:id=\"rId2\"/>");
        assert_eq!([revisions.number(), revisions.number()], [2, 4]);
        assert_eq!(
            revisions.renewed("<w:rPrChange w:id=\"1\" w:author=\"A\"/>"),
            "<w:rPrChange w:id=\"5\" w:author=\"A\"/>"
        );
        let expected = "w:id=\"6\" w:author=\"ibidem\" w:date=\"2026-01-31T00:00:00Z\"";
        assert_eq!(revisions.attributes("w:"), expected);
    }
}
