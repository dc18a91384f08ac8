//! Places: a town, and the state or country behind it.

use super::{Mending, is_institution};
use crate::label::Label;

impl Mending<'_, '_> {
    /// “La Habra, Calif.”: a state or a country is the second half of a place.
    pub(super) fn complete_places(&mut self) {
        let Some(at) = self.position(Label::Place) else { return };
        let place = self.stretches[at];
        // “Marrakech, Morocco”: behind the place.
        if let Some(next) = self.stretches.get(at + 1).copied()
            && matches!(next.label, Label::Publisher | Label::Other | Label::Container)
            && next.start == place.end
            && self.is_region(next.start, next.end)
        {
            self.give(next.start, next.end, Label::Place);
            return;
        }
        if !self.is_region(place.start, place.end) {
            return;
        }
        let Some(comma) = place.start.checked_sub(1) else { return };
        let comma = if self.tokens.is(place.start, ',') { place.start } else { comma };
        if !self.tokens.is(comma, ',') {
            return;
        }
        let mut start = comma;
        while start > 0 && self.tokens.is_word(start - 1) && self.tokens.is_capital(start - 1) {
            start -= 1;
        }
        let is_short = (1..=3).contains(&(comma - start))
            && !(start..comma).any(|i| is_institution(self.tokens.lower(i)));
        let is_set_off = start > 0 && self.tokens.is_any(start - 1, ".,;:(");
        // Something must be left of what it was taken for.
        let is_loose =
            self.stretches.iter().find(|it| (it.start..it.end).contains(&start)).is_some_and(|it| {
                it.label == Label::Other
                    || matches!(it.label, Label::Title | Label::Container | Label::Publisher)
                        && it.start < start
            });
        if is_short && is_set_off && is_loose {
            self.give(start, place.start, Label::Place);
        }
    }

    /// Whether all that stands here is the name of a state or a country.
    fn is_region(&self, start: usize, end: usize) -> bool {
        let letters: String =
            self.words(start, end).map(|i| self.tokens.lower(i)).collect::<Vec<_>>().join(" ");
        REGIONS.split("; ").any(|region| region == letters)
    }
}

/// States and countries, as they stand behind towns: words in small letters, without points.
const REGIONS: &str = "alabama; ala; al; alaska; arizona; ariz; az; arkansas; ark; california; calif; cal; ca; colorado; \
    colo; co; connecticut; conn; ct; delaware; del; d c; dc; florida; fla; fl; georgia; ga; hawaii; \
    idaho; illinois; ill; il; indiana; ind; in; iowa; ia; kansas; kans; ks; kentucky; ky; louisiana; \
    la; maine; me; maryland; md; massachusetts; mass; ma; michigan; mich; mi; minnesota; minn; mn; \
    mississippi; miss; ms; missouri; mo; montana; mont; mt; nebraska; nebr; neb; ne; nevada; nev; nv; \
    new hampshire; n h; nh; new jersey; n j; nj; new mexico; n m; nm; n y; ny; north carolina; n c; nc; \
    north dakota; n d; ohio; oh; oklahoma; okla; ok; oregon; ore; or; pennsylvania; penn; pa; \
    rhode island; r i; ri; south carolina; s c; sc; south dakota; s d; tennessee; tenn; tn; texas; tex; \
    tx; utah; ut; vermont; vt; virginia; va; wash; wa; west virginia; w va; wv; wisconsin; wis; wisc; \
    wi; wyoming; wyo; wy; ontario; ont; que; qc; alberta; manitoba; saskatchewan; british columbia; \
    b c; bc; nova scotia; new brunswick; new south wales; nsw; vic; queensland; qld; usa; u s a; u s; \
    us; uk; u k; england; scotland; wales; ireland; canada; australia; new zealand; india; pakistan; \
    china; japan; germany; france; italy; spain; portugal; austria; switzerland; belgium; netherlands; \
    the netherlands; denmark; sweden; norway; finland; poland; hungary; czech republic; slovenia; \
    slovakia; croatia; serbia; romania; bulgaria; greece; turkey; russia; ukraine; israel; egypt; \
    morocco; tunisia; south africa; nigeria; kenya; brazil; argentina; chile; mexico; cuba; korea; \
    south korea; taiwan; thailand; malaysia; indonesia; philippines; vietnam; iran; iraq; lebanon; \
    saudi arabia; deutschland; schweiz; österreich; italia; españa; suisse; belgique";
