//! What the words of an imprint look like: a house, a town, what something is.

use crate::parse::names::is_institution;

/// Whether words are the name of a publishing house.
pub(super) fn is_publisher(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "press",
        "publishing",
        "publishers",
        "publications",
        "publisher",
        "verlag",
        "books",
        "editions",
        "éditions",
        "edition",
        "up",
        "univ",
        "university",
        "presses",
        "editorial",
        "edizioni",
        "editore",
        "uitgeverij",
        "house",
        "sons",
        "& co",
        "routledge",
        "springer",
        "penguin",
        "macmillan",
        "palgrave",
        "wiley",
        "elsevier",
        "sage",
        "brill",
        "hart",
        "oup",
        "cup",
        "harper",
        "knopf",
        "norton",
        "beck",
        "suhrkamp",
        "gallimard",
        "seuil",
        "nomos",
        "mohr",
        "butterworths",
        "sweet",
        "lexisnexis",
        "blackwell",
        "longman",
        "longmans",
        "faber",
        "methuen",
        "heinemann",
        "verso",
        "ashgate",
        "gruyter",
        "klett",
        "fischer",
        "reclam",
        "rowohlt",
        "campus",
        "transcript",
        "puf",
    ];
    text.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word))
}

/// Whether words can be the name of one or two towns: few, and in capitals.
pub(super) fn is_place_like(text: &str) -> bool {
    // “Cambridge (Mass.)”
    let text = text
        .split_once(" (")
        .filter(|(_, state)| state.ends_with(')') && state.len() <= 8)
        .map_or(text, |(town, _)| town);
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c == ',' || c == '/')
        .filter(|word| !word.is_empty())
        .collect();
    let small = |word: &str| {
        matches!(
            word,
            "and"
                | "und"
                | "et"
                | "y"
                | "e"
                | "am"
                | "a.M."
                | "a."
                | "an"
                | "der"
                | "upon"
                | "on"
                | "i."
                | "im"
                | "u.a."
                | "le"
                | "la"
                | "de"
                | "of"
                | "&"
                | "u."
                | "del"
                | "sur"
        )
    };
    let acronym = text.len() > 2 && text.chars().all(char::is_uppercase);
    !acronym
        && !words.is_empty()
        && words.len() <= 6
        && words.iter().all(|word| word.starts_with(char::is_uppercase) || small(word))
        && !is_publisher(text)
        && !is_institution(text)
}

/// What AGLC and OSCOLA print before the date of something online.
pub(super) fn is_genre(text: &str) -> bool {
    const GENRES: [&str; 12] = [
        "web page",
        "webpage",
        "blog post",
        "forum post",
        "media release",
        "press release",
        "podcast",
        "video",
        "online",
        "speech",
        "email",
        "letter",
    ];
    GENRES.contains(&text.to_lowercase().as_str())
}
