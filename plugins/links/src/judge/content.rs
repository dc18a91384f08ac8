//! A page that answered 200, and its citation → what it is.

use std::cell::OnceCell;

use url::Url;

use super::control::Control;
use super::language::{self, detected, primary, script_of};
use super::notice::{is_apology, is_notice, is_short, offers_for_sale};
use super::phrases::{not_found, parked, sentences, spam, walls};
use super::place::{is_front, is_login_address};
use super::{Evidence, Judgement};
use crate::cited::Cited;
use crate::dates::has_date;
use crate::likeness::{Likeness, Title, pieces};
use crate::page::{Block, Page};
use crate::verdict::Reason;
use crate::words::{folded, is_ideograph, words};

/// A page, and how one came to it.
pub(crate) struct Shown<'a> {
    /// The address that is cited.
    pub(crate) asked: &'a Url,
    /// The address that showed the page.
    pub(crate) url: &'a Url,
    /// The page.
    pub(crate) page: &'a Page,
    /// Whether all of it was read.
    pub(crate) is_whole: bool,
    /// How the host answers where nothing can be, if it was asked.
    pub(crate) control: Option<&'a Control>,
}

/// Pages with more words of their own are no notices.
const NOTICE_WORDS: usize = 120;
/// Pages with fewer words of their own say nothing.
const FEWEST_WORDS: usize = 6;

/// Judges a page by its text; [`Reason::Ok`] where nothing speaks against it.
pub(crate) fn judge(cited: &Cited, shown: &Shown<'_>) -> Judgement {
    Judge::new(cited, shown).judge()
}

struct Judge<'a> {
    cited: &'a Cited,
    shown: &'a Shown<'a>,
    page: &'a Page,
    title: Option<Title>,
    sites: Vec<Title>,
    /// The words that are the page's own, with its headings, without navigation and lists of links; those
    /// of a long page are many, and seldom wanted.
    own: OnceCell<Vec<String>>,
    evidence: Evidence,
}

impl<'a> Judge<'a> {
    fn new(cited: &'a Cited, shown: &'a Shown<'a>) -> Self {
        let page = shown.page;
        let mut sites: Vec<Title> =
            page.site_names.iter().chain(&cited.containers).map(|name| Title::new(name)).collect();
        let host = shown.asked.host_str().unwrap_or_default().trim_start_matches("www.");
        sites.extend([Title::new(host), Title::new(host.split('.').next().unwrap_or_default())]);
        if is_front(shown.asked) {
            // The title of a front page is the name of its site.
            sites.clear();
        }
        let evidence = Evidence { shown_title: best_title(page), ..Evidence::default() };
        let title = cited
            .title
            .as_deref()
            .map(Title::new)
            .filter(|title| title.says_something() || title_is_exact(cited));
        Self { cited, shown, page, title, sites, own: OnceCell::new(), evidence }
    }

    fn own(&self) -> &[String] {
        self.own.get_or_init(|| {
            let own = self.page.own_blocks().filter(|block| !block.is_links());
            own.flat_map(|block| words(&block.text)).collect()
        })
    }

    fn judge(mut self) -> Judgement {
        let likeness = self.likeness();
        self.evidence.title_found = likeness == Likeness::Same;
        let reason =
            if likeness == Likeness::Same { self.with_title() } else { self.without_title(likeness) };
        self.evidence.author_found = self.has_author();
        self.evidence.date_found = self.has_date();
        Judgement { reason, evidence: self.evidence }
    }

    /// Whether the page has the cited title: as a title, as a heading, in its text, or the other way round.
    fn likeness(&self) -> Likeness {
        let Some(title) = &self.title else { return Likeness::None };
        let mut best = Likeness::None;
        for found in self.page.all_titles() {
            best = best.max(title.likeness(found, &self.sites));
            if best == Likeness::Same {
                return best;
            }
        }
        if self.has_title_in_text() || self.is_named_in_citation() {
            return Likeness::Same;
        }
        let all = words(&self.page.text());
        if title.share_in(&all) >= 0.75 { best.max(Likeness::Near) } else { best }
    }

