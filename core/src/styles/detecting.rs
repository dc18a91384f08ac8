//! Paper → which of the styles at hand it follows.
//!
//! The works and notes of the paper are rendered in every style, and what is printed is compared
//! with what was typed, word by word and mark by mark.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::thread;

use ibidem_citations::csl_json::JsonItem;
use ibidem_citations::style::csl::{Citation, CslStyle, Processor, Rendered};
use ibidem_citations::{Form, NoteKind, Paper, Span, WorkId};

use super::cited::{Cited, Group, Together};
use super::in_text::{self, InText};
use super::likeness::{Token, distance, printed, typed, typed_number, without_point};
use super::shapes::Shapes;
use super::worth::Worth;
use super::{FindStyleError, Shelf};

/// How many places of a paper every style is tried on.
const SAMPLE: usize = 30;

/// How many of the styles that fit best are compared in all places.
const FINALISTS: usize = 12;

/// The most places that are compared.
const MOST_PLACES: usize = 400;

/// Up to this distance a paper is said to follow a style.
const FOLLOWS: f64 = 0.3;

/// The next family must be farther off by as much, or the style is not clear.
const CLEARLY: f64 = 0.01;

/// So many times more must speak for a clear style than for the next family.
const OUTWEIGHS: f64 = 3.0;

/// Of a paper that follows a style, at least this share of the places is printed just as it is typed.
const JUST_SO: f64 = 0.05;

/// Which styles a paper is like.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Detection {
    /// How many places of the notes were compared.
    pub cited: usize,
    /// How many entries of a list of references were compared.
    pub listed: usize,
    /// How many citations of the text were compared by their shape, where there is nothing else.
    pub in_text: usize,
    /// How many citations and entries are like no style at all, and do not count.
    pub unlike: usize,
    /// The families of styles, the likest first.
    pub families: Vec<StyleFamily>,
}

/// Styles that print the very same for all that the paper cites.
#[derive(Clone, Debug, PartialEq)]
pub struct StyleFamily {
    /// Their names and titles; the first stands for all.
    pub styles: Vec<(String, String)>,
    /// 0 where every mark is as the style has it, 1 where nothing is.
    pub distance: f64,
    /// By what they are ranked: the distance, in which places count more that are all but the same, and
    /// those less that no style prints.
    pub score: f64,
    /// The share of the places that are printed just as they are typed.
    pub just_so: f64,
    /// How much speaks for this family against the one behind it, and how much for that one, in places.
    pub against_next: (f64, f64),
}

impl Detection {
    /// The family that the paper follows, if one is clear.
    pub fn clear(&self) -> Option<&StyleFamily> {
        let first = self.families.first()?;
        let next = self.families.get(1).map_or(1.0, |family| family.score);
        let (wins, losses) = first.against_next;
        let is_clear = first.distance <= FOLLOWS
            && next - first.score >= CLEARLY
            && first.just_so >= JUST_SO
            && wins >= losses * OUTWEIGHS;
        is_clear.then_some(first)
    }
}

/// A place of the paper, and what is typed there.
struct Place {
    tokens: Vec<Token>,
    /// Index of the group of notes, or the work of an entry of a list.
    of: Source,
}

enum Source {
    Group(usize),
    Entry(WorkId),
}

/// A style that a paper is compared with.
#[derive(Clone, Debug)]
pub struct KnownStyle {
    /// Its name on the shelf.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The style, read.
    pub style: CslStyle,
}

/// Reads every style on the shelf that is not dependent: those print as their parents do.
///
/// Styles that cannot be read are left out.
pub fn known_styles(shelf: &Shelf) -> Result<Vec<KnownStyle>, FindStyleError> {
    let listed: Vec<_> = shelf.list()?.into_iter().filter(|one| one.info.parent.is_none()).collect();
    Ok(in_parallel(listed, |one| {
        let found = shelf.find_named(&one.name).ok()?;
        Some(KnownStyle { style: found.csl().ok()?, name: one.name, title: one.info.title })
    }))
}

/// A style with what it prints at some places.
struct Candidate<'a> {
    known: &'a KnownStyle,
    distance: f64,
    score: f64,
    /// The distance at each place.
    costs: Vec<f64>,
    printed: Vec<Vec<Token>>,
    /// The share of the listed works that the text cites as the style does, and how that is.
    in_text: Option<(f64, Vec<String>)>,
}

