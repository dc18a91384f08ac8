//! Which fields an entry of BibLaTeX has, by its type: the default data model (biblatex 3.18, `blx-dm.def`).

/// Whether entries of this type have this field.
///
/// Asked of the fields that ibidem writes and that not every type has. BibLaTeX names further
/// types, for laws, letters and films, without saying their fields; those take every field.
pub(super) fn takes(kind: &str, field: &str) -> bool {
    let Some(fields) = fields(kind) else { return true };
    EVERYWHERE.contains(&field) || fields.contains(&field)
}

const EVERYWHERE: [&str; 15] = [
    "author",
    "title",
    "titleaddon",
    "note",
    "language",
    "langid",
    "pubstate",
    "library",
    "shorttitle",
    "doi",
    "url",
    "urldate",
    "date",
    "origdate",
    "eprint",
];

/// The fields beyond those that all types have; nothing for types whose fields are not said.
#[rustfmt::skip]
fn fields(kind: &str) -> Option<&'static [&'static str]> {
    let fields: &[&str] = match kind {
        "article" => &[
            "editor", "editora", "editorb", "editorc", "translator", "journaltitle", "series", "issn",
            "number", "pages", "volume",
        ],
        "book" => &[
            "chapter", "edition", "editor", "editora", "editorb", "editorc", "isbn", "location",
            "maintitle", "number", "publisher", "series", "translator", "volume", "volumes",
        ],
        "collection" => &[
            "chapter", "edition", "editor", "editora", "editorb", "editorc", "isbn", "location",
            "maintitle", "number", "pages", "publisher", "series", "translator", "volume", "volumes",
        ],
        "incollection" | "inreference" => &[
            "bookauthor", "booktitle", "chapter", "edition", "editor", "editora", "editorb", "editorc",
            "isbn", "location", "maintitle", "number", "pages", "publisher", "series", "translator",
            "volume", "volumes",
        ],
        "inproceedings" => &[
            "booktitle", "chapter", "editor", "eventdate", "eventtitle", "isbn", "location",
            "maintitle", "number", "organization", "pages", "publisher", "series", "venue", "volume",
            "volumes",
        ],
        "booklet" => &["chapter", "editor", "howpublished", "location", "pages", "type"],
        "dataset" => {
            &["edition", "editor", "location", "number", "organization", "publisher", "series", "type"]
        }
        "misc" | "software" => &["editor", "howpublished", "location", "organization", "type"],
        "online" => &["editor", "organization"],
        "patent" => &["location", "number", "type"],
        "periodical" => &["editor", "editora", "editorb", "editorc", "issn", "number", "series", "volume"],
        "report" => &["chapter", "institution", "location", "number", "pages", "type"],
        "thesis" => &["chapter", "institution", "location", "pages", "type"],
        "unpublished" => &["eventdate", "eventtitle", "howpublished", "location", "type", "venue"],
        _ => return None,
    };
    Some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_those_of_the_manual() {
        assert!(takes("book", "location"));
        assert!(!takes("article", "location"));
        assert!(!takes("misc", "editorb"));
        assert!(takes("online", "urldate"));
    }

    #[test]
    fn types_without_said_fields_take_all() {
        assert!(takes("jurisdiction", "volume"));
    }
}
