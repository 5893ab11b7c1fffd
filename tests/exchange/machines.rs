//! Two sides in one story, each told through the command line as people have it: a bureau and its seven experts, every
//! one in a folder of its own, and between them nothing but the files they hand to each other.

#[path = "machines/panel.rs"]
mod panel;
#[path = "machines/paper.rs"]
mod paper;
#[path = "machines/sums.rs"]
mod sums;

use panel::{Bureau, Seat};
use serde_json::{Value, json};

/// The seats of those who do something else than the others.
const TWICE: usize = 2;
const RECUSED: usize = 5;
const DECLARES: usize = 6;
const BY_WORKBOOK: usize = 7;

/// A bureau whose seven packages are out, and the experts who opened them.
fn issued() -> (Bureau, Vec<Seat>) {
    let bureau = Bureau::new("HY-PS-2026-001", 7, 3);
    bureau.on(&["session", "recuse", "5", "3", "--ground", "曾任该项目顾问"]).well();
    let written = bureau.json(&["package", "export", "1", "--dir", "发放", "--due", "2099-12-31"]);
    let packages = written.as_array().expect("packages").clone();
    assert_eq!(packages.len(), 7, "{written}");
    let seats = packages.iter().map(|package| Seat::sits_down(&bureau, package)).collect();
    (bureau, seats)
}

/// What an expert does with the reports of the package; the scores are those of `sums`.
fn works(seat: &Seat) {
    for report in seat.reports() {
        if (seat.seat, report.at) == (DECLARES, 2) {
            let (member, id) = (seat.member.to_string(), report.id.to_string());
            seat.on(&["session", "recuse", &member, &id, "--ground", "与项目单位有合作"]).well();
        } else {
            seat.signs(&report);
        }
    }
}

/// All but the one with the workbook work and hand back; answers the files as they reach the bureau.
fn handed_back(bureau: &Bureau, seats: &[Seat]) -> Vec<String> {
    let mut files = Vec::new();
    for seat in seats.iter().filter(|seat| seat.seat != BY_WORKBOOK) {
        works(seat);
        files.push(seat.hands_back(bureau, "1"));
    }
    files
}

#[test]
fn seven_experts_on_seven_computers_and_one_bureau() {
    let (bureau, seats) = issued();
    let held: Vec<usize> = seats.iter().map(|seat| seat.reports().len()).collect();
    assert_eq!(held, [3, 3, 3, 3, 2, 3, 3], "whoever is recused gets no such report");
    let mut files = handed_back(&bureau, &seats);
    files.push(bureau.filled_in(BY_WORKBOOK));

    // A look writes nothing.
    let before = bureau.contents();
    let view = bureau.import(&files, &["--dry-run"]);
    assert_eq!((&view["taken"], &view["refused"]), (&json!(7), &json!(0)), "{}", view["text"]);
    assert_eq!(bureau.contents(), before);
    let view = bureau.import(&files, &[]);
    assert_eq!((&view["taken"], &view["skipped"], &view["refused"]), (&json!(7), &json!(0), &json!(0)));

    // One of them thinks again.
    let twice = &seats[TWICE - 1];
    twice.changes_a_score("1.1", "2.5");
    let next = [twice.hands_back(&bureau, "2")];
    let view = bureau.import(&next, &[]);
    assert_eq!(view["files"][0]["line"], "钱二 第 1 版 → 第 2 版，变动 1 份报告");

    board_is_full(&bureau);
    assert_eq!(bureau.json(&["rebuild"])["differences"], json!([]));
    totals_are_the_sums(&bureau);
    sheets_are_composed(&bureau);
    papers_agree(&bureau, &seats);
    for side in seats.iter().map(|seat| &seat.side).chain([&bureau.side]) {
        assert_eq!(side.json(&["log", "verify"])["findings"], json!([]));
    }
    assert_eq!(bureau.json(&["rebuild"])["differences"], json!([]), "sheets change nothing of what came in");
}