/// Renders the paper in styles, and ranks them by how like it they are.
///
/// Nothing is ranked where the paper cites nothing.
pub fn detect(paper: &Paper, styles: &[KnownStyle]) -> Detection {
    let cited = Cited::of(paper, Together::None);
    let places = places(paper, &cited);
    if places.is_empty() {
        return Shapes::of(paper).map_or_else(Detection::default, |shapes| by_shapes(&shapes, styles));
    }
    let comparison =
        Comparison { paper, cited: &cited, with_italics: !paper.runs.is_empty(), in_text: InText::of(paper) };
    let sample = sample(&places);
    let mut candidates = in_parallel(styles.iter().collect(), |known| Some(comparison.of(known, &sample)));
    judge(&mut candidates, &sample);
    // Those that tie with the last finalist are compared, too.
    let last = candidates.get(FINALISTS - 1).map_or(f64::INFINITY, |candidate| candidate.score);
    candidates.retain(|candidate| candidate.score <= last);
    let all: Vec<&Place> = places.iter().collect();
    if places.len() > sample.len() {
        candidates = in_parallel(candidates, |one| Some(comparison.of(one.known, &all)));
    }
    let worth = judge(&mut candidates, &all);
    let count = |is_entry: bool| {
        let is_one = |place: &Place| matches!(place.of, Source::Entry(_)) == is_entry;
        places.iter().zip(&worth.is_like).filter(|(place, like)| **like && is_one(place)).count()
    };
    let (cited, listed) = (count(false), count(true));
    let unlike = places.len() - cited - listed;
    Detection { cited, listed, in_text: 0, unlike, families: families(&candidates, &worth) }
}

