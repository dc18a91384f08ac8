//! Page ranges.

/// Splits `24-26` into its ends; nothing where it is not one range.
pub(super) fn ends(pages: &str) -> Option<(&str, &str)> {
    let is_dash = |c: char| matches!(c, '-' | '‐' | '‑' | '‒' | '–' | '—');
    let (first, rest) = pages.split_once(is_dash)?;
    let last = rest.trim_start_matches(is_dash);
    let is_page = |page: &str| !page.is_empty() && page.chars().all(|c| c.is_alphanumeric() || c == '.');
    let (first, last) = (first.trim(), last.trim());
    (is_page(first) && is_page(last)).then_some((first, last))
}

/// Every dash between pages as `dash`: `24–26, 30` with `--` is `24--26, 30`.
pub(super) fn with_dash(pages: &str, dash: &str) -> String {
    let parts = pages.split(", ").map(|part| match ends(part) {
        Some((first, last)) => format!("{first}{dash}{last}"),
        None => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_of_all_sorts() {
        assert_eq!(ends("24-26"), Some(("24", "26")));
        assert_eq!(ends("xii – xiv"), Some(("xii", "xiv")));
        assert_eq!(ends("24--26"), Some(("24", "26")));
        assert_eq!(ends("A1"), None);
        assert_eq!(with_dash("1-5, 9, 12–14", "--"), "1--5, 9, 12--14");
    }

    #[test]
    fn what_is_no_range_stays() {
        assert_eq!(with_dash("24-", "--"), "24-");
        assert_eq!(with_dash("A-1-3", "--"), "A-1-3");
    }
}
