//! `tongping agreement`: tables of totals, sound and broken, and what is printed of them.

use serde_json::Value;
use tongping_tests::files::Folder;
use tongping_tests::{Ran, run};

/// Five experts on six reports who see the same order on different scales.
const PANEL: &str = "报告,赵一,钱二,孙三,李四,周五\n甲,90,20,50,80,90\n乙,60,10,30,20,60\n丙,80,40,60,80,80\n丁,70,10,20,60,70\n\
                     戊,100,50,60,90,100\n己,60,20,40,70,60\n";

/// `tongping agreement` on this table, in a folder that must look the same afterwards.
fn agreement_of(table: impl AsRef<[u8]>, more: &[&str]) -> Ran {
    let folder = Folder::new();
    let table = folder.put("totals.csv", table);
    let before = folder.state();
    let words = ["agreement".as_ref(), table.as_os_str()];
    let ran = run(words.into_iter().chain(more.iter().map(AsRef::as_ref)));
    assert_eq!(folder.state(), before);
    ran
}

fn json_of(table: &str, more: &[&str]) -> Value {
    let out = agreement_of(table, &[&["--json"], more].concat()).well();
    serde_json::from_str(&out).expect("JSON")
}

#[test]
fn a_panel_of_five_sees_every_figure_with_its_method() {
    let out = agreement_of(PANEL, &[]).well();
    for word in [
        "专家 5 位，报告 6 份，总分 30 个，缺 0 个，满分 100",
        "肯德尔和谐系数 W：0.872",
        "p 约 0.0006",
        "一致性系数 α：0.178",
        "ICC(2,1)：0.296",
        "ICC(2,k)：0.678",
        "95% 区间：约 0.183 至 0.940",
        "次序看法一致，但打分尺度不同",
        "钱二打分偏严，平均比全组低 32.67 分",
        "第一名都不变",
        "不按 0 分计",
        "四舍五入",
        "不改变任何得分",
    ] {
        assert!(out.contains(word), "{word:?} is missing in: {out}");
    }
    assert!(!out.contains("不计算") && !out.contains('{'), "{out}");
}

#[test]
fn json_has_every_figure_as_text() {
    let found = json_of(PANEL, &[]);
    let of = |name: &str| {
        let all = found["coefficients"].as_array().expect("a list");
        all.iter().find(|one| one["statistic"] == name).expect("shown")["value"].clone()
    };
    let values = ["kendall_w", "alpha_interval", "icc_2_1", "icc_2_k"].map(of);
    assert_eq!(values, ["0.872", "0.178", "0.296", "0.678"]);
    assert_eq!(found["per_report"][0]["mean"], "66.00");
    assert_eq!(found["per_report"][0]["adjusted"], "66.00");
    assert_eq!(found["per_expert"][1]["severity"], "-32.67");
    assert_eq!(found["points_limit"], "20.00");
    assert_eq!(found["withheld"], Value::Array(Vec::new()));
}

#[test]
fn a_small_panel_sees_little_and_is_told_why() {
    let two = agreement_of("报告,赵一,钱二\n甲,88,85.5\n乙,70,\n", &[]).well();
    for word in ["2.50", "不计算均值、中位数", "只有 2 位，至少需要 3 位", "只有 2 位，至少需要 5 位"]
    {
        assert!(two.contains(word), "{word:?} is missing in: {two}");
    }
    let three = agreement_of("报告,赵一,钱二,孙三\n甲,88,85,62\n", &[]).well();
    assert!(three.contains("78.33") && three.contains("23.00") && three.contains("相差超限"), "{three}");
    let few = agreement_of("报告,一,二,三,四,五\n甲,88,85,90,86,62\n", &[]).well();
    assert!(few.contains("86.33") && few.contains("-8.09") && few.contains("只有 1 份，至少需要 5 份"), "{few}");
}

#[test]
fn blank_cells_are_missing_and_not_nought() {
    let found = json_of(&PANEL.replace("甲,90,", "甲,,"), &[]);
    assert_eq!((&found["missing"], &found["per_report"][0]["n"]), (&Value::from(1), &Value::from(4)));
    assert_eq!(found["per_report"][0]["mean"], "60.00");
    let reasons: Vec<_> = found["withheld"].as_array().expect("a list").iter().map(|one| &one["code"]).collect();
    assert_eq!(reasons, ["incomplete"; 3]);
}

