//! How the notes are written.
//!
//! A rule is a file and a page of the same name, and one line in `RULES`. `habit` holds what
//! the rules of the document's own habits share.

mod author_date;
mod desk;
mod difference;
mod habit;
mod printed;
mod profile;

mod ambiguous_short_form;
mod bare_url;
mod ibid_after_several_works;
mod ibid_without_antecedent;
mod implausible_place;
mod incomplete_interview;
mod locator_outside_range;
mod long_ibid_chain;
mod misplaced_italics;
mod missing_access_date;
mod missing_author;
mod missing_container;
mod missing_date;
mod missing_entry;
mod missing_final_period;
mod missing_marker;
mod missing_note;
mod missing_page;
mod missing_publisher;
mod missing_report_number;
mod missing_title;
mod mixed_abbreviation;
mod mixed_date_format;
mod mixed_doi_style;
mod mixed_et_al;
mod mixed_forms;
mod mixed_ibid_style;
mod mixed_imprint_punctuation;
mod mixed_initials;
mod mixed_marker_position;
mod mixed_name_punctuation;
mod mixed_newspaper_place;
mod mixed_page_range;
mod mixed_quote_marks;
mod mixed_quote_punctuation;
mod mixed_spacing;
mod mixed_title_case;
mod mixed_volume_format;
mod note_out_of_order;
mod short_form_before_full;
mod short_form_without_full;
mod style_deviation;
mod tertiary_source;
mod uncited_entry;
mod url_noise;
mod wrong_note_number;

use ibidem_sdk::{Checker, Finding, Findings, Host, Options, Paper, Rule};
use serde_json::Value;

use crate::desk::Desk;
use crate::profile::Profile;

ibidem_sdk::export_checker!(ibidem_styles_plugin, Styles, manifest = include_str!("../plugin.toml"));

/// A rule and what looks for its faults.
struct Registered {
    rule: Rule,
    check: fn(&Desk<'_>, &mut Findings),
}

/// Names the rule of a file: its name, its severity and its page.
macro_rules! registered {
    ($name:literal, $severity:ident, $page:literal) => {
        const RULE: ibidem_sdk::Rule = ibidem_sdk::Rule {
            name: $name,
            severity: ibidem_sdk::Severity::$severity,
            page: include_str!($page),
        };
        pub(crate) const REGISTERED: crate::Registered = crate::Registered { rule: RULE, check };
    };
}
use registered;

/// The rules, in the order in which they are run.
const RULES: &[Registered] = &[
    ambiguous_short_form::REGISTERED,
    bare_url::REGISTERED,
    ibid_after_several_works::REGISTERED,
    ibid_without_antecedent::REGISTERED,
    implausible_place::REGISTERED,
    incomplete_interview::REGISTERED,
    locator_outside_range::REGISTERED,
    long_ibid_chain::REGISTERED,
    misplaced_italics::REGISTERED,
    missing_access_date::REGISTERED,
    missing_author::REGISTERED,
    missing_container::REGISTERED,
    missing_date::REGISTERED,
    missing_entry::REGISTERED,
    missing_final_period::REGISTERED,
    missing_marker::REGISTERED,
    missing_note::REGISTERED,
    missing_page::REGISTERED,
    missing_publisher::REGISTERED,
    missing_report_number::REGISTERED,
    missing_title::REGISTERED,
    mixed_abbreviation::REGISTERED,
    mixed_date_format::REGISTERED,
    mixed_doi_style::REGISTERED,
    mixed_et_al::REGISTERED,
    mixed_ibid_style::REGISTERED,
    mixed_imprint_punctuation::REGISTERED,
    mixed_initials::REGISTERED,
    mixed_marker_position::REGISTERED,
    mixed_name_punctuation::REGISTERED,
    mixed_newspaper_place::REGISTERED,
    mixed_page_range::REGISTERED,
    mixed_quote_marks::REGISTERED,
    mixed_quote_punctuation::REGISTERED,
    mixed_spacing::REGISTERED,
    mixed_title_case::REGISTERED,
    mixed_volume_format::REGISTERED,
    note_out_of_order::REGISTERED,
    short_form_before_full::REGISTERED,
    short_form_without_full::REGISTERED,
    style_deviation::REGISTERED,
    tertiary_source::REGISTERED,
    uncited_entry::REGISTERED,
    url_noise::REGISTERED,
    wrong_note_number::REGISTERED,
    // It sums up what the others compared.
    mixed_forms::REGISTERED,
];

/// Adds what was found, in order.
fn add(findings: &mut Findings, found: impl IntoIterator<Item = Finding>) {
    for finding in found {
        findings.push(finding);
    }
}

/// Finds what is missing in notes, what departs from the document's own habits, and what leads nowhere.
pub struct Styles {
    rules: Vec<Rule>,
    /// The manual that the user has named.
    profile: Option<Profile>,
    /// The CSL style that the user has named, or the word for finding it out.
    style: Option<String>,
}

impl Checker for Styles {
    fn open(options: Options) -> Result<Self, String> {
        let profile = match options.get("profile") {
            None => None,
            Some(value) => Some(value.as_str().and_then(Profile::read).ok_or_else(|| {
                format!("option profile is {value}: expected chicago, mhra, oscola or bluebook")
            })?),
        };
        let style = match options.get("style") {
            None => None,
            Some(Value::String(style)) => Some(style.trim().to_owned()).filter(|style| !style.is_empty()),
            Some(other) => return Err(format!("option style is {other}: expected the name of a CSL style")),
        };
        Ok(Self { rules: RULES.iter().map(|registered| registered.rule).collect(), profile, style })
    }

