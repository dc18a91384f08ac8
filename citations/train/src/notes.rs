//! Notes of several references with prose between them, for the model of the borders.

use std::sync::LazyLock;

use ibidem_citations::label::borders::Border;
use ibidem_citations::label::{Label, Sample};

use crate::data::{Labelled, damaged};
use crate::random::Random;
use crate::tokens::Lesson;

/// Makes notes of references; each is used as it is, too.
pub(crate) fn lessons(references: &[Labelled], count: usize, random: &mut Random) -> Vec<Lesson<Border>> {
    let mut lessons: Vec<Lesson<Border>> = (0..count).map(|_| lesson(&note(references, random))).collect();
    for _ in 0..count {
        let mut alone = Note::default();
        alone.reference(one(references, random));
        if random.chance(30) {
            alone.cut_end();
        }
        lessons.push(lesson(&alone));
    }
    lessons.retain(|lesson| lesson.labels.len() < 400);
    lessons
}

/// A note in the making: characters, each with its border.
#[derive(Default)]
struct Note {
    characters: Vec<(char, Border)>,
}

impl Note {
    fn prose(&mut self, text: &str) {
        self.characters.extend(text.chars().map(|c| (c, Border::Prose)));
    }

    /// A reference, less its number and less “See also”.
    fn reference(&mut self, reference: &Labelled) {
        let mut begun = false;
        for (c, label) in &reference.characters {
            let lead = !begun && (matches!(label, Label::Lead | Label::Number) || c.is_whitespace());
            let border = match (lead, begun) {
                (true, _) => Border::Prose,
                (false, false) => Border::First,
                (false, true) => Border::Inside,
            };
            begun |= !lead;
            self.characters.push((*c, border));
        }
    }

    /// Takes away the signs at the end, but for the point of “Ibid.”, “op. cit.” and “ff.”.
    fn cut_end(&mut self) {
        const LONGEST: usize = 4;
        while self.characters.last().is_some_and(|(c, _)| ".;, ".contains(*c)) {
            let before = self.characters.iter().rev().skip(1);
            let letters = before.take_while(|(c, _)| c.is_alphabetic()).count();
            let is_short = (1..=LONGEST).contains(&letters);
            if is_short && self.characters.last().is_some_and(|(c, _)| *c == '.') {
                break;
            }
            self.characters.pop();
        }
    }

    /// A blank, where there is none yet.
    fn gap(&mut self) {
        if self.characters.last().is_some_and(|(c, _)| !c.is_whitespace()) {
            self.prose(" ");
        }
    }
}

fn one<'a>(references: &'a [Labelled], random: &mut Random) -> &'a Labelled {
    &references[random.below(references.len())]
}

fn note(references: &[Labelled], random: &mut Random) -> Note {
    let mut note = Note::default();
    let tongue = Prose::any(random);
    if random.chance(25) {
        note.prose(&format!("{} ", 1 + random.below(140)));
    }
    if random.chance(12) {
        for _ in 0..=random.below(3) {
            note.prose(&said(&tongue.alone, references, random));
            note.gap();
        }
        return note;
    }
    if random.chance(6) {
        let number = 4 + random.below(5);
        cited(&mut note, number, random.chance(15), references, tongue, random);
        return note;
    }
    let mut first = true;
    for _ in 0..=random.below(3) {
        if random.chance(if first { 35 } else { 45 }) {
            note.prose(&said(&tongue.alone, references, random));
            note.gap();
        }
        let way = random.below(100);
        match way {
            0..40 => note.prose(random.of(&tongue.leads)),
            40..65 => note.prose(&said(&tongue.before, references, random)),
            65..75 => quotation(&mut note, tongue, references, random),
            _ => {}
        }
        note.gap();
        let number = if random.chance(60) { 1 } else { 2 + random.below(3) };
        let are_short = random.chance(if (40..65).contains(&way) { 45 } else { 30 });
        cited(&mut note, number, are_short, references, tongue, random);
        first = false;
    }
    if random.chance(30) {
        note.gap();
        note.prose(&said(&tongue.alone, references, random));
    }
    note
}

/// The words of somebody else, before the reference to where they stand.
fn quotation(note: &mut Note, tongue: &Prose, references: &[Labelled], random: &mut Random) {
    const MARKS: [(&str, &str); 5] = [("‘", "’"), ("“", "”"), ("\"", "\""), ("„", "“"), ("« ", " »")];
    let (open, close) = MARKS[random.below(MARKS.len())];
    let sign = random.of(&["", ":", ",", " –"]);
    note.prose(&format!("{open}{}{close}{sign}", said(&tongue.alone, references, random)));
}

/// One reference or several in a row.
fn cited(
    note: &mut Note,
    number: usize,
    are_short: bool,
    references: &[Labelled],
    tongue: &Prose,
    random: &mut Random,
) {
    for i in 0..number {
        let is_subject = i + 1 == number && random.chance(if are_short { 25 } else { 8 });
        let reference = match (is_subject, are_short) {
            (true, _) => short(references, random, &|reference| {
                reference.characters.first().is_some_and(|(_, label)| *label == Label::Author)
            }),
            (_, true) => short(references, random, &|_| true),
            _ => one(references, random),
        };
        let reference = if random.chance(20) { damaged(reference, random) } else { reference.clone() };
        note.reference(&if random.chance(8) { spaced(&reference) } else { reference });
        if is_subject {
            note.cut_end();
            note.prose(&said(&tongue.verbs, references, random));
        } else if i + 1 < number && random.chance(70) {
            note.cut_end();
            let sign = random.of(&["; ", "; ", "; ", "; and ", ", and ", ". "]);
            note.prose(if random.chance(25) { random.of(&tongue.links) } else { sign });
            note.gap();
        } else if random.chance(15) {
            note.cut_end();
            note.prose(&said(&tongue.tails, references, random));
        } else {
            note.gap();
        }
    }
    note.gap();
}

