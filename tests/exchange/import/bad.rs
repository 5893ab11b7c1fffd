//! Returns that must never reach the scores, each named for what it is.

use super::room::{Expert, Room, file, forge};
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tongping_core::exchange::container::Manifest;
use tongping_core::exchange::returned::ReturnBody;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A room in which the first expert has handed back.
fn one() -> (Room, Expert) {
    let room = Room::new(2, 2);
    let mut expert = room.expert(1);
    expert.signs(1, ["4", "6", "4.5"]);
    expert.signs(2, ["3", "6", "4"]);
    expert.hands_back(&room.path("a.tpr"));
    (room, expert)
}

/// Imports a forged return; no opinion may come of it.
#[track_caller]
fn imported(room: &mut Room, name: &str) -> (String, String, String) {
    let before = room.count("signed_opinion");
    let view = room.import(&[name], &[]);
    assert_eq!(room.count("signed_opinion"), before, "{view}");
    let found = file(&view, name);
    let text = |field: &str| found[field].as_str().expect("a text").to_owned();
    (text("verdict"), text("level"), text("line"))
}

#[track_caller]
fn assert_forged(
    change: impl FnOnce(&mut Manifest, &mut ReturnBody),
    verdict: &str,
    level: &str,
    line: &str,
    kept: i64,
) {
    let (mut room, expert) = one();
    let (signing, secret) = expert.key();
    forge(&room.path("a.tpr"), &room.path("x.tpr"), &signing, &secret, change);
    let found = imported(&mut room, "x.tpr");
    assert_eq!((found.0.as_str(), found.1.as_str(), found.2.as_str()), (verdict, level, line));
    assert_eq!(room.count("received"), kept);
    assert_eq!(room.count("score"), 0);
}

#[test]
fn a_return_of_another_session_expert_form_or_package() {
    let session = |manifest: &mut Manifest, _: &mut ReturnBody| {
        manifest.session_id = "00000000-0000-7000-8000-00000000ffff".into();
        manifest.session_no = "S-9".into();
    };
    assert_forged(session, "other_session", "refused", "不是本次任务的文件（本工作区没有任务 S-9）", 0);
    let unissued = "所答复的评审包不是本任务发给该专家的，未计入评分。请核对文件是谁交回的";
    let expert = |manifest: &mut Manifest, _: &mut ReturnBody| manifest.expert_id = "x".into();
    assert_forged(expert, "unissued", "quarantined", unissued, 1);
    let package = |manifest: &mut Manifest, _: &mut ReturnBody| manifest.package_sha256 = Some("0".repeat(64));
    assert_forged(package, "unissued", "quarantined", unissued, 1);
    let revision = |manifest: &mut Manifest, _: &mut ReturnBody| manifest.package_rev = 2;
    assert_forged(revision, "unissued", "quarantined", unissued, 1);
    let form = |manifest: &mut Manifest, _: &mut ReturnBody| {
        manifest.form_sha256 = "0".repeat(64);
        manifest.form_version = "9.0.0".into();
    };
    let line = "赵一 第 1 版：评审表与本任务不同（文件为 T-STORY 9.0.0），未计入评分。请补发评审包，由专家重新交回";
    assert_forged(form, "other_form", "quarantined", line, 1);
}

/// Changes the signed content of the first report and makes every hash fit again.
fn rewrite(change: impl FnOnce(&mut Value)) -> impl FnOnce(&mut Manifest, &mut ReturnBody) {
    move |manifest, body| {
        let part = body.opinions[0].signed.as_mut().expect("a signed opinion");
        let mut record: Value = serde_json::from_str(&part.content).expect("a record");
        change(&mut record);
        part.content = record.to_string();
        part.sha256 = hex(&Sha256::digest(part.content.as_bytes()));
        manifest.reports[0].opinion_sha256 = Some(part.sha256.clone());
        manifest.reports[0].total = record["total"].as_str().map(str::to_owned);
    }
}

/// What somebody with the expert's key does to a return before it is signed again.
type Forgery = Box<dyn FnOnce(&mut Manifest, &mut ReturnBody)>;

