//! Who says something in a sentence: words of saying, and names of those who say.

/// What a sentence says without a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// Somebody who is named said it.
    Speech,
    /// It is said, nobody knows by whom.
    Vague,
    /// A figure.
    Figure,
}

/// Verbs that report what somebody said, in the forms in which they do.
const VERBS: &[&str] = &[
    "said",
    "says",
    "stated",
    "warned",
    "warns",
    "announced",
    "announces",
    "observed",
    "observes",
    "noted",
    "praised",
    "argued",
    "argues",
    "claimed",
    "claims",
    "declared",
    "declares",
    "told",
    "highlighted",
    "highlights",
    "emphasized",
    "emphasised",
    "emphasizes",
    "condemned",
    "acknowledged",
    "admitted",
    "insisted",
    "insists",
    "explained",
    "explains",
    "remarked",
    "remarks",
    "asserted",
    "asserts",
    "described",
    "stressed",
    "stresses",
    "maintained",
    "commented",
    "complained",
    "recalled",
    "predicted",
    "wrote",
    "writes",
    "portrayed",
    "conceded",
    "disclosed",
    "revealed",
    "replied",
    "criticized",
    "criticised",
    "pointed",
    // German
    "sagte",
    "sagt",
    "erklärte",
    "betonte",
    "behauptete",
    "warnte",
    "schrieb",
    "schreibt",
    "meinte",
    "kündigte",
    "räumte",
    // French
    "déclare",
    "déclaré",
    "affirme",
    "affirmé",
    "affirmait",
    "annoncé",
    "souligne",
    "souligné",
    "écrit",
    "écrivait",
    "prévenu",
];

/// Words for the office of somebody who speaks for others.
const OFFICES: &[&str] = &[
    "Minister",
    "President",
    "Secretary",
    "Ambassador",
    "Chief",
    "Chancellor",
    "Spokesman",
    "Spokesperson",
    "Spokeswoman",
    "Director",
    "Chairman",
    "Senator",
    "General",
    "Governor",
    "Mayor",
    "Commissioner",
    "Premier",
    "Ministerin",
    "Präsident",
    "Kanzler",
    "Ministre",
    "Président",
    "Prof",
    "Professor",
    "Dr",
];

/// Houses whose name stands for those who speak in them.
const HOUSES: &[&str] = &[
    "Kremlin",
    "Pentagon",
    "White House",
    "State Department",
    "Foreign Office",
    "Foreign Ministry",
    "Downing Street",
    "Quai d’Orsay",
    "Élysée",
    "Auswärtige Amt",
    "Bundesregierung",
    "Vatican",
];

/// Openings that name nobody.
const VAGUE: &[&str] = &[
    "it is estimated",
    "it is believed",
    "it is a well-known fact",
    "it is well known",
    "it is widely",
    "it is a widely held",
    "it is said",
    "it has been said",
    "it has long been",
    "studies show",
    "studies have shown",
    "research shows",
    "research has shown",
    "experts say",
    "experts believe",
    "experts agree",
    "analysts believe",
    "analysts say",
    "reports suggest",
    "many believe",
    "some argue",
    "some say",
    "critics say",
    "critics argue",
    "has long been emphasized",
    "es wird geschätzt",
    "bekanntlich",
    "experten zufolge",
    "studien zeigen",
    "on estime que",
    "selon les experts",
    "des études montrent",
];

/// Whether a sentence uses a word of saying.
pub(crate) fn has_verb(sentence: &str) -> bool {
    words(sentence).any(|word| VERBS.contains(&word.to_lowercase().as_str()))
}

/// What a sentence claims, if it claims something that needs a source.
pub(crate) fn claim(sentence: &str) -> Option<Claim> {
    let lower = sentence.to_lowercase();
    if is_spoken(sentence) {
        Some(Claim::Speech)
    } else if VAGUE.iter().any(|opening| lower.contains(opening)) {
        Some(Claim::Vague)
    } else if is_figure(&lower) {
        Some(Claim::Figure)
    } else {
        None
    }
}

fn words(sentence: &str) -> impl Iterator<Item = &str> {
    sentence
        .split(|c: char| !(c.is_alphabetic() || matches!(c, '’' | '\'' | '-')))
        .filter(|word| !word.is_empty())
}

