//! What holds for a group of an RTF document, and for the groups in it.

/// What a group is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Purpose {
    #[default]
    Text,
    /// What a reader does not see.
    Nothing,
    Fonts,
    Styles,
    Title,
    Author,
    /// What a field is to show, from which its address is taken.
    Instruction,
}

/// What holds for the text of a group, and for the groups in it.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "RTF turns each on and off by itself")]
pub(super) struct State {
    pub(super) purpose: Purpose,
    pub(super) italic: bool,
    pub(super) bold: bool,
    pub(super) raised: bool,
    pub(super) small_capitals: bool,
    pub(super) is_hidden: bool,
    pub(super) is_deleted: bool,
    pub(super) font: i32,
    /// How many characters stand for one that is given by its number.
    pub(super) substitutes: usize,
    /// Where a result of a field begins that is a link.
    pub(super) link: Option<usize>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            purpose: Purpose::Text,
            italic: false,
            bold: false,
            raised: false,
            small_capitals: false,
            is_hidden: false,
            is_deleted: false,
            font: -1,
            substitutes: 1,
            link: None,
        }
    }
}

impl State {
    pub(super) fn is_shown(&self) -> bool {
        self.purpose == Purpose::Text && !self.is_hidden && !self.is_deleted
    }

    /// Text as the paragraph has it (`\plain`).
    pub(super) fn plain(&mut self) {
        let Self { purpose, is_deleted, substitutes, link, .. } = *self;
        *self = Self { purpose, is_deleted, substitutes, link, ..Self::default() };
    }

    /// Sets what a word of control sets; says whether it was one that does.
    pub(super) fn set(&mut self, name: &str, number: Option<i32>) -> bool {
        /// Text raised by so many half points is a mark of a note or an ordinal.
        const RAISED: i32 = 4;
        let is_on = number != Some(0);
        match name {
            "plain" => self.plain(),
            "i" => self.italic = is_on,
            "b" => self.bold = is_on,
            "super" => self.raised = is_on,
            "nosupersub" => self.raised = false,
            "up" => self.raised = number.unwrap_or(RAISED) >= RAISED,
            "scaps" => self.small_capitals = is_on,
            "v" => self.is_hidden = is_on,
            "deleted" => self.is_deleted = is_on,
            "f" => self.font = number.unwrap_or(-1),
            "uc" => self.substitutes = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(16),
            _ => return false,
        }
        true
    }
}
