//! The types of `abi.rs` → `ibidem.h`.
//!
//! It knows of Rust what that file uses, and stops at anything else. `cbindgen` would do, but is
//! not under a license that this project takes.

use std::fmt::Write as _;

use quote::ToTokens as _;
use syn::{Attribute, Expr, Fields, Item, ItemConst, ItemStruct, ItemType, Lit, Meta, ReturnType, Type};

const HEAD: &str = r#"/*
 * ibidem.h: the boundary between ibidem and a checker's library, protocol 1.
 *
 * Made from plugins/sdk/src/abi.rs; a test holds the two together.
 *
 * A checker exports one static table. The program opens the library in a worker process, never in
 * its own, reads the table, and never unloads the library.
 *
 * - All text is UTF-8, all messages are JSON; unknown members of a message are to be ignored.
 * - Nobody frees what another made: bytes are borrowed until the call returns.
 * - Nothing unwinds across: catch C++ exceptions before they leave a function.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */
#ifndef IBIDEM_H
#define IBIDEM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

"#;

const FOOT: &str = "
#ifdef __cplusplus
}
#endif

#endif /* IBIDEM_H */
";

/// Makes the text of the header from that of `abi.rs`.
pub(crate) fn header(source: &str) -> String {
    let file = syn::parse_file(source).unwrap();
    let mut text = HEAD.to_owned();
    for item in &file.items {
        if let Item::Const(constant) = item {
            text.push_str(&define(constant).unwrap_or_default());
        }
    }
    let mut asserts = String::new();
    for item in &file.items {
        match item {
            Item::Type(alias) => text.push_str(&typedef(alias)),
            Item::Struct(item) if is_of_c(&item.attrs) => {
                text.push_str(&structure(item));
                asserts.push_str(&assertions(item));
            }
            _ => {}
        }
    }
    text + "\n/* Whoever compiles this sees the same layout, or does not compile it. */\n" + &asserts + FOOT
}

fn is_of_c(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident("repr"))
}

/// The name of a type or constant in C.
fn name_of(rust: &str) -> String {
    match rust {
        "Bytes" => "ibidem_bytes".to_owned(),
        "Reply" => "ibidem_reply".to_owned(),
        "HostTable" => "ibidem_host".to_owned(),
        "PluginTable" => "ibidem_plugin".to_owned(),
        "u8" | "u32" => format!("uint{}_t", &rust[1..]),
        "i32" => "int32_t".to_owned(),
        "usize" => "size_t".to_owned(),
        "c_void" => "void".to_owned(),
        constant if constant.chars().all(|c| c.is_ascii_uppercase() || c == '_') => {
            format!("IBIDEM_{}", constant.strip_prefix("EMIT_").unwrap_or(constant))
        }
        other => unreachable!("no name in C for {other}"),
    }
}

/// A constant that is a number, with its doc.
fn define(constant: &ItemConst) -> Option<String> {
    let value = match &*constant.expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.to_string().replace('_', ""),
            _ => return None,
        },
        Expr::Unary(negative) => format!("({})", negative.to_token_stream().to_string().replace(' ', "")),
        _ => return None,
    };
    // The constants without a name are assertions.
    let name = name_of(&constant.ident.to_string());
    let unsigned = if value.starts_with('(') || name.contains("_OK") { "" } else { "u" };
    Some(format!("{}#define {name} {value}{unsigned}\n", comment(&constant.attrs, "")))
}

fn typedef(alias: &ItemType) -> String {
    let declared = declare(&alias.ty, &name_of(&alias.ident.to_string()));
    format!("\n{}typedef {declared};\n", comment(&alias.attrs, ""))
}

fn structure(item: &ItemStruct) -> String {
    let name = name_of(&item.ident.to_string());
    let mut text = format!("\n{}typedef struct {name} {{\n", comment(&item.attrs, ""));
    for field in fields(item) {
        let member = field.ident.as_ref().unwrap().to_string();
        writeln!(text, "{}    {};", comment(&field.attrs, "    "), declare(&field.ty, &member)).unwrap();
    }
    text + &format!("}} {name};\n")
}

