//! Tables that no sound plugin exports.
#![expect(unsafe_code, reason = "what safe code cannot do wrong is done wrong here")]

use std::ffi::c_void;

use ibidem_sdk::abi::{Bytes, EMIT_FINDING, HostTable, OK, PluginTable, plugin};

use crate::{MANIFEST, Unruly};

/// Of a protocol that this program does not speak, and with nothing behind it.
#[unsafe(no_mangle)]
pub static unruly_old_plugin: PluginTable =
    PluginTable { protocol: 7, struct_size: 16, open: None, check: None, ..plugin::<Unruly>(MANIFEST) };

/// Cut off before its functions.
#[unsafe(no_mangle)]
pub static unruly_short_plugin: PluginTable = PluginTable { struct_size: 32, ..plugin::<Unruly>(MANIFEST) };

/// Something else.
#[unsafe(no_mangle)]
pub static unruly_other_plugin: PluginTable =
    PluginTable { magic: 0x7F45_4C46, ..plugin::<Unruly>(MANIFEST) };

/// Without its main function.
#[unsafe(no_mangle)]
pub static unruly_null_plugin: PluginTable = PluginTable { check: None, ..plugin::<Unruly>(MANIFEST) };

/// With a manifest that is none.
#[unsafe(no_mangle)]
pub static unruly_nameless_plugin: PluginTable = plugin::<Unruly>("version = \"0.1.0\"");

/// A shipped plugin of an older version.
#[unsafe(no_mangle)]
pub static ibidem_garbled_plugin: PluginTable =
    plugin::<Unruly>("id = \"garbled\"\nversion = \"0.0.1\"\nprotocol = 1\nkind = \"native\"\n");

/// Under another name than its own.
#[unsafe(no_mangle)]
pub static renamed_plugin: PluginTable =
    plugin::<Unruly>("id = \"garbled\"\nversion = \"9.9.9\"\nprotocol = 1\nkind = \"native\"\n");

/// Gets its notes some at a time.
#[unsafe(no_mangle)]
pub static unruly_note_plugin: PluginTable = plugin::<Unruly>(
    "id = \"unruly\"\nversion = \"0.3.0\"\nprotocol = 1\nkind = \"native\"\nscope = \"note\"\n",
);

/// Declares services and records.
#[unsafe(no_mangle)]
pub static unruly_calls_plugin: PluginTable = plugin::<Unruly>(
    "id = \"unruly\"\nversion = \"0.3.0\"\nprotocol = 1\nkind = \"native\"\n\
     capabilities = [\"cache/1\", \"count/1\"]\nrecords = \"words\"\n",
);

/// Gets its notes some at a time, and declares records.
#[unsafe(no_mangle)]
pub static unruly_records_plugin: PluginTable = plugin::<Unruly>(
    "id = \"unruly\"\nversion = \"0.3.0\"\nprotocol = 1\nkind = \"native\"\nscope = \"note\"\n\
     records = \"words\"\n",
);

/// Emits what is no JSON, and JSON that is no finding.
#[unsafe(no_mangle)]
pub static unruly_garbage_plugin: PluginTable =
    PluginTable { check: Some(emit_garbage), close: None, ..plugin::<Unruly>(MANIFEST) };

/// Gives a code that nobody knows.
#[unsafe(no_mangle)]
pub static unruly_code_plugin: PluginTable =
    PluginTable { check: Some(give_code), close: None, ..plugin::<Unruly>(MANIFEST) };

/// Panics where C is on the stack.
#[unsafe(no_mangle)]
pub static unruly_unwinding_plugin: PluginTable =
    PluginTable { check: Some(unwind), close: None, ..plugin::<Unruly>(MANIFEST) };

unsafe extern "C" fn unwind(_: *mut c_void, _: *const HostTable, _: Bytes) -> i32 {
    panic!("nobody catches this")
}

unsafe extern "C" fn emit_garbage(_: *mut c_void, host: *const HostTable, _: Bytes) -> i32 {
    // SAFETY: the program hands over its table.
    let host = unsafe { &*host };
    for garbage in ["{\"rule\": ", "[1, 2, 3]", "\"}{\""] {
        if let Some(emit) = host.emit {
            // SAFETY: the bytes are static.
            unsafe { emit(host.ctx, EMIT_FINDING, Bytes::new(garbage)) };
            // SAFETY: the bytes are static, and there are none of them; kind and context are made up.
            unsafe { emit(std::ptr::dangling_mut(), 99, Bytes { ptr: std::ptr::null(), len: 5 }) };
        }
    }
    OK
}

unsafe extern "C" fn give_code(_: *mut c_void, _: *const HostTable, _: Bytes) -> i32 {
    42
}

/// Writes where nothing is.
pub(crate) fn segfault() {
    // SAFETY: none; that is the fault.
    unsafe { std::ptr::dangling_mut::<u64>().write_volatile(1) };
}
