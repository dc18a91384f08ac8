//! What points back: ibid. and its kin in the languages of the field, short forms, notes with several works.

use ibidem::Reading;
use ibidem::read::Format;
use ibidem_citations::{Form, NoteKind, Paper};

/// A paper of these notes, with a reference list or without.
fn paper(notes: &[&str], list: &str) -> Paper {
    let markers: Vec<_> = (1..=notes.len()).map(|n| format!("A sentence.[^{n}]")).collect();
    let definitions: Vec<_> = (1..).zip(notes).map(|(n, note)| format!("[^{n}]: {note}\n")).collect();
    let text = format!("{}\n\n{list}\n\n{}\n", markers.join(" "), definitions.join("\n"));
    Reading::from_bytes(text.into_bytes(), None, Some(Format::Markdown)).paper
}

/// The items of each note: the form, the first note that cites its work (0 for the list), “?” where ambiguous, the locator.
fn outline(paper: &Paper) -> Vec<String> {
    let cited = paper.notes.iter().filter(|note| note.kind != NoteKind::Reference);
    let item = |item: &ibidem_citations::CitationItem| {
        let form = match item.form {
            Form::Full => "full",
            Form::Short => "short",
            Form::Ibid => "ibid",
        };
        let work = item.mention.as_ref().and_then(|mention| paper.bibliography.work(mention.work));
        let first = work.and_then(|work| {
            let mut notes = work.mentions.iter().filter_map(|place| paper.notes.get(place.note));
            let listed =
                work.mentions.iter().any(|place| paper.notes[place.note].kind == NoteKind::Reference);
            if listed { Some("list".to_owned()) } else { notes.next().map(|note| note.number.to_string()) }
        });
        let doubt = if item.mention.as_ref().is_some_and(|mention| mention.ambiguous) { "?" } else { "" };
        let locator = item.locator.as_ref().map(|locator| format!(" {}", locator.value)).unwrap_or_default();
        format!("{form} {}{doubt}{locator}", first.unwrap_or_else(|| "-".to_owned()))
    };
    cited.map(|note| note.items().map(item).collect::<Vec<_>>().join("; ")).collect()
}

fn check(notes: &[&str], expected: &[&str]) {
    assert_eq!(outline(&paper(notes, "")), expected, "{notes:#?}");
}

const SALT: &str = "Paul Brandt, *The Salt Road* (London: Murray, 1999), 4.";
const IRON: &str = "Anna Schmidt, *Iron and Empire* (Oxford: Hart, 2001), 9.";

#[test]
fn ibid_in_every_language() {
    for ibid in [
        "Ibid., 7.",
        "*Ibid.*, p. 7.",
        "ibid 7.",
        "Ibidem, 7.",
        "Ebd., S. 7.",
        "Ebenda, S. 7.",
        "Ibíd., p. 7.",
        "Ivi, p. 7.",
        "*Id.* at 7.",
        "Там же. С. 7.",
    ] {
        check(&[SALT, ibid], &["full 1 4", "ibid 1 7"]);
    }
}

#[test]
fn op_cit_in_every_language() {
    for back in [
        "Brandt, op. cit., 7.",
        "Brandt, *op. cit.*, p. 7.",
        "P. Brandt, *The Salt Road*, op. cit., p. 7.",
        "Brandt, art. cit., p. 7.",
        "Brandt, art. cité, p. 7.",
        "Brandt, a. a. O., S. 7.",
        "Brandt, a.a.O., S. 7.",
        "Brandt, ob. cit., p. 7.",
        "Brandt, loc. cit., p. 7.",
    ] {
        check(&[SALT, IRON, back], &["full 1 4", "full 2 9", "short 1 7"]);
    }
}

#[test]
fn numbers_of_notes() {
    for back in [
        "Brandt, *supra* note 1 at 7.",
        "Brandt (n 1) 7.",
        "Brandt, above, n. 1, p. 7.",
        "Brandt, supra n. 1, 7.",
        "Brandt (wie Anm. 1), S. 7.",
        "Brandt, oben Anm. 1, S. 7.",
    ] {
        check(&[SALT, IRON, back], &["full 1 4", "full 2 9", "short 1 7"]);
    }
}

#[test]
fn short_forms_by_name_title_and_year() {
    for short in [
        "Brandt, *Salt Road*, 7.",
        "Brandt, 7.",
        "Vgl. Brandt 1999, S. 7.",
        "Brandt 1999, 7.",
        "*Salt Road*, 7.",
    ] {
        check(&[SALT, IRON, short], &["full 1 4", "full 2 9", "short 1 7"]);
    }
}

