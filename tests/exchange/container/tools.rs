//! Containers in the hands of other programs: `age`, `unzip` and Python open them; and what a hostile one costs here.

use super::craft::{CODE, keys};
use super::written;
use age::secrecy::ExposeSecret;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use tongping_core::exchange::container::{self, Key, Kind, Shut};

/// Most memory this process ever had, in KiB.
#[cfg(target_os = "linux")]
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("the kernel tells");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    line.split_whitespace().next().and_then(|number| number.parse().ok()).expect("a number")
}

/// Opens every file of a folder, whose ending is the rule that stops it, and watches the memory grow.
#[cfg(target_os = "linux")]
pub(crate) fn cost_of(folder: &Path, most_kb: u64) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let code = path.extension().expect("a rule").to_string_lossy().into_owned();
        let (before, start) = (peak(), std::time::Instant::now());
        let fault = container::open(&path, Kind::Package, Key::None).expect_err("it is hostile");
        let (taken, grown) = (start.elapsed(), peak() - before);
        assert_eq!(super::code_of(fault), code, "{}", path.display());
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        // Shown by `--nocapture`: the figures a release is measured by.
        let _ = writeln!(std::io::stdout(), "{name}: {} ms, {grown} KiB", taken.as_millis());
        assert!(grown <= most_kb, "{name}: {grown} KiB");
        container::inspect(&path, Key::None).expect("it can be asked about");
        assert!(peak() - before <= most_kb, "{name}: asked about");
    }
}

#[test]
fn other_programs_read_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = |name: &str| folder.path().join(name);
    let recipient = keys().recipient();
    let (plain, made) = written(Kind::Return, Shut::Plain);
    std::fs::write(place("plain.zip"), &plain).expect("on disk");
    std::fs::write(place("key.tpr"), written(Kind::Return, Shut::Recipient(&recipient)).0).expect("on disk");
    std::fs::write(place("code.tpk"), written(Kind::Return, Shut::Code(CODE, 10)).0).expect("on disk");
    std::fs::write(place("identity"), keys().identity.to_string().expose_secret()).expect("on disk");
    let script = tongping_tests::root().join("tests/exchange/container/other_tools.py");
    let ran = Command::new("python3").arg(script).arg(folder.path()).output().expect("python3 runs");
    let told = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success(), "{told}{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(told.trim(), format!("{} {}", made.sha256, tongping_core::hex(&keys().sign_public())));
}
