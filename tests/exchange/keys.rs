//! The keys of a bureau on real machines: made, kept, lost and restored, with and without a keyring, and never shown.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "keys/desk.rs"]
mod desk;
#[path = "keys/keyring.rs"]
mod keyring;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use tongping_core::exchange::keys::RecoveryCode;
use tongping_tests::files::Folder;
use tongping_tests::{Ran, root, tongping};

const PASSWORD: &str = "一把好记的单位钥匙";

/// A computer without a keyring.
struct Computer {
    folder: Folder,
}

impl Computer {
    fn new() -> Self {
        let folder = Folder::new();
        folder.put("password.txt", format!("{PASSWORD}\r\n第二行不算\n"));
        Self { folder }
    }

    fn keys(&self) -> PathBuf {
        self.folder.join("keys")
    }

    /// `tongping key …` with the password.
    fn key(&self, words: &[&str]) -> Ran {
        self.key_with("password.txt", words)
    }

    fn key_with(&self, password: &str, words: &[&str]) -> Ran {
        let mut command = tongping();
        command.arg("key").args(words).arg("--keys").arg(self.keys());
        command.arg("--password-file").arg(self.folder.join(password));
        command.output().unwrap().into()
    }

    fn key_without_password(&self, words: &[&str]) -> Ran {
        tongping().arg("key").args(words).arg("--keys").arg(self.keys()).output().unwrap().into()
    }

    fn view(&self) -> Value {
        serde_json::from_str(&self.key(&["show", "--json"]).well()).unwrap()
    }

    /// The code as it stands on the printed sheet, read off the QR code of the page.
    fn code_on_the_sheet(&self) -> String {
        let sheet = self.folder.join("恢复单.pdf");
        self.key(&["sheet", sheet.to_str().unwrap()]).well();
        code_of(&sheet)
    }

    /// The file that holds the keys.
    fn file(&self) -> PathBuf {
        let mut found = std::fs::read_dir(self.keys()).unwrap().map(|entry| entry.unwrap().path());
        found.find(|path| path.extension().is_some_and(|ending| ending == "age")).unwrap()
    }
}

/// What a reader of QR codes types from the page.
fn code_of(sheet: &Path) -> String {
    let picture = sheet.with_extension("");
    let run = |command: &mut Command| {
        let output = command.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    run(Command::new("pdftoppm").args(["-r", "150", "-png", "-singlefile"]).arg(sheet).arg(&picture));
    run(Command::new("zbarimg").args(["--quiet", "--raw"]).arg(picture.with_extension("png"))).trim().to_owned()
}

fn text_of(sheet: &Path) -> String {
    let output = Command::new("pdftotext").arg("-layout").arg(sheet).arg("-").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn keys_made_on_one_day_are_the_same_on_the_next_and_on_another_computer() {
    let computer = Computer::new();
    assert_eq!(computer.view()["state"], "none");
    computer.key_without_password(&["make"]).fails(3, &["系统密码库", "钥匙密码"]);
    assert!(!computer.keys().exists(), "a refusal leaves nothing behind");
    computer.key(&["make"]).well();
    let view = computer.view();
    assert_eq!((&view["state"], &view["kept_in"]), (&"locked".into(), &"password_file".into()));
    computer.key(&["unlock-check"]).well();
    computer.key(&["make"]).fails(3, &["已有单位钥匙"]);

    let code = computer.code_on_the_sheet();
    let other = Computer::new();
    other.folder.put("code.txt", code.to_lowercase().replace('-', "　"));
    let file = other.folder.join("code.txt");
    other.key(&["restore", "--code-file", file.to_str().unwrap()]).well();
    assert_eq!(other.view()["fingerprint"], view["fingerprint"]);
    assert_eq!(other.view()["sheet_confirmed"], true, "whoever typed the code has the sheet");
    assert_eq!(other.code_on_the_sheet(), code);
}

#[test]
fn the_sheet_is_one_sound_page_with_the_code_in_words_and_squares() {
    let computer = Computer::new();
    computer.key(&["make"]).well();
    let code = computer.code_on_the_sheet();
    let sheet = computer.folder.join("恢复单.pdf");
    let words = text_of(&sheet);
    let groups: Vec<&str> = code.split('-').collect();
    assert_eq!(groups.len(), 12);
    for group in groups {
        assert!(words.contains(group), "{words}");
    }
    assert!(words.contains(computer.view()["fingerprint"].as_str().unwrap()), "{words}");
    assert!(words.contains("第1页共1页"), "{words}");
    assert!(RecoveryCode::read(&code).is_ok());
    let check = Command::new("qpdf").arg("--check").arg(&sheet).output().unwrap();
    assert!(check.status.success(), "{check:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for (path, mode) in [(sheet, 0o600), (computer.file(), 0o600), (computer.keys(), 0o700)] {
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, mode, "{path:?}");
        }
    }
}

