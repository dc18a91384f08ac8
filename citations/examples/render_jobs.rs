//! Answers rendering jobs on standard input: `cargo run --release --example render_jobs`.
//!
//! One line of JSON in, one line out, as `ibidem render --job -` does; quick to link.

use std::io::{BufRead, Write};

use ibidem_citations::style::csl::Jobs;

fn main() -> std::io::Result<()> {
    let mut jobs = Jobs::default();
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        if !line.trim().is_empty() {
            writeln!(out, "{}", jobs.answer(&line))?;
            out.flush()?;
        }
    }
    Ok(())
}
