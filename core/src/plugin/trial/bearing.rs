//! What every plugin must bear, whatever its author has tested.

use std::sync::Arc;

use ibidem_sdk::{Finding, Note, Paper, Span};
use serde_json::{Map, Value, json};

use super::{Case, Sample, Trial, in_words};
use crate::checkers::{Checkers, Failure, Settings};
use crate::plugin::manifest::Scope;
use crate::plugin::protocol::{self, MAX_REQUEST, Phase};

/// How many notes a plugin must bear.
const MANY_NOTES: usize = 10_000;

/// How many workers of a plugin must find the same side by side.
const WORKERS: usize = 4;

impl Trial<'_> {
    pub(super) fn bear(&self, samples: &[Sample]) -> Vec<Case> {
        let first = samples.first();
        let cases = [
            ("a paper without notes", self.fails_on(&Paper::default())),
            ("10,000 notes", self.fails_on(&many_notes(samples))),
            ("an option that it does not have", self.fails_on_option("no-such-option", &json!([]))),
            ("options of another type", self.fails_on_types()),
            ("members that it does not know", first.and_then(|sample| self.fails_on_members(sample))),
            ("nothing but messages on standard output", first.and_then(|sample| self.is_noisy(sample))),
            ("that nobody waits for it any more", self.goes_on(&many_notes(samples))),
            ("the same findings twice", samples.iter().find_map(|sample| self.differs_twice(sample))),
            ("the same findings in chunks", samples.iter().find_map(|sample| self.differs_in_chunks(sample))),
            (
                "the same findings in several workers",
                samples.iter().find_map(|sample| self.differs_side_by_side(sample)),
            ),
        ];
        cases.map(|(name, wrong)| Case { name: name.to_owned(), wrong }).into()
    }

    fn fails_on(&self, paper: &Paper) -> Option<String> {
        let chunk = self.settings.limits.notes;
        self.find(paper, Map::new(), chunk).err().map(|failure| in_words(&failure))
    }

    /// An option that it does not take may be refused or ignored, and must not end it.
    fn fails_on_option(&self, name: &str, value: &Value) -> Option<String> {
        let options = Map::from_iter([(name.to_owned(), value.clone())]);
        let failure = self.find(&Paper::default(), options, self.settings.limits.notes).err()?;
        let is_refused = failure.phase == Phase::Open.name() && failure.was_said();
        (!is_refused).then(|| format!("with {name} = {value}: {}", in_words(&failure)))
    }

    /// The program looks at options first, but not every program that starts the plugin does.
    fn fails_on_types(&self) -> Option<String> {
        let values = [Value::Null, json!(-1), json!("\u{1F4DC}"), json!([[]]), json!({"a": null})];
        let options = self.options.keys();
        options
            .flat_map(|name| values.iter().map(move |value| (name, value)))
            .find_map(|(name, value)| self.fails_on_option(name, value))
    }

    /// What later programs may say beside what this one does, a plugin is to ignore.
    fn fails_on_members(&self, sample: &Sample) -> Option<String> {
        let mut request = json!({"type": "check", "now": self.settings.now, "paper": sample.paper});
        add_members(&mut request, 4);
        let request = protocol::frame(&request, MAX_REQUEST).ok()?;
        let mut checkers = Checkers::start(&self.with_options(sample));
        let asked = checkers.ask(&Arc::new(request), &sample.paper.text);
        let plain = checkers.ask(&Arc::new(self.request(&sample.paper)?), &sample.paper.text);
        match (asked, plain) {
            (Err(failure), _) => Some(in_words(&failure)),
            (found, plain) if found == plain => None,
            _ => Some(format!("{} has other findings when a message has more members", sample.name)),
        }
    }

    fn is_noisy(&self, sample: &Sample) -> Option<String> {
        let failure = self.find(&sample.paper, sample.options.clone(), self.settings.limits.notes).err()?;
        failure.cause.contains("standard output").then(|| in_words(&failure))
    }

    /// A checker that is at work for long asks now and then whether anybody waits.
    fn goes_on(&self, paper: &Paper) -> Option<String> {
        let mut checkers = Checkers::start(self.settings);
        match checkers.abandon(&Arc::new(self.request(paper)?)) {
            Ok(true) => None,
            Ok(false) => Some(
                "goes on with a check for which nobody waits: a library asks `cancelled` now and then, a \
                 process ends where its standard input does"
                    .to_owned(),
            ),
            Err(failure) => Some(in_words(&failure)),
        }
    }

    fn differs_twice(&self, sample: &Sample) -> Option<String> {
        let find = || self.find(&sample.paper, sample.options.clone(), self.settings.limits.notes);
        (find() != find()).then(|| format!("{} gives other findings the second time", sample.name))
    }

    /// Whatever a checker of scope `note` keeps from one chunk to the next, it cannot rely on.
    fn differs_in_chunks(&self, sample: &Sample) -> Option<String> {
        let find = |chunk| self.find(&sample.paper, sample.options.clone(), chunk);
        (find(usize::MAX) != find(1)).then(|| {
            format!(
                "{} gives other findings note by note: its scope is `{}`",
                sample.name,
                Scope::Note.name()
            )
        })
    }

    /// With several jobs a plugin runs in several workers, each with files of its own.
    fn differs_side_by_side(&self, sample: &Sample) -> Option<String> {
        let find = || self.find(&sample.paper, sample.options.clone(), self.settings.limits.notes);
        let found: Vec<Result<Vec<Finding>, Failure>> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(find)).collect();
            workers.into_iter().filter_map(|worker| worker.join().ok()).collect()
        });
        let same = found.len() == WORKERS && found.windows(2).all(|two| two[0] == two[1]);
        (!same).then(|| format!("{} gives other findings where {WORKERS} workers run at once", sample.name))
    }

    fn with_options(&self, sample: &Sample) -> Settings {
        let mut settings = self.settings.clone();
        settings.options.insert(self.id.clone(), sample.options.clone());
        settings
    }

    /// The request for the whole of a paper.
    fn request(&self, paper: &Paper) -> Option<Vec<u8>> {
        let request = protocol::Check { now: &self.settings.now, paper };
        protocol::frame(&request, MAX_REQUEST).ok()
    }
}

