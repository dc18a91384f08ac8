//! Note → citations: where one reference ends and the next begins, and what is prose.

mod evidence;
mod merge;
mod sentences;

use crate::Span;
use crate::parse::{Passage, Tokens, addresses, ends_sentence, quoted_at, shows_title};

/// Longer notes are split up to here; what is behind is prose.
const MOST_TOKENS: usize = 20_000;

/// One item, before it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its text, prefix included.
    pub span: Span,
    /// It goes on with the citation of the item before it.
    pub continues: bool,
}

/// A stretch of a note between two places where an item can end.
struct Unit {
    start: usize,
    end: usize,
    /// A semicolon or “and” stands before it.
    continues: bool,
    evidence: Evidence,
    prose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Evidence {
    None,
    /// Could be a short form: a name and a number, a title alone.
    Short,
    /// Ibid. and its like.
    Back,
    /// A date, an address, an imprint with a title.
    Full,
}

/// Splits a note into its items.
pub fn split(note: Passage<'_>) -> Vec<Part> {
    split_tokens(note, &Tokens::read(note))
}

/// Splits a note whose tokens were read into its items.
pub(crate) fn split_tokens(note: Passage<'_>, tokens: &Tokens<'_>) -> Vec<Part> {
    let first;
    let tokens = if tokens.len() > MOST_TOKENS {
        first = tokens.part(tokens.span(0, MOST_TOKENS));
        &first
    } else {
        tokens
    };
    let scan = Scan::new(note, tokens);
    let units = scan.merge(&scan.units());
    let cited = units.into_iter().filter(|unit| unit.evidence != Evidence::None);
    let mut last_end = None;
    cited
        .map(|unit| {
            let part = Part {
                span: tokens.span(unit.start, unit.end),
                continues: unit.continues && last_end == Some(unit.start),
            };
            last_end = Some(unit.end);
            part
        })
        .collect()
}

struct Scan<'t, 'a> {
    tokens: &'t Tokens<'a>,
    /// For each token, whether it lies in quotation marks, brackets or an address.
    inside: Vec<bool>,
    /// For each token that opens a title in quotation marks, the token behind it.
    quoted: Vec<Option<usize>>,
    urls: Vec<Span>,
}

impl<'t, 'a> Scan<'t, 'a> {
    fn new(note: Passage<'a>, tokens: &'t Tokens<'a>) -> Self {
        let urls: Vec<Span> = addresses(note).into_iter().map(|address| address.span).collect();
        let mut scan =
            Self { tokens, inside: vec![false; tokens.len()], quoted: vec![None; tokens.len()], urls };
        scan.fill();
        scan
    }

    fn fill(&mut self) {
        let mut i = 0;
        let mut url = 0;
        while i < self.tokens.len() {
            let at = self.tokens.list[i].span;
            while self.urls.get(url).is_some_and(|span| span.end <= at.start) {
                url += 1;
            }
            // A link whose words are a title hides nothing.
            let covers = |span: &Span| span.overlaps(at) && !shows_title(self.tokens, *span);
            if self.urls.get(url).is_some_and(covers) {
                self.inside[i] = true;
                i += 1;
                continue;
            }
            let end = self.tokens.len().min(i + 600);
            let group = match quoted_at(self.tokens, i, end) {
                Some(title) => {
                    self.quoted[i] = Some(title.end);
                    Some(title.end)
                }
                None => self.tokens.closing(i, end).map(|close| close + 1),
            };
            match group {
                Some(behind) => {
                    self.inside[i..behind].fill(true);
                    i = behind;
                }
                None => i += 1,
            }
        }
    }

    /// Cuts at every place where an item can end.
    fn units(&self) -> Vec<Unit> {
        let mut units = Vec::new();
        let mut start = 0;
        let mut continues = false;
        let mut i = 0;
        while i < self.tokens.len() {
            if let Some((end, next, joins)) = self.cut(i, start) {
                self.push_unit(&mut units, start, end, continues);
                (start, continues) = (next, joins);
                i = next.max(i + 1);
                continue;
            }
            i += 1;
        }
        self.push_unit(&mut units, start, self.tokens.len(), continues);
        units
    }

