//! How the program is linked.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // A program at a fixed address starts without mending forty thousand pointers first, each time that a worker
    // starts: a fifth of the time. Libraries are still put where the system likes.
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|set| set == value);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
