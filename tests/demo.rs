//! The demonstration: complete, the same bytes everywhere, and papers that real PDF tools accept and read back whole.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use tongping_core::app::{self, World};
use tongping_core::domain::record::{OpinionRecord, SheetRecord};
use tongping_tests::files::{Folder, sha256};
use tongping_tests::{Ran, run, tongping};

/// One demonstration for all tests of this file.
static DEMO: LazyLock<Folder> = LazyLock::new(|| {
    let folder = Folder::new();
    run(["demo".as_ref(), folder.path().as_os_str()]).well();
    folder
});

fn papers(folder: &Folder) -> Vec<PathBuf> {
    folder.state().into_keys().filter(|path| path.extension().is_some_and(|ending| ending == "pdf")).collect()
}

/// What a tool of the system prints about a file.
fn tool(name: &str, before: &[&str], path: &Path, after: &[&str]) -> String {
    let output =
        Command::new(name).args(before).arg(path).args(after).output().expect("poppler and qpdf are installed");
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{name} {}: {err}", path.display());
    assert_eq!(err, "", "{name} {}", path.display());
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Records with their papers.
type Papers<T> = Vec<(T, PathBuf)>;

/// The records behind the papers, each with the paper whose name begins with its number.
fn records() -> (Papers<OpinionRecord>, Papers<SheetRecord>) {
    let world = World::scripted("2026-10-01T09:00:00+08:00", "测试");
    let app = app::workspace::look_at(&DEMO.join("demo.tongping"), world).expect("the demonstration opens");
    let ids = |table: &str| -> Vec<i64> {
        let sql = ["SELECT id FROM ", table, " ORDER BY id"].concat();
        let read = |conn: &rusqlite::Connection| {
            let mut statement = conn.prepare(&sql)?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        app.store.read(read).expect("ids")
    };
    let paper = |number: &str| {
        let all = papers(&DEMO);
        let own =
            all.iter().find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(number)));
        own.expect("every record has its paper").clone()
    };
    let opinion = |id: i64| {
        let (record, _) = app::opinion::record(&app, tongping_core::domain::id::OpinionId(id)).expect("a record");
        let path = paper(&record.number);
        (record, path)
    };
    let sheet = |id: i64| {
        let (record, _) = app::sheet::record(&app, tongping_core::domain::id::SheetId(id)).expect("a record");
        let path = paper(&record.number);
        (record, path)
    };
    (ids("opinion").into_iter().map(opinion).collect(), ids("sheet").into_iter().map(sheet).collect())
}

#[test]
fn the_demonstration_is_complete() {
    let (opinions, sheets) = records();
    assert_eq!((opinions.len(), sheets.len(), papers(&DEMO).len()), (14, 3, 20));
    assert!(opinions.iter().all(|(record, _)| record.signed_at.is_some() && record.declared));
    assert!(sheets.iter().all(|(record, _)| record.finalised_at.is_some()));
    assert!(
        sheets.iter().any(|(record, _)| !record.recused.is_empty() && record.tally.n == 4),
        "a recusal leaves four"
    );
    let workspace = DEMO.join("demo.tongping");
    let on =
        |words: &[&str]| -> Ran { tongping().arg("-w").arg(&workspace).args(words).output().expect("it runs").into() };
    assert!(on(&["log", "verify"]).well().contains("完好"));
    assert!(on(&["session", "show", "1"]).well().contains("HY-PS-2026-001"));
    for report in ["1", "2", "3"] {
        assert!(on(&["sheet", "tally", report]).well().contains("合计"));
    }
    assert_eq!(DEMO.state().len(), 21, "and nothing else");
}

#[test]
fn the_demonstration_is_the_same_bytes_in_another_place_time_zone_and_language() {
    let first: Vec<(String, String)> = hashes(&DEMO);
    for (zone, language) in [("America/New_York", "C"), ("Pacific/Kiritimati", "de_DE.UTF-8")] {
        let other = Folder::new();
        let inner = other.join("另一个 folder/in it");
        let mut command = tongping();
        command.arg("demo").arg(&inner).env("TZ", zone).env("LANG", language).env("LC_ALL", language).current_dir("/");
        Ran::from(command.output().expect("it runs")).well();
        let own: Vec<(String, String)> = hashes(&other);
        assert_eq!(own, first, "TZ={zone} LANG={language}");
    }
}