/// Whether somebody named, or somebody in office, is the one who says it.
fn is_spoken(sentence: &str) -> bool {
    let words: Vec<&str> = words(sentence).collect();
    let verbs = words.iter().enumerate().filter(|(_, word)| VERBS.contains(word));
    verbs.into_iter().any(|(i, verb)| {
        // Who speaks stands within a few words before the verb.
        let before = words.get(i.saturating_sub(9)..i).unwrap_or_default();
        let last = before.last().copied().unwrap_or_default().to_lowercase();
        let is_passive = matches!(
            last.as_str(),
            "is" | "was"
                | "are"
                | "were"
                | "be"
                | "been"
                | "being"
                | "by"
                | "the"
                | "a"
                | "an"
                | "of"
                | "its"
                | "their"
        );
        // “points of interest”, “a pointed remark”: only “pointed out” says something.
        let is_other = *verb == "pointed" && words.get(i + 1) != Some(&"out");
        !is_passive && !is_other && (is_person(before) || is_house(&before.join(" ")))
    })
}

/// Whether words hold a person's name of several parts, an office, or a name that is the subject.
fn is_person(words: &[&str]) -> bool {
    let is_name = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
    };
    let in_office = words.iter().any(|word| OFFICES.contains(word));
    let named = words
        .windows(2)
        .any(|pair| matches!(pair, [a, b] if is_name(a) && is_name(b) && !starts_sentence(a)));
    // “Modi was too optimistic and said”: one name alone, as the subject of the sentence.
    let subject =
        words.first().is_some_and(|word| is_name(word) && !starts_sentence(word) && !is_group(word));
    // With a single name, only what goes on with “that” is surely reported.
    let also = words
        .get(1)
        .is_some_and(|word| matches!(*word, "was" | "has" | "had" | "also" | "then" | "later" | "once"));
    in_office || named || subject && (also || words.len() == 1)
}

/// Words that are capital only because a sentence starts with them.
fn starts_sentence(word: &str) -> bool {
    const STARTS: [&str; 34] = [
        "The",
        "This",
        "That",
        "These",
        "Those",
        "It",
        "He",
        "She",
        "They",
        "We",
        "In",
        "On",
        "As",
        "At",
        "For",
        "But",
        "And",
        "When",
        "While",
        "After",
        "Before",
        "Although",
        "However",
        "Similarly",
        "Further",
        "Moreover",
        "Der",
        "Die",
        "Das",
        "Er",
        "Sie",
        "Le",
        "La",
        "Les",
    ];
    STARTS.contains(&word)
}

/// Names of countries and peoples do not speak; their officials do.
fn is_group(word: &str) -> bool {
    ["ia", "land", "stan", "an", "ese", "ish", "ans", "ow", "ington", "bad", "elhi"]
        .iter()
        .any(|end| word.ends_with(end))
}

fn is_house(words: &str) -> bool {
    HOUSES.iter().any(|house| words.contains(house))
}

/// Whether a sentence gives a figure as a result: a share, or a counted sum.
fn is_figure(lower: &str) -> bool {
    const CUES: [&str; 16] = [
        "over ",
        "about ",
        "nearly ",
        "almost ",
        "more than ",
        "less than ",
        "only ",
        "total ",
        "estimate",
        "approximately ",
        "rund ",
        "etwa ",
        "über ",
        "environ ",
        "plus de ",
        "figure of",
    ];
    const UNITS: [&str; 10] = [
        "percent",
        "per cent",
        "%",
        "million",
        "billion",
        "thousand",
        "prozent",
        "millionen",
        "milliarden",
        "milliards",
    ];
    let is_number = |word: &str| word.chars().any(|c| c.is_ascii_digit());
    let counted = lower.split_whitespace().collect::<Vec<_>>();
    let of_units = counted.windows(2).any(|pair| matches!(pair, [n, unit] if is_number(n) && (UNITS.iter().any(|known| unit.starts_with(known)))));
    let large = counted.iter().any(|word| {
        word.contains(',')
            && word
                .trim_end_matches([',', '.'])
                .split(',')
                .skip(1)
                .any(|group| group.len() == 3 && is_number(group))
    });
    let share = counted.iter().any(|word| is_number(word) && word.contains('%'));
    (of_units || large || share) && CUES.iter().any(|cue| lower.contains(cue))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sentence: &str, expected: Option<Claim>) {
        assert_eq!(claim(sentence), expected, "{sentence}");
    }

    #[test]
    fn speech_has_a_speaker() {
        check("Harbor Master Anna Brandt announced the purchase of two cranes.", Some(Claim::Speech));
        check("Brandt was too hopeful and said that trade is growing.", Some(Claim::Speech));
        check("The Kremlin had warned the port about its debts.", Some(Claim::Speech));
        check("As the drawings show, nothing was said of the cranes.", None);
        check("The committee visited the harbor in May.", None);
        check("The port was described as calm.", None);
    }

    #[test]
    fn figures_and_hearsay() {
        check("It is estimated that the mole will sink.", Some(Claim::Vague));
        check("The port handles only 3 percent of the salt.", Some(Claim::Figure));
        check("The port has 3 cranes.", None);
    }
}
