//! Lists of names (CSL 1.0.2, “Names”).

use std::sync::Arc;

use super::element::{
    And, AsSortOrder, Element, EtAl, Format, Look, NameElement, NameForm, Names, Pluralize, Precedes,
    TermForm, Text, TextSource,
};
use super::name_form::{self, Shape};
use super::scene::{Given, NamesShown, Place, Position, Printed, Scene, Track};
use super::tree::{Mark, Origin, Part};
use crate::csl_json::JsonName;

/// The options in force for one list of names.
#[derive(Clone, Copy)]
pub(super) struct NameStyle<'a> {
    pub(super) element: Option<&'a NameElement>,
    and: Option<And>,
    delimiter: &'a str,
    precedes_et_al: Precedes,
    precedes_last: Precedes,
    et_al_min: Option<usize>,
    use_first: Option<usize>,
    use_last: bool,
    pub(super) form: NameForm,
    pub(super) initialize: bool,
    pub(super) initialize_with: Option<&'a str>,
    as_sort_order: Option<AsSortOrder>,
    pub(super) sort_separator: &'a str,
}

impl<'a> Scene<'a> {
    /// Resolves options: those of `name` before those of `names` before those of the area.
    fn name_style(&self, names: &'a Names, element: Option<&'a NameElement>) -> NameStyle<'a> {
        let own = element.map(|element| &element.options);
        let around = [own, Some(&names.options), Some(&self.area.options)];
        macro_rules! pick {
            ($field:ident) => {
                around.iter().flatten().find_map(|options| options.$field)
            };
        }
        macro_rules! pick_text {
            ($field:ident) => {
                around.iter().flatten().find_map(|options| options.$field.as_deref())
            };
        }
        let later = self.place == Place::Citation && self.standing.position != Position::First;
        let mut et_al_min = pick!(et_al_min);
        let mut use_first = pick!(et_al_use_first);
        if later {
            et_al_min = pick!(subsequent_min).or(et_al_min);
            use_first = pick!(subsequent_use_first).or(use_first);
        }
        let mut use_last = pick!(use_last).unwrap_or(false);
        let (form, mut as_sort_order) = (pick!(form).unwrap_or_default(), pick!(as_sort_order));
        if let Some(key) = self.sort {
            et_al_min = key.names_min.or(et_al_min);
            use_first = key.names_use_first.or(use_first);
            use_last = key.names_use_last.unwrap_or(use_last);
            as_sort_order = Some(AsSortOrder::All);
        }
        NameStyle {
            element,
            and: pick!(and),
            delimiter: pick_text!(delimiter).unwrap_or(", "),
            precedes_et_al: pick!(precedes_et_al).unwrap_or_default(),
            precedes_last: pick!(precedes_last).unwrap_or_default(),
            et_al_min,
            use_first,
            use_last,
            form,
            initialize: pick!(initialize).unwrap_or(true),
            initialize_with: pick_text!(initialize_with),
            as_sort_order,
            sort_separator: pick_text!(sort_separator).unwrap_or(", "),
        }
    }

    /// Renders a `names` element.
    pub(super) fn names(&self, names: &'a Names, track: &mut Track) -> Printed {
        let outer = self.outer;
        let element = names.name.as_ref().or(outer.and_then(|outer| outer.name.as_ref()));
        let et_al = names.et_al.as_ref().or(outer.and_then(|outer| outer.et_al.as_ref()));
        let is_bare = names.name.is_none() && names.et_al.is_none() && names.label.is_none();
        let label_of = if is_bare { outer.unwrap_or(names) } else { names };
        let options_of = if let (true, Some(outer)) = (names.name.is_none(), outer) { outer } else { names };
        let style = self.name_style(options_of, element);
        let variables = self.variables_with_names(&names.variables, track);
        if variables.is_empty() {
            return self.substituted(names, track);
        }
        let mut parts = Vec::new();
        let mut count = 0;
        let merged = self.both_in_one(&names.variables, &variables, label_of);
        for variable in &variables {
            if merged.is_some() && &***variable == "translator" {
                continue;
            }
            let list = self.item.names(variable);
            let (part, shown) = self.name_list(list, variable, &style, et_al, track);
            count += shown;
            let term = merged.unwrap_or(variable);
            parts.push(self.labelled(part, list.len(), term, label_of, &style));
            if outer.is_some() {
                track.used.push(Arc::clone(variable));
            }
        }
        if style.form == NameForm::Count {
            let text = if self.sort.is_some() { format!("{count:08}") } else { count.to_string() };
            return Printed::variable(Some(self.dressed(Part::text(text, Origin::Style), &names.look)));
        }
        let delimiter = names.options.names_delimiter.as_deref();
        let delimiter = delimiter.or(outer.and_then(|outer| outer.options.names_delimiter.as_deref()));
        let delimiter = delimiter.or(self.area.options.names_delimiter.as_deref()).unwrap_or_default();
        let part = Part::list(parts, delimiter).marked(Mark::Names);
        let mut look = names.look.clone();
        if let (true, Some(outer)) = (is_bare, outer)
            && look.prefix.is_empty()
            && look.suffix.is_empty()
            && look.format.is_plain()
        {
            look.format = outer.look.format;
        }
        let dressed = self.dressed(part, &look);
        Printed::variable(Some(Part::list(vec![dressed], "").marked(Mark::Names)))
    }

    fn variables_with_names(&self, variables: &'a [Arc<str>], track: &Track) -> Vec<&'a Arc<str>> {
        variables.iter().filter(|name| !self.item.names(name).is_empty() && !track.is_used(name)).collect()
    }

    /// Tries what stands in for absent names, in order (CSL 1.0.2, “Substitute”).
    fn substituted(&self, names: &'a Names, track: &mut Track) -> Printed {
        let inside =
            Scene { outer: Some(self.outer.filter(|_| names.name.is_none()).unwrap_or(names)), ..*self };
        let mut result = Printed::variable(None);
        for element in &names.substitute {
            let used = track.used.len();
            let printed = inside.element(element, track);
            if printed.part.as_ref().is_some_and(|part| !part.is_empty()) {
                let part = printed.part.map(|part| {
                    let part = if names.look.prefix.is_empty() && names.look.suffix.is_empty() {
                        part
                    } else {
                        Part::list(vec![part], "").with(&Look {
                            prefix: names.look.prefix.clone(),
                            suffix: names.look.suffix.clone(),
                            ..Look::default()
                        })
                    };
                    if part.mark == Mark::Names {
                        part
                    } else {
                        Part::list(vec![part], "").marked(Mark::Names)
                    }
                });
                result = Printed { part, tried: true, found: true };
                break;
            }
            track.used.truncate(used);
            // An empty term stands in, too.
            if matches!(element, Element::Text(Text { source: TextSource::Term { .. }, .. })) {
                break;
            }
        }
        result
    }

    /// The term for editor and translator in one, if they are the same persons and the locale has it.
    fn both_in_one(&self, wanted: &[Arc<str>], present: &[&Arc<str>], names: &Names) -> Option<&'static str> {
        let is_one = |name: &str| matches!(name, "editor" | "translator");
        let is_pair = wanted.len() == 2 && present.len() == 2 && present.iter().all(|name| is_one(name));
        if !is_pair || self.item.names("editor") != self.item.names("translator") {
            return None;
        }
        let form = names.label.as_ref().map_or(TermForm::Long, |label| label.form);
        // The name of the term in CSL 1.0, and that of today; a style that empties it wants them apart.
        ["editortranslator", "editor-translator"]
            .into_iter()
            .find_map(|name| self.locale.term(name, form, false).map(|term| (name, term)))
            .filter(|(_, term)| !term.is_empty())
            .map(|(name, _)| name)
    }

    fn labelled(&self, part: Part, count: usize, term: &str, names: &Names, style: &NameStyle<'_>) -> Part {
        let Some(label) = names.label.as_ref().filter(|_| style.form != NameForm::Count) else { return part };
        if self.sort.is_some() {
            return part;
        }
        let plural = match label.plural {
            Pluralize::Always => true,
            Pluralize::Never => false,
            Pluralize::Contextual => count > 1,
        };
        let Some(written) = self.locale.term(term, label.form, plural).filter(|term| !term.is_empty()) else {
            return part;
        };
        let label_part = self.dressed(Part::text(written, Origin::Term(term.into())), &label.look);
        let parts = if names.label_first { vec![label_part, part] } else { vec![part, label_part] };
        Part::list(parts, "")
    }

    /// Renders the names of one variable; also how many are shown.
    fn name_list(
        &self,
        list: &[JsonName],
        variable: &Arc<str>,
        style: &NameStyle<'a>,
        et_al: Option<&EtAl>,
        track: &mut Track,
    ) -> (Part, usize) {
        let index = track.lists.len();
        let asked = if self.place == Place::Citation {
            self.distinction.names.get(index).copied().unwrap_or(0)
        } else {
            0
        };
        let (shown, truncated) = shown_names(list.len(), style, asked);
        let most = match (style.form, style.initialize_with) {
            (NameForm::Count, _) | (NameForm::Long, None) => Given::Plain,
            _ => Given::Full,
        };
        track.lists.push(NamesShown { all: list.len(), shown, most });
        let origin = Origin::Variable(Arc::clone(variable));
        let others = list.len() > shown && others_is_last(list);
        let mut names: Vec<(Part, bool)> = Vec::new();
        let build = |at: usize, name: &JsonName| {
            let inverted = match style.as_sort_order {
                Some(AsSortOrder::All) => true,
                Some(AsSortOrder::First) => at == 0,
                None => false,
            };
            let asked = self.distinction.givens.get(index).and_then(|givens| givens.get(at)).copied();
            let mut given = asked.filter(|_| self.place == Place::Citation).unwrap_or_default();
            if let Some(registry) = self.registry.filter(|_| self.place == Place::Citation) {
                given = given.max(registry.given(
                    name,
                    at == 0,
                    style.form == NameForm::Short,
                    style.initialize_with.is_some(),
                ));
            }
            if self.sort.is_some() {
                let shape = Shape { style, inverted: true, given: Given::Plain };
                let initialized = (shape, self.sheet.initialize_with_hyphen);
                let text = match style.form {
                    NameForm::Short => name_form::family_sort_key(name, self.sheet.demote),
                    _ => name_form::sort_key(name, self.sheet.demote, Some(initialized)),
                };
                return (Part::text(text, origin.clone()).marked(Mark::Name), true);
            }
            let given = if style.form == NameForm::Short
                && given == Given::Initials
                && style.initialize_with.is_none()
            {
                Given::Full
            } else {
                given
            };
            let shape = Shape { style, inverted, given };
            let part =
                name_form::shown(name, shape, &origin, self.sheet.demote, self.sheet.initialize_with_hyphen);
            // What `cs:name` says of fonts holds for each name, not for what stands between them.
            let part = match style.element {
                Some(element) if !element.look.format.is_plain() => {
                    part.with(&Look { format: element.look.format, ..Look::default() }).marked(Mark::Name)
                }
                _ => part,
            };
            let is_inverted = inverted && !name.family.is_empty() && name_form::is_western(name);
            (part, is_inverted)
        };
        for (at, name) in list.iter().enumerate().take(shown) {
            names.push(build(at, name));
        }
        let last = (truncated && style.use_last && list.len() >= shown + 2)
            .then(|| build(list.len() - 1, &list[list.len() - 1]));
        let part = self.joined(names, last, truncated && !others, style, et_al);
        let part = match style.element {
            Some(element) => {
                part.with(&Look { case: None, format: Format::default(), ..element.look.clone() })
            }
            None => part,
        };
        (part, shown)
    }

    fn joined(
        &self,
        names: Vec<(Part, bool)>,
        last: Option<(Part, bool)>,
        truncated: bool,
        style: &NameStyle<'_>,
        et_al: Option<&EtAl>,
    ) -> Part {
        let fixed = |text: &str| Part::text(text, Origin::Style);
        let count = names.len();
        let mut parts = Vec::new();
        let mut inverted_before = false;
        for (at, (part, inverted)) in names.into_iter().enumerate() {
            if at > 0 {
                let is_last = at + 1 == count && !truncated;
                match style.and.filter(|_| is_last) {
                    Some(and) => {
                        let precedes = match style.precedes_last {
                            Precedes::Always => true,
                            Precedes::Never => false,
                            Precedes::Contextual => count > 2,
                            Precedes::AfterInvertedName => inverted_before,
                        };
                        let form = if and == And::Symbol { TermForm::Symbol } else { TermForm::Long };
                        let word = match and {
                            And::Symbol => "&",
                            And::Text => self.locale.term("and", form, false).unwrap_or("and"),
                        };
                        if precedes {
                            parts.push(fixed(style.delimiter));
                            parts.push(Part::text(format!("{word} "), Origin::Term("and".into())));
                        } else {
                            parts.push(Part::text(format!(" {word} "), Origin::Term("and".into())));
                        }
                    }
                    None => parts.push(fixed(style.delimiter)),
                }
            }
            parts.push(part);
            inverted_before = inverted;
        }
        if let Some((part, _)) = last {
            parts.push(fixed(style.delimiter));
            parts.push(fixed("… "));
            parts.push(part);
        } else if truncated && count > 0 && self.sort.is_none() {
            let precedes = match style.precedes_et_al {
                Precedes::Always => true,
                Precedes::Never => false,
                Precedes::Contextual => count > 1,
                Precedes::AfterInvertedName => inverted_before,
            };
            let name = et_al.map_or("et-al", |et_al| &et_al.term);
            let term = self.locale.term(name, TermForm::Long, false).unwrap_or_default();
            if !term.is_empty() {
                let is_east_asian = term.chars().next().is_some_and(|c| u32::from(c) >= 0x2E80);
                let gap = if is_east_asian { "" } else { " " };
                parts.push(fixed(if precedes { style.delimiter } else { gap }));
                let part = Part::text(term, Origin::Term(name.into()));
                parts.push(match et_al {
                    Some(et_al) => self.dressed(part, &et_al.look),
                    None => part,
                });
            }
        }
        Part::list(parts, "")
    }
}

/// How many of so many names are shown, and whether the list is cut short.
fn shown_names(all: usize, style: &NameStyle<'_>, asked: usize) -> (usize, bool) {
    let (Some(min), Some(first)) = (style.et_al_min, style.use_first) else { return (all, false) };
    if all < min || all <= first {
        return (all, false);
    }
    let shown = first.max(asked);
    if shown >= all { (all, false) } else { (shown, true) }
}

/// A last “others”, as BibTeX writes it, is et al. in words.
fn others_is_last(list: &[JsonName]) -> bool {
    list.last().is_some_and(|name| name.literal == "others")
}
