//! The code of a plugin → its table, believed only as far as it was looked at.

use std::ffi::c_void;
use std::mem::size_of;
use std::path::Path;

use ibidem_sdk::abi::{self, Bytes, HostTable, PluginTable};

use super::{Code, bundled};

/// The largest manifest that is read from a library.
const MAX_MANIFEST: usize = 64 << 10;

/// A plugin, as far as its table was believed.
pub(super) struct Plugin {
    pub(super) manifest: &'static str,
    pub(super) open: unsafe extern "C" fn(*const HostTable, Bytes, *mut *mut c_void) -> i32,
    pub(super) check: unsafe extern "C" fn(*mut c_void, *const HostTable, Bytes) -> i32,
    pub(super) close: Option<unsafe extern "C" fn(*mut c_void)>,
}

/// Opens the code of a plugin, and reads its table.
pub(super) fn load(code: &Code) -> Result<Plugin, String> {
    match code {
        Code::Bundled(id) => {
            let table = bundled(id).ok_or_else(|| format!("`{id}` is not linked into this program"))?;
            // SAFETY: the table is a static of this very program.
            unsafe { read_table(table) }
        }
        Code::Process { command, .. } => Err(format!("{} is no library", command.display())),
        Code::Library { path, symbol, .. } => {
            let cannot = |cause: String| code.cannot_load(&cause);
            let table = open_library(path, symbol).map_err(cannot)?;
            // SAFETY: the library exports something under this name and stays loaded. That it is a
            // table of some version is the author's promise; a lie ends this worker and no more.
            unsafe { read_table(table) }.map_err(cannot)
        }
    }
}

/// Opens a library for good, and finds its table.
fn open_library(path: &Path, symbol: &str) -> Result<*const PluginTable, String> {
    // SAFETY: initializers of the library run here. The user named the plugin, and this process
    // has nothing to lose.
    let library = unsafe { open_now(path) }.map_err(|error| reason(&error, path))?;
    // Never unloaded, not even when the symbol is missing.
    let library = std::mem::ManuallyDrop::new(library);
    // SAFETY: only the address is taken; `read_table` looks at what lies there.
    let table = unsafe { library.get::<*const PluginTable>(symbol) };
    table.map(|table| *table).map_err(|_| format!("it exports no `{symbol}`"))
}

/// `RTLD_NOW`: what is undefined shows here, not in the middle of a check. `RTLD_LOCAL`: two
/// plugins do not see each other's symbols.
#[cfg(unix)]
unsafe fn open_now(path: &Path) -> Result<libloading::Library, libloading::Error> {
    use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
    // SAFETY: the caller answers for the initializers.
    unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL) }.map(Into::into)
}

#[cfg(not(unix))]
unsafe fn open_now(path: &Path) -> Result<libloading::Library, libloading::Error> {
    // SAFETY: the caller answers for the initializers.
    unsafe { libloading::Library::new(path) }
}

/// What the loader says, without the folder: the same report on every machine.
fn reason(error: &libloading::Error, path: &Path) -> String {
    let said = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    let prefix = format!("{}: ", path.display());
    said.strip_prefix(&prefix).unwrap_or(&said).replace(&prefix, "")
}

/// Reads a plugin's table, each member only after what says that it is there.
///
/// # Safety
///
/// The pointer is null or leads to a [`PluginTable`] of some version that stays as it is.
pub(super) unsafe fn read_table(table: *const PluginTable) -> Result<Plugin, String> {
    if table.is_null() || !table.is_aligned() {
        return Err("its table is not where a table can be".to_owned());
    }
    let head = table.cast::<u32>();
    // SAFETY: magic and size begin every table.
    let (magic, size) = unsafe { (head.read(), head.add(1).read() as usize) };
    if magic != abi::MAGIC {
        return Err("its table is not that of a plugin of ibidem".to_owned());
    }
    // SAFETY: the protocol follows the size in every version.
    let spoken = unsafe { head.add(2).read() };
    if spoken != abi::PROTOCOL {
        return Err(format!("it speaks protocol {spoken}, this program speaks {}", abi::PROTOCOL));
    }
    let needed = size_of::<PluginTable>();
    if size < needed {
        return Err(format!("its table has {size} bytes, protocol {spoken} has {needed}"));
    }
    // SAFETY: the table has all members of this protocol.
    let table = unsafe { &*table };
    let missing = |name| format!("its table has no function `{name}`");
    let open = table.open.ok_or_else(|| missing("open"))?;
    let check = table.check.ok_or_else(|| missing("check"))?;
    if table.manifest.len > MAX_MANIFEST {
        return Err(format!("its manifest has {} bytes, the limit is {MAX_MANIFEST}", table.manifest.len));
    }
    // SAFETY: the manifest is static, says `ibidem.h`.
    let manifest = std::str::from_utf8(unsafe { table.manifest.as_slice() })
        .map_err(|_| "its manifest is not UTF-8".to_owned())?;
    Ok(Plugin { manifest, open, check, close: table.close })
}
