//! Files → audited files: read and checked, some at a time, in the order in which they were named.

use std::io::IsTerminal as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use ibidem::Reading;
use ibidem::checkers::{Checkers, Failure, Outcome, Settings};
use ibidem::document::Guess;
use ibidem::fix::Proposal;
use ibidem::fix::docx::Remark;
use ibidem::ignores::Ignores;
use ibidem::read::ReadError;
use ibidem::report::escape::escaped;
use ibidem::report::{self, Found, Hidden, Place, PlacedRecord};
use ibidem_citations::Span;
use ibidem_sdk::Severity;

use super::files::File;
use super::fixing::{Fixing, Mended, Proposed};
use super::hiding::Hiding;
use super::selection::Selection;
use super::services::Offered;
use crate::explain::qualified;

/// One file, read and checked.
pub(super) struct Audited {
    pub(super) notes: usize,
    pub(super) works: usize,
    pub(super) findings: Vec<Found>,
    /// The records of each plugin, by its id.
    pub(super) records: Vec<(String, PlacedRecord)>,
    pub(super) hidden: Hidden,
    /// The plugins that did not come to an end on it.
    pub(super) failed: Vec<Failed>,
    /// What its findings propose, where that is asked for.
    proposals: Vec<Proposal>,
    /// What they say, where corrections are asked for.
    remarks: Vec<Remark>,
    /// What became of that.
    pub(super) mended: Option<Mended>,
}

impl Audited {
    /// Keeps what a finding says and proposes.
    fn propose(&mut self, found: &Found, proposal: Option<Proposal>) {
        if let Some(place) = &found.place {
            let index = proposal.is_some().then_some(self.proposals.len());
            let lines = report::margin::lines(found);
            self.remarks.push(Remark { span: place.text_span, lines, proposal: index });
        }
        self.proposals.extend(proposal);
    }
}

/// A plugin that did not come to an end.
pub(super) struct Failed {
    pub(super) plugin: String,
    pub(super) failure: Failure,
}

/// What an audit of a file depends on, apart from the file.
pub(super) struct Run<'a> {
    pub(super) settings: &'a Settings,
    pub(super) selection: &'a Selection,
    pub(super) hiding: &'a Hiding,
    pub(super) fixing: Option<&'a Fixing>,
    pub(super) offered: &'a Offered,
    /// The plugins that were shipped with this program.
    pub(super) ours: &'a [String],
    pub(super) show_guesses: bool,
    pub(super) jobs: usize,
}

