//! A checker for ibidem: journals are abbreviated as the house does it.

mod long_journal;

use ibidem_sdk::{Checker, Findings, Host, Options, Paper, Rule};

ibidem_sdk::export_checker!(ibidem_journals_plugin, Journals, manifest = include_str!("../plugin.toml"));

/// Finds journals that are written out although the house abbreviates them.
pub struct Journals {
    /// Full titles, and what the house writes for them.
    abbreviations: Vec<(String, String)>,
}

impl Checker for Journals {
    fn open(options: Options) -> Result<Self, String> {
        let list = options.get("abbreviations").and_then(|list| list.as_object());
        let abbreviations = list.into_iter().flatten().map(|(title, short)| {
            let short = short.as_str().ok_or_else(|| format!("the abbreviation of “{title}” is no text"))?;
            Ok((title.clone(), short.to_owned()))
        });
        Ok(Self { abbreviations: abbreviations.collect::<Result<_, String>>()? })
    }

    fn rules(&self) -> &[Rule] {
        &[long_journal::RULE]
    }

    fn check(&self, paper: &Paper, _host: &Host<'_>, findings: &mut Findings) {
        long_journal::check(paper, &self.abbreviations, findings);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages() {
        let title = "American Historical Review".to_owned();
        let abbreviations = vec![(title, "Am. Hist. Rev.".to_owned())];
        ibidem_sdk::testing::check_pages(&Journals { abbreviations });
    }
}