#[test]
fn the_same_author_with_another_title() {
    for same in [
        "Idem, *A Second Book* (London: Murray, 2003), 5.",
        "Ders., *A Second Book* (London: Murray, 2003), 5.",
        "Id., *A Second Book* (London: Murray, 2003), 5.",
        "Dies., *A Second Book* (London: Murray, 2003), 5.",
    ] {
        let read = paper(&[SALT, same], "");
        assert_eq!(outline(&read), ["full 1 4", "full 2 5"], "{same}");
        let author = read.notes[1]
            .items()
            .next()
            .expect("it cites")
            .as_cited
            .names(ibidem_citations::Variable::Author);
        assert_eq!(author.first().and_then(|name| name.family.as_deref()), Some("Brandt"), "{same}");
    }
}

#[test]
fn there_and_back_in_one_document() {
    check(
        &[
            "See Brandt, *Salt Road*, 3; full details in note 2.",
            SALT,
            "Ibid.",
            "Brandt, op. cit., 8; Schmidt, *Iron*, 2.",
            IRON,
        ],
        &["short 1 3", "full 1 4", "ibid 1", "short 1 8; short 4 2", "full 4 9"],
    );
}

#[test]
fn ibid_after_two_works_keeps_both_readings() {
    let read = paper(
        &[
            "Paul Brandt, *The Salt Road* (London: Murray, 1999), 4; Anna Schmidt, *Iron and Empire* (Oxford: Hart, 2001), 9.",
            "Ibid., 12.",
        ],
        "",
    );
    assert_eq!(outline(&read), ["full 1 4; full 1 9", "ibid 1? 12"]);
    let mention = read.notes[1].items().next().and_then(|item| item.mention.clone()).expect("it is tied");
    let title = |id| read.bibliography.work(id).map(|work| work.item.title().to_owned());
    assert_eq!(title(mention.work).as_deref(), Some("Iron and Empire"), "the work named last");
    let others: Vec<_> = mention.others.iter().filter_map(|id| title(*id)).collect();
    assert_eq!(others, ["The Salt Road"], "the other reading is kept");
    assert!(mention.confidence < 0.7, "{}", mention.confidence);
}

#[test]
fn ibid_after_two_works_is_ambiguous_in_every_language() {
    let both = "Paul Brandt, *The Salt Road* (London: Murray, 1999), 4; Anna Schmidt, *Iron and Empire* (Oxford: Hart, 2001), 9.";
    for ibid in
        ["*Ibid.*, p. 12.", "Ebd., S. 12.", "Ebenda, S. 12.", "Ibíd., p. 12.", "*Id.* at 12.", "Ivi, p. 12."]
    {
        check(&[both, ibid], &["full 1 4; full 1 9", "ibid 1? 12"]);
    }
}

#[test]
fn passim_is_no_place_and_no_title() {
    for back in
        ["Brandt, *Salt Road*, passim.", "Brandt, *op. cit.*, *passim*.", "Brandt (wie Anm. 1), passim."]
    {
        check(&[SALT, IRON, back], &["full 1 4", "full 2 9", "short 1"]);
    }
}

#[test]
fn the_list_says_what_short_forms_mean() {
    let list = "## Literaturverzeichnis\n\nBrandt, Paul: Die Salzstraße. Eine Geschichte, Berlin: Beck 1999.\n\nSchmidt, Anna: Eisen und Reich, in: Zeitschrift für Salz 12 (2001), S. 4–19.\n\nWeber, Max: Wirtschaft, Tübingen: Mohr 1922.\n";
    let read =
        paper(&["Vgl. Brandt, Salzstraße, S. 7.", "Ebd., S. 8.", "Schmidt, Eisen und Reich, S. 5."], list);
    assert_eq!(outline(&read), ["short list 7", "ibid list 8", "short list 5"]);
    let titles: Vec<&str> = read.bibliography.works.iter().map(|work| work.item.title()).collect();
    assert_eq!(
        titles,
        ["Die Salzstraße. Eine Geschichte", "Eisen und Reich", "Wirtschaft"],
        "cited first, then listed"
    );
    let kinds: Vec<NoteKind> = read.notes.iter().map(|note| note.kind).collect();
    assert_eq!(kinds[3..], [NoteKind::Reference; 3]);
}

#[test]
fn dashes_stand_for_the_author_before() {
    let list = "## Bibliography\n\nBrandt, Paul. *The Salt Road*. London: Murray, 1999.\n\n———. *A Second Book*. London: Murray, 2003.\n";
    let read = paper(&["Brandt, *Second Book*, 7."], list);
    assert_eq!(outline(&read), ["short list 7"]);
}
