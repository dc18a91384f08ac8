//! `ibidem audit`: files → report.

mod asking;
mod day;
mod files;
mod fixing;
mod hiding;
mod network;
mod run;
mod selection;
mod services;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{anyhow, bail};
use clap::{Args, ValueEnum};
use ibidem::checkers::{CheckerInfo, Checkers, Failure, Settings};
use ibidem::read::ReadError;
use ibidem::report::escape::escaped;
use ibidem::report::{self, FileEntry, Found, PlacedRecord, PluginEntry, Report};
use ibidem::styles::Shelf;
use ibidem_sdk::Severity;

use crate::plugins::Loading;
use files::File;
use fixing::{Fixing, Mended};
use hiding::Hiding;
use network::Network;
use run::{Audited, Failed, Run};
use selection::Selection;
use services::{Offered, Today};

/// Audits the notes of papers against themselves, and prints what is wrong, where, and why.
///
/// Reads the notes, ties every citation to its work, and has each checker look at the whole paper.
/// Ends with 0 where nothing was found, 1 where an editor must mend something, 2 where the audit
/// could not be run, and 3 where it is incomplete: a plugin failed, one of several files could not be read,
/// or it was interrupted.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ibidem audit paper.md                           what is wrong in the notes of a paper
  ibidem audit issue-12/                          all documents of a folder
  ibidem audit paper.md --only inconsistent-host  one rule alone
  ibidem audit paper.md --skip garbled            all but one plugin
  ibidem audit paper.md --format json > audit.json
  ibidem audit paper.md --offline                 asks nobody about the links
  ibidem audit paper.md --record audit.jsonl      keeps what the links answered, for --replay
  ibidem audit paper.md --diff                    what would be mended, as a diff
  ibidem audit paper.md --fix                     a corrected copy, paper.fixed.md
  ibidem audit paper.docx --fix                   one with tracked changes and comments
  ibidem audit paper.md --style mhra-notes        where the notes depart from a style
  ibidem explain inconsistent-host                what a rule finds, and why")]
pub(crate) struct Arguments {
    /// Documents, or folders in which documents are looked for by their endings.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Shows findings of these plugins or rules alone.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<String>,
    /// Leaves out the findings of these plugins or rules.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    skip: Vec<String>,
    /// How to print the report.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// How many files or checkers run at a time; all processors by default.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// The day of the audit, by which dates are judged; today (UTC) by default.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day::read)]
    now: Option<String>,
    /// Compares the notes with what a CSL style prints (rule style-deviation): its name, a CSL file, or `detect`.
    #[arg(long, value_name = "NAME|FILE.csl|detect")]
    style: Option<String>,
    #[command(flatten)]
    places: crate::styles::Places,
    #[command(flatten)]
    loading: Loading,
    #[command(flatten)]
    network: network::Wishes,
    /// Where plugins keep what they remember, and links their answers: a folder, or `off`; the user's folder for caches by default.
    #[arg(long, value_name = "DIR|off")]
    cache: Option<PathBuf>,
    #[command(flatten)]
    hiding: hiding::Choice,
    /// Shows what the reader of the document had to guess.
    #[arg(long)]
    show_guesses: bool,
    #[command(flatten)]
    fixing: fixing::Wishes,
}

