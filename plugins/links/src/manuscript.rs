//! A paper, and its own way of giving days and archived copies, which is learned once.

use std::cell::OnceCell;

use ibidem_sdk::Paper;

use crate::archived_form::{DayForm, Habit, day_form};

/// A paper, as the rules see it.
pub(crate) struct Manuscript<'a> {
    pub(crate) paper: &'a Paper,
    habit: OnceCell<Option<Habit>>,
    day_form: OnceCell<Option<DayForm>>,
}

impl<'a> Manuscript<'a> {
    pub(crate) fn new(paper: &'a Paper) -> Self {
        Self { paper, habit: OnceCell::new(), day_form: OnceCell::new() }
    }

    /// How it gives archived copies, where it does.
    pub(crate) fn habit(&self) -> Option<&Habit> {
        self.habit.get_or_init(|| Habit::of(self.paper)).as_ref()
    }

    /// How it writes days, where it does.
    pub(crate) fn day_form(&self) -> Option<DayForm> {
        *self.day_form.get_or_init(|| day_form(&self.paper.text))
    }
}
