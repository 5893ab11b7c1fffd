//! How replies look in a terminal: aligned by the width of Chinese characters, plain enough to read aloud. With `--json`
//! the reply itself is printed instead.

use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use tongping_core::domain::form::Form;
use tongping_core::domain::problem::Problem;
use tongping_core::domain::tally::Tally;
use tongping_core::error::Error;
use tongping_core::{api, locale};

/// One line to the terminal. A closed pipe is the reader's wish, not a fault.
pub(crate) fn line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

pub(crate) fn json(value: &Value) {
    line(&serde_json::to_string_pretty(value).unwrap_or_default());
}

/// An error on stderr: the sentence with its remedy, or the whole error as JSON.
pub(crate) fn error(error: &Error, as_json: bool) {
    let text = if as_json {
        serde_json::to_string_pretty(&json!({ "error": api::error_json(error) })).unwrap_or_default()
    } else {
        error.to_string()
    };
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Columns a text takes in a terminal: Chinese characters and full-width signs take two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if u32::from(c) >= 0x2E80 || matches!(c, '—' | '“' | '”' | '…') { 2 } else { 1 }).sum()
}

fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// A table with a head; every column as wide as its widest cell.
fn table(head: &[&str], rows: &[Vec<String>]) {
    let columns = (0..head.len()).map(|c| {
        let cells = rows.iter().filter_map(|row| row.get(c)).map(|cell| width(cell));
        cells.max().unwrap_or(0).max(width(head[c]))
    });
    let columns: Vec<usize> = columns.collect();
    let render = |cells: &mut dyn Iterator<Item = &str>| {
        let padded: Vec<_> = cells.zip(&columns).map(|(cell, columns)| pad(cell, *columns)).collect();
        line(padded.join("  ").trim_end());
    };
    render(&mut head.iter().copied());
    for row in rows {
        render(&mut row.iter().map(String::as_str));
    }
}

/// A field of a reply as text; numbers as they are, nothing as empty.
fn text(value: &Value, name: &str) -> String {
    match &value[name] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn rows(list: &Value, fields: &[&str]) -> Vec<Vec<String>> {
    let items = list.as_array().map_or(&[][..], Vec::as_slice);
    items.iter().map(|item| fields.iter().map(|field| text(item, field)).collect()).collect()
}

pub(crate) fn problems(found: &[Problem]) {
    for problem in found {
        line(&locale::problem(problem));
    }
}

/// Problems of a reply, which come back as data: code, place and values.
fn problem_lines(list: &Value) {
    for problem in list.as_array().map_or(&[][..], Vec::as_slice) {
        let params = problem["params"].as_object().cloned().unwrap_or_default();
        let pairs: Vec<_> = params.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap_or(""))).collect();
        let what = locale::fill(&format!("problem.{}", text(problem, "code")), pairs);
        let severity = locale::text(if problem["severity"] == "error" { "severity.error" } else { "severity.warning" });
        let place = &problem["place"];
        let place = ["id", "path", "no"].iter().map(|key| text(place, key)).find(|text| !text.is_empty());
        line(&match place {
            Some(place) => format!("{severity}（{place}）：{what}"),
            None => format!("{severity}：{what}"),
        });
    }
}

pub(crate) fn demo(made: &[Value], workspace: &Path) {
    line(&format!("已生成 {} 个文件：", made.len()));
    for one in made {
        line(&format!("  {}（{} KB）", text(one, "path"), one["size"].as_u64().unwrap_or(0).div_ceil(1024)));
    }
    line("");
    line("接下来可以：");
    line(&format!("  tongping -w {} session show 1    查看评审任务", workspace.display()));
    line(&format!("  tongping -w {} sheet tally 1     查看第一份报告的汇总", workspace.display()));
    line(&format!("  tongping -w {} log verify        校验操作记录", workspace.display()));
}

/// The tally as the command line promises it: all numbers as text, `null` where there is none.
pub(crate) fn tally_json(tally: &Tally, words: &str) -> Value {
    let lines = |lines: &[tongping_core::domain::tally::Line]| -> Vec<Value> {
        lines.iter().map(|line| json!({ "id": line.id, "mean": line.value, "n": line.n.to_string() })).collect()
    };
    let experts = tally.experts.iter().map(|expert| {
        json!({ "name": expert.name, "total": expert.total, "grade": expert.grade, "dropped": expert.dropped })
    });
    json!({
        "criteria": lines(&tally.criteria),
        "rows": lines(&tally.rows),
        "level": tally.level,
        "experts": experts.collect::<Vec<_>>(),
        "total": tally.total,
        "grade": tally.grade,
        "rule": tally.applied,
        "form_rule": tally.rule,
        "rule_words": words,
        "dropped": tally.dropped,
        "n": tally.n.to_string(),
        "mean_of_totals": tally.mean_of_totals,
    })
}

