//! `ibidem plugins new`: a checker that works, with its tests, to begin from.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use ibidem::report::escape::escaped;
use ibidem_sdk::abi::{HEADER, JSON_HEADER};

/// Makes a new plugin: a folder with a checker that works, its manifest and its tests.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ibidem plugins new mycheck --lang python
  ibidem plugins test mycheck
  ibidem audit paper.md --plugin ./mycheck")]
pub(super) struct Arguments {
    /// What it is called, in kebab-case; also the name of its folder.
    name: String,
    /// What it is written in.
    #[arg(long, value_enum)]
    lang: Language,
    /// Where the crate ibidem-sdk lies, for Rust; the published one, unless this is a checkout.
    #[arg(long, value_name = "PATH")]
    sdk: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Language {
    /// A library, with the SDK.
    Rust,
    /// A library, with ibidem.h.
    C,
    /// A program that reads and writes lines of JSON.
    Python,
}

/// A file of a new plugin: its path in the folder, its text, and whether it is a program.
type Template = (&'static str, &'static str, bool);

const RUST: [Template; 4] = [
    ("plugin.toml", include_str!("new/rust/plugin.toml"), false),
    ("Cargo.toml", include_str!("new/rust/Cargo.toml.txt"), false),
    ("src/lib.rs", include_str!("new/rust/lib.rs.txt"), false),
    (".gitignore", "target\n*.so\n", false),
];

const C: [Template; 4] = [
    ("plugin.toml", include_str!("new/c/plugin.toml"), false),
    ("NAME.c", include_str!("new/c/checker.c"), false),
    ("json.h", JSON_HEADER, false),
    ("ibidem.h", HEADER, false),
];

const PYTHON: [Template; 2] = [
    ("plugin.toml", include_str!("new/python/plugin.toml"), false),
    ("NAME.py", include_str!("new/python/checker.py"), true),
];

const TESTS: [Template; 2] = [
    ("tests/notes.md", include_str!("new/notes.md"), false),
    ("tests/notes.expected.json", include_str!("new/notes.expected.json"), false),
];

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let name = &arguments.name;
    if !is_name(name) {
        bail!("“{}” is no name for a plugin: small letters, digits and hyphens", escaped(name));
    }
    let folder = Path::new(name);
    fs::create_dir(folder).with_context(|| format!("cannot make the folder {name}"))?;
    let templates: &[Template] = match arguments.lang {
        Language::Rust => &RUST,
        Language::C => &C,
        Language::Python => &PYTHON,
    };
    let sdk = match &arguments.sdk {
        Some(sdk) => Some(std::path::absolute(sdk)?),
        None => checkout_sdk(),
    };
    let dependency = match sdk {
        Some(sdk) => format!("{{ path = {:?} }}", sdk.display().to_string()),
        None => format!("{:?}", env!("CARGO_PKG_VERSION")),
    };
    for (path, text, is_program) in templates.iter().chain(&TESTS) {
        let identifier = name.replace('-', "_");
        let path = folder.join(path.replace("NAME", &identifier));
        let text = text.replace("@name@", name).replace("@identifier@", &identifier);
        write(&path, &text.replace("@sdk@", &dependency), *is_program)
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    anstream::println!("made {name}; next: ibidem plugins test {name}");
    Ok(ExitCode::SUCCESS)
}

fn write(path: &Path, text: &str, is_program: bool) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)?;
    #[cfg(unix)]
    if is_program {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(path, mode)?;
    }
    #[cfg(not(unix))]
    let _ = is_program;
    Ok(())
}

/// A name must also do for a crate and for a symbol in C.
fn is_name(name: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.len() <= 40
        && name.split('-').all(is_word)
}

/// The SDK of the checkout in which this program was built, if it was.
fn checkout_sdk() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let sdks = program.ancestors().map(|folder| folder.join("plugins/sdk"));
    sdks.into_iter().find(|sdk| sdk.join("Cargo.toml").is_file() && sdk.join("include/ibidem.h").is_file())
}
