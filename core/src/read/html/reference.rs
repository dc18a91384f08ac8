//! `&amp;` → “&”: what references in a text stand for.

use std::collections::HashMap;

use html5gum::{Token, Tokenizer};

/// The longest reference is `&CounterClockwiseContourIntegral;`.
const LONGEST: usize = 40;

/// References that were met, with what they stand for.
#[derive(Default)]
pub(super) struct References<'a> {
    known: HashMap<&'a str, (String, usize)>,
}

impl<'a> References<'a> {
    /// What the reference at the start of a text stands for, and how many bytes of the text it has.
    ///
    /// An ampersand that begins no reference stands for itself.
    pub(super) fn read(&mut self, text: &'a str) -> (&str, usize) {
        let inside = text.bytes().skip(1).take(LONGEST);
        let letters = inside.take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
        let end = 1 + letters + usize::from(text.as_bytes().get(1 + letters) == Some(&b';'));
        let candidate = text.get(..end).unwrap_or(text);
        let (decoded, length) = self.known.entry(candidate).or_insert_with(|| decode(candidate));
        (decoded, *length)
    }

    /// A text with its references decoded.
    pub(super) fn decode(&mut self, mut text: &'a str) -> String {
        let mut decoded = String::with_capacity(text.len());
        while let Some(at) = text.find('&') {
            decoded.push_str(text.get(..at).unwrap_or_default());
            let rest = text.get(at..).unwrap_or_default();
            let (meaning, length) = self.read(rest);
            decoded.push_str(meaning);
            text = rest.get(length..).unwrap_or_default();
        }
        decoded.push_str(text);
        decoded
    }
}

/// Decodes `&amp`, `&#233;`, `&eacutes`: only the standard's table knows where a name without `;` ends.
fn decode(candidate: &str) -> (String, usize) {
    let mut decoded = Vec::new();
    for token in Tokenizer::new(candidate) {
        let Ok(token) = token;
        if let Token::String(text) = token {
            decoded.extend_from_slice(&text.value);
        }
    }
    let decoded = String::from_utf8_lossy(&decoded).into_owned();
    let alike = decoded.bytes().rev().zip(candidate.bytes().rev()).take_while(|(a, b)| a == b).count();
    // The letters behind a reference stand for themselves; they are ASCII in the candidate.
    let behind = alike.min(candidate.len() - 1).min(decoded.len());
    let meaning = decoded.get(..decoded.len() - behind).filter(|meaning| !meaning.is_empty());
    match meaning {
        Some(meaning) if meaning != "&" || candidate.len() - behind > 1 => {
            (meaning.to_owned(), candidate.len() - behind)
        }
        _ => ("&".to_owned(), 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, decoded: &str) {
        assert_eq!(References::default().decode(text), decoded);
    }

    #[test]
    fn references_are_decoded() {
        check("Smith &amp; Wesson", "Smith & Wesson");
        check("D&eacute;tente &#8211; &#x201C;x&#x201D;", "Détente – “x”");
        check("&amp;amp; &ampx AT&T; & &bogus; &;", "&amp; &x AT&T; & &bogus; &;");
        check("caf&eacutes", "cafés");
        check("&#150;&#146;", "–’");
        check("&", "&");
    }

    #[test]
    fn the_length_of_a_reference_is_known() {
        let mut references = References::default();
        assert_eq!(references.read("&eacutes x"), ("é", 7));
        assert_eq!(references.read("&amp;amp;"), ("&", 5));
        assert_eq!(references.read("& b"), ("&", 1));
    }
}
