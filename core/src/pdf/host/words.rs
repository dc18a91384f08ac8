//! The words of a PDF without PDFium: in the order of the file, and without their places.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::Document;

use super::say as say_message;
use crate::pdf::page::{About, Failure, Message};

pub(super) fn say(bytes: &[u8], out: &mut impl Write) -> io::Result<()> {
    let opened = catch_unwind(AssertUnwindSafe(|| Document::load_mem(bytes)));
    let document = match opened {
        Ok(Ok(document)) if document.is_encrypted() => {
            return say_message(out, &Message::Failed(Failure::Password));
        }
        Ok(Ok(document)) => document,
        _ => return say_message(out, &Message::Failed(Failure::Damaged)),
    };
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    say_message(out, &Message::Opened(About { pages: numbers.len(), title: None }))?;
    for number in numbers {
        let words = catch_unwind(AssertUnwindSafe(|| document.extract_text(&[number])));
        let message = match words {
            Ok(Ok(words)) => Message::Words(words),
            Ok(Err(error)) => Message::Unread(error.to_string()),
            Err(_) => Message::Unread("its content cannot be read".to_owned()),
        };
        say_message(out, &message)?;
        out.flush()?;
    }
    say_message(out, &Message::End)
}