    /// Whether the title stands, word for word, in a text of the page that is no link.
    fn has_title_in_text(&self) -> bool {
        let wanted = folded(self.cited.title.as_deref().unwrap_or_default());
        let is_long = wanted.split_whitespace().count() >= 3
            || wanted.chars().filter(|c| is_ideograph(*c)).count() >= 4;
        is_long
            && self
                .page
                .own_blocks()
                .any(|block| !block.is_links() && has_phrase(&folded(&block.text), &wanted))
    }

    /// Whether the heading of the page stands in the citation, though not as its title.
    fn is_named_in_citation(&self) -> bool {
        // The address in the citation says nothing that the page could confirm.
        let citation = folded(&self.cited.text.replace(&self.cited.url, " "));
        let names: Vec<Title> = self.cited.authors.iter().map(|(_, full)| Title::new(full)).collect();
        self.page.all_titles().flat_map(pieces).any(|piece| {
            let wanted = folded(piece);
            let is_long = wanted.split_whitespace().filter(|word| word.len() > 3).count() >= 3;
            let found = Title::new(piece);
            let is_name = self.sites.iter().chain(&names).any(|name| name.shares_with(&found));
            is_long && !is_name && has_phrase(&citation, &wanted)
        })
    }

    fn has_author(&self) -> bool {
        let is_author = |(short, _): &&(String, String)| {
            let words = words(short);
            // An institution is found on every page of its own site.
            let is_site =
                self.sites.iter().any(|site| site.has_words(&words) || site.shares_with(&Title::new(short)));
            folded(short).trim().chars().count() >= 2 && !is_site
        };
        let wanted: Vec<String> =
            self.cited.authors.iter().filter(is_author).map(|(short, _)| folded(short)).collect();
        let is_in = |text: &str| {
            let text = folded(text);
            wanted.iter().any(|wanted| has_phrase(&text, wanted))
        };
        // What the metadata say spares reading the whole text.
        !wanted.is_empty() && (is_in(&self.page.authors.join("\n")) || is_in(&self.page.text()))
    }

    fn has_date(&self) -> bool {
        let Some(date) = self.cited.issued else { return false };
        if has_date(&words(&self.page.dates.join("\n")), date) {
            return true;
        }
        // A year alone is also in the footer of a page that has changed since.
        let visible = self.page.blocks.iter().filter(|block| date.month.is_some() || !block.is_furniture);
        let visible = visible.filter(|block| date.month.is_some() || !block.text.contains('©'));
        visible.clone().any(|block| has_date(&words(&block.text), date))
    }

    /// A page that bears the cited title is the cited page, unless it says itself that nothing is left.
    fn with_title(&mut self) -> Reason {
        let cited_as_notice =
            self.cited.title.as_deref().is_some_and(|title| is_short(title) && is_notice(title, &self.sites));
        if self.is_shown_for_any_address() && (cited_as_notice || self.notice_in_head().is_some()) {
            return Reason::SoftNotFound;
        }
        if let Some(said) = self.notice_beside_title().filter(|_| !cited_as_notice) {
            self.evidence.said = said;
            self.evidence.title_found = false;
            return Reason::SoftNotFound;
        }
        if cited_as_notice {
            let confirmed = self.has_author() || self.has_date() || self.own().len() >= 25;
            return if confirmed { Reason::Ok } else { Reason::TitleAbsent };
        }
        match self.removal() {
            Some(said) => {
                self.evidence.said = said;
                Reason::SoftNotFound
            }
            None => Reason::Ok,
        }
    }

