//! A folder or an archive → the styles in it.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::thread;

use flate2::read::MultiGzDecoder;
use ibidem_citations::style::StyleInfo;
use zip::ZipArchive;

use super::catalog::Listed;
use super::error::FindStyleError;
use super::{Text, file};

/// A folder or an archive of CSL files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Folder(PathBuf),
    Zip(PathBuf),
    Tar(PathBuf),
    TarGz(PathBuf),
}

/// The most files of a place that are looked at; the CSL repository has eleven thousand.
const MOST_FILES: usize = 100_000;

/// How deep folders are searched: the repository has its dependent styles in one of their own.
const DEEPEST: usize = 4;

/// How much of an archive is unpacked, in bytes; the repository has a hundred million.
const MOST_UNPACKED: u64 = 2 << 30;

/// How much of a file is read before it is known to be longer, in bytes.
const FIRST_READ: u64 = 4 << 10;

/// Behind this many bytes no title is looked for.
const LONGEST_HEAD: u64 = 256 << 10;

/// The file in which the CSL repository says which styles have changed their names.
const RENAMED: &str = "renamed-styles.json";

impl Place {
    /// Tells by its content what a path is.
    pub(super) fn open(path: &Path) -> Result<Self, FindStyleError> {
        let failed = |source| FindStyleError::Place { path: path.to_owned(), source };
        if fs::metadata(path).map_err(failed)?.is_dir() {
            return Ok(Self::Folder(path.to_owned()));
        }
        let mut start = Vec::new();
        File::open(path).and_then(|file| file.take(512).read_to_end(&mut start)).map_err(failed)?;
        match start.as_slice() {
            start if start.starts_with(b"PK\x03\x04") => Ok(Self::Zip(path.to_owned())),
            start if start.starts_with(b"\x1F\x8B") => Ok(Self::TarGz(path.to_owned())),
            start if start.get(257..262) == Some(b"ustar") => Ok(Self::Tar(path.to_owned())),
            _ => Err(FindStyleError::NoPlace { path: path.to_owned() }),
        }
    }

    fn path(&self) -> &Path {
        match self {
            Self::Folder(path) | Self::Zip(path) | Self::Tar(path) | Self::TarGz(path) => path,
        }
    }

    fn failed(&self, source: impl Into<io::Error>) -> FindStyleError {
        FindStyleError::Place { path: self.path().to_owned(), source: source.into() }
    }

    /// The style whose file has this name; one outside of the folder for dependent styles goes first.
    pub(super) fn named(&self, name: &str) -> Result<Option<Text>, FindStyleError> {
        if !is_name(name) {
            return Ok(None);
        }
        let Some((place, bytes)) = self.bytes(&format!("{name}.csl")).map_err(|error| self.failed(error))?
        else {
            return Ok(None);
        };
        let from = self.path().join(place).display().to_string();
        let xml = file::text(bytes, &from)?;
        Ok(Some(Text { name: name.to_owned(), xml, from }))
    }

    /// The name that a style has now, if it was renamed.
    pub(super) fn renamed(&self, name: &str) -> Result<Option<String>, FindStyleError> {
        // In an archive without index, looking for this file would cost as much as reading all.
        if matches!(self, Self::Tar(_) | Self::TarGz(_)) {
            return Ok(None);
        }
        let Some((_, bytes)) = self.bytes(RENAMED).map_err(|error| self.failed(error))? else {
            return Ok(None);
        };
        let names = serde_json::from_slice::<serde_json::Value>(&bytes).unwrap_or_default();
        Ok(names.get(name).and_then(serde_json::Value::as_str).map(str::to_owned))
    }

    /// Where a file of this name stands, and its bytes.
    fn bytes(&self, name: &str) -> io::Result<Option<(String, Vec<u8>)>> {
        match self {
            Self::Folder(folder) => {
                for path in [name.to_owned(), format!("dependent/{name}")] {
                    match File::open(folder.join(&path)) {
                        Ok(file) => return Ok(Some((path, file::capped(file)?))),
                        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                        Err(error) => return Err(error),
                    }
                }
                // A folder of one's own may be sorted otherwise.
                let files = style_files(folder)?;
                let found = files.into_iter().find(|path| path.file_name().is_some_and(|file| file == name));
                found
                    .map(|path| {
                        Ok((path.display().to_string(), file::capped(File::open(folder.join(&path))?)?))
                    })
                    .transpose()
            }
            Self::Zip(path) => {
                let mut archive = open_zip(path)?;
                let is_it = |path: &String| path.rsplit('/').next() == Some(name);
                let found = zip_files(&archive).filter(is_it).min_by_key(|path| path.matches('/').count());
                let Some(found) = found else { return Ok(None) };
                let bytes = file::capped(archive.by_name(&found)?)?;
                Ok(Some((found, bytes)))
            }
            Self::Tar(_) | Self::TarGz(_) => {
                let mut found = None;
                self.walk_tar(|path, entry| {
                    let is_it = path.rsplit('/').next() == Some(name);
                    if is_it {
                        found = Some((path.to_owned(), file::capped(entry)?));
                    }
                    Ok(!is_it)
                })?;
                Ok(found)
            }
        }
    }

