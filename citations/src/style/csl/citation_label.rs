//! The label of label styles: `Doe99`.

use crate::csl_json::JsonItem;

/// The item's own label, or one made of its authors and its year: four letters of one author, two of
/// each of two, one of each of more.
pub(super) fn label(item: &JsonItem) -> String {
    if let Some(label) = item.text("citation-label").filter(|label| !label.is_empty()) {
        return label.to_owned();
    }
    let names = ["author", "editor", "translator"]
        .into_iter()
        .map(|name| item.names(name))
        .find(|names| !names.is_empty());
    let names = names.unwrap_or_default();
    let mut label = String::new();
    let each = match names.len() {
        0 | 1 => 4,
        2 | 3 => 2,
        _ => 1,
    };
    for name in names.iter().take(4) {
        let name = super::name_form::parsed(name);
        let family = if name.family.is_empty() { &name.literal } else { &name.family };
        label.extend(family.chars().filter(|c| c.is_alphanumeric()).take(each));
    }
    if let Some(parts) = item.date("issued").and_then(|date| date.parts.first()) {
        return format!("{label}{:02}", parts.year.rem_euclid(100));
    }
    label
}
