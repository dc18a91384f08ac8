//! Item → a plain reference without any style.

use crate::export::plain;
use crate::{Date, Item, Name, Variable};

/// Author, title, container and date on one line: enough to know the work by.
///
/// ```
/// use ibidem_citations::style::plain_reference;
/// use ibidem_citations::{Date, Item, Kind, Name, Value, Variable};
///
/// let mut item = Item::new(Kind::Book);
/// item.set(Variable::Author, Value::Names(vec![Name::person("Carl E.", "Schorske")]), None, 1.0);
/// item.set(Variable::Title, Value::Text("Fin-de-siècle Vienna".into()), None, 1.0);
/// item.set(Variable::Issued, Value::Date(Date::year(1980)), None, 1.0);
/// assert_eq!(plain_reference(&item), "Carl E. Schorske, Fin-de-siècle Vienna, 1980");
/// ```
pub fn plain_reference(item: &Item) -> String {
    let text = |variable| item.text(variable).map(plain).filter(|text: &String| !text.is_empty());
    let title = text(Variable::Title);
    let container = text(Variable::ContainerTitle)
        .or_else(|| text(Variable::Authority))
        .or_else(|| text(Variable::Publisher))
        .filter(|container| title.as_ref() != Some(container));
    let date = item.date(Variable::Issued).map(short_date).filter(|date| !date.is_empty());
    let parts = [people(item), title, container, date];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if !parts.is_empty() {
        return parts.join(", ");
    }
    // What has no name still has an address.
    text(Variable::Url).or_else(|| text(Variable::Doi)).unwrap_or_else(|| "(no title)".to_owned())
}

fn people(item: &Item) -> Option<String> {
    let (names, role) =
        [(Variable::Author, ""), (Variable::Editor, " (ed.)"), (Variable::Director, " (dir.)")]
            .into_iter()
            .map(|(variable, role)| (item.names(variable), role))
            .find(|(names, _)| !names.is_empty())?;
    let full = |name: &Name| plain(&name.full());
    let names = match names {
        [] => return None,
        [one] => full(one),
        [one, two] => format!("{} and {}", full(one), full(two)),
        [first, ..] => format!("{} et al.", full(first)),
    };
    (!names.is_empty()).then(|| format!("{names}{role}"))
}

/// The date as a scholar without any manual would note it: `21 Apr. 2009`, `1958–1963`.
fn short_date(date: &Date) -> String {
    const MONTHS: [&str; 12] =
        ["Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."];
    const SEASONS: [&str; 4] = ["Spring", "Summer", "Autumn", "Winter"];
    let season = date.season.and_then(|season| SEASONS.get(usize::from(season).checked_sub(1)?));
    let ends = date.parts.iter().take(2).map(|parts| {
        let month = parts.month.and_then(|month| MONTHS.get(usize::from(month).checked_sub(1)?));
        let day = parts.day.filter(|_| month.is_some()).map(|day| day.to_string());
        let year =
            if parts.year < 0 { format!("{} BC", parts.year.unsigned_abs()) } else { parts.year.to_string() };
        let before = month.or(season).map(|word| (*word).to_owned());
        [day, before, Some(year)].into_iter().flatten().collect::<Vec<_>>().join(" ")
    });
    let ends = ends.collect::<Vec<_>>().join("–");
    let doubt = if date.circa && !ends.is_empty() { "c. " } else { "" };
    let words = date.literal.as_deref().map(plain).unwrap_or_default();
    if ends.is_empty() { words } else { format!("{doubt}{ends}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample;
    use crate::{Kind, Value};

    #[test]
    fn works_are_known_by_their_reference() {
        let bibliography = sample::bibliography();
        let references: Vec<_> = bibliography.works.iter().map(|work| plain_reference(&work.item)).collect();
        assert_eq!(
            references,
            [
                "Ngozi Okafor, Harbor strike enters third week, The Guardian, 21 Apr. 2009",
                "José Ortega y Pinto and Ann Lee, Dockers and Docks: A “New” History, Journal of Harbor Cities, July 1994",
                "Carl E. Schorske, Fin-de-siècle Vienna: Politics and Culture, Knopf, 1980",
                "Jan van Dijk, Tides and Tariffs, Ports of the North, 2003",
                "Paula Reyes and Tom Novak, Container Traffic 1990–2010, Institute for Sea Trade, 2011",
                "Ilse Weiß, Der Hafen und die Stadt, Universität Rostock, 1998",
                "A Short History of the Old Dock, Harbor Archive",
                "Rosa Almeida, Forty Years on the Crane, Dock Talk, 30 Sept. 2015",
                "Stevedore, Encyclopædia Britannica, 1911",
                "Max Ferry, Collected Harbor Letters, Mole & Sons, 1958–1963",
                "Ministry of Culture, Media and Sport, Report on Piers, HMSO, c. 1921",
                "Lena Zorn, Harbors to Come, Knopf, forthcoming",
                "Harbor Board v. Lund, F.2d, 1963",
            ]
        );
    }

    #[test]
    fn work_without_anything_has_a_reference() {
        assert_eq!(plain_reference(&Item::new(Kind::Document)), "(no title)");
        let url = sample::item(Kind::Webpage, &[(Variable::Url, Value::Text("https://a.example/".into()))]);
        assert_eq!(plain_reference(&url), "https://a.example/");
    }
}
