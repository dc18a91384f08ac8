//! What reference managers keep of a citation, beside the text that they print → ties that are sure.
//!
//! A field of Zotero, Mendeley or EndNote says which works it cites. That settles which work a short form
//! or ibid. means, and fills what the printed text does not say. It settles nothing against that text:
//! what is printed may have been mended by hand, and it is what readers see.

use std::collections::HashMap;

use super::likeness::{self, Person, words};
use super::matching::{Choice, people_of};
use super::{Catalog, Resolver};
use crate::{
    BackReference, CitationItem, Field, Form, Item, Kind, ManagedWork, Name, Span, Value, Variable, WorkId,
};

/// What is taken over where no citation prints it.
///
/// Not addresses, days of access and remarks: whether a citation has these is a matter of its own.
const FILLED: [Variable; 17] = [
    Variable::Author,
    Variable::Editor,
    Variable::Translator,
    Variable::Title,
    Variable::ContainerTitle,
    Variable::CollectionTitle,
    Variable::CollectionNumber,
    Variable::Volume,
    Variable::Issue,
    Variable::Page,
    Variable::Edition,
    Variable::Issued,
    Variable::Publisher,
    Variable::PublisherPlace,
    Variable::Doi,
    Variable::Isbn,
    Variable::Issn,
];

/// How sure a value is that no citation prints.
const UNPRINTED: f32 = 0.9;

/// The citations of a document that a reference manager keeps.
#[derive(Clone, Debug, Default)]
pub struct Managed {
    /// The works, each as the reference manager has it.
    pub works: Vec<Item>,
    /// Where they are cited, in the order of the text.
    pub cites: Vec<ManagedCite>,
}

/// A stretch of text that a reference manager has printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagedCite {
    /// What is printed, in the text of the paper.
    pub span: Span,
    /// What it cites: indexes of [`Managed::works`].
    pub works: Vec<usize>,
}

/// What is managed, and to which works of the paper it was tied.
#[derive(Default)]
pub(super) struct Ties {
    managed: Managed,
    tied: HashMap<usize, WorkId>,
}

impl Ties {
    pub(super) fn of(managed: Managed) -> Self {
        Self { managed, tied: HashMap::new() }
    }

    /// The managed work that an item cites, if that is one alone and nothing printed speaks against it.
    fn cited_by(&self, item: &CitationItem) -> Option<usize> {
        let cites = &self.managed.cites;
        let first = cites.partition_point(|cite| cite.span.end <= item.span.start);
        let cite = cites.get(first).filter(|cite| cite.span.overlaps(item.span))?;
        let mut fitting = cite.works.iter().copied().filter(|work| {
            let says_nothing = item.as_cited.fields.is_empty() && cite.works.len() == 1;
            says_nothing || self.managed.works.get(*work).is_some_and(|work| fits(work, &item.as_cited))
        });
        fitting.next().filter(|_| fitting.next().is_none())
    }
}

/// Whether what is printed names a work: something does, and nothing speaks against it.
fn fits(work: &Item, printed: &Item) -> bool {
    let people = |item: &Item| people_of(item).iter().take(32).map(Person::new).collect::<Vec<_>>();
    let (known, named) = (people(work), people(printed));
    let is_named = !known.is_empty() && !named.is_empty();
    if is_named && !likeness::people(&named, &known) {
        return false;
    }
    let title = words(printed.title());
    let titles = [Variable::Title, Variable::TitleShort, Variable::ContainerTitle];
    let mut titles = titles.into_iter().filter_map(|variable| work.text(variable)).map(words).peekable();
    if title.is_empty() || titles.peek().is_none() {
        return is_named;
    }
    titles.any(|known| {
        likeness::titles(&title, &known)
            .max(likeness::short_title(&title, &known))
            .max(likeness::short_title(&known, &title))
            >= 0.88
    })
}

