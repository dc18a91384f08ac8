//! A dead page → requests to archives, until a copy shows what was cited.

use ibidem_sdk::http::{Answer, Request};

use crate::archive::{self, Copy};
use crate::cited::Cited;
use crate::days::Day;

/// An archived copy that shows the cited page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FoundCopy {
    /// The copy.
    pub(crate) copy: Copy,
    /// The day on which it was taken.
    pub(crate) day: Day,
    /// How many days lie between that and the day on which the page was seen.
    pub(crate) days: u64,
    /// Whether that day is the one on which the author saw the page; else it is that of publication or today.
    pub(crate) is_from_accessed: bool,
}

/// A request to an archive.
#[derive(Clone, Debug)]
pub(crate) enum Ask {
    /// Whether it has the page; true for the index of the Wayback Machine.
    List(bool),
    /// A copy itself.
    Copy(Copy),
}

/// The search for a copy of one page.
#[expect(clippy::struct_excessive_bools, reason = "each says of one thing whether it has happened")]
#[derive(Clone, Debug)]
pub(crate) struct Search {
    near: Day,
    is_from_accessed: bool,
    /// Whether any archive has answered.
    pub(crate) has_answer: bool,
    has_index: bool,
    has_asked_all: bool,
    awaited: usize,
    found: Vec<Copy>,
    left: std::vec::IntoIter<Copy>,
    tried: usize,
}

impl Search {
    /// A search for the copy nearest to the day on which the page was seen, or else was published, or else to today.
    pub(crate) fn new(cited: &Cited, today: Option<Day>) -> Option<Self> {
        let accessed = cited.accessed.map(Day::of);
        let near = accessed.or_else(|| cited.issued.map(Day::of)).or(today)?;
        Some(Self {
            near,
            is_from_accessed: accessed.is_some(),
            has_answer: false,
            has_index: false,
            has_asked_all: false,
            awaited: 0,
            found: Vec::new(),
            left: Vec::new().into_iter(),
            tried: 0,
        })
    }

    /// What is asked first: the index, and the `TimeGates` that the user has named.
    pub(crate) fn begin(&mut self, url: &str, timegates: &[String]) -> Vec<(Ask, Request)> {
        let mut first = vec![(Ask::List(true), archive::index_request(url))];
        let gates = timegates.iter().map(|gate| archive::timegate_request(gate, url, self.near));
        first.extend(gates.map(|request| (Ask::List(false), request)));
        self.awaited = first.len();
        first
    }

    /// Takes what an archive says that it has; asks for the nearest copy when all have answered.
    pub(crate) fn take_list(&mut self, url: &str, is_index: bool, answer: &Answer) -> Vec<(Ask, Request)> {
        let answers = answer.status == Some(200) && answer.failure.is_none();
        self.has_answer |= answers;
        self.has_index |= answers && is_index;
        self.found.extend(archive::copies(url, answer));
        self.awaited = self.awaited.saturating_sub(1);
        if self.awaited > 0 {
            return Vec::new();
        }
        if self.found.is_empty() && !self.has_asked_all {
            return self.ask_the_others(url);
        }
        self.left = archive::nearest(std::mem::take(&mut self.found), self.near).into_iter();
        self.next_copy()
    }

    /// What is asked where the index has nothing, or does not answer.
    fn ask_the_others(&mut self, url: &str) -> Vec<(Ask, Request)> {
        self.has_asked_all = true;
        let mut others = vec![(Ask::List(false), archive::availability_request(url, self.near))];
        if !self.has_index {
            others.push((Ask::List(false), archive::timemap_request(url)));
        }
        self.awaited = others.len();
        others
    }

    /// The request for the copy that is tried next.
    fn next_copy(&mut self) -> Vec<(Ask, Request)> {
        if self.tried == archive::MOST_COPIES {
            return Vec::new();
        }
        self.tried += 1;
        self.left
            .next()
            .map(|copy| {
                let request = copy.request();
                (Ask::Copy(copy), request)
            })
            .into_iter()
            .collect()
    }

    /// Whether answers are awaited that say what archives have.
    pub(crate) fn is_waiting(&self) -> bool {
        self.awaited > 0
    }

    /// Takes a copy: it is the one that was looked for, or the next is asked for.
    pub(crate) fn take_copy(
        &mut self,
        cited: &Cited,
        copy: Copy,
        answer: &Answer,
    ) -> Result<FoundCopy, Vec<(Ask, Request)>> {
        match copy.day().filter(|_| archive::shows_cited_page(cited, answer)) {
            Some(day) => {
                let days = day.distance(self.near);
                Ok(FoundCopy { copy, day, days, is_from_accessed: self.is_from_accessed })
            }
            None => Err(self.next_copy()),
        }
    }
}