#[test]
fn a_group_typed_again_confirms_the_sheet_and_a_wrong_one_does_not() {
    let computer = Computer::new();
    computer.key(&["make"]).well();
    let code = computer.code_on_the_sheet();
    let asked = computer.view()["ask_group"].as_u64().unwrap();
    let group = |n: u64| code.split('-').nth(usize::try_from(n - 1).unwrap()).unwrap().to_owned();
    let other = asked % 12 + 1;
    let confirm = |n: u64, signs: &str| computer.key(&["confirm", &n.to_string(), signs]);
    confirm(asked, &group(other)).fails(2, &["恢复单", &format!("第 {asked} 组")]);
    confirm(other, &group(other)).fails(2, &[&format!("第 {asked} 组")]);
    assert_eq!(computer.view()["sheet_confirmed"], false);
    confirm(asked, &group(asked).to_lowercase()).well();
    assert_eq!(computer.view()["sheet_confirmed"], true);
}

#[test]
fn other_keys_take_the_place_of_those_here_only_when_told_to_and_forget_nothing() {
    let (one, two) = (Computer::new(), Computer::new());
    one.key(&["make"]).well();
    two.key(&["make"]).well();
    let (first, second) = (one.view()["fingerprint"].clone(), two.view()["fingerprint"].clone());
    assert_ne!(first, second);
    let restore = |code: &str, more: &[&str]| {
        let file = one.folder.put("code.txt", code);
        one.key(&[&["restore", "--code-file", file.to_str().unwrap()], more].concat())
    };
    let (own, other) = (one.code_on_the_sheet(), two.code_on_the_sheet());
    let before = one.folder.state();
    let told = restore(&other, &[]).fails(3, &[first.as_str().unwrap(), second.as_str().unwrap()]);
    assert!(!told.contains(&other));
    let kept = |path: &PathBuf| path.starts_with(one.keys());
    let state = |all: std::collections::BTreeMap<PathBuf, String>| {
        all.into_iter().filter(|(path, _)| kept(path)).collect::<Vec<_>>()
    };
    assert_eq!(state(one.folder.state()), state(before));
    restore(&other, &["--replace"]).well();
    assert_eq!(one.view()["fingerprint"], second);
    restore(&own, &["--replace"]).well();
    assert_eq!(one.view()["fingerprint"], first);
    let files = std::fs::read_dir(one.keys())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|ending| ending == "age"));
    assert_eq!(files.count(), 2, "the keys that were replaced are still kept");
}

#[test]
fn a_mistyped_code_is_told_group_by_group_and_nothing_is_written() {
    let computer = Computer::new();
    computer.key(&["make"]).well();
    let code = computer.code_on_the_sheet();
    let mut groups: Vec<String> = code.split('-').map(str::to_owned).collect();
    groups.swap(0, 1);
    groups[6] = "UUUU".to_owned();
    let other = Computer::new();
    let file = other.folder.put("code.txt", groups.join(" "));
    let told = other
        .key(&["restore", "--code-file", file.to_str().unwrap()])
        .fails(2, &["第 1 组输错了", "第 2 组输错了", "第 7 组有恢复码不使用的字符"]);
    assert!(!told.contains("第 3 组") && !told.contains("UUUU"), "{told}");
    assert!(!other.keys().exists());
    let file = other.folder.put("code.txt", "");
    other.key(&["restore", "--code-file", file.to_str().unwrap()]).fails(2, &["48 个字符", "现有 0 个"]);
}

#[test]
fn a_wrong_a_short_and_no_password_are_told_plainly_and_may_be_tried_again() {
    let computer = Computer::new();
    computer.folder.put("short.txt", "1234567");
    computer.folder.put("wrong.txt", "一把难记的单位钥匙\n");
    computer.folder.put("wide.txt", PASSWORD);
    computer.key_with("short.txt", &["make"]).fails(2, &["钥匙密码", "8"]);
    assert!(!computer.keys().exists());
    computer.folder.put("password.txt", "ａｂｃｄ１２３４");
    computer.key(&["make"]).well();
    for _ in 0..3 {
        computer.key_with("wrong.txt", &["unlock-check"]).fails(3, &["钥匙密码不对"]);
    }
    computer.key_without_password(&["unlock-check"]).fails(3, &["钥匙密码不对"]);
    computer.folder.put("password.txt", "abcd1234");
    computer.key(&["unlock-check"]).well();
    computer.key_with("absent.txt", &["unlock-check"]).fails(5, &["absent.txt"]);
}

