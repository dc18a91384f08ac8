//! The table of `docs/exports.md`, cell by cell: where each variable goes in BibLaTeX, BibTeX and RIS.

use std::collections::BTreeSet;

use ibidem_citations::export::{ExchangeForm, write};
use ibidem_citations::{Bibliography, Date, Item, Kind, Name, Span, Value, Variable, Work, WorkId};
use ibidem_tests::samples::root;

/// The value by which a variable is found again, and the text to look for.
fn sample(variable: Variable) -> (Value, &'static str) {
    use Variable::{
        ChapterNumber, CollectionNumber, Doi, Edition, Isbn, Issn, Issue, Language, Number, NumberOfVolumes,
        Page, Pmcid, Pmid, Url, Volume,
    };
    if variable.holds_names() {
        return (Value::Names(vec![Name::person("Ann", "Qzxley")]), "Qzxley");
    }
    if variable.holds_date() {
        return (Value::Date(Date::year(1871)), "1871");
    }
    let (text, sign) = match variable {
        Url => ("https://qzx.example/page", "qzx.example"),
        Doi => ("10.5555/qzx", "10.5555/qzx"),
        Isbn => ("978-0-306-40615-7", "40615"),
        Issn => ("2049-3630", "2049"),
        Page => ("7431–7439", "7431"),
        Language => ("pt-BR", "pt-BR"),
        Pmcid => ("PMC7431", "7431"),
        Pmid | Volume | Issue | Number | Edition | NumberOfVolumes | ChapterNumber | CollectionNumber => {
            ("7431", "7431")
        }
        _ => ("Qzxley Words", "Qzxley"),
    };
    (Value::Text(text.to_owned()), sign)
}

/// The fields in which a form writes a variable, over all types.
fn fields(form: ExchangeForm, variable: Variable) -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    for kind in Kind::ALL {
        let (value, sign) = sample(variable);
        let mut item = Item::new(*kind);
        if variable != Variable::Title {
            item.set(Variable::Title, Value::Text("A Title".to_owned()), None, 1.0);
        }
        item.set(variable, value, None, 1.0);
        let work = Work { id: WorkId(1), item, first_cited: Span::default(), mentions: Vec::new() };
        let text = write(&Bibliography { works: vec![work] }, form);
        // The key of an entry is made of its values, too.
        let lines = text.lines().filter(|line| !line.starts_with('@') && !line.starts_with("ID  - "));
        for line in lines.filter(|line| line.contains(sign)) {
            let field = match form {
                ExchangeForm::Ris => line.split("  - ").next(),
                _ => line.split('=').next(),
            };
            fields.insert(field.unwrap_or_default().trim().to_owned());
        }
    }
    fields
}

/// The rows of the table: variables, and the cells behind them.
fn rows() -> Vec<(Vec<Variable>, Vec<String>)> {
    let page = std::fs::read_to_string(root().join("docs/exports.md")).expect("the page is there");
    let cells = |line: &str| -> Vec<String> {
        line.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let table = page.lines().filter(|line| line.starts_with("| ")).map(cells);
    table
        .filter_map(|row| {
            let (first, rest) = row.split_first()?;
            let variables: Option<Vec<Variable>> = first.split(", ").map(Variable::read).collect();
            Some((variables?, rest.to_vec()))
        })
        .collect()
}

#[test]
fn every_cell_is_what_is_written() {
    let mut wrong = Vec::new();
    for (variables, cells) in rows() {
        let forms =
            [(ExchangeForm::Biblatex, "note"), (ExchangeForm::Bibtex, "note"), (ExchangeForm::Ris, "N1")];
        for ((form, note), cell) in forms.into_iter().zip(&cells) {
            let said: BTreeSet<&str> =
                cell.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
            for variable in &variables {
                let found = fields(form, *variable);
                let name = |field: &str| if field == note { "note".to_owned() } else { field.to_owned() };
                let untold: Vec<String> = found
                    .iter()
                    .map(|field| name(field))
                    .filter(|field| !said.contains(field.as_str()))
                    .collect();
                let (own, form) = (variable.name(), form.name());
                if found.is_empty() {
                    wrong.push(format!("{own} is nowhere in {form}"));
                } else if !untold.is_empty() {
                    wrong.push(format!(
                        "{own} in {form}: the table says “{cell}”, but it also goes to {untold:?}"
                    ));
                } else if !found
                    .iter()
                    .any(|field| cell.starts_with(&name(field)) || said.contains(name(field).as_str()))
                {
                    wrong.push(format!("{own} in {form}: the table says “{cell}”, but it goes to {found:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_table_names_every_variable() {
    let named: BTreeSet<Variable> = rows().into_iter().flat_map(|(variables, _)| variables).collect();
    let missing: Vec<&str> = Variable::ALL
        .iter()
        .filter(|variable| !named.contains(*variable))
        .map(|variable| variable.name())
        .collect();
    // A note is the note of every form.
    assert!(
        missing.iter().all(|name| matches!(*name, "note" | "annote" | "abstract" | "keyword")),
        "{missing:?}"
    );
}