impl Run<'_> {
    /// Audits files; the results come in their order, however many run at a time.
    pub(super) fn audit(&self, files: &[File], checkers: Checkers) -> Vec<Result<Audited, ReadError>> {
        let workers = self.jobs.clamp(1, files.len().max(1));
        let progress = Progress::of(files.len());
        let next = AtomicUsize::new(0);
        let results: Mutex<Vec<(usize, Result<Audited, ReadError>)>> = Mutex::default();
        let work = |mut checkers: Checkers| {
            loop {
                let i = next.fetch_add(1, Ordering::Relaxed);
                let Some(file) = files.get(i).filter(|_| !self.offered.is_interrupted()) else { break };
                progress.show(i, file);
                let audited = self.audit_file(i, file, &mut checkers, files.len() == 1);
                results.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((i, audited));
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..workers {
                scope.spawn(|| work(self.more_checkers()));
            }
            work(checkers);
        });
        progress.end();
        let mut results = results.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        results.sort_by_key(|(i, _)| *i);
        results.into_iter().map(|(_, audited)| audited).collect()
    }

    /// The same checkers once more, in workers of their own.
    fn more_checkers(&self) -> Checkers {
        let mut checkers = Checkers::start(&Settings { jobs: 1, ..self.settings.clone() });
        checkers.retain(|info| self.selection.runs(info));
        checkers
    }

    fn audit_file(
        &self,
        i: usize,
        file: &File,
        checkers: &mut Checkers,
        is_only: bool,
    ) -> Result<Audited, ReadError> {
        let bytes = ibidem::read::load(&file.path)?;
        let mut ignores = self.hiding.ignores(&bytes);
        let source = self.fixing.map(|fixing| (fixing, bytes.clone()));
        let reading = Reading::from_bytes(bytes, Some(&file.path), None);
        self.hiding.add_parts(&mut ignores, &reading);
        let outcomes = checkers.check(&reading.paper);
        let mut audited = Audited {
            notes: reading.paper.notes.len(),
            works: reading.paper.bibliography.works.len(),
            findings: unread_parts(&reading, i),
            records: Vec::new(),
            hidden: Hidden::default(),
            failed: Vec::new(),
            proposals: Vec::new(),
            remarks: Vec::new(),
            mended: None,
        };
        let guesses = guesses(&reading, i);
        if self.show_guesses {
            audited.findings.extend(guesses);
        } else {
            audited.hidden.guesses = guesses.len();
        }
        for outcome in outcomes {
            self.add(&mut audited, outcome, (i, file), (&reading, &ignores));
        }
        audited.findings.sort_by(|a, b| a.order().cmp(&b.order()));
        if let Some((fixing, source)) = source {
            let proposals = std::mem::take(&mut audited.proposals);
            let mut remarks = std::mem::take(&mut audited.remarks);
            remarks.sort();
            let again = |bytes: &[u8], reading: &Reading| {
                let mut ignores = self.hiding.ignores(bytes);
                self.hiding.add_parts(&mut ignores, reading);
                let outcomes = checkers.check(&reading.paper).into_iter();
                outcomes.flat_map(|outcome| self.proposed(outcome, file, (reading, &ignores))).collect()
            };
            let proposed = Proposed { proposals: &proposals, remarks: &remarks, day: &self.settings.now };
            audited.mended = Some(fixing.mend((i, file), &source, &reading, &proposed, again));
        }
        if is_only {
            // The program ends with it: nothing is gained by taking it apart.
            std::mem::forget(reading);
        }
        Ok(audited)
    }

    /// What the findings of a plugin propose for a corrected copy, but for those that are hidden.
    fn proposed(
        &self,
        outcome: Outcome,
        file: &File,
        (reading, ignores): (&Reading, &Ignores),
    ) -> Vec<Proposal> {
        let Outcome { plugin, findings, .. } = outcome;
        let shown = findings.into_iter().filter(|finding| self.selection.shows(&plugin, &finding.rule));
        let proposed = shown.filter_map(|finding| {
            let (rule, is_ours) = (finding.rule.clone(), self.is_ours(&plugin));
            let proposal = Proposal::of(&finding, &reading.paper, is_ours)?;
            let mut found = Found::of(finding, &plugin, is_ours, 0, reading);
            found.rule = qualified(&plugin, &rule);
            self.hiding.judge(&mut found, &rule, ignores, &file.shown).is_none().then_some(proposal)
        });
        proposed.collect()
    }

    /// Whether a plugin's safe fixes are safe: it was shipped with this program.
    fn is_ours(&self, plugin: &str) -> bool {
        self.ours.iter().any(|id| id == plugin)
    }

    fn add(
        &self,
        audited: &mut Audited,
        outcome: Outcome,
        (i, file): (usize, &File),
        (reading, ignores): (&Reading, &Ignores),
    ) {
        let Outcome { plugin, findings, records, failure } = outcome;
        let records = records.into_iter().map(|record| PlacedRecord::of(record, i, reading));
        audited.records.extend(records.map(|record| (plugin.clone(), record)));
        for finding in findings {
            if !self.selection.shows(&plugin, &finding.rule) {
                audited.hidden.by_choice += 1;
                continue;
            }
            let rule = finding.rule.clone();
            let is_ours = self.is_ours(&plugin);
            let proposal = self.fixing.and_then(|_| Proposal::of(&finding, &reading.paper, is_ours));
            let mut found = Found::of(finding, &plugin, is_ours, i, reading);
            found.rule = qualified(&plugin, &rule);
            found.hidden_by = self.hiding.judge(&mut found, &rule, ignores, &file.shown);
            // What is accepted as it is, is not changed.
            if self.fixing.is_some() && found.hidden_by.is_none() {
                audited.propose(&found, proposal);
            }
            if let Some(by) = &found.hidden_by {
                *audited.hidden.by_word.entry(by.clone()).or_default() += 1;
            }
            if found.hidden_by.is_none() || self.hiding.shows() {
                audited.findings.push(found);
            }
        }
        audited.failed.extend(failure.map(|failure| Failed { plugin, failure }));
    }
}