impl Resolver {
    /// The work of an item as its reference manager says, where an earlier item has shown which one that is.
    pub(super) fn managed(&mut self, item: &mut CitationItem) -> Option<Choice> {
        let managed = self.ties.cited_by(item)?;
        let work = *self.ties.tied.get(&managed)?;
        if item.form == Form::Full {
            // A date or a volume that differs is another work, or a fault: neither is to be hidden.
            if !self.catalog.can_be(work, &item.as_cited) {
                return None;
            }
            self.catalog.complete(work, &item.as_cited);
        } else if item.back_reference == Some(BackReference::Idem) && item.form != Form::Ibid {
            self.same_author(item);
        }
        Some(Choice { work, confidence: 1.0, ambiguous: false, others: Vec::new() })
    }

    /// Remembers to which work an item was tied, if that can be the one of its reference manager.
    pub(super) fn remember_managed(&mut self, item: &CitationItem, work: WorkId) {
        let Some(managed) = self.ties.cited_by(item) else { return };
        let known = self.ties.managed.works.get(managed).zip(self.catalog.item(work));
        if known.is_some_and(|(managed, work)| fits(managed, work)) {
            self.ties.tied.entry(managed).or_insert(work);
        }
    }

    /// Fills the works with what their reference managers know; gives what that is, beside them.
    pub(super) fn fill_managed(&mut self) -> Vec<ManagedWork> {
        let Ties { managed, tied } = std::mem::take(&mut self.ties);
        let works = managed.works.into_iter().enumerate();
        let mut works: Vec<ManagedWork> =
            works.filter_map(|(i, item)| Some(ManagedWork { work: *tied.get(&i)?, item })).collect();
        works.sort_by_key(|managed| managed.work);
        for managed in &works {
            self.catalog.change(managed.work, |item| fill(item, &managed.item));
        }
        works
    }
}

impl Catalog {
    /// Whether no fact speaks against an item’s citing a work.
    fn can_be(&self, work: WorkId, item: &Item) -> bool {
        self.item(work).is_some_and(|work| super::matching::agree(work, item))
    }
}

fn fill(work: &mut Item, known: &Item) {
    if work.kind == Kind::Document {
        work.kind = known.kind;
    }
    for field in known.fields.iter().filter(|field| FILLED.contains(&field.variable)) {
        match work.fields.iter_mut().find(|own| own.variable == field.variable) {
            Some(Field { value: Value::Names(own), .. }) => {
                if let Value::Names(names) = &field.value {
                    complete_names(own, names);
                }
            }
            Some(_) => {}
            None => work.set(field.variable, field.value.clone(), None, UNPRINTED),
        }
    }
}

