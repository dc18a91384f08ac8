//! Corrections → files: copies beside the documents, or diffs, and what is said of them.

mod writing;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, ErrorKind, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anstyle::{AnsiColor, Style};
use anyhow::bail;
use clap::Args;
use ibidem::Reading;
use ibidem::checkers::CheckerInfo;
use ibidem::fix::diff::{self, LineKind};
use ibidem::fix::docx::Remark;
use ibidem::fix::{self, Fixed, Left, Proposal};
use ibidem::plugin::discovery::{Origin, SHIPPED};
use ibidem::read::Format;
use ibidem::report::escape::escaped;

use super::files::File;
use writing::Manner;

/// How often a copy is audited anew: corrections that bring each other to light without end are none.
const MOST_ROUNDS: usize = 8;

/// How findings are to be mended.
#[derive(Args, Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Wishes {
    /// Writes a corrected copy of each document beside it: paper.fixed.md for paper.md; of a DOCX, one
    /// with tracked changes and a comment for each finding.
    #[arg(long, help_heading = "Fixes")]
    fix: bool,
    /// Prints what --fix changes as a unified diff in place of the report; without --fix, writes nothing.
    /// Of a DOCX, the diff is of its text.
    #[arg(long, help_heading = "Fixes", conflicts_with = "format")]
    diff: bool,
    /// Applies also the fixes that someone must look at, and those of plugins that are not ours.
    #[arg(long, help_heading = "Fixes")]
    unsafe_fixes: bool,
    /// Writes the corrected copy of a single document into this file.
    #[arg(long, help_heading = "Fixes", value_name = "FILE", requires = "fix", conflicts_with = "in_place")]
    output: Option<PathBuf>,
    /// Overwrites an existing file with the corrected copy.
    #[arg(long, help_heading = "Fixes", requires = "fix", conflicts_with = "in_place")]
    force: bool,
    /// Corrects the documents themselves.
    #[arg(long, help_heading = "Fixes", requires = "fix")]
    in_place: bool,
}

/// What a run does with corrections.
pub(super) struct Fixing {
    wishes: Wishes,
    /// For each file, where its correction goes; none for a copy that an earlier run has made.
    targets: Vec<Option<PathBuf>>,
}

/// What an audit would have written into a document.
#[derive(Clone, Copy)]
pub(super) struct Proposed<'a> {
    pub(super) proposals: &'a [Proposal],
    /// What is said of it in comments, in a format that has them.
    pub(super) remarks: &'a [Remark],
    /// The day of the audit.
    pub(super) day: &'a str,
}

/// What was done for one file.
#[derive(Default)]
pub(super) struct Mended {
    /// In a line for the user.
    message: String,
    /// What is printed for `--diff`.
    diff: Vec<u8>,
    /// Why the correction could not be written.
    failure: Option<anyhow::Error>,
}

impl Fixing {
    /// Settles where corrections go, before anything is audited; none where none are asked for.
    pub(super) fn of(wishes: &Wishes, files: &[File]) -> anyhow::Result<Option<Self>> {
        if !wishes.fix && !wishes.diff {
            if wishes.unsafe_fixes {
                bail!("--unsafe-fixes changes what --fix writes and --diff prints: add one of them");
            }
            return Ok(None);
        }
        if wishes.output.is_some() && files.len() > 1 {
            bail!("--output names one file, and there are {} documents: leave it out", files.len());
        }
        // A folder that is audited twice holds the copies of the first time.
        let copies: BTreeSet<PathBuf> = files.iter().map(|file| copy_of(&file.path)).collect();
        let target = |file: &File| (!copies.contains(&file.path)).then(|| target(wishes, &file.path));
        let targets: Vec<Option<PathBuf>> = files.iter().map(target).collect();
        if wishes.fix {
            check_targets(wishes, files, &targets)?;
        }
        Ok(Some(Self { wishes: wishes.clone(), targets }))
    }

    /// Whether diffs are printed in place of the report.
    pub(super) fn prints_diffs(&self) -> bool {
        self.wishes.diff
    }