    /// Where the unit ends, the next one starts, and whether that goes on with the same citation.
    fn cut(&self, i: usize, start: usize) -> Option<(usize, usize, bool)> {
        let tokens = self.tokens;
        if i > 0 && self.starts_line(i) && i > start {
            return Some((i, i, false));
        }
        if i > start && self.is_second_title(i, start) && (i == 0 || !self.inside[i - 1]) {
            return Some((i, i, true));
        }
        if i > start && self.opens_source(i) {
            return Some((i, i + 1, true));
        }
        if self.inside[i] || i <= start {
            return None;
        }
        // “Die Zahlen bei Fremdling, Eisenbahnen, S. 90, sind zu hoch”
        let before = tokens.lower(i - 1);
        let embedded = matches!(before, "bei" | "chez" | "selon" | "nach" | "gegen" | "par")
            && i > start + 2
            && self.plain_short_form_at(i, tokens.len());
        if embedded && self.evidence(start, i) == Evidence::None {
            return Some((i, i, false));
        }
        // “Pour une mise au point récente : Hélène Lacombe, *Atlas*”: what leads up to the colon is prose.
        let leads_up = tokens.is(i, ':')
            && self.leads_to_title(i + 1)
            && (start..i).filter(|i| tokens.is_word(*i) && !tokens.is_capital(*i)).count() >= 3
            && !(start..i).any(|i| tokens.is(i, ',') || tokens.is_number(i) || tokens.list[i].italic);
        if leads_up && self.evidence(start, i) == Evidence::None {
            return Some((i + 1, i + 1, false));
        }
        // Signs within italics are of the title: “*R v Toohey; Ex parte Meneling*”, “*Title. Subtitle*”.
        let in_title = tokens.list[i].italic && tokens.list.get(i + 1).is_some_and(|next| next.italic);
        if tokens.is(i, ';') && !in_title {
            return Some((i, i + 1, true));
        }
        // “Там же. С. 7.” (GOST R 7.0.5)
        let there = tokens.lower(i - 1) == "же";
        if tokens.is(i, '.') && !in_title && !there && ends_sentence(tokens, i) {
            return Some((i + 1, i + 1, false));
        }
        // “*Ibid.* Voir aussi *supra*, note 21”
        let back = matches!(before, "ibid" | "id" | "ebd" | "cit" | "idem" | "ibidem");
        if back && tokens.is(i, '.') && tokens.is_capital(i + 1) && is_lead(tokens.lower(i + 1)) {
            return Some((i + 1, i + 1, false));
        }
        let word = tokens.lower(i);
        // “For a different view see Uglow, 300”: what leads up to the signal is prose.
        let signal = matches!(word, "see" | "cf" | "vgl" | "siehe" | "voir" | "compare" | "sowie");
        // “The Pioneers Who Sought to See the Future”: with a capital a signal begins its sentence.
        let signal = signal && (!tokens.is_capital(i) || tokens.is_any(i - 1, ".;:(,—–"));
        if signal && i > start + 1 && self.evidence(start, i) == Evidence::None {
            return Some((i, i, false));
        }
        if word == "sowie" {
            return Some((i, i + 1, true));
        }
        if word == "with" && tokens.is(i - 1, ',') && self.evidence(start, i) != Evidence::None {
            return Some((i, i + 1, true));
        }
        let leads = matches!(
            tokens.lower(i),
            "quoted"
                | "cited"
                | "reprinted"
                | "zit"
                | "zitiert"
                | "cité"
                | "citing"
                | "quoting"
                | "citado"
                | "citée"
                | "cités"
                | "citées"
                | "excerpted"
        ) && tokens.is_any(i - 1, ",.:—–")
            // “reprinted in 1935 U.S.C.C.A.N. 2210” is the same report once more.
            && !(tokens.lower(i) == "reprinted" && tokens.is_number(i + 2))
            // “art. cité” points back.
            && !matches!(tokens.lower(i.saturating_sub(2)), "art" | "op" | "ouvr" | "loc" | "ob");
        if leads {
            return Some((i, i, true));
        }
        let and = matches!(tokens.lower(i), "and" | "und" | "et" | "see") && tokens.is_any(i - 1, ",)");
        let alone = and && self.quoted.get(i + 1).is_some_and(Option::is_some) && self.has_title(start, i);
        if alone && self.evidence(start, i) >= Evidence::Short {
            return Some((i, i + 1, true));
        }
        // Before “and” the first reference has come to its end: “…, 5, and Jones, …”.
        let complete = i > 1 && (tokens.is_number(i - 2) || tokens.is_any(i - 2, ")”\"’»"));
        // “à l’exception de Durand, *op. cit.*, p. 201, et de Gutton, art. cit.”
        let of = matches!(tokens.str(i + 1), "de" | "of" | "von" | "bei" | "by" | "par" | "in");
        let names = i + 1 + usize::from(of);
        let named =
            and && complete && self.leads_to_title(names) && self.evidence(start, i) >= Evidence::Short;
        if named {
            return Some((i, i + 1, true));
        }
        // “S. 60, und Grimm II, S. 71”
        if and && complete && self.is_plain_page_of(i + 1) && self.evidence(start, i) >= Evidence::Short {
            return Some((i, i + 1, true));
        }
        let both = and
            && complete
            && self.evidence(start, i) == Evidence::Full
            && self.evidence(i + 1, self.sentence_end(i + 1)) == Evidence::Full;
        both.then_some((i, i + 1, true))
    }

