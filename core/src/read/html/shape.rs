//! What the text, the ids and the classes of links say: marker, back-link, note.

use ibidem_citations::NoteNumber;

use super::page::Element;

/// What a marker prints, as its number: `[7]`, `7`, `*`, `⁷`, `note 3`.
///
/// Letters alone are a number only where something else shows that the text is a marker.
pub(super) fn marker_text(text: &str, letters_count: bool) -> Option<NoteNumber> {
    let own = western_digits(text);
    let bare = bare(&own);
    if bare.is_empty() || bare.chars().count() > 12 {
        return None;
    }
    if let Some(number) = super::super::builder::marker_number(bare) {
        return Some(number);
    }
    if let Some((number, length)) = super::super::builder::raised_digits(bare) {
        return (length == bare.len()).then_some(number);
    }
    let is_label = bare.chars().all(|c| c.is_alphanumeric() || " .-".contains(c));
    let word = bare.split([' ', '.', '-']).next().unwrap_or_default();
    let is_short = bare.chars().count() <= 3 || bare.chars().all(|c| "ivxlcIVXLC".contains(c));
    let named = ["note", "notes", "nb", "n", "fn", "anm", "nota", "lower-alpha"];
    let is_named =
        named.contains(&word.to_lowercase().as_str()) && bare.ends_with(|c: char| c.is_alphanumeric());
    (letters_count && is_label && (is_short || is_named)).then(|| NoteNumber::Label(bare.to_owned()))
}

/// A text with its digits in the form that Europe has of them.
fn western_digits(text: &str) -> String {
    const ZEROS: [char; 3] = ['\u{660}', '\u{6F0}', '\u{966}'];
    let western = |c: char| {
        let digit = |zero: char| {
            u32::from(c).checked_sub(u32::from(zero)).and_then(|digit| char::from_digit(digit, 10))
        };
        ZEROS.iter().find_map(|zero| digit(*zero)).filter(|_| !c.is_ascii()).unwrap_or(c)
    };
    text.chars().map(western).collect()
}

/// A number without the brackets and points around it.
pub(super) fn bare(text: &str) -> &str {
    let around: &[char] = &['[', ']', '(', ')', '{', '}', '.', ',', ':', ';', '\u{A0}', '\u{FE0E}', ' '];
    text.trim().trim_matches(around)
}

/// Whether a text stands in brackets: `[7]`, `(7)`.
pub(super) fn is_bracketed(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(['[', '(', '{']) && text.ends_with([']', ')', '}'])
}

/// Whether the text of a link only leads back: an arrow, “Back to text”.
pub(super) fn is_back_text(text: &str) -> bool {
    const WORDS: [&str; 28] = [
        "back",
        "return",
        "top",
        "jump up",
        "jump up to",
        "back to text",
        "return to text",
        "back to article",
        "up",
        "back to note reference",
        "return to reference",
        "return to note",
        "go back",
        "zurück",
        "zurück zum text",
        "nach oben",
        "retour",
        "retour au texte",
        "remonter",
        "volver",
        "volver al texto",
        "regresar",
        "torna",
        "torna al testo",
        "voltar",
        "terug",
        "terug naar tekst",
        "back to top",
    ];
    let bare = bare(text);
    let is_arrow = !bare.is_empty()
        && bare.chars().all(|c| "^↑↩↵⏎⬆⤴⤶↖⇑⇧▲△◄←«‹<⏫🔙⮌☝\u{FE0E}\u{FE0F}".contains(c) || c.is_whitespace());
    let lower = bare.trim_start_matches(['↑', '↩', '^', '←', '«']).trim().to_lowercase();
    is_arrow || WORDS.contains(&lower.as_str())
}

/// Whether the text of a link only leads to a service that finds the work: publishers set these behind each reference.
pub(super) fn is_service_text(text: &str) -> bool {
    const WORDS: [&str; 24] = [
        "google scholar",
        "crossref",
        "pubmed",
        "pubmed central",
        "medline",
        "web of science",
        "web of science ®",
        "scopus",
        "view",
        "view article",
        "view in article",
        "full text",
        "article",
        "search ads",
        "openurl",
        "cas",
        "ads",
        "mathscinet",
        "worldcat",
        "jstor",
        "open in new tab",
        "open url",
        "find it",
        "download citation",
    ];
    let bare = text.trim().trim_matches(['[', ']', '(', ')', '.', ' ', '\u{A0}']).to_lowercase();
    WORDS.contains(&bare.as_str())
}

