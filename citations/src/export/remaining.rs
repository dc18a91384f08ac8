//! The variables of an item that no field has taken yet.

use super::{edtf, plain};
use crate::{Date, Item, Name, Value, Variable};

/// Hands out the variables of an item, each once, so that what no field took can be told.
pub(super) struct Remaining<'a> {
    item: &'a Item,
    taken: Vec<Variable>,
}

impl<'a> Remaining<'a> {
    pub(super) fn of(item: &'a Item) -> Self {
        Self { item, taken: Vec::new() }
    }

    /// Whether a variable is still there.
    pub(super) fn has(&self, variable: Variable) -> bool {
        self.item.has(variable) && !self.taken.contains(&variable)
    }

    /// Takes a text; a blank one counts as none.
    pub(super) fn text(&mut self, variable: Variable) -> Option<String> {
        if !self.has(variable) {
            return None;
        }
        let text = plain(self.item.text(variable)?);
        self.taken.push(variable);
        (!text.is_empty()).then_some(text)
    }

    /// Looks at a text without taking it.
    pub(super) fn peek_text(&self, variable: Variable) -> Option<&'a str> {
        self.item.text(variable).filter(|_| self.has(variable))
    }

    /// Looks at names without taking them.
    pub(super) fn peek_names(&self, variable: Variable) -> &'a [Name] {
        if self.has(variable) { self.item.names(variable) } else { &[] }
    }

    /// Takes names; blank ones are left out.
    pub(super) fn names(&mut self, variable: Variable) -> Vec<Name> {
        if !self.has(variable) || self.item.names(variable).is_empty() {
            return Vec::new();
        }
        self.taken.push(variable);
        self.item.names(variable).iter().map(plain_name).filter(|name| *name != Name::default()).collect()
    }

    /// Looks at a date without taking it.
    pub(super) fn peek_date(&self, variable: Variable) -> Option<&'a Date> {
        self.item.date(variable).filter(|_| self.has(variable))
    }

    /// Takes a date.
    pub(super) fn date(&mut self, variable: Variable) -> Option<&'a Date> {
        let date = self.peek_date(variable)?;
        self.taken.push(variable);
        Some(date)
    }

    /// Takes all that is left: the note itself first, then `variable: value` for each other one.
    pub(super) fn notes(&mut self) -> Vec<String> {
        let mut notes: Vec<_> = self.text(Variable::Note).into_iter().collect();
        for variable in Variable::ALL.iter().copied().filter(|variable| self.item.has(*variable)) {
            if self.taken.contains(&variable) {
                continue;
            }
            self.taken.push(variable);
            let value = self.item.field(variable).map(|field| written(&field.value)).unwrap_or_default();
            if !value.is_empty() {
                notes.push(format!("{}: {value}", variable.name()));
            }
        }
        notes
    }
}

/// A name whose parts are plain; blank parts are none.
pub(super) fn plain_name(name: &Name) -> Name {
    let part = |part: &Option<String>| part.as_deref().map(plain).filter(|part| !part.is_empty());
    Name {
        family: part(&name.family),
        given: part(&name.given),
        non_dropping_particle: part(&name.non_dropping_particle),
        dropping_particle: part(&name.dropping_particle),
        suffix: part(&name.suffix),
        literal: part(&name.literal),
    }
}

fn written(value: &Value) -> String {
    match value {
        Value::Text(text) => plain(text),
        Value::Names(names) => names
            .iter()
            .map(|name| plain(&name.full()))
            .filter(|name| !name.is_empty())
            .collect::<Vec<_>>()
            .join("; "),
        Value::Date(date) => edtf::as_written(date),
    }
}