/// Everybody who reviews a report has handed it back.
fn board_is_full(bureau: &Bureau) {
    let board = bureau.json(&["session", "board", "1"]);
    assert_eq!((&board["returned"], &board["open"]), (&json!(19), &json!(0)));
    let told = bureau.on(&["session", "board", "1"]).well();
    assert!(told.contains("已收到 19 份，还有 0 份未收到。"), "{told}");
    let rows = board["rows"].as_array().expect("rows").iter();
    assert_eq!(rows.map(|row| row["state"].clone()).collect::<Vec<_>>(), ["已收齐", "已收齐", "已收齐"]);
    let cell = |report: usize, seat: usize| {
        let cells = board["cells"].as_array().expect("cells").iter();
        let mut own = cells.filter(|cell| (&cell["report"], &cell["member"]) == (&json!(report), &json!(seat)));
        own.next().expect("a cell")["words"].clone()
    };
    assert_eq!((cell(1, 1), cell(1, TWICE), cell(2, TWICE)), (json!("第 1 版"), json!("第 2 版"), json!("第 1 版")));
    assert_eq!((cell(3, RECUSED), cell(2, DECLARES)), (json!("回避"), json!("回避")));
    assert_eq!(cell(1, BY_WORKBOOK), json!("第 1 版 填报表（未签名）"));
}

/// The points that count for a report: those typed, seat by seat, with the one that was changed.
fn ballots(report: usize) -> Vec<Vec<i64>> {
    let away = |seat: usize| (report, seat) == (3, RECUSED) || (report, seat) == (2, DECLARES);
    let mut all: Vec<_> = (1..=7).filter(|seat| !away(*seat)).map(|seat| (seat, sums::points(seat, report))).collect();
    for (_, own) in all.iter_mut().filter(|(seat, _)| (report, *seat) == (1, TWICE)) {
        own[0] = 5;
    }
    all.into_iter().map(|(_, points)| points).collect()
}

/// Every expert's total and the total of every report are what the typed points add up to.
fn totals_are_the_sums(bureau: &Bureau) {
    for report in 1..=3 {
        let ballots = ballots(report);
        let opinions = bureau.json(&["opinion", "list", &report.to_string()]);
        let totals: Vec<String> =
            opinions.as_array().expect("opinions").iter().map(|one| paper::words(&one["total"])).collect();
        let expected: Vec<String> = ballots.iter().map(|points| sums::total(points)).collect();
        assert_eq!(totals, expected, "report {report}");
        let tally = bureau.json(&["sheet", "tally", &report.to_string()]);
        assert_eq!(tally["total"], json!(sums::of_panel(&ballots)), "report {report}: {tally}");
    }
}

/// A sheet for every report from the draft by criterion, with every remark in it, made final.
fn sheets_are_composed(bureau: &Bureau) {
    for report in 1..=3 {
        let view = bureau.json(&["call", "sheet_compose", &json!({ "report": report }).to_string()]);
        let own = ballots(report).len();
        assert_eq!((view["open"].clone(), view["used"].clone()), (json!(0), json!(own)), "report {report}");
        let sheet = view["sheet"]["sheet"]["id"].to_string();
        let head = ["--overall", "总体较好。", "--conclusion", "修改后通过", "--reason", "专家组讨论决定"];
        bureau.on(&[&["sheet", "set", &sheet], &head[..]].concat()).well();
        bureau.on(&["sheet", "finalise", &sheet]).well();
        let name = format!("统一意见{report}.pdf");
        bureau.on(&["export", "pdf", "sheet", &sheet, &name]).well();
        let paper = paper::text(&bureau.join(&name));
        for words in [sums::of_panel(&ballots(report)).as_str(), "总体较好。", "赵一的问题"] {
            assert!(paper.contains(words), "{words}: {paper}");
        }
        assert!(!paper.contains("草稿"), "{paper}");
    }
    let board = bureau.json(&["session", "board", "1"]);
    assert!(board["rows"].as_array().expect("rows").iter().all(|row| row["state"] == "已定稿"), "{board}");
}

/// The paper the bureau prints has the check codes of the paper the expert has.
fn papers_agree(bureau: &Bureau, seats: &[Seat]) {
    let mut compared = 0;
    for report in 1..=3_usize {
        let opinions = bureau.json(&["opinion", "list", &report.to_string()]);
        for view in opinions.as_array().expect("opinions") {
            let seat =
                &seats[usize::try_from(view["opinion"]["member"].as_i64().expect("a member")).expect("a seat") - 1];
            if seat.seat == BY_WORKBOOK {
                continue;
            }
            let out = format!("意见{report}-{}.pdf", seat.seat);
            bureau.on(&["export", "pdf", "opinion", &view["opinion"]["id"].to_string(), &out]).well();
            let (here, there) = (paper::text(&bureau.join(&out)), paper::text(&seat.paper(report)));
            let codes = paper::check_codes(&there);
            assert!(!codes.is_empty(), "{there}");
            assert_eq!(paper::check_codes(&here), codes, "report {report}, seat {}", seat.seat);
            compared += 1;
        }
    }
    assert_eq!(compared, 16);
}