/// Adds members to the objects of a request that may get more: itself, and what a paper is made of.
fn add_members(value: &mut Value, depth: usize) {
    const OPEN: [&str; 7] = ["paper", "metadata", "notes", "citations", "items", "bibliography", "works"];
    if let Value::Object(members) = value {
        for (name, member) in members.iter_mut().filter(|(name, _)| OPEN.contains(&name.as_str())) {
            match member {
                Value::Array(elements) => elements.iter_mut().for_each(|each| add_members(each, depth)),
                _ if name != "items" && depth > 0 => add_members(member, depth - 1),
                _ => {}
            }
        }
        members.insert("of a later program".to_owned(), json!({"x": [1, "y"], "type": "sings"}));
    }
}

/// The notes of the first document over and over.
fn many_notes(samples: &[Sample]) -> Paper {
    let mut paper = Paper::default();
    let Some(sample) = samples.iter().find(|sample| !sample.paper.notes.is_empty()) else { return paper };
    for i in 0..MANY_NOTES {
        let note = &sample.paper.notes[i % sample.paper.notes.len()];
        let start = paper.text.len();
        paper.text += sample.paper.text_of(note.span);
        let span = Span::new(start, paper.text.len());
        paper.text.push('\n');
        let id = format!("n{}", i + 1);
        paper.notes.push(Note { id, span, anchors: Vec::new(), citations: Vec::new(), ..note.clone() });
    }
    paper
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::Reading;

    const PAPER: &[u8] = b"A.[^1]\n\n[^1]: Paul Brandt, *Salt Roads* (London: Murray, 1999), 5.\n";

    #[test]
    fn many_notes_are_those_of_the_sample() {
        let reading = Reading::from_bytes(PAPER.to_vec(), None, None);
        let sample = Sample {
            name: "roads".to_owned(),
            paper: reading.paper,
            options: Map::new(),
            expected: PathBuf::new(),
        };
        let paper = many_notes(&[sample]);
        assert_eq!(paper.notes.len(), MANY_NOTES);
        assert!(paper.notes.iter().all(|note| paper.text_of(note.span).starts_with("Paul Brandt")));
    }

    #[test]
    fn members_are_added_and_nothing_else_changes() {
        let paper = Reading::from_bytes(PAPER.to_vec(), None, None).paper;
        let mut value = serde_json::to_value(&paper).unwrap();
        add_members(&mut value, 4);
        assert!(value["notes"][0]["citations"][0]["items"][0].get("of a later program").is_some());
        assert!(value["bibliography"]["works"][0].get("of a later program").is_some());
        assert_eq!(serde_json::from_value::<Paper>(value).unwrap(), paper);
    }
}
