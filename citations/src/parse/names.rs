//! Names as they are printed: given name first, or family name first with a comma.

use crate::Name;

/// Reads a list of names: “Susan B. Epstein and K. Alan Kronstadt”, “Schorske, Carl E.”.
///
/// “et al.” is left out.
pub fn names(text: &str) -> Vec<Name> {
    let text = strip_et_al(text.trim().trim_end_matches([',', ';', ':']).trim());
    if text.is_empty() {
        return Vec::new();
    }
    if is_institution(text) {
        return vec![Name::literal(text)];
    }
    let mut names = Vec::new();
    for group in text.split(';') {
        let joined: Vec<&str> = split_at_and(group);
        // “Thorne, Lindqvist, and Meulen” are three families; “Schorske, Carl, and Peter Gay” are two people.
        let last_is_family = joined.len() > 1 && joined.last().is_some_and(|last| is_family(last.trim()));
        for part in joined {
            let parts: Vec<&str> = part
                .split(", ")
                .map(|part| part.trim().trim_end_matches(','))
                .filter(|part| !part.is_empty())
                .collect();
            names_of_group(&parts, !last_is_family, &mut names);
        }
    }
    names
}

/// Names between “;”: either all given name first, or the first with its family name first.
fn names_of_group(parts: &[&str], can_invert: bool, names: &mut Vec<Name>) {
    let mut i = 0;
    while let Some(part) = parts.get(i) {
        let next = parts.get(i + 1).copied();
        if let Some(suffix) = next.filter(|next| is_suffix(next)) {
            names.push(Name { suffix: Some(suffix.to_owned()), ..name(part) });
            i += 2;
        } else if let Some(given) = next.filter(|given| can_invert && is_family(part) && is_given(given)) {
            names.push(inverted(part, given));
            i += 2;
        } else {
            names.push(name(part));
            i += 1;
        }
    }
}

/// Reads one name, given name first.
pub fn name(text: &str) -> Name {
    let text = text.trim().trim_matches(',').trim();
    let mut words: Vec<&str> = text.split_whitespace().collect();
    if words.len() < 2 || is_institution(text) {
        return if words.len() == 1 {
            Name { family: Some(text.to_owned()), ..Name::default() }
        } else {
            Name::literal(text)
        };
    }
    let suffix = words.pop_if(|last| is_suffix(last)).map(str::to_owned);
    if words.first().is_some_and(|first| is_particle(first)) {
        // “della Robbia” alone: a short form has no given name.
        return Name { suffix, ..split_particles(&words) };
    }
    // The family name begins at the first particle, else it is the last word.
    let last = words.len() - 1;
    let particle =
        (1..last.max(1)).find(|i| is_particle(words[*i]) && (*i..last).all(|i| is_particle(words[i])));
    let family = particle.unwrap_or(last);
    // “Ó Cléirigh”, “St. Clair”: part of the name itself, not a particle.
    let joined = last > 0
        && matches!(words[last - 1], "Ó" | "Ní" | "Nic" | "Mac" | "Ua" | "St." | "Saint" | "Fitz" | "Ap");
    let family = if joined { family.min(last - 1) } else { family };
    let given = words[..family].join(" ");
    let mut name = split_particles(&words[family..]);
    name.given = (!given.is_empty()).then_some(given);
    name.suffix = suffix;
    name
}

/// “van Gogh”: the particle is sorted with the name (CSL 1.0.2, “Names”), the word behind it is the family name.
fn split_particles(words: &[&str]) -> Name {
    let particles =
        words.iter().take_while(|word| is_particle(word)).count().min(words.len().saturating_sub(1));
    let (particle, family) = words.split_at(particles);
    Name {
        family: Some(family.join(" ")),
        non_dropping_particle: (!particle.is_empty()).then(|| particle.join(" ")),
        ..Name::default()
    }
}

fn inverted(family: &str, given: &str) -> Name {
    let family: Vec<&str> = family.split_whitespace().collect();
    Name { given: Some(given.to_owned()), ..split_particles(&family) }
}

/// Splits at “and”, “&” and their like in other languages.
fn split_at_and(text: &str) -> Vec<&str> {
    const AND: [&str; 14] = [
        ", and ", " and ", ", & ", " & ", " und ", " et ", " y ", " e ", " en ", " i ", " и ", " with ",
        " / ", "/",
    ];
    let mut parts = vec![text];
    // To see that a word is not there takes less than to begin a search for its places.
    for and in AND.into_iter().filter(|and| text.contains(and)) {
        parts = parts.into_iter().flat_map(|part| part.split(and)).collect();
    }
    parts
}

fn strip_et_al(text: &str) -> &str {
    const OTHERS: [&str; 12] = [
        "et al.",
        "et al",
        "et. al.",
        "et alii",
        "u.a.",
        "u. a.",
        "and others",
        "et autres",
        "y otros",
        "e altri",
        "e.a.",
        "[et al.]",
    ];
    let others = OTHERS.iter().find_map(|others| text.strip_suffix(others));
    others.map_or(text, |rest| rest.trim_end().trim_end_matches([',', ' ']))
}

