//! What speaks for a citation in a stretch of a note, and what for prose.

use super::{Evidence, Scan, is_lead};
use crate::parse::{back_at, ends_sentence, month_name, source_at};

impl Scan<'_, '_> {
    /// What speaks for a citation.
    pub(super) fn evidence(&self, start: usize, end: usize) -> Evidence {
        let tokens = self.tokens;
        let prose = self.is_prose(start, end);
        let has_url = self.urls.iter().any(|url| url.overlaps(tokens.span(start, end)));
        if has_url
            || self.titled(start, end, prose)
            || self.is_case(start, end)
            || self.is_provision(start, end)
        {
            return Evidence::Full;
        }
        if self.points_back(start, end, prose) {
            return Evidence::Back;
        }
        let thesis = crate::language::is_thesis(tokens.span(start, end).of(tokens.text))
            && self.has_title(start, end)
            && (start..end).any(|i| self.is_year(i));
        if self.has_report(start, end) || self.is_archival(start, end) || thesis {
            return Evidence::Full;
        }
        if !prose && self.has_imprint(start, end) {
            return Evidence::Full;
        }
        if self.has_named_title(start, end)
            || self.has_plain_short_form(start, end)
            || self.has_author_and_year(start, end)
            || !prose && self.is_short(start, end)
        {
            Evidence::Short
        } else {
            Evidence::None
        }
    }

    pub(super) fn points_back(&self, start: usize, end: usize, prose: bool) -> bool {
        let tokens = self.tokens;
        // “See ibid., 45”, “But see supra note 4”.
        let lead =
            (start..end.min(start + 6)).find(|i| !is_lead(tokens.lower(*i)) && !tokens.is_any(*i, ".,"));
        if lead.is_some_and(|i| back_at(tokens, i).is_some_and(|back| back.end <= end + 1)) {
            return true;
        }
        let inner = |i: usize| {
            back_at(tokens, i).is_some_and(|back| {
                !matches!(back.reference, crate::BackReference::Ibid | crate::BackReference::Idem)
            }) && (i == start || !matches!(tokens.lower(i - 1), "the" | "as" | "and" | "cited"))
        };
        // “Penhallow (n 29) has withdrawn his table”: a number in brackets is no figure of speech.
        let numbered = |i: usize| {
            tokens.is(i.wrapping_sub(1), '(')
                && matches!(back_at(tokens, i), Some(back) if matches!(back.reference, crate::BackReference::Supra { note: Some(_) }))
        };
        let reach = end.min(start + 60);
        !prose && (start..reach).any(inner) || (start + 1..reach).any(numbered)
    }

    /// A title with what a reference has behind it: a container, a date, an imprint, a number.
    pub(super) fn titled(&self, start: usize, end: usize, prose: bool) -> bool {
        let mut i = start;
        while i < end {
            let behind = self.quoted[i].filter(|behind| *behind <= end).or_else(|| self.italics_end(i, end));
            let Some(behind) = behind else {
                i += 1;
                continue;
            };
            let quoted = self.quoted[i].is_some();
            let words = (i..behind).filter(|i| self.tokens.is_word(*i)).count();
            if words > 0 && self.is_followed_up(behind, end, quoted, prose) {
                return true;
            }
            i = behind;
        }
        false
    }

    pub(super) fn italics_end(&self, i: usize, end: usize) -> Option<usize> {
        let title = crate::parse::italic_at(self.tokens, i, end)?;
        (i == 0 || !self.tokens.list[i - 1].italic).then_some(title.end)
    }

    pub(super) fn is_followed_up(&self, behind: usize, end: usize, quoted: bool, prose: bool) -> bool {
        let tokens = self.tokens;
        let inside_comma = quoted && tokens.is_any(behind.wrapping_sub(2), ",.?!");
        let mut next = behind;
        while next < end && tokens.is_any(next, ",.:") {
            next += 1;
        }
        let separated = next > behind || inside_comma;
        if next >= end {
            return false;
        }
        if tokens.is(next, '(') || tokens.is(next, '[') {
            let close = tokens.closing(next, end).unwrap_or(next);
            return (next..close).any(|i| self.is_year(i))
                || !prose && tokens.is_capital(next + 1) && close > next;
        }
        let container = quoted && (self.italics_end(next, end).is_some() || tokens.lower(next) == "in");
        let dated = (next..end.min(next + 12)).any(|i| self.is_year(i));
        let volume = tokens.is_number(next) && dated;
        if prose {
            return container
                && (separated || tokens.lower(next) == "in")
                && (next..end).any(|i| self.is_year(i) || tokens.is_number(i));
        }
        container
            || volume
            || dated && separated
            || matches!(
                tokens.lower(next),
                "vol" | "no" | "ed" | "trans" | "edited" | "bd" | "hrsg" | "translated"
            ) && separated
    }