    /// “Grimm II, S. 71” at a token.
    fn is_plain_page_of(&self, from: usize) -> bool {
        let tokens = self.tokens;
        let comma = (from + 1..from + 6).find(|i| tokens.is(*i, ','));
        comma.is_some_and(|comma| {
            (from..comma).all(|i| tokens.is_capital(i) || tokens.is_any(i, ".-/"))
                && matches!(tokens.str(comma + 1), "S" | "p" | "pp" | "Sp")
                && tokens.is_number(comma + 2 + usize::from(tokens.is(comma + 2, '.')))
        })
    }

    /// “… (cité par A. Vidler, op. cit., p. 50)”: a bracket that names where something is quoted.
    fn opens_source(&self, i: usize) -> bool {
        let tokens = self.tokens;
        let leads = matches!(
            tokens.lower(i + 1),
            "quoted"
                | "cited"
                | "citing"
                | "quoting"
                | "cité"
                | "citée"
                | "cités"
                | "citées"
                | "zit"
                | "zitiert"
                | "citado"
        );
        let outer = i == 0 || !self.inside[i - 1];
        if !tokens.is(i, '(') || !leads || !outer {
            return false;
        }
        let close = tokens.closing(i, tokens.len()).unwrap_or(i);
        // “(citations omitted)”, “(quoting Marbury)”: words alone are a remark.
        (i + 2..close).any(|i| tokens.is_number(i)) && (i + 2..close).any(|i| tokens.is(i, ','))
    }

    fn starts_line(&self, i: usize) -> bool {
        let before = Span::new(self.tokens.list[i - 1].span.end, self.tokens.list[i].span.start);
        before.of(self.tokens.text).contains('\n')
    }

    fn sentence_end(&self, from: usize) -> usize {
        let stop = |i: &usize| {
            !self.inside[*i]
                && (self.tokens.is(*i, ';') || self.tokens.is(*i, '.') && ends_sentence(self.tokens, *i))
        };
        (from..self.tokens.len().min(from + 200)).find(stop).unwrap_or(self.tokens.len().min(from + 200))
    }

    fn push_unit(&self, units: &mut Vec<Unit>, start: usize, end: usize, continues: bool) {
        if (start..end).any(|i| self.tokens.is_word(i) || self.tokens.is_number(i)) {
            let evidence = self.evidence(start, end);
            units.push(Unit { start, end, continues, evidence, prose: self.is_prose(start, end) });
        }
    }