    /// Applies the corrections of a file, and writes them where they go.
    ///
    /// `again` audits a corrected copy, and gives what is to be corrected in it.
    pub(super) fn mend(
        &self,
        (i, file): (usize, &File),
        source: &[u8],
        reading: &Reading,
        proposed: &Proposed<'_>,
        again: impl FnMut(&[u8], &Reading) -> Vec<Proposal>,
    ) -> Mended {
        let Some(target) = self.targets.get(i).and_then(Option::as_ref) else {
            let message = format!("{} is a copy that --fix has made: left as it is", escaped(&file.shown));
            return Mended { message, ..Mended::default() };
        };
        let fixed = match self.corrected(source, reading, proposed, &file.path, again) {
            Ok(fixed) => fixed,
            Err(why) => {
                let message = format!("{} is left as it is: {why}", escaped(&file.shown));
                return Mended { message, ..Mended::default() };
            }
        };
        let mut mended = Mended { message: summary(&fixed), ..Mended::default() };
        if self.wishes.diff {
            mended.diff = shown_diff(&escaped(&file.shown), source, &fixed.bytes, reading);
        }
        let shown_target = self.shown_target(file, target);
        // Whoever names a file for the copy counts on it.
        let is_worth_it = fixed.applied + fixed.comments > 0 || self.wishes.output.is_some();
        if !is_worth_it {
            mended.message = format!("wrote nothing for {}: {}", escaped(&file.shown), mended.message);
            return mended;
        }
        if !self.wishes.fix {
            mended.message = format!("would write {shown_target}: {}", mended.message);
            return mended;
        }
        match writing::write(&fixed.bytes, target, (&file.path, source), self.manner()) {
            Ok(()) => mended.message = format!("wrote {shown_target}: {}", mended.message),
            Err(error) => mended.failure = Some(error),
        }
        mended
    }

    /// Corrects a copy until nothing is left to be corrected in it; fails with the reason where it must not be.
    ///
    /// Of two corrections that share a place only one is applied at a time, and one can bring another to light.
    fn corrected(
        &self,
        source: &[u8],
        reading: &Reading,
        proposed: &Proposed<'_>,
        path: &Path,
        mut again: impl FnMut(&[u8], &Reading) -> Vec<Proposal>,
    ) -> Result<Fixed, String> {
        let mut fixed = self.applied(source, reading, proposed)?;
        let mut is_settled = fixed.applied == 0;
        for _ in 0..MOST_ROUNDS {
            if is_settled {
                break;
            }
            let reading = Reading::from_bytes(fixed.bytes.clone(), Some(path), None);
            let proposals = again(&fixed.bytes, &reading);
            // What was said of the document is said.
            let proposed = Proposed { proposals: &proposals, remarks: &[], ..*proposed };
            let next = self.applied(&fixed.bytes, &reading, &proposed)?;
            is_settled = next.applied == 0;
            let foreign = fixed.foreign.union(&next.foreign).copied().collect();
            let (applied, comments) = (fixed.applied + next.applied, fixed.comments);
            fixed = Fixed { applied, comments, foreign, ..next };
        }
        Ok(fixed)
    }

    /// Corrects a document once, in the way of its format.
    fn applied(&self, source: &[u8], reading: &Reading, proposed: &Proposed<'_>) -> Result<Fixed, String> {
        let Proposed { proposals, remarks, day } = *proposed;
        let with_unsafe = self.wishes.unsafe_fixes;
        match reading.format {
            Format::Docx => fix::docx::apply(source, reading, proposals, with_unsafe, remarks, day)
                .map_err(|refusal| refusal.to_string()),
            format if format.is_packed() => Err(format!(
                "corrections are not written into {} documents; save it as DOCX, HTML or Markdown to have them written",
                format.name().to_uppercase()
            )),
            _ => Ok(fix::apply(source, reading, proposals, with_unsafe)),
        }
    }

    fn manner(&self) -> Manner {
        match &self.wishes {
            Wishes { in_place: true, .. } => Manner::InPlace,
            Wishes { force: true, .. } => Manner::Overwrite,
            _ => Manner::New,
        }
    }

    /// The target as the user would name it.
    fn shown_target(&self, file: &File, target: &Path) -> String {
        if self.wishes.output.is_some() {
            return escaped(&target.to_string_lossy());
        }
        let name = target.file_name().unwrap_or_default();
        escaped(&Path::new(&file.shown).with_file_name(name).to_string_lossy())
    }
}

