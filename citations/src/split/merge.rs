//! Units → items: what belongs together, though a point stands between.

use super::{Evidence, Scan, Unit, is_lead};
use crate::parse::{back_at, ends_sentence};

impl Scan<'_, '_> {
    /// Puts together what belongs together: a reference whose parts end with points.
    pub(super) fn merge(&self, units: &[Unit]) -> Vec<Unit> {
        let mut merged: Vec<Unit> = Vec::new();
        for unit in self.merge_sentences(units) {
            let glue = merged.last().is_some_and(|last| self.belongs(last, &unit));
            if glue && let Some(last) = merged.last_mut() {
                last.end = unit.end;
                last.evidence = self.evidence(last.start, last.end).max(last.evidence);
                continue;
            }
            merged.push(unit);
        }
        merged
    }

    fn belongs(&self, last: &Unit, unit: &Unit) -> bool {
        if unit.continues || self.starts_line(unit.start.max(1)) {
            return false;
        }
        if self.is_next_part(last, unit) {
            return true;
        }
        // “Vincent Placcius. De arte excerpendi.”: some titles begin as signals do.
        let signal = matches!(
            self.tokens.lower(unit.start),
            "de" | "le" | "la" | "les" | "in" | "from" | "by" | "on" | "der" | "die" | "das" | "zur" | "zum"
        );
        let people = last.evidence == Evidence::None && self.is_people(last) && self.begins_with_people(last);
        if unit.prose || self.is_signal(unit.start) && !(signal && people) {
            return false;
        }
        // “<https://a.example/b>. Accessed 4 May 2013.”
        if self.is_access_only(unit) {
            return !last.prose && last.evidence != Evidence::None;
        }
        match (last.evidence, unit.evidence) {
            // “Schorske, Carl E. *Title*. New York: Knopf, 1980.”
            (Evidence::Full | Evidence::Short, Evidence::None) => {
                let part =
                    last.evidence == Evidence::Short && self.is_unended(last) && self.names_container(unit);
                !last.prose && (part || self.is_rest(unit))
            }
            (Evidence::None, Evidence::Full | Evidence::Short) => {
                !last.prose
                    && (self.is_people(last) || self.is_unended(last) || self.begins_with_people(last))
            }
            (Evidence::Short, Evidence::Full) => {
                !last.prose && (self.is_people(last) || self.is_unended(last) || self.is_signed_title(last))
                    || self.is_address_only(unit)
            }
            (Evidence::Full, Evidence::Full) => self.is_address_only(unit),
            (Evidence::Back, Evidence::Full | Evidence::Short | Evidence::None) => self.is_idem_title(last),
            (Evidence::None, Evidence::None) => {
                !last.prose && (self.is_unended(last) || self.begins_with_people(last))
            }
            _ => false,
        }
    }

    /// A sentence that can only go on with a reference, where each part of one is a sentence (BibLaTeX,
    /// German lists): “In: *Journal*”, “Ed. by Anna Schmidt”, “Vol. 2”, “PhD thesis”, “doi: …”, “New Haven: Yale, 2010”.
    fn is_next_part(&self, last: &Unit, unit: &Unit) -> bool {
        let tokens = self.tokens;
        let begun = !last.prose && last.evidence != Evidence::Back
            || last.evidence == Evidence::Full && self.has_title(last.start, last.end);
        if !begun {
            return false;
        }
        let i = unit.start;
        let next = if tokens.is(i + 1, '.') { i + 2 } else { i + 1 };
        let word = tokens.lower(i);
        let announced = match word {
            "in" | "doi" | "url" => tokens.is(i + 1, ':'),
            "ed" | "eds" | "edited" | "trans" | "translated" | "hrsg" | "hg" | "übers" | "éd" | "trad" => {
                matches!(tokens.lower(next), "by" | "von" | "v" | "par" | "vom" | "and" | "und")
            }
            "vol" | "bd" | "band" => tokens.is_number(next),
            "phd" | "diss" | "dissertation" | "habil" | "masterarbeit" => true,
            _ => false,
        };
        // What was printed with a year of its own has come to its end.
        let closing = (last.start..last.end).rev().find(|i| tokens.is_number(*i) || tokens.is_word(*i));
        let ended =
            closing.is_some_and(|i| self.is_year(i) && !tokens.is_any(i.wrapping_sub(1), "-–")) && !announced;
        announced || !ended && self.is_imprint(unit)
    }

    /// “New Haven: Yale University Press, 2010, p. 62”, “München: Hanser 1992”, “Amherst, 1876”.
    fn is_imprint(&self, unit: &Unit) -> bool {
        let tokens = self.tokens;
        let named = |i: usize| {
            tokens.is_capital(i)
                || tokens.is_any(i, ".,-/[]&’")
                || matches!(tokens.str(i), "and" | "und" | "et" | "am" | "an" | "der" | "a" | "of" | "de")
        };
        let place = (unit.start..unit.end.min(unit.start + 9)).take_while(|i| named(*i)).count();
        let stop = unit.start + place;
        let words = (unit.start..stop).filter(|i| tokens.is_word(*i)).count();
        let year = |first: usize, reach: usize| {
            (first..unit.end.min(first + reach)).any(|i| {
                self.is_year(i) && !tokens.is_any(i + 1, "-–") && !tokens.is_any(i.wrapping_sub(1), "-–(")
            })
        };
        let house = tokens.is(stop, ':') && tokens.is_word(stop + 1) && year(stop + 1, 14);
        let bare = tokens.is(stop.wrapping_sub(1), ',') && self.is_year(stop) && words <= 3;
        tokens.is_capital(unit.start) && (1..=6).contains(&words) && (house || bare)
    }