/// Whether an element is declared as a marker.
pub(super) fn is_declared_marker(element: &Element) -> bool {
    const CLASSES: [&str; 17] = [
        "footnote-ref",
        "footnoteref",
        "footnote-reference",
        "footnote_ref",
        "footnote-anchor",
        "footnote_referrer",
        "noteref",
        "note-ref",
        "fnref",
        "fn-ref",
        "endnote-ref",
        "endnoteref",
        "footnote-link",
        "footnotecall",
        "ref-fn",
        "msofootnotereference",
        "msoendnotereference",
    ];
    element.has_word("role", "doc-noteref")
        || element.has_word("epub:type", "noteref")
        || has_class(element, &CLASSES)
}

/// Whether an element is declared as leading back to the text.
pub(super) fn is_declared_back(element: &Element) -> bool {
    const CLASSES: [&str; 19] = [
        "footnote-back",
        "footnote-backref",
        "footnote-backlink",
        "footnote_backlink",
        "footnoteback",
        "footnotebacklink",
        "reversefootnote",
        "backlink",
        "back-link",
        "backref",
        "fn-back",
        "footnote-return",
        "mw-cite-backlink",
        "cite-backlink",
        "noteback",
        "footnote__back",
        "easy-footnote-to-top",
        "return-link",
        "back-to-text",
    ];
    element.has_word("role", "doc-backlink")
        || element.has_word("epub:type", "backlink")
        || element.has_word("rev", "footnote")
        || has_class(element, &CLASSES)
}

/// Whether an element is declared as a note.
pub(super) fn is_declared_note(element: &Element) -> bool {
    let has = |attribute: &str, words: &[&str]| words.iter().any(|word| element.has_word(attribute, word));
    has("role", &["doc-footnote", "doc-endnote"])
        || has("epub:type", &["footnote", "endnote", "rearnote", "note"])
}

/// Whether an element is declared as the list of notes.
pub(super) fn is_note_list(element: &Element) -> bool {
    const CLASSES: [&str; 6] =
        ["footnotes", "endnotes", "footnotes-list", "footnote-list", "notes-list", "footnotes_list"];
    let has = |attribute: &str, words: &[&str]| words.iter().any(|word| element.has_word(attribute, word));
    has("role", &["doc-endnotes"])
        || has("epub:type", &["footnotes", "endnotes", "rearnotes"])
        || matches!(element.name, "ol" | "ul" | "section" | "div" | "aside") && has_class(element, &CLASSES)
}

