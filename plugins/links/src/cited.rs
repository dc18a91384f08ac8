//! What a citation says of a page.

use ibidem_sdk::{DateParts, Item, Name, Variable};

/// What a citation says of a page, as far as the page can confirm it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Cited {
    /// The address, as it is asked for.
    pub(crate) url: String,
    /// The title of the page.
    pub(crate) title: Option<String>,
    /// Its authors: the names under which they are sorted, then all their names.
    pub(crate) authors: Vec<(String, String)>,
    /// When it was published.
    pub(crate) issued: Option<DateParts>,
    /// When the author of the paper saw it.
    pub(crate) accessed: Option<DateParts>,
    /// Newspaper, site or publisher.
    pub(crate) containers: Vec<String>,
    /// The whole citation, as it is printed.
    pub(crate) text: String,
}

impl Cited {
    /// What an item says.
    pub(crate) fn of_item(url: &str, item: &Item, text: &str) -> Self {
        let date = |variable| item.date(variable).and_then(ibidem_sdk::Date::first);
        let containers = [Variable::ContainerTitle, Variable::Publisher, Variable::CollectionTitle];
        Self {
            url: url.to_owned(),
            title: item.text(Variable::Title).map(str::to_owned).filter(|title| !title.trim().is_empty()),
            authors: item.names(Variable::Author).iter().map(author).collect(),
            issued: date(Variable::Issued),
            accessed: date(Variable::Accessed),
            containers: containers
                .into_iter()
                .filter_map(|variable| item.text(variable))
                .map(str::to_owned)
                .collect(),
            text: text.to_owned(),
        }
    }
}

fn author(name: &Name) -> (String, String) {
    (name.short().to_owned(), name.full())
}
