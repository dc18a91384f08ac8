//! Rendered elements → text or HTML, each escaped for itself.

use hayagriva::citationberg::{Display, FontStyle, FontVariant, FontWeight, TextDecoration, VerticalAlign};
use hayagriva::{ElemChild, ElemChildren, Formatting};

use super::Markup;

/// A stretch of rendered text in one form.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) formatting: Formatting,
    /// The address that it leads to.
    pub(super) link: Option<String>,
}

impl Piece {
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), formatting: Formatting::default(), link: None }
    }
}

/// The pieces of a tree in order; parts that are set apart on a page are set apart by a blank.
pub(super) fn pieces(children: &ElemChildren) -> Vec<Piece> {
    let mut pieces = Vec::new();
    collect(children, &mut pieces);
    pieces
}

fn collect(children: &ElemChildren, pieces: &mut Vec<Piece>) {
    for child in &children.0 {
        match child {
            ElemChild::Text(text) => {
                pieces.push(Piece { text: text.text.clone(), formatting: text.formatting, link: None });
            }
            ElemChild::Elem(element) => {
                let is_apart =
                    matches!(element.display, Some(Display::Block | Display::LeftMargin | Display::Indent));
                if is_apart {
                    pieces.push(Piece::plain(" "));
                }
                collect(&element.children, pieces);
                if is_apart {
                    pieces.push(Piece::plain(" "));
                }
            }
            ElemChild::Markup(text) => pieces.push(Piece::plain(text)),
            ElemChild::Link { text, url } => pieces.push(Piece {
                text: text.text.clone(),
                formatting: text.formatting,
                link: Some(url.clone()),
            }),
            ElemChild::Transparent { .. } => {}
        }
    }
}

/// The pieces as one line.
pub(super) fn written(pieces: &[Piece], markup: Markup) -> String {
    let mut line = String::new();
    let mut before = ' ';
    for (i, piece) in pieces.iter().enumerate() {
        let next = pieces.get(i + 1).and_then(|piece| piece.text.chars().next());
        let text = single_spaced(&piece.text, &mut before, next);
        match markup {
            Markup::Text => line.push_str(&text),
            Markup::Html => html(&Piece { text, ..piece.clone() }, &mut line),
        }
    }
    line
}

/// Leaves out what parts that print nothing leave behind: blanks after a blank or before a comma, colon
/// or semicolon, and a full stop behind another or behind a question mark.
fn single_spaced(text: &str, before: &mut char, next: Option<char>) -> String {
    let mut spaced = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let behind = chars.peek().copied().or(next);
        // “n.d.” before the full stop of an entry.
        let is_doubled =
            c == '.' && *before == '.' && matches!(behind, None | Some(' ')) && !spaced.ends_with("..");
        // “Détente?.” at the end of a title.
        let is_ended =
            c == '.' && matches!(*before, '?' | '!') && matches!(behind, None | Some(' ' | '”' | '’'));
        if is_doubled || is_ended || c == ' ' && (*before == ' ' || matches!(behind, Some(',' | ';' | ':'))) {
            continue;
        }
        spaced.push(c);
        *before = c;
    }
    spaced
}

fn html(piece: &Piece, line: &mut String) {
    if piece.text.is_empty() {
        return;
    }
    let Formatting { font_style, font_variant, font_weight, text_decoration, vertical_align } =
        piece.formatting;
    let tags = [
        (font_style == FontStyle::Italic, "<i>", "</i>"),
        (font_weight == FontWeight::Bold, "<b>", "</b>"),
        (font_variant == FontVariant::SmallCaps, "<span style=\"font-variant:small-caps;\">", "</span>"),
        (text_decoration == TextDecoration::Underline, "<u>", "</u>"),
        (vertical_align == VerticalAlign::Sup, "<sup>", "</sup>"),
        (vertical_align == VerticalAlign::Sub, "<sub>", "</sub>"),
    ];
    let link = piece.link.as_deref().filter(|url| is_web_address(url));
    if let Some(url) = link {
        line.push_str("<a href=\"");
        escape(url, line);
        line.push_str("\">");
    }
    tags.iter().filter(|(on, ..)| *on).for_each(|(_, open, _)| line.push_str(open));
    escape(&piece.text, line);
    tags.iter().rev().filter(|(on, ..)| *on).for_each(|(_, _, close)| line.push_str(close));
    if link.is_some() {
        line.push_str("</a>");
    }
}

/// A `javascript:` address from a document must not become a link.
fn is_web_address(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}

fn escape(text: &str, line: &mut String) {
    for c in text.chars() {
        match c {
            '&' => line.push_str("&amp;"),
            '<' => line.push_str("&lt;"),
            '>' => line.push_str("&gt;"),
            '"' => line.push_str("&quot;"),
            '\'' => line.push_str("&#39;"),
            _ => line.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_escaped_in_text_and_address() {
        let link = |url: &str| Piece { link: Some(url.to_owned()), ..Piece::plain("<b> & \"c\"") };
        assert_eq!(
            written(&[link("https://a.example/?x=\"><script>")], Markup::Html),
            "<a href=\"https://a.example/?x=&quot;&gt;&lt;script&gt;\">&lt;b&gt; &amp; &quot;c&quot;</a>"
        );
        assert_eq!(written(&[link("javascript:alert(1)")], Markup::Html), "&lt;b&gt; &amp; &quot;c&quot;");
        assert_eq!(written(&[link("https://a.example/")], Markup::Text), "<b> & \"c\"");
    }

    #[test]
    fn nothing_is_doubled() {
        let check = |pieces: &[&str], expected| {
            let pieces: Vec<_> = pieces.iter().map(|text| Piece::plain(*text)).collect();
            assert_eq!(written(&pieces, Markup::Text), expected);
        };
        check(&["[Online]. ", " Available"], "[Online]. Available");
        check(&["1994 Jul ", ";12"], "1994 Jul;12");
        check(&["n.d.", ". https://a.example/..x"], "n.d. https://a.example/..x");
        check(&["“Détente?.” ", "Dawn"], "“Détente?” Dawn");
        check(&["and so on... ", "then"], "and so on... then");
    }

    #[test]
    fn forms_nest() {
        let formatting = Formatting {
            font_style: FontStyle::Italic,
            font_weight: FontWeight::Bold,
            ..Formatting::default()
        };
        let piece = Piece { formatting, ..Piece::plain("x") };
        assert_eq!(written(&[piece], Markup::Html), "<i><b>x</b></i>");
    }
}
