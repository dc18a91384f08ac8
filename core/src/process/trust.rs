//! Whose files are run: nobody's that a stranger could have written.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// More files than this are no plugin.
const MAX_FILES: usize = 20_000;

/// What a build leaves in a plugin's folder: nothing of it is run, unless the manifest names it.
pub(crate) const BUILD_FOLDERS: [&str; 2] = ["target", ".git"];

/// Why a plugin is not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Distrust {
    /// Who may write to a file, and is not its owner.
    Writable {
        /// Which file.
        path: PathBuf,
        /// Everybody, or a group by its number.
        by: Writer,
    },
    /// A file belongs to somebody who may not put code before the user.
    Owner {
        /// Which file.
        path: PathBuf,
        /// The number of its owner.
        owner: u32,
    },
    /// A file cannot be looked at.
    Unknown {
        /// Which file.
        path: PathBuf,
        /// Why not.
        cause: String,
    },
}

/// Who may write to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writer {
    Everybody,
    Group(u32),
}

impl Distrust {
    /// What is wrong, naming the file without its folder.
    pub(crate) fn cause(&self) -> String {
        let name = |path: &Path| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        match self {
            Self::Writable { path, by: Writer::Everybody } => {
                format!("{} is writable by everybody", name(path))
            }
            Self::Writable { path, by: Writer::Group(group) } => {
                format!("{} is writable by the group {group}, which is not its owner's own", name(path))
            }
            Self::Owner { path, owner } => {
                format!(
                    "{} belongs to user {owner}: neither to you, nor to root, nor to the owner of ibidem",
                    name(path)
                )
            }
            Self::Unknown { path, cause } => format!("{} cannot be looked at: {cause}", name(path)),
        }
    }

    /// What the user could do about it.
    pub(crate) fn remedy(&self) -> Option<String> {
        match self {
            Self::Writable { path, .. } => Some(format!("chmod go-w {}", quoted(path))),
            Self::Owner { path, .. } => Some(format!("chown \"$USER\" {}", quoted(path))),
            Self::Unknown { .. } => None,
        }
    }
}

/// A path as a shell reads it.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

/// Judges files on behalf of the user who runs the program, each folder on the way to them once.
pub(crate) struct Judge {
    user: User,
    passed: BTreeSet<PathBuf>,
}

/// Who asks, and what the system knows of users and groups.
struct User {
    id: u32,
    program_owner: u32,
    known: OnceCell<Known>,
}

/// What the system knows; read only where a file is writable by a group.
struct Known {
    names: Vec<(String, u32)>,
    groups: Vec<Group>,
}

struct Group {
    name: String,
    id: u32,
    members: Vec<String>,
}

/// What of a file decides about it.
#[derive(Clone, Copy)]
struct Access {
    owner: u32,
    group: u32,
    mode: u32,
    is_folder: bool,
}

impl Judge {
    /// For files that are run by a program.
    pub(crate) fn of(program: &Path) -> Self {
        let program_owner = access(program).map_or(0, |access| access.owner);
        let user = User { id: current_user(), program_owner, known: OnceCell::new() };
        Self { user, passed: BTreeSet::new() }
    }

    /// Looks at all that a plugin consists of: its folder with all below, or a library and its folder.
    pub(crate) fn examine(&mut self, paths: &[&Path]) -> Result<(), Distrust> {
        let mut files = 0;
        paths.iter().try_for_each(|path| {
            self.examine_folders_above(path)?;
            self.user.examine_below(path, &mut files)
        })
    }

    /// Whoever may write to a folder on the way can put another plugin there.
    fn examine_folders_above(&mut self, path: &Path) -> Result<(), Distrust> {
        let real = path.canonicalize().map_err(|error| unknown(path, &error))?;
        for folder in real.ancestors().skip(1) {
            // With a folder, all above it have passed.
            if self.passed.contains(folder) {
                break;
            }
            let access = access(folder).map_err(|error| unknown(folder, &error))?;
            // Groups are let pass here: Debian gives `/usr/local` to the group of its administrators.
            self.user.judge_writers(Access { mode: access.mode & !0o020, ..access }, folder)?;
        }
        self.passed.extend(real.ancestors().skip(1).map(Path::to_owned));
        Ok(())
    }
}