    /// Imprint, date, pages: what stands behind a title and says nothing alone.
    fn is_rest(&self, unit: &Unit) -> bool {
        let numbers = (unit.start..unit.end).any(|i| self.tokens.is_number(i));
        numbers && unit.end - unit.start <= 30 || unit.end - unit.start <= 4
    }

    /// “Subtitle, in: Container”: the title before goes on.
    fn names_container(&self, unit: &Unit) -> bool {
        let tokens = self.tokens;
        (unit.start..unit.end).any(|i| {
            matches!(tokens.str(i), "in" | "In")
                && tokens.is(i + 1, ':')
                && tokens.is_any(i.wrapping_sub(1), ",.?!")
        })
    }

    /// “Author, Title of the book”, with neither year nor page: the point parts title and subtitle.
    fn is_unended(&self, unit: &Unit) -> bool {
        let tokens = self.tokens;
        let comma = (unit.start..unit.end).any(|i| tokens.is(i, ','));
        let last = (unit.start..unit.end).rev().find(|i| tokens.is_word(*i) || tokens.is_number(*i));
        let number = last.is_some_and(|i| tokens.is_number(i) && !tokens.is_any(i.wrapping_sub(1), "-–"));
        comma
            && !number
            && unit.end - unit.start <= 60
            && tokens.is_capital(self.behind_leads(unit.start, unit.end))
    }

    /// “ders., Der schwäbische Untergang.”: the point parts title and subtitle here, too.
    fn is_idem_title(&self, unit: &Unit) -> bool {
        let tokens = self.tokens;
        let start = (unit.start..unit.end)
            .find(|i| !is_lead(tokens.lower(*i)) && !tokens.is_any(*i, ".,"))
            .unwrap_or(unit.start);
        let back = back_at(tokens, start).filter(|back| back.reference == crate::BackReference::Idem);
        let Some(back) = back.filter(|back| tokens.is_any(back.end, ",:")) else { return false };
        let number = (unit.start..unit.end).rev().find(|i| tokens.is_word(*i) || tokens.is_number(*i));
        tokens.is_capital(back.end + 1)
            && !self.has_title(back.end, unit.end)
            && number.is_some_and(|i| tokens.is_word(i) && !matches!(tokens.str(i), "f" | "ff"))
            && !(back.end..unit.end).any(|i| matches!(tokens.str(i), "S" | "Bd") && tokens.is_number(i + 2))
    }

    /// “Ann Blair. Too Much to Know.”: a whole name is a sentence of its own, as LaTeX prints notes.
    fn begins_with_people(&self, unit: &Unit) -> bool {
        let tokens = self.tokens;
        let start = self.behind_leads(unit.start, unit.end);
        // “Dirk Reinhardt: Von der Reklame zum Marketing.” has a colon behind the names.
        let point = (start + 1..unit.end.min(start + 20)).find(|i| {
            tokens.is(*i, ':') || tokens.is(*i, '.') && (ends_sentence(tokens, *i) || *i + 1 == unit.end)
        });
        let Some(point) = point else { return false };
        let words = (start..point).filter(|i| tokens.is_word(*i)).count();
        let named = (start..point).all(|i| {
            tokens.is_capital(i)
                || tokens.is_any(i, ".,&-/()")
                || matches!(tokens.str(i), "and" | "und" | "et" | "van" | "von" | "de" | "der" | "la" | "v")
        });
        named && (2..=12).contains(&words) && unit.end - unit.start <= 60
    }

    /// “Dirk Reinhardt: Von der Reklame zum Marketing.”: names, a colon, and a title that goes on.
    fn is_signed_title(&self, unit: &Unit) -> bool {
        let tokens = self.tokens;
        let colon = (unit.start..unit.end.min(unit.start + 20)).any(|i| tokens.is(i, ':'));
        let last = (unit.start..unit.end).rev().find(|i| tokens.is_word(*i) || tokens.is_number(*i));
        let place = last.is_some_and(|i| tokens.is_number(i) && !tokens.is_any(i.wrapping_sub(1), "-–"));
        colon && !place && self.begins_with_people(unit)
    }

    fn is_people(&self, unit: &Unit) -> bool {
        unit.end - unit.start <= 24
            && (unit.start..unit.end).all(|i| {
                self.tokens.is_capital(i)
                    || self.tokens.is_any(i, ".,;&-")
                    || matches!(self.tokens.str(i), "and" | "und" | "et" | "eds" | "ed" | "al")
            })
    }

    /// An address, with no more than an access date and a few words.
    fn is_address_only(&self, unit: &Unit) -> bool {
        let words = (unit.start..unit.end).filter(|i| !self.inside[*i] && self.tokens.is_word(*i)).count();
        let has_title =
            (unit.start..unit.end).any(|i| self.quoted[i].is_some() || self.tokens.list[i].italic);
        words <= 6
            && !has_title
            && self.urls.iter().any(|url| url.overlaps(self.tokens.span(unit.start, unit.end)))
    }

    /// The day on which a page was seen, as a sentence of its own.
    fn is_access_only(&self, unit: &Unit) -> bool {
        let word = self.tokens.lower(unit.start);
        let seen = matches!(word, "accessed" | "retrieved" | "abgerufen" | "consulté" | "consultado");
        seen && unit.end - unit.start <= 10
            && (unit.start..unit.end).any(|i| self.tokens.is_number(i))
            && !(unit.start..unit.end).any(|i| self.quoted[i].is_some() || self.tokens.list[i].italic)
    }
}
