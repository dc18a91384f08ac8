//! In which language a title is, by its small words.

/// Small words that are frequent in titles, by language; a word may belong to several.
const SMALL_WORDS: [(&str, &[&str]); 14] = [
    ("en", &["the", "of", "and", "in", "to", "on", "for", "with", "from", "by", "is", "are", "a", "an", "at", "how", "why", "that", "its", "after"]),
    ("de", &["der", "die", "das", "und", "von", "im", "in", "zu", "zum", "zur", "auf", "ein", "eine", "am", "mit", "des", "dem", "den", "für", "über", "ohne", "aus", "bei", "nach", "vor", "wie", "nicht"]),
    ("fr", &["le", "la", "les", "de", "des", "du", "et", "un", "une", "en", "sur", "dans", "au", "aux", "par", "pour", "sans", "avec", "ses", "qui"]),
    ("es", &["el", "la", "los", "las", "de", "del", "y", "un", "una", "en", "por", "para", "con", "que", "se", "sin", "al"]),
    ("it", &["il", "lo", "la", "gli", "le", "di", "del", "della", "dei", "e", "un", "una", "in", "per", "con", "che", "nel", "sotto", "senza", "al", "i"]),
    ("pt", &["o", "a", "os", "as", "de", "do", "da", "dos", "das", "e", "um", "uma", "em", "no", "na", "por", "para", "com", "que", "sem", "ao"]),
    ("nl", &["de", "het", "een", "van", "en", "in", "op", "voor", "met", "uit", "zonder", "aan", "niet", "der", "over", "hoe"]),
    ("sv", &["och", "en", "ett", "som", "i", "på", "av", "för", "med", "utan", "den", "det", "till", "att", "vid"]),
    ("da", &["og", "en", "et", "som", "i", "på", "af", "for", "med", "uden", "den", "det", "til", "at", "ved"]),
    ("no", &["og", "en", "et", "som", "i", "på", "av", "for", "med", "uten", "den", "det", "til", "å", "ved"]),
    ("pl", &["i", "w", "z", "na", "do", "o", "nie", "się", "za", "od", "po", "bez", "którego", "dla", "przez", "we"]),
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
        ("eng", "en"), ("deu", "de"), ("fra", "fr"), ("spa", "es"), ("ita", "it"), ("por", "pt"), ("nld", "nl"),
        ("swe", "sv"), ("dan", "da"), ("nob", "no"), ("pol", "pl"), ("ces", "cs"), ("hun", "hu"), ("tur", "tr"),
    ];
    CODES.iter().find(|(three, _)| *three == code).map(|(_, two)| *two)
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