/// Name and hash of every paper, and the head of the log, which covers every row of the workspace.
fn hashes(folder: &Folder) -> Vec<(String, String)> {
    let name = |path: &Path| path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mut all: Vec<_> = papers(folder).iter().map(|path| (name(path), sha256(path))).collect();
    let workspace = folder.state().into_keys().find(|path| name(path) == "demo.tongping").expect("a workspace");
    let mut command = tongping();
    command.arg("-w").arg(&workspace).args(["log", "verify", "--json"]);
    let verdict = Ran::from(command.output().expect("it runs")).well();
    all.push(("demo.tongping".into(), verdict));
    all
}

#[test]
fn qpdf_finds_nothing_and_every_face_is_embedded_and_subset() {
    for paper in papers(&DEMO) {
        assert!(tool("qpdf", &["--check"], &paper, &[]).contains("No syntax or stream encoding errors"));
        let fonts = tool("pdffonts", &[], &paper, &[]);
        let rows: Vec<&str> = fonts.lines().skip(2).collect();
        assert!(!rows.is_empty(), "{}", paper.display());
        for row in rows {
            // The columns from the right: object ID (two), uni, sub, emb.
            let cells: Vec<&str> = row.split_whitespace().rev().take(5).collect();
            assert_eq!(&cells[2..], ["yes", "yes", "yes"], "{}: {row}", paper.display());
        }
    }
}

/// The text of a paper in the order it is drawn, cell by cell, without blanks.
fn drawn(paper: &Path) -> String {
    without_blanks(&tool("pdftotext", &["-raw"], paper, &["-"]))
}

#[track_caller]
fn contains_all<'a>(paper: &Path, texts: impl IntoIterator<Item = &'a str>) {
    let drawn = drawn(paper);
    // A cell that runs over a page has the furniture of two pages in its middle; its logical text has not.
    let logical = std::cell::LazyCell::new(|| logical(paper));
    for text in texts {
        let text = without_blanks(text);
        assert!(drawn.contains(&text) || logical.contains(&text), "{} lacks {text}", paper.display());
    }
}

/// The text of a paper by its structure, as a screen reader meets it, without blanks.
fn logical(paper: &Path) -> String {
    let tree = tool("pdfinfo", &["-struct-text"], paper, &[]);
    let texts = tree.lines().filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix('"'));
    without_blanks(&texts.collect::<String>())
}

#[test]
fn an_opinion_on_paper_says_all_that_was_signed() {
    for (record, paper) in records().0 {
        let mut texts: Vec<String> = vec![
            record.number.clone(),
            record.session.head.organiser.clone(),
            record.report.title.clone(),
            record.report.unit.clone(),
            record.report.department.clone(),
            record.report.agency.clone(),
            record.report.lead.clone(),
            record.report.edition.clone(),
            record.member.name.clone(),
            record.member.employer.clone(),
            record.member.job_title.clone(),
            record.member.field.clone(),
            record.form.id.clone(),
            record.conclusion.clone(),
            record.merits.clone(),
            record.budget_advice.clone(),
            record.total.expect("a total").to_string(),
            record.grade.clone().expect("a grade"),
        ];
        texts.extend(record.veto.iter().cloned());
        for score in &record.scores {
            texts.push(score.points.expect("points").to_string());
            texts.push(score.reason.clone());
        }
        for remark in &record.remarks {
            let body = &remark.body;
            texts.extend([&body.problem, &body.suggestion, &body.place, &body.page].map(Clone::clone));
            texts.push(body.nature.name().into());
        }
        contains_all(&paper, texts.iter().map(String::as_str));
    }
}

