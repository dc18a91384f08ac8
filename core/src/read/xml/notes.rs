//! The notes that a document declares: their numbers, and what leads to them.

use std::collections::HashMap;

use ibidem_citations::NoteNumber;

/// Notes in file order, each known by a number of its own: its tie.
#[derive(Default)]
pub(in crate::read) struct Notes {
    numbers: Vec<Option<NoteNumber>>,
    by_id: HashMap<String, usize>,
    by_element: HashMap<usize, usize>,
}

impl Notes {
    /// Adds the note of an element, with the number that it prints.
    pub(in crate::read) fn add(&mut self, element: usize, id: Option<String>, number: Option<NoteNumber>) {
        let tie = self.numbers.len();
        self.numbers.push(number);
        self.by_element.insert(element, tie);
        if let Some(id) = id {
            self.by_id.entry(id).or_insert(tie);
        }
    }

    /// A note without a number is called by what its markers print.
    pub(in crate::read) fn call(&mut self, id: &str, printed: impl FnOnce() -> Option<NoteNumber>) {
        if let Some(number @ None) = self.of_id(id).and_then(|tie| self.numbers.get_mut(tie)) {
            *number = printed();
        }
    }

    /// Counts on where no number is printed.
    pub(in crate::read) fn count(&mut self) {
        let mut last = 0;
        for number in &mut self.numbers {
            match number {
                Some(NoteNumber::Integer(n)) => last = *n,
                Some(NoteNumber::Label(_)) => {}
                None => {
                    last += 1;
                    *number = Some(NoteNumber::Integer(last));
                }
            }
        }
    }

    /// The tie of the note that is an element.
    pub(in crate::read) fn of_element(&self, element: usize) -> Option<usize> {
        self.by_element.get(&element).copied()
    }

    /// The tie of the note of an id.
    pub(in crate::read) fn of_id(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The number of a note.
    pub(in crate::read) fn number(&self, tie: usize) -> NoteNumber {
        let number = self.numbers.get(tie).and_then(Clone::clone);
        number.unwrap_or_else(|| NoteNumber::Label(String::new()))
    }
}
