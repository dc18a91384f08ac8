//! Stops panics of the renderer.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs something that may panic, and says what it panicked with.
///
/// The message is not printed: it is in the answer. Panics elsewhere are printed as before.
pub(super) fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panicked| {
            if !GUARDED.get() {
                before(panicked);
            }
        }));
    });
    let outer = GUARDED.replace(true);
    // Everything that the renderer can leave half done is dropped with it.
    let outcome = panic::catch_unwind(AssertUnwindSafe(run));
    GUARDED.set(outer);
    outcome.map_err(|payload| message(payload.as_ref()))
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panicked".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panic_becomes_an_answer() {
        assert_eq!(guarded(|| 7), Ok(7));
        assert_eq!(guarded(|| -> u8 { panic!("no such {}", "month") }), Err("no such month".to_owned()));
        assert!(!GUARDED.get());
    }
}