/// Prints the diffs, in the order of the files.
pub(super) fn print_diffs(mended: &[Mended]) -> io::Result<()> {
    let diffs: Vec<u8> = mended.iter().flat_map(|mended| mended.diff.iter().copied()).collect();
    if io::stdout().is_terminal() {
        return crate::output::print(&diffs);
    }
    // What takes colors out would also take out bytes of the document.
    let mut out = io::stdout().lock();
    match out.write_all(&diffs).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Says what was done, file by file; fails where a correction could not be written.
pub(super) fn conclude(mended: Vec<Mended>) -> anyhow::Result<()> {
    let mut failure = None;
    for mended in mended {
        match mended.failure {
            Some(error) => {
                if let Some(error) = failure.replace(error) {
                    anstream::eprintln!("ibidem: {error:#}");
                }
            }
            None => anstream::eprintln!("{}", mended.message),
        }
    }
    failure.map_or(Ok(()), Err)
}

/// Whether a plugin was shipped with this program, and is not one that merely bears such a name.
pub(super) fn is_ours(info: &CheckerInfo) -> bool {
    let places = [Origin::Beside, Origin::LibraryFolder, Origin::Bundled];
    SHIPPED.contains(&info.id.as_str()) && places.iter().any(|place| place.words() == info.from)
}

fn target(wishes: &Wishes, path: &Path) -> PathBuf {
    match &wishes.output {
        Some(output) => output.clone(),
        None if wishes.in_place => path.to_owned(),
        None => copy_of(path),
    }
}

/// `paper.fixed.md` for `paper.md`.
fn copy_of(path: &Path) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(".fixed");
    if let Some(ending) = path.extension() {
        name.push(".");
        name.push(ending);
    }
    path.with_file_name(name)
}

/// Refuses what would overwrite a document, or a file without the user's word.
fn check_targets(wishes: &Wishes, files: &[File], targets: &[Option<PathBuf>]) -> anyhow::Result<()> {
    let pairs = || files.iter().zip(targets).filter_map(|(file, target)| Some((file, target.as_ref()?)));
    for (file, _) in pairs() {
        if file.path.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
            bail!("{} is no regular file, of which --fix could write a copy", escaped(&file.shown));
        }
    }
    if wishes.in_place {
        return Ok(());
    }
    let originals: BTreeSet<PathBuf> =
        pairs().filter_map(|(file, _)| file.path.canonicalize().ok()).collect();
    for (_, target) in pairs() {
        let shown = escaped(&target.to_string_lossy());
        if target.canonicalize().is_ok_and(|path| originals.contains(&path)) {
            bail!("{shown} is a document of this run: only --in-place changes documents");
        }
        if target.is_dir() {
            bail!("{shown} is a folder; --output takes a file");
        }
        if !wishes.force && target.symlink_metadata().is_ok() {
            bail!("{shown} exists: overwrite it with --force, or name another file with --output");
        }
    }
    Ok(())
}

/// “4 of 6 fixes; 2 need a look (--unsafe-fixes)”.
fn summary(fixed: &Fixed) -> String {
    let proposed = fixed.proposed();
    let mut parts = vec![match (fixed.applied, proposed) {
        (_, 0) => "no fixes".to_owned(),
        (applied, proposed) if applied == proposed => fixes(applied),
        (applied, proposed) => format!("{applied} of {}", fixes(proposed)),
    }];
    if fixed.comments > 0 {
        let word = if fixed.comments == 1 { "comment" } else { "comments" };
        parts[0] = format!("{}, {} {word}", parts[0], fixed.comments);
    }
    parts.extend(fixed.left.iter().map(|(left, n)| {
        let verb = |one: &str, many: &str| format!("{n} {}", if *n == 1 { one } else { many });
        match left {
            Left::NeedsLook => verb("needs a look (--unsafe-fixes)", "need a look (--unsafe-fixes)"),
            Left::Overlaps => {
                let what = verb("shares its place with another", "share their places with others");
                format!("{what} (fix the corrected file once more)")
            }
            Left::Markup => verb("stands where the file has markup", "stand where the file has markup"),
            Left::Link => verb(
                "would leave its link at the old address",
                "would leave their links at the old addresses",
            ),
            Left::Misread => verb("would break markup of the file", "would break markup of the file"),
            Left::Field => {
                verb("stands in a field that a program writes", "stand in fields that a program writes")
            }
            Left::Included => {
                let what = verb("stands in a file", "stand in files");
                format!("{what} that the document includes, which are not written")
            }
            Left::Outside => verb("reaches out of its note", "reach out of their notes"),
            Left::Encoding => {
                let letters: Vec<String> =
                    fixed.foreign.iter().map(|c| format!("“{}”", escaped(&c.to_string()))).collect();
                let what =
                    verb("needs what its encoding does not have", "need what the encoding does not have");
                format!("{what}: {}", letters.join(", "))
            }
        }
    }));
    parts.join("; ")
}

