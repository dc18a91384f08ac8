//! Texts → words that can be compared: without case, accents, quotes and alphabets.

use deunicode::deunicode_char;

/// The words of a text, in order, in a form in which two ways to write one word are the same.
///
/// Letters of other alphabets become Latin ones, so that “Река” is “Reka”; ä, ae and a are one, and
/// so are y, i and j, kh and h, w and v, between which transliterations differ. Of scripts that do
/// not part words, each character is a word.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::with_capacity(text.len() / 6 + 1);
    each_word(text, |word| words.push(word.to_owned()));
    words
}

/// A text in which phrases are looked for: its words with one space between and around them.
///
/// Characters of scripts that do not part words stand without spaces.
pub(crate) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 2);
    folded.push(' ');
    let mut after_ideograph = false;
    each_word(text, |word| {
        let is_ideograph = word.chars().all(is_ideograph);
        if is_ideograph && after_ideograph {
            folded.pop();
        }
        folded.push_str(word);
        folded.push(' ');
        after_ideograph = is_ideograph;
    });
    folded
}

/// Has each of the [`words`] of a text, without room for all of them.
fn each_word(text: &str, mut take: impl FnMut(&str)) {
    // Longer than most words, so that they need not grow.
    let (mut word, mut normal) = (String::with_capacity(32), String::with_capacity(32));
    let mut end = |word: &mut String, take: &mut dyn FnMut(&str)| {
        if !word.is_empty() {
            normalize(word, &mut normal);
            take(if normal.is_empty() { word } else { &normal });
            word.clear();
        }
    };
    for c in text.chars() {
        if c.is_ascii() {
            // Most of what is read, and none of it needs a table.
            if c.is_ascii_alphanumeric() {
                word.push(c.to_ascii_lowercase());
            } else if !matches!(c, '\'' | '`') {
                end(&mut word, &mut take);
            }
        } else if is_ideograph(c) {
            end(&mut word, &mut take);
            take(c.encode_utf8(&mut [0; 4]));
        } else if c.is_alphanumeric() || is_mark(c) {
            push_folded(c, &mut word);
        } else if !is_apostrophe(c) {
            end(&mut word, &mut take);
        }
    }
    end(&mut word, &mut take);
}

/// Whether words are not parted by spaces in the script of a character.
pub(crate) fn is_ideograph(c: char) -> bool {
    matches!(u32::from(c),
        0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3040..=0x30FA | 0x30FC..=0x30FF | 0x31F0..=0x31FF | 0x3400..=0x4DBF
        | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF
        | 0x0E00..=0x0E7F)
}

fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x0300..=0x036F | 0x0591..=0x05C7 | 0x064B..=0x0652 | 0x0900..=0x0DFF)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '`' | '´' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{640}' | 'ь' | 'ъ')
}

fn push_folded(c: char, word: &mut String) {
    if matches!(c, 'ь' | 'ъ' | 'Ь' | 'Ъ') || matches!(u32::from(c), 0x0300..=0x036F | 0x064B..=0x0652) {
        return;
    }
    let latin = deunicode_char(c).unwrap_or_default();
    word.extend(latin.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()));
}

/// Makes one form of the ways in which one sound is transliterated; nothing may be left of a word.
fn normalize(word: &str, normal: &mut String) {
    normal.clear();
    let mut last = 0;
    // Folded words are ASCII.
    for (i, &letter) in word.as_bytes().iter().enumerate() {
        let next = word.as_bytes().get(i + 1);
        let c = match letter {
            b'y' | b'j' => b'i',
            b'w' => b'v',
            c => c,
        };
        // “kh” is the h of other systems; “ie” and “e” stand for one letter of Russian.
        let is_written_otherwise = matches!((c, next), (b'k', Some(b'h')) | (b'i', Some(b'e')));
        // The umlauts: ä is a to one typist, ae to another. Of letters that are doubled by a system, one stays.
        let is_double = matches!((last, c), (b'a' | b'o' | b'u', b'e') | (b'i', b'i'));
        if !is_written_otherwise && !is_double {
            normal.push(char::from(c));
            last = c;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: &str, b: &str) {
        assert_eq!(words(a), words(b), "{a} and {b}");
    }

    #[test]
    fn ways_to_write_one_word_are_the_same() {
        same("Über die Straße", "Ueber die Strasse");
        same("L’évolution des marées", "L'Evolution des marees");
        same("Река и город", "Reka i gorod");
        same("Żółta droga", "ZOLTA DROGA");
        same("‘Tis the season – again!", "'TIS THE SEASON—AGAIN");
        same("1500&ndash;1640".replace("&ndash;", "–").as_str(), "1500-1640");
        same("Документ не найден", "Dokument ne najden");
    }

    #[test]
    fn characters_that_are_words() {
        assert_eq!(words("川の道2010"), ["川", "の", "道", "2010"]);
        assert_eq!(folded("404: 页面不存在!"), " 404 页面不存在 ");
        assert_eq!(folded("Not  found."), " not found ");
        assert_eq!(folded(""), " ");
    }
}