pub(crate) fn tally(form: &Form, tally: &Tally, words: &str) {
    line(&format!("{}（{} {} 版）", form.title, form.id, form.version));
    line("");
    tally_value(&json!(tally));
    line(&format!("计分规则：{words}"));
}

/// A tally from a reply.
pub(crate) fn tally_value(tally: &Value) {
    let names: Vec<String> = rows(&tally["experts"], &["name"]).into_iter().flatten().collect();
    let show = |title: &str, lines: &Value| {
        let mut head = vec!["编号", title, "分值"];
        head.extend(names.iter().map(String::as_str));
        head.push("结果");
        let body = lines.as_array().map_or(&[][..], Vec::as_slice).iter().map(|line| {
            let mut cells = vec![text(line, "id"), text(line, "name"), text(line, "max")];
            let given = line["given"].as_array().map_or(&[][..], Vec::as_slice);
            cells.extend(given.iter().map(|given| given.as_str().unwrap_or("—").to_owned()));
            cells.push(line["value"].as_str().unwrap_or("—").to_owned());
            cells
        });
        table(&head, &body.collect::<Vec<_>>());
    };
    show("指标", &tally["criteria"]);
    line("");
    if tally["level"] == "group" {
        show("一级指标", &tally["rows"]);
        line("");
    }
    let experts = tally["experts"].as_array().map_or(&[][..], Vec::as_slice).iter().map(|expert| {
        let note = if expert["dropped"] == true { "去掉" } else { "" };
        let or_dash = |name: &str| expert[name].as_str().unwrap_or("—").to_owned();
        vec![text(expert, "name"), or_dash("total"), or_dash("grade"), note.to_owned()]
    });
    table(&["专家", "总分", "等级", ""], &experts.collect::<Vec<_>>());
    line("");
    let or_dash = |name: &str| tally[name].as_str().unwrap_or("—").to_owned();
    line(&format!("合计：{}　等级：{}　有效意见：{} 份", or_dash("total"), or_dash("grade"), text(tally, "n")));
    let dropped: Vec<_> =
        tally["dropped"].as_array().map_or(&[][..], Vec::as_slice).iter().filter_map(Value::as_str).collect();
    if let [highest, lowest] = dropped.as_slice() {
        line(&format!("去掉的意见：最高 {highest}，最低 {lowest}"));
    }
}

pub(crate) fn form_checked(form: &Form, warnings: &[Problem]) {
    problems(warnings);
    let (groups, criteria) = (form.groups.len(), form.criteria().count());
    line(&format!(
        "{}（{} {} 版）：{groups} 个一级指标，{criteria} 个指标，满分 {}，可以使用。",
        form.title, form.id, form.version, form.total
    ));
}

pub(crate) fn forms(list: &Value) {
    table(&["编号", "版本", "名称"], &rows(list, &["code", "version", "title"]));
}

pub(crate) fn form(form: &Value) {
    line(&format!(
        "{}（{} {} 版，满分 {}，步长 {}）",
        text(form, "title"),
        text(form, "id"),
        text(form, "version"),
        text(form, "total"),
        text(form, "step")
    ));
    line(&format!("依据标签：{}。{}", text(form, "evidence"), text(form, "source")));
    for group in form["groups"].as_array().map_or(&[][..], Vec::as_slice) {
        line(&format!("\n{} {}（{} 分）", text(group, "id"), text(group, "name"), text(group, "max")));
        for criterion in rows(&group["criteria"], &["id", "name", "max", "guide"]) {
            line(&format!("  {} {}（{} 分）　{}", criterion[0], criterion[1], criterion[2], criterion[3]));
        }
    }
    for (title, list) in [("一票否决项", &form["veto"])] {
        for item in list.as_array().map_or(&[][..], Vec::as_slice) {
            line(&format!("{title}：{}", item.as_str().unwrap_or("")));
        }
    }
}

pub(crate) fn experts(list: &Value) {
    let fields = ["id", "name", "kind", "employer", "job_title", "field"];
    table(&["专家号", "姓名", "类别", "工作单位", "职称职务", "专业领域"], &rows(list, &fields));
}

pub(crate) fn sessions(list: &Value) {
    table(&["任务号", "编号", "名称", "状态"], &rows(list, &["id", "no", "title", "state"]));
}

