//! The system's keyring, a real one: `gnome-keyring` on a session bus of its own, in a home of its own.

#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use tongping_tests::files::Folder;
use tongping_tests::{Ran, program};

/// Runs a script in a session of its own: `$T` is the program, `$K` the folder of the keys.
fn session(folder: &Path, script: &str) -> Ran {
    let (home, run) = (folder.join("home"), folder.join("run"));
    for made in [&home, &run] {
        std::fs::create_dir_all(made).unwrap();
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&run, std::fs::Permissions::from_mode(0o700)).unwrap();
    }
    let mut command = Command::new("dbus-run-session");
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("HOME", &home).env("XDG_RUNTIME_DIR", &run).env("T", program()).env("K", folder.join("keys"));
    // The bus has its own words on the error channel; what the program says goes to the other one.
    let script = format!("exec 2>&1; {script}");
    command.args(["--", "sh", "-c", &script]).output().expect("dbus-run-session is installed").into()
}

const UNLOCKED: &str = "printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1";

#[test]
fn the_keyring_keeps_the_keys_from_session_to_session_and_no_file_has_them() {
    let folder = Folder::new();
    let made =
        session(folder.path(), &format!("{UNLOCKED}; $T key make --keys $K && $T key unlock-check --keys $K --json"));
    assert_eq!(made.code, Some(0), "{made:?}");
    assert!(
        made.out.contains("\"kept_in\": \"keyring\"") && made.out.contains("\"needs_password\": false"),
        "{made:?}"
    );
    let names: Vec<_> =
        std::fs::read_dir(folder.join("keys")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["keys.json"]);

    let sheet = folder.join("a.pdf");
    let next = session(folder.path(), &format!("{UNLOCKED}; $T key sheet '{}' --keys $K", sheet.display()));
    assert_eq!(next.code, Some(0), "{next:?}");
    let code = super::code_of(&sheet);
    for group in code.split('-') {
        assert!(!made.out.contains(group) && !next.out.contains(group));
    }

    // The trial of the keyring leaves nothing there: one thing of ours, the keys.
    let count = "dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets/collection/login \
                 org.freedesktop.DBus.Properties.Get string:org.freedesktop.Secret.Collection string:Items";
    let items = session(folder.path(), &format!("{UNLOCKED}; {count}"));
    assert_eq!(items.out.matches("object path").count(), 1, "{items:?}");
}

#[test]
fn a_locked_keyring_is_told_soon_and_the_sheet_is_the_way_out() {
    let folder = Folder::new();
    let sheet = folder.join("a.pdf");
    let made = session(
        folder.path(),
        &format!("{UNLOCKED}; $T key make --keys $K && $T key sheet '{}' --keys $K", sheet.display()),
    );
    assert_eq!(made.code, Some(0), "{made:?}");
    let begun = Instant::now();
    let locked = session(folder.path(), "$T key show --keys $K");
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert_eq!(locked.code, Some(0), "{locked:?}");
    assert!(locked.out.contains("未打开") && locked.out.contains("系统密码库没有回应"), "{locked:?}");

    let code = folder.put("code.txt", super::code_of(&sheet));
    let password = folder.put("password.txt", "correct horse\n");
    let words = format!("--code-file '{}' --password-file '{}'", code.display(), password.display());
    let restored = session(folder.path(), &format!("$T key restore --keys $K {words} --json"));
    assert_eq!(restored.code, Some(0), "{restored:?}");
    assert!(restored.out.contains("\"kept_in\": \"password_file\""), "{restored:?}");
}

#[test]
fn a_keyring_that_lost_the_keys_says_so() {
    let folder = Folder::new();
    session(folder.path(), &format!("{UNLOCKED}; $T key make --keys $K"));
    std::fs::remove_dir_all(folder.join("home/.local")).unwrap();
    let lost = session(folder.path(), &format!("{UNLOCKED}; $T key unlock-check --keys $K"));
    assert_eq!(lost.code, Some(3), "{lost:?}");
    assert!(lost.out.contains("系统密码库中找不到单位钥匙"), "{lost:?}");
}