impl User {
    fn examine_below(&self, path: &Path, files: &mut usize) -> Result<(), Distrust> {
        let access = access(path).map_err(|error| unknown(path, &error))?;
        self.judge_owner(access, path)?;
        self.judge_writers(access, path)?;
        *files += 1;
        if *files > MAX_FILES {
            let cause = format!("there are more than {MAX_FILES} files");
            return Err(Distrust::Unknown { path: path.to_owned(), cause });
        }
        if !access.is_folder {
            return Ok(());
        }
        let entries = path.read_dir().map_err(|error| unknown(path, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| unknown(path, &error))?;
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            let is_built = BUILD_FOLDERS.iter().any(|name| entry.file_name() == *name);
            if is_link {
                // A link to a folder can lead back up; what it leads to is judged, not all below.
                if let Ok(access) = self::access(&entry.path()) {
                    self.judge_owner(access, &entry.path())?;
                    self.judge_writers(access, &entry.path())?;
                }
            } else if !is_built {
                self.examine_below(&entry.path(), files)?;
            }
        }
        Ok(())
    }

    fn judge_owner(&self, access: Access, path: &Path) -> Result<(), Distrust> {
        let owner = access.owner;
        if owner == 0 || owner == self.id || owner == self.program_owner {
            return Ok(());
        }
        Err(Distrust::Owner { path: path.to_owned(), owner })
    }

    fn judge_writers(&self, access: Access, path: &Path) -> Result<(), Distrust> {
        // In a sticky folder nobody can replace what is another's.
        if access.is_folder && access.mode & 0o1000 != 0 {
            return Ok(());
        }
        if access.mode & 0o002 != 0 {
            return Err(Distrust::Writable { path: path.to_owned(), by: Writer::Everybody });
        }
        if access.mode & 0o020 != 0 && !self.is_own_group(access.owner, access.group) {
            return Err(Distrust::Writable { path: path.to_owned(), by: Writer::Group(access.group) });
        }
        Ok(())
    }

    /// Whether a group holds nobody but the owner: the custom that makes a umask of 002 safe.
    fn is_own_group(&self, owner: u32, group: u32) -> bool {
        let Known { names, groups } = self.known.get_or_init(Known::of_system);
        let name = names.iter().find(|(_, id)| *id == owner).map(|(name, _)| name.as_str());
        let Some(group) = groups.iter().find(|known| known.id == group) else {
            return owner == group;
        };
        (group.id == owner || name == Some(&group.name))
            && group.members.iter().all(|member| name == Some(member))
    }
}

impl Known {
    fn of_system() -> Self {
        let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        Self { names: names(&read("/etc/passwd")), groups: groups(&read("/etc/group")) }
    }
}

fn unknown(path: &Path, error: &io::Error) -> Distrust {
    Distrust::Unknown { path: path.to_owned(), cause: error.to_string() }
}

/// Names and numbers of `/etc/passwd`.
fn names(text: &str) -> Vec<(String, u32)> {
    let read = |line: &str| {
        let mut parts = line.split(':');
        Some((parts.next()?.to_owned(), parts.nth(1)?.parse().ok()?))
    };
    text.lines().filter_map(read).collect()
}

/// The groups of `/etc/group`.
fn groups(text: &str) -> Vec<Group> {
    let read = |line: &str| {
        let mut parts = line.split(':');
        let (name, id) = (parts.next()?.to_owned(), parts.nth(1)?.parse().ok()?);
        let members = parts.next().unwrap_or_default().split(',').map(str::trim);
        let members = members.filter(|member| !member.is_empty()).map(str::to_owned).collect();
        Some(Group { name, id, members })
    };
    text.lines().filter_map(read).collect()
}