impl Arguments {
    /// The name of the style as the service for rendering finds it, and the styles at hand.
    ///
    /// A slip in the name is told before a long audit. The folder of a file is one of those at hand.
    fn style(&self) -> anyhow::Result<(Option<String>, Shelf)> {
        let Some(named) = self.style.as_deref() else { return Ok((None, self.places.shelf()?)) };
        let path = Path::new(named);
        let is_file = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csl"));
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).filter(|_| is_file);
        let places = self.places.clone();
        let (name, places) = match (stem, path.parent()) {
            (Some(stem), Some(folder)) => (stem, places.with(&Path::new(".").join(folder))),
            _ => (named.to_owned(), places),
        };
        let shelf = places.shelf()?;
        if name != "detect" {
            shelf.find_named(&name)?.csl()?;
        }
        Ok((Some(name), shelf))
    }
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// For people, in the order of the notes.
    #[default]
    Text,
    /// For programs: format 1.
    Json,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let files = files::find(&arguments.paths);
    if files.is_empty() {
        let names: Vec<String> =
            arguments.paths.iter().map(|path| escaped(&path.to_string_lossy())).collect();
        bail!("no documents in {}: looked for {}", names.join(", "), files::ENDINGS.join(", "));
    }
    let selection = Selection { only: arguments.only.clone(), skip: arguments.skip.clone() };
    let network = Network::of(&arguments.network)?;
    let mut settings = settings(arguments, network.day())?;
    let paths: Vec<PathBuf> = files.iter().map(|file| file.path.clone()).collect();
    let hiding = Hiding::of(&arguments.hiding, &paths)?;
    hiding.config.apply(&mut settings)?;
    let (style, shelf) = arguments.style()?;
    if let Some(style) = style {
        settings.options.entry("styles".to_owned()).or_default().insert("style".to_owned(), style.into());
    }
    let today = Today { given: arguments.now.as_deref(), of_audit: &settings.now };
    let offered = Offered::of(arguments.cache.as_deref(), network, today, shelf)?;
    settings.services = offered.services.clone();
    let mut checkers = Checkers::start(&settings);
    let infos: Vec<CheckerInfo> = checkers.infos().cloned().collect();
    selection.validate(&infos).map_err(anyhow::Error::msg)?;
    if infos.iter().all(|info| info.failure.is_none()) {
        hiding.config.check_rules(|name| selection::is_rule(name, &infos))?;
    }
    checkers.retain(|info| selection.runs(info));
    let infos: Vec<CheckerInfo> = checkers.infos().cloned().collect();
    let fixing = Fixing::of(&arguments.fixing, &files)?;
    let ours: Vec<String> =
        infos.iter().filter(|info| fixing::is_ours(info)).map(|info| info.id.clone()).collect();

    let jobs = arguments.jobs.map_or(settings.jobs, usize::from);
    let (settings, selection, show_guesses) = (&settings, &selection, arguments.show_guesses);
    let run = Run {
        settings,
        selection,
        hiding: &hiding,
        fixing: fixing.as_ref(),
        ours: &ours,
        offered: &offered,
        show_guesses,
        jobs,
    };
    let mut audited = run.audit(&files, checkers);
    if audited.iter().all(Result::is_err)
        && let Some(Err(error)) = audited.drain(..).next()
    {
        let others = files.len() - 1;
        return Err(if others == 0 {
            error.into()
        } else {
            anyhow!(error).context(format!("and {others} more"))
        });
    }
    offered.conclude();
    show_logs(&infos, &audited);
    let mended: Vec<Mended> =
        audited.iter_mut().flatten().filter_map(|audited| audited.mended.take()).collect();
    let mut report = gather(&files, audited, infos);
    report.is_interrupted = offered.is_interrupted();
    hiding.write_baseline(&report)?;
    if fixing.as_ref().is_some_and(Fixing::prints_diffs) {
        fixing::print_diffs(&mended)?;
    } else {
        print(&report, arguments.format)?;
    }
    fixing::conclude(mended)?;
    let status = exit_status(&report);
    // The program ends here, and its memory with it: nothing is gained by giving a long report back piece by piece.
    std::mem::forget(report);
    Ok(status)
}

fn print(report: &Report, format: Format) -> std::io::Result<()> {
    match format {
        Format::Text => {
            let mut text = Vec::new();
            report::text::write(report, &mut text)?;
            crate::output::print(&text)
        }
        Format::Json => crate::output::stream(|out| report::json::write(report, out)),
    }
}

fn settings(arguments: &Arguments, recorded: Option<&str>) -> anyhow::Result<Settings> {
    let now = arguments.now.clone().or_else(|| recorded.map(str::to_owned)).unwrap_or_else(day::today);
    let mut settings = arguments.loading.settings(now)?;
    if let Some(jobs) = arguments.jobs {
        settings.jobs = usize::from(jobs);
    }
    Ok(settings)
}

