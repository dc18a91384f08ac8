//! What a worker is kept from, as far as the system allows; applied to itself, before it runs
//! anything of a plugin.
//!
//! This isolates faults, not malice. What is not enforced here is said by `plugins doctor`.
#![cfg_attr(
    target_os = "linux",
    expect(unsafe_code, reason = "namespaces and descriptors have no safe door")
)]

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What a worker is given.
#[derive(Clone, Debug, Default)]
pub struct Bounds {
    /// How much memory it may take, in bytes of address space.
    pub memory: Option<u64>,
    /// Files, and folders with all below, that it may read and run.
    pub readable: Vec<PathBuf>,
    /// Folders that it may write to.
    pub writable: Vec<PathBuf>,
}

/// One thing that a worker is kept from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// What it is about: `network`.
    pub name: String,
    /// Whether it is enforced here.
    pub is_enforced: bool,
    /// What is enforced, or why not.
    pub detail: String,
}

impl Measure {
    fn of(name: &str, enforced: Result<String, String>) -> Self {
        let (is_enforced, detail) = match enforced {
            Ok(detail) => (true, detail),
            Err(detail) => (false, detail),
        };
        Self { name: name.to_owned(), is_enforced, detail }
    }
}

/// The largest file that a worker may write.
#[cfg(target_os = "linux")]
const MAX_FILE: u64 = 64 << 20;

/// How many descriptors a worker may have.
#[cfg(target_os = "linux")]
const MAX_DESCRIPTORS: u64 = 256;

/// Confines this process for good, and says what is enforced. There must be no other thread yet.
#[cfg(target_os = "linux")]
pub fn confine(bounds: &Bounds) -> Vec<Measure> {
    linux::close_descriptors();
    vec![
        Measure::of("memory", linux::limit_memory(bounds.memory)),
        Measure::of("file size", linux::limit_files()),
        Measure::of("privileges", linux::give_up_privileges()),
        Measure::of("network", linux::leave_network()),
        Measure::of("files", linux::keep_to_files(bounds)),
    ]
}

