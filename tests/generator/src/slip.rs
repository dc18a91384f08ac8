//! What is done to the text of one item: a letter exchanged, a digit changed, a date dropped.

use crate::paper::Item;

/// Two neighboring letters in the middle of a word exchanged; nothing where they are alike.
pub(crate) fn misspelt(text: &str, word: &str) -> Option<String> {
    let mut letters: Vec<char> = word.chars().collect();
    let middle = letters.len() / 2;
    let are_fit = letters.len() >= 5
        && letters.iter().all(|c| c.is_alphabetic())
        && letters.get(middle - 1) != letters.get(middle);
    if !are_fit {
        return None;
    }
    letters.swap(middle - 1, middle);
    text.contains(word).then(|| text.replacen(word, &letters.iter().collect::<String>(), 1))
}

/// The n-th long word of a title, counted around.
pub(crate) fn long_word(title: &str, n: usize) -> Option<String> {
    let words = title.split(|c: char| !c.is_alphabetic());
    let long: Vec<&str> = words.filter(|word| word.chars().count() >= 6).collect();
    long.get(n % long.len().max(1)).map(|word| (*word).to_owned())
}

/// The year in which an item appeared, of four digits.
pub(crate) fn year(item: &Item) -> Option<String> {
    item.cited["issued"]["date-parts"][0][0]
        .as_i64()
        .map(|year| year.to_string())
        .filter(|year| year.len() == 4)
}

/// A number with another third digit: the same century, another decade.
pub(crate) fn with_other_digit(text: &str, number: &str, digit: usize) -> Option<String> {
    let third = number.get(2..3)?.parse::<usize>().ok()?;
    // A year in the future is another fault.
    let other = if third == 0 { 1 } else { (third + digit) % 10 % third };
    let changed = format!("{}{other}{}", number.get(..2)?, number.get(3..)?);
    (changed != number && text.contains(number)).then(|| text.replacen(number, &changed, 1))
}

/// A volume of a journal with another last digit.
pub(crate) fn with_other_volume(text: &str, item: &Item, digit: usize) -> Option<String> {
    let volume = item.variable("volume");
    let last = volume.get(volume.len().checked_sub(1)?..)?.parse::<usize>().ok()?;
    if item.variable("type") != "article-journal"
        || volume.len() < 2
        || !volume.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let changed = format!("{}{}", volume.get(..volume.len() - 1)?, (last + digit) % 10);
    let at = text.match_indices(volume).find(|(at, _)| {
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let (before, behind) =
            (text.get(..*at).unwrap_or_default(), text.get(at + volume.len()..).unwrap_or_default());
        !is_digit(before.chars().next_back()) && !is_digit(behind.chars().next())
    });
    let (at, _) = at?;
    Some(format!("{}{changed}{}", text.get(..at)?, text.get(at + volume.len()..)?))
}

/// A year printed within the decade of the one in the address.
pub(crate) fn year_against_address(text: &str, item: &Item, digit: usize) -> Option<String> {
    let (year, url) = (year(item)?, item.variable("URL"));
    let is_daily = item.cited["issued"]["date-parts"][0][2].is_number() && item.variable("type") != "report";
    let dated = url.contains(&format!("/{year}/")) || url.contains(&format!("{year}-"));
    let head = text.split("http").next().unwrap_or_default();
    if !is_daily || !dated || !head.contains(&year) {
        return None;
    }
    // Within the same decade: an old date on a new page can be that of a reprint.
    let last = year.get(3..)?.parse::<usize>().ok()?;
    let other = if last == 0 { 1 } else { (last + digit) % 10 % last };
    let changed = format!("{}{other}", year.get(..3)?);
    Some(text.replacen(&year, &changed, 1))
}

/// The longest label of the host of an item's address: `coastaltimes` of `www.coastaltimes.example`.
pub(crate) fn host_name(item: &Item) -> Option<&str> {
    let (_, rest) = item.variable("URL").split_once("://")?;
    let labels = rest.split('/').next()?.split('.');
    labels.max_by_key(|label| label.len()).filter(|label| label.len() >= 6)
}

/// A word of the file name with two letters exchanged, where the file name follows the title.
pub(crate) fn with_misspelt_slug(text: &str, item: &Item) -> Option<String> {
    let name = item.variable("URL").trim_end_matches('/').rsplit('/').next()?.to_owned();
    let title = item.variable("title").to_lowercase();
    let words: Vec<&str> = name.split('-').collect();
    let follows = words.len() >= 4 && words.iter().all(|word| title.contains(word));
    let word = words.iter().find(|word| follows && word.chars().count() >= 6)?;
    Some(text.replace(&name, &misspelt(&name, word)?))
}