#[test]
fn every_fault_of_a_table_is_told_with_its_place() {
    let table = "报告,赵一,赵一,\n,101,1,1\n甲,-1,x,1e3\n甲,1,2\n乙,1,2,3,4\n丙,12345678901234567,1,1\n";
    let places = [
        "第 1 行第 3 列",
        "第 1 行第 4 列",
        "第 2 行第 1 列",
        "第 2 行第 2 列",
        "超过满分 100",
        "第 3 行第 2 列 甲 赵一",
        "负数",
        "第 3 行第 3 列",
        "第 3 行第 4 列",
        "不是数字",
        "第 4 行第 1 列",
        "在第 3 行已出现",
        "第 4 行）",
        "第 5 行）",
        "第 6 行第 2 列",
        "位数太多",
    ];
    agreement_of(table, &[]).fails(2, &places);
    let wrapped = agreement_of(table, &["--json"]);
    let error: Value = serde_json::from_str(&wrapped.err).expect("JSON");
    assert_eq!((wrapped.code, &error["error"]["kind"]), (Some(2), &Value::from("invalid")));
    assert_eq!(error["error"]["problems"].as_array().map(Vec::len), Some(11));
}

#[test]
fn what_is_no_table_of_totals_is_told_as_such() {
    agreement_of("", &[]).fails(2, &["文件是空的"]);
    agreement_of("报告,赵一\n", &[]).fails(2, &["没有报告"]);
    agreement_of("报告\n甲\n", &[]).fails(2, &["没有专家姓名"]);
    agreement_of("报告,\"赵一\n甲,1\n", &[]).fails(2, &["引号"]);
    agreement_of(b"\xff\xfe\xff", &[]).fails(2, &["文字编码"]);
    let wide = (0..101).map(|n| format!(",专家{n}")).collect::<String>();
    agreement_of(format!("报告{wide}\n甲{}\n", ",1".repeat(101)), &[]).fails(2, &["101 位专家", "行列颠倒"]);
    let long = (0..5001).map(|n| format!("报告{n},1\n")).collect::<String>();
    agreement_of(format!("报告,赵一\n{long}"), &[]).fails(2, &["5001 份报告"]);
    run(["agreement", "没有这个文件.csv"]).fails(5, &["读取文件失败", "没有这个文件.csv"]);
    run(["agreement"]).fails(2, &["TABLE.csv"]);
}

#[test]
fn the_full_mark_is_a_number_above_nought() {
    let table = "报告,赵一,钱二,孙三\n甲,12,11,7.5\n";
    assert_eq!(json_of(table, &["--full", "15"])["per_report"][0]["flags"][0]["distance"], "3.50");
    agreement_of(table, &["--full", "10"]).fails(2, &["第 2 行第 2 列", "第 2 行第 3 列", "超过满分 10"]);
    agreement_of(table, &["--full", "0"]).fails(2, &["满分", "须大于 0"]);
    agreement_of(table, &["--full", "-5"]).fails(2, &["满分", "负数"]);
    agreement_of(table, &["--full", "百"]).fails(2, &["满分", "不是数字"]);
}

#[test]
fn totals_in_the_encodings_of_office_programs_read_alike() {
    let marked = [b"\xef\xbb\xbf", PANEL.as_bytes()].concat();
    let wide = "\u{feff}".encode_utf16().chain(PANEL.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [marked, PANEL.replace('\n', "\r\n").into_bytes(), wide] {
        assert!(agreement_of(bytes, &[]).well().contains("W：0.872"));
    }
}

#[test]
fn every_statistic_can_be_checked_against_a_published_table() {
    // Shrout & Fleiss 1979, six targets × four judges: too few experts for a session, enough for a check.
    let folder = Folder::new();
    let rows = ["9,2,5,8", "6,1,3,2", "8,4,6,8", "7,1,2,6", "10,5,6,9", "6,2,4,7"];
    let lines: String = rows.iter().enumerate().map(|(i, row)| format!("R{i},{row}\n")).collect();
    let table = folder.put("table.csv", format!("报告,甲,乙,丙,丁\n{lines}"));
    let words = |more: &[&str]| {
        let fixed = ["agreement".as_ref(), table.as_os_str(), "--full".as_ref(), "10".as_ref(), "--every".as_ref()];
        run(fixed.into_iter().chain(more.iter().map(AsRef::as_ref))).well()
    };
    let said = words(&[]);
    for figure in [
        "ICC(2,1)               0.289763780",
        "ICC(3,4)_95_upper      0.985891678",
        "kendall_W              0.887037037",
    ] {
        assert!(said.contains(figure), "{figure}\n{said}");
    }
    let found: Value = serde_json::from_str(&words(&["--json"])).expect("JSON");
    let alpha = found.as_array().expect("a list").iter().find(|one| one["name"] == "alpha_interval").expect("there");
    assert_eq!(alpha["value"], "0.147307850");
}