pub(crate) fn session(view: &Value) {
    let head = &view["session"];
    line(&format!(
        "任务号 {}　{}　{}（{}）",
        text(head, "id"),
        text(head, "no"),
        text(head, "title"),
        text(head, "state")
    ));
    line("");
    table(&["报告号", "编号", "项目名称"], &rows(&view["reports"], &["id", "no", "title"]));
    line("");
    table(
        &["成员号", "席次", "姓名", "类别", "职责"],
        &rows(&view["members"], &["id", "seat", "name", "kind", "role"]),
    );
    line("");
    table(&["意见号", "报告号", "成员号", "状态"], &rows(&view["opinions"], &["id", "report", "member", "state"]));
    for recusal in rows(&view["recusals"], &["member", "report", "ground"]) {
        line(&format!("回避：成员 {} 不评审报告 {}（{}）", recusal[0], recusal[1], recusal[2]));
    }
    problem_lines(&view["problems"]);
}

pub(crate) fn report(view: &Value) {
    let head = &view["report"];
    line(&format!("报告号 {}　{}　{}", text(head, "id"), text(head, "no"), text(head, "title")));
    table(&["附件", "字节", "SHA-256"], &rows(&view["attachments"], &["name", "size", "sha256"]));
}

pub(crate) fn opinion(view: &Value) {
    let opinion = &view["opinion"];
    let or_dash = |name: &str| view[name].as_str().unwrap_or("—").to_owned();
    line(&format!(
        "意见号 {}（第 {} 版，{}）　已评 {}/{}　总分 {}　等级 {}　结论 {}　校验码 {}",
        text(opinion, "id"),
        text(opinion, "version"),
        if opinion["state"] == "signed" { "已签字" } else { "草稿" },
        text(view, "scored"),
        text(view, "criteria"),
        or_dash("total"),
        or_dash("grade"),
        text(opinion, "conclusion"),
        or_dash("check_code"),
    ));
    table(&["指标", "得分", "扣分理由"], &rows(&opinion["scores"], &["criterion", "text", "reason"]));
    table(
        &["条目号", "序号", "位置", "问题", "建议", "性质"],
        &rows(&opinion["remarks"], &["id", "no", "place", "problem", "suggestion", "nature"]),
    );
    problem_lines(&view["problems"]);
}

pub(crate) fn opinions(list: &Value) {
    list.as_array().map_or(&[][..], Vec::as_slice).iter().for_each(opinion);
}

pub(crate) fn sheet(view: &Value) {
    let sheet = &view["sheet"];
    let or_dash = |value: &Value| value.as_str().unwrap_or("—").to_owned();
    let state = match sheet["state"].as_str() {
        Some("final") => "已定稿",
        Some("superseded") => "已被新版取代",
        _ => "草稿",
    };
    line(&format!(
        "意见表号 {}（第 {} 版，{state}）　得分 {}　等级 {}　结论 {}　建议结论 {}　校验码 {}",
        text(sheet, "id"),
        text(sheet, "version"),
        or_dash(&view["tally"]["total"]),
        or_dash(&view["tally"]["grade"]),
        text(sheet, "conclusion"),
        or_dash(&view["suggested"]),
        or_dash(&view["check_code"]),
    ));
    line(&format!("计分规则：{}", text(view, "rule_words")));
    let fields = ["id", "no", "theme", "problem", "suggestion", "nature", "sources"];
    table(&["条目号", "序号", "主题", "问题", "建议", "性质", "来源条目"], &rows(&sheet["items"], &fields));
    for unused in rows(&sheet["unused"], &["remark", "reason"]) {
        line(&format!("不采用：条目 {}（{}）", unused[0], unused[1]));
    }
    problem_lines(&view["problems"]);
}

pub(crate) fn events(list: &Value) {
    table(
        &["序号", "时间", "操作人", "命令", "对象", "理由"],
        &rows(list, &["seq", "at", "actor", "op", "subject", "reason"]),
    );
}

pub(crate) fn verdict(verdict: &Value) {
    for finding in verdict["findings"].as_array().map_or(&[][..], Vec::as_slice) {
        let fields = ["code", "seq", "table", "key", "detail"];
        let words: Vec<_> = fields.iter().map(|field| text(finding, field)).filter(|text| !text.is_empty()).collect();
        line(&format!("发现问题：{}", words.join("　")));
    }
    if verdict["findings"].as_array().is_some_and(Vec::is_empty) {
        line(&format!(
            "操作记录完好：共 {} 条，末条校验值 {}，与现有内容逐行相符。",
            text(verdict, "events"),
            text(verdict, "head")
        ));
    }
}

pub(crate) fn undone(tables: &Value) {
    let names: Vec<_> = tables.as_array().map_or(&[][..], Vec::as_slice).iter().filter_map(Value::as_str).collect();
    line(&format!("已完成，涉及：{}", names.join("、")));
}

pub(crate) fn exported(list: &Value) {
    for one in rows(list, &["path", "size"]) {
        line(&format!("已保存：{}（{} 字节）", one[0], one[1]));
    }
}
