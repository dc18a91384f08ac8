//! Paper → the list of works that it cites, each with the notes that cite it.

use ibidem_citations::style::plain_reference;
use ibidem_citations::{NoteKind, NoteNumber, Paper, Work};

use super::escape::{escaped, width, width_of};

/// The works in order of first citation: a plain reference, the CSL type, the notes that cite it.
///
/// Lines are broken at `columns`; without a limit, a reference stays on one line.
pub fn list(paper: &Paper, columns: Option<usize>) -> String {
    let works = &paper.bibliography.works;
    let digits = works.len().to_string().len();
    let indent = digits + 2;
    let mut text = String::new();
    for (number, work) in (1..).zip(works) {
        let head = format!("{number:>digits$}  ");
        let reference = escaped(&plain_reference(&work.item));
        push_wrapped(&mut text, &head, &reference, indent, columns);
        let place = [work.item.kind.name().to_owned(), cited_in(paper, work)];
        let place: Vec<_> = place.into_iter().filter(|part| !part.is_empty()).collect();
        push_wrapped(&mut text, &" ".repeat(indent), &place.join(" · "), indent, columns);
    }
    text.push_str(&summary(paper));
    text
}

/// The notes that cite a work, in words: `notes 5, 16, 24–26`.
pub fn cited_in(paper: &Paper, work: &Work) -> String {
    let mut places: Vec<usize> = work.mentions.iter().map(|mention| mention.note).collect();
    places.sort_unstable();
    places.dedup();
    let (mut notes, mut listed) = (Vec::new(), false);
    for place in places {
        match paper.notes.get(place) {
            Some(note) if note.kind == NoteKind::Reference => listed = true,
            Some(note) => notes.push((place, &note.number)),
            None => {}
        }
    }
    let numbers = runs(&notes);
    let notes = match notes.len() {
        0 => String::new(),
        1 => format!("note {numbers}"),
        _ => format!("notes {numbers}"),
    };
    match (notes.is_empty(), listed) {
        (false, true) => format!("{notes}, reference list"),
        (false, false) => notes,
        (true, true) => "reference list".to_owned(),
        (true, false) => String::new(),
    }
}

/// Numbers with runs of three or more joined. Each note comes with its place among all notes:
/// a run needs neighboring notes, since numbers can start anew in the next chapter.
fn runs(notes: &[(usize, &NoteNumber)]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut rest = notes;
    while let Some((first, _)) = rest.split_first() {
        let follows = |pair: &[(usize, &NoteNumber)]| match pair {
            [(a, NoteNumber::Integer(m)), (b, NoteNumber::Integer(n))] => {
                a + 1 == *b && m.checked_add(1) == Some(*n)
            }
            _ => false,
        };
        let length = 1 + rest.windows(2).take_while(|pair| follows(pair)).count();
        let (run, behind) = rest.split_at(length);
        match run {
            [.., last] if length > 2 => parts.push(format!("{}–{}", first.1, last.1)),
            _ => parts.extend(run.iter().map(|(_, number)| escaped(&number.to_string()))),
        }
        rest = behind;
    }
    parts.join(", ")
}

fn summary(paper: &Paper) -> String {
    let counted = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    let listed = paper.notes.iter().filter(|note| note.kind == NoteKind::Reference).count();
    let notes = paper.notes.len() - listed;
    let mut places = Vec::new();
    if notes > 0 {
        places.push(counted(notes, "note"));
    }
    if listed > 0 {
        places.push(format!("a reference list of {}", counted(listed, "item")));
    }
    format!("\n{} cited in {}\n", counted(paper.bibliography.works.len(), "work"), places.join(" and "))
}