    pub(super) fn is_year(&self, i: usize) -> bool {
        self.tokens.number(i).is_some_and(|n| (1400..2200).contains(&n)) && self.tokens.str(i).len() == 4
    }

    /// “42 U.S.C. § 1983”, “Civil Rights Act of 1964, Pub. L. No. 88-352”.
    fn is_provision(&self, start: usize, end: usize) -> bool {
        let tokens = self.tokens;
        let code = |i: &usize| {
            tokens.is_number(*i)
                && tokens.is_capital(i + 1)
                && (i + 2..end.min(i + 10)).any(|i| tokens.is(i, '§'))
                && (i + 1..end.min(i + 10))
                    .take_while(|i| !tokens.is(*i, '§'))
                    .all(|i| tokens.is_capital(i) || tokens.is(i, '.'))
        };
        let public = |i: &usize| tokens.str(*i) == "Pub" && tokens.is(i + 1, '.') && tokens.str(i + 2) == "L";
        (start..end.min(start + 12))
            .any(|i| code(&i) && (start..i).all(|i| is_lead(tokens.lower(i)) || tokens.is_any(i, ".,")))
            || (start..end.min(start + 24)).any(|i| public(&i))
            || self.has_source(start, end)
    }

    /// “H.R. Rep. No. 92-911”, “U.S. Const. art. I”: behind nothing but words that lead up to it.
    fn has_source(&self, start: usize, end: usize) -> bool {
        let tokens = self.tokens;
        (start..end.min(start + 8))
            .take_while(|i| *i == start || is_lead(tokens.lower(i - 1)) || tokens.is_any(i - 1, ".,"))
            .any(|i| source_at(tokens, i, end).is_some())
    }

    /// “[2001] 2 AC 532”: a year in square brackets before a series of reports.
    pub(super) fn has_report(&self, start: usize, end: usize) -> bool {
        let tokens = self.tokens;
        (start..end.saturating_sub(3)).any(|i| {
            let year = tokens.is(i, '[') && self.is_year(i + 1) && tokens.is(i + 2, ']');
            year && (tokens.is_capital(i + 3) || tokens.is_number(i + 3) && tokens.is_capital(i + 4))
        })
    }

    /// “Archives nationales, G7 521”, “Bundesarchiv Berlin, R 5/2114”: an archive, and a shelf mark behind a comma.
    pub(super) fn is_archival(&self, start: usize, end: usize) -> bool {
        let tokens = self.tokens;
        let comma = (start..end).find(|i| tokens.is(*i, ',') || tokens.is(*i, '('));
        let Some(comma) = comma.filter(|comma| comma - start <= 14) else { return false };
        let archive = (start..comma).any(|i| crate::language::is_archive_word(tokens.str(i)));
        // A sentence can speak of an archive; a shelf mark begins with it.
        let leads = (start..end.min(start + 4)).any(|i| crate::language::is_archive_word(tokens.str(i)));
        archive
            && leads
            && (comma..end)
                .any(|i| tokens.is_number(i) || tokens.str(i).bytes().any(|byte| byte.is_ascii_digit()))
    }

    /// “(Lahore: Ariana Publications, 2004)”, “*Dawn*, March 13, 2011”.
    pub(super) fn has_imprint(&self, start: usize, end: usize) -> bool {
        let tokens = self.tokens;
        (start..end).any(|i| {
            let Some(close) = tokens.is(i, '(').then(|| tokens.closing(i, end)).flatten() else {
                return false;
            };
            let year = (i..close).any(|i| self.is_year(i));
            let colon = (i..close).any(|i| tokens.is(i, ':'));
            year && (colon || i > start + 1)
        }) || (start + 2..end).any(|i| self.is_town_and_year(i))
            || (start..end).any(|i| self.is_year(i) && self.has_month_before(i))
                && (start..end).filter(|i| tokens.is_capital(*i)).count() >= 2
    }

    /// “, München 1977,”: the imprint of German notes.
    pub(super) fn is_town_and_year(&self, i: usize) -> bool {
        let tokens = self.tokens;
        // “Frankfurt a. M. 2004”: the points of an abbreviation do not part the town from its comma.
        let parts = |i: &usize| {
            let stop = tokens.is(*i, '.') && *i > 0;
            let word = tokens.str(i.wrapping_sub(1));
            tokens.is(*i, ',') || stop && (ends_sentence(tokens, *i) || word.chars().count() > 2)
        };
        let town = (i.saturating_sub(12)..i).rev().find(parts);
        let words = town.is_some_and(|comma| {
            comma + 1 < i
                && (comma + 1..i).all(|i| {
                    tokens.is_capital(i) || tokens.is_any(i, "/.:") || tokens.list[i].span.len() <= 2
                })
        });
        self.is_year(i) && words && (i + 1 >= tokens.len() || tokens.is_any(i + 1, ",."))
    }