/// What a file became, and that the opinions, the board and everything else but the list of what came in are as before.
#[track_caller]
fn not_taken(bureau: &Bureau, file: &str) -> (String, String) {
    let looks = || {
        let opinions = (1..=2).map(|report| bureau.json(&["opinion", "list", &report.to_string()]));
        let shown = [bureau.json(&["session", "board", "1"]), bureau.json(&["session", "show", "1"])];
        opinions.chain(shown).collect::<Vec<Value>>()
    };
    let (seen, bytes) = (looks(), bureau.contents());
    let dry = bureau.import(&[file.to_owned()], &["--dry-run"]);
    assert_eq!(bureau.contents(), bytes, "a look wrote");
    let done = bureau.import(&[file.to_owned()], &[]);
    assert_eq!(done["taken"], json!(0), "{done}");
    assert_eq!(dry["files"][0]["line"], done["files"][0]["line"]);
    assert_eq!(looks(), seen);
    assert_eq!(bureau.json(&["log", "verify"])["findings"], json!([]));
    (paper::words(&done["files"][0]["level"]), paper::words(&done["files"][0]["line"]))
}

#[test]
fn files_of_others_old_ones_and_changed_ones_change_nothing() {
    let bureau = Bureau::new("HY-PS-2026-001", 2, 2);
    let written = bureau.json(&["package", "export", "1", "--dir", "发放"]);
    let seats: Vec<Seat> =
        written.as_array().expect("packages").iter().map(|package| Seat::sits_down(&bureau, package)).collect();
    let first = &seats[0];
    works(first);
    let one = first.hands_back(&bureau, "1");
    assert_eq!(bureau.import(std::slice::from_ref(&one), &[])["taken"], json!(1));

    // Made for another bureau: its keys are others.
    let other = Bureau::new("BJ-PS-2026-009", 1, 1);
    let far = other.json(&["package", "export", "1", "--dir", "发放"]);
    let stranger = Seat::sits_down(&other, &far[0]);
    works(&stranger);
    let sent = stranger.hands_back(&bureau, "别处");
    let line = "文件不完整或不是评审结果文件，请专家重新交回（文件不是加密给本单位的，或者是换钥以前发出的评审包交回的，请补发评审包）";
    assert_eq!(not_taken(&bureau, &sent), ("quarantined".into(), line.into()));

    // Made for another workspace of the same bureau.
    let sister = bureau.sister("HY-PS-2026-002");
    let near = sister.json(&["package", "export", "1", "--dir", "另一批"]);
    let beside = Seat::sits_down(&sister, &near[0]);
    works(&beside);
    let sent = beside.hands_back(&bureau, "另一任务");
    let line = "不是本次任务的文件（本工作区没有任务 HY-PS-2026-002）";
    assert_eq!(not_taken(&bureau, &sent), ("refused".into(), line.into()));

    // Sent again, and sent again after a newer one.
    let (level, line) = not_taken(&bureau, &one);
    assert_eq!((level.as_str(), line.starts_with("与已导入内容相同，已跳过（")), ("identical", true), "{line}");
    let fresh = &seats[1];
    works(fresh);
    let old = fresh.hands_back(&bureau, "1");
    fresh.changes_a_score("1.1", "2.5");
    let new = fresh.hands_back(&bureau, "2");
    let view = bureau.import(std::slice::from_ref(&new), &[]);
    assert_eq!(view["files"][0]["line"], "钱二 第 2 版：缺少第 1 版。请专家补交，或者写明理由后采用");
    assert_eq!(bureau.import(&[new, old.clone()], &[])["taken"], json!(2), "both together are no riddle");
    let (level, _) = not_taken(&bureau, &old);
    assert_eq!(level, "identical");

    // One byte of a file changed by hand, wherever it stands.
    let whole = std::fs::read(bureau.join(&one)).expect("a return");
    for at in [0, whole.len() / 3, whole.len() / 2, whole.len() - 1] {
        let mut bent = whole.clone();
        bent[at] ^= 1;
        bureau.put("改过.tpr", &bent);
        let (level, line) = not_taken(&bureau, "改过.tpr");
        assert_eq!(level, "quarantined", "byte {at}: {line}");
        assert!(line.starts_with("文件不完整或不是评审结果文件，请专家重新交回（"), "byte {at}: {line}");
    }
}
