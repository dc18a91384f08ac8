//! `ibidem explain`: the page of a rule.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;
use ibidem::checkers::{CheckerInfo, Checkers};
use ibidem::plugin::discovery::SHIPPED;
use ibidem::report::CORE;
use ibidem::report::escape::escaped;
use ibidem_sdk::Severity;

use crate::plugins::Loading;

/// Prints the page of a rule: what it finds, why it matters, examples.
///
/// Without a rule, lists all of them.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ibidem explain                          all rules, each in a line
  ibidem explain date-contradicts-url     the page of one rule
  ibidem explain --plugin ./mine my-rule  a rule of a plugin of your own")]
pub(crate) struct Arguments {
    /// The rule.
    rule: Option<String>,
    #[command(flatten)]
    loading: Loading,
}

/// The rules of the program itself.
const CORE_PAGES: [(&str, Severity, &str); 4] = [
    ("plugin-failed", Severity::Error, include_str!("explain/plugin_failed.md")),
    ("unread-part", Severity::Warning, include_str!("explain/unread_part.md")),
    ("guessed-note", Severity::Info, include_str!("explain/guessed_note.md")),
    ("guessed-encoding", Severity::Info, include_str!("explain/guessed_encoding.md")),
];

/// A rule with the name under which it is reported.
struct Page {
    name: String,
    plugin: String,
    severity: Severity,
    text: String,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    // No rule knows the day when it introduces itself.
    let settings = arguments.loading.settings("1970-01-01".to_owned())?;
    let infos: Vec<CheckerInfo> = Checkers::start(&settings).infos().cloned().collect();
    for info in &infos {
        if let Some(failure) = &info.failure {
            let cause = escaped(&failure.cause);
            anstream::eprintln!("ibidem: the rules of {} are not known: {cause}", escaped(&info.id));
        }
    }
    let pages = pages(&infos);
    let text = match &arguments.rule {
        None => list(&pages),
        Some(name) => page(&pages, name).map_err(anyhow::Error::msg)?,
    };
    crate::output::print(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn pages(infos: &[CheckerInfo]) -> Vec<Page> {
    let core = CORE_PAGES.map(|(name, severity, text)| Page {
        name: name.to_owned(),
        plugin: CORE.to_owned(),
        severity,
        text: text.to_owned(),
    });
    let of_plugins = infos.iter().flat_map(|info| {
        info.rules.iter().map(|rule| Page {
            name: qualified(&info.id, &rule.name),
            plugin: info.id.clone(),
            severity: rule.severity,
            text: rule.page.clone(),
        })
    });
    core.into_iter().chain(of_plugins).collect()
}

/// The name of a rule in reports: with its plugin, unless that is one of ours.
pub(crate) fn qualified(plugin: &str, rule: &str) -> String {
    if plugin == CORE || SHIPPED.contains(&plugin) { rule.to_owned() } else { format!("{plugin}/{rule}") }
}

fn list(pages: &[Page]) -> String {
    let widest = pages.iter().map(|page| page.name.chars().count()).max().unwrap_or_default();
    let mut text = String::new();
    let mut plugin = None;
    for page in pages {
        if plugin != Some(&page.plugin) {
            let _ = writeln!(text, "{}{}", if plugin.is_some() { "\n" } else { "" }, escaped(&page.plugin));
            plugin = Some(&page.plugin);
        }
        let (name, severity) = (escaped(&page.name), page.severity.name());
        let _ = writeln!(text, "  {name:widest$}  {severity:7}  {}", escaped(gist(&page.text)));
    }
    text
}

/// The first line of a page that is no heading.
fn gist(page: &str) -> &str {
    page.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default()
}

fn page(pages: &[Page], name: &str) -> Result<String, String> {
    let bare = |page: &Page| page.name.rsplit('/').next() == Some(name);
    let full = |page: &Page| page.name == name || format!("{}/{}", page.plugin, page.name) == name;
    let found = pages.iter().find(|page| full(page)).or_else(|| pages.iter().find(|page| bare(page)));
    if let Some(page) = found {
        let lines: Vec<String> = page.text.trim_end().lines().map(escaped).collect();
        return Ok(format!("{}\n", lines.join("\n")));
    }
    let hint = nearest(name, pages.iter().map(|page| page.name.as_str()));
    let hint =
        hint.map_or("`ibidem explain` lists them all".to_owned(), |near| format!("did you mean “{near}”?"));
    Err(format!("no rule is called “{name}”; {hint}"))
}

/// The name that is most like another one, if it is like it at all.
pub(crate) fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let scored = names.map(|candidate| (distance(name, candidate), candidate));
    let (distance, candidate) = scored.min()?;
    (distance <= name.chars().count().max(3) / 3).then_some(candidate)
}

/// How many letters must be changed, added or dropped to make one name of another.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (other, above) in b.iter().zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(letter != *other)).min(left + 1).min(above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ibidem::checkers::RuleInfo;

    fn infos() -> Vec<CheckerInfo> {
        let info = |id: &str, rule: &str| CheckerInfo {
            id: id.to_owned(),
            version: "0.1.0".to_owned(),
            kind: "native",
            from: "bundled",
            rules: vec![RuleInfo {
                name: rule.to_owned(),
                severity: Severity::Warning,
                page: format!("# {rule}\n\nWhat {id} finds.\u{1b}\n\n- so\n"),
            }],
            records: None,
            failure: None,
        };
        vec![info("garbled", "stray-space"), info("mine", "odd-title")]
    }

    #[test]
    fn pages_by_name() {
        let pages = pages(&infos());
        assert_eq!(
            page(&pages, "stray-space").unwrap(),
            "# stray-space\n\nWhat garbled finds.\\u{1b}\n\n- so\n"
        );
        for name in ["odd-title", "mine/odd-title", "garbled/stray-space", "plugin-failed"] {
            assert!(page(&pages, name).is_ok(), "{name}");
        }
    }

    #[test]
    fn an_unknown_name_offers_the_nearest() {
        let pages = pages(&infos());
        let said = |name| page(&pages, name).unwrap_err();
        assert_eq!(said("stray-spcae"), "no rule is called “stray-spcae”; did you mean “stray-space”?");
        assert_eq!(said("xyz"), "no rule is called “xyz”; `ibidem explain` lists them all");
    }

    #[test]
    fn the_list_says_what_each_rule_finds() {
        let text = list(&pages(&infos()));
        assert!(text.contains("\ngarbled\n  stray-space       warning  What garbled finds."), "{text}");
        assert!(text.contains("\nmine\n  mine/odd-title "), "{text}");
    }

    #[test]
    fn pages_of_the_program_itself_have_their_name_and_a_gist() {
        for (name, _, text) in CORE_PAGES {
            assert!(text.starts_with(&format!("# {name}\n")), "{name}");
            assert!(gist(text).ends_with('.'), "{name}");
        }
    }

    #[test]
    fn distances() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("für", "fur"), 1);
    }
}