#[test]
fn one_forged_number_in_a_validly_signed_return_contradicts_itself() {
    let line = |why: &str| format!("赵一 第 1 版：内容自相矛盾，未计入评分。请专家重新交回（报告 R-1：{why}）");
    let cases: Vec<(Forgery, &str)> = vec![
        (Box::new(rewrite(|record| record["scores"][0]["points"] = json!("5"))), "“结构”的得分与所填的不符"),
        (Box::new(rewrite(|record| record["scores"][1]["reason"] = json!("另一个理由"))), "“数据”的得分与所填的不符"),
        (Box::new(rewrite(|record| record["total"] = json!("15.00"))), "合计或等级与各项得分不符"),
        (Box::new(rewrite(|record| record["session"]["no"] = json!("S-2"))), "签字内容写的是另一个任务"),
        (Box::new(rewrite(|record| record["report"]["no"] = json!("R-2"))), "签字内容写的是另一份报告"),
        (Box::new(rewrite(|record| record["member"]["name"] = json!("钱二"))), "签字内容写的是另一位专家"),
        (Box::new(rewrite(|record| record["form"]["version"] = json!("2.0.0"))), "签字内容用的是另一份评审表"),
        (Box::new(rewrite(|record| record["origin"] = json!("merged"))), "签字的内容不完整"),
        (
            Box::new(|_, body| body.opinions[0].signed.as_mut().expect("it").sha256 = "0".repeat(64)),
            "签字内容与校验值不符",
        ),
        (
            Box::new(|_, body| body.opinions[0].signed.as_mut().expect("it").scores[0].text = "5".into()),
            "“结构”的得分与所填的不符",
        ),
        (Box::new(|manifest, _| manifest.reports[0].total = Some("1".into())), "签字的内容不完整"),
        (Box::new(|_, body| body.opinions[0].signed = None), "签字的内容不完整"),
    ];
    for (change, why) in cases {
        assert_forged(change, "contradictory", "quarantined", &line(why), 1);
    }
}

#[test]
fn a_return_signed_by_another_key_waits_until_somebody_has_asked() {
    let (mut room, expert) = one();
    let (_, secret) = expert.key();
    let other = SigningKey::from_bytes(&[9; 32]);
    room.import(&["a.tpr"], &[]);
    forge(&room.path("a.tpr"), &room.path("x.tpr"), &other, &secret, |manifest, _| {
        manifest.return_id = Some("00000000-0000-7000-8000-00000000eeee".into());
    });
    let (verdict, level, line) = imported(&mut room, "x.tpr");
    assert_eq!((verdict.as_str(), level.as_str()), ("other_key", "ask"));
    assert!(line.starts_with("赵一 第 1 版：用新的签名钥签名（指纹 "), "{line}");
    assert_eq!((room.count("received"), room.count("expert_key")), (2, 1), "kept apart");
    let list = room.bureau.call("received_list", json!({ "session": 1 }));
    assert_eq!((&list[0]["state"], &list[0]["line"]), (&json!("quarantined"), &json!("新的签名钥，未确认")));
    let (paths, head, decisions) = room.asked(&["x.tpr"], &[("x.tpr", " ", json!([]))]);
    let args = json!({ "paths": paths, "head": head, "decisions": decisions });
    assert_eq!(room.bureau.refused("import_run", args), "import_without_reason");
    room.import(&["x.tpr"], &[("x.tpr", "电话核对，专家换了电脑", json!([]))]);
    assert_eq!((room.count("received"), room.count("expert_key")), (2, 2), "the row that was kept apart counts now");
    let list = room.bureau.call("received_list", json!({ "session": 1 }));
    assert_eq!((&list[0]["state"], &list[0]["reason"]), (&json!("accepted"), &json!("电话核对，专家换了电脑")));
    room.bureau.verifies();
}

#[test]
fn a_wrong_proof_of_the_invitation() {
    let (mut room, expert) = one();
    let (signing, _) = expert.key();
    forge(&room.path("a.tpr"), &room.path("x.tpr"), &signing, &[3; 32], |_, _| {});
    let (verdict, level, line) = imported(&mut room, "x.tpr");
    assert_eq!((verdict.as_str(), level.as_str()), ("forged", "quarantined"));
    assert_eq!(
        line,
        "签名或邀请凭证不符，文件可能被改动过，未计入评分。请与专家当面或电话核对（不是用发给该专家的评审包交回的）"
    );
    assert_eq!((room.count("received"), room.count("expert_key"), room.count("score")), (1, 0, 0));
}

#[test]
fn tricks_with_the_numbers_of_returns() {
    let (mut room, mut expert) = one();
    let (signing, secret) = expert.key();
    // The first never comes: the third says what is missing, and may be taken with a reason.
    forge(&room.path("a.tpr"), &room.path("3.tpr"), &signing, &secret, |manifest, _| {
        manifest.return_seq = Some(3);
        manifest.prev_return_sha256 = Some("1".repeat(64));
    });
    let (verdict, level, line) = imported(&mut room, "3.tpr");
    assert_eq!((verdict.as_str(), level.as_str()), ("gap", "ask"));
    assert_eq!(line, "赵一 第 3 版：缺少第 1、2 版。请专家补交，或者写明理由后采用");
    assert_eq!(room.count("received"), 0, "what only asks leaves nothing behind");
    room.import(&["3.tpr"], &[("3.tpr", "专家说明前两版作废", json!([]))]);
    assert_eq!(room.count("signed_opinion"), 2);
    // Now the first is an old one, and another third claims to be the third.
    let (verdict, level, line) = imported(&mut room, "a.tpr");
    assert_eq!((verdict.as_str(), level.as_str()), ("overtaken", "stale"));
    assert_eq!(line, "赵一：旧版本（第 1 版，已导入第 3 版），未计入评分");
    expert.story.at("2026-09-15T09:00:00+08:00");
    expert.hands_back(&room.path("again.tpr"));
    forge(&room.path("a.tpr"), &room.path("x.tpr"), &signing, &secret, |manifest, _| {
        manifest.return_seq = Some(3);
        manifest.created_at = "2026-09-16T09:00:00+08:00".into();
    });
    let (verdict, level, line) = imported(&mut room, "x.tpr");
    assert_eq!((verdict.as_str(), level.as_str()), ("doubled", "quarantined"));
    assert_eq!(line, "赵一：两份不同文件声称同一版（第 3 版），未计入评分。请与专家核对以哪一份为准");
    room.bureau.verifies();
}

