//! The rules of the house: what may import what, where SQL may stand, how long a file may be, that every code has its
//! text and every text its code. Each is a few lines of reading; none needs the program to run.

#[path = "tidy/source.rs"]
mod source;

use serde_json::Value;
use source::{Rust, files, text_of};
use std::collections::{BTreeMap, BTreeSet};
use tongping_tests::root;

fn rust(under: &str) -> Vec<Rust> {
    files(under, &["rs"]).iter().map(|path| Rust::read(path)).collect()
}

/// All complaints at once, so that a tree is tidied in one pass.
#[track_caller]
fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

fn locale() -> BTreeMap<String, String> {
    serde_json::from_str(&text_of("assets/locale/zh-CN.json")).expect("the locale is a flat list of texts")
}

#[test]
fn imports_go_downwards_only() {
    let core = "src-tauri/core/src/";
    let above_domain: &[&str] = &[
        "crate::app",
        "crate::store",
        "crate::api",
        "crate::documents",
        "crate::exchange",
        "crate::locale",
        "crate::file",
        "crate::json",
        "crate::chart",
        "rusqlite",
        "std::fs",
        "std::env",
        "std::io",
        "std::net",
        "chrono",
        "uuid",
        "tongping_paper",
        "serde_json",
    ];
    let above_store: &[&str] =
        &["crate::app", "crate::api", "crate::documents", "crate::exchange", "crate::locale", "tongping_paper"];
    let beside: &[&str] = &["crate::app", "crate::api", "crate::store", "rusqlite"];
    let layers: [(&str, &[&str]); 6] = [
        ("domain", above_domain),
        ("store", above_store),
        ("exchange", beside),
        ("documents", beside),
        ("app", &["crate::api", "std::net"]),
        ("../../paper/src", &["tongping_core", "rusqlite"]),
    ];
    let mut complaints = Vec::new();
    for (layer, forbidden) in layers {
        let own =
            files(&format!("{core}{layer}"), &["rs"]).into_iter().chain(files(&format!("{core}{layer}.rs"), &["rs"]));
        for file in own.map(|path| Rust::read(&path)) {
            for (at, line) in file.shipped_lines() {
                for name in forbidden.iter().filter(|name| source::names(line, name)) {
                    complaints.push(format!("{}:{at}: {layer} may not know {name}", file.path));
                }
            }
        }
    }
    none(&complaints);
}

#[test]
fn only_the_store_contains_sql() {
    let outside = rust("src-tauri").into_iter().filter(|file| !file.path.starts_with("src-tauri/core/src/store"));
    let mut complaints = Vec::new();
    for file in outside {
        let sql = file.shipped_strings().filter(|(_, text)| source::is_sql(text));
        complaints.extend(sql.map(|(at, text)| format!("{}:{at}: SQL outside the store: {text}", file.path)));
    }
    none(&complaints);
}

#[test]
fn sql_does_no_arithmetic_and_replaces_no_rows() {
    let mut complaints = Vec::new();
    let mut check = |path: &str, at: usize, sql: &str| {
        let plain = sql.to_lowercase();
        for word in ["sum(", "avg(", "total(", "insert or replace", "replace into", "cast(points", "cast(amount"] {
            if plain.contains(word) {
                complaints.push(format!("{path}:{at}: {word} in SQL"));
            }
        }
    };
    for file in rust("src-tauri") {
        // Tests may try what is forbidden, to see it refused.
        let shipped = file.shipped_strings().filter(|(_, text)| source::is_sql(text));
        shipped.for_each(|(at, sql)| check(&file.path, *at, sql));
    }
    for path in files("src-tauri", &["sql"]) {
        let text = text_of(&path);
        text.lines()
            .enumerate()
            .filter(|(_, line)| !line.starts_with("--"))
            .for_each(|(at, sql)| check(&path, at + 1, sql));
    }
    none(&complaints);
}

#[test]
fn no_sql_is_made_by_format() {
    let mut complaints = Vec::new();
    for file in rust("src-tauri") {
        complaints.extend(
            file.formatted()
                .into_iter()
                .filter(|(_, text)| source::is_sql(text))
                .map(|(at, text)| format!("{}:{at}: SQL made by format!: {text}", file.path)),
        );
    }
    none(&complaints);
}

