//! Where PDFium is: the library that knows what a PDF prints. It does not come with the program.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::{Path, PathBuf};

use crate::process::trust::Judge;

/// The library, or a folder that has it; before all other places.
const VARIABLE: &str = "IBIDEM_PDFIUM";

/// Says how the library is got.
pub(super) const REMEDY: &str =
    "`pip install pypdfium2` brings it, or set IBIDEM_PDFIUM to the file libpdfium.so";

/// Finds PDFium, or says why there is none, and what to do.
pub(super) fn find(program: &Path) -> Result<PathBuf, String> {
    let environment = Environment::of_process();
    if let Some(named) = &environment.named {
        let file = in_folder(named)
            .into_iter()
            .find(|file| file.is_file())
            .ok_or_else(|| format!("{VARIABLE} is {}, where no library for PDF is", named.display()))?;
        return trusted(&file, program);
    }
    let mut refused = None;
    for file in environment.places(program).into_iter().filter(|file| file.is_file()) {
        match trusted(&file, program) {
            Ok(file) => return Ok(file),
            Err(cause) => refused = refused.or(Some(cause)),
        }
    }
    Err(refused.unwrap_or_else(|| format!("PDFium, which reads PDF, is not installed: {REMEDY}")))
}

/// A library runs as part of a process of the user: nobody else may have written it.
fn trusted(file: &Path, program: &Path) -> Result<PathBuf, String> {
    let file = file.canonicalize().map_err(|error| format!("{}: {error}", file.display()))?;
    match Judge::of(program).examine(&[&file]) {
        Ok(()) => Ok(file),
        Err(distrust) => {
            let remedy = distrust.remedy().map(|remedy| format!("; {remedy}")).unwrap_or_default();
            Err(format!("PDFium in {} is not used: {}{remedy}", file.display(), distrust.cause()))
        }
    }
}

/// What the environment says of where libraries are.
#[derive(Default)]
struct Environment {
    named: Option<PathBuf>,
    /// The roots of environments of Python that are active.
    active: Vec<PathBuf>,
    home: Option<PathBuf>,
    versions: Option<PathBuf>,
    path: Vec<PathBuf>,
}

impl Environment {
    fn of_process() -> Self {
        let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let home = folder("HOME").or_else(|| folder("USERPROFILE"));
        Self {
            named: folder(VARIABLE),
            active: ["VIRTUAL_ENV", "CONDA_PREFIX"].into_iter().filter_map(folder).collect(),
            versions: folder("PYENV_ROOT").or_else(|| Some(home.as_ref()?.join(".pyenv"))),
            home,
            path: std::env::var_os("PATH")
                .map(|path| std::env::split_paths(&path).filter(|folder| folder.is_absolute()).collect())
                .unwrap_or_default(),
        }
    }

    /// Where the library can be, the likeliest first.
    fn places(&self, program: &Path) -> Vec<PathBuf> {
        let mut places = Vec::new();
        if let Some(folder) = program.parent() {
            places.extend(in_folder(folder));
            places.extend(in_folder(&folder.join("../lib/ibidem")));
        }
        for root in &self.active {
            places.extend(in_python(root));
        }
        for folder in &self.path {
            if let Ok(python) = folder.join("python3").canonicalize()
                && let Some(root) = python.parent().and_then(Path::parent)
            {
                places.extend(in_python(root));
            }
        }
        if let Some(home) = &self.home {
            places.extend(in_python(&home.join(".local")));
        }
        for version in self.versions.iter().flat_map(|root| below(&root.join("versions"))) {
            places.extend(in_python(&version));
        }
        places.extend(["/usr/local", "/usr"].iter().flat_map(|root| in_python(Path::new(root))));
        for folder in ["/usr/local/lib", "/usr/lib64", "/usr/lib", "/opt/homebrew/lib"] {
            places.extend(in_folder(Path::new(folder)));
        }
        // Debian's folders for one kind of machine: /usr/lib/x86_64-linux-gnu.
        for folder in below(Path::new("/usr/lib")) {
            if folder.file_name().is_some_and(|name| name.to_string_lossy().contains("-linux-")) {
                places.extend(in_folder(&folder));
            }
        }
        places
    }
}

/// Where Python has the package that brings the library, below the root of an environment.
fn in_python(root: &Path) -> Vec<PathBuf> {
    let versions = below(&root.join("lib")).into_iter().filter(|folder| {
        folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("python3"))
    });
    let mut packages: Vec<PathBuf> =
        versions.flat_map(|lib| [lib.join("site-packages"), lib.join("dist-packages")]).collect();
    packages.push(root.join("Lib").join("site-packages"));
    packages.iter().map(|packages| packages.join("pypdfium2_raw").join(file_name())).collect()
}

/// The library itself, or what it is called in a folder.
fn in_folder(path: &Path) -> Vec<PathBuf> {
    vec![path.to_owned(), path.join(file_name()), path.join("pypdfium2_raw").join(file_name())]
}

fn file_name() -> String {
    format!("{DLL_PREFIX}pdfium{DLL_SUFFIX}")
}

/// What stands in a folder, in order, the last names first: the newest version.
fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = folder.read_dir().into_iter().flatten();
    let mut entries: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    entries.sort_unstable_by(|one, other| other.cmp(one));
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_active_environment_comes_before_the_users_own_packages() {
        let root = std::env::temp_dir().join(format!("ibidem-library-{}", std::process::id()));
        let has = |below: &str| {
            let folder = root.join(below).join("lib/python3.11/site-packages/pypdfium2_raw");
            std::fs::create_dir_all(&folder).unwrap();
            let file = folder.join(file_name());
            std::fs::write(&file, "").unwrap();
            file
        };
        let (active, own) = (has("venv"), has("home/.local"));
        let environment = Environment {
            active: vec![root.join("venv")],
            home: Some(root.join("home")),
            ..Environment::default()
        };
        let places = environment.places(Path::new("/nowhere/bin/ibidem"));
        let found: Vec<&PathBuf> = places.iter().filter(|place| place.starts_with(&root)).collect();
        let found: Vec<&PathBuf> = found.into_iter().filter(|place| place.is_file()).collect();
        assert_eq!(found, [&active, &own]);
        std::fs::remove_dir_all(&root).unwrap();
    }
}
