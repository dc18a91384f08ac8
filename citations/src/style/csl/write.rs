//! Flat runs → text, HTML and what else documents are written in.

use super::element::{Baseline, Decoration, Display, FontStyle, FontVariant, FontWeight};
use super::flat::{Event, Tag};
use super::locale::Locale;
use super::tree::Origin;

/// How a rendered entry or citation is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Output {
    /// Text without markup.
    #[default]
    Text,
    /// HTML with the tags and escapes of the CSL test suite.
    Html,
    /// Pandoc's Markdown.
    Markdown,
    /// LaTeX.
    Latex,
    /// Typst.
    Typst,
}

/// What an entry or citation prints, ready to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rendered {
    pub(super) events: Vec<Event>,
    pub(super) quotes: [[String; 2]; 2],
}

/// A stretch of printed text, and where it comes from.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a way of writing by itself")]
pub struct Piece {
    /// The text, quotes included.
    pub text: String,
    /// The variable or term, if it is not the style's own text.
    pub origin: Origin,
    /// Whether it is in italics.
    pub italic: bool,
    /// Whether it is bold.
    pub bold: bool,
    /// Whether it is raised.
    pub raised: bool,
    /// Whether it stands in quotes.
    pub quoted: bool,
}

impl Rendered {
    pub(super) fn new(events: Vec<Event>, locale: &Locale) -> Self {
        Self { events, quotes: locale.quotes.clone() }
    }

    /// Text without any formatting.
    pub fn of_text(text: impl Into<String>) -> Self {
        Self { events: vec![Event::Text(text.into(), Origin::Style)], ..Self::default() }
    }

    /// The same on one line: what stands in the margin or in a block of its own is set apart by a space.
    #[must_use]
    pub fn on_one_line(mut self) -> Self {
        for event in &mut self.events {
            if matches!(event, Event::Open(Tag::Display(_)) | Event::Close(Tag::Display(_))) {
                *event = Event::Text(" ".to_owned(), Origin::Style);
            }
        }
        self
    }

    /// Whether nothing is printed.
    pub fn is_empty(&self) -> bool {
        !self.events.iter().any(|event| matches!(event, Event::Text(text, _) if !text.is_empty()))
    }

    /// What is printed, piece by piece.
    pub fn pieces(&self) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        let (mut italic, mut bold, mut raised, mut quoted) = (Vec::new(), Vec::new(), Vec::new(), 0_usize);
        for event in &self.events {
            let was_printed = pieces.last().is_some_and(|piece| !piece.text.ends_with(' '));
            let mut push = |text: String, origin: &Origin, quoted| {
                pieces.push(Piece {
                    text,
                    origin: origin.clone(),
                    italic: italic.last() == Some(&true),
                    bold: bold.last() == Some(&true),
                    raised: raised.last() == Some(&true),
                    quoted,
                });
            };
            match event {
                Event::Text(text, _) if text.is_empty() => {}
                Event::Text(text, origin) => push(text.clone(), origin, quoted > 0),
                Event::Open(Tag::Quote { inner }) => {
                    push(self.quote(*inner, 0).to_owned(), &Origin::Style, true);
                    quoted += 1;
                }
                Event::Close(Tag::Quote { inner }) => {
                    push(self.quote(*inner, 1).to_owned(), &Origin::Style, true);
                    quoted = quoted.saturating_sub(1);
                }
                Event::Open(Tag::Style(style)) => italic.push(*style != FontStyle::Normal),
                Event::Close(Tag::Style(_)) => drop(italic.pop()),
                Event::Open(Tag::Weight(weight)) => bold.push(*weight == FontWeight::Bold),
                Event::Close(Tag::Weight(_)) => drop(bold.pop()),
                Event::Open(Tag::Baseline(line)) => raised.push(*line == Baseline::Superscript),
                Event::Close(Tag::Baseline(_)) => drop(raised.pop()),
                // What stands apart is no one word.
                Event::Open(Tag::Display(_)) | Event::Close(Tag::Display(_)) if was_printed => {
                    push(" ".to_owned(), &Origin::Style, false);
                }
                Event::Open(_) | Event::Close(_) => {}
            }
        }
        pieces
    }

    fn quote(&self, inner: bool, side: usize) -> &str {
        &self.quotes[usize::from(inner)][side]
    }

    /// Written out.
    pub fn written(&self, output: Output) -> String {
        let mut out = String::new();
        for event in &self.events {
            match event {
                Event::Text(text, _) => escape(text, output, &mut out),
                Event::Open(Tag::Quote { inner }) => escape(self.quote(*inner, 0), output, &mut out),
                Event::Close(Tag::Quote { inner }) => escape(self.quote(*inner, 1), output, &mut out),
                // A line that nothing stands on needs no break.
                Event::Open(Tag::Display(_)) if out.is_empty() && output != Output::Html => {}
                Event::Open(tag) => out.push_str(opening(*tag, output)),
                Event::Close(tag) => {
                    if *tag == Tag::Display(Display::RightInline) {
                        out.truncate(out.trim_end_matches(' ').len());
                    }
                    out.push_str(closing(*tag, output));
                }
            }
        }
        out
    }
}

