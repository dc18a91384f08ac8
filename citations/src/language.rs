//! Words of the field in the languages that are read, as small tables.

/// Words that send the reader to a citation and are no part of it, in lower case.
pub(crate) const SIGNALS: &[&str] = &[
    "see",
    "also",
    "cf",
    "compare",
    "contrast",
    "contra",
    "but",
    "with",
    "accord",
    "e.g",
    "eg",
    "generally",
    "cited",
    "quoted",
    "quoting",
    "citing",
    "vgl",
    "vergleiche",
    "siehe",
    "so",
    "dazu",
    "hierzu",
    "auch",
    "bereits",
    "schon",
    "noch",
    "grundlegend",
    "zuletzt",
    "jetzt",
    "hingegen",
    "further",
    "similarly",
    "likewise",
    "pace",
    "aber",
    "zustimmend",
    "kritisch",
    "abweichend",
    "ablehnend",
    "differenzierend",
    "weiterführend",
    "zusammenfassend",
    "allgemein",
    "näher",
    "eingehend",
    "außerdem",
    "daneben",
    "weiterhin",
    "sodann",
    "ebenfalls",
    "gleichfalls",
    "überblick",
    "bei",
    "déjà",
    "surtout",
    "etwa",
    "zit",
    "zitiert",
    "nach",
    "insb",
    "ähnlich",
    "s",
    "voir",
    "cité",
    "citée",
    "par",
    "aussi",
    "notamment",
    "véase",
    "ver",
    "citado",
    "vedi",
    "cfr",
    "cit",
    "zie",
    "см",
    "reprinted",
    "translated",
    "per",
    "for",
    "on",
    "in",
    "from",
    "as",
    "according",
    "to",
    "following",
    "discussed",
    "described",
    "especially",
    "esp",
    "and",
    "or",
    "et",
    "und",
    "ebenso",
    "dagegen",
    "anders",
    "ferner",
    "again",
    "ausführlich",
    "respectively",
    "both",
    "originally",
    "first",
    "published",
    "adapted",
    "based",
    "hereafter",
    "example",
];

/// Words that end no sentence with their point, in lower case.
const ABBREVIATIONS: &[&str] = &[
    "exec",
    "cong",
    "subcomm",
    "jr",
    "sr",
    "st",
    "dr",
    "prof",
    "mr",
    "mrs",
    "ms",
    "ed",
    "eds",
    "edn",
    "trans",
    "tr",
    "vol",
    "vols",
    "no",
    "nos",
    "nr",
    "p",
    "pp",
    "ch",
    "chap",
    "fig",
    "ff",
    "f",
    "n",
    "nn",
    "art",
    "arts",
    "sec",
    "para",
    "paras",
    "col",
    "cols",
    "bd",
    "bde",
    "hg",
    "hrsg",
    "hgg",
    "aufl",
    "s",
    "sp",
    "anm",
    "rn",
    "abs",
    "cf",
    "vgl",
    "e.g",
    "i.e",
    "etc",
    "al",
    "univ",
    "inst",
    "dept",
    "co",
    "inc",
    "ltd",
    "coll",
    "trad",
    "éd",
    "ms",
    "fr",
    "diss",
    "phil",
    "habil",
    "masch",
    "unveröff",
    "philol",
    "rel",
    "cit",
    "op",
    "loc",
    "ibid",
    "ebd",
    "id",
    "v",
    "vs",
    "rev",
    "repr",
    "ser",
    "suppl",
    "u.s",
    "u",
    "d",
    "z.b",
    "bzw",
    "usw",
    "no",
    "bes",
    "insb",
    "insbes",
    "esp",
    "bearb",
    "erw",
    "überarb",
    "verb",
    "durchges",
    "dt",
    "engl",
    "frz",
    "begr",
    "übers",
    "jg",
    "jh",
    "jhs",
    "kap",
    "abt",
    "abb",
    "taf",
    "fn",
    "fußn",
    "slg",
    "nachdr",
    "reg",
    "zit",
    "arch",
    "dép",
    "bibl",
    "suiv",
    "sq",
    "sqq",
    "fol",
    "pl",
    "rééd",
    "préf",
    "introd",
    "dact",
    "tit",
    "cons",
    "consult",
];

/// Months whose whole names are short, so that a point behind them is that of the sentence.
const WHOLE_MONTHS: [&str; 11] =
    ["may", "mai", "june", "july", "juni", "juli", "märz", "mars", "juin", "août", "mayo"];

/// Whether a word ends no sentence with its point.
pub(crate) fn is_abbreviation(word: &str) -> bool {
    let capital = word.starts_with(char::is_uppercase);
    let word = word.to_lowercase();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    // “Th.”, “Ph.”, “St.” in names; words of two letters that end a sentence are few.
    let initials = letters == 2
        && capital
        && !["it", "he", "so", "us", "me", "no", "in", "is", "be"].contains(&word.as_str());
    letters == 1
        || initials
        || ABBREVIATIONS.contains(&word.as_str())
        || super::parse::month_name(&word) && letters <= 4 && !WHOLE_MONTHS.contains(&word.as_str())
}

/// Words by which a container shows that it is a learned journal.
pub(crate) fn is_journal_name(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "journal",
        "review",
        "quarterly",
        "studies",
        "annals",
        "proceedings",
        "transactions",
        "bulletin",
        "archiv",
        "zeitschrift",
        "revue",
        "revista",
        "rivista",
        "annales",
        "jahrbuch",
        "beiträge",
        "cahiers",
        "tijdschrift",
        "acta",
        "horizon",
        "letters",
        "perspectives",
        "vierteljahrshefte",
        "vierteljahrsschrift",
        "yearbook",
        "research",
        "science",
        "history",
        "past & present",
        "annual",
        "l.rev",
        "l.j",
    ];
    has_word(name, WORDS)
}