#[test]
fn a_sheet_on_paper_says_all_that_is_final() {
    for (record, paper) in records().1 {
        let mut texts: Vec<String> = vec![
            record.number.clone(),
            record.report.title.clone(),
            record.overall.clone(),
            record.conclusion.clone(),
            record.conclusion_reason.clone(),
            record.rule_words.clone(),
            record.tally.total.expect("a total").to_string(),
            record.tally.grade.clone().expect("a grade"),
        ];
        for voice in &record.voices {
            texts.extend([voice.member.name.clone(), voice.conclusion.clone()]);
            texts.extend(voice.veto.iter().cloned());
        }
        texts.extend(record.recused.iter().map(|recused| recused.name.clone()));
        texts.extend(record.tally.rows.iter().flat_map(|row| {
            let given = row.given.iter().flatten().map(ToString::to_string);
            given.chain(row.value.map(|value| value.to_string())).collect::<Vec<_>>()
        }));
        texts.extend(record.tally.experts.iter().filter_map(|expert| expert.total.map(|total| total.to_string())));
        for item in &record.items {
            texts.extend(
                [&item.body.problem, &item.body.suggestion, &item.body.place, &item.body.theme].map(Clone::clone),
            );
            texts.extend(item.sources.iter().cloned());
        }
        texts.extend(
            record.unused.iter().flat_map(|unused| [unused.source.clone(), unused.text.clone(), unused.reason.clone()]),
        );
        texts.extend(record.dissents.iter().flat_map(|dissent| [dissent.name.clone(), dissent.text.clone()]));
        contains_all(&paper, texts.iter().map(String::as_str));
    }
}

/// A word on a page: where it stands, in points, and what it says.
struct Word {
    page: usize,
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    text: String,
}

fn words(paper: &Path) -> Vec<Word> {
    let mut page = 0;
    let mut words = Vec::new();
    for line in tool("pdftotext", &["-bbox"], paper, &["-"]).lines().map(str::trim) {
        page += usize::from(line.starts_with("<page "));
        let Some((place, text)) = line.strip_prefix("<word ").and_then(|rest| rest.split_once('>')) else { continue };
        let numbers: Vec<f64> = place.split('"').skip(1).step_by(2).filter_map(|number| number.parse().ok()).collect();
        let &[left, top, right, bottom] = numbers.as_slice() else { continue };
        let text = text.strip_suffix("</word>").unwrap_or(text).to_owned();
        words.push(Word { page, left, top, right, bottom, text });
    }
    words
}

#[test]
fn no_line_begins_or_ends_with_a_sign_that_must_not_stand_there() {
    const NOT_FIRST: &str = "，。、；：？！）》」』】〕”’％‰℃…·,.;:?!)]}%";
    const NOT_LAST: &str = "（《「『【〔“‘([{￥＄";
    let mut complaints = Vec::new();
    for paper in papers(&DEMO) {
        let words = words(&paper);
        assert!(!words.is_empty(), "{}", paper.display());
        for word in &words {
            let em = word.bottom - word.top;
            // What stands within one em on the same line goes on with it; more is the next column of a table.
            let beside = |gap: fn(&Word, &Word) -> f64| {
                words.iter().any(|other| {
                    let overlap = other.bottom.min(word.bottom) - other.top.max(word.top);
                    other.page == word.page && overlap > em / 2.0 && gap(word, other).abs() < em
                })
            };
            let first =
                word.text.starts_with(|c| NOT_FIRST.contains(c)) && !beside(|word, other| word.left - other.right);
            let last = word.text.ends_with(|c| NOT_LAST.contains(c)) && !beside(|word, other| other.left - word.right);
            if first || last {
                complaints.push(format!("{} page {}: {}", paper.display(), word.page, word.text));
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn a_second_demonstration_into_the_same_folder_is_refused_and_changes_nothing() {
    let before = DEMO.state();
    run(["demo".as_ref(), DEMO.path().as_os_str()]).fails(3, &["demo.tongping"]);
    assert_eq!(DEMO.state(), before);
}

#[test]
fn papers_exported_again_are_the_same_bytes() {
    let other = Folder::new();
    let workspace = DEMO.join("demo.tongping");
    let before = sha256(&workspace);
    let mut command = tongping();
    command.arg("-w").arg(&workspace).args(["export", "pdf", "session", "1"]).arg(other.join("文书"));
    Ran::from(command.output().expect("it runs")).well();
    assert_eq!(sha256(&workspace), before, "looking changes nothing");
    let name = |path: &Path| path.file_name().expect("a name").to_owned();
    for (one, again) in papers(&DEMO).iter().zip(papers(&other)) {
        assert_eq!((name(one), sha256(one)), (name(&again), sha256(&again)));
    }
    assert_eq!(papers(&other).len(), 20);
}
