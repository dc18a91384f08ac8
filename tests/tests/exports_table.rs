//! The table of `docs/exports.md`, cell by cell: where each variable goes in BibLaTeX, BibTeX and RIS, and that it
//! comes back from there.

use std::collections::BTreeSet;

use ibidem_citations::export::{ExchangeForm, write};
use ibidem_citations::import::{self, SourceForm};
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

/// Variables that share a field with another one; `docs/exports.md` names them.
const SHARED: [(ExchangeForm, Variable); 8] = [
    (ExchangeForm::Biblatex, Variable::Issue),
    (ExchangeForm::Biblatex, Variable::CollectionNumber),
    (ExchangeForm::Biblatex, Variable::Publisher),
    (ExchangeForm::Biblatex, Variable::ArchiveLocation),
    (ExchangeForm::Biblatex, Variable::ArchivePlace),
    (ExchangeForm::Ris, Variable::ContainerTitle),
    (ExchangeForm::Ris, Variable::Issue),
    (ExchangeForm::Ris, Variable::Number),
];

/// What comes back of one variable, or what was lost instead.
fn round_trip(kind: Kind, variable: Variable, forms: (ExchangeForm, SourceForm)) -> Result<(), String> {
    let (value, _) = sample(variable);
    let mut item = Item::new(kind);
    item.set(Variable::Title, Value::Text("A Title".to_owned()), None, 1.0);
    item.set(variable, value, None, 1.0);
    let work = Work { id: WorkId(1), item: item.clone(), first_cited: Span::default(), mentions: Vec::new() };
    let text = write(&Bibliography { works: vec![work] }, forms.0);
    let read = import::read(&text, forms.1);
    let back = read.entries.first().map(|entry| &entry.item).ok_or("no entry comes back")?;
    let same = if variable.holds_names() {
        // A name in a note stays in one piece.
        let full = |item: &Item| item.names(variable).iter().map(Name::full).collect::<Vec<_>>();
        full(back) == full(&item)
    } else if variable.holds_date() {
        back.date(variable) == item.date(variable)
    } else {
        back.text(variable).map(|text| text.replace('-', "–"))
            == item.text(variable).map(|text| text.replace('-', "–"))
    };
    // Two variables that share a field come back as the one that is commoner there.
    let shared = SHARED.contains(&(forms.0, variable))
        && back.fields.iter().any(|field| item.field(variable).is_some_and(|own| own.value == field.value));
    let found = back.field(variable).map(|field| &field.value);
    if same || shared { Ok(()) } else { Err(format!("{found:?} of {text}")) }
}

/// A form is a place for what it gives back.
#[test]
fn every_variable_of_every_type_comes_back() {
    let forms = [
        (ExchangeForm::CslJson, SourceForm::CslJson),
        (ExchangeForm::Biblatex, SourceForm::Biblatex),
        (ExchangeForm::Ris, SourceForm::Ris),
    ];
    let mut lost = Vec::new();
    for forms in forms {
        for variable in Variable::ALL {
            let losses =
                Kind::ALL.iter().filter_map(|kind| Some((kind, round_trip(*kind, *variable, forms).err()?)));
            let losses: Vec<_> = losses.collect();
            if let Some((kind, loss)) = losses.first() {
                let count = losses.len();
                lost.push(format!(
                    "{} of {} in {} ({count} types): {loss}",
                    variable.name(),
                    kind.name(),
                    forms.0.name()
                ));
            }
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
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
