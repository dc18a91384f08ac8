use std::error::Error as _;
use std::fs;

use super::*;

/// A folder of styles like the repository's, removed at the end.
struct Repository(PathBuf);

impl Drop for Repository {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn independent(name: &str, title: &str) -> String {
    format!(
        r#"<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0" default-locale="en-GB"><info><title>{title}</title><title-short>{name}!</title-short><id>http://www.zotero.org/styles/{name}</id><issn>1111-111x</issn><updated>2020-01-01T00:00:00+00:00</updated></info><citation><layout><text variable="title"/></layout></citation></style>"#
    )
}

fn dependent(name: &str, title: &str, parent: &str) -> String {
    format!(
        r#"<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" default-locale="de-DE"><info><title>{title}</title><id>http://www.zotero.org/styles/{name}</id><link href="http://www.zotero.org/styles/{parent}" rel="independent-parent"/><issn>0178-7667</issn><updated>2020-01-01T00:00:00+00:00</updated></info></style>"#
    )
}

fn repository(name: &str) -> Repository {
    let folder = std::env::temp_dir().join(format!("ibidem-styles-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("dependent")).expect("a folder can be made");
    let write = |file: &str, text: &str| fs::write(folder.join(file), text).expect("a file can be written");
    write("harbor-notes.csl", &independent("harbor-notes", "Harbor Manual 3rd edition (notes)"));
    write(
        "dependent/annals-of-docks.csl",
        &dependent("annals-of-docks", "Annals of Docks &amp; Quays", "harbor-notes"),
    );
    write("dependent/new-apa.csl", &dependent("new-apa", "Newer", "apa"));
    write("dependent/orphan.csl", &dependent("orphan", "Orphan", "gone"));
    write("dependent/twin.csl", &dependent("twin", "Orphan", "harbor-notes"));
    write("broken.csl", "<style");
    write("renamed-styles.json", r#"{"harbour-notes": "harbor-notes", "x": 1}"#);
    Repository(folder)
}

fn shelf(folder: &Repository) -> Shelf {
    Shelf { places: vec![Place::open(&folder.0).expect("this is a folder")] }
}

#[test]
fn name_without_folder_is_an_embedded_style() {
    assert!(Shelf::default().find("apa").is_ok());
    let error = Shelf::default().find("aqa").expect_err("no such style");
    assert_eq!(error.to_string(), "no style is named “aqa”; did you mean “apa”?");
}

#[test]
fn embedded_style_by_its_name_in_the_repository_its_address_and_its_title() {
    for name in [
        "modern-language-association",
        "http://www.zotero.org/styles/modern-language-association",
        "https://zotero.org/styles/modern-language-association/",
        "MLA Handbook 9th edition (in-text citations)",
        "MLA",
    ] {
        let found = Shelf::default().find(name).expect(name);
        assert_eq!((found.name.as_str(), found.from.as_str()), ("mla", "embedded"), "{name}");
    }
}

#[test]
fn every_everyday_name_leads_to_an_embedded_style() {
    for (everyday, name) in EVERYDAY {
        let found = Shelf::default().find(everyday).expect(everyday);
        assert!(found.name == name, "{everyday} leads to {}", found.name);
    }
}

#[test]
fn missing_file_is_told_by_its_path() {
    let error = Shelf::default().find("no/such.csl").expect_err("no such file");
    assert_eq!(error.to_string(), "cannot read style no/such.csl");
    assert!(error.source().is_some());
}

#[test]
fn file_that_is_no_style_is_told_by_its_path() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let error = Shelf::default().find(path).and_then(|found| found.csl()).expect_err("no style");
    assert!(matches!(error, FindStyleError::Unusable { .. }), "{error}");
}

#[test]
fn style_of_a_folder_by_every_sign() {
    let folder = repository("signs");
    let shelf = shelf(&folder);
    for name in [
        "harbor-notes",
        "harbour-notes",
        "Harbor manual, 3rd edition: notes",
        "harbor-notes!",
        "http://www.zotero.org/styles/harbor-notes",
        "1111-111X",
    ] {
        let found = shelf.find(name).expect(name);
        assert_eq!(found.name, "harbor-notes", "{name}");
        assert!(found.from.ends_with("harbor-notes.csl"), "{}", found.from);
    }
}

#[test]
fn dependent_style_prints_as_its_parent_in_its_own_locale() {
    let folder = repository("dependent");
    let shelf = shelf(&folder);
    for name in ["annals-of-docks", "annals of docks and quays", "01787667 "] {
        // Four styles share the ISSN.
        let Ok(found) = shelf.find(name) else { continue };
        assert_eq!(found.name, "annals-of-docks");
        let parent = found.parent.as_ref().map(|parent| parent.slug().to_owned());
        assert_eq!(parent.as_deref(), Some("harbor-notes"));
        assert_eq!(found.info.default_locale.as_deref(), Some("de-DE"));
        let style = found.csl().expect("both are styles");
        assert_eq!((style.title(), style.default_locale()), ("Annals of Docks & Quays", Some("de-DE")));
        assert_eq!(found.style().expect("both are styles").title(), "Harbor Manual 3rd edition (notes)");
    }
    assert!(shelf.find("annals-of-docks").is_ok());
    let parent = shelf.find("new-apa").expect("its parent is embedded").parent.expect("it is dependent");
    assert_eq!(parent.title, "APA Style 7th edition");
}

#[test]
fn parent_that_is_not_at_hand_is_named() {
    let folder = repository("orphan");
    let error = shelf(&folder).find("orphan").expect_err("it has no parent");
    assert!(
        error.to_string().contains("prints as “gone”, which is not at hand; put gone.csl beside it"),
        "{error}"
    );
}

#[test]
fn file_finds_its_parent_in_the_folder_above() {
    let folder = repository("above");
    let path = folder.0.join("dependent/annals-of-docks.csl");
    let found = Shelf::default().find(&path.to_string_lossy()).expect("its parent lies above");
    assert_eq!(found.parent.map(|parent| parent.title).as_deref(), Some("Harbor Manual 3rd edition (notes)"));
}

#[test]
fn title_of_two_styles_is_told() {
    let folder = repository("twins");
    let error = shelf(&folder).find("ORPHAN?").expect_err("two have this title");
    assert_eq!(error.to_string(), "several styles are called “ORPHAN?”: “orphan” or “twin”");
}

#[test]
fn wrong_name_offers_names_of_the_folder_and_embedded_ones() {
    let folder = repository("wrong");
    let said = |name: &str| shelf(&folder).find(name).expect_err("no such style").to_string();
    assert_eq!(said("harbor-note"), "no style is named “harbor-note”; did you mean “harbor-notes”?");
    assert_eq!(said("Anals of Docks"), "no style is named “Anals of Docks”; did you mean “annals-of-docks”?");
    assert_eq!(said("aqa"), "no style is named “aqa”; did you mean “apa”?");
    // The name that another version of the repository has for it.
    let offered = said("chicago-notes-bibliography-17th-edition");
    assert!(offered.contains("“turabian-fullnote-8”"), "{offered}");
    assert!(said("xyzzyx").contains("styles list --search"));
}

#[test]
fn names_lead_out_of_no_folder() {
    let folder = repository("out");
    let inner = Shelf { places: vec![Place::Folder(folder.0.join("dependent"))] };
    for name in ["..", "", ".", "\\..\\harbor-notes", "..harbor-notes"] {
        assert!(inner.find_named(name).is_err(), "{name}");
    }
    assert!(inner.find_named("../harbor-notes").is_err());
}

#[test]
fn list_has_every_style_once() {
    let folder = repository("list");
    fs::write(folder.0.join("apa.csl"), independent("apa", "Own APA")).expect("a file can be written");
    let list = shelf(&folder).list().expect("the folder can be read");
    let named = |name: &str| list.iter().filter(|one| one.name == name).collect::<Vec<_>>();
    assert_eq!(named("apa").iter().map(|one| one.info.title.as_str()).collect::<Vec<_>>(), ["Own APA"]);
    assert_eq!((named("annals-of-docks").len(), named("mla").len(), named("broken").len()), (1, 1, 0));
    assert!(has_words(named("annals-of-docks")[0], "docks QUAYS 0178-7667"));
    assert!(!has_words(named("annals-of-docks")[0], "docks piers"));
}

#[test]
fn archives_serve_as_folders_do() {
    let folder = repository("archives");
    let files =
        ["harbor-notes.csl", "dependent/annals-of-docks.csl", "dependent/orphan.csl", "renamed-styles.json"];
    let zipped = folder.0.join("styles.dat");
    let mut zip = zip::ZipWriter::new(fs::File::create(&zipped).expect("a file can be made"));
    let mut tar = tar::Builder::new(Vec::new());
    for file in files {
        let bytes = fs::read(folder.0.join(file)).expect("a file can be read");
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(format!("styles-master/{file}"), options).expect("a file can be zipped");
        std::io::Write::write_all(&mut zip, &bytes).expect("a file can be zipped");
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        tar.append_data(&mut header, format!("styles-master/{file}"), bytes.as_slice())
            .expect("a file can be packed");
    }
    zip.finish().expect("an archive can be ended");
    let tar = tar.into_inner().expect("an archive can be ended");
    let tarred = folder.0.join("styles.tar");
    fs::write(&tarred, &tar).expect("a file can be written");
    let gzipped = folder.0.join("styles.tgz");
    let mut gzip =
        flate2::write::GzEncoder::new(fs::File::create(&gzipped).expect("made"), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, &tar).expect("a file can be packed");
    gzip.finish().expect("an archive can be ended");
    for archive in [zipped, tarred, gzipped] {
        let shelf = Shelf { places: vec![Place::open(&archive).expect("this is an archive")] };
        for name in ["annals-of-docks", "Annals of Docks and Quays"] {
            let found = shelf.find(name).expect(name);
            let style = found.csl().expect("both are styles");
            assert_eq!(style.title(), "Annals of Docks & Quays", "{archive:?}");
            assert!(found.from.contains("styles-master/dependent/annals-of-docks.csl"), "{}", found.from);
        }
        assert_eq!(shelf.list().expect("it can be read").iter().filter(|one| !one.is_embedded).count(), 3);
    }
}

#[test]
fn broken_places_are_told() {
    let folder = repository("places");
    let open = |name: &str, bytes: &[u8]| {
        let path = folder.0.join(name);
        fs::write(&path, bytes).expect("a file can be written");
        Shelf::of_environment(&[path], |_| None)
            .map(|shelf| shelf.find("harbor-notes").err().map(|error| error.to_string()))
    };
    let said = open("notes.txt", b"no archive").expect_err("no archive").to_string();
    assert!(said.contains("holds no styles: expected a folder, or an archive"), "{said}");
    for (name, bytes) in [("a.zip", &b"PK\x03\x04 and no more"[..]), ("a.tgz", b"\x1F\x8B and no more")] {
        let said = open(name, bytes).expect("it looks like an archive").expect("it is broken");
        assert!(said.starts_with("cannot read the styles in "), "{said}");
    }
    let gone = Shelf::of_environment(&[folder.0.join("gone")], |_| None).expect_err("there is nothing");
    assert!(gone.to_string().starts_with("cannot read the styles in "), "{gone}");
}

#[test]
fn places_of_the_environment_stand_behind_named_ones() {
    let (first, second) = (repository("first"), repository("second"));
    let data = second.0.join("data");
    fs::create_dir_all(data.join("ibidem/styles")).expect("a folder can be made");
    let shelf = Shelf::of_environment(std::slice::from_ref(&first.0), |name| match name {
        STYLES_VARIABLE => Some(second.0.clone().into_os_string()),
        "XDG_DATA_HOME" => Some(data.clone().into_os_string()),
        _ => None,
    })
    .expect("the folders are there");
    let own = data.join("ibidem/styles");
    assert_eq!(shelf.places, [first.0.clone(), second.0.clone(), own].map(Place::Folder));
}

#[test]
fn style_with_a_fault_is_told_with_its_file() {
    let folder = repository("fault");
    let error = shelf(&folder).find("broken").and_then(|found| found.csl()).expect_err("it is no style");
    assert!(error.to_string().ends_with("broken.csl"), "{error}");
    let FindStyleError::Unusable { source, .. } = error else { panic!("it is unusable") };
    assert!(matches!(source, StyleError::NotCsl { .. }));
}