    /// What a page says that repeats the title of what it has not: in `<title>`, or in the notice itself.
    fn notice_beside_title(&self) -> Option<String> {
        const MOST_WORDS: usize = 60;
        let title = self.title.as_ref()?;
        let is_headed = |(_, heading): &&(u8, String)| title.likeness(heading, &self.sites) == Likeness::Same;
        if self.page.headings.iter().any(|heading| is_headed(&heading))
            || self.own().len() > MOST_WORDS
            || self.has_author()
            || self.has_date()
        {
            return None;
        }
        let is_titled = self
            .page
            .titles
            .iter()
            .chain([&self.page.title])
            .any(|found| title.likeness(found, &self.sites) == Likeness::Same);
        let notice =
            self.page.headings.iter().map(|(_, text)| text).find(|text| is_notice(text, &self.sites));
        if is_titled {
            notice.cloned()
        } else {
            self.notice_in_head().or_else(|| self.notice_in_text(MOST_WORDS))
        }
    }

    /// The sentence by which a page with a title and nothing else says that its text was taken away.
    fn removal(&self) -> Option<String> {
        const EMPTY: [&str; 2] = ["currently no text in this page", "this page has been deleted"];
        const SUBJECTS: [&str; 5] = ["this article", "this page", "this post", "this story", "this video"];
        const GONE: [&str; 4] = ["been removed", "been deleted", "was removed", "was deleted"];
        let mut blocks = self.page.own_blocks().filter(|block| block.heading.is_none());
        // Bytes are sooner counted than words.
        let bytes: usize = self.page.own_blocks().map(|block| block.text.len()).sum();
        if bytes > 1_200 || self.own().len() > 45 {
            return None;
        }
        let says = |sentence: &&str| {
            let sentence = folded(sentence);
            EMPTY.iter().any(|phrase| sentence.contains(&folded(phrase)))
                || (SUBJECTS.iter().any(|subject| sentence.starts_with(&folded(subject)))
                    && GONE.iter().any(|gone| sentence.contains(&folded(gone))))
        };
        blocks.find_map(|block| sentences(&block.text).find(says).map(str::to_owned))
    }

    fn without_title(&mut self, likeness: Likeness) -> Reason {
        let confirmed = self.has_author() || self.has_date();
        // An article about something lost can have such a heading; then its author is named, and it is long.
        let is_article = confirmed && self.own().len() > 40;
        if let Some(said) = self.notice_in_head().filter(|_| !is_article) {
            self.evidence.said = said;
            return Reason::SoftNotFound;
        }
        if let Some(reason) = self.wall() {
            return reason;
        }
        if !confirmed {
            if let Some(said) = self.parking() {
                self.evidence.said = said;
                return Reason::Parked;
            }
            let most = if likeness == Likeness::None { NOTICE_WORDS } else { NOTICE_WORDS / 2 };
            if let Some(said) = self.notice_in_text(most) {
                self.evidence.said = said;
                return Reason::SoftNotFound;
            }
        }
        self.evidence.is_shown_for_any_address = self.is_shown_for_any_address();
        if self.evidence.is_shown_for_any_address && !confirmed && !self.own().is_empty() {
            let is_drift = self.title.is_some() && likeness == Likeness::None && self.is_another_page();
            return if is_drift && !self.leads_home() { Reason::Drift } else { Reason::SoftNotFound };
        }
        if self.title.is_none() {
            return if self.leads_home() && self.cited.title.is_none() {
                Reason::RedirectHome
            } else {
                Reason::Ok
            };
        }
        if likeness == Likeness::Near {
            return if confirmed { Reason::Ok } else { Reason::TitleAbsent };
        }
        if confirmed || !self.shown.is_whole {
            return Reason::TitleAbsent;
        }
        if self.leads_home() {
            return Reason::RedirectHome;
        }
        if self.is_another_page() { Reason::Drift } else { Reason::TitleAbsent }
    }

    /// A title or heading that says that the page is not there.
    fn notice_in_head(&self) -> Option<String> {
        let headings =
            self.page.headings.iter().filter(|(level, _)| *level <= 3).map(|(_, text)| text).take(3);
        let mut heads = [&self.page.title].into_iter().chain(&self.page.titles).chain(headings);
        let is_short = self.own().len() <= NOTICE_WORDS / 2;
        heads.find(|head| is_notice(head, &self.sites) || (is_short && is_apology(head))).cloned()
    }