/// Words by which a container shows that it is a newspaper.
pub(crate) fn is_newspaper_name(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "times",
        "post",
        "herald",
        "tribune",
        "guardian",
        "telegraph",
        "gazette",
        "chronicle",
        "daily",
        "express",
        "dawn",
        "news",
        "observer",
        "nation",
        "independent",
        "mirror",
        "standard",
        "star",
        "sun",
        "globe",
        "mail",
        "courier",
        "inquirer",
        "examiner",
        "dispatch",
        "advertiser",
        "zeitung",
        "tageszeitung",
        "anzeiger",
        "tagblatt",
        "tagesspiegel",
        "rundschau",
        "nachrichten",
        "monde",
        "figaro",
        "libération",
        "temps",
        "matin",
        "soir",
        "país",
        "mundo",
        "corriere",
        "repubblica",
        "stampa",
        "pravda",
        "izvestia",
        "hindu",
        "reporter",
        "argus",
        "age",
    ];
    has_word(name, WORDS)
}

/// The CSL type of a work of reference, by its name.
pub(crate) fn is_reference_work(name: &str) -> Option<crate::Kind> {
    const ENCYCLOPEDIAS: &[&str] = &[
        "wikipedia",
        "encyclopedia",
        "encyclopaedia",
        "encyclopædia",
        "enzyklopädie",
        "encyclopédie",
        "enciclopedia",
        "britannica",
        "lexikon",
        "handwörterbuch",
    ];
    const DICTIONARIES: &[&str] = &[
        "dictionary",
        "wörterbuch",
        "dictionnaire",
        "diccionario",
        "dizionario",
        "woordenboek",
        "thesaurus",
    ];
    if has_word(name, ENCYCLOPEDIAS) {
        Some(crate::Kind::EntryEncyclopedia)
    } else if has_word(name, DICTIONARIES) {
        // A dictionary of persons or of a field has articles, as an encyclopedia does.
        let of_words = ["english", "language", "oxford english", "law", "deutsches wörterbuch"];
        let words = of_words.iter().any(|word| name.to_lowercase().contains(word));
        Some(if words { crate::Kind::EntryDictionary } else { crate::Kind::EntryEncyclopedia })
    } else {
        None
    }
}

/// Whether a text names a degree: “PhD diss.”, “Master's thesis”, “Dissertation”.
pub(crate) fn is_thesis(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words = [
        "diss",
        "thesis",
        "thèse",
        "tesis",
        "tesi ",
        "habilitation",
        "habil.",
        "doktorarbeit",
        "magisterarbeit",
        "proefschrift",
        "диссертация",
    ];
    words.iter().any(|word| lower.contains(word))
}

/// Whether a text names the kind of a report: “Working Paper No. 12”, “CRS Report for Congress”.
pub(crate) fn is_report(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_genre = |word: &str| {
        matches!(
            word,
            "report" | "paper" | "papers" | "brief" | "memorandum" | "rapport" | "bericht" | "informe"
        )
    };
    words.windows(2).any(|pair| {
        is_genre(pair[0])
            && (matches!(pair[1], "for" | "to" | "no" | "nr" | "number" | "series" | "of")
                || pair[1].starts_with(|c: char| c.is_ascii_digit()))
    }) || [
        "working paper",
        "discussion paper",
        "occasional paper",
        "policy brief",
        "white paper",
        "technical report",
        "research report",
        "annual report",
        "issue brief",
        "policy paper",
        "arbeitspapier",
    ]
    .iter()
    .any(|genre| lower.contains(genre))
}

fn has_word(name: &str, words: &[&str]) -> bool {
    let lower = name.to_lowercase();
    lower
        .split(|c: char| !c.is_alphanumeric() && c != '.' && c != '-')
        .any(|word| words.contains(&word) || word.split('-').any(|part| words.contains(&part)))
}

fn lower_has(text: &str, names: &[&str]) -> bool {
    let lower = text.to_lowercase();
    names.iter().any(|name| lower.contains(name))
}

/// Whether words name a place where papers are kept.
pub(crate) fn is_archive(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "archive",
        "archives",
        "archiv",
        "archivio",
        "archivo",
        "nachlass",
        "nachlaß",
        "papers",
        "bundesarchiv",
        "staatsarchiv",
        "hauptstaatsarchiv",
        "manuscripts",
        "landesarchiv",
        "stadtarchiv",
        "record",
        "records",
        "history centre",
        "special collections",
        "mss",
    ];
    (has_word(text, WORDS) || lower_has(text, &["history centre", "special collections", "record office"]))
        && text.starts_with(char::is_uppercase)
        && text.split_whitespace().count() <= 8
}

/// Whether a word is the name of an archive, or of a library that keeps manuscripts.
pub(crate) fn is_archive_word(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "Archives",
        "Archive",
        "Archiv",
        "Archivio",
        "Archivo",
        "Arquivo",
        "Bundesarchiv",
        "BArch",
        "Staatsarchiv",
        "Hauptstaatsarchiv",
        "Landesarchiv",
        "Stadtarchiv",
        "Stadsarchief",
        "TNA",
        "NARA",
        "AN",
        "BnF",
        "PRO",
        "Arch",
        "Bibl",
        "BNF",
        "StA",
        "HStA",
        "StadtA",
        "ADM",
        "AHN",
        "ASV",
        "GStA",
        "HHStA",
        "Papers",
        "Nachlass",
        "Nachlaß",
        "Bibliothèque",
        "Record",
        "архив",
        "РГАЭ",
        "ГАРФ",
    ];
    WORDS.contains(&word)
}
