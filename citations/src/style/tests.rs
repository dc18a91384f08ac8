//! What styles print.

use super::*;
use crate::export::sample;
use crate::{Date, DateParts, Item, Kind, Name, Value, Variable};

fn print(items: &[Item], style: &str, locale: Option<&str>) -> Vec<String> {
    let style = Style::embedded(style).expect("an embedded style");
    let works = render(&sample::bibliography_of(items), &style, locale, None).expect("a locale");
    works.iter().map(|work| work.written(Markup::Text)).collect()
}

fn check(item: Item, style: &str, expected: &str) {
    assert_eq!(print(&[item], style, None), [expected]);
}

mod chicago_notes {
    use super::*;

    #[test]
    fn whole_bibliography_is_sorted_by_author() {
        let items: Vec<_> = sample::bibliography().works.into_iter().map(|work| work.item).collect();
        assert_eq!(
            print(&items, "chicago-notes", None),
            [
                "Almeida, Rosa. “Forty Years on the Crane.” Interview by Dan Frost. Dock Talk, September 30, 2015.",
                "Dijk, Jan van. “Tides and Tariffs.” In Ports of the North, edited by Mary Quill and Ode Brandt. Quayside Press, 2003.",
                "Ferry, Max. Collected Harbor Letters. 3 vols. Mole & Sons, 1958–1963.",
                "Harbor Archive. “A Short History of the Old Dock.” Accessed February 1, 2023. https://harbor.example/archive/~history.",
                "Harbor Board v. Lund, 312 F.2d 44 (5th Cir. 1963).",
                "Ministry of Culture, Media and Sport. Report on Piers. HMSO, [1921?].",
                "Okafor, Ngozi. “Harbor Strike Enters Third Week.” The Guardian (Lagos), April 21, 2009. https://guardian.example/harbor_strike?id=7&p=1.",
                "Ortega y Pinto, José, and Ann Lee. “Dockers and Docks: A ‘New’ History.” Journal of Harbor Cities 12, no. 3 (1994): 201–29. https://doi.org/10.1000/jhc.1994_12<3>.",
                "Reyes, Paula, and Tom Novak. Container Traffic 1990–2010. Working Paper WP-17. Institute for Sea Trade, 2011.",
                "Schorske, Carl E. Fin-de-Siècle Vienna: Politics and Culture. Knopf, 1980.",
                "Weiß, Ilse. “Der Hafen und die Stadt.” PhD diss., Universität Rostock, 1998.",
                "Zorn, Lena. Harbors to Come. Knopf, forthcoming.",
                // The manual wants such entries in notes only, and the style prints none.
                "Stevedore, Encyclopædia Britannica, 1911.",
            ]
        );
    }

    #[test]
    fn editor_stands_for_a_missing_author() {
        let item = sample::item(
            Kind::Book,
            &[
                (
                    Variable::Editor,
                    Value::Names(vec![Name::person("Aiko", "Mori"), Name::person("Piotr", "Kot")]),
                ),
                (Variable::Title, Value::Text("Sources".into())),
                (Variable::Publisher, Value::Text("Instituut Pers".into())),
                (Variable::Issued, Value::Date(Date::year(2010))),
            ],
        );
        check(item, "chicago-notes", "Mori, Aiko, and Piotr Kot, eds. Sources. Instituut Pers, 2010.");
    }

    #[test]
    fn signed_entry_of_a_dictionary() {
        let text = |text: &str| Value::Text(text.into());
        let item = sample::item(
            Kind::EntryDictionary,
            &[
                (Variable::Author, Value::Names(vec![Name::person("H. L.", "Prior")])),
                (Variable::Title, text("Wharfinger")),
                (Variable::ContainerTitle, text("Dictionary of Port Terms")),
                (Variable::Publisher, text("Anchor")),
                (Variable::Issued, Value::Date(Date::year(1949))),
            ],
        );
        check(item, "chicago-notes", "Prior, H. L. “Wharfinger.” In Dictionary of Port Terms. Anchor, 1949.");
    }