/// Ranks candidates by what the places are worth.
fn judge(candidates: &mut [Candidate<'_>], places: &[&Place]) -> Worth {
    let costs: Vec<&[f64]> = candidates.iter().map(|one| one.costs.as_slice()).collect();
    let lengths: Vec<usize> = places.iter().map(|place| place.tokens.len()).collect();
    let worth = Worth::of(&costs, &lengths);
    for one in candidates.iter_mut() {
        one.distance = worth.distance(&one.costs);
        one.score = worth.score(&one.costs);
    }
    count_text(candidates);
    rank(candidates);
    worth
}

/// Ranks styles by how many citations of the text have a shape of theirs.
fn by_shapes(shapes: &Shapes, styles: &[KnownStyle]) -> Detection {
    let mut shares: Vec<_> = styles.iter().map(|known| (shapes.share(known), known)).collect();
    shares.retain(|((share, _), _)| *share > 0.0);
    shares.sort_by(|((left, _), one), ((right, _), other)| {
        right.total_cmp(left).then_with(|| order_of_names(&one.name, &other.name))
    });
    let mut families: Vec<(BTreeSet<String>, StyleFamily)> = Vec::new();
    for ((share, printed), known) in shares {
        let style = (known.name.clone(), known.title.clone());
        if let Some((_, family)) = families.iter_mut().find(|(other, _)| *other == printed) {
            family.styles.push(style);
            continue;
        }
        let family = StyleFamily {
            styles: vec![style],
            distance: 1.0 - share,
            score: 1.0 - share,
            just_so: share,
            against_next: (share, 0.0),
        };
        families.push((printed, family));
    }
    let families = families.into_iter().map(|(_, family)| family).collect();
    Detection { in_text: shapes.len(), families, ..Detection::default() }
}

fn places(paper: &Paper, cited: &Cited) -> Vec<Place> {
    let mut places = Vec::new();
    for (i, group) in cited.groups.iter().enumerate() {
        if group.kept.is_none() && is_readable(paper, group) {
            places.push(Place { tokens: without_point(typed(paper, group.span)), of: Source::Group(i) });
        }
    }
    for note in paper.notes.iter().filter(|note| note.kind == NoteKind::Reference) {
        let mut items = note.items();
        let (Some(item), None) = (items.next(), items.next()) else { continue };
        let Some(mention) = &item.mention else { continue };
        let span = Span::new(note.span.start, note.span.end.max(item.span.end));
        let mut tokens = typed_number(note);
        tokens.extend(typed(paper, span));
        places.push(Place { tokens, of: Source::Entry(mention.work) });
    }
    places.retain(|place| !place.tokens.is_empty());
    if places.len() > MOST_PLACES {
        let step = places.len().div_ceil(MOST_PLACES);
        places = places.into_iter().step_by(step).collect();
    }
    places
}

/// An address says nothing of a style.
fn is_readable(paper: &Paper, group: &Group) -> bool {
    let text = paper.text_of(group.span);
    !text.starts_with("http://") && !text.starts_with("https://")
}

/// Some places, spread over the whole paper.
fn sample(places: &[Place]) -> Vec<&Place> {
    if places.len() <= SAMPLE {
        return places.iter().collect();
    }
    let step = places.len() / SAMPLE;
    places.iter().step_by(step.max(1)).take(SAMPLE).collect()
}

/// Has the way in which the text cites count, if some style at hand cites so.
fn count_text(candidates: &mut [Candidate<'_>]) {
    let share = |one: &Candidate<'_>| one.in_text.as_ref().map(|(share, _)| *share);
    let best = candidates.iter().filter_map(share).fold(0.0, f64::max);
    if !in_text::is_understood(best) {
        return;
    }
    for one in candidates {
        // A style of notes does not cite in the text at all.
        let share = share(one).unwrap_or(0.0);
        let counted = |value: f64| value * (1.0 - in_text::WEIGHT) + in_text::WEIGHT * (best - share);
        (one.distance, one.score) = (counted(one.distance), counted(one.score));
    }
}

/// A paper, and how it is compared.
struct Comparison<'a> {
    paper: &'a Paper,
    cited: &'a Cited,
    with_italics: bool,
    in_text: Option<InText>,
}

impl Comparison<'_> {
    fn of<'a>(&self, known: &'a KnownStyle, places: &[&Place]) -> Candidate<'a> {
        let (printed, in_text) = self.printed_at(places, &known.style);
        let cost = |(place, printed): (&&Place, &Vec<Token>)| {
            let (cost, most) = distance(&place.tokens, printed, self.with_italics);
            f64::from(cost) / f64::from(most.max(1))
        };
        let costs: Vec<f64> = places.iter().zip(&printed).map(cost).collect();
        Candidate { known, distance: 0.0, score: 0.0, costs, printed, in_text }
    }

    /// What a style prints at each place, and how it cites in the text.
    fn printed_at(&self, places: &[&Place], style: &CslStyle) -> (Vec<Vec<Token>>, Option<Share>) {
        let (paper, cited) = (self.paper, self.cited);
        let locale = paper.language.as_deref().filter(|_| style.default_locale().is_none());
        let processor = Processor::new(style, locale, wanted_items(cited, places, self.in_text.is_some()));
        let in_text = self.in_text.as_ref().filter(|_| !style.is_note()).map(|text| text.share(&processor));
        (printed_at(paper, cited, places, &processor), in_text)
    }
}

/// How well a style cites as the text does, from 0 to 1, and what it prints there.
type Share = (f64, Vec<String>);

/// The items of the places; all of them, where their numbers and letters tell how the text cites.
fn wanted_items(cited: &Cited, places: &[&Place], all: bool) -> Vec<JsonItem> {
    let wanted = |id: &str| {
        all || places.iter().any(|place| match place.of {
            Source::Group(i) => {
                cited.citations.get(i).is_some_and(|citation| citation.cites.iter().any(|cite| cite.id == id))
            }
            Source::Entry(work) => work.to_string() == id,
        })
    };
    cited.items.iter().filter(|item| wanted(&item.id)).cloned().collect()
}