/// “P. Brandt” becomes “Paul Brandt”, where all names are the same but for that.
fn complete_names(printed: &mut [Name], known: &[Name]) {
    let is_shorter = |printed: &Name, known: &Name| {
        let given = |name: &Name| words(name.given.as_deref().unwrap_or_default());
        let (short, long) = (given(printed), given(known));
        words(printed.short()) == words(known.short())
            && short.len() <= long.len()
            && short.iter().zip(&long).all(|(short, long)| {
                short == long || short.chars().count() == 1 && long.starts_with(short.as_str())
            })
    };
    if printed.len() == known.len()
        && printed.iter().zip(known).all(|(printed, known)| is_shorter(printed, known))
    {
        for (printed, known) in printed.iter_mut().zip(known) {
            printed.given.clone_from(&known.given);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::{Declared, resolve_declared};
    use crate::{Date, Note, NoteKind, NoteNumber, Paper};

    fn known(family: &str, title: &str, year: i32) -> Item {
        let mut item = Item::new(Kind::Book);
        let values = [
            (Variable::Author, Value::Names(vec![Name::person("Paul Heinrich", family)])),
            (Variable::Title, Value::Text(title.to_owned())),
            (Variable::Issued, Value::Date(Date::new(year, None, None))),
            (Variable::Doi, Value::Text("10.5555/a".to_owned())),
            (Variable::Url, Value::Text("https://a.example".to_owned())),
        ];
        for (variable, value) in values {
            item.set(variable, value, None, 1.0);
        }
        item
    }

    /// Notes, each of which a reference manager has printed, with the works that it says it cites.
    fn read(works: Vec<Item>, notes: &[(&str, &[usize])]) -> Paper {
        let mut paper = Paper::default();
        let mut cites = Vec::new();
        for (i, (text, cited)) in notes.iter().enumerate() {
            let start = paper.text.len();
            paper.text.push_str(text);
            let span = Span::new(start, paper.text.len());
            paper.text.push_str("\n\n");
            cites.push(ManagedCite { span, works: cited.to_vec() });
            paper.notes.push(Note {
                id: format!("n{}", i + 1),
                number: NoteNumber::read(&(i + 1).to_string()),
                kind: NoteKind::Footnote,
                span,
                raw: (*text).to_owned(),
                anchors: Vec::new(),
                flags: Vec::new(),
                citations: Vec::new(),
            });
        }
        let managed = Managed { works, cites };
        resolve_declared(&mut paper, Declared { managed, ..Declared::default() });
        paper
    }

    /// For each note, the works of its items, and how sure they are.
    fn ties(paper: &Paper) -> Vec<(u32, f32)> {
        let items = paper.notes.iter().flat_map(Note::items);
        items.filter_map(|item| item.mention.as_ref()).map(|tie| (tie.work.0, tie.confidence)).collect()
    }

    const SALT: &str = "P. H. Brandt, “Salt Roads of the North” (London: Murray, 1999), 24.";
    const IRON: &str = "P. H. Brandt, “Iron Roads of the North” (London: Murray, 2004), 7.";

    #[test]
    fn short_forms_mean_what_the_reference_manager_says() {
        let works = vec![
            known("Brandt", "Salt Roads of the North", 1999),
            known("Brandt", "Iron Roads of the North", 2004),
        ];
        let notes: [(&str, &[usize]); 4] =
            [(SALT, &[0]), (IRON, &[1]), ("Brandt, “Roads of the North,” 31.", &[0]), ("Ibid., 32.", &[0])];
        let paper = read(works, &notes);
        assert_eq!(ties(&paper)[2..], [(1, 1.0), (1, 1.0)], "{:?}", ties(&paper));
        let [salt, _] = paper.bibliography.works.as_slice() else { panic!("two works") };
        assert_eq!(salt.item.text(Variable::Doi), Some("10.5555/a"));
        assert!(!salt.item.has(Variable::Url));
        assert_eq!(salt.item.names(Variable::Author)[0].full(), "Paul Heinrich Brandt");
        assert_eq!(paper.managed.len(), 2);
    }

    #[test]
    fn what_is_printed_is_not_contradicted() {
        // Another work was typed over the field.
        let paper = read(vec![known("Weiss", "Harbors", 1999)], &[(SALT, &[0])]);
        assert_eq!(paper.managed, []);
        assert!(!paper.bibliography.works[0].item.has(Variable::Doi));
        // The year differs: the printed one stays, and the other is told beside it.
        let paper = read(vec![known("Brandt", "Salt Roads of the North", 1989)], &[(SALT, &[0])]);
        let year = |item: &Item| item.date(Variable::Issued).map(|date| date.parts[0].year);
        assert_eq!(year(&paper.bibliography.works[0].item), Some(1999));
        assert_eq!(year(&paper.managed[0].item), Some(1989));
        // Two printed dates are two works, though the field is that of one.
        let other = SALT.replace("1999", "2010");
        let paper =
            read(vec![known("Brandt", "Salt Roads of the North", 1999)], &[(SALT, &[0]), (&other, &[0])]);
        assert_eq!(paper.bibliography.works.len(), 2);
    }

    #[test]
    fn a_field_of_several_works_is_tied_where_one_alone_fits() {
        let works = vec![
            known("Brandt", "Salt Roads of the North", 1999),
            known("Brandt", "Iron Roads of the North", 2004),
        ];
        let both = format!("{} {IRON}", SALT.replace("24.", "24;"));
        let paper = read(works, &[(&both, &[1, 0]), ("Ibid.", &[1, 0]), ("Brandt, “Salt Roads,” 3.", &[0])]);
        assert_eq!(paper.bibliography.works.len(), 2);
        assert_eq!(ties(&paper).last(), Some(&(1, 1.0)), "{:?}", ties(&paper));
        assert!(ties(&paper)[2].1 < 1.0, "{:?}", ties(&paper));
    }
}
