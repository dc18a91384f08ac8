//! What a user sees while hosts are asked: first of whom, then how far it has come.

use ibidem::http::watch::{Progress, Watch, Whom};
use ibidem::report::escape::escaped;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shows the asking on standard error: lines for everyone, a bar where it is a terminal.
pub(super) struct Asking {
    bar: ProgressBar,
}

/// Hosts and rate come first: they tell whether it stands still.
const TEMPLATE: &str = "{pos}/{len} links [{bar:24}] {msg}, {per_sec}, {eta} left";

impl Asking {
    pub(super) fn new() -> Self {
        // Hidden by itself where standard error is no terminal.
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(4));
        let style = ProgressStyle::with_template(TEMPLATE).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.progress_chars("=> "));
        Self { bar }
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }

    fn say(&self, line: &str) {
        self.bar.suspend(|| anstream::eprintln!("ibidem: {}", escaped(line)));
    }
}

impl Watch for Asking {
    fn begins(&self, whom: &Whom) {
        self.say(&sentence(whom));
    }

    fn moves(&self, progress: Progress) {
        if self.bar.is_hidden() {
            return;
        }
        self.bar.set_length(progress.total as u64);
        self.bar.set_message(format!("{} hosts", progress.hosts));
        self.bar.set_position(progress.done as u64);
    }

    fn warn(&self, message: &str) {
        self.say(message);
    }
}

/// “asking 12 hosts about 30 links, and doi.org, web.archive.org; --offline asks nobody”.
fn sentence(whom: &Whom) -> String {
    let count = |n: usize, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
    let pages = format!("{} about {}", count(whom.hosts, "host"), count(whom.pages, "link"));
    let services = whom.services.join(", ");
    let asked = match (whom.pages, services.is_empty()) {
        (0, _) => services,
        (_, true) => pages,
        (_, false) => format!("{pages}, and {services}"),
    };
    format!("asking {asked}; --offline asks nobody")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_says_of_whom_is_asked() {
        let whom = Whom { pages: 30, hosts: 1, services: vec!["doi.org".to_owned()] };
        assert_eq!(sentence(&whom), "asking 1 host about 30 links, and doi.org; --offline asks nobody");
        let whom = Whom { pages: 0, hosts: 0, ..whom };
        assert_eq!(sentence(&whom), "asking doi.org; --offline asks nobody");
    }
}
