//! References of sentences, which the cuts at points have taken apart: put together anew.

use super::{Evidence, Scan, Unit};
use crate::parse::{SentencePart, dated_entry_at, part_at, signed_at};

/// A reference has no more sentences than this.
const MOST_SENTENCES: usize = 12;

impl Scan<'_, '_> {
    /// Puts together “Ann Blair.”, “Too Much to Know.”, “New Haven: Yale University Press, 2010, p. 62.”
    pub(super) fn merge_sentences(&self, units: &[Unit]) -> Vec<Unit> {
        let mut merged: Vec<Unit> = Vec::with_capacity(units.len());
        let mut skip = 0;
        for (i, unit) in units.iter().enumerate() {
            if i < skip {
                continue;
            }
            let last = self.last_sentence(units, i).or_else(|| self.last_of_entry(units, i)).unwrap_or(i);
            let end = units.get(last).map_or(unit.end, |last| last.end);
            let evidence = if last > i { Evidence::Full } else { unit.evidence };
            merged.push(Unit { end, evidence, prose: unit.prose && last == i, ..*unit });
            skip = last + 1;
        }
        merged
    }

    /// The unit with which the reference ends that begins in a unit, if it is one of sentences.
    fn last_sentence(&self, units: &[Unit], first: usize) -> Option<usize> {
        let tokens = self.tokens;
        let unit = units.get(first)?;
        let start = self.behind_leads(unit.start, unit.end);
        let title = if let Some(signed) = signed_at(tokens, start) {
            signed.behind
        } else {
            // “Idem. “North German Organ Building””
            let idem = matches!(tokens.lower(start), "idem" | "eadem") && tokens.is(start + 1, '.');
            if !idem {
                return None;
            }
            start + 2
        };
        let mut last = None;
        for (i, unit) in units.iter().enumerate().skip(first).take(MOST_SENTENCES) {
            let apart = i > first && (unit.continues || self.starts_line(unit.start.max(1)));
            if apart || i > first && unit.evidence == Evidence::Back {
                break;
            }
            match self.part_in(unit, title) {
                Some(SentencePart::Imprint | SentencePart::Within) => last = Some(i),
                // Behind its year nothing of a reference comes but addresses.
                Some(SentencePart::Address) if last.is_some() => last = Some(i),
                // “…, 1994. Chap. 6, pp. 128–151.”
                Some(SentencePart::Detail) if last.is_some() && tokens.lower(unit.start) == "chap" => {
                    last = Some(i);
                }
                Some(SentencePart::Detail | SentencePart::Genre) if last.is_some() => {}
                _ if last.is_some() && self.is_closed(units, last) => break,
                _ => {}
            }
        }
        last
    }

    /// The unit with which an entry ends that stands in a note: “Neushul, Peter (1989). "Seaweed for War".
    /// *Technology and Culture*. 30 (3): 561–583.”, “"Potash from the Sea". *Los Angeles Times*. June 3, 1915.”
    fn last_of_entry(&self, units: &[Unit], first: usize) -> Option<usize> {
        let tokens = self.tokens;
        let start = units.get(first)?.start;
        let unsigned = self.quoted.get(start).copied().flatten().is_some_and(|behind| {
            tokens.is(behind, '.') && tokens.list.get(behind + 1).is_some_and(|next| next.italic)
        });
        let behind =
            dated_entry_at(tokens, start).filter(|_| !unsigned).or_else(|| unsigned.then_some(start))?;
        let goes_on = |unit: &Unit| {
            let part = tokens.lower(unit.start) == "in" || !self.is_signal(unit.start);
            // “Dayton, Paul K.; Tegner, Mia J. (1984).”, “In Setchell, William A.; Gardner, Nathaniel L. (eds.).”
            let named =
                unit.start < behind || (unit.start..unit.end).any(|i| matches!(tokens.str(i), "ed" | "eds"));
            let apart = unit.continues && !named || self.starts_line(unit.start.max(1));
            !apart
                && part
                && !unit.prose
                && unit.evidence != Evidence::Back
                && dated_entry_at(tokens, unit.start).is_none()
        };
        let more = units.iter().skip(first + 1).take(MOST_SENTENCES).take_while(|unit| goes_on(unit)).count();
        Some(first + more)
    }

    /// What a unit is a part of, if it stands behind the title.
    fn part_in(&self, unit: &Unit, title: usize) -> Option<SentencePart> {
        // “2nd ed. Vol. 1: Production. Lille: PUL, 1982”: the points of abbreviations cut nothing.
        let starts = (unit.start.max(title)..unit.end).filter(|i| {
            *i == unit.start && *i > title
                || *i > title && self.tokens.is_any(*i - 1, ".”\"»") && !self.inside[*i]
        });
        let mut found = None;
        for part in starts.filter_map(|i| part_at(self.tokens, i, unit.end)) {
            if found != Some(SentencePart::Imprint) {
                found = Some(part);
            }
        }
        found
    }

    /// Whether a reference has come to its end: the year stands in its last sentence.
    fn is_closed(&self, units: &[Unit], last: Option<usize>) -> bool {
        let unit = last.and_then(|last| units.get(last));
        unit.is_some_and(|unit| (unit.start..unit.end).any(|i| self.is_year(i)))
    }
}
