//! Field characters → fields: where each begins, what it says, and which text it shows (ECMA-376, part 1, 17.16).

use crate::read::xml::Xml;

/// The fields of a part.
pub(crate) struct Fields {
    all: Vec<Field>,
    /// For each element, the outermost field that is open where it begins.
    outermost: Vec<Option<usize>>,
    /// For each element, whether a program writes what stands there.
    is_written: Vec<bool>,
}

/// A field, by the elements that bound it.
#[derive(Debug)]
pub(crate) struct Field {
    /// Its `fldChar` of type `begin`, as an index of [`Xml::elements`].
    pub(crate) begin: usize,
    /// Its `fldChar` of type `end`; none where it never ends.
    pub(crate) end: Option<usize>,
    instruction: String,
}

/// A field that is open.
struct Open {
    field: usize,
    /// What it shows has begun.
    is_shown: bool,
    /// A program writes what it or a field around it shows.
    is_written: bool,
}

impl Fields {
    /// Finds the fields of a part, each note of which has its own.
    pub(crate) fn of(xml: &Xml<'_>) -> Self {
        let count = xml.elements.len();
        let mut found =
            Self { all: Vec::new(), outermost: vec![None; count], is_written: vec![false; count] };
        let mut open: Vec<Open> = Vec::new();
        for (i, element) in xml.elements.iter().enumerate() {
            match element.name {
                "footnote" | "endnote" => open.clear(),
                "fldChar" => match element.attribute("fldCharType").as_deref() {
                    Some("begin") => {
                        let is_written = open.last().is_some_and(|around| around.is_written);
                        open.push(Open { field: found.all.len(), is_shown: false, is_written });
                        found.all.push(Field { begin: i, end: None, instruction: String::new() });
                    }
                    Some("separate") => {
                        if let Some(last) = open.last_mut() {
                            last.is_shown = true;
                            let field = found.all.get(last.field);
                            last.is_written |= field.is_some_and(|field| is_written(&field.instruction));
                        }
                    }
                    Some("end") => {
                        let ended = open.pop().and_then(|last| found.all.get_mut(last.field));
                        if let Some(field) = ended {
                            field.end = Some(i);
                        }
                    }
                    _ => {}
                },
                "instrText" => {
                    if let Some(last) = open.last().filter(|last| !last.is_shown)
                        && let Some(field) = found.all.get_mut(last.field)
                    {
                        field.instruction.push_str(&xml.text_of(element));
                    }
                }
                _ => {}
            }
            if let (Some(first), Some(last)) = (open.first(), open.last()) {
                found.outermost[i] = Some(first.field);
                found.is_written[i] = last.is_written;
            }
        }
        found
    }

    /// The outermost field that is open where an element begins.
    pub(crate) fn around(&self, element: usize) -> Option<&Field> {
        self.all.get(self.outermost.get(element).copied().flatten()?)
    }

    /// Whether a program writes the text of an element, and would write over what is changed in it.
    pub(crate) fn is_written(&self, element: usize) -> bool {
        self.is_written.get(element).copied().unwrap_or(false)
    }
}

/// Whether a program writes what a field of this instruction shows; the words of a link are its author's.
pub(crate) fn is_written(instruction: &str) -> bool {
    !instruction.trim_start().starts_with("HYPERLINK")
}
