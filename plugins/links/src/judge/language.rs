//! In which language a title is, by its small words.

/// Small words that are frequent in titles, by language; a word may belong to several.
const SMALL_WORDS: [(&str, &[&str]); 14] = [
    (
        "en",
        &[
            "the", "of", "and", "in", "to", "on", "for", "with", "from", "by", "is", "are", "a", "an", "at",
            "how", "why", "that", "its", "after",
        ],
    ),
    (
        "de",
        &[
            "der", "die", "das", "und", "von", "im", "in", "zu", "zum", "zur", "auf", "ein", "eine", "am",
            "mit", "des", "dem", "den", "für", "über", "ohne", "aus", "bei", "nach", "vor", "wie", "nicht",
        ],
    ),
    (
        "fr",
        &[
            "le", "la", "les", "de", "des", "du", "et", "un", "une", "en", "sur", "dans", "au", "aux", "par",
            "pour", "sans", "avec", "ses", "qui",
        ],
    ),
    (
        "es",
        &[
            "el", "la", "los", "las", "de", "del", "y", "un", "una", "en", "por", "para", "con", "que", "se",
            "sin", "al",
        ],
    ),
    (
        "it",
        &[
            "il", "lo", "la", "gli", "le", "di", "del", "della", "dei", "e", "un", "una", "in", "per", "con",
            "che", "nel", "sotto", "senza", "al", "i",
        ],
    ),
    (
        "pt",
        &[
            "o", "a", "os", "as", "de", "do", "da", "dos", "das", "e", "um", "uma", "em", "no", "na", "por",
            "para", "com", "que", "sem", "ao",
        ],
    ),
    (
        "nl",
        &[
            "de", "het", "een", "van", "en", "in", "op", "voor", "met", "uit", "zonder", "aan", "niet",
            "der", "over", "hoe",
        ],
    ),
    (
        "sv",
        &[
            "och", "en", "ett", "som", "i", "på", "av", "för", "med", "utan", "den", "det", "till", "att",
            "vid",
        ],
    ),
    (
        "da",
        &["og", "en", "et", "som", "i", "på", "af", "for", "med", "uden", "den", "det", "til", "at", "ved"],
    ),
    (
        "no",
        &["og", "en", "et", "som", "i", "på", "av", "for", "med", "uten", "den", "det", "til", "å", "ved"],
    ),
    (
        "pl",
        &[
            "i", "w", "z", "na", "do", "o", "nie", "się", "za", "od", "po", "bez", "którego", "dla", "przez",
            "we",
        ],
    ),
    ("cs", &["a", "v", "z", "na", "do", "o", "ne", "se", "za", "od", "po", "bez", "který", "pro", "ve"]),
    ("hu", &["a", "az", "és", "egy", "nem", "amely", "hogy", "el", "ki", "meg"]),
    ("tr", &["ve", "bir", "bu", "için", "ile", "da", "de", "son"]),
];

/// The languages that a title can be in, likeliest first; nothing where its small words do not tell.
pub(crate) fn of_title(title: &str) -> Option<Vec<&'static str>> {
    let words: Vec<String> = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let hits = |list: &[&str]| words.iter().filter(|word| list.contains(&word.as_str())).count();
    let best = SMALL_WORDS.iter().map(|(_, list)| hits(list)).max().filter(|best| *best > 0)?;
    Some(SMALL_WORDS.iter().filter(|(_, list)| hits(list) == best).map(|(name, _)| *name).collect())
}

/// The code of two letters for one of three (ISO 639), of the languages that are compared.
pub(crate) fn two_letters(code: &str) -> Option<&'static str> {
    const CODES: [(&str, &str); 14] = [
        ("eng", "en"),
        ("deu", "de"),
        ("fra", "fr"),
        ("spa", "es"),
        ("ita", "it"),
        ("por", "pt"),
        ("nld", "nl"),
        ("swe", "sv"),
        ("dan", "da"),
        ("nob", "no"),
        ("pol", "pl"),
        ("ces", "cs"),
        ("hun", "hu"),
        ("tur", "tr"),
    ];
    CODES.iter().find(|(three, _)| *three == code).map(|(_, two)| *two)
}

/// What a text is written in: the first letter of a script's name is enough to compare two.
pub(super) fn script_of(text: &str) -> char {
    let mut counts = [('l', 0_u32), ('c', 0), ('g', 0), ('a', 0), ('h', 0), ('e', 0), ('i', 0)];
    for c in text.chars().filter(|c| c.is_alphabetic()).take(4_000) {
        let script = match u32::from(c) {
            0x0400..=0x052F => 'c',
            0x0370..=0x03FF | 0x1F00..=0x1FFF => 'g',
            0x0600..=0x06FF | 0x0750..=0x077F => 'a',
            0x0590..=0x05FF => 'h',
            0x2E80..=0xD7AF => 'e',
            0x0900..=0x0E7F => 'i',
            _ => 'l',
        };
        // A character of the East says as much as a word.
        let weight = if script == 'e' { 3 } else { 1 };
        if let Some(count) = counts.iter_mut().find(|(name, _)| *name == script) {
            count.1 += weight;
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map_or('l', |(script, _)| script)
}

/// The language of a tag such as `en-GB`.
pub(super) fn primary(tag: &str) -> Option<String> {
    let primary = tag.split(['-', '_']).next()?.trim().to_lowercase();
    (primary.len() == 2).then_some(primary)
}

/// The language of a text, where it is long enough to tell.
pub(super) fn detected(text: &str) -> Option<String> {
    let beginning: String = text.chars().take(3_000).collect();
    let info = whatlang::detect(&beginning).filter(whatlang::Info::is_reliable)?;
    two_letters(info.lang().code()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_tell_by_small_words() {
        assert_eq!(of_title("The River Without a Master"), Some(vec!["en"]));
        assert_eq!(of_title("Der Stadtbrand von 1712"), Some(vec!["de"]));
        assert_eq!(of_title("Pegel"), None);
    }
}
