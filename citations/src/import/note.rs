//! Notes that hold variables: `interviewer: Dan Frost; medium: Tape`, one a line in Zotero.

use super::{set_from_text, set_text};
use crate::{Item, Name, Span, Variable};

/// Takes the variables out of a note; what is none stays the note.
///
/// A part that is no variable belongs to the one before it: names are parted by “; ”, too.
pub(super) fn read(item: &mut Item, note: &str, span: Option<Span>) {
    let mut found: Vec<(Option<Variable>, String)> = vec![(None, String::new())];
    for part in note.split('\n').flat_map(|line| line.split("; ")) {
        match variable(part) {
            Some((variable, value)) => found.push((Some(variable), value.to_owned())),
            None => {
                if let Some((_, last)) = found.last_mut() {
                    let gap = if last.is_empty() { "" } else { "; " };
                    last.push_str(gap);
                    last.push_str(part.trim());
                }
            }
        }
    }
    for (variable, value) in found {
        match variable {
            // What the note says of a date is all of it; the field had to leave something out.
            Some(variable) => {
                if variable.holds_date() {
                    item.fields.retain(|field| field.variable != variable);
                }
                set_from_text(item, variable, &value, span);
            }
            None => set_text(item, Variable::Note, &value, span),
        }
    }
}

/// `container-title: X`, or `{:container-title: X}` of older Zotero.
fn variable(part: &str) -> Option<(Variable, &str)> {
    let part = part.trim();
    let part = part.strip_prefix("{:").and_then(|part| part.strip_suffix('}')).unwrap_or(part);
    let (name, value) = part.split_once(':')?;
    let variable = Variable::read(name).filter(|variable| *variable != Variable::Note)?;
    (!value.trim().is_empty()).then(|| (variable, value.trim()))
}

/// `Family || Given` of Zotero; any other name whole, since nothing tells its parts.
pub(super) fn name(text: &str) -> Name {
    match text.split_once("||") {
        Some((family, given)) => Name::person(given.trim(), family.trim()),
        None if text.trim().is_empty() => Name::default(),
        None => Name::literal(text.trim()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;

    fn item(note: &str) -> Item {
        let mut item = Item::new(Kind::Book);
        read(&mut item, note, None);
        item
    }

    #[test]
    fn variables_are_taken_out() {
        let item = item("First edition; medium: Tape; interviewer: Dan Frost; Ann Lee");
        assert_eq!(item.text(Variable::Note), Some("First edition"));
        assert_eq!(item.text(Variable::Medium), Some("Tape"));
        assert_eq!(item.names(Variable::Interviewer), [Name::literal("Dan Frost"), Name::literal("Ann Lee")]);
    }

    #[test]
    fn lines_of_zotero() {
        let item = item("original-date: 1888\neditor: Quill || Mary\n{:status: in press}");
        assert_eq!(item.date(Variable::OriginalDate), Some(&crate::Date::year(1888)));
        assert_eq!(item.names(Variable::Editor), [Name::person("Mary", "Quill")]);
        assert_eq!(item.text(Variable::Status), Some("in press"));
    }

    #[test]
    fn other_colons_are_text() {
        assert_eq!(item("Contents: a; b").text(Variable::Note), Some("Contents: a; b"));
    }
}