    #[test]
    fn html_has_italics_links_and_escapes() {
        let style = Style::embedded("chicago-notes").expect("a style");
        let works =
            render(&sample::bibliography_of(&[sample::date_range()]), &style, None, None).expect("works");
        let html: Vec<_> = works.iter().map(|work| work.written(Markup::Html)).collect();
        assert_eq!(
            html,
            ["Ferry, Max. <i>Collected Harbor Letters</i>. 3 vols. Mole &amp; Sons, 1958–1963."]
        );
    }
}

mod other_styles {
    use super::*;

    #[test]
    fn author_and_date() {
        check(
            sample::newspaper(),
            "chicago-author-date",
            "Okafor, Ngozi. 2009. “Harbor Strike Enters Third Week.” The Guardian (Lagos), April 21. https://guardian.example/harbor_strike?id=7&p=1.",
        );
        check(
            sample::journal(),
            "apa",
            "Ortega y Pinto, J., & Lee, A. (1994). Dockers and Docks: A “New” History. Journal of Harbor Cities, 12(3), 201–229. https://doi.org/10.1000/jhc.1994_12<3>",
        );
        check(
            sample::web_page(),
            "apa",
            "A Short History of the Old Dock. (n.d.). Harbor Archive. Retrieved February 1, 2023, from https://harbor.example/archive/~history",
        );
        check(
            sample::report(),
            "harvard-cite-them-right",
            "Reyes, P. and Novak, T. (2011) Container Traffic 1990–2010. Working Paper WP-17. Hamburg: Institute for Sea Trade.",
        );
    }

    #[test]
    fn handbook_of_the_mla() {
        check(
            sample::newspaper(),
            "mla",
            "Okafor, Ngozi. “Harbor Strike Enters Third Week.” The Guardian [Lagos], 21 Apr. 2009, p. A4, https://guardian.example/harbor_strike?id=7&p=1.",
        );
    }

    #[test]
    fn numbers_of_the_ieee_follow_first_citation() {
        let printed = print(&[sample::book(), sample::encyclopedia()], "ieee", None);
        assert_eq!(
            printed,
            [
                "[1] C. E. Schorske, Fin-de-siècle Vienna: Politics and Culture. New York: Knopf, 1980.",
                "[2] “Stevedore,” Encyclopædia Britannica, vol. 25. 1911."
            ]
        );
    }

    #[test]
    fn style_without_a_bibliography_prints_full_notes() {
        let xml = r#"<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0"><info><title>T</title><id>t</id><updated>2020-01-01T00:00:00+00:00</updated></info><citation><layout suffix="."><group delimiter=", "><names variable="author"/><text variable="title" font-style="italic"/></group></layout></citation></style>"#;
        let style = Style::parse(xml).expect("a style");
        let works =
            render(&sample::bibliography_of(&[sample::forthcoming(), sample::book()]), &style, None, None);
        let notes: Vec<_> = works.expect("works").iter().map(|work| work.written(Markup::Html)).collect();
        assert_eq!(
            notes,
            [
                "Lena Zorn, <i>Harbors to Come</i>.",
                "Carl E. Schorske, <i>Fin-de-siècle Vienna: Politics and Culture</i>."
            ]
        );
    }

    #[test]
    fn locale_changes_the_words_of_the_style() {
        assert_eq!(
            print(&[sample::newspaper()], "apa", Some("de-DE")),
            [
                "Okafor, N. (2009, April 21). Harbor strike enters third week. The Guardian, A4. https://guardian.example/harbor_strike?id=7&p=1"
            ]
        );
        let chapter = print(&[sample::chapter()], "apa", Some("de"));
        assert_eq!(
            chapter,
            [
                "van Dijk, J. (2003). Tides and Tariffs. In M. Quill & O. Brandt (Hrsg.), Ports of the North (S. 45–71). Quayside Press."
            ]
        );
        let style = Style::embedded("apa").expect("a style");
        let error = render(&sample::bibliography(), &style, Some("de-XX"), None).expect_err("no such locale");
        assert!(error.to_string().starts_with("no locale is named “de-XX”; did you mean “de-"), "{error}");
    }
}