/// Adds a text behind its head, broken at blanks, with later lines indented.
fn push_wrapped(out: &mut String, head: &str, text: &str, indent: usize, columns: Option<usize>) {
    out.push_str(head);
    // On a very narrow terminal, broken words would be worse than long lines.
    let room = columns.map(|columns| columns.saturating_sub(indent).max(20));
    let mut used = 0;
    for (i, word) in text.split(' ').enumerate() {
        let wide = width(word);
        if let Some(room) = room
            && i > 0
            && used + 1 + wide > room
        {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
            used = 0;
        } else if i > 0 {
            out.push(' ');
            used += width_of(' ');
        }
        out.push_str(word);
        used += wide;
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use ibidem_citations::{
        Bibliography, Date, Item, ItemPlace, Kind, Name, Note, Span, Value, Variable, WorkId,
    };

    use super::*;

    fn note(number: &str, kind: NoteKind) -> Note {
        Note {
            id: String::new(),
            number: NoteNumber::read(number),
            kind,
            span: Span::default(),
            raw: String::new(),
            anchors: Vec::new(),
            flags: Vec::new(),
            citations: Vec::new(),
        }
    }

    fn work(id: u32, title: &str, notes: &[usize]) -> Work {
        let mut item = Item::new(Kind::Book);
        item.set(Variable::Author, Value::Names(vec![Name::person("Carl E.", "Schorske")]), None, 1.0);
        item.set(Variable::Title, Value::Text(title.to_owned()), None, 1.0);
        item.set(Variable::Issued, Value::Date(Date::year(1980)), None, 1.0);
        let place = |note: &usize| ItemPlace { note: *note, citation: 0, item: 0 };
        Work {
            id: WorkId(id),
            item,
            first_cited: Span::default(),
            mentions: notes.iter().map(place).collect(),
        }
    }

    fn paper(numbers: &[&str], works: Vec<Work>) -> Paper {
        Paper {
            notes: numbers.iter().map(|number| note(number, NoteKind::Footnote)).collect(),
            bibliography: Bibliography { works },
            ..Paper::default()
        }
    }

    fn check_notes(numbers: &[&str], cited: &[usize], expected: &str) {
        let paper = paper(numbers, vec![work(1, "Vienna", cited)]);
        assert_eq!(cited_in(&paper, &paper.bibliography.works[0]), expected);
    }

    #[test]
    fn neighbors_are_joined() {
        let numbers: Vec<String> = (1..=30).map(|n| n.to_string()).collect();
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        check_notes(&numbers, &[4, 15, 17, 23, 24, 25], "notes 5, 16, 18, 24–26");
        check_notes(&numbers, &[0, 1], "notes 1, 2");
        check_notes(&numbers, &[6, 6], "note 7");
        check_notes(&numbers, &[], "");
        check_notes(&numbers, &[99], "");
    }

    #[test]
    fn numbers_that_start_anew_are_not_joined() {
        check_notes(&["1", "2", "1", "2", "3"], &[0, 2, 3, 4], "notes 1, 1–3");
        check_notes(&["1", "2", "3", "4"], &[0, 1, 3], "notes 1, 2, 4");
        check_notes(&["*", "†", "iv"], &[0, 1, 2], "notes *, †, iv");
    }

    #[test]
    fn reference_list_is_told_apart() {
        let mut paper = paper(&["1", "2"], vec![work(1, "Vienna", &[0, 1])]);
        paper.notes[1].kind = NoteKind::Reference;
        assert_eq!(cited_in(&paper, &paper.bibliography.works[0]), "note 1, reference list");
        assert!(list(&paper, None).ends_with("\n1 work cited in 1 note and a reference list of 1 item\n"));
    }

    #[test]
    fn works_stand_in_order_with_type_and_notes() {
        let paper = paper(
            &["1", "2"],
            vec![work(1, "Vienna", &[0]), work(2, "Thinking\u{1b}[31m with History", &[1])],
        );
        assert_eq!(
            list(&paper, None),
            "1  Carl E. Schorske, Vienna, 1980\n   book · note 1\n2  Carl E. Schorske, Thinking [31m with History, 1980\n   book · note 2\n\n2 works cited in 2 notes\n"
        );
    }

    #[test]
    fn lines_are_broken_between_words() {
        let title = "Politics and the Psyche: Schnitzler and Hofmannsthal";
        let paper = paper(&["1"], vec![work(1, title, &[0])]);
        assert_eq!(
            list(&paper, Some(40)),
            "1  Carl E. Schorske, Politics and the\n   Psyche: Schnitzler and Hofmannsthal,\n   1980\n   book · note 1\n\n1 work cited in 1 note\n"
        );
    }
}