impl Output {
    /// Text that stands beside what is rendered, with all that has a meaning in this form escaped.
    pub fn escaped(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        escape(text, self, &mut out);
        out
    }

    /// Text in italics, escaped.
    pub fn emphasized(self, text: &str) -> String {
        let tag = Tag::Style(FontStyle::Italic);
        format!("{}{}{}", opening(tag, self), self.escaped(text), closing(tag, self))
    }
}

/// A letter or digit that Unicode has as a superscript: ordinals of some locales are made of them.
fn is_superscript(c: char) -> bool {
    matches!(c, 'ª' | 'º' | '²' | '³' | '¹' | 'ʰ'..='ʸ' | 'ˠ'..='ˤ' | 'ᴬ'..='ᵡ' | 'ᶛ'..='ᶿ' | '⁰' | 'ⁱ' | '⁴'..='ⁿ' | '℠' | '™')
        && !matches!(c, 'ʹ'..='ʽ')
}

fn escape(text: &str, output: Output, out: &mut String) {
    for c in text.chars() {
        match (output, c) {
            (Output::Html, '&') => out.push_str("&#38;"),
            (Output::Html, '<') => out.push_str("&#60;"),
            (Output::Html, '>') => out.push_str("&#62;"),
            (Output::Html, c) if is_superscript(c) => {
                out.push_str("<sup>");
                unicode_normalization::char::decompose_compatible(c, |c| out.push(c));
                out.push_str("</sup>");
            }
            (Output::Markdown, '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '^' | '~' | '$' | '#')
            | (Output::Latex, '&' | '%' | '$' | '#' | '_' | '{' | '}')
            | (Output::Typst, '\\' | '*' | '_' | '`' | '$' | '#' | '@' | '<' | '[' | ']' | '~') => {
                out.push('\\');
                out.push(c);
            }
            (Output::Latex, '\\') => out.push_str("\\textbackslash{}"),
            (Output::Latex, '~') => out.push_str("\\textasciitilde{}"),
            (Output::Latex, '^') => out.push_str("\\textasciicircum{}"),
            (Output::Latex, '\u{a0}') => out.push('~'),
            _ => out.push(c),
        }
    }
}

fn opening(tag: Tag, output: Output) -> &'static str {
    match output {
        Output::Text => match tag {
            Tag::Display(Display::Block | Display::Indent) => "\n",
            _ => "",
        },
        Output::Html => match tag {
            Tag::Style(FontStyle::Italic) => "<i>",
            Tag::Style(FontStyle::Oblique) => "<em>",
            Tag::Style(FontStyle::Normal) => "<span style=\"font-style:normal;\">",
            Tag::Variant(FontVariant::SmallCaps) => "<span style=\"font-variant:small-caps;\">",
            Tag::Variant(FontVariant::Normal) => "<span style=\"font-variant:normal;\">",
            Tag::Weight(FontWeight::Bold) => "<b>",
            Tag::Weight(FontWeight::Normal) => "<span style=\"font-weight:normal;\">",
            Tag::Weight(FontWeight::Light) | Tag::Quote { .. } => "",
            Tag::Decoration(Decoration::Underline) => "<span style=\"text-decoration:underline;\">",
            Tag::Decoration(Decoration::None) => "<span style=\"text-decoration:none;\">",
            Tag::Baseline(Baseline::Superscript) => "<sup>",
            Tag::Baseline(Baseline::Subscript) => "<sub>",
            Tag::Baseline(Baseline::Normal) => "<span style=\"baseline\">",
            Tag::Display(Display::LeftMargin) => "\n    <div class=\"csl-left-margin\">",
            Tag::Display(Display::RightInline) => "<div class=\"csl-right-inline\">",
            Tag::Display(Display::Block) => "\n\n    <div class=\"csl-block\">",
            Tag::Display(Display::Indent) => "<div class=\"csl-indent\">",
        },
        Output::Markdown => match tag {
            Tag::Style(FontStyle::Italic | FontStyle::Oblique) => "*",
            Tag::Style(FontStyle::Normal)
            | Tag::Variant(FontVariant::SmallCaps)
            | Tag::Decoration(Decoration::Underline) => "[",
            Tag::Weight(FontWeight::Bold) => "**",
            Tag::Baseline(Baseline::Superscript) => "^",
            Tag::Baseline(Baseline::Subscript) => "~",
            Tag::Display(Display::Block | Display::Indent) => "\\\n",
            _ => "",
        },
        Output::Latex => match tag {
            Tag::Style(FontStyle::Italic) => "\\textit{",
            Tag::Style(FontStyle::Oblique) => "\\textsl{",
            Tag::Style(FontStyle::Normal) => "\\textup{",
            Tag::Variant(FontVariant::SmallCaps) => "\\textsc{",
            Tag::Variant(FontVariant::Normal) => "\\textnormal{",
            Tag::Weight(FontWeight::Bold) => "\\textbf{",
            Tag::Weight(_) => "\\textmd{",
            Tag::Decoration(Decoration::Underline) => "\\underline{",
            Tag::Baseline(Baseline::Superscript) => "\\textsuperscript{",
            Tag::Baseline(Baseline::Subscript) => "\\textsubscript{",
            Tag::Decoration(Decoration::None) | Tag::Baseline(Baseline::Normal) => "{",
            Tag::Display(Display::Block | Display::Indent) => "\\\\\n",
            Tag::Display(_) | Tag::Quote { .. } => "",
        },
        Output::Typst => match tag {
            Tag::Style(FontStyle::Italic | FontStyle::Oblique) => "#emph[",
            Tag::Style(FontStyle::Normal) => "#text(style: \"normal\")[",
            Tag::Variant(FontVariant::SmallCaps) => "#smallcaps[",
            Tag::Weight(FontWeight::Bold) => "#strong[",
            Tag::Decoration(Decoration::Underline) => "#underline[",
            Tag::Baseline(Baseline::Superscript) => "#super[",
            Tag::Baseline(Baseline::Subscript) => "#sub[",
            Tag::Variant(_) | Tag::Weight(_) | Tag::Decoration(_) | Tag::Baseline(_) => "#[",
            Tag::Display(Display::Block | Display::Indent) => " \\\n",
            Tag::Display(_) | Tag::Quote { .. } => "",
        },
    }
}