/// What other processors have been seen to lose.
mod often_lost {
    use super::*;

    #[test]
    fn range_of_dates() {
        check(
            sample::date_range(),
            "apa",
            "Ferry, M. (1958–1963). Collected Harbor Letters (Vols. 1–3). Mole & Sons.",
        );
    }

    #[test]
    fn range_of_months_is_said_as_the_style_says_dates() {
        let parts = [5, 6].map(|month| DateParts { year: 1990, month: Some(month), day: None });
        let mut item = sample::journal();
        item.fields.retain(|field| field.variable != Variable::Issued);
        item.set(Variable::Issued, Value::Date(Date { parts: parts.to_vec(), ..Date::default() }), None, 1.0);
        let printed = print(&[item], "mla", None);
        assert!(printed[0].contains("no. 3, May–June 1990, pp. 201–29"), "{printed:?}");
    }

    #[test]
    fn date_in_words() {
        check(sample::forthcoming(), "apa", "Zorn, L. (forthcoming). Harbors to Come. Knopf.");
    }

    #[test]
    fn family_name_of_several_words() {
        let name = Name::person("José", "Ortega y Gasset");
        let item = sample::item(
            Kind::Book,
            &[(Variable::Author, Value::Names(vec![name])), (Variable::Title, Value::Text("T".into()))],
        );
        check(item, "mla", "Ortega y Gasset, José. T.");
    }

    #[test]
    fn authors_of_vancouver_styles() {
        check(
            sample::book(),
            "nlm-citation-sequence",
            "1. Schorske CE. Fin-de-siècle Vienna: Politics and Culture. New York: Knopf; 1980.",
        );
    }

    #[test]
    fn dash_stands_for_names_alone() {
        let item = |day| {
            let text = |text: &str| Value::Text(text.into());
            sample::item(
                Kind::ArticleNewspaper,
                &[
                    (Variable::Title, text("Strike Ends")),
                    (Variable::ContainerTitle, text("Dawn")),
                    (Variable::Issued, Value::Date(Date::new(2012, Some(10), Some(day)))),
                ],
            )
        };
        assert_eq!(
            print(&[item(4), item(5), sample::book(), sample::book()], "mla", None),
            [
                "Schorske, Carl E. Fin-de-Siècle Vienna: Politics and Culture. Knopf, 1980.",
                "———. Fin-de-Siècle Vienna: Politics and Culture. Knopf, 1980.",
                "“Strike Ends.” Dawn, 4 Oct. 2012.",
                "“Strike Ends.” Dawn, 5 Oct. 2012."
            ]
        );
    }

    #[test]
    fn signed_review() {
        let text = |text: &str| Value::Text(text.into());
        let item = sample::item(
            Kind::ReviewBook,
            &[
                (Variable::Author, Value::Names(vec![Name::person("Ann", "Lee")])),
                (Variable::ReviewedTitle, text("Tides")),
                (Variable::ContainerTitle, text("Isis")),
                (Variable::Volume, text("100")),
                (Variable::Issue, text("2")),
                (Variable::Issued, Value::Date(Date::year(2009))),
            ],
        );
        check(item, "chicago-notes", "Lee, Ann. Review of Tides. Isis 100, no. 2 (2009).");
    }

    #[test]
    fn unsigned_article() {
        let text = |text: &str| Value::Text(text.into());
        let item = sample::item(
            Kind::ArticleNewspaper,
            &[
                (Variable::Title, text("Strike Ends?")),
                (Variable::ContainerTitle, text("Dawn")),
                (Variable::Issued, Value::Date(Date::new(2012, Some(10), Some(4)))),
            ],
        );
        check(item, "chicago-notes", "Dawn. “Strike Ends?” October 4, 2012.");
    }

