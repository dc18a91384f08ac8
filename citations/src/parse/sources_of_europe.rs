//! Sources of law of the Continent that stand without a title set apart: decisions by court and day or by their
//! report, provisions by the letters of their code, laws by their day.

use super::dates::{date_at, year_at};
use super::sources::{Found, Source, after_point, range};
use super::token::Tokens;
use crate::{Date, LocatorLabel, Span};

/// The courts whose decisions are cited by their letters.
const COURTS: [&str; 26] = [
    "BGH", "BVerfG", "BVerwG", "BAG", "BFH", "BSG", "BPatG", "OLG", "LG", "AG", "VG", "OVG", "VGH", "RG",
    "EuGH", "EuG", "EGMR", "KG", "LAG", "ArbG", "FG", "SG", "LSG", "OGH", "VfGH", "BayObLG",
];

/// `BVerfGE 12, 205 (260)`, `BGHZ 54, 211, 214`, `RGSt 4, 12`: the reports of German courts.
pub(super) fn german_reports(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Found> {
    const SERIES: [&str; 14] = [
        "BVerfGE", "BVerfGK", "BVerwGE", "BGHZ", "BGHSt", "BAGE", "BFHE", "BSGE", "RGZ", "RGSt", "OGHSt",
        "OVGE", "PrOVG", "VfGHSlg",
    ];
    let comma = start + 2;
    let is_report = SERIES.contains(&tokens.str(start))
        && tokens.is_number(start + 1)
        && tokens.is(comma, ',')
        && tokens.is_number(comma + 1);
    if !is_report {
        return None;
    }
    let mut found = Found::new(Source::Case);
    found.container = Some(tokens.span(start, start + 1));
    found.volume = Some(tokens.span(start + 1, start + 2));
    found.page = Some(tokens.span(comma + 1, comma + 2));
    found.title = Some(tokens.span(start, comma + 2));
    let place = comma + 3;
    if tokens.is_any(comma + 2, "(,[") && tokens.is_number(place) {
        let last = range(tokens, place, end);
        found.locator = Some((LocatorLabel::Page, tokens.span(place, last)));
    }
    Some(found)
}

/// “BGH, Urt. v. 14.10.1952, 2 ZR 77/52, NJW 1953, S. 145, 146”: court, kind and day.
pub(super) fn german_decision(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Found> {
    if !COURTS.contains(&tokens.str(start)) {
        return None;
    }
    let kind = (start + 1..end.min(start + 8)).find(|i| {
        matches!(
            tokens.str(*i),
            "Urt" | "Urteil" | "Beschl" | "Beschluss" | "Beschluß" | "Entsch" | "Entscheidung"
        )
    })?;
    let of = after_point(tokens, kind + 1);
    let day = if matches!(tokens.lower(of), "v" | "vom") { after_point(tokens, of + 1) } else { of };
    let (date, behind) = date_at(tokens, day)?;
    let comma = (start + 1..=kind).find(|i| tokens.is(*i, ',')).unwrap_or(kind);
    let mut found = Found::new(Source::Case);
    found.authority = Some(tokens.span(start, comma));
    found.title = Some(tokens.span(start, behind));
    found.issued = Some((date, tokens.span(day, behind)));
    found.number = docket(tokens, behind, end);
    let report = (behind..end).find_map(|i| german_reports(tokens, i, end));
    if let Some(report) = report {
        (found.container, found.volume, found.page) = (report.container, report.volume, report.page);
        found.locator = report.locator;
        return Some(found);
    }
    if let Some(journal) = (behind..end).find_map(|i| law_journal(tokens, i, end)) {
        (found.container, found.page, found.locator) = (journal.container, journal.page, journal.locator);
        return Some(found);
    }
    let label = (behind..end).find(|i| {
        matches!(tokens.str(*i), "S" | "Rn" | "Rdnr" | "Rz") && tokens.is_number(after_point(tokens, i + 1))
    });
    if let Some(label) = label {
        let first = after_point(tokens, label + 1);
        let page = tokens.str(label) == "S";
        let name = if page { LocatorLabel::Page } else { LocatorLabel::Paragraph };
        found.locator = Some((name, tokens.span(first, range(tokens, first, end))));
    }
    Some(found)
}

/// “– V ZR 109/71”, “, 2 U 77/52”, “, Az. 1 U 208/93”: the number of the case at its court.
fn docket(tokens: &Tokens<'_>, behind: usize, end: usize) -> Option<Span> {
    let first = (behind..end.min(behind + 5)).find(|i| tokens.is_number(*i) || tokens.is_capital(*i))?;
    let first = if tokens.str(first) == "Az" { after_point(tokens, first + 1) } else { first };
    let stop =
        (first..end.min(first + 9)).find(|i| tokens.is_any(*i, ",=(;–—.")).unwrap_or(end.min(first + 9));
    let slash = (first..stop).any(|i| {
        tokens.is(i, '/')
            && tokens.is_number(i - 1)
            && tokens.is_number(i + 1)
            && tokens.str(i + 1).len() == 2
    });
    (slash && tokens.is_any(first - 1, ",–—-.(")).then(|| tokens.span(first, stop))
}

/// “NJW 1993, S. 2035, 2037”, “NJW-RR 1998, 1473 (1475)”: a journal of law by its letters, with year and page.
fn law_journal(tokens: &Tokens<'_>, i: usize, end: usize) -> Option<Found> {
    const JOURNALS: [&str; 24] = [
        "NJW", "NJW-RR", "JZ", "MDR", "WM", "ZIP", "GRUR", "DVBl", "DÖV", "NVwZ", "NVwZ-RR", "FamRZ",
        "VersR", "BB", "DB", "StV", "NStZ", "EuZW", "ZMR", "JR", "JW", "ArbuR", "NZA", "NuR",
    ];
    let (_, behind) = year_at(tokens, i + 1).filter(|_| JOURNALS.contains(&tokens.str(i)))?;
    let page = behind + usize::from(tokens.is(behind, ','));
    let page = if tokens.str(page) == "S" { after_point(tokens, page + 1) } else { page };
    if !tokens.is_number(page) || page >= end {
        return None;
    }
    let last = range(tokens, page, end);
    let mut found = Found::new(Source::Case);
    found.container = Some(tokens.span(i, i + 1));
    found.issued = Some((Date::year(year_at(tokens, i + 1)?.0), tokens.span(i + 1, behind)));
    found.page = Some(tokens.span(page, last));
    let further = tokens.is_any(last, ",(") && tokens.is_number(last + 1);
    let place = if further { last + 1 } else { page };
    found.locator = Some((LocatorLabel::Page, tokens.span(place, range(tokens, place, end))));
    Some(found)
}

/// “OLG Stuttgart, NJW-RR 1998, 1473”: a court, and where its decision is printed.
pub(super) fn german_court(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Found> {
    if !COURTS.contains(&tokens.str(start)) {
        return None;
    }
    let named = |i: &usize| tokens.is_capital(*i) || tokens.is_any(*i, ".,-/");
    let reach = (start + 1..end.min(start + 6)).take_while(named).last().map_or(start + 1, |last| last + 1);
    let (at, journal) = (start + 1..reach).find_map(|i| {
        let found = law_journal(tokens, i, end).or_else(|| german_reports(tokens, i, end))?;
        Some((i, found))
    })?;
    let court = tokens.span(start, at);
    Some(Found { title: Some(court), authority: Some(court), ..journal })
}

/// “§ 910 Abs. 1 S. 2 BGB”, “Art. 14 Abs. 1 GG”, “art 1457 CCQ”: a provision, and behind it the letters of its code.
pub(super) fn lettered_code(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Found> {
    let signs = (start..end).take_while(|i| tokens.is(*i, '§')).count();
    let article = matches!(tokens.lower(start), "art" | "arts" | "artikel");
    let first = if signs > 0 { start + signs } else { after_point(tokens, start + 1) };
    if signs == 0 && !article || !tokens.is_number(first) {
        return None;
    }
    let inner = |i: usize| {
        tokens.is_number(i)
            || tokens.is_any(i, ".,()-–")
            || matches!(
                tokens.str(i),
                "Abs"
                    | "S"
                    | "Satz"
                    | "Nr"
                    | "f"
                    | "ff"
                    | "Hs"
                    | "Halbs"
                    | "Var"
                    | "Alt"
                    | "lit"
                    | "al"
                    | "par"
                    | "i"
                    | "V"
                    | "m"
            )
            || tokens.str(i).chars().count() == 1
    };
    let mut code = first;
    while code < end.min(first + 18) && inner(code) {
        code += 1;
    }
    let word = tokens.str(code);
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let lettered = tokens.is_word(code)
        && capitals >= 2
        && word.chars().count() <= 9
        && word.chars().all(char::is_alphanumeric);
    // “Nach § 910 BGB darf der Eigentümer …” is a sentence, and cites nothing.
    let ends = code + 1 >= end || tokens.is_any(code + 1, ".,;()");
    if !lettered || !ends || tokens.is_any(code - 1, ",") {
        return None;
    }
    let mut last = code;
    while tokens.is_any(last - 1, ".,") {
        last -= 1;
    }
    let mut found = Found::new(Source::Legislation);
    found.title = Some(tokens.span(code, code + 1));
    let label = if article { LocatorLabel::ArticleLocator } else { LocatorLabel::Section };
    found.locator = Some((label, tokens.span(first, last)));
    Some(found)
}

/// “Gesetz betreffend die Ergänzung der Gemeinheitsteilungs-Ordnung vom 2. März 1850”, “Nachbarrechtsgesetz
/// Baden-Württemberg in der Fassung vom 8. Januar 1996 (S. 54), § 16”: what it is, and its day.
pub(super) fn german_law(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Found> {
    let first = tokens.str(start);
    let is_law = ["gesetz", "Gesetz", "verordnung", "Verordnung", "ordnung", "Ordnung", "gesetzbuch"]
        .iter()
        .any(|word| first.ends_with(word))
        || matches!(
            first,
            "Edikt" | "Reskript" | "Bekanntmachung" | "Erlass" | "Erlaß" | "Patent" | "Publikandum"
        );
    if !is_law {
        return None;
    }
    let of = (start + 1..end.min(start + 40)).find(|i| {
        matches!(tokens.str(*i), "vom" | "v")
            && date_at(tokens, after_point(tokens, i + 1))
                .is_some_and(|(date, _)| date.first().is_some_and(|parts| parts.month.is_some()))
    })?;
    if (start..of)
        .any(|i| tokens.is_any(i, ";:(") || tokens.is(i, '.') && crate::parse::ends_sentence(tokens, i))
    {
        return None;
    }
    let day = after_point(tokens, of + 1);
    let (date, behind) = date_at(tokens, day)?;
    let version = (start + 1..of)
        .find(|i| tokens.str(*i) == "in" && tokens.str(i + 1) == "der" && tokens.str(i + 2) == "Fassung");
    let mut last = version.unwrap_or(of);
    while tokens.is(last - 1, ',') {
        last -= 1;
    }
    let mut found = Found::new(Source::Legislation);
    found.title = Some(tokens.span(start, last));
    found.issued = Some((date, tokens.span(day, behind)));
    let place = (behind..end).rev().find(|i| {
        (tokens.is(*i, '§') || matches!(tokens.str(*i), "S" | "Art"))
            && tokens.is_number(after_point(tokens, i + 1))
    });
    if let Some(place) = (behind..end).find(|i| tokens.is(*i, '§')).or(place) {
        let number = after_point(tokens, place + 1);
        let label = if tokens.str(place) == "S" { LocatorLabel::Page } else { LocatorLabel::Section };
        found.locator =
            tokens.is_number(number).then(|| (label, tokens.span(number, range(tokens, number, end))));
    }
    Some(found)
}

/// “Loi n° 2021-85 du 29 janvier 2021 visant à …”, “décret du 5 ventôse an VIII, art. 2”.
pub(super) fn french_law(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Found> {
    let kind = matches!(
        tokens.lower(start),
        "loi" | "décret" | "décret-loi" | "ordonnance" | "arrêté" | "circulaire"
    );
    let of = (start + 1..end.min(start + 9)).find(|i| matches!(tokens.str(*i), "du" | "des"));
    let of = of.filter(|of| kind && tokens.is_number(of + 1))?;
    // “la loi du 9 décembre” within a sentence says no year, or is not where a reference begins.
    let stop = (of + 1..end).find(|i| tokens.is_any(*i, ",;(«")).unwrap_or(end);
    let stop = if tokens.is(stop.wrapping_sub(1), '.') { stop - 1 } else { stop };
    let day = (of + 1..stop.min(of + 4)).find_map(|i| Some((i, date_at(tokens, i)?)));
    let republican = (of + 1..stop.min(of + 6)).any(|i| tokens.str(i) == "an");
    let mut found = Found::new(Source::Legislation);
    found.title = Some(tokens.span(start, stop));
    found.issued = day.map(|(i, (date, behind))| (date, tokens.span(i, behind)));
    let article = (stop..end).find(|i| {
        matches!(tokens.lower(*i), "art" | "article" | "p") && tokens.is_number(after_point(tokens, i + 1))
    });
    if let Some(article) = article {
        let first = after_point(tokens, article + 1);
        let label =
            if tokens.lower(article) == "p" { LocatorLabel::Page } else { LocatorLabel::ArticleLocator };
        found.locator = Some((label, tokens.span(first, range(tokens, first, end))));
    }
    (found.issued.is_some() || republican).then_some(found)
}

/// “Code de la propriété intellectuelle, art. L. 112-2, 12°”, “C. civ., art. 1382”.
pub(super) fn french_code(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Found> {
    let whole = tokens.str(start) == "Code"
        && matches!(
            tokens.lower(start + 1),
            "de" | "du" | "des" | "civil" | "pénal" | "rural" | "général" | "électoral" | "forestier"
        );
    let short = tokens.str(start) == "C"
        && tokens.is(start + 1, '.')
        && matches!(tokens.str(start + 2), "civ" | "pén" | "com" | "trav" | "proc" | "pr");
    let article = (start + 2..end.min(start + 14))
        .find(|i| matches!(tokens.lower(*i), "art" | "article" | "articles"))?;
    if !(whole || short) || !tokens.is(article - 1, ',') || (start..article).any(|i| tokens.list[i].italic) {
        return None;
    }
    let first = after_point(tokens, article + 1);
    let number =
        (first..end.min(first + 4)).find(|i| tokens.str(*i).contains(|c: char| c.is_ascii_digit()))?;
    let mut last = number + 1;
    while last + 1 < end && tokens.is_any(last, "-–") && tokens.is_number(last + 1) {
        last += 2;
    }
    let mut found = Found::new(Source::Legislation);
    found.title = Some(tokens.span(start, article - 1));
    found.locator = Some((LocatorLabel::ArticleLocator, tokens.span(first, last)));
    Some(found)
}

/// “Cass. 1re civ., 8 janvier 1980, n° 78-14.648”, “CE, 14 juin 1810”, “Cons. const., 16 juillet 1971, n° 71-44 DC”:
/// court and day, where no parties are set apart.
pub(super) fn french_decision(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Found> {
    let court = matches!(
        tokens.str(start),
        "Cass" | "CE" | "CEDH" | "CJUE" | "CJCE" | "TGI" | "TC" | "CA" | "CAA" | "TA" | "Trib"
    ) || tokens.str(start) == "Cons" && tokens.str(start + 2) == "const";
    if !court || tokens.list[start].italic {
        return None;
    }
    let comma = (start + 1..end.min(start + 10)).find(|i| {
        tokens.is(*i, ',')
            && date_at(tokens, i + 1)
                .is_some_and(|(date, _)| date.first().is_some_and(|parts| parts.day.is_some()))
    })?;
    let (date, behind) = date_at(tokens, comma + 1)?;
    // “*Ville de Lyon c. Perret*” is the title of its decision.
    if (behind..end).any(|i| tokens.list[i].italic && tokens.str(i) == "c" && tokens.is(i + 1, '.')) {
        return None;
    }
    let mut found = Found::new(Source::Case);
    found.title = Some(tokens.span(start, behind));
    found.authority = Some(tokens.span(start, comma));
    found.issued = Some((date, tokens.span(comma + 1, behind)));
    let number = (behind..end.min(behind + 6)).find(|i| tokens.is_number(*i));
    let labelled =
        number.filter(|number| (behind..*number).any(|i| matches!(tokens.str(i), "n" | "no" | "n°" | "req")));
    if let Some(number) = labelled {
        let last = (number..end).find(|i| tokens.is_any(*i, ",;")).unwrap_or(end);
        let last = if tokens.is(last - 1, '.') { last - 1 } else { last };
        found.number = Some(tokens.span(number, last));
    }
    Some(found)
}