/// Shows what failed plugins wrote to standard error: their authors need it, and no report has it.
fn show_logs(infos: &[CheckerInfo], audited: &[Result<Audited, ReadError>]) {
    let at_start = infos.iter().filter_map(|info| Some((&info.id, info.failure.as_ref()?)));
    let later = audited.iter().flatten().flat_map(|audited| &audited.failed);
    let later = later.map(|failed| (&failed.plugin, &failed.failure));
    for (plugin, failure) in at_start.chain(later) {
        for line in failure.log.lines().filter(|line| !line.trim().is_empty()) {
            anstream::eprintln!("{}: {}", escaped(plugin), escaped(line));
        }
    }
}

fn exit_status(report: &Report) -> ExitCode {
    match report {
        report if report.is_incomplete() => ExitCode::from(3),
        report if report.has_faults() => ExitCode::from(1),
        _ => ExitCode::SUCCESS,
    }
}

/// Puts the files of a run together into its report.
fn gather(files: &[File], audited: Vec<Result<Audited, ReadError>>, infos: Vec<CheckerInfo>) -> Report {
    let mut report = Report::default();
    let mut failed = BTreeSet::new();
    for info in &infos {
        if let Some(failure) = &info.failure {
            report.findings.push(plugin_failed(&info.id, failure, None));
            failed.insert(info.id.clone());
        }
    }
    let names: BTreeMap<_, _> = infos.iter().filter_map(records_name).collect();
    // A plugin that has never run fails on every file, and is named once.
    let never_run = failed.clone();
    for (i, (file, audited)) in files.iter().zip(audited).enumerate() {
        let mut entry = FileEntry { path: file.shown.clone(), is_read: audited.is_ok(), notes: 0, works: 0 };
        match audited {
            Ok(audited) => {
                entry.notes = audited.notes;
                entry.works = audited.works;
                report.hidden.by_choice += audited.hidden.by_choice;
                report.hidden.guesses += audited.hidden.guesses;
                for (by, n) in audited.hidden.by_word {
                    *report.hidden.by_word.entry(by).or_default() += n;
                }
                for Failed { plugin, failure } in audited.failed {
                    if !never_run.contains(&plugin) {
                        report.findings.push(plugin_failed(&plugin, &failure, Some(i)));
                        failed.insert(plugin);
                    }
                }
                report.findings.extend(audited.findings);
                for (plugin, record) in audited.records {
                    if let Some(name) = names.get(&plugin) {
                        report.records.entry(name.clone()).or_default().push(record);
                    }
                }
            }
            Err(error) => {
                let message = format!("This file could not be read: {:#}.", anyhow!(error));
                let message = message.replace(&*file.path.to_string_lossy(), &file.shown);
                report.findings.push(Found::of_core("unread-part", Severity::Warning, Some(i), message));
            }
        }
        report.files.push(entry);
    }
    for records in report.records.values_mut() {
        records.sort_by_key(PlacedRecord::order);
    }
    report.plugins = infos.into_iter().map(|info| entry_of(info, &failed)).collect();
    report
}

/// The name under which the records of a plugin are printed.
fn records_name(info: &CheckerInfo) -> Option<(String, String)> {
    Some((info.id.clone(), PlacedRecord::name_for(&info.id, info.records.as_ref()?)))
}

fn entry_of(info: CheckerInfo, failed: &BTreeSet<String>) -> PluginEntry {
    PluginEntry {
        has_failed: failed.contains(&info.id),
        id: info.id,
        version: Some(info.version).filter(|version| !version.is_empty()),
        from: Some(info.from.to_owned()),
    }
}

fn plugin_failed(plugin: &str, failure: &Failure, file: Option<usize>) -> Found {
    let Failure { phase, cause, .. } = failure;
    let message =
        format!("The plugin “{plugin}” failed ({phase}): {cause}. What its rules would find is not known.");
    let mut found = Found::of_core("plugin-failed", Severity::Error, file, message);
    for (name, value) in [("plugin", plugin), ("phase", phase), ("cause", cause)] {
        found.evidence.insert(name.to_owned(), value.into());
    }
    found
}
