//! Files of this release, kept for ever: one of each kind that must open, one for every rule that must not, with the
//! sentence a person reads. `TONGPING_GOLDEN=write` makes them anew; without it the committed ones are read.

use super::craft::{CODE, REPORT, SECRET, keys};
use super::{hostile, written};
use std::collections::BTreeSet;
use std::path::PathBuf;
use tongping_core::exchange::container::{self, Key, Kind, Shut};
use tongping_core::locale;

fn folder() -> PathBuf {
    tongping_tests::root().join("tests/data/exchange")
}

/// Writes the files anew when that is asked for.
fn renew() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    if std::env::var("TONGPING_GOLDEN").as_deref() != Ok("write") {
        return;
    }
    ONCE.call_once(|| {
        let broken = folder().join("broken");
        std::fs::create_dir_all(&broken).expect("a folder");
        let recipient = keys().recipient();
        let good = [
            ("package.tpk", written(Kind::Package, Shut::Plain).0),
            ("package-code.tpk", written(Kind::Package, Shut::Code(CODE, 2)).0),
            ("return.tpr", written(Kind::Return, Shut::Plain).0),
            ("return-key.tpr", written(Kind::Return, Shut::Recipient(&recipient)).0),
        ];
        good.iter().for_each(|(name, bytes)| std::fs::write(folder().join(name), bytes).expect("on disk"));
        let mut told = String::new();
        for case in hostile::cases().into_iter().chain(hostile::encrypted(&good[1].1)) {
            let path = broken.join(format!("{}.tpk", case.name));
            std::fs::write(&path, &case.bytes).expect("on disk");
            told.push_str(&[case.name, "\t", &sentence(&path), "\n"].concat());
        }
        std::fs::write(folder().join("broken.tsv"), told).expect("on disk");
    });
}

/// Why a file is refused, as a person reads it.
fn sentence(path: &std::path::Path) -> String {
    let fault = container::open(path, Kind::Package, Key::Code(CODE)).expect_err("it is broken");
    tongping_core::error::Error::from(fault).to_string()
}

#[test]
fn the_files_of_this_release_open() {
    renew();
    let identities = [keys().identity];
    let files = [
        ("package.tpk", Kind::Package, Key::None),
        ("package-code.tpk", Kind::Package, Key::Code(CODE)),
        ("return.tpr", Kind::Return, Key::None),
        ("return-key.tpr", Kind::Return, Key::Identities(&identities)),
    ];
    for (name, kind, key) in files {
        let mut opened = container::open(&folder().join(name), kind, key).expect(name);
        assert_eq!(super::content(&mut opened).4, REPORT, "{name}");
        assert_eq!(opened.signer, keys().sign_public(), "{name}");
        assert_eq!(opened.is_invited(&SECRET), kind == Kind::Return, "{name}");
        let plain = if kind == Kind::Package { "package.tpk" } else { "return.tpr" };
        let inner = std::fs::read(folder().join(plain)).expect("it is there");
        assert_eq!(opened.sha256, tongping_core::hex(&<sha2::Sha256 as sha2::Digest>::digest(inner)), "{name}");
    }
}

#[test]
fn what_is_written_today_is_what_was_written_then() {
    renew();
    for (name, kind) in [("package.tpk", Kind::Package), ("return.tpr", Kind::Return)] {
        let kept = std::fs::read(folder().join(name)).expect("it is there");
        assert!(kept == written(kind, Shut::Plain).0, "{name}: equal content gives equal bytes, also tomorrow");
    }
}

#[test]
fn every_broken_file_is_refused_with_its_sentence() {
    renew();
    let told = std::fs::read_to_string(folder().join("broken.tsv")).expect("it is there");
    let mut seen = BTreeSet::new();
    for (name, expected) in told.lines().filter_map(|line| line.split_once('\t')) {
        assert_eq!(sentence(&folder().join(format!("broken/{name}.tpk"))), expected, "{name}");
        seen.insert(name.to_owned());
    }
    let kept = std::fs::read_dir(folder().join("broken")).expect("a folder");
    let kept: BTreeSet<String> = kept
        .map(|entry| entry.expect("an entry").path())
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    assert_eq!(seen, kept);
}

#[test]
fn every_rule_has_a_file_that_breaks_it() {
    let (coded, _) = written(Kind::Package, Shut::Code(CODE, 1));
    let cases = hostile::cases().into_iter().chain(hostile::encrypted(&coded));
    let broken: BTreeSet<&str> = cases.map(|case| case.code).collect();
    // A package where a return is wanted is the story of `is_return` the other way round; a file above 1 GiB is not kept.
    let elsewhere = ["container_is_package", "container_file_too_large"];
    let rules =
        locale::keys().filter_map(|key| key.strip_prefix("problem.")).filter(|key| key.starts_with("container_"));
    let silent: Vec<&str> = rules.filter(|rule| !broken.contains(rule) && !elsewhere.contains(rule)).collect();
    assert!(silent.is_empty(), "{silent:?}");
    let package = std::fs::read(folder().join("package.tpk")).expect("it is there");
    let fault = container::read(&package, Kind::Return).expect_err("it is a package");
    assert_eq!(super::code_of(fault), "container_is_package");
    let fault = container::unlock(&package, Key::None, 100).expect_err("it is longer");
    assert_eq!(super::code_of(fault), "container_file_too_large");
}
