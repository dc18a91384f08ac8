//! Headings, environments, lists: the blocks of a text.

use ibidem_citations::{BlockKind, Span};

use super::files::argument;
use super::{DEPTH, PieceKind, Reader};

/// An environment that is open.
pub(super) struct Environment {
    name: String,
    /// What paragraphs were around it.
    block: BlockKind,
}

/// Environments deeper than this are not kept in mind.
const DEEPEST: usize = 200;

impl Reader<'_> {
    /// Commands that part a text into blocks; gives the byte behind what it has read.
    pub(super) fn block_command(
        &mut self,
        name: &str,
        at: usize,
        (behind, end): (usize, usize),
        depth: usize,
    ) -> Option<usize> {
        Some(match name {
            "chapter" | "section" | "subsection" | "subsubsection" | "paragraph" | "subparagraph"
            | "part" | "addchap" | "addsec" | "addpart" => self.heading(name, behind, end, depth),
            "item" => {
                self.out.close();
                self.skip_item(behind, end, depth)
            }
            "bibitem" => self.written_entry(behind, end),
            "par" | "maketitle" | "newpage" | "clearpage" | "bigskip" | "medskip" | "smallskip"
            | "noindent" | "caption" => {
                self.close_paragraph(at);
                behind
            }
            "begin" => {
                self.close_paragraph(at);
                self.begin(at, behind, end)
            }
            "end" => {
                self.close_paragraph(at);
                let name =
                    argument(self.source.get(behind..end).unwrap_or_default()).map_or("", |(name, _)| name);
                self.leave(name);
                self.skip_arguments(behind, end)
            }
            "input" | "include" | "subfile" | "subfileinclude" | "import" | "subimport" | "includefrom"
            | "inputfrom" | "subincludefrom" | "subinputfrom" => self.include(name, at, behind, end, depth),
            "bibliography" | "nobibliography" | "addbibresource" | "addglobalbib" | "addsectionbib" => {
                self.skip_arguments(behind, end)
            }
            _ => return None,
        })
    }

    fn heading(&mut self, name: &str, behind: usize, end: usize, depth: usize) -> usize {
        let open = self.skip_options(behind, end);
        let Some(close) = self.closing(open, end).filter(|_| depth < DEPTH) else { return behind };
        let level = match name {
            "part" | "chapter" | "addchap" | "addpart" => 1,
            "section" | "addsec" => 2,
            "subsection" => 3,
            _ => 4,
        };
        if matches!(name, "chapter" | "addchap") {
            self.begin_chapter();
        }
        if self.is_in_note() {
            return open + 1;
        }
        self.out.open(PieceKind::Text(BlockKind::Heading { level }), false);
        self.stretch(open + 1, close, depth + 1);
        self.out.close();
        close + 1
    }

    /// `\item[label]`: the label of a list is text.
    fn skip_item(&mut self, behind: usize, end: usize, depth: usize) -> usize {
        let Some((label, close)) =
            super::macros::option(self.source, behind).filter(|(_, close)| *close <= end)
        else {
            return behind;
        };
        if depth < DEPTH && !label.of(self.source).trim().is_empty() {
            self.stretch(label.start, label.end, depth + 1);
            self.blank(Span::new(label.end, close));
        }
        close
    }

    /// `\begin{quote}`, `\begin{thebibliography}{99}`.
    fn begin(&mut self, at: usize, behind: usize, end: usize) -> usize {
        let Some(brace) = self.closing(behind, end) else { return behind };
        let name = Span::new(behind + 1, brace).of(self.source);
        let inside = brace + 1;
        match name {
            "comment" | "filecontents" | "filecontents*" | "tikzpicture" | "picture" | "pgfpicture" => {
                self.skip_environment(name, inside, end).map_or(inside, |(_, close)| close)
            }
            "verbatim" | "verbatim*" | "Verbatim" | "lstlisting" | "minted" | "equation" | "equation*"
            | "align" | "align*" | "gather" | "gather*" | "displaymath" | "eqnarray" | "eqnarray*"
            | "multline" | "math" => {
                let Some((last, close)) = self.skip_environment(name, inside, end) else { return inside };
                if !self.is_in_note() {
                    self.out.open(PieceKind::Text(BlockKind::Verbatim), false);
                }
                self.verbatim(inside, last);
                self.close_paragraph(at);
                close
            }
            _ => {
                self.enter(name);
                match name {
                    // Their arguments are text.
                    "quote" | "quotation" | "itemize" | "enumerate" | "document" | "abstract" => inside,
                    _ => self.skip_arguments(inside, end),
                }
            }
        }
    }

    /// Where the text of an environment ends, and the byte behind `\end{name}`.
    fn skip_environment(&mut self, name: &str, from: usize, end: usize) -> Option<(usize, usize)> {
        let word = format!("\\end{{{name}}}");
        let length = self.find_end(from, end, &word)?;
        Some((from + length, from + length + word.len()))
    }

    fn enter(&mut self, name: &str) {
        if self.environments.len() >= DEEPEST {
            return;
        }
        let block = match name {
            "quote" | "quotation" | "displayquote" | "displaycquote" | "verse" => BlockKind::Quote,
            "itemize" | "enumerate" | "description" | "compactitem" => BlockKind::ListItem,
            _ => self.block,
        };
        self.environments.push(Environment { name: name.to_owned(), block: self.block });
        self.block = block;
    }

    fn leave(&mut self, name: &str) {
        if name == "thebibliography" {
            self.out.close();
        }
        if let Some(i) = self.environments.iter().rposition(|open| open.name == name) {
            let closed: Vec<Environment> = self.environments.drain(i..).collect();
            if let Some(outer) = closed.first() {
                self.block = outer.block;
            }
        }
    }

    /// `\bibitem[label]{key}`: an entry that is written out.
    fn written_entry(&mut self, behind: usize, end: usize) -> usize {
        let open = super::macros::option(self.source, behind).map_or(behind, |(_, close)| close);
        let Some(close) = self.closing(open, end) else { return behind };
        let key = Span::new(open + 1, close).of(self.source).trim().to_owned();
        self.keys.written.insert(key.clone());
        self.out.open(PieceKind::Entry(key), false);
        close + 1
    }
}
