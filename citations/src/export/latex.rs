//! What BibLaTeX and BibTeX share: escapes, names, and the layout of an entry.

use super::plain;
use crate::Name;

/// The fields of one entry, in order; values are written as they are.
pub(super) struct Entry {
    lines: Vec<String>,
}

impl Entry {
    pub(super) fn new(kind: &str, key: &str) -> Self {
        Self { lines: vec![format!("@{kind}{{{key},\n")] }
    }

    /// Adds a field whose value is LaTeX already.
    pub(super) fn raw(&mut self, name: &str, value: &str) {
        self.lines.push(format!("  {name:<14} = {{{value}}},\n"));
    }

    /// Adds a field whose value is no braced text: a month by its macro.
    pub(super) fn bare(&mut self, name: &str, value: &str) {
        self.lines.push(format!("  {name:<14} = {value},\n"));
    }

    /// Adds a text.
    pub(super) fn text(&mut self, name: &str, value: Option<String>) {
        if let Some(value) = value {
            self.raw(name, &escape(&value));
        }
    }

    /// Adds names.
    pub(super) fn names(&mut self, name: &str, names: &[Name]) {
        if !names.is_empty() {
            self.raw(name, &names.iter().map(person).collect::<Vec<_>>().join(" and "));
        }
    }

    /// Adds an address or identifier, which LaTeX reads verbatim.
    pub(super) fn verbatim(&mut self, name: &str, value: Option<String>) {
        if let Some(value) = value {
            self.raw(name, &escape_verbatim(&value));
        }
    }

    pub(super) fn finish(self) -> String {
        self.lines.concat() + "}\n"
    }
}

/// Escapes what LaTeX would take for a command.
///
/// Braces become commands: BibTeX counts braces and pays no heed to a backslash before them.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '{' => escaped.push_str("\\textbraceleft{}"),
            '}' => escaped.push_str("\\textbraceright{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '\u{a0}' => escaped.push('~'),
            '%' | '&' | '$' | '#' | '_' => escaped.extend(['\\', c]),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Escapes a title and keeps words with inner capitals (“NATO”, “eBay”) from being lower-cased.
pub(super) fn escape_title(title: &str) -> String {
    let word = |word: &str| {
        let inner = word.chars().skip_while(|c| !c.is_alphanumeric()).skip(1);
        let is_kept = inner.into_iter().any(char::is_uppercase);
        if is_kept { format!("{{{}}}", escape(word)) } else { escape(word) }
    };
    title.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Escapes an address by percent signs, since nothing else may stand in it.
pub(super) fn escape_verbatim(address: &str) -> String {
    let mut escaped = String::with_capacity(address.len());
    for c in address.chars() {
        match c {
            '\\' | '{' | '}' | '"' | '<' | '>' | '^' | '`' | ' ' | '\u{a0}' | '\u{202f}' => {
                let mut bytes = [0; 4];
                escaped.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

/// `von Last, Jr, First`; an institution in braces of its own.
fn person(name: &Name) -> String {
    let Some(family) = name.family.as_deref() else {
        let whole = name.literal.as_deref().map_or_else(|| plain(&name.full()), plain);
        return format!("{{{}}}", escape(&whole));
    };
    let mut particles = Vec::new();
    let mut last = Vec::new();
    for particle in [&name.dropping_particle, &name.non_dropping_particle].into_iter().flatten() {
        // Only words in lower case are read as a particle; others belong to the last name.
        let is_lower = particle.split(' ').all(|word| word.starts_with(char::is_lowercase));
        if is_lower && last.is_empty() {
            particles.push(part(particle));
        } else {
            last.push(particle.as_str());
        }
    }
    last.push(family);
    let last = last.join(" ");
    let breaks = last.split([' ', '\'', '’']).any(|word| word.starts_with(char::is_lowercase));
    particles.push(if breaks { format!("{{{}}}", escape(&last)) } else { part(&last) });
    let mut whole = particles.join(" ");
    if let Some(suffix) = &name.suffix {
        whole = format!("{whole}, {}", part(suffix));
    }
    if let Some(given) = name.given.as_deref().or(name.suffix.as_ref().map(|_| "")) {
        whole = format!("{whole}, {}", part(given));
    }
    whole
}

/// Part of a name; commas, `and` and `others` mean something between names, but not in braces.
fn part(text: &str) -> String {
    let speaks = text.contains(',') || text.split(' ').any(|word| matches!(word, "and" | "others"));
    if speaks { format!("{{{}}}", escape(text)) } else { escape(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &Name, expected: &str) {
        assert_eq!(person(name), expected);
    }

    #[test]
    fn names_are_taken_apart_as_they_were() {
        check(&Name::person("Carl E.", "Schorske"), "Schorske, Carl E.");
        let beethoven = Name { dropping_particle: Some("van".into()), ..Name::person("Ludwig", "Beethoven") };
        check(&beethoven, "van Beethoven, Ludwig");
        let king = Name { suffix: Some("Jr.".into()), ..Name::person("Martin Luther", "King") };
        check(&king, "King, Jr., Martin Luther");
        check(&Name::person("", "Plato"), "Plato");
        let capital = Name { non_dropping_particle: Some("Van".into()), ..Name::person("Jan", "Damme") };
        check(&capital, "Van Damme, Jan");
    }

    #[test]
    fn family_name_of_several_words_is_kept_whole() {
        // BibTeX takes everything up to the last word in lower case for a particle.
        check(&Name::person("José", "Ortega y Gasset"), "{Ortega y Gasset}, José");
        check(&Name::person("Gabriel", "García Márquez"), "García Márquez, Gabriel");
    }

    #[test]
    fn words_that_join_names_are_braced() {
        check(
            &Name::literal("Ministry of Culture, Media and Sport"),
            "{Ministry of Culture, Media and Sport}",
        );
        check(&Name::person("Ann and Bob", "others"), "{others}, {Ann and Bob}");
    }

    #[test]
    fn braces_are_always_balanced() {
        let escaped = escape("a}b{c\\{ 100% & #1 $x_y ~^ \"q\"");
        let depth = escaped.chars().try_fold(0_i32, |depth, c| match c {
            '{' => Some(depth + 1),
            '}' => (depth > 0).then_some(depth - 1),
            _ => Some(depth),
        });
        assert_eq!(depth, Some(0));
        assert_eq!(escape("50% of A&B_#1"), "50\\% of A\\&B\\_\\#1");
        assert_eq!(escape("}\\"), "\\textbraceright{}\\textbackslash{}");
    }

    #[test]
    fn addresses_keep_their_signs() {
        assert_eq!(
            escape_verbatim("https://a.example/x_y?p=1&q=%20#z~w"),
            "https://a.example/x_y?p=1&q=%20#z~w"
        );
        assert_eq!(escape_verbatim("https://a.example/{b} c\\"), "https://a.example/%7Bb%7D%20c%5C");
    }

    #[test]
    fn inner_capitals_are_protected() {
        assert_eq!(escape_title("What NATO owes McCarthy & Co"), "What {NATO} owes {McCarthy} \\& Co");
        assert_eq!(escape_title("The “eBay” Way"), "The {“eBay”} Way");
    }
}