    pub(super) fn has_month_before(&self, i: usize) -> bool {
        (i.saturating_sub(4)..i).any(|i| self.tokens.is_word(i) && month_name(self.tokens.str(i)))
    }

    /// “*R v Smith*”, “Brown v. Board of Education”, with a number behind.
    pub(super) fn is_case(&self, start: usize, end: usize) -> bool {
        let tokens = self.tokens;
        (start + 1..end.saturating_sub(1)).any(|i| {
            let versus = matches!(tokens.str(i), "v" | "vs" | "c");
            let next = if tokens.is(i + 1, '.') { i + 2 } else { i + 1 };
            versus
                && tokens.is_capital(next)
                && (tokens.is_capital(i - 1) || tokens.is_any(i - 1, ".)"))
                && tokens.is_capital(start.max(i.saturating_sub(12)))
                && (next..end).any(|i| tokens.is_number(i))
        })
    }

    /// “Smith, 45”, “Smith, *Title*”, “‘A title alone’”: nothing but names, a title and a place.
    pub(super) fn is_short(&self, start: usize, end: usize) -> bool {
        let tokens = self.tokens;
        let mut last = end;
        while last > start && tokens.is_any(last - 1, ".,") {
            last -= 1;
        }
        let has_title =
            (start..last).any(|i| self.quoted[i].is_some() || self.italics_end(i, last).is_some());
        let words = (start..last).filter(|i| tokens.is_word(*i)).count();
        let place =
            last > start && (tokens.is_number(last - 1) || matches!(tokens.str(last - 1), "f" | "ff"));
        // “zit. n. Hausen, Fortschritt, S. 163”
        let after = |i: usize| tokens.str(i) == "n" && i > 1 && tokens.lower(i - 2) == "zit";
        let first = (start..last).find(|i| tokens.is_word(*i) && !is_lead(tokens.lower(*i)) && !after(*i));
        let opens = first.is_some_and(|i| tokens.is_capital(i))
            || self.quoted.get(start).is_some_and(Option::is_some)
            || first.is_some_and(|i| tokens.list[i].italic);
        let comma = (start..last).any(|i| tokens.is(i, ',') || tokens.is(i, ':'));
        // “Tolliver et al. 2018”
        let year =
            last > start + 1 && self.is_year(last - 1) && words <= 8 && !comma && tokens.is_capital(start);
        // “Reuß, Wartesaal”: kept only if a work is found that fits.
        let bare = comma
            && words <= 8
            && (start..last).filter(|i| tokens.is_capital(*i)).count() * 2 > words
            && words >= 2;
        opens && (has_title && words <= 60 || place && comma && words <= 20 || bare || year)
    }

    /// Names, and behind them a title or “op. cit.”: “Etxeberria and Falk, “Joining as Repair””.
    pub(super) fn leads_to_title(&self, from: usize) -> bool {
        let tokens = self.tokens;
        let is_name = |i: usize| {
            tokens.is_capital(i)
                || tokens.is_any(i, ".,&-’'")
                || matches!(tokens.str(i), "and" | "und" | "et" | "de" | "von" | "van" | "al")
        };
        let end = tokens.len().min(from + 14);
        let behind =
            (from..end).find(|i| !is_name(*i) || self.quoted[*i].is_some() || tokens.list[*i].italic);
        tokens.is_capital(from)
            && behind.is_some_and(|i| {
                i > from + 1
                    && (self.quoted[i].is_some()
                        || self.italics_end(i, tokens.len()).is_some()
                        || back_at(tokens, i).is_some())
            })
    }

    /// “Putnam 2000, 416–24”, “Granovetter (1973, 1378)”: author and year, wherever the sentence goes on.
    pub(super) fn has_author_and_year(&self, start: usize, end: usize) -> bool {
        let tokens = self.tokens;
        let lead = (start..end.min(start + 6))
            .find(|i| !is_lead(tokens.lower(*i)) && !tokens.is_any(*i, ".,"))
            .unwrap_or(start);
        let mut i = lead;
        while i < end.min(lead + 10)
            && (tokens.is_capital(i)
                || matches!(tokens.str(i), "and" | "und" | "et" | "al" | ".")
                || tokens.is_any(i, ".&-/"))
        {
            i += 1;
        }
        let bracket = tokens.is(i, '(');
        let year = if bracket { i + 1 } else { i };
        let behind = tokens.is_any(year + 1, ",:)")
            && (bracket || tokens.is_number(year + 2) || tokens.lower(year + 2) == "s");
        tokens.is_capital(lead) && i > lead && self.is_year(year) && behind
    }