    /// A sentence of a short text that says that the page is not there.
    fn notice_in_text(&self, most_words: usize) -> Option<String> {
        if self.own().len() > most_words {
            return None;
        }
        let blocks = self.page.own_blocks().filter(|block| !block.is_links()).take(40);
        let mut texts = blocks.map(|block: &Block| block.text.as_str());
        texts.find_map(|text| {
            let says = |sentence: &&str| {
                let sentence = folded(sentence);
                sentence == " 404 " || not_found().are_in(&sentence)
            };
            sentences(text).find(says).map(str::to_owned)
        })
    }

    /// What stands in place of a page that may be there.
    fn wall(&self) -> Option<Reason> {
        let own_text =
            folded(&self.page.own_blocks().map(|block| block.text.as_str()).collect::<Vec<_>>().join("\n"));
        let head = folded(&format!(
            "{}\n{}",
            self.page.title,
            self.page.headings.iter().take(3).map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n")
        ));
        let length = self.own().len();
        let has = |kind: &str| walls().of_kind(kind, &own_text) || walls().of_kind(kind, &head);
        if length <= 90 && has("challenge") {
            return Some(Reason::BlockedChallenge);
        }
        let login_address = is_login_address(self.shown.url) && !is_login_address(self.shown.asked);
        let login_text = walls().of_kind("login", &head) || (self.page.asks_password && has("login"));
        if length <= 90
            && login_text
            && (self.page.asks_password || login_address || self.shown.is_same_host())
        {
            let is_login = self.page.asks_password || login_address || walls().of_kind("login", &head);
            if is_login && (self.page.asks_password || login_address || length <= 40) {
                return Some(Reason::RedirectLogin);
            }
        }
        if login_address && (self.page.asks_password || length <= 90) {
            return Some(Reason::RedirectLogin);
        }
        if length <= 60 && walls().of_kind("denied", &own_text) {
            return Some(Reason::Blocked);
        }
        let scripts = folded(&self.page.without_scripts);
        if length <= 12 && (walls().of_kind("scripts", &scripts) || walls().of_kind("scripts", &own_text)) {
            return Some(Reason::TitleAbsent);
        }
        if length <= FEWEST_WORDS && self.page.scripts > 0 && self.page.headings.is_empty() {
            return Some(Reason::TitleAbsent);
        }
        if length <= 80 && (has("maintenance") || walls().of_kind("consent", &own_text)) {
            return Some(Reason::TitleAbsent);
        }
        None
    }

    /// What says that the domain has no site of its own.
    fn parking(&self) -> Option<String> {
        const PARKERS: [&str; 14] = [
            "sedoparking",
            "parkingcrew",
            "bodis",
            "hugedomains",
            "parklogic",
            "domainmarket",
            "afternic",
            "dan.com/",
            "above.com/",
            "undeveloped.com",
            "ztomy",
            "skenzo",
            "parkweb",
            "domaincontrol/park",
        ];
        if self.own().len() > 150 {
            return None;
        }
        let parker =
            self.page.addresses.iter().find(|address| PARKERS.iter().any(|name| address.contains(name)));
        if let Some(parker) = parker {
            return Some(parker.clone());
        }
        let texts = self.page.blocks.iter().map(|block| block.text.as_str()).take(60);
        [self.page.title.as_str()].into_iter().chain(texts).find_map(|text| {
            sentences(text)
                .find(|sentence| parked().are_in(&folded(sentence)) || self.sells_host(sentence))
                .map(str::to_owned)
        })
    }

    /// Whether a sentence offers the name of the host itself.
    fn sells_host(&self, sentence: &str) -> bool {
        let host = self.shown.asked.host_str().unwrap_or_default().trim_start_matches("www.");
        host.len() > 3 && sentence.to_lowercase().contains(host) && offers_for_sale(&folded(sentence))
    }