#[test]
fn a_report_recused_since_is_not_taken_and_the_rest_goes_on() {
    let (mut room, _) = one();
    room.bureau.call("session_recuse", json!({ "member": 1, "report": 2, "ground": "后来发现任职关系" }));
    let view = room.import(&["a.tpr"], &[]);
    assert_eq!((room.count("signed_opinion"), room.count("received")), (1, 1));
    let reports = &file(&view, "a.tpr")["reports"];
    assert_eq!(
        (&reports[1]["change"], &reports[1]["line"]),
        (&json!("not_taken"), &json!("不计入：已回避或无法评审（后来发现任职关系）"))
    );
    assert_eq!(file(&view, "a.tpr")["line"], "赵一（第 1 版，1 份报告，1 份不计入）");
}

#[test]
fn nothing_touches_a_report_whose_sheet_is_final() {
    let (mut room, mut expert) = one();
    let mut second = room.expert(2);
    second.signs(1, ["4", "6", "4.5"]);
    second.hands_back(&room.path("b.tpr"));
    room.import(&["a.tpr", "b.tpr"], &[]);
    let sheet = room.bureau.composed(1, &[1, 3]);
    room.bureau.call("sheet_finalise", json!({ "sheet": sheet }));
    expert.signs_again(1, "1.1", "2");
    expert.signs_again(2, "1.1", "2");
    expert.hands_back(&room.path("2.tpr"));
    let view = room.import(&["2.tpr"], &[]);
    let reports = &file(&view, "2.tpr")["reports"];
    assert_eq!(reports[0]["line"], "不计入：汇总已锁定或者统一评审意见表已定稿。确需改分的，请用“更正”");
    assert_eq!(reports[1]["change"], "changed");
    assert_eq!((room.totals(1)[0].as_str(), room.totals(2)[0].as_str()), ("14.50", "12.00"));
    room.bureau.verifies();
}

#[test]
fn a_late_return_and_one_to_an_older_package_ask() {
    let mut room = Room::due(2, 2, "2026-09-15T17:00:00+08:00");
    let mut expert = room.expert(1);
    expert.signs(1, ["4", "6", "4.5"]);
    expert.hands_back(&room.path("a.tpr"));
    room.bureau.at("2026-09-15T17:00:01+08:00");
    let (verdict, level, line) = imported(&mut room, "a.tpr");
    assert_eq!((verdict.as_str(), level.as_str()), ("late", "ask"));
    assert_eq!(line, "赵一 第 1 版：逾期交回（截止 2026-09-15 17:00，收到 2026-09-15 17:00）。确需采用的，请写明理由");
    room.issue("again", "2026-09-20", &[1], "补充材料");
    let (verdict, level, line) = imported(&mut room, "a.tpr");
    assert_eq!((verdict.as_str(), level.as_str()), ("old_package", "ask"));
    assert_eq!(line, "赵一 第 1 版：答复的是旧评审包（第 1 次发放，最近为第 2 次）。确需采用的，请写明理由");
    assert_eq!(room.count("received"), 1, "kept apart");
    room.import(&["a.tpr"], &[("a.tpr", "报告未变", json!([]))]);
    assert_eq!(room.totals(1), ["14.50"]);
}

#[test]
fn what_is_no_return_at_all_is_named() {
    let (mut room, _) = one();
    std::fs::write(room.path("note.tpr"), "不是评审结果").expect("written");
    std::fs::write(room.path("empty.tpr"), "").expect("written");
    std::fs::copy(room.path("out/评审包_重点评价报告评审_赵一.tpk"), room.path("package.tpr")).expect("copied");
    let view = room.preview(&["note.tpr", "empty.tpr", "package.tpr"]);
    for one in view["files"].as_array().expect("files") {
        assert_eq!((&one["verdict"], &one["level"]), (&json!("broken"), &json!("quarantined")));
        assert!(
            one["line"].as_str().is_some_and(|line| line.starts_with("文件不完整或不是评审结果文件，请专家重新交回（")),
            "{one}"
        );
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(room.path("a.tpr"), room.path("link.tpr")).expect("a link");
        let view = room.preview(&["link.tpr"]);
        assert_eq!(view["files"][0]["level"], "refused");
    }
    let nothing = json!({ "paths": [] });
    assert_eq!(room.bureau.refused("import_preview", nothing), "import_nothing");
    room.bureau.app.world.keys = None;
    let locked = json!({ "paths": [room.path("a.tpr")] });
    assert_eq!(room.bureau.refused("import_preview", locked), "keys_locked");
}
