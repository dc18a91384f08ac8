//! Who may put a plugin before the user: a test for each sentence of what the guide promises.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot do")]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ibidem_tests::program;
use serde_json::Value;

/// The smallest plugin: one finding in each paper, by which a test sees that it ran.
const SCRIPT: &str = r#"#!/bin/sh
while read -r line; do
    case $line in
    *'"type":"open"'*) echo '{"type":"hello","rules":[{"name":"mark","severity":"info","page":"x"}]}' ;;
    *'"type":"check"'*)
        echo '{"type":"finding","finding":{"rule":"mark","severity":"info","span":[0,1],"message":"It ran."}}'
        echo '{"type":"done"}'
        ;;
    esac
done
"#;

const CLEAN: &str = "Harbors grew.[^1]\n\n[^1]: Paul Brandt, *Salt Roads* (London: Murray, 1999), 24.\n";

/// A folder for one test, empty at its begin.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("trust").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Puts the plugin `marks` into a folder.
fn plugin_in(parent: &Path) -> PathBuf {
    plugin_called("marks", parent)
}

fn plugin_called(name: &str, parent: &Path) -> PathBuf {
    let folder = parent.join(name);
    fs::create_dir_all(&folder).unwrap();
    let manifest =
        "id = \"marks\"\nversion = \"0.1.0\"\nprotocol = 1\nkind = \"process\"\ncommand = \"marks.sh\"\n";
    fs::write(folder.join("plugin.toml"), manifest).unwrap();
    fs::write(folder.join("marks.sh"), SCRIPT).unwrap();
    set_mode(&folder.join("marks.sh"), 0o755);
    set_mode(&folder.join("plugin.toml"), 0o644);
    set_mode(&folder, 0o755);
    folder
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn ibidem(folder: &Path, arguments: &[&str], variables: &[(&str, &Path)]) -> Output {
    let mut command = Command::new(program());
    command.current_dir(folder).args(arguments).env_remove("IBIDEM_PLUGIN_PATH").env_remove("XDG_DATA_HOME");
    command.env("HOME", folder.join("no-home")).envs(variables.iter().copied());
    command.output().unwrap()
}

/// The entry of the plugin `marks` in `plugins list`, or null where it is not listed.
fn listed(folder: &Path, arguments: &[&str], variables: &[(&str, &Path)]) -> Value {
    let mut all = vec!["plugins", "list", "--format", "json"];
    all.extend(arguments);
    let output = ibidem(folder, &all, variables);
    let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
    let plugins = printed["plugins"].as_array().unwrap();
    plugins.iter().find(|plugin| plugin["id"] == "marks").cloned().unwrap_or_default()
}

/// Names the plugin, and says why it is refused, or nothing.
fn refusal(plugin: &Path) -> Option<String> {
    let entry = listed(plugin.parent().unwrap(), &["--plugin", plugin.to_str().unwrap()], &[]);
    if entry["status"] == "ok" {
        return None;
    }
    assert_eq!(entry["failure"]["phase"], "load", "{entry}");
    Some(entry["failure"]["cause"].as_str().unwrap().to_owned())
}

fn status(entry: &Value) -> (&str, &str) {
    (entry["status"].as_str().unwrap_or("not listed"), entry["from"].as_str().unwrap_or_default())
}

#[test]
fn naming_a_plugin_is_consent() {
    let folder = folder("named");
    let plugin = plugin_in(&folder);
    assert_eq!(refusal(&plugin), None);
    fs::write(folder.join("paper.md"), CLEAN).unwrap();
    let audit =
        ibidem(&folder, &["audit", "paper.md", "--offline", "--plugin", "./marks", "--format", "json"], &[]);
    let printed: Value = serde_json::from_slice(&audit.stdout).unwrap();
    // The rule of another's plugin is written with its plugin.
    assert_eq!(printed["findings"][0]["rule"], "marks/mark");
}

#[test]
fn an_installed_plugin_is_at_hand_and_runs_only_when_named() {
    let folder = folder("installed");
    let (data, path, dir) = (folder.join("data"), folder.join("path"), folder.join("dir"));
    plugin_in(&data.join("ibidem/plugins"));
    let variables: [(&str, &Path); 1] = [("XDG_DATA_HOME", &data)];
    assert_eq!(status(&listed(&folder, &[], &variables)), ("installed", "the user's folder"));
    let named = listed(&folder, &["--plugin", "marks"], &variables);
    assert_eq!(status(&named), ("ok", "the user's folder"));

    // The folders that the user names come first, then those of the environment.
    plugin_in(&path);
    let variables: [(&str, &Path); 2] = [("XDG_DATA_HOME", &data), ("IBIDEM_PLUGIN_PATH", &path)];
    assert_eq!(status(&listed(&folder, &[], &variables)), ("installed", "IBIDEM_PLUGIN_PATH"));
    plugin_in(&dir);
    let in_dir = listed(&folder, &["--plugin-dir", "dir", "--plugin", "marks"], &variables);
    assert_eq!(status(&in_dir), ("ok", "--plugin-dir"));
}

/// A submission comes as a folder, in which its reader then stands.
#[test]
fn nothing_of_the_working_directory_runs() {
    let folder = folder("hostile");
    let evil = plugin_in(&folder);
    for name in ["plugins", ".ibidem/plugins", "ibidem/plugins", "lib/ibidem", "target/debug"] {
        plugin_in(&folder.join(name));
    }
    for library in ["libibidem_garbled.so", "libibidem_marks.so"] {
        fs::write(folder.join(library), "no library").unwrap();
    }
    fs::write(folder.join("paper.md"), CLEAN).unwrap();
    assert_eq!(listed(&folder, &[], &[]), Value::Null);
    // Neither an empty nor a relative folder of the environment leads there.
    for relative in ["", ".", "plugins", "::."] {
        let variables: [(&str, &Path); 2] =
            [("IBIDEM_PLUGIN_PATH", Path::new(relative)), ("XDG_DATA_HOME", Path::new(relative))];
        assert_eq!(listed(&folder, &[], &variables), Value::Null, "{relative:?}");
    }
    // Nor does the PATH.
    assert_eq!(listed(&folder, &[], &[("PATH", &evil)]), Value::Null);
    let audit = ibidem(&folder, &["audit", "paper.md", "--offline"], &[("PATH", &evil)]);
    assert_eq!(audit.status.code(), Some(0), "{audit:?}");

    // A folder of the same name does not stand in for the plugin that the user has installed.
    let data = folder.join("data");
    plugin_in(&data.join("ibidem/plugins"));
    let named = listed(&folder, &["--plugin", "marks"], &[("XDG_DATA_HOME", &data)]);
    assert_eq!(status(&named), ("ok", "the user's folder"));
}

#[test]
fn what_others_may_write_is_refused() {
    let parent = folder("writable");
    let plugin = plugin_in(&parent);
    for (file, mode) in [("marks.sh", 0o757), ("plugin.toml", 0o646), (".", 0o757)] {
        let path = plugin.join(file);
        let before = path.metadata().unwrap().permissions().mode();
        set_mode(&path, mode);
        let name = if file == "." { "marks" } else { file };
        assert_eq!(refusal(&plugin), Some(format!("{name} is writable by everybody")));
        set_mode(&path, before);
        assert_eq!(refusal(&plugin), None);
    }
    // A file beside them can be loaded by them.
    fs::write(plugin.join("words.txt"), "").unwrap();
    set_mode(&plugin.join("words.txt"), 0o666);
    assert_eq!(refusal(&plugin).unwrap(), "words.txt is writable by everybody");
    fs::remove_file(plugin.join("words.txt")).unwrap();
    // Whoever may write to a folder above can put another plugin there, unless it is sticky.
    set_mode(&parent, 0o777);
    assert_eq!(refusal(&plugin).unwrap(), "writable is writable by everybody");
    set_mode(&parent, 0o1777);
    assert_eq!(refusal(&plugin), None);
    set_mode(&parent, 0o755);
}

#[test]
fn a_link_is_judged_by_what_it_leads_to() {
    let parent = folder("linked");
    let (plugin, outside) = (plugin_in(&parent), parent.join("outside.py"));
    fs::write(&outside, "").unwrap();
    symlink(&outside, plugin.join("inside.py")).unwrap();
    assert_eq!(refusal(&plugin), None);
    set_mode(&outside, 0o666);
    assert_eq!(refusal(&plugin).unwrap(), "inside.py is writable by everybody");
}

#[test]
fn a_command_outside_the_folder_is_judged_too() {
    let parent = folder("outside");
    let (plugin, command) = (plugin_in(&parent), parent.join("tool.sh"));
    fs::rename(plugin.join("marks.sh"), &command).unwrap();
    let manifest = fs::read_to_string(plugin.join("plugin.toml")).unwrap();
    let manifest = manifest.replace("marks.sh", command.to_str().unwrap());
    fs::write(plugin.join("plugin.toml"), manifest).unwrap();
    assert_eq!(refusal(&plugin), None);
    set_mode(&command, 0o777);
    assert_eq!(refusal(&plugin).unwrap(), "tool.sh is writable by everybody");
}

#[test]
fn a_library_is_judged_as_a_folder_is() {
    let parent = folder("library");
    let library = parent.join(format!("libmarks{}", std::env::consts::DLL_SUFFIX));
    fs::write(&library, "no library").unwrap();
    set_mode(&library, 0o666);
    let file = library.file_name().unwrap().to_string_lossy();
    assert_eq!(refusal(&library), Some(format!("{file} is writable by everybody")));
    set_mode(&library, 0o644);
    assert!(refusal(&library).unwrap().starts_with(&format!("cannot load {file}")));
}

/// Only root can give files away, so that only root can test it.
#[test]
fn owners_and_groups_are_looked_at() {
    let parent = folder("owners");
    let plugin = plugin_in(&parent);
    let script = plugin.join("marks.sh");
    if chown(&script, Some(54_321), None).is_err() {
        println!("skipped: only root can give files away");
        return;
    }
    let cause = "marks.sh belongs to user 54321: neither to you, nor to root, nor to the owner of ibidem";
    assert_eq!(refusal(&plugin).unwrap(), cause);
    chown(&script, Some(0), Some(54_321)).unwrap();
    assert_eq!(refusal(&plugin), None);
    set_mode(&script, 0o775);
    let cause = "marks.sh is writable by the group 54321, which is not its owner's own";
    assert_eq!(refusal(&plugin).unwrap(), cause);
}

/// What a umask of 002 gives: files that the user's own group may write.
#[test]
fn an_ordinary_umask_passes() {
    let parent = folder("umask");
    let plugin = plugin_in(&parent);
    let metadata = script_metadata(&plugin);
    if metadata.0 != metadata.1 {
        println!("skipped: whoever runs this has no group of the same number");
        return;
    }
    for (file, mode) in [("marks.sh", 0o775), ("plugin.toml", 0o664), (".", 0o775)] {
        set_mode(&plugin.join(file), mode);
    }
    assert_eq!(refusal(&plugin), None);
}

fn script_metadata(plugin: &Path) -> (u32, u32) {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = plugin.join("marks.sh").metadata().unwrap();
    (metadata.uid(), metadata.gid())
}

/// At hand under one name and reporting under another, a plugin could pass for somebody else's.
#[test]
fn an_installed_plugin_lies_in_a_folder_of_its_id() {
    let folder = folder("renamed");
    plugin_called("words", &folder.join("data/ibidem/plugins"));
    let data = folder.join("data");
    let entry = listed(&folder, &["--plugin", "words"], &[("XDG_DATA_HOME", &data)]);
    assert_eq!(entry["failure"]["cause"], "its folder is called words, its plugin.toml says `marks`");
}

#[test]
fn a_lock_refuses_what_has_changed() {
    let folder = folder("locked");
    let plugin = plugin_in(&folder);
    let lock = ibidem(&folder, &["plugins", "lock", "--plugin", "./marks", "--lock-file", "x.lock"], &[]);
    assert_eq!(lock.status.code(), Some(0), "{lock:?}");
    let arguments = ["--plugin", "./marks", "--locked", "--lock-file", "x.lock"];
    let refusal = || {
        let entry = listed(&folder, &arguments, &[]);
        entry["failure"]["cause"].as_str().map(str::to_owned)
    };
    assert_eq!(refusal(), None);
    let script = plugin.join("marks.sh");
    let written = fs::read_to_string(&script).unwrap();
    fs::write(&script, format!("{written}\n")).unwrap();
    assert_eq!(refusal().unwrap(), "its marks.sh is not the one of plugins.lock");
    fs::write(&script, written).unwrap();
    fs::write(plugin.join("more.sh"), "").unwrap();
    assert_eq!(refusal().unwrap(), "its more.sh is not the one of plugins.lock");
    fs::remove_file(plugin.join("more.sh")).unwrap();
    assert_eq!(refusal(), None);

    let other = plugin_called("others", &folder);
    let manifest = fs::read_to_string(other.join("plugin.toml")).unwrap().replace("\"marks\"", "\"others\"");
    fs::write(other.join("plugin.toml"), manifest).unwrap();
    let all = ["plugins", "list", "--plugin", "./others", "--locked", "--lock-file", "x.lock"];
    let output = ibidem(&folder, &all, &[]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("it is not in plugins.lock"), "{said}");
    // Without a lock, nothing is locked, and that is no leave to run.
    let none = ibidem(&folder, &["plugins", "list", "--locked", "--lock-file", "none.lock"], &[]);
    assert_eq!(none.status.code(), Some(2));
}
