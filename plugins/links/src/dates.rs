//! Whether a text has a date, however it is written.

use std::sync::LazyLock;

use ibidem_sdk::DateParts;

use crate::words::words;

/// How the names of each month begin in the languages of Europe.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen", "ian", "styc", "led", "oca", "tammi", "genn", "xan"],
    &["feb", "fev", "lut", "unor", "suba", "helmi", "febr"],
    &["mar", "mär", "mrt", "maa", "brez", "mart"],
    &["apr", "avr", "abr", "kwie", "dub", "nis", "huhti"],
    &["mai", "may", "maj", "mei", "mag", "kvet", "touko", "máj"],
    &["jun", "jui", "giu", "czer", "cervn", "haz", "kesä", "jún"],
    &["jul", "juil", "lug", "lip", "cervenc", "tem", "heinä", "júl"],
    &["aug", "aoû", "ago", "sier", "srp", "ağu", "elo", "avg"],
    &["sep", "set", "wrz", "zář", "eyl", "syys", "sent", "szept"],
    &["oct", "okt", "ott", "out", "paź", "říj", "eki", "loka"],
    &["nov", "lis", "kas", "marras", "noi", "now", "noem"],
    &["dec", "dez", "dic", "gru", "pros", "ara", "joulu", "dek", "déc"],
];

/// The same as [`words`].
static STEMS: LazyLock<[Vec<String>; 12]> = LazyLock::new(|| {
    MONTHS.map(|stems| stems.iter().flat_map(|stem| words(stem).into_iter().take(1)).collect())
});

/// How far apart the parts of a date may stand, in words: “14 de junio de 2010”.
const REACH: usize = 5;

/// Whether a text has a date, as precisely as the date is given; words of [`words`].
pub(crate) fn has_date(text: &[String], date: DateParts) -> bool {
    let year = date.year.to_string();
    let compact = date.month.zip(date.day).map(|(month, day)| format!("{year}{month:02}{day:02}"));
    text.iter().enumerate().any(|(i, word)| {
        if compact.as_ref().is_some_and(|compact| word.starts_with(compact)) {
            return true;
        }
        if *word != year {
            return false;
        }
        let Some(month) = date.month else { return true };
        let around = text.get(i.saturating_sub(REACH)..text.len().min(i + REACH + 1)).unwrap_or_default();
        let is_day = |word: &String| date.day.is_none_or(|day| leading_number(word) == Some(u32::from(day)));
        match date.day {
            None => around.iter().any(|word| is_month(word, month)),
            // In digits alone, day and month are two words, even where they are the same number.
            Some(_) => around.iter().enumerate().any(|(at, word)| {
                is_month(word, month)
                    && around.iter().enumerate().any(|(other, word)| other != at && is_day(word))
            }),
        }
    })
}

fn is_month(word: &str, month: u8) -> bool {
    if leading_number(word) == Some(u32::from(month)) && word.len() <= 2 {
        return true;
    }
    let stems = STEMS.get(usize::from(month).wrapping_sub(1)).map_or(&[][..], Vec::as_slice);
    stems.iter().any(|stem| word.starts_with(stem.as_str()))
}

/// The number with which a word begins: 14 of “14th” and of “14t08”.
fn leading_number(word: &str) -> Option<u32> {
    let digits = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    word.get(..digits.min(4))?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_many_forms() {
        let date = DateParts { year: 2014, month: Some(6), day: Some(3) };
        for text in [
            "June 3, 2014",
            "3 June 2014",
            "3rd of June, 2014",
            "2014-06-03",
            "2014-06-03T08:00:00Z",
            "20140603",
            "3 de junio de 2014",
            "le 3 juin 2014",
            "3. Juni 2014",
            "03.06.2014",
            "6/3/2014",
            "3 giugno 2014",
            "3 czerwca 2014",
            "3 июня 2014 года",
            "2014年6月3日",
            "3 juni 2014",
            "3. června 2014",
            "3 Haziran 2014",
        ] {
            assert!(has_date(&words(text), date), "{text}");
        }
        for text in ["June 4, 2014", "3 June 2015", "2014", "", "3 pages of 2014", "July 3, 2014"] {
            assert!(!has_date(&words(text), date), "{text}");
        }
        assert!(has_date(&words("© 2014"), DateParts { month: None, day: None, ..date }));
        assert!(has_date(&words("Juin 2014"), DateParts { day: None, ..date }));
    }
}