    fn rules(&self) -> &[Rule] {
        &self.rules
    }

    fn check(&self, paper: &Paper, host: &Host<'_>, findings: &mut Findings) {
        let mut desk = Desk::new(paper, self.profile);
        desk.printed = self.style.as_deref().and_then(|style| printed::ask(paper, style, host));
        for (done, registered) in RULES.iter().enumerate() {
            (registered.check)(&desk, findings);
            host.progress(done + 1, RULES.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use ibidem_citations::style::RenderRequest;
    use ibidem_citations::style::csl::CslStyle;
    use ibidem_sdk::{Answers, CallError};

    use super::*;

    #[test]
    fn pages() {
        let checker = Styles::open(options("style", "chicago-notes")).unwrap();
        let host = Host::answered_by(ibidem_sdk::testing::TODAY, &Renderer);
        ibidem_sdk::testing::check_pages_at(&checker, &host);
    }

    /// Renders as the program does.
    struct Renderer;

    impl Answers for Renderer {
        fn call(&self, _: &str, request: &Value, each: &mut dyn FnMut(Value)) -> Result<(), CallError> {
            let wrong = |cause: String| CallError::Failed(cause);
            let asked = serde_json::from_value::<RenderRequest>(request.clone())
                .map_err(|error| wrong(error.to_string()))?;
            let name = request["style"].as_str().unwrap_or_default();
            let style = CslStyle::embedded(name).map_err(|error| wrong(error.to_string()))?;
            each(serde_json::to_value(asked.answer(&style)).map_err(|error| wrong(error.to_string()))?);
            Ok(())
        }
    }

    fn options(name: &str, value: &str) -> Options {
        let value = serde_json::json!({ name: value });
        Options::new(value.as_object().cloned().unwrap_or_default())
    }

    fn deviations(style: &str, notes: &str) -> Vec<Finding> {
        let checker = Styles::open(options("style", style)).unwrap();
        let host = Host::answered_by(ibidem_sdk::testing::TODAY, &Renderer);
        let mut findings = Findings::default();
        checker.check(&ibidem_sdk::testing::paper(notes), &host, &mut findings);
        findings.into_vec().into_iter().filter(|finding| finding.rule == "style-deviation").collect()
    }

    #[test]
    fn without_a_style_nothing_is_compared() {
        let notes = "1. Schorske, Carl E. *Fin-de-Siècle Vienna*. Knopf, 1980. 24.\n";
        assert_eq!(deviations("", notes), []);
        assert_eq!(deviations("no-such-style", notes), []);
        // In the text, APA prints no note.
        assert_eq!(deviations("apa", notes), []);
    }

    #[test]
    fn each_departure_from_the_style_is_named_and_mended() {
        let notes =
            "1. Carl E. Schorske, *Fin-de-Siècle Vienna: Politics and Culture* (Knopf, 1980), p. 24.\n";
        let found = deviations("chicago-notes", notes);
        let [finding] = found.as_slice() else { panic!("{found:?}") };
        let paper = ibidem_sdk::testing::paper(notes);
        let mut text = paper.text_of(paper.notes[0].span).to_owned();
        let start = paper.notes[0].span.start;
        for edit in finding.fix.iter().flat_map(|fix| fix.edits.iter().rev()) {
            text.replace_range(edit.span.start - start..edit.span.end - start, &edit.text);
        }
        assert_eq!(text, "Carl E. Schorske, Fin-de-Siècle Vienna: Politics and Culture (Knopf, 1980), 24.");
        assert!(finding.message.contains("extra"), "{}", finding.message);
    }

    fn found(example: &str) -> Vec<Finding> {
        let checker = Styles::open(Options::default()).unwrap();
        let paper = ibidem_sdk::testing::paper(example);
        let found = ibidem_sdk::testing::findings(&checker, &paper);
        for finding in &found {
            let places = finding.related.iter().map(|related| related.span).chain([finding.span]);
            for span in places {
                assert!(paper.text.get(span.start..span.end).is_some(), "{} in {example:?}", finding.rule);
            }
        }
        found
    }

    #[test]
    fn no_note_is_too_odd() {
        let long = "word ".repeat(2_000);
        let odd = [
            "",
            "a",
            ".",
            "é",
            "“",
            "*",
            "Ibid",
            "Ibid.",
            "Ebd.",
            "http://",
            "http://é.é",
            "(,",
            "vol.",
            "p.",
            "S.1",
            "10.1/",
            "et al.",
            "1–",
            "„“",
            "«»",
            "כהן, *הנמל* (תל אביב: עם עובד, 1990), 45.",
            "A. B., “",
            "supra note 999999999999",
            "Lee (n 1)",
            "a) b) c)",
        ];
        for text in odd {
            for whole in [
                text.to_owned(),
                format!("A. Lee, “{text}”, *{text}* {text} (2012): {text}."),
                format!("{text} {long}"),
            ] {
                let notes: Vec<String> = (1..=12).map(|i| format!("{i}. {whole}")).collect();
                found(&notes.join("\n"));
                found(&format!("{whole}[^1] {whole}[^3]\n\n[^1]: {whole}\n[^2]: {whole}\n"));
            }
        }
    }

    #[test]
    fn where_every_note_differs_nothing_is_said_of_habits() {
        let notes = "1. Ann Lee, \"The Quay\", *Coastal Times* (Leeds), May 4, 2012.\n\
            2. Ann Lee, “The Pier,” *Coastal Times*, 5 May 2012.\n\
            3. Paul Brandt, 'The Mole', Coastal Times, 6.5.2012.\n\
            4. P. Q. Brandt, „Das Dock“, in: Linzer Zeitung, 7. Mai 2012.\n\
            5. L.M. Hofer & Ann Lee, « Le quai », *Le Figaro*, 8 mai 2012.\n\
            6. Ibid., 4-5.\n7. *Ibid.*, p.7.\n8. Ebd., S. 8.\n";
        let habits: Vec<Finding> =
            found(notes).into_iter().filter(|finding| finding.rule.starts_with("mixed-")).collect();
        assert_eq!(habits, []);
    }

    #[test]
    fn a_work_cited_five_thousand_times_is_checked_at_once() {
        let mut notes = "1. Ann Lee, *Quays* (London: Murray, 1999), 3.\n2. Ann Lee, *Piers* (London: Murray, 2001), 4.\n".to_owned();
        for i in 3..5_000 {
            use std::fmt::Write as _;
            let _ = writeln!(notes, "{i}. Lee, *Quays*, {i}.");
        }
        let before = std::time::Instant::now();
        found(&notes);
        assert!(before.elapsed().as_secs() < 30, "{:?}", before.elapsed());
    }

    #[test]
    fn a_name_that_the_list_of_references_lacks_is_found() {
        let mut paper = ibidem_sdk::testing::paper(
            "Harbors grew (Smith 2010, 5), and shrank (Brandt and Lee 1999).\n\nSalt was cheap (Hofer et al. 2001).\n\n\
             Tolls rose (Raman 2005; Lee 2003) in winter (May 1848).\n\nNobody asked why (Quandt 2007, 14).\n\nReferences\n\n\
             Smith, John, *Ports*, 2010. Brandt, Paul, *Moles*, 1999. Hofer, Lena, *Locks*, 2001. Raman, Priya, *Tides*, 2005. \
             Lee, Ann, *Quays*, 2003.",
        );
        let heading =
            paper.blocks.iter().position(|block| paper.text_of(block.span) == "References").unwrap();
        paper.blocks[heading].kind = ibidem_sdk::BlockKind::Heading { level: 2 };
        let checker = Styles::open(Options::default()).unwrap();
        let found = ibidem_sdk::testing::findings(&checker, &paper);
        let quoted: Vec<&str> = found.iter().map(|finding| paper.text_of(finding.span)).collect();
        assert_eq!(quoted, ["Quandt 2007"]);
    }

    #[test]
    fn an_unknown_profile_is_refused() {
        let options = |value: &str| {
            let value = serde_json::json!({ "profile": value });
            Options::new(value.as_object().cloned().unwrap_or_default())
        };
        assert!(Styles::open(options("bluebook")).is_ok());
        let said = Styles::open(options("vancouver")).err();
        assert_eq!(
            said.as_deref(),
            Some("option profile is \"vancouver\": expected chicago, mhra, oscola or bluebook")
        );
    }

    /// What is found of some rules in notes that are judged by a manual: rule and quoted text.
    fn by_manual(profile: Option<Profile>, rules: &[&str], notes: &str) -> Vec<String> {
        let checker = Styles { rules: Vec::new(), profile, style: None };
        let paper = ibidem_sdk::testing::paper(notes);
        let found = ibidem_sdk::testing::findings(&checker, &paper);
        let wanted = found.iter().filter(|finding| rules.contains(&&*finding.rule));
        wanted.map(|finding| format!("{}: {}", finding.rule, paper.text_of(finding.span))).collect()
    }

    #[test]
    fn the_bluebook_passes_over_notes_that_cite_nothing() {
        let notes =
            "1. Ann Lee, *Quays* (London: Murray, 1999), 3.\n2. The point is disputed.\n3. Ibid., 4.\n";
        let count = |profile| by_manual(profile, &["ibid-without-antecedent"], notes).len();
        assert_eq!((count(None), count(Some(Profile::Chicago)), count(Some(Profile::Bluebook))), (1, 1, 0));
    }

    #[test]
    fn a_manual_that_the_notes_follow_is_learned() {
        let notes = "1. Cass R. Sunstein, *On the Expressive Function of Law*, 144 U. PA. L. REV. 2021, 2025 (1996).\n\
            2. *Id.* at 2026.\n3. The point is disputed.\n4. *Id.* at 2027.\n\
            5. Reva B. Siegel, *Equality Talk*, 117 HARV. L. REV. 1470, 1472 (2004).\n6. *Id.* at 1473.\n\
            7. Sunstein, *supra* note 1, at 2028.\n8. Siegel, *supra* note 5, at 1474.\n\
            9. Sunstein, *supra* note 1, at 2029.\n";
        assert_eq!(by_manual(None, &["ibid-without-antecedent"], notes), [""; 0]);
    }

    #[test]
    fn oscola_lets_ibid_stand_for_all_works_of_a_note() {
        let notes = "1. Timothy Endicott, *Administrative Law* (OUP 2009) 45; Robert Stevens, *Torts and Rights* (OUP 2007) 3.\n\
            2. ibid.\n3. Timothy Endicott, *Vagueness in Law* (OUP 2000) 4; Robert Stevens, *Torts and Rights* (OUP 2007) 3.\n\
            4. ibid 5.\n";
        let found = |profile| by_manual(profile, &["ibid-after-several-works"], notes).len();
        assert_eq!((found(None), found(Some(Profile::Oscola))), (2, 1));
    }

    #[test]
    fn oscola_wants_the_number_of_the_note() {
        let notes = "1. Timothy Endicott, *Administrative Law* (OUP 2009) 45.\n\
            2. Robert Stevens, *Torts and Rights* (OUP 2007) 3.\n3. Endicott (n 1) 50.\n4. Stevens, *Torts and Rights* 12.\n";
        let found = |profile| by_manual(profile, &["wrong-note-number"], notes);
        assert_eq!(found(None), [""; 0]);
        assert_eq!(found(Some(Profile::Chicago)), [""; 0]);
        assert_eq!(
            found(Some(Profile::Oscola)),
            ["wrong-note-number: Stevens, *Torts and Rights* 12.".replace('*', "")]
        );
    }

    #[test]
    fn chicago_wants_a_title_in_a_short_form() {
        let notes = "1. Ann Lee, *Quays* (London: Murray, 1999), 3.\n2. Paul Brandt, *Moles* (London: Murray, 1999), 3.\n3. Lee, 7.\n";
        let found = |profile| by_manual(profile, &["ambiguous-short-form"], notes);
        assert_eq!(found(None), [""; 0]);
        assert_eq!(found(Some(Profile::Chicago)), ["ambiguous-short-form: Lee, 7."]);
    }

    #[test]
    fn a_named_manual_says_how_a_work_is_named_again() {
        let notes = "1. Ann Lee, *Quays* (London: Murray, 1999), p. 3.\n2. *Ibid.*, p. 4.\n\
            3. Paul Brandt, *Moles* (Oxford: Clarendon Press, 2003), p. 5.\n4. Lee, op. cit., p. 7.\n";
        let found = |profile| by_manual(profile, &["mixed-ibid-style", "mixed-abbreviation"], notes);
        assert_eq!(found(None), [""; 0]);
        let chicago = ["mixed-abbreviation: 3", "mixed-ibid-style: Ibid", "mixed-ibid-style: Lee, op. cit."];
        let mhra = ["mixed-ibid-style: Ibid", "mixed-ibid-style: Lee, op. cit."];
        let starts = |found: Vec<String>, expected: &[&str]| {
            assert_eq!(found.len(), expected.len(), "{found:?}");
            for (found, expected) in found.iter().zip(expected) {
                assert!(found.starts_with(expected), "{found} is not {expected}");
            }
        };
        starts(found(Some(Profile::Chicago)), &chicago);
        starts(found(Some(Profile::Mhra)), &mhra);
    }

    #[test]
    fn the_bluebook_has_supra_for_books_and_articles_alone() {
        let notes = "1. *Monroe v. Pape*, 365 U.S. 167 (1961).\n2. RICHARD KLUGER, SIMPLE JUSTICE 256 (1975).\n\
            3. KLUGER, *supra* note 2, at 260.\n4. *Monroe*, *supra* note 1, at 170.\n5. Ibid. at 171.\n";
        let found = by_manual(Some(Profile::Bluebook), &["mixed-ibid-style"], notes);
        assert!(found.iter().any(|found| found.contains("Ibid")), "{found:?}");
        assert!(!found.iter().any(|found| found.contains("KLUGER")), "{found:?}");
    }
}
