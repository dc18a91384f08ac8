//! Notes of several references with prose between them, for the model of the borders.

use ibidem_citations::label::borders::{FIRST, INSIDE, PROSE};
use ibidem_citations::label::{Label, Sample};

use crate::data::{Labelled, damaged};
use crate::random::Random;
use crate::tokens::Lesson;

/// Makes notes of references; each is used as it is, too.
pub(crate) fn lessons(references: &[Labelled], count: usize, random: &mut Random) -> Vec<Lesson> {
    let mut lessons: Vec<Lesson> = (0..count).map(|_| lesson(&note(references, random))).collect();
    for _ in 0..count / 2 {
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

/// A note in the making: characters, each with a border label.
#[derive(Default)]
struct Note {
    characters: Vec<(char, Label)>,
}

impl Note {
    fn prose(&mut self, text: &str) {
        self.characters.extend(text.chars().map(|c| (c, PROSE)));
    }

    /// A reference, less its number and less “See also”.
    fn reference(&mut self, reference: &Labelled) {
        let mut begun = false;
        for (c, label) in &reference.characters {
            let lead = !begun && (matches!(label, Label::Lead | Label::Number) || c.is_whitespace());
            let border = match (lead, begun) {
                (true, _) => PROSE,
                (false, false) => FIRST,
                (false, true) => INSIDE,
            };
            begun |= !lead;
            self.characters.push((*c, border));
        }
    }

    fn cut_end(&mut self) {
        while self.characters.last().is_some_and(|(c, _)| ".;, ".contains(*c)) {
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
    let tongue = &PROSE_OF[random.below(PROSE_OF.len())];
    if random.chance(25) {
        note.prose(&format!("{} ", 1 + random.below(140)));
    }
    if random.chance(12) {
        for _ in 0..=random.below(3) {
            note.prose(&sentence(tongue, references, random));
            note.gap();
        }
        return note;
    }
    let mut first = true;
    for _ in 0..=random.below(3) {
        if random.chance(if first { 35 } else { 45 }) {
            note.prose(&sentence(tongue, references, random));
            note.gap();
        }
        if random.chance(45) {
            note.prose(random.of(tongue.leads));
            note.gap();
        }
        cited(&mut note, references, tongue, random);
        first = false;
    }
    if random.chance(30) {
        note.gap();
        note.prose(&sentence(tongue, references, random));
    }
    note
}

/// One reference or several in a row.
fn cited(note: &mut Note, references: &[Labelled], tongue: &Prose, random: &mut Random) {
    let number = if random.chance(65) { 1 } else { 2 + random.below(2) };
    for i in 0..number {
        let reference = one(references, random);
        let reference = if random.chance(20) { damaged(reference, random) } else { reference.clone() };
        note.reference(&reference);
        if i + 1 < number && random.chance(70) {
            note.cut_end();
            note.prose(random.of(&["; ", "; ", "; ", "; and ", ", and ", ". "]));
        } else if random.chance(12) {
            note.cut_end();
            note.prose(random.of(tongue.tails));
        } else {
            note.gap();
        }
    }
    note.gap();
}

/// A sentence about what a title names.
fn sentence(tongue: &Prose, references: &[Labelled], random: &mut Random) -> String {
    let template = random.of(tongue.sentences);
    let topic = part_of(references, Label::Title, random).unwrap_or_else(|| "salt".to_owned());
    let mut topic: Vec<&str> = topic.split_whitespace().take(2 + random.below(8)).collect();
    topic.retain(|word| word.chars().any(char::is_alphabetic));
    let topic = topic.join(" ").trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let topic = if random.chance(75) { topic.to_lowercase() } else { topic };
    let name = part_of(references, Label::Author, random).unwrap_or_else(|| "Harrow".to_owned());
    let name = name
        .split_whitespace()
        .find(|word| word.chars().count() > 3)
        .unwrap_or("Harrow")
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_owned();
    template.replace('@', &topic).replace('#', &name).replace('%', &(1850 + random.below(170)).to_string())
}

fn part_of(references: &[Labelled], label: Label, random: &mut Random) -> Option<String> {
    (0..8).find_map(|_| {
        let reference = one(references, random);
        let text: String =
            reference.characters.iter().filter(|(_, other)| *other == label).map(|(c, _)| *c).collect();
        (text.chars().count() > 4).then_some(text)
    })
}

fn lesson(note: &Note) -> Lesson {
    let text: String = note.characters.iter().map(|(c, _)| *c).collect();
    let bytes: Vec<Label> =
        note.characters.iter().flat_map(|(c, label)| vec![*label; c.len_utf8()]).collect();
    let sample = Sample::read(&text, &[]);
    let mut labels: Vec<Label> =
        sample.spans().iter().map(|span| bytes.get(span.start).copied().unwrap_or(PROSE)).collect();
    // The first character of a reference may stand within a token: “2004b”.
    for (label, span) in labels.iter_mut().zip(sample.spans()) {
        if *label == PROSE && bytes[span.start..span.end].contains(&FIRST) {
            *label = FIRST;
        }
    }
    Lesson { sample, labels }
}

/// The prose of a language; `@` is a topic, `#` a name, `%` a year.
struct Prose {
    leads: &'static [&'static str],
    tails: &'static [&'static str],
    sentences: &'static [&'static str],
}

const PROSE_OF: &[Prose] = &[
    Prose {
        leads: &[
            "See",
            "See also",
            "Cf.",
            "But see",
            "See, e.g.,",
            "For example,",
            "Compare",
            "See generally",
            "See, for example,",
            "On this point see",
            "See further",
            "Quoted in",
            "As quoted in",
            "cited in",
            "See, also,",
            "For critique, see",
            "For a different view, see",
            "see",
            "e.g.",
            "Contra",
            "Accord",
        ],
        tails: &[
            " (emphasis added). ",
            " per Lord Harrow. ",
            " for a fuller account. ",
            " (on @). ",
            ", where the point is argued at length. ",
            " and the discussion there. ",
            " (my translation). ",
        ],
        sentences: &[
            "# makes the same point.",
            "# argues that @ had little to do with it.",
            "I am grateful to # for this suggestion.",
            "This is discussed further below.",
            "The literature on @ is vast.",
            "For a detailed discussion of @, see",
            "For an account of @, compare",
            "Although #'s work on @ has been influential, it did not broach the subject of @.",
            "The term is used here in the sense of @.",
            "This was the position of # until %.",
            "In %, the number rose to 25 per cent, and in the next year to 31.",
            "All translations are mine unless otherwise noted.",
            "Despite a greater sensitivity to @, # also fails to address the question.",
            "He did not return to the matter.",
            "She presents a valuable study of @.",
            "The figures for % are given in the appendix.",
            "It has been held, for example, that @ may be set aside.",
            "On the history of @, see",
            "For a feminist critique of @, see",
            "The author was at the time a member of the commission.",
            "Emphasis in original.",
            "The Commission has addressed the issue and recommended recognition of @.",
            "There is some dispute as to whether @ was ever enforced.",
            "This view was rejected by # in %.",
            "For the text of the letter, see",
            "# was born in % and died in poverty.",
            "One might object that @ is a different matter altogether.",
            "Compare the discussion of @ in",
            "According to #, @ was common by %.",
            "I owe this reference to #.",
        ],
    },
    Prose {
        leads: &[
            "Vgl.",
            "Vgl. auch",
            "Siehe",
            "Siehe auch",
            "S.",
            "Dazu",
            "Siehe dazu",
            "vgl. auch",
            "So",
            "So auch",
            "Ähnlich",
            "Anders",
            "Zitiert nach",
            "Ausführlich dazu",
            "Vgl. etwa",
            "Hierzu",
            "siehe:",
            "Näher",
        ],
        tails: &[
            " (Hervorhebung von mir). ",
            " mit weiteren Nachweisen. ",
            " m. w. N. ",
            ", der zum gleichen Ergebnis kommt. ",
            " zur Kritik an @. ",
            " (mit anderer Begründung). ",
        ],
        sentences: &[
            "# hat in einer Erhebung von 1144 Fällen in den Jahren %—% ein Verhältnis von 1 zu 1,2 ermittelt.",
            "Die Konsequenz von @ entwickle ich ausführlicher in meinem Beitrag über",
            "Der ausführliche Bericht von # erscheint in Kürze.",
            "Im folgenden auch als Erhebung zitiert.",
            "Für Angaben der Statistik siehe:",
            "Angaben aus einer Befragung von # zur",
            "Laut einer Erhebung wurde % in 25,6 % aller Fälle @ beantragt.",
            "Zum Vergleich: Bei @ sind es etwa 2 %.",
            "Das ist umstritten.",
            "Zu @ vgl.",
            "Eine ähnliche Auffassung vertritt #.",
            "# berichtet von @ in %.",
            "Die Literatur zu @ ist unübersehbar.",
            "Auf diesen Zusammenhang hat zuerst # hingewiesen.",
            "Zur Geschichte von @ siehe",
            "Diese Frage kann hier nicht weiter verfolgt werden.",
            "Mündliche Mitteilung von #.",
            "Die Zahlen für % liegen noch nicht vor.",
            "Ich danke # für diesen Hinweis.",
            "In der Regel wird @ dabei vorausgesetzt.",
            "Dagegen wendet # ein, dass @ nicht genüge.",
            "Hervorhebung im Original.",
            "Der Begriff wird hier im Sinne von @ verwendet.",
            "Anders noch # im Jahre %.",
        ],
    },
    Prose {
        leads: &[
            "Voir",
            "Cf.",
            "V.",
            "Voir aussi",
            "Sur ce point, voir",
            "V. not.",
            "cité par",
            "Comp.",
            "Pour une critique, voir",
        ],
        tails: &[" (nous soulignons). ", ", et les références citées. ", " à propos de @. "],
        sentences: &[
            "Sur @, voir",
            "C'est la thèse de #.",
            "La question de @ a été posée dès %.",
            "Nous remercions # pour cette indication.",
            "Il n'est pas possible de traiter ici de @.",
            "# soutient que @ ne suffit pas.",
            "Cette position a été abandonnée en %.",
        ],
    },
    Prose {
        leads: &["Cfr.", "Vedi", "Si veda", "V.", "Cfr. anche", "Su ciò", "cit. in"],
        tails: &[" (corsivo mio). ", " e passim. ", ", con ampia bibliografia. "],
        sentences: &[
            "Su @ cfr.",
            "È questa la tesi di #.",
            "Sulla questione di @ si veda",
            "Ringrazio # per la segnalazione.",
            "Il documento è del %.",
            "# sostiene che @ non basta.",
            "Per la storia di @ si rimanda a",
        ],
    },
    Prose {
        leads: &["Véase", "Cf.", "Ver", "Vid.", "Véase también", "citado en", "Cfr."],
        tails: &[" (énfasis añadido). ", ", entre otros. "],
        sentences: &[
            "Sobre @, véase",
            "Es la tesis de #.",
            "Agradezco a # esta referencia.",
            "La cuestión de @ se planteó en %.",
            "# sostiene que @ no basta.",
        ],
    },
];
