//! Bibliography → the text that a CSL style prints.
//!
//! [`csl`] is the processor; here stand the works of a document, and the styles that are embedded.

pub mod csl;
mod draw;
mod info;
mod nearest;
mod normalize;
mod plain_reference;
mod request;
mod source;

pub use info::{EmbeddedStyle, StyleInfo, locale_name};
pub use nearest::nearest;
pub use normalize::print_ready;
pub use plain_reference::plain_reference;
pub use request::{
    PrintedEntry, PrintedPiece, RenderAnswer, RenderRequest, RequestedCitation, RequestedCite,
};
pub use source::{Style, StyleError, locale_names, style_names};

use crate::{Bibliography, WorkId};
use csl::{Output, Rendered};

/// How a rendered work is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Markup {
    /// Text without markup.
    #[default]
    Text,
    /// HTML, escaped.
    Html,
}

/// One work as a style prints it.
#[derive(Clone, Debug, PartialEq)]
pub struct RenderedWork {
    /// The work.
    pub work: WorkId,
    /// Why the style did not print it, so that it stands here as a plain reference.
    pub fallback: Option<String>,
    text: Rendered,
}

impl RenderedWork {
    /// The reference, to be written in any markup.
    pub fn rendered(&self) -> &Rendered {
        &self.text
    }

    /// The reference on one line, its label before it.
    ///
    /// Text is plain: italics and the like are left out. HTML is the inside of a paragraph.
    pub fn written(&self, markup: Markup) -> String {
        let text = match markup {
            Markup::Text => self.text.written(Output::Text),
            Markup::Html => {
                let html = self.text.written(Output::Html);
                html.replace("&#38;", "&amp;").replace("&#60;", "&lt;").replace("&#62;", "&gt;")
            }
        };
        text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// Renders all works, in the order that the style gives its bibliography.
///
/// A style that has no bibliography prints every work as its full note, in order of first citation.
/// The locale is that of the style, else American English, unless one is named; `language` is that of the
/// document, see [`print_ready`].
///
/// ```
/// use ibidem_citations::style::{Markup, Style, render};
/// use ibidem_citations::{Bibliography, Date, Item, Kind, Name, Span, Value, Variable, Work, WorkId};
///
/// let mut item = Item::new(Kind::Book);
/// item.set(Variable::Author, Value::Names(vec![Name::person("Carl E.", "Schorske")]), None, 1.0);
/// item.set(Variable::Title, Value::Text("Fin-de-siècle Vienna".into()), None, 1.0);
/// item.set(Variable::Publisher, Value::Text("Knopf".into()), None, 1.0);
/// item.set(Variable::Issued, Value::Date(Date::year(1980)), None, 1.0);
/// let work = Work { id: WorkId(1), item, first_cited: Span::default(), mentions: Vec::new() };
/// let works = render(&Bibliography { works: vec![work] }, &Style::embedded("chicago-notes").unwrap(), None, None).unwrap();
/// assert_eq!(works[0].written(Markup::Html), "Schorske, Carl E. <i>Fin-de-Siècle Vienna</i>. Knopf, 1980.");
/// ```
pub fn render(
    bibliography: &Bibliography,
    style: &Style,
    locale: Option<&str>,
    language: Option<&str>,
) -> Result<Vec<RenderedWork>, StyleError> {
    let locale = locale.map(source::find_locale).transpose()?;
    draw::draw(bibliography, style, locale.as_ref(), language)
}

#[cfg(test)]
mod tests;
