//! Titles, headings and sentences → whether they say that there is nothing to read.

use super::phrases::{not_found, sentences};
use crate::likeness::{Title, pieces};
use crate::words::{folded, is_ideograph, words};

/// Headings with more words are no notices.
const HEADING_WORDS: usize = 14;

/// Whether a title or heading says nothing but that a page is not there.
pub(super) fn is_notice(head: &str, sites: &[Title]) -> bool {
    pieces(head).into_iter().any(|piece| {
        let words = words(piece);
        let length = if words.iter().all(|word| word.chars().any(is_ideograph)) {
            words.len() / 3
        } else {
            words.len()
        };
        if length > HEADING_WORDS || sites.iter().any(|site| site.has_words(&words)) {
            return false;
        }
        let has_number = words.iter().any(|word| word == "404" || word == "410");
        (has_number && words.iter().all(|word| is_of_an_error(word)))
            || is_bare(&words)
            || sentences(piece).any(|sentence| not_found().are_in(&folded(sentence)))
    })
}

/// Whether a word stands beside the number in the headings of error pages.
fn is_of_an_error(word: &str) -> bool {
    const WORDS: [&str; 30] = [
        "404",
        "410",
        "error",
        "errors",
        "http",
        "status",
        "code",
        "page",
        "not",
        "found",
        "gone",
        "oops",
        "sorry",
        "fehler",
        "erreur",
        "errore",
        "erro",
        "fout",
        "błąd",
        "ошибка",
        "помилка",
        "hata",
        "fel",
        "feil",
        "fejl",
        "virhe",
        "chyba",
        "hiba",
        "eroare",
        "σφάλμα",
    ];
    WORDS.iter().any(|known| words(known).iter().any(|known| known == word)) || word.chars().all(is_ideograph)
}

/// Whether a title has so few words that a notice can be all of it.
pub(super) fn is_short(title: &str) -> bool {
    let words = words(title);
    let is_ideographic = words.iter().all(|word| word.chars().any(is_ideograph));
    pieces(title).len() == 1 && words.len() <= if is_ideographic { 12 } else { 4 }
}

/// Whether a heading is nothing but a cry or an excuse: “Oops!”
pub(super) fn is_apology(head: &str) -> bool {
    const CRIES: [&str; 40] = [
        "oops",
        "whoops",
        "ooops",
        "uh oh",
        "sorry",
        "we are sorry",
        "were sorry",
        "error",
        "hoppla",
        "ups",
        "oh nein",
        "leider",
        "entschuldigung",
        "fehler",
        "oups",
        "désolé",
        "nous sommes désolés",
        "erreur",
        "vaya",
        "lo sentimos",
        "error inesperado",
        "ops",
        "ci dispiace",
        "spiacenti",
        "errore",
        "opa",
        "desculpe",
        "erro",
        "oeps",
        "oei",
        "helaas",
        "ojej",
        "przepraszamy",
        "ой",
        "упс",
        "エラー",
        "出错了",
        "beklager",
        "øv",
        "hoppsan",
    ];
    let found = words(head);
    CRIES.iter().any(|cry| words(cry) == found)
}

/// Whether a heading is a not-found phrase that lacks its noun.
fn is_bare(found: &[String]) -> bool {
    const BARE: [&str; 24] = [
        "not found",
        "nothing found",
        "file not found",
        "nicht gefunden",
        "introuvable",
        "non trouvé",
        "no encontrado",
        "no encontrada",
        "non trovato",
        "non trovata",
        "não encontrado",
        "não encontrada",
        "niet gevonden",
        "nie znaleziono",
        "hittades inte",
        "ikke fundet",
        "ikke funnet",
        "nenalezeno",
        "не найдено",
        "не знайдено",
        "bulunamadı",
        "見つかりません",
        "找不到",
        "찾을 수 없음",
    ];
    BARE.iter().any(|bare| words(bare) == found)
}

/// Whether a sentence offers something for sale; it is [`folded`].
pub(super) fn offers_for_sale(sentence: &str) -> bool {
    const SALE: [&str; 14] = [
        "for sale",
        "zu verkaufen",
        "zum verkauf",
        "a vendre",
        "en venta",
        "in vendita",
        "a venda",
        "te koop",
        "na sprzedaż",
        "продается",
        "til salg",
        "till salu",
        "satılık",
        "販売",
    ];
    SALE.iter().any(|sale| sentence.contains(folded(sale).trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_that_say_that_there_is_nothing() {
        for head in [
            "404",
            "Page not found | The Herald",
            "Error 404",
            "Nicht gefunden",
            "ページが見つかりません - 川辺新聞",
        ] {
            assert!(is_notice(head, &[]), "{head}");
        }
        for head in ["404 ways to cook rice", "Lost and found", "The Herald", "Route 404 reopens"] {
            assert!(!is_notice(head, &[]), "{head}");
        }
        assert!(is_apology("Oops!") && is_apology("¡Vaya!") && !is_apology("Oops, they did it again"));
        assert!(is_short("Page not found") && !is_short("Page not found: a history"));
    }
}