    fn is_shown_for_any_address(&self) -> bool {
        self.shown.control.is_some_and(|control| {
            control.is_shown_as(self.page, self.shown.asked)
                // A cited front page is not told from what is shown for any address.
                && self.shown.asked.path().len() > 1
        })
    }

    /// Whether redirects led from a page to the front of its site, or to the section above it.
    fn leads_home(&self) -> bool {
        let (asked, shown) = (self.shown.asked, self.shown.url);
        if asked.as_str() == shown.as_str() || is_front(asked) {
            return false;
        }
        let above = shown.path().trim_end_matches('/');
        let is_above = asked.path().len() > above.len() + 1
            && asked.path().get(..above.len()) == Some(above)
            && asked.path().get(above.len()..).is_some_and(|rest| rest.starts_with('/'))
            && shown.query().is_none();
        is_front(shown) || (is_above && self.shown.is_same_host())
    }

    /// Whether the page has content of its own that is not that of the citation.
    fn is_another_page(&self) -> bool {
        let has_head = self.page.all_titles().any(|title| Title::new(title).says_something());
        let own = folded(&self.own().join(" "));
        let all = format!("{} {own}", folded(&self.page.title));
        let spam_here = spam().count("all", &all);
        if spam_here >= 2 && spam().count("all", &folded(&self.cited.text)) == 0 {
            return true;
        }
        has_head && self.has_content() && !self.is_of_another_language() && !self.is_named_by_its_address()
    }

    fn has_content(&self) -> bool {
        let in_links: usize = self
            .page
            .own_blocks()
            .filter(|block| block.is_links())
            .map(|block| words(&block.text).len())
            .sum();
        self.own().len() >= FEWEST_WORDS || in_links >= 12
    }

    /// Whether the title is in another script or language than the page: it may be translated.
    fn is_of_another_language(&self) -> bool {
        let text = self.page.text();
        let title = self.cited.title.as_deref().unwrap_or_default();
        if script_of(&text) != script_of(title) {
            return true;
        }
        let page_language = self.page.language.as_deref().and_then(primary).or_else(|| detected(&text));
        let title_language = language::of_title(title);
        match (page_language, title_language) {
            (Some(page), Some(title)) => !title.contains(&page.as_str()),
            _ => false,
        }
    }

    /// Whether the words of the cited address are those of the title on the page: then the citation errs.
    fn is_named_by_its_address(&self) -> bool {
        let slug = self.shown.asked.path_segments().and_then(|segments| {
            segments.filter(|segment| segment.contains(['-', '_'])).max_by_key(|segment| segment.len())
        });
        let Some(slug) = slug else { return false };
        let slug = Title::new(&slug.replace(['-', '_', '.'], " "));
        slug.says_something()
            && self.page.all_titles().any(|title| slug.likeness(title, &self.sites) == Likeness::Same)
    }
}

impl Shown<'_> {
    fn is_same_host(&self) -> bool {
        let host = |url: &Url| url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned();
        host(self.asked) == host(self.url)
    }
}

/// Whether a title of one short word is compared at all: only as a whole.
fn title_is_exact(cited: &Cited) -> bool {
    cited.title.as_deref().is_some_and(|title| title.chars().filter(|c| c.is_alphanumeric()).count() >= 2)
}

/// Whether a text has a phrase, both [`folded`]; characters that are words need no border.
fn has_phrase(text: &str, phrase: &str) -> bool {
    let bare = phrase.trim();
    let phrase = if bare.starts_with(is_ideograph) { phrase.trim_start() } else { phrase };
    let phrase = if bare.ends_with(is_ideograph) { phrase.trim_end() } else { phrase };
    !bare.is_empty() && text.contains(phrase)
}

fn best_title(page: &Page) -> String {
    let heading = page.headings.iter().find(|(level, _)| *level == 1).map(|(_, text)| text);
    let candidates = [heading, Some(&page.title), page.titles.first()];
    candidates.into_iter().flatten().find(|title| !title.is_empty()).cloned().unwrap_or_default()
}