/// The day of a date printed in full becomes the 31st of June or 31st of November, in its own language.
pub(crate) fn with_impossible_day(text: &str, item: &Item) -> Option<String> {
    const MONTHS: [&str; 8] =
        ["June", "November", "Juni", "November", "juin", "novembre", "April", "September"];
    let day = item.cited["issued"]["date-parts"][0][2].as_i64()?.to_string();
    let head = text.split("http").next().unwrap_or_default();
    let month = MONTHS.iter().find(|month| head.contains(**month))?;
    [format!("{month} {day},"), format!("{day} {month} "), format!("{day}. {month} ")].iter().find_map(
        |date| {
            let impossible = date.replacen(&day, "31", 1);
            head.contains(date.as_str()).then(|| text.replacen(date.as_str(), &impossible, 1))
        },
    )
}

/// Drops the access date: what stands in brackets around it, or from one comma to the next behind its year.
pub(crate) fn without_access(text: &str, item: &Item) -> Option<String> {
    let year = item.cited["accessed"]["date-parts"][0][0].as_i64()?.to_string();
    let words = ["accessed", "Accessed", "last accessed", "abgerufen", "zuletzt abgerufen", "consulté"];
    let at = words.iter().filter_map(|word| text.find(word)).min()?;
    let before = text.get(..at)?;
    let behind_year = at + text.get(at..)?.find(&year)? + year.len();
    let (open, end) = match before.trim_end().chars().next_back()? {
        open @ ('(' | '[') => {
            let close = if open == '(' { ')' } else { ']' };
            (at - 1, behind_year + text.get(behind_year..)?.find(close)? + 1)
        }
        ',' => (before.trim_end().len() - 1, behind_year),
        _ => return None,
    };
    Some(format!("{}{}", text.get(..open)?.trim_end(), text.get(end..)?))
}

/// The first range of pages, its ends exchanged.
pub(crate) fn with_reversed_range(text: &str, _item: &Item) -> Option<String> {
    let head = text.split("http").next().unwrap_or_default();
    for (at, dash) in head.match_indices(['-', '–']) {
        let before: String = head
            .get(..at)?
            .chars()
            .rev()
            .take_while(char::is_ascii_digit)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        let behind: String = head.get(at + dash.len()..)?.chars().take_while(char::is_ascii_digit).collect();
        let (start, end) = (at - before.len(), at + dash.len() + behind.len());
        let is_range = before.len() == behind.len() && (2..=3).contains(&before.len()) && before < behind;
        let lead = head.get(..start)?.trim_end();
        if is_range && lead.ends_with([',', ':', '.']) {
            return Some(format!("{}{behind}{dash}{before}{}", text.get(..start)?, text.get(end..)?));
        }
    }
    None
}

/// The first hyphen between two words gets a space behind it.
pub(crate) fn with_space_in_compound(text: &str, _item: &Item) -> Option<String> {
    let head = text.split("http").next().unwrap_or_default();
    let is_compound = |at: usize| {
        let letters = |text: &str, rev: bool| {
            let is_letter = |c: &char| c.is_alphabetic();
            if rev {
                text.chars().rev().take_while(is_letter).count()
            } else {
                text.chars().take_while(is_letter).count()
            }
        };
        head.get(..at).is_some_and(|before| letters(before, true) >= 4)
            && head.get(at + 1..).is_some_and(|behind| letters(behind, false) >= 4)
    };
    let (at, _) = head.match_indices('-').find(|(at, _)| is_compound(*at))?;
    Some(format!("{}- {}", text.get(..at)?, text.get(at + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(cited: serde_json::Value) -> Item {
        Item {
            note: "1".into(),
            at: 0,
            is_alone: true,
            form: "full".into(),
            work: "w1".into(),
            span: 0..0,
            cited,
        }
    }

    #[test]
    fn what_is_done_to_a_note() {
        let none = item(serde_json::Value::Null);
        assert_eq!(misspelt("E. P. Thompson, Whigs", "Thompson").unwrap(), "E. P. Thopmson, Whigs");
        assert_eq!(misspelt("Gay", "Gay"), None);
        assert_eq!(with_other_digit("(1963)", "1963", 1).unwrap(), "(1913)");
        assert_eq!(with_reversed_range("Whigs, 130-145.", &none).unwrap(), "Whigs, 145-130.");
        assert_eq!(
            with_space_in_compound("The Anglo-American Trade", &none).unwrap(),
            "The Anglo- American Trade"
        );
        let page = item(serde_json::json!({"accessed": {"date-parts": [[2013, 5, 5]]}}));
        for text in
            ["“A”, http://a.example (accessed May 5, 2013).", "“A”, accessed May 5, 2013, http://a.example."]
        {
            assert_eq!(without_access(text, &page).unwrap(), "“A”, http://a.example.");
        }
        let article = item(serde_json::json!({"type": "article-journal", "volume": "12"}));
        assert_eq!(with_other_volume("Salt 12, 112 (1990)", &article, 1).unwrap(), "Salt 13, 112 (1990)");
    }
}
