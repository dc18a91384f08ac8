//! How good a model is on references that it has not learned from.

use std::fmt::Write as _;

use ibidem_citations::label::model::LabelModel;
use ibidem_citations::label::{Label, Sample};

use crate::data::Corpus;
use crate::tokens::Lesson;

/// Fields right and wrong, in ten steps of how sure the model was.
#[derive(Default)]
struct Bins {
    right: [usize; 10],
    all: [usize; 10],
}

/// Tokens and fields of one corpus.
#[derive(Clone, Copy, Default)]
struct Counts {
    tokens: usize,
    right_tokens: usize,
    found: usize,
    wanted: usize,
    right: usize,
}

/// What a model can do, as a page of the repository.
pub(crate) fn report(
    model: &LabelModel<'_>,
    held: &[(&str, Lesson)],
    corpora: &[Corpus],
    lessons: usize,
) -> String {
    let mut bins = Bins::default();
    let mut page = String::from(
        "# The model of the labels\n\nWritten by `cargo run --release -p ibidem-train -- train`.\n\n",
    );
    let _ = writeln!(
        page,
        "Learned from {lessons} references and their damaged copies, rendered ones included.\n"
    );
    page.push_str("| corpus | references | SHA-256 |\n|---|---|---|\n");
    for corpus in corpora {
        let _ = writeln!(page, "| {} | {} | `{}` |", corpus.name, corpus.references.len(), corpus.hash);
    }
    page.push_str("\nOn references that were held out:\n\n| corpus | tokens right | fields: precision | recall |\n|---|---|---|---|\n");
    for corpus in corpora {
        let mut counts = Counts::default();
        for (_, lesson) in held.iter().filter(|(name, _)| *name == corpus.name) {
            count(model, lesson, &mut counts, &mut bins);
        }
        let share = |part: usize, whole: usize| ratio(part, whole.max(1));
        let _ = writeln!(
            page,
            "| {} | {:.3} | {:.3} | {:.3} |",
            corpus.name,
            share(counts.right_tokens, counts.tokens),
            share(counts.right, counts.found),
            share(counts.right, counts.wanted)
        );
    }
    page.push_str("\nHow sure the model is, and how often it is right then:\n\n| probability | fields | right |\n|---|---|---|\n");
    for (i, (right, all)) in bins.right.iter().zip(&bins.all).enumerate() {
        let _ = writeln!(
            page,
            "| 0.{i}–{} | {all} | {:.3} |",
            if i == 9 { "1.0".to_owned() } else { format!("0.{}", i + 1) },
            ratio(*right, (*all).max(1))
        );
    }
    page
}

#[expect(clippy::cast_precision_loss, reason = "counts of a few thousand")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

fn count(model: &LabelModel<'_>, lesson: &Lesson, counts: &mut Counts, bins: &mut Bins) {
    let labelling = lesson.sample.label(model);
    counts.tokens += lesson.labels.len();
    counts.right_tokens +=
        lesson.labels.iter().zip(&labelling.labels).filter(|(one, other)| one == other).count();
    let wanted = fields(&lesson.sample, &lesson.labels);
    let found = fields(&lesson.sample, &labelling.labels);
    counts.wanted += wanted.len();
    counts.found += found.len();
    for (label, start, end) in found {
        let sure = (start..end)
            .filter(|i| !lesson.sample.is_sign(*i))
            .map(|i| labelling.sure[i])
            .fold(1.0_f32, f32::min);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a probability, ten times"
        )]
        let bin = ((sure * 10.0) as usize).min(9);
        let right = wanted.contains(&(label, start, end));
        bins.all[bin] += 1;
        bins.right[bin] += usize::from(right);
        counts.right += usize::from(right);
    }
}

/// The fields that labels make: label, first token, the token behind the last; signs at the ends do not count.
fn fields(sample: &Sample, labels: &[Label]) -> Vec<(Label, usize, usize)> {
    let mut fields: Vec<(Label, usize, usize)> = Vec::new();
    for (i, label) in labels.iter().enumerate() {
        if matches!(label, Label::Other | Label::Lead | Label::Number | Label::Note) || sample.is_sign(i) {
            continue;
        }
        match fields
            .last_mut()
            .filter(|(last, _, end)| last == label && labels[*end..i].iter().all(|between| between == label))
        {
            Some((_, _, end)) => *end = i + 1,
            None => fields.push((*label, i, i + 1)),
        }
    }
    fields
}