fn fields(item: &ItemStruct) -> impl Iterator<Item = &syn::Field> {
    let Fields::Named(fields) = &item.fields else { unreachable!("a table has named members") };
    fields.named.iter()
}

/// Size and places of a structure whose members are numbers of four bytes, and what has pointers' size.
fn assertions(item: &ItemStruct) -> String {
    let name = name_of(&item.ident.to_string());
    let (mut bytes, mut pointers) = (0, 0);
    let mut text = String::new();
    let sum = |bytes: u32, pointers: u32| format!("{bytes} + {pointers} * sizeof(void *)");
    for field in fields(item) {
        let member = field.ident.as_ref().unwrap();
        let place = sum(bytes, pointers);
        writeln!(text, "IBIDEM_ASSERT({name}_{member}, offsetof({name}, {member}) == {place});").unwrap();
        match field.ty.to_token_stream().to_string().as_str() {
            "u32" => bytes += 4,
            "Bytes" => pointers += 2,
            _ => pointers += 1,
        }
    }
    let begin = if name == "ibidem_bytes" {
        "#define IBIDEM_ASSERT(name, holds) typedef char name##_is_in_place[(holds) ? 1 : -1]\n"
    } else {
        ""
    };
    let end = if name == "ibidem_plugin" { "#undef IBIDEM_ASSERT\n" } else { "" };
    format!("{begin}IBIDEM_ASSERT({name}, sizeof({name}) == {});\n{text}{end}", sum(bytes, pointers))
}

/// A declaration: in C the name stands in the midst of the type.
fn declare(rust: &Type, name: &str) -> String {
    match rust {
        Type::Ptr(pointer) => {
            let constant = if pointer.const_token.is_some() { "const " } else { "" };
            format!("{constant}{}", declare(&pointer.elem, &format!("*{name}")))
        }
        Type::Path(path) => {
            let last = path.path.segments.last().unwrap();
            if last.ident == "Option" {
                let syn::PathArguments::AngleBracketed(inner) = &last.arguments else { unreachable!() };
                let Some(syn::GenericArgument::Type(inner)) = inner.args.first() else { unreachable!() };
                return declare(inner, name);
            }
            let gap = if name.is_empty() { "" } else { " " };
            format!("{}{gap}{name}", name_of(&last.ident.to_string()))
        }
        Type::BareFn(function) => {
            let arguments = function.inputs.iter().enumerate().map(|(i, argument)| {
                let name = argument.name.as_ref().map(|(name, _)| name.to_string());
                declare(&argument.ty, &name.unwrap_or_else(|| ["instance", "host", "json"][i].to_owned()))
            });
            let arguments: Vec<_> = arguments.collect();
            let call = format!("(*{name})({})", arguments.join(", "));
            match &function.output {
                ReturnType::Default => format!("void {call}"),
                ReturnType::Type(_, output) => declare(output, &call),
            }
        }
        other => unreachable!("no type in C for {}", other.to_token_stream()),
    }
}

/// A doc as a comment in C.
fn comment(attributes: &[Attribute], indent: &str) -> String {
    let lines: Vec<String> = attributes.iter().filter_map(doc).collect();
    match lines.as_slice() {
        [] => String::new(),
        [line] => format!("{indent}/* {line} */\n"),
        lines => {
            let lines: String =
                lines.iter().map(|line| format!("{indent} * {line}").trim_end().to_owned() + "\n").collect();
            format!("{indent}/*\n{lines}{indent} */\n")
        }
    }
}

fn doc(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(meta) = &attribute.meta else { return None };
    let Expr::Lit(literal) = &meta.value else { return None };
    let Lit::Str(text) = &literal.lit else { return None };
    attribute.path().is_ident("doc").then(|| text.value().trim().to_owned())
}
