//! A checker whose allocator ends the process where a block is freed that it has not made.
//!
//! What the program and a plugin hand each other is borrowed; this one would show the first exception.
#![expect(unsafe_code, reason = "an allocator has no safe side")]
#![allow(clippy::cast_ptr_alignment, reason = "a block begins with its gap, which is aligned to 16 bytes")]

use std::alloc::{GlobalAlloc, Layout, System};

use ibidem_sdk::{
    Checker, Finding, Findings, Host, Options, Paper, Record, Rule, Severity, Span, export_checker,
};

/// Marks each block with a word before it.
struct Marking;

const MARK: u64 = 0x6962_6964_656D_2121;

#[global_allocator]
static ALLOCATOR: Marking = Marking;

/// The block with its mark, and where in it the mark's owner begins.
fn marked(layout: Layout) -> (Layout, usize) {
    let gap = layout.align().max(16);
    let whole = Layout::from_size_align(layout.size().saturating_add(gap), gap);
    (whole.unwrap_or(layout), gap)
}

// SAFETY: each block lies within one of the system's, behind a gap that keeps its alignment.
unsafe impl GlobalAlloc for Marking {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let (whole, gap) = marked(layout);
        // SAFETY: the layout is larger than zero, as its gap is; the block begins with the gap.
        unsafe {
            let block = System.alloc(whole);
            if block.is_null() {
                return block;
            }
            block.cast::<u64>().write(MARK);
            block.add(gap)
        }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        let (whole, gap) = marked(layout);
        // SAFETY: the caller gives back what `alloc` made; where that is not so, the mark is missing.
        unsafe {
            let block = pointer.sub(gap);
            if block.cast::<u64>().read() != MARK {
                std::process::abort();
            }
            block.cast::<u64>().write(0);
            System.dealloc(block, whole);
        }
    }
}

const FIRST_WORD: Rule = Rule { name: "first-word", severity: Severity::Info, page: "# first-word" };

struct FirstWord;

impl Checker for FirstWord {
    fn open(options: Options) -> Result<Self, String> {
        // What crosses at the start is made by the other side, too.
        drop(options.get("words").cloned());
        Ok(Self)
    }

    fn rules(&self) -> &[Rule] {
        &[FIRST_WORD]
    }

    fn check(&self, paper: &Paper, host: &Host<'_>, findings: &mut Findings) {
        for (i, word) in paper.text.split(' ').enumerate() {
            if i == 0 {
                findings.push(Finding::new(&FIRST_WORD, Span::new(0, word.len()), "it comes first"));
            }
            host.progress(i, paper.text.len());
        }
        findings.record(Record::new().with("words", paper.text.split(' ').count()));
    }
}

const MANIFEST: &str =
    "id = \"allocator\"\nversion = \"0.1.0\"\nprotocol = 1\nkind = \"native\"\nrecords = \"words\"\n";

export_checker!(ibidem_allocator_plugin, FirstWord, manifest = MANIFEST);
