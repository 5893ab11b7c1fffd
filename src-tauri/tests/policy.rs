//! The policy of the window, read from its configuration: anything more than this is a decision, not an accident.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    font-src 'self'; worker-src 'self' blob:; connect-src ipc: http://ipc.localhost; object-src 'none'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> Result<Value, String> {
    let path = here().join(name);
    let text = fs::read_to_string(&path).map_err(|error| format!("reading {}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{} is not JSON: {error}", path.display()))
}

#[test]
fn the_page_runs_under_the_strict_policy() {
    let config = read("tauri.conf.json").unwrap();
    let security = &config["app"]["security"];
    assert_eq!(security["csp"], CSP);
    assert_eq!(config["app"]["withGlobalTauri"], json!(false));
    // dayjs inside Element Plus writes to prototypes: frozen ones mean a blank page.
    assert_eq!(security["freezePrototype"], json!(false));
    let known = ["capabilities", "csp", "freezePrototype"];
    let more: Vec<_> = security.as_object().unwrap().keys().filter(|key| !known.contains(&key.as_str())).collect();
    assert!(more.is_empty(), "the security settings grew: {more:?}");
    assert_eq!(config.get("plugins"), None);
}

#[test]
fn the_page_may_use_two_commands_and_nothing_of_the_system() {
    let names: Vec<_> = fs::read_dir(here().join("capabilities"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names, ["main.json"]);
    let capability = read("capabilities/main.json").unwrap();
    assert_eq!(capability["permissions"], json!(["allow-call", "allow-bytes"]));
    assert_eq!(capability["windows"], json!(["main"]));
    assert_eq!(capability.get("remote"), None);
    assert_eq!(read("tauri.conf.json").unwrap()["app"]["security"]["capabilities"], json!(["main"]));
}

#[test]
fn the_shell_uses_no_plugin() {
    let manifest = fs::read_to_string(here().join("Cargo.toml")).unwrap();
    assert!(!manifest.contains("tauri-plugin-"), "a plugin opens a door of its own; the shell has doors of its own");
}

#[test]
fn only_a_test_build_takes_answers_to_dialogs_from_a_file() {
    let program = fs::read(env!("CARGO_BIN_EXE_tongping-desktop")).unwrap();
    let name = b"TONGPING_DIALOG_ANSWERS";
    let contains = program.windows(name.len()).any(|piece| piece == name);
    assert_eq!(contains, cfg!(feature = "e2e"));
}