    /// A title far behind another one, with a sentence between them: a second citation.
    fn is_second_title(&self, i: usize, start: usize) -> bool {
        let tokens = self.tokens;
        let opens = self.quoted[i].is_some() || self.italics_end(i, tokens.len()).is_some();
        // “s. v. « Opéra »” names an article of the book before.
        if !opens || crate::parse::is_sub_verbo(tokens, i) {
            return false;
        }
        let gap: Vec<usize> = (start..i)
            .rev()
            .take_while(|i| !self.inside[*i] && !tokens.list[*i].italic)
            .filter(|i| tokens.is_word(*i))
            .collect();
        let small = gap.iter().filter(|i| !tokens.is_capital(**i)).count();
        let first = gap.last().copied().unwrap_or(i);
        small >= 5 && first > start + 1 && self.has_title(start, first)
    }

    fn behind_leads(&self, start: usize, end: usize) -> usize {
        (start..end).find(|i| self.tokens.is_word(*i) && !is_lead(self.tokens.lower(*i))).unwrap_or(start)
    }

    fn is_signal(&self, i: usize) -> bool {
        is_lead(self.tokens.lower(i))
    }
}

/// Words that lead to a citation.
fn is_lead(word: &str) -> bool {
    // “erwidernd Radkau”: in German any participle can.
    let participle = word.chars().count() >= 8
        && (word.ends_with("end") || word.ends_with("rnd") || word.ends_with("lnd"));
    participle
        || matches!(
            word,
            "see"
                | "also"
                | "cf"
                | "compare"
                | "but"
                | "e.g"
                | "eg"
                | "e"
                | "g"
                | "vgl"
                | "siehe"
                | "auch"
                | "dazu"
                | "so"
                | "voir"
                | "quoted"
                | "cited"
                | "in"
                | "for"
                | "contrast"
                | "contra"
                | "with"
                | "generally"
                | "accord"
                | "zit"
                | "nach"
                | "zitiert"
                | "as"
                | "example"
                | "véase"
                | "vedi"
                | "cfr"
                | "again"
                | "and"
                | "or"
                | "ebenso"
                | "ähnlich"
                | "dagegen"
                | "anders"
                | "ausführlich"
                | "ferner"
                | "etwa"
                | "insbesondere"
                | "bereits"
                | "schon"
                | "hierzu"
                | "noch"
                | "grundlegend"
                | "zuletzt"
                | "jetzt"
                | "hingegen"
                | "further"
                | "similarly"
                | "likewise"
                | "infra"
                | "pace"
                | "aber"
                | "zustimmend"
                | "kritisch"
                | "abweichend"
                | "ablehnend"
                | "differenzierend"
                | "weiterführend"
                | "zusammenfassend"
                | "allgemein"
                | "näher"
                | "eingehend"
                | "außerdem"
                | "daneben"
                | "weiterhin"
                | "sodann"
                | "ebenfalls"
                | "gleichfalls"
                | "überblick"
                | "bei"
                | "insb"
                | "insbes"
                | "aussi"
                | "notamment"
                | "surtout"
                | "déjà"
                | "esp"
                | "especially"
                | "s"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        let note = Passage { text, span: Span::new(0, text.len()), runs: &[] };
        split(note).into_iter().map(|part| part.span.of(text)).collect()
    }

    #[test]
    fn the_day_of_access_stays_with_its_page() {
        let page = "Writer, A. \"Report number 0 on river policy.\" River Times. January 1, 2016. \
                    <http://a.example:8080/gone/0>. Accessed March 18, 2022.";
        assert_eq!(parts(page).len(), 1, "{:?}", parts(page));
        let two = "Raman, Priya. \"Ice.\" Coastal Times. 16 January 2012. Retrieved 4 May 2013. \
                   Brandt, Paul. \"Salt.\" Coastal Times. 17 January 2012.";
        assert_eq!(parts(two).len(), 2, "{:?}", parts(two));
    }
}
