//! What pages say in place of a text, in many languages.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::words::{folded, is_ideograph};

/// Phrases of one language, or of one kind.
#[derive(Debug, Default)]
struct Group {
    thing: Vec<String>,
    gone: Vec<String>,
    alone: Vec<String>,
}

/// A list of phrases.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    groups: BTreeMap<String, Group>,
}

/// What pages say that are not there.
pub(crate) fn not_found() -> &'static Phrases {
    static PHRASES: OnceLock<Phrases> = OnceLock::new();
    PHRASES.get_or_init(|| Phrases::read(include_str!("not_found.txt")))
}

/// What domains say that have no site.
pub(crate) fn parked() -> &'static Phrases {
    static PHRASES: OnceLock<Phrases> = OnceLock::new();
    PHRASES.get_or_init(|| Phrases::read(include_str!("parked.txt")))
}

/// What stands in place of a page that may be there, by its kind: `login`, `challenge` …
pub(crate) fn walls() -> &'static Phrases {
    static PHRASES: OnceLock<Phrases> = OnceLock::new();
    PHRASES.get_or_init(|| Phrases::read(include_str!("walls.txt")))
}

/// What stands on domains that were taken over.
pub(crate) fn spam() -> &'static Phrases {
    static PHRASES: OnceLock<Phrases> = OnceLock::new();
    PHRASES.get_or_init(|| Phrases::read(include_str!("spam.txt")))
}

impl Phrases {
    fn read(list: &str) -> Self {
        let mut phrases = Self::default();
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            let Some((name, entries)) = line.split_once(':') else { continue };
            let Some((group, part)) = name.split_once(' ') else { continue };
            let group = phrases.groups.entry(group.to_owned()).or_default();
            let entries = entries.split('|').map(phrase);
            match part {
                "thing" => group.thing.extend(entries),
                "gone" => group.gone.extend(entries),
                _ => group.alone.extend(entries),
            }
        }
        phrases
    }

    /// Whether a sentence says it, in any language; the sentence is [`folded`].
    pub(crate) fn are_in(&self, sentence: &str) -> bool {
        self.groups.values().any(|group| {
            let has = |phrases: &[String]| phrases.iter().any(|phrase| sentence.contains(phrase.as_str()));
            (has(&group.gone) && has(&group.thing)) || has(&group.alone)
        })
    }

    /// Whether a text has a phrase of one kind that stands alone; the text is [`folded`].
    pub(crate) fn of_kind(&self, kind: &str, text: &str) -> bool {
        self.groups
            .get(kind)
            .is_some_and(|group| group.alone.iter().any(|phrase| text.contains(phrase.as_str())))
    }

    /// How many phrases of one kind a text has; the text is [`folded`].
    pub(crate) fn count(&self, kind: &str, text: &str) -> usize {
        self.groups
            .get(kind)
            .map_or(0, |group| group.alone.iter().filter(|phrase| text.contains(phrase.as_str())).count())
    }
}

/// A phrase as it is looked for: at the beginning of a word, where its script parts words.
fn phrase(entry: &str) -> String {
    let folded = folded(entry.trim_end_matches('_'));
    let bare = folded.trim();
    if bare.starts_with(is_ideograph) {
        bare.to_owned()
    } else if entry.ends_with('_') {
        folded
    } else {
        folded.trim_end().to_owned()
    }
}

/// The sentences of a text; a point within a name, as in that of a host, ends none.
pub(crate) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(['!', '?', '。', '！', '？', '…', '؟', '।', '\n', ';', '|']);
    parts.flat_map(|part| part.split(". ")).map(str::trim).filter(|sentence| !sentence.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_that_say_that_a_page_is_not_there() {
        for sentence in [
            "Sorry, the page you are looking for does not exist",
            "Die von Ihnen aufgerufene Seite existiert leider nicht",
            "Désolé, la page que vous recherchez n’existe pas",
            "Lo sentimos, la página que busca no existe",
            "La pagina richiesta non esiste",
            "A página que procura não existe ou foi removida",
            "De pagina die u zoekt bestaat niet",
            "Przepraszamy, strona, której szukasz, nie istnieje",
            "К сожалению, запрашиваемая страница не существует",
            "お探しのページは存在しないか、移動した可能性があります",
            "抱歉，您访问的页面不存在",
            "요청하신 페이지가 존재하지 않거나",
            "Aradığınız sayfa mevcut değil",
            "Sidan du söker finns inte",
            "Omlouváme se, požadovaná stránka neexistuje",
            "Η σελίδα που ζητήσατε δεν υπάρχει",
            "عذرا، الصفحة التي تبحث عنها غير موجودة",
            "Hakemaasi sivua ei ole olemassa",
            "A keresett oldal nem létezik",
        ] {
            assert!(not_found().are_in(&folded(sentence)), "{sentence}");
        }
        for sentence in [
            "The ferry had been closed for two seasons",
            "The clinic is no longer available to patients",
            "Der Weg war nicht zu finden",
            "Le lac n'existe plus depuis 1840",
            "Il sale non si trova",
        ] {
            assert!(!not_found().are_in(&folded(sentence)), "{sentence}");
        }
    }

    #[test]
    fn no_phrase_is_empty() {
        for phrases in [not_found(), parked(), walls(), spam()] {
            for (name, group) in &phrases.groups {
                for phrase in group.thing.iter().chain(&group.gone).chain(&group.alone) {
                    assert!(phrase.trim().len() >= 2, "{name}: {phrase:?}");
                }
            }
        }
    }
}