#[test]
fn the_domain_has_no_floats_outside_the_statistics() {
    let mut complaints = Vec::new();
    // Statistics describe a panel and need roots and quantiles; they stand apart, and no score passes through them.
    let statistics = |file: &Rust| file.path.starts_with("src-tauri/core/src/domain/agreement");
    for file in rust("src-tauri/core/src/domain").into_iter().filter(|file| !statistics(file)) {
        for (at, line) in file.lines() {
            for name in ["f32", "f64"].iter().filter(|name| source::names(line, name)) {
                complaints.push(format!("{}:{at}: {name}", file.path));
            }
        }
    }
    none(&complaints);
}

#[test]
fn no_score_rests_on_a_statistic() {
    let describes = ["agreement", "panel_statistics"].map(|name| ["src-tauri/core/src/domain/", name].concat());
    let rules = ["src-tauri/core/src/domain", "src-tauri/core/src/store"].into_iter().flat_map(rust);
    let mut complaints = Vec::new();
    for file in rules.filter(|file| !describes.iter().any(|own| file.path.starts_with(own))) {
        for (at, line) in file.shipped_lines().filter(|(_, line)| !line.starts_with("pub mod ")) {
            let named = ["agreement", "panel_statistics"].into_iter().filter(|name| source::names(line, name));
            complaints.extend(named.map(|name| format!("{}:{at}: {name}", file.path)));
        }
    }
    none(&complaints);
}

#[test]
fn only_host_ts_imports_the_shell_and_only_lib_reads_numbers() {
    let mut complaints = Vec::new();
    for path in files("ui/src", &["ts", "vue", "js"]) {
        let text = text_of(&path);
        if text.contains("@tauri-apps") && path != "ui/src/api/host.ts" {
            complaints.push(format!("{path}: imports @tauri-apps"));
        }
        let is_test = path.ends_with(".test.ts");
        if text.contains("parseFloat") && !is_test {
            complaints.push(format!("{path}: reads a number through a float"));
        }
        for word in ["v-html", "innerHTML", "fetch(", "XMLHttpRequest", "WebSocket(", "localStorage"] {
            // The browser tests speak to the development server through host.ts.
            if text.contains(word) && !is_test && path != "ui/src/api/host.ts" {
                complaints.push(format!("{path}: {word}"));
            }
        }
    }
    none(&complaints);
}

const CODE: &[&str] = &["rs", "ts", "vue", "css", "py", "sql", "js", "sh"];

#[test]
fn no_file_is_longer_than_600_lines() {
    let own = files("", CODE).into_iter().filter(|path| path != "ui/src/api/api.ts");
    let long = own.filter_map(|path| {
        let lines = text_of(&path).lines().count();
        (lines > 600).then(|| format!("{path}: {lines} lines"))
    });
    none(&long.collect::<Vec<_>>());
}

#[test]
fn no_function_is_longer_than_60_lines() {
    let mut complaints = Vec::new();
    let known = rust("src-tauri/core").iter().map(|file| file.functions().len()).sum::<usize>();
    assert!(known > 500, "the reading of functions is broken: {known}");
    for file in rust("") {
        let long = file.functions().into_iter().filter(|(_, _, lines)| *lines > 60);
        complaints.extend(long.map(|(at, name, lines)| format!("{}:{at}: fn {name} has {lines} lines", file.path)));
    }
    none(&complaints);
}

#[test]
fn every_rust_file_says_first_what_it_answers_for() {
    let silent = rust("").into_iter().filter(|file| !file.head.starts_with("//! ") && !file.head.starts_with("#!["));
    let build_scripts = |file: &Rust| file.path.ends_with("build.rs");
    none(
        &silent
            .filter(|file| !build_scripts(file))
            .map(|file| format!("{}: no //! at its head", file.path))
            .collect::<Vec<_>>(),
    );
}

/// Calls whose first argument is a code, by the kind of text the code must have.
const CALLS: &[(&str, &[&str])] = &[
    ("refused", &["refused", "refused_with", "refused_file"]),
    ("problem", &["Problem::error", "Problem::warning", "self.problem", "rules.problem", "whole"]),
    ("problem", &["Fault::broken", "Fault::broken_at", "Fault::over"]),
    ("doing", &["Error::failed", "sql", "io", "failed"]),
    ("noun", &["Error::missing"]),
    ("op", &["app.write"]),
    ("reading", &["Reading::new"]),
    ("statistic", &["Withheld::new", "Withheld::too_few"]),
    ("signal", &["Signal::new"]),
    ("change", &["FormChange::new", "differs"]),
    ("work", &["work.begin"]),
];