fn closing(tag: Tag, output: Output) -> &'static str {
    match output {
        Output::Text => match tag {
            Tag::Display(Display::LeftMargin) => " ",
            Tag::Display(Display::Block) => "\n",
            _ => "",
        },
        Output::Html => match tag {
            Tag::Style(FontStyle::Italic) => "</i>",
            Tag::Style(FontStyle::Oblique) => "</em>",
            Tag::Weight(FontWeight::Bold) => "</b>",
            Tag::Baseline(Baseline::Superscript) => "</sup>",
            Tag::Baseline(Baseline::Subscript) => "</sub>",
            Tag::Weight(FontWeight::Light) | Tag::Quote { .. } => "",
            Tag::Display(Display::LeftMargin) => "</div>",
            Tag::Display(Display::RightInline | Display::Indent) => "</div>\n  ",
            Tag::Display(Display::Block) => "</div>\n",
            _ => "</span>",
        },
        Output::Markdown => match tag {
            Tag::Style(FontStyle::Normal) => "]{.upright}",
            Tag::Variant(FontVariant::SmallCaps) => "]{.smallcaps}",
            Tag::Decoration(Decoration::Underline) => "]{.underline}",
            Tag::Display(Display::LeftMargin) => " ",
            _ => opening(tag, output).trim_start_matches("\\\n"),
        },
        Output::Latex | Output::Typst => match tag {
            Tag::Display(Display::LeftMargin) => " ",
            Tag::Quote { .. } | Tag::Display(_) => "",
            _ if output == Output::Typst => "]",
            _ => "}",
        },
    }
}