#[test]
fn torn_foreign_and_missing_files_are_told_left_alone_and_mended_by_the_sheet() {
    let computer = Computer::new();
    computer.key(&["make"]).well();
    let (code, file) = (computer.code_on_the_sheet(), computer.file());
    let fingerprint = computer.view()["fingerprint"].clone();
    let whole = std::fs::read(&file).unwrap();
    let other = Computer::new();
    other.key(&["make"]).well();
    let foreign = std::fs::read(other.file()).unwrap();
    for bytes in [&whole[..whole.len() / 2], &[], b"hello", &foreign] {
        std::fs::write(&file, bytes).unwrap();
        computer.key(&["unlock-check"]).fails(3, &["单位钥匙的文件", "恢复单"]);
        assert_eq!(std::fs::read(&file).unwrap(), bytes);
    }
    let record = computer.keys().join("keys.json");
    std::fs::write(&record, "{\"format\":1,").unwrap();
    let view = computer.view();
    assert_eq!((&view["state"], view["trouble"].as_str().unwrap().contains("已损坏")), (&"locked".into(), true));
    computer.key(&["make"]).fails(3, &["恢复单"]);
    assert_eq!(std::fs::read_to_string(&record).unwrap(), "{\"format\":1,");
    std::fs::remove_file(&file).unwrap();
    let typed = computer.folder.put("code.txt", &code);
    computer.key(&["restore", "--code-file", typed.to_str().unwrap()]).well();
    assert_eq!(computer.view()["fingerprint"], fingerprint);
    computer.key(&["unlock-check"]).well();
    assert!(computer.keys().join("keys.json.damaged-1").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_is_told_and_stays_empty() {
    let computer = Computer::new();
    std::fs::write(computer.keys(), "no folder").unwrap();
    computer.key(&["make"]).fails(5, &["文件夹"]);
    assert_eq!(std::fs::read_to_string(computer.keys()).unwrap(), "no folder");
    // Whoever runs as root may write anywhere, but not here.
    let mut command = tongping();
    command.args(["key", "make", "--keys", "/proc/keys"]).arg("--password-file");
    let ran: Ran = command.arg(computer.folder.join("password.txt")).output().unwrap().into();
    ran.fails(5, &["/proc/keys"]);
}

#[test]
fn nothing_that_is_said_contains_the_code_or_the_password() {
    let computer = Computer::new();
    let mut said = Vec::new();
    let mut hear = |ran: Ran| said.extend([ran.out, ran.err]);
    hear(computer.key(&["make"]));
    hear(computer.key(&["make", "--json"]));
    let code = computer.code_on_the_sheet();
    let group = code.split('-').next().unwrap();
    for words in [vec!["show"], vec!["show", "--json"], vec!["unlock-check", "--json"], vec!["confirm", "13", group]] {
        hear(computer.key(&words));
    }
    let wrong = computer.folder.put("code.txt", format!("{code}-{group}"));
    hear(computer.key(&["restore", "--code-file", wrong.to_str().unwrap(), "--json"]));
    let right = computer.folder.put("code.txt", &code);
    hear(computer.key(&["restore", "--code-file", right.to_str().unwrap(), "--json"]));
    computer.folder.put("password.txt", format!("{PASSWORD}!"));
    hear(computer.key(&["unlock-check", "--json"]));
    let said = said.concat();
    assert!(said.len() > 500, "{said}");
    let plain = RecoveryCode::read(&code).unwrap();
    let hex = tongping_core::hex(&plain.0);
    for secret in code.split('-').chain([PASSWORD, hex.as_str()]) {
        assert!(!said.contains(secret), "{said}");
    }
    assert_eq!(format!("{plain:?}"), "RecoveryCode(…)");
    let record = std::fs::read_to_string(computer.keys().join("keys.json")).unwrap();
    assert!(code.split('-').all(|group| !record.contains(group)) && !record.contains(&hex), "{record}");
}

#[test]
fn the_command_line_and_the_window_look_into_the_same_folder() {
    let window = std::fs::read_to_string(root().join("src-tauri/tauri.conf.json")).unwrap();
    let window: Value = serde_json::from_str(&window).unwrap();
    assert_eq!(window["identifier"], tongping_core::desk::APP_FOLDER);
    let computer = Computer::new();
    let data = computer.folder.join("data");
    let mut command = tongping();
    command.env("XDG_DATA_HOME", &data).args(["key", "make", "--password-file"]);
    let ran: Ran = command.arg(computer.folder.join("password.txt")).output().unwrap().into();
    ran.well();
    assert!(data.join("org.tongping.desktop/keys/keys.json").exists());
    let mut desk = tongping_core::desk::Desk::new(data.join("org.tongping.desktop"));
    desk.call("desk_set", serde_json::json!({ "role": "staff" })).unwrap();
    let view = desk.call("keys_unlock", serde_json::json!({ "password": PASSWORD })).unwrap();
    assert_eq!(view["value"]["state"], "open");
}