/// What is printed at each place.
fn printed_at(paper: &Paper, cited: &Cited, places: &[&Place], processor: &Processor) -> Vec<Vec<Token>> {
    let entries = if places.iter().any(|place| matches!(place.of, Source::Entry(_))) {
        processor.bibliography()
    } else {
        Vec::new()
    };
    let groups: Vec<usize> = places
        .iter()
        .filter_map(|place| match place.of {
            Source::Group(i) => Some(i),
            Source::Entry(_) => None,
        })
        .collect();
    // Positions come from the whole paper: a note of the sample may say ibid of one that is not.
    let citations: Vec<Citation> = groups.iter().map(|i| positioned(paper, cited, *i)).collect();
    let rendered = processor.citations(&citations);
    let mut rendered = rendered.iter();
    let of = |rendered: Option<&Rendered>| {
        rendered.map(|rendered| printed(&rendered.pieces())).unwrap_or_default()
    };
    places
        .iter()
        .map(|place| match place.of {
            Source::Group(_) => without_point(of(rendered.next())),
            Source::Entry(work) => {
                let id = work.to_string();
                of(entries.iter().find(|entry| entry.id == id).map(|entry| &entry.rendered))
            }
        })
        .collect()
}

/// A citation with the position that its item has in the paper.
fn positioned(paper: &Paper, cited: &Cited, i: usize) -> Citation {
    use ibidem_citations::Position as Found;
    use ibidem_citations::style::csl::Position;

    let mut citation = cited.citations.get(i).cloned().unwrap_or_default();
    let place = cited.groups.get(i).and_then(|group| {
        let (c, n) = *group.places.first()?;
        paper.notes.get(group.note)?.citations.get(c)?.items.get(n)
    });
    if let (Some(item), Some(cite)) = (place, citation.cites.first_mut()) {
        let position = item.mention.as_ref().map(|mention| mention.position);
        cite.position = Some(match (item.form, position) {
            // Whoever cites in full once more shows the first form.
            (Form::Full, _) | (_, None | Some(Found::First)) => Position::First,
            (_, Some(Found::Subsequent)) => Position::Subsequent,
            (_, Some(Found::Ibid)) => Position::Ibid,
            (_, Some(Found::IbidWithLocator)) => Position::IbidWithLocator,
        });
    }
    citation
}

/// The likest first; of two that are as like, the one with the shorter name.
fn rank(candidates: &mut [Candidate<'_>]) {
    candidates.sort_by(|left, right| {
        let by_name = || order_of_names(&left.known.name, &right.known.name);
        left.score.total_cmp(&right.score).then_with(by_name)
    });
}

fn order_of_names(left: &str, right: &str) -> Ordering {
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}

/// Styles that print the same wherever it was read well are one family.
fn families(candidates: &[Candidate<'_>], worth: &Worth) -> Vec<StyleFamily> {
    let mut families: Vec<(&Candidate<'_>, StyleFamily)> = Vec::new();
    for one in candidates {
        let style = (one.known.name.clone(), one.known.title.clone());
        if let Some((_, family)) = families.iter_mut().find(|(other, _)| prints_as(one, other, worth)) {
            family.styles.push(style);
            continue;
        }
        let family = StyleFamily {
            styles: vec![style],
            distance: one.distance,
            score: one.score,
            just_so: worth.just_so(&one.costs),
            against_next: (0.0, 0.0),
        };
        families.push((one, family));
    }
    for i in 1..families.len() {
        let against = worth.for_and_against(&families[i - 1].0.costs, &families[i].0.costs);
        families[i - 1].1.against_next = against;
    }
    families.into_iter().map(|(_, family)| family).collect()
}

fn prints_as(one: &Candidate<'_>, other: &Candidate<'_>, worth: &Worth) -> bool {
    let same_text =
        one.in_text.as_ref().map(|(_, text)| text) == other.in_text.as_ref().map(|(_, text)| text);
    let pairs = one.printed.iter().zip(&other.printed).zip(&worth.is_read);
    same_text && pairs.into_iter().all(|((left, right), read)| !read || left == right)
}

/// Maps a list by several threads; the order stays.
fn in_parallel<T: Send, R: Send>(list: Vec<T>, map: impl Fn(T) -> Option<R> + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let size = list.len().div_ceil(threads).max(1);
    let mut parts: Vec<Vec<T>> = Vec::new();
    for (i, one) in list.into_iter().enumerate() {
        if i % size == 0 {
            parts.push(Vec::with_capacity(size));
        }
        if let Some(part) = parts.last_mut() {
            part.push(one);
        }
    }
    thread::scope(|scope| {
        let map = &map;
        let running: Vec<_> = parts
            .into_iter()
            .map(|part| scope.spawn(move || part.into_iter().filter_map(map).collect::<Vec<R>>()))
            .collect();
        running.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
    })
}