/// Codes that code uses, by kind, each with the first place.
fn used_codes() -> BTreeMap<(&'static str, String), String> {
    let mut used = BTreeMap::new();
    for file in rust("src-tauri") {
        for (kind, calls) in CALLS {
            for (at, code) in calls.iter().flat_map(|call| file.first_arguments(call)) {
                used.entry((*kind, code)).or_insert_with(|| format!("{}:{at}", file.path));
            }
        }
        for (at, code) in file.constants("DOING").into_iter().chain(file.constants("READING")) {
            used.entry(("doing", code)).or_insert_with(|| format!("{}:{at}", file.path));
        }
    }
    used
}

#[test]
fn every_code_has_a_text() {
    let texts = locale();
    let is_code =
        |code: &str| !code.is_empty() && code.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit());
    let silent = used_codes()
        .into_iter()
        .filter(|((kind, code), _)| is_code(code) && !texts.contains_key(&format!("{kind}.{code}")));
    none(&silent.map(|((kind, code), place)| format!("{place}: no text {kind}.{code}")).collect::<Vec<_>>());
}

#[test]
fn every_text_has_a_code() {
    let literals: BTreeSet<String> = rust("src-tauri")
        .iter()
        .flat_map(|file| file.shipped_strings().map(|(_, text)| text.clone()).collect::<Vec<_>>())
        .collect();
    let mentioned: String = files("ui/src", &["ts", "vue"]).iter().map(|path| text_of(path)).collect();
    let everything =
        files("src-tauri", &["rs", "sql"]).iter().map(|path| text_of(path).to_lowercase()).collect::<String>();
    let words: BTreeSet<&str> = everything.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    // A key may be made of a code: `format!("noun.{what}")`, or "cli.state." and a code put together.
    let starts: BTreeSet<&str> = literals
        .iter()
        .map(|literal| literal.split_once('{').map_or(literal.as_str(), |(start, _)| start))
        .filter(|start| start.contains('.') && start.ends_with(['.', '_']))
        .collect();
    let is_made = |key: &str| {
        let cuts = key.char_indices().map(|(at, _)| at).filter(|at| starts.contains(&key[..*at]));
        cuts.into_iter().any(|at| words.contains(&key[at..]))
    };
    let dead = locale()
        .into_keys()
        .filter(|key| !(literals.contains(key) || mentioned.contains(key.as_str()) || is_made(key)));
    none(&dead.map(|key| format!("assets/locale/zh-CN.json: nothing uses {key}")).collect::<Vec<_>>());
}

#[test]
fn the_placeholders_of_a_text_are_filled_by_somebody() {
    let literals: BTreeSet<String> = rust("src-tauri")
        .iter()
        .flat_map(|file| file.strings.iter().map(|(_, text)| text.clone()).collect::<Vec<_>>())
        .collect();
    let mentioned: String = files("ui/src", &["ts", "vue"]).iter().map(|path| text_of(path)).collect();
    let mut complaints = Vec::new();
    for (key, text) in locale() {
        let names = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
        let unknown = names.filter(|name| !literals.contains(*name) && !mentioned.contains(name));
        complaints.extend(unknown.map(|name| format!("{key}: nobody fills {{{name}}}")));
    }
    none(&complaints);
}

#[test]
fn texts_for_people_are_chinese_and_without_markup() {
    let latin_only = ["product.name"];
    let mut complaints = Vec::new();
    for (key, text) in locale() {
        let chinese = text.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c));
        let only_values = text.chars().all(|c| !c.is_alphabetic()) || text.starts_with('{');
        // The words of the command line are laid out for a terminal.
        if key.starts_with("cli.") {
            continue;
        }
        if !chinese && !only_values && !latin_only.contains(&key.as_str()) {
            complaints.push(format!("{key}: not Chinese: {text}"));
        }
        for sign in ["</", "<b", "<br", "&nbsp;", "  ", "。。", "，，"] {
            if text.contains(sign) {
                complaints.push(format!("{key}: {sign:?} in {text}"));
            }
        }
        let kind = key.split('.').next().unwrap_or_default();
        if matches!(kind, "refused" | "problem" | "reading" | "method" | "signal") && !text.ends_with('。') {
            complaints.push(format!("{key}: not a sentence: {text}"));
        }
    }
    none(&complaints);
}

