//! Round trips: the bibliography of a sample paper, exported, read back, and compared.

use ibidem::Reading;
use ibidem_citations::export::{ExchangeForm, citation_keys, plain, write};
use ibidem_citations::import::{self, SourceForm};
use ibidem_citations::{Bibliography, Name, Value, Variable};
use ibidem_tests::samples::root;

fn bibliography(sample: &str) -> Bibliography {
    let path = root().join("tests/documents").join(sample).join("paper.md");
    let works = Reading::open(&path).expect("the sample is there").paper.bibliography;
    assert!(works.works.len() > 10, "{sample} has works");
    works
}

/// A value as it can be compared: names in one piece, dashes as hyphens, no sign of LaTeX's own.
fn flat(value: &Value) -> String {
    match value {
        Value::Text(text) => plain(text).replace(['–', '\u{a0}'], "-").replace("--", "-"),
        Value::Names(names) => names.iter().map(Name::full).collect::<Vec<_>>().join("; "),
        Value::Date(date) => format!("{:?} {}", date.parts, date.circa),
    }
}

fn check(sample: &str, form: ExchangeForm, source: SourceForm, compared: &[Variable]) {
    let works = bibliography(sample);
    let text = write(&works, form);
    assert_eq!(import::sniff(&text), Some(source), "{sample}");
    let read = import::read(&text, source);
    assert_eq!(read.faults, [], "{sample}");
    let ids: Vec<_> = read.entries.iter().map(|entry| entry.id.clone()).collect();
    assert_eq!(ids, citation_keys(&works), "{sample}");
    for (work, entry) in works.works.iter().zip(&read.entries) {
        for variable in compared {
            let value = |item: &ibidem_citations::Item| item.field(*variable).map(|field| flat(&field.value));
            assert_eq!(
                value(&entry.item),
                value(&work.item),
                "{sample}: {} of {}",
                variable.name(),
                entry.id
            );
        }
    }
}

#[test]
fn csl_json_holds_every_variable() {
    for sample in ["pdf-markdown", "vermeer"] {
        check(sample, ExchangeForm::CslJson, SourceForm::CslJson, Variable::ALL);
    }
}

#[test]
fn biblatex_holds_what_tells_works_apart() {
    use Variable::{
        Accessed, Author, Doi, Edition, Editor, Isbn, Issued, NumberOfVolumes, Page, PublisherPlace, Title,
        Translator, Url, Volume,
    };
    for sample in ["pdf-markdown", "vermeer"] {
        let compared = [
            Author,
            Editor,
            Translator,
            Title,
            Issued,
            Accessed,
            Volume,
            NumberOfVolumes,
            Page,
            PublisherPlace,
            Edition,
            Url,
            Doi,
            Isbn,
        ];
        check(sample, ExchangeForm::Biblatex, SourceForm::Biblatex, &compared);
    }
}