fn capitalised(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map(|first| first.to_uppercase().chain(signs).collect()).unwrap_or_default()
}

/// What of a document could not be read.
fn unread_parts(reading: &Reading, file: usize) -> Vec<Found> {
    let found = |message: String| Found::of_core("unread-part", Severity::Warning, Some(file), message);
    let mut parts = Vec::new();
    if reading.notes_over_limit > 0 {
        let message =
            format!("{} notes are over the limit and were not read as notes.", reading.notes_over_limit);
        parts.push(found(message));
    }
    for unread in &reading.unread {
        let place = unread.place();
        let place = if unread.file.is_none() { capitalised(&place) } else { place };
        parts.push(found(format!("{place}: {}.", unread.message)));
    }
    for guess in &reading.guesses {
        if let Guess::Broken { count } = guess {
            parts.push(found(format!(
                "The file is damaged: {count} of its parts end in the middle, and were read that far."
            )));
        }
        if let Guess::Encoding { name, lost: lost @ 1.. } = guess {
            parts.push(found(format!("{lost} places could not be decoded as {name}, and read “\u{fffd}”.")));
        }
    }
    parts
}

/// What the reader had to guess.
fn guesses(reading: &Reading, file: usize) -> Vec<Found> {
    let found = |rule, message| Found::of_core(rule, Severity::Info, Some(file), message);
    let of_file = reading.guesses.iter().filter_map(|guess| {
        Some(match guess {
            // Said already, since something is missing.
            Guess::Broken { .. } => return None,
            Guess::Encoding { name, .. } => {
                found("guessed-encoding", format!("The file is not in UTF-8; it was read as {name}."))
            }
            Guess::NulBytes { count } => {
                let message = format!("The file holds {count} NUL bytes, which were read as spaces.");
                found("guessed-encoding", message)
            }
            Guess::Depth { count } => {
                let message = format!(
                    "{count} elements are nested over the limit of depth, and were read side by side."
                );
                found("unread-part", message)
            }
        })
    });
    let flagged = reading.paper.notes.iter().filter(|note| !note.flags.is_empty());
    let of_notes = flagged.map(|note| {
        let meanings: Vec<&str> = note.flags.iter().map(|flag| flag.meaning()).collect();
        let message = format!("The reader had to guess about this note: {}.", meanings.join("; "));
        // The first words show which note it is.
        let text = reading.paper.text_of(note.span);
        let length: usize = text.chars().take(40).map(char::len_utf8).sum();
        let start = Span::new(note.span.start, note.span.start + length);
        found("guessed-note", message).with_place(Place::of(reading, start))
    });
    of_file.chain(of_notes).collect()
}

/// How far a run over several files has come, where somebody looks on.
struct Progress {
    of: usize,
    is_shown: bool,
}

impl Progress {
    fn of(files: usize) -> Self {
        Self { of: files, is_shown: files > 1 && std::io::stderr().is_terminal() }
    }

    fn show(&self, i: usize, file: &File) {
        if self.is_shown {
            anstream::eprint!("\r\u{1b}[K[{}/{}] {}", i + 1, self.of, escaped(&file.shown));
        }
    }

    fn end(&self) {
        if self.is_shown {
            anstream::eprint!("\r\u{1b}[K");
        }
    }
}
