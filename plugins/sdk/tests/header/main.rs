//! The header is made from `abi.rs`, and a compiler of C sees in it what one of Rust sees there.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at what it cannot do, and says what it skips"
)]

use std::fmt::Write as _;
use std::mem::{offset_of, size_of};
use std::path::Path;
use std::process::Command;

use ibidem_sdk::abi::{self, Bytes, HostTable, PluginTable};

mod c;

macro_rules! members {
    ($type:ty as $name:literal: $($member:ident)*) => {
        (size_of::<$type>(), $name, vec![$((stringify!($member), offset_of!($type, $member)),)*])
    };
}

/// What the header must say, by its C expressions.
fn expected() -> Vec<(String, i64)> {
    let structs = [
        members!(Bytes as "ibidem_bytes": ptr len),
        members!(HostTable as "ibidem_host": struct_size protocol minor reserved ctx emit log cancelled call),
        members!(PluginTable as "ibidem_plugin": magic struct_size protocol minor manifest open check close),
    ];
    let mut expected = Vec::new();
    for (size, name, members) in structs {
        expected.push((format!("sizeof({name})"), i64::try_from(size).unwrap()));
        for (member, offset) in members {
            expected.push((format!("offsetof({name}, {member})"), i64::try_from(offset).unwrap()));
        }
    }
    let numbers = [
        ("IBIDEM_MAGIC", i64::from(abi::MAGIC)),
        ("IBIDEM_PROTOCOL", i64::from(abi::PROTOCOL)),
        ("IBIDEM_MINOR", i64::from(abi::MINOR)),
        ("IBIDEM_OK", i64::from(abi::OK)),
        ("IBIDEM_ERROR", i64::from(abi::ERROR)),
        ("IBIDEM_REFUSED", i64::from(abi::REFUSED)),
        ("IBIDEM_PANIC", i64::from(abi::PANIC)),
        ("IBIDEM_FINDING", i64::from(abi::EMIT_FINDING)),
        ("IBIDEM_RECORD", i64::from(abi::EMIT_RECORD)),
        ("IBIDEM_PROGRESS", i64::from(abi::EMIT_PROGRESS)),
        ("IBIDEM_RULE", i64::from(abi::EMIT_RULE)),
        ("IBIDEM_LOG_ERROR", i64::from(abi::LOG_ERROR)),
        ("IBIDEM_LOG_WARNING", i64::from(abi::LOG_WARNING)),
        ("IBIDEM_LOG_INFO", i64::from(abi::LOG_INFO)),
    ];
    expected.extend(numbers.map(|(name, value)| (name.to_owned(), value)));
    expected
}

/// A C program that prints the value of each expression, one a line.
fn printer(expressions: &[(String, i64)]) -> String {
    let mut source = "#include <stdio.h>\n#include \"ibidem.h\"\nint main(void) {\n".to_owned();
    for (expression, _) in expressions {
        writeln!(source, "    printf(\"%lld\\n\", (long long)({expression}));").unwrap();
    }
    source + "    return 0;\n}\n"
}

fn check(compiler: &str, arguments: &[&str]) {
    if Command::new(compiler).arg("--version").output().is_err() {
        eprintln!("skipped: there is no {compiler} here");
        return;
    }
    let expected = expected();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (source, program) = (folder.join(format!("{compiler}.c")), folder.join(compiler));
    std::fs::write(&source, printer(&expected)).unwrap();
    let mut command = Command::new(compiler);
    command.args(arguments).args(["-Wall", "-Wextra", "-Werror", "-I"]);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("include")).arg(&source).arg("-o").arg(&program);
    let compiled = command.output().unwrap();
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));

    let printed = Command::new(&program).output().unwrap().stdout;
    let printed = String::from_utf8(printed).unwrap();
    let printed: Vec<_> = printed.lines().map(|line| line.parse::<i64>().unwrap()).collect();
    assert_eq!(printed.len(), expected.len());
    for ((expression, value), printed) in expected.into_iter().zip(printed) {
        assert_eq!(printed, value, "{expression}");
    }
}

#[test]
fn the_header_is_made_from_the_types() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let made = c::header(&std::fs::read_to_string(root.join("src/abi.rs")).unwrap());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(root.join("include/ibidem.h"), &made).unwrap();
    }
    let written = std::fs::read_to_string(root.join("include/ibidem.h")).unwrap();
    assert!(made == written, "include/ibidem.h is not what abi.rs says; BLESS=1 writes it");
}

#[test]
fn c_sees_the_same_layout() {
    check("cc", &["-std=c99", "-pedantic"]);
    check("gcc", &["-std=c11", "-pedantic", "-Wconversion"]);
}

#[test]
fn cpp_sees_the_same_layout() {
    check("c++", &["-x", "c++", "-pedantic"]);
    check("g++", &["-x", "c++", "-std=c++20", "-pedantic", "-Wconversion"]);
}