fn fixes(n: usize) -> String {
    if n == 1 { "1 fix".to_owned() } else { format!("{n} fixes") }
}

/// A diff for whoever reads it: a terminal must not obey the document, and `patch` needs every byte.
///
/// Of a packed document, its text is compared.
fn shown_diff(name: &str, source: &[u8], copy: &[u8], reading: &Reading) -> Vec<u8> {
    if reading.format.is_packed() {
        let copy = Reading::from_bytes(copy.to_vec(), None, None).paper.text;
        let source = &reading.paper.text;
        return if io::stdout().is_terminal() {
            colored_diff(name, source, &copy).into_bytes()
        } else {
            diff::unified(name, source.as_bytes(), copy.as_bytes())
        };
    }
    if !io::stdout().is_terminal() {
        return diff::unified(name, &fix::in_lines(source, reading), &fix::in_lines(copy, reading));
    }
    let (source, copy) = (fix::decoded(source, reading), fix::decoded(copy, reading));
    colored_diff(name, &source, &copy).into_bytes()
}

fn colored_diff(name: &str, source: &str, copy: &str) -> String {
    let hunks = diff::hunks(source.as_bytes(), copy.as_bytes());
    let mut text = if hunks.is_empty() { String::new() } else { format!("--- {name}\n+++ {name}\n") };
    for hunk in hunks {
        text.push_str(&hunk.heading);
        text.push('\n');
        for line in hunk.lines {
            let style = match line.kind {
                LineKind::Kept => Style::new(),
                LineKind::Removed => AnsiColor::Red.on_default(),
                LineKind::Added => AnsiColor::Green.on_default(),
            };
            let words = String::from_utf8_lossy(line.bytes);
            let words = escaped(words.trim_end_matches(['\n', '\r']));
            let sign = char::from(line.kind.sign());
            let _ = writeln!(text, "{style}{sign}{words}{style:#}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_keeps_the_ending_of_its_document() {
        for (path, copy) in
            [("a/paper.md", "a/paper.fixed.md"), ("paper", "paper.fixed"), ("a.b.html", "a.b.fixed.html")]
        {
            assert_eq!(copy_of(Path::new(path)), Path::new(copy));
        }
    }

    #[test]
    fn what_was_left_is_counted_with_its_reason() {
        let mut fixed = Fixed { applied: 4, ..Fixed::default() };
        assert_eq!(summary(&fixed), "4 fixes");
        fixed.left.insert(Left::NeedsLook, 2);
        assert_eq!(summary(&fixed), "4 of 6 fixes; 2 need a look (--unsafe-fixes)");
        fixed.left = [(Left::Encoding, 1)].into();
        fixed.foreign = ['ł'].into();
        assert_eq!(summary(&fixed), "4 of 5 fixes; 1 needs what its encoding does not have: “ł”");
    }

    #[test]
    fn a_terminal_does_not_obey_the_document() {
        let text = colored_diff("paper.md", "a\u{1b}[2J\r\n", "a\u{1b}[2J!\r\n");
        let plain = anstream::adapter::strip_str(&text).to_string();
        assert_eq!(plain, "--- paper.md\n+++ paper.md\n@@ -1 +1 @@\n-a\\u{1b}[2J\n+a\\u{1b}[2J!\n");
    }
}