/// With the blanks that some set between names and converters leave before commas: “Harrow / Stone , Salt”.
fn spaced(reference: &Labelled) -> Labelled {
    let mut out = Labelled::default();
    let is_blank = |c: Option<&(char, Label)>| c.is_none_or(|(c, _)| c.is_whitespace());
    for (i, (c, label)) in reference.characters.iter().enumerate() {
        let apart = *label != Label::Address && matches!(c, '/' | ',');
        if apart && !is_blank(out.characters.last()) {
            out.characters.push((' ', *label));
        }
        out.characters.push((*c, *label));
        if apart && *c == '/' && !is_blank(reference.characters.get(i + 1)) {
            out.characters.push((' ', *label));
        }
    }
    out
}

/// A reference of a few words: “Harrow 1979, S. 12”.
fn short<'a>(
    references: &'a [Labelled],
    random: &mut Random,
    is_wanted: &dyn Fn(&Labelled) -> bool,
) -> &'a Labelled {
    const MOST: usize = 40;
    let is_short = |reference: &&Labelled| reference.characters.len() <= MOST && is_wanted(reference);
    (0..100).map(|_| one(references, random)).find(is_short).unwrap_or(&references[0])
}

/// A piece of prose about what a title names.
fn said(templates: &[&str], references: &[Labelled], random: &mut Random) -> String {
    let template = random.of(templates);
    let mut text = String::new();
    for c in template.chars() {
        match c {
            '@' => text.push_str(&topic(references, random)),
            '#' => text.push_str(&name(references, random)),
            '%' => text.push_str(&(1850 + random.below(170)).to_string()),
            _ => text.push(c),
        }
    }
    text
}

fn topic(references: &[Labelled], random: &mut Random) -> String {
    let title = part_of(references, Label::Title, random).unwrap_or_else(|| "salt".to_owned());
    let mut words: Vec<&str> = title.split_whitespace().take(2 + random.below(8)).collect();
    words.retain(|word| word.chars().any(char::is_alphabetic));
    let topic = words.join(" ").trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    if random.chance(75) { topic.to_lowercase() } else { topic }
}

fn name(references: &[Labelled], random: &mut Random) -> String {
    let name = part_of(references, Label::Author, random).unwrap_or_else(|| "Harrow".to_owned());
    let family = name.split_whitespace().find(|word| word.chars().count() > 3).unwrap_or("Harrow");
    family.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

fn part_of(references: &[Labelled], label: Label, random: &mut Random) -> Option<String> {
    (0..8).find_map(|_| {
        let reference = one(references, random);
        let text: String =
            reference.characters.iter().filter(|(_, other)| *other == label).map(|(c, _)| *c).collect();
        (text.chars().count() > 4).then_some(text)
    })
}

fn lesson(note: &Note) -> Lesson<Border> {
    let text: String = note.characters.iter().map(|(c, _)| *c).collect();
    let bytes: Vec<Border> =
        note.characters.iter().flat_map(|(c, label)| vec![*label; c.len_utf8()]).collect();
    let sample = Sample::read_note(&text, &[]);
    let mut labels: Vec<Border> =
        sample.spans().iter().map(|span| bytes.get(span.start).copied().unwrap_or(Border::Prose)).collect();
    // The first character of a reference may stand within a token: “2004b”.
    for (label, span) in labels.iter_mut().zip(sample.spans()) {
        if *label == Border::Prose && bytes[span.start..span.end].contains(&Border::First) {
            *label = Border::First;
        }
    }
    Lesson { sample, labels }
}

/// The prose of a language, as files of this crate have it.
#[derive(Default)]
struct Prose {
    /// Stands alone.
    alone: Vec<&'static str>,
    /// “See also”
    leads: Vec<&'static str>,
    /// Leads up to a reference as its sentence.
    before: Vec<&'static str>,
    /// Says something of the reference before it.
    tails: Vec<&'static str>,
    /// Has the reference before it as its subject.
    verbs: Vec<&'static str>,
    /// Stands between two references.
    links: Vec<&'static str>,
}

const FILES: [&str; 5] = [
    include_str!("../prose/en.txt"),
    include_str!("../prose/de.txt"),
    include_str!("../prose/fr.txt"),
    include_str!("../prose/it.txt"),
    include_str!("../prose/es.txt"),
];

impl Prose {
    fn any(random: &mut Random) -> &'static Self {
        static ALL: LazyLock<[Prose; FILES.len()]> = LazyLock::new(|| FILES.map(Prose::read));
        &ALL[random.below(FILES.len())]
    }

    /// Reads lines under headings in square brackets; `@` is a topic, `#` a name, `%` a year.
    fn read(file: &'static str) -> Self {
        let mut prose = Self::default();
        let mut kind = "";
        for line in file.lines().filter(|line| !line.is_empty()) {
            match (line, kind) {
                ("[alone]" | "[lead]" | "[before]" | "[tail]" | "[verb]" | "[linked]", _) => kind = line,
                (_, "[alone]") => prose.alone.push(line),
                (_, "[lead]") => prose.leads.push(line),
                (_, "[before]") => prose.before.push(line),
                (_, "[tail]") => prose.tails.push(line),
                (_, "[verb]") => prose.verbs.push(line),
                _ => prose.links.push(line),
            }
        }
        prose
    }
}