    /// What each style says of itself, in order of their paths; files that are none are passed over.
    pub(super) fn heads(&self) -> Result<Vec<Listed>, FindStyleError> {
        let heads = match self {
            Self::Folder(folder) => style_files(folder).map(|files| {
                in_parallel(&files, |path| {
                    listed(&path.to_string_lossy(), &head(File::open(folder.join(path)).ok()?).ok()?)
                })
            }),
            Self::Zip(path) => zip_heads(path),
            Self::Tar(_) | Self::TarGz(_) => {
                let mut heads = Vec::new();
                self.walk_tar(|path, entry| {
                    if is_style_file(path) {
                        heads.extend(listed(path, &head(entry)?));
                    }
                    Ok(heads.len() < MOST_FILES)
                })
                .map(|()| heads)
            }
        };
        heads.map_err(|error| self.failed(error))
    }

    /// Shows every file of the archive, until there is no more or enough.
    fn walk_tar(&self, mut see: impl FnMut(&str, &mut dyn Read) -> io::Result<bool>) -> io::Result<()> {
        let file = BufReader::with_capacity(1 << 16, File::open(self.path())?);
        let bytes: Box<dyn Read> = match self {
            Self::TarGz(_) => Box::new(MultiGzDecoder::new(file)),
            _ => Box::new(file),
        };
        for entry in tar::Archive::new(bytes.take(MOST_UNPACKED)).entries()? {
            let mut entry = entry?;
            if !entry.header().entry_type().is_file() {
                continue;
            }
            let path = entry.path()?.to_string_lossy().into_owned();
            if !see(&path, &mut entry)? {
                break;
            }
        }
        Ok(())
    }
}

/// Whether a text can be the name of a style: no path, and nothing that leads out of a folder.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0'])
}

fn is_style_file(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or_default();
    Path::new(file).extension().is_some_and(|ending| ending == "csl") && !file.starts_with('.')
}

/// The CSL files of a folder and the folders in it, in order; links are not followed.
fn style_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut open = vec![(PathBuf::new(), 0)];
    while let Some((inner, depth)) = open.pop() {
        let entries = match fs::read_dir(folder.join(&inner)) {
            Ok(entries) => entries,
            Err(error) if depth == 0 => return Err(error),
            Err(_) => continue,
        };
        for entry in entries.flatten() {
            let Ok(kind) = entry.file_type() else { continue };
            let name = entry.file_name();
            if kind.is_dir() && depth < DEEPEST && !name.to_string_lossy().starts_with('.') {
                open.push((inner.join(name), depth + 1));
            } else if !kind.is_dir() && is_style_file(&name.to_string_lossy()) {
                files.push(inner.join(name));
            }
        }
    }
    files.sort_unstable();
    files.truncate(MOST_FILES);
    Ok(files)
}

fn open_zip(path: &Path) -> io::Result<ZipArchive<BufReader<File>>> {
    Ok(ZipArchive::new(BufReader::new(File::open(path)?))?)
}

/// The paths of an archive; one that is no text cannot be that of a style.
fn zip_files(archive: &ZipArchive<BufReader<File>>) -> impl Iterator<Item = String> {
    archive.file_names().filter_map(Result::ok).map(std::borrow::Cow::into_owned)
}

/// Each thread opens the archive for itself: reading moves within the file.
fn zip_heads(path: &Path) -> io::Result<Vec<Listed>> {
    let archive = open_zip(path)?;
    let mut files: Vec<String> = zip_files(&archive).filter(|path| is_style_file(path)).collect();
    files.sort_unstable();
    files.truncate(MOST_FILES);
    thread_local! {
        static ARCHIVE: std::cell::RefCell<Option<ZipArchive<BufReader<File>>>> = const { std::cell::RefCell::new(None) };
    }
    Ok(in_parallel(&files, |file| {
        ARCHIVE.with_borrow_mut(|open| {
            if open.is_none() {
                *open = Some(open_zip(path).ok()?);
            }
            listed(file, &head(open.as_mut()?.by_name(file).ok()?).ok()?)
        })
    }))
}

fn listed(path: &str, head: &str) -> Option<Listed> {
    let name = path.rsplit('/').next()?.strip_suffix(".csl")?.to_owned();
    Some(Listed { name, info: StyleInfo::read(head)?, is_embedded: false })
}

/// The text of a file up to the end of what it says of itself.
fn head(mut source: impl Read) -> io::Result<String> {
    const END: &[u8] = b"</info>";
    let mut bytes = Vec::new();
    let mut wanted = FIRST_READ;
    loop {
        let read = source.by_ref().take(wanted).read_to_end(&mut bytes)?;
        let is_whole = bytes.windows(END.len()).any(|window| window == END);
        if is_whole || (read as u64) < wanted || bytes.len() as u64 >= LONGEST_HEAD {
            return Ok(String::from_utf8_lossy(&bytes).into_owned());
        }
        wanted = bytes.len() as u64;
    }
}

/// Maps a list by several threads; the order stays.
fn in_parallel<T: Sync, R: Send>(list: &[T], map: impl Fn(&T) -> Option<R> + Sync) -> Vec<R> {
    /// So few are not worth a thread.
    const FEWEST: usize = 64;
    let threads =
        thread::available_parallelism().map_or(1, usize::from).min(list.len().div_ceil(FEWEST)).max(1);
    let size = list.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        let map = &map;
        let parts: Vec<_> = list
            .chunks(size)
            .map(|part| scope.spawn(move || part.iter().filter_map(map).collect::<Vec<R>>()))
            .collect();
        parts.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
    })
}