/// Whether an id is one as notes have: `fn1`, `_ftn1`, `cite_note-Smith-2`, `footnote-1`, `n12`.
pub(super) fn is_note_id(id: &str) -> bool {
    let id = id.trim_start_matches('_').to_lowercase();
    let known = [
        "fn",
        "ftn",
        "footnote",
        "foot",
        "note",
        "endnote",
        "edn",
        "en",
        "cite_note",
        "sdfootnote",
        "sdendnote",
        "bib",
        "ref",
        "cit",
        "nb",
        "not",
    ];
    let in_words =
        ["footnote", "endnote", "cite_note", "_fn", "-fn", ":fn", "_ftn", "_note", "-note", "_edn"];
    known
        .iter()
        .any(|start| id.strip_prefix(start).is_some_and(|rest| !rest.starts_with(char::is_alphabetic)))
        || in_words.iter().any(|part| id.contains(part))
        || id.starts_with('n') && id.len() > 1 && id.bytes().skip(1).all(|byte| byte.is_ascii_digit())
        || !id.is_empty() && id.len() <= 4 && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether an element is there for the eye of the visitor and no part of the text: menus, forms, what is hidden.
pub(super) fn is_outside_text(element: &Element) -> bool {
    const CLASSES: [&str; 26] = [
        "navbox",
        "toc",
        "noprint",
        "mw-jump-link",
        "mw-editsection",
        "sidebar",
        "breadcrumb",
        "breadcrumbs",
        "menu",
        "navigation",
        "nav",
        "pagination",
        "share",
        "sharing",
        "social",
        "sharedaddy",
        "comments",
        "comments-area",
        "comment-list",
        "related-posts",
        "cookie-banner",
        "skip-link",
        "screen-reader-text",
        "sr-only",
        "catlinks",
        "subscription-widget-wrap",
    ];
    const ROLES: [&str; 5] = ["navigation", "search", "banner", "contentinfo", "doc-toc"];
    let by_name = matches!(element.name, "nav" | "footer");
    by_name
        || is_hidden(element)
        || ROLES.iter().any(|role| element.has_word("role", role))
        || has_class(element, &CLASSES)
        || matches!(
            element.attribute("id"),
            Some("comments" | "toc" | "sidebar" | "navigation" | "menu" | "respond")
        )
}

/// Elements that hold no text of the page, whatever they contain.
pub(super) fn is_no_text(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "template"
            | "iframe"
            | "noembed"
            | "noframes"
            | "object"
            | "svg"
            | "canvas"
            | "audio"
            | "video"
            | "select"
            | "textarea"
            | "button"
            | "option"
            | "title"
            | "head"
            | "map"
            | "datalist"
            | "annotation"
            | "label"
            | "legend"
    )
}

fn is_hidden(element: &Element) -> bool {
    let style = element.attribute("style").unwrap_or_default().to_lowercase();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    element.attribute("hidden").is_some()
        || style.contains("display:none")
        || style.contains("visibility:hidden")
        // Word's own conditional content.
        || style.contains("mso-hide:all")
}

/// Whether a style raises its text, as `<sup>` does.
pub(super) fn is_raised(element: &Element) -> bool {
    element.name == "sup"
        || has_class(element, &["msofootnotereference", "msoendnotereference", "superscript", "sup"])
        || element.attribute("style").is_some_and(|style| style.contains("super"))
}

/// Whether a class attribute has one of some classes, given in lower case.
pub(super) fn has_class(element: &Element, classes: &[&str]) -> bool {
    element.attribute("class").is_some_and(|own| {
        own.split_whitespace().any(|word| classes.iter().any(|class| word.eq_ignore_ascii_case(class)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_signs_are_markers() {
        let number = |text| marker_text(text, false);
        assert_eq!(number("[7]"), Some(NoteNumber::Integer(7)));
        assert_eq!(number(" 12. "), Some(NoteNumber::Integer(12)));
        assert_eq!(number("⁷"), Some(NoteNumber::Integer(7)));
        assert_eq!(number("١٢"), Some(NoteNumber::Integer(12)));
        assert_eq!(number("**"), Some(NoteNumber::Label("**".to_owned())));
        assert_eq!(number("a"), None);
        assert_eq!(marker_text("[a]", true), Some(NoteNumber::Label("a".to_owned())));
        assert_eq!(marker_text("[note 3]", true), Some(NoteNumber::Label("note 3".to_owned())));
        assert_eq!(marker_text("Smith 1999", true), None);
    }

    #[test]
    fn arrows_and_words_lead_back() {
        for text in ["↩︎", "^", "↑", "[↩]", "Back to text", "↑ Return", "Zurück"] {
            assert!(is_back_text(text), "{text}");
        }
        assert!(!is_back_text("Backlund"));
        assert!(!is_back_text("4"));
    }

    #[test]
    fn ids_of_notes_are_known() {
        for id in [
            "fn1",
            "_ftn12",
            "cite_note-Smith-2",
            "footnote-3",
            "n4",
            "sdfootnote1sym",
            "12",
            "ch1-fn3",
            "edn:4",
        ] {
            assert!(is_note_id(id), "{id}");
        }
        for id in ["section-2", "references", "top", "chapter1", "enlightenment", "footer"] {
            assert!(!is_note_id(id), "{id}");
        }
    }
}