fn is_suffix(word: &str) -> bool {
    matches!(word.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV" | "jun" | "sen" | "Esq")
}

/// Whether a word is a particle of a name.
pub(crate) fn is_particle(word: &str) -> bool {
    const PARTICLES: [&str; 38] = [
        "von", "van", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "do", "du", "la", "le",
        "les", "ten", "ter", "te", "zu", "zum", "zur", "af", "av", "al", "el", "bin", "ibn", "ben", "bint",
        "van’t", "’t", "vom", "dem", "d’", "e", "y", "los",
    ];
    PARTICLES.contains(&word)
}

/// One or two words that can be a family name alone.
fn is_family(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    let names = words.iter().filter(|word| !is_particle(&word.to_lowercase())).count();
    let capital = part.chars().any(char::is_uppercase);
    names == 1
        && capital
        && words.len() <= 4
        && !part.ends_with('.')
        && part.chars().filter(|c| c.is_alphabetic()).count() > 1
}

/// Given names behind a comma: “Carl E.”, “K.-H.”, “Stephen Jay”.
fn is_given(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    (1..=3).contains(&words.len())
        && words.iter().all(|word| word.starts_with(char::is_uppercase) || is_particle(word))
        && !is_institution(part)
}

/// Whether a name is that of an institution: by a word that no person bears.
pub(crate) fn is_institution(text: &str) -> bool {
    const WORDS: [&str; 73] = [
        "ministry",
        "department",
        "university",
        "institute",
        "institution",
        "committee",
        "commission",
        "council",
        "organization",
        "organisation",
        "association",
        "agency",
        "office",
        "bureau",
        "bank",
        "board",
        "center",
        "centre",
        "government",
        "parliament",
        "congress",
        "senate",
        "court",
        "foundation",
        "society",
        "union",
        "authority",
        "service",
        "group",
        "company",
        "inc",
        "ltd",
        "corporation",
        "library",
        "museum",
        "archive",
        "archives",
        "press",
        "nations",
        "academy",
        "college",
        "federation",
        "league",
        "ministerium",
        "universität",
        "institut",
        "ministère",
        "bundesamt",
        "gesellschaft",
        "verein",
        "stiftung",
        "université",
        "ministerio",
        "universidad",
        "istituto",
        "ministero",
        "party",
        "secretariat",
        "administration",
        "embassy",
        "directorate",
        "ministerie",
        "survey",
        "commission",
        "division",
        "trust",
        "house",
        "archiv",
        "bundesarchiv",
        "akademie",
        "commons",
        "lords",
        "canada",
    ];
    text.split_whitespace().any(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        WORDS.contains(&word.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = names(text)
            .iter()
            .map(|name| {
                if let Some(literal) = &name.literal {
                    format!("[{literal}]")
                } else {
                    let family = [name.non_dropping_particle.as_deref(), name.family.as_deref()];
                    let family = family.into_iter().flatten().collect::<Vec<_>>().join(" ");
                    let rest = [name.given.as_deref(), name.suffix.as_deref()];
                    std::iter::once(family.as_str())
                        .chain(rest.into_iter().flatten())
                        .collect::<Vec<_>>()
                        .join(" | ")
                }
            })
            .collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn given_name_first() {
        check("Keith L. Shimko", &["Shimko | Keith L."]);
        check("Susan B. Epstein and K. Alan Kronstadt", &["Epstein | Susan B.", "Kronstadt | K. Alan"]);
        check("A. B. Cole, D. E. Fay, and G. Hill", &["Cole | A. B.", "Fay | D. E.", "Hill | G."]);
        check("Martin Luther King, Jr.", &["King | Martin Luther | Jr."]);
        check("Tomás Ó Cléirigh", &["Ó Cléirigh | Tomás"]);
        check("Ludwig von Mises", &["von Mises | Ludwig"]);
        check("Simone de Beauvoir und Jean-Paul Sartre", &["de Beauvoir | Simone", "Sartre | Jean-Paul"]);
        check("Ann Author et al.", &["Author | Ann"]);
    }

    #[test]
    fn family_name_first() {
        check("Schorske, Carl E.", &["Schorske | Carl E."]);
        check("Gould, Stephen Jay; Lewontin, Richard", &["Gould | Stephen Jay", "Lewontin | Richard"]);
        check("Schorske, Carl E., and Peter Gay", &["Schorske | Carl E.", "Gay | Peter"]);
        check("Thorne, Lindqvist, and van der Meulen", &["Thorne", "Lindqvist", "van der Meulen"]);
        check("White and della Robbia", &["White", "della Robbia"]);
    }

    #[test]
    fn institutions_stay_whole() {
        check("Ministry of Foreign Affairs and Trade", &["[Ministry of Foreign Affairs and Trade]"]);
        check("Shimko", &["Shimko"]);
    }
}