/// Elsewhere nothing is enforced, and that is said.
#[cfg(not(target_os = "linux"))]
pub fn confine(_bounds: &Bounds) -> Vec<Measure> {
    let names = ["memory", "file size", "privileges", "network", "files"];
    names.map(|name| Measure::of(name, Err("untried on this system".to_owned()))).into()
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeMap;
    use std::os::fd::BorrowedFd;
    use std::path::Path;

    use landlock::{
        ABI, Access as _, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible as _, PathBeneath, PathFd,
        Ruleset, RulesetAttr as _, RulesetCreated, RulesetCreatedAttr as _, RulesetError, RulesetStatus,
        Scope,
    };
    use rustix::net::AddressFamily;
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    use rustix::thread::UnshareFlags;
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
        SeccompRule,
    };

    use super::{Bounds, MAX_DESCRIPTORS, MAX_FILE};

    /// What every program needs: the system's own libraries and programs.
    const SYSTEM: [&str; 9] =
        ["/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/opt", "/nix/store", "/gnu/store"];

    /// What interpreters and the C library look up when they start; nothing of a user's.
    const LOOKED_UP: [&str; 13] = [
        "/etc/ld.so.cache",
        "/etc/ld.so.preload",
        "/etc/alternatives",
        "/etc/localtime",
        "/etc/locale.alias",
        "/etc/ssl/openssl.cnf",
        "/dev/zero",
        "/dev/random",
        "/dev/urandom",
        // The folder of this very process alone: that of its parent shows the parent's environment.
        "/proc/self",
        "/proc/cpuinfo",
        "/proc/meminfo",
        "/proc/stat",
    ];

    /// Files of a kernel older than this have fewer rights to deny; what it knows is denied.
    const KNOWN: ABI = ABI::V6;

    /// Closes what the program has inherited itself and would hand on.
    pub(super) fn close_descriptors() {
        let (first, last, flags): (libc::c_uint, _, libc::c_uint) = (3, libc::c_uint::MAX, 0);
        // SAFETY: nobody in this process, which has just begun, owns a descriptor beyond the standard ones.
        let closed = unsafe { libc::syscall(libc::SYS_close_range, first, last, flags) };
        if closed != 0 {
            close_listed();
        }
    }

    /// The same for Linux before 5.9.
    fn close_listed() {
        let Ok(entries) = Path::new("/proc/self/fd").read_dir() else { return };
        let numbers = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok());
        let numbers: Vec<_> = numbers.filter(|number| *number > 2).collect();
        for number in numbers {
            // SAFETY: nobody closes it meanwhile: there is no other thread.
            let descriptor = unsafe { BorrowedFd::borrow_raw(number) };
            // That of the listing is closed already.
            if rustix::io::fcntl_getfd(descriptor).is_ok() {
                // SAFETY: it is open, and nobody in this process, which has just begun, owns one
                // beyond the standard ones.
                unsafe { rustix::io::close(number) };
            }
        }
    }

    pub(super) fn limit_memory(bytes: Option<u64>) -> Result<String, String> {
        let Some(bytes) = bytes else { return Err("not limited".to_owned()) };
        limit(Resource::As, bytes)?;
        Ok(format!("at most {} MB of address space", bytes >> 20))
    }

    pub(super) fn limit_files() -> Result<String, String> {
        limit(Resource::Fsize, MAX_FILE)?;
        limit(Resource::Nofile, MAX_DESCRIPTORS)?;
        // A crash that was expected needs no image of its memory on the user's disk.
        limit(Resource::Core, 0)?;
        Ok(format!("at most {} MB in a file, {MAX_DESCRIPTORS} open files, no core dumps", MAX_FILE >> 20))
    }

    fn limit(resource: Resource, value: u64) -> Result<(), String> {
        // What is lower already stays lower.
        let maximum = getrlimit(resource).maximum.map_or(value, |maximum| maximum.min(value));
        let both = Rlimit { current: Some(maximum), maximum: Some(maximum) };
        setrlimit(resource, both).map_err(|error| error.to_string())
    }

    pub(super) fn give_up_privileges() -> Result<String, String> {
        rustix::thread::set_no_new_privs(true).map_err(|error| error.to_string())?;
        Ok("no program gives it new ones".to_owned())
    }

    pub(super) fn leave_network() -> Result<String, String> {
        // The filter comes first: many systems give no namespaces to users, and one takes ten times as long.
        refuse_sockets().or_else(|refused| {
            leave_for_namespace().map_err(|error| format!("no filter: {refused}; {error}"))
        })
    }

    /// Has the kernel refuse all sockets but those of the file system, to this process and what it starts.
    fn refuse_sockets() -> Result<String, String> {
        let filter = socket_filter().map_err(|error| error.to_string())?;
        seccompiler::apply_filter(&filter).map_err(|error| error.to_string())?;
        Ok("opens no socket to any network".to_owned())
    }

    fn socket_filter() -> Result<BpfProgram, seccompiler::BackendError> {
        let family = SeccompCondition::new(
            0,
            SeccompCmpArgLen::Dword,
            SeccompCmpOp::Ne,
            u64::from(AddressFamily::UNIX.as_raw()),
        )?;
        let refused = BTreeMap::from([
            (libc::SYS_socket, vec![SeccompRule::new(vec![family])?]),
            // Opens sockets, too, and answers to no filter.
            (libc::SYS_io_uring_setup, Vec::new()),
        ]);
        let denial = SeccompAction::Errno(rustix::io::Errno::ACCESS.raw_os_error().unsigned_abs());
        let here = std::env::consts::ARCH.try_into()?;
        SeccompFilter::new(refused, SeccompAction::Allow, denial, here)?.try_into()
    }

    fn leave_for_namespace() -> Result<String, String> {
        // SAFETY: neither flag parts descriptors or memory of threads that share them.
        let left = unsafe { rustix::thread::unshare_unsafe(UnshareFlags::NEWUSER | UnshareFlags::NEWNET) };
        left.map_err(|error| format!("no namespace of its own: {error}"))?;
        Ok("a network of its own, which leads nowhere".to_owned())
    }

    pub(super) fn keep_to_files(bounds: &Bounds) -> Result<String, String> {
        let status = restrict(bounds).map_err(|error| format!("no Landlock: {error}"))?;
        let scope = "reads the system's programs and its own folder, writes to its empty folder";
        match status {
            RulesetStatus::FullyEnforced => Ok(scope.to_owned()),
            RulesetStatus::PartiallyEnforced => Ok(format!("{scope}, as far as this kernel goes")),
            RulesetStatus::NotEnforced => Err("this kernel has no Landlock".to_owned()),
        }
    }

    fn restrict(bounds: &Bounds) -> Result<RulesetStatus, RulesetError> {
        let ruleset = Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(KNOWN))?
            // Where there is no namespace, this stops connections all the same.
            .handle_access(AccessNet::from_all(KNOWN))?
            .scope(Scope::from_all(KNOWN))?
            .create()?;
        let read = AccessFs::from_read(KNOWN);
        let look = AccessFs::ReadFile | AccessFs::ReadDir;
        // `/lib` and `/bin` are mostly links into `/usr`, which is let be already.
        let is_link = |path: &str| {
            rustix::fs::readlink(path, Vec::new()).is_ok_and(|to| to.as_bytes().starts_with(b"usr/"))
        };
        let mut system = SYSTEM.iter().filter(|path| !is_link(path));
        let ruleset = system.try_fold(ruleset, |ruleset, path| allow(ruleset, path.as_ref(), read))?;
        let ruleset =
            LOOKED_UP.iter().try_fold(ruleset, |ruleset, path| allow(ruleset, path.as_ref(), look))?;
        let ruleset = allow(ruleset, Path::new("/dev/null"), look | AccessFs::WriteFile)?;
        let ruleset = bounds.readable.iter().try_fold(ruleset, |ruleset, path| allow(ruleset, path, read))?;
        let all = AccessFs::from_all(KNOWN) & !AccessFs::Execute;
        let ruleset = bounds.writable.iter().try_fold(ruleset, |ruleset, path| allow(ruleset, path, all))?;
        Ok(ruleset.restrict_self()?.ruleset)
    }

    /// Lets a path be; one that is not there needs no rule.
    fn allow(
        ruleset: RulesetCreated,
        path: &Path,
        access: BitFlags<AccessFs>,
    ) -> Result<RulesetCreated, RulesetError> {
        let Ok(opened) = PathFd::new(path) else { return Ok(ruleset) };
        // A file has no rights that only a folder can have.
        let is_folder = rustix::fs::fstat(&opened)
            .is_ok_and(|found| rustix::fs::FileType::from_raw_mode(found.st_mode).is_dir());
        let access = if is_folder { access } else { access & AccessFs::from_file(KNOWN) };
        ruleset.add_rule(PathBeneath::new(opened, access))
    }
}