    /// “Jónsson, *Friends in Conflict*, 120”: a short form, even in the middle of a sentence.
    pub(super) fn has_named_title(&self, start: usize, end: usize) -> bool {
        let tokens = self.tokens;
        (start + 2..end).any(|i| {
            let title = self.quoted[i].filter(|behind| *behind <= end).or_else(|| self.italics_end(i, end));
            let named = tokens.is(i - 1, ',') && tokens.is_capital(i - 2);
            named
                && title.is_some_and(|behind| {
                    let next = if tokens.is(behind, ',') { behind + 1 } else { behind };
                    let page = if matches!(tokens.lower(next), "p" | "pp") { next + 2 } else { next };
                    let inside = tokens.is_any(behind.wrapping_sub(2), ",");
                    (next > behind || inside) && (tokens.is_number(page) || back_at(tokens, next).is_some())
                })
        })
    }

    /// “Fremdling, Eisenbahnen, S. 90, is too high”: a name, a title and a page, whatever follows.
    fn has_plain_short_form(&self, start: usize, end: usize) -> bool {
        let tokens = self.tokens;
        let lead = (start..end.min(start + 8)).find(|i| tokens.is_word(*i) && !is_lead(tokens.lower(*i)));
        lead.is_some_and(|i| self.plain_short_form_at(i, end))
    }

    /// “Fremdling, Eisenbahnen, S. 90” at a token.
    pub(super) fn plain_short_form_at(&self, i: usize, end: usize) -> bool {
        let tokens = self.tokens;
        let Some(comma) = (i..end.min(i + 6)).find(|i| tokens.is(*i, ',')) else { return false };
        let Some(second) = (comma + 1..end.min(comma + 10)).find(|i| tokens.is(*i, ',')) else {
            return false;
        };
        let named = (i..comma).all(|i| {
            tokens.is_capital(i)
                || tokens.is_any(i, ".-/")
                || matches!(tokens.str(i), "von" | "van" | "de" | "und" | "et")
        });
        let point = usize::from(tokens.is(second + 2, '.'));
        let paged =
            matches!(tokens.str(second + 1), "S" | "p" | "pp" | "Bd") && tokens.is_number(second + 2 + point);
        tokens.is_capital(i)
            && named
            && comma > i
            && second > comma + 1
            && tokens.is_capital(comma + 1)
            && paged
    }

    pub(super) fn has_title(&self, start: usize, end: usize) -> bool {
        (start..end).any(|i| self.quoted[i].is_some() || self.italics_end(i, end).is_some())
    }

    /// Running text: of the words outside titles that are more than grammar, many are in small letters.
    pub(super) fn is_prose(&self, start: usize, end: usize) -> bool {
        let outside = |i: &usize| self.tokens.is_word(*i) && !self.inside[*i] && !self.tokens.list[*i].italic;
        let words = (start..end).filter(outside).filter(|i| !is_grammar(self.tokens.str(*i)));
        let (mut all, mut small) = (0_usize, 0_usize);
        for i in words {
            all += 1;
            small += usize::from(!self.tokens.is_capital(i));
        }
        small >= 4 && small * 10 >= all * 4
    }
}

/// Words that titles and names hold in small letters: articles, prepositions, conjunctions, labels.
fn is_grammar(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "of", "the", "and", "in", "to", "for", "on", "a", "an", "at", "by", "with", "from", "as", "or", "ed",
        "eds", "trans", "vol", "vols", "no", "pp", "p", "vs", "v", "para", "paras", "der", "die", "das",
        "des", "dem", "den", "und", "im", "zur", "zum", "von", "vom", "für", "auf", "mit", "als", "bei",
        "nach", "über", "unter", "zwischen", "ein", "eine", "einer", "eines", "am", "hrsg", "bd", "de", "du",
        "la", "le", "les", "et", "aux", "en", "dans", "sur", "pour", "par", "un", "une", "coll", "dir", "éd",
        "el", "los", "las", "del", "y", "con", "di", "il", "della", "al", "van", "het", "op", "cit", "art",
        "ibid", "aufl", "accessed", "line", "fol", "chap", "see", "also",
    ];
    // None is longer, and most words of a title are.
    word.len() <= 8 && (WORDS.contains(&word) || word.chars().count() == 1)
}