    #[test]
    fn small_words_in_title_case() {
        let title = Value::Text("Fin-de-siècle vienna, and the press".into());
        check(
            sample::item(Kind::Book, &[(Variable::Title, title)]),
            "chicago-notes",
            "Fin-de-Siècle Vienna, and the Press. n.d.",
        );
    }

    #[test]
    fn season_where_the_month_is_asked_for() {
        let date = Date { season: Some(2), ..Date::year(1998) };
        let item = |kind| {
            sample::item(
                kind,
                &[
                    (Variable::Title, Value::Text("T".into())),
                    (Variable::ContainerTitle, Value::Text("J".into())),
                    (Variable::Issued, Value::Date(date.clone())),
                ],
            )
        };
        check(item(Kind::Book), "apa", "T. (1998). In J.");
        // Where the month is asked for, the season stands for it.
        check(item(Kind::ArticleJournal), "mla", "“T.” J, Summer 1998.");
    }

    #[test]
    fn year_before_our_era() {
        let date = Value::Date(Date::year(-44));
        let printed = print(
            &[sample::item(
                Kind::Book,
                &[(Variable::Title, Value::Text("T".into())), (Variable::Issued, date)],
            )],
            "apa",
            None,
        );
        assert!(printed[0].contains("44") && !printed[0].contains("45"), "{printed:?}");
    }

    #[test]
    fn place_of_an_archive() {
        let text = |text: &str| Value::Text(text.into());
        let item = sample::item(
            Kind::Manuscript,
            &[
                (Variable::Title, text("T")),
                (Variable::Archive, text("Record Office")),
                (Variable::ArchivePlace, text("Woodhorn")),
            ],
        );
        assert!(print(&[item], "chicago-notes", None)[0].contains("Record Office, Woodhorn"));
    }

    #[test]
    fn month_out_of_the_calendar() {
        for (month, day) in [(0, 0), (13, 40), (2, 30), (255, 255)] {
            let date = Value::Date(Date::new(2011, Some(month), Some(day)));
            let item = sample::item(
                Kind::ArticleNewspaper,
                &[(Variable::Title, Value::Text("T".into())), (Variable::Issued, date)],
            );
            let printed = print(&[item], "apa", None);
            assert!(printed[0].contains("2011"), "{printed:?}");
        }
    }
}

#[test]
fn every_style_prints_every_type_without_a_panic() {
    let mut items: Vec<_> = Kind::ALL.iter().map(|kind| sample::everything(*kind)).collect();
    for kind in [Kind::ArticleJournal, Kind::Chapter, Kind::Webpage, Kind::LegalCase] {
        items.extend([sample::hostile(kind), Item::new(kind)]);
    }
    let bibliography = sample::bibliography_of(&items);
    for name in style_names() {
        let style = Style::embedded(name).expect("an embedded style");
        let works = render(&bibliography, &style, None, None).expect("works");
        let mut ids: Vec<_> = works.iter().map(|work| work.work).collect();
        ids.sort_unstable();
        let all: Vec<_> = bibliography.works.iter().map(|work| work.id).collect();
        assert_eq!(ids, all, "{name} loses works");
        for work in &works {
            let text = work.written(Markup::Text);
            assert!(!text.is_empty() && !text.contains(char::is_control), "{name}: {text}");
        }
    }
}

#[test]
fn work_that_cannot_be_printed_stands_at_the_end_with_its_reason() {
    let style = Style::embedded("chicago-notes").expect("a style");
    let works =
        render(&sample::bibliography_of(&[sample::encyclopedia(), sample::book()]), &style, None, None);
    let works = works.expect("works");
    let fallbacks: Vec<_> = works.iter().map(|work| work.fallback.as_deref()).collect();
    assert_eq!(fallbacks, [None, Some("the style prints nothing for it")]);
}