#[test]
fn the_locale_file_is_sorted_and_names_no_key_twice() {
    let text = text_of("assets/locale/zh-CN.json");
    let keys: Vec<&str> =
        text.lines().filter_map(|line| line.trim().strip_prefix('"')?.split_once('"').map(|(key, _)| key)).collect();
    let out_of_order: Vec<String> = keys
        .windows(2)
        .filter(|pair| pair[0] >= pair[1])
        .map(|pair| format!("{} before {}", pair[0], pair[1]))
        .collect();
    none(&out_of_order);
    assert_eq!(keys.len(), locale().len());
}

#[test]
fn nothing_is_left_undone_and_no_test_is_left_out() {
    // Written in two pieces, so that this file does not complain of itself.
    let marks = [
        ["TO", "DO"],
        ["FIX", "ME"],
        ["XX", "X:"],
        ["HA", "CK:"],
        ["#[ign", "ore"],
        ["test.sk", "ip("],
        ["it.sk", "ip("],
        ["it.on", "ly("],
        ["test.on", "ly("],
        ["describe.on", "ly("],
        ["test.fix", "me("],
    ]
    .map(|halves| halves.concat());
    let mut complaints = Vec::new();
    for path in files("", CODE) {
        let text = text_of(&path);
        for (at, line) in text.lines().enumerate() {
            complaints.extend(
                marks
                    .iter()
                    .filter(|mark| line.contains(mark.as_str()))
                    .map(|mark| format!("{path}:{}: {mark}", at + 1)),
            );
        }
    }
    none(&complaints);
}

#[test]
fn no_file_names_a_place_of_somebodys_machine() {
    let places = [
        ["/ho", "me/"],
        ["/ro", "ot/"],
        ["/Us", "ers/"],
        ["C:\\Us", "ers"],
        ["/tm", "p/"],
        ["/wo", "rk/"],
        ["/mn", "t/"],
    ]
    .map(|halves| halves.concat());
    let mut complaints = Vec::new();
    for path in files("", &[CODE, &["md", "toml", "json", "html", "yml", "desktop"]].concat()) {
        // Tests of paths need paths.
        let last = if path.starts_with("src-tauri/") && path.ends_with(".rs") {
            Rust::read(&path).tests_from
        } else {
            usize::MAX
        };
        for (at, line) in text_of(&path).lines().enumerate().take_while(|(at, _)| *at < last) {
            let names_one = places.iter().any(|place| {
                line.match_indices(place.as_str()).any(|(start, _)| {
                    !line[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '}' | '~'))
                })
            });
            if names_one {
                complaints.push(format!("{path}:{}: {}", at + 1, line.trim().chars().take(100).collect::<String>()));
            }
        }
    }
    none(&complaints);
}

#[test]
fn the_readme_names_paths_that_exist() {
    let Ok(text) = std::fs::read_to_string(root().join("README.md")) else { return };
    let is_path = |c: char| c.is_alphanumeric() || "./_-@".contains(c);
    let tops = ["src-tauri/", "ui/", "tests/", "assets/"];
    let inner = ["", "src-tauri/core/src/", "src-tauri/"];
    let mut complaints = Vec::new();
    for word in text.split(|c: char| !is_path(c)).map(|word| word.trim_end_matches('.')) {
        let stands = inner.iter().any(|folder| root().join(folder).join(word).exists());
        let claims =
            tops.iter().any(|top| word.starts_with(top)) || word.starts_with("store/") || word.starts_with("domain/");
        if claims && !stands {
            complaints.push(format!("README.md: {word} is not there"));
        }
    }
    none(&complaints);
}

#[test]
fn built_in_forms_are_sound_and_canonical_text_reads_back() {
    for path in files("assets/forms", &["json"]) {
        let (form, problems) = tongping_core::form_file::read(&text_of(&path)).expect("a built-in form is sound");
        assert!(problems.is_empty(), "{path}: {problems:?}");
        let (again, _) = tongping_core::form_file::read(&tongping_core::form_file::canonical(&form))
            .expect("canonical text reads back");
        assert_eq!(again, form, "{path}");
        let known = tongping_core::form_file::BUILT_IN.iter().any(|(id, _)| path.ends_with(&format!("/{id}.json")));
        assert!(known, "{path} is not built in");
    }
    let _: Value = serde_json::from_str(&text_of("tests/data/tally-vectors.json")).expect("the vectors are JSON");
}