#[cfg(unix)]
fn current_user() -> u32 {
    rustix::process::geteuid().as_raw()
}

#[cfg(unix)]
fn access(path: &Path) -> io::Result<Access> {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = path.metadata()?;
    Ok(Access {
        owner: metadata.uid(),
        group: metadata.gid(),
        mode: metadata.mode(),
        is_folder: metadata.is_dir(),
    })
}

#[cfg(not(unix))]
fn current_user() -> u32 {
    0
}

/// Elsewhere the rights are others, and untried: whatever is there is taken for the user's.
#[cfg(not(unix))]
fn access(path: &Path) -> io::Result<Access> {
    let metadata = path.metadata()?;
    Ok(Access { owner: 0, group: 0, mode: 0o700, is_folder: metadata.is_dir() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/sh\nada:x:1000:1000::/home/ada:/bin/sh\n\
                          ben:x:1001:100::/home/ben:/bin/sh\ncleo:x:1002:5002::/home/cleo:/bin/sh\n";
    const GROUP: &str = "root:x:0:\nusers:x:100:\nada:x:1000:\ncleo:x:5002:cleo\nstaff:x:50:ada,ben\n\
                         ben:x:1001:ada\n";

    /// Ada asks; the program belongs to user 999.
    fn ada() -> User {
        let known = Known { names: names(PASSWD), groups: groups(GROUP) };
        User { id: 1000, program_owner: 999, known: known.into() }
    }

    fn check(owner: u32, group: u32, mode: u32, expected: &str) {
        let (access, path) = (Access { owner, group, mode, is_folder: false }, Path::new("/x/check.py"));
        let judged = ada().judge_owner(access, path).and_then(|()| ada().judge_writers(access, path));
        assert_eq!(judged.map_or_else(|distrust| distrust.cause(), |()| "trusted".to_owned()), expected);
    }

    #[test]
    fn owners_are_root_the_user_and_the_owner_of_the_program() {
        for owner in [0, 1000, 999] {
            check(owner, owner, 0o644, "trusted");
        }
        let expected =
            "check.py belongs to user 1001: neither to you, nor to root, nor to the owner of ibidem";
        check(1001, 1001, 0o644, expected);
    }

    #[test]
    fn nobody_else_may_write() {
        check(1000, 1000, 0o646, "check.py is writable by everybody");
        check(1000, 50, 0o664, "check.py is writable by the group 50, which is not its owner's own");
        check(0, 100, 0o664, "check.py is writable by the group 100, which is not its owner's own");
        check(1000, 50, 0o644, "trusted");
    }

    #[test]
    fn an_ordinary_umask_of_002_passes() {
        check(1000, 1000, 0o664, "trusted");
        check(0, 0, 0o664, "trusted");
        // Without an entry the number speaks: containers run as users that nobody has named.
        check(999, 999, 0o664, "trusted");
        check(999, 998, 0o664, "check.py is writable by the group 998, which is not its owner's own");
    }

    #[test]
    fn a_group_of_the_owners_name_with_others_in_it_is_not_the_owners() {
        let ben = User { id: 1001, ..ada() };
        assert!(!ben.is_own_group(1001, 1001));
        assert!(ben.is_own_group(1002, 5002), "the number differs, the name does not");
    }

    #[test]
    fn in_a_sticky_folder_nobody_replaces_what_is_anothers() {
        let folder = |mode| Access { owner: 0, group: 0, mode, is_folder: true };
        assert_eq!(ada().judge_writers(folder(0o1777), Path::new("/tmp")), Ok(()));
        assert!(ada().judge_writers(folder(0o777), Path::new("/tmp")).is_err());
    }

    #[test]
    fn the_remedy_can_be_pasted() {
        let distrust =
            Distrust::Writable { path: PathBuf::from("/home/ada/it's/check.py"), by: Writer::Everybody };
        assert_eq!(distrust.remedy().unwrap(), r"chmod go-w '/home/ada/it'\''s/check.py'");
    }
}
