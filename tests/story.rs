//! Stories told through `api::call`: a workspace with a small form, a panel and reports, where every word a test does
//! not say is said for it.

use crate::files;
use serde_json::{Value, json};
use std::path::Path;
use tongping_core::api;
use tongping_core::app::{App, World, workspace};
use tongping_core::error::Error;
use tongping_core::exchange::keys::{BureauKeys, RecoveryCode};

/// When every story begins.
pub const START: &str = "2026-09-14T09:00:00+08:00";

/// Experts of a story, by seat.
pub const NAMES: [&str; 7] = ["赵一", "钱二", "孙三", "李四", "周五", "吴六", "郑七"];

/// The test form with a veto item, conclusions and a threshold for reasons.
pub fn form(tally: &Value) -> Value {
    let mut form = files::form(tally);
    form["id"] = json!("T-STORY");
    form["reason_below"] = json!("0.6");
    form["veto"] = json!(["虚构数据"]);
    form["conclusions"] = json!([
        { "name": "通过", "from": "12" }, { "name": "修改后通过", "from": "9" }, { "name": "不通过", "from": "0" },
    ]);
    form
}

/// A workspace and what happens to it.
pub struct Story {
    /// The workspace.
    pub app: App,
}

impl Story {
    /// In memory.
    pub fn scratch() -> Self {
        Self { app: workspace::scratch(World::scripted(START, "经办人")).expect("a scratch workspace can be made") }
    }

    /// In a new file.
    pub fn create(path: &Path) -> Self {
        Self { app: workspace::create(path, World::scripted(START, "经办人")).expect("a workspace can be made") }
    }

    /// In the file of an earlier story; new ids come from the machine, as the scripted ones begin anew.
    pub fn open(path: &Path) -> Self {
        let world = World { uid: World::real("", "").uid, ..World::scripted(START, "经办人") };
        Self { app: workspace::open(path, world).expect("the workspace opens") }
    }

    /// The same with the keys of a bureau unlocked; `seed` tells one bureau from another.
    #[must_use]
    pub fn of_bureau(mut self, seed: u8) -> Self {
        let keys = BureauKeys::from_code(&RecoveryCode([seed; 20])).expect("keys can be derived");
        self.app.world.keys = Some(keys);
        self
    }

    /// Closes the file.
    pub fn close(self) {
        self.app.store.close().expect("the workspace closes");
    }

    /// The time from now on.
    pub fn at(&mut self, time: &'static str) {
        self.app.world.now = Box::new(move || time.to_owned());
    }

    /// The whole reply of a command that goes well.
    #[track_caller]
    pub fn reply(&mut self, name: &str, args: Value) -> Value {
        api::call(&mut self.app, name, args.clone()).unwrap_or_else(|error| unexpected(name, &args, &error))
    }

    /// The value of a command that goes well.
    #[track_caller]
    pub fn call(&mut self, name: &str, args: Value) -> Value {
        self.reply(name, args)["value"].take()
    }

    /// The error of a command that does not; the workspace is as it was, the log included.
    #[track_caller]
    pub fn fails(&mut self, name: &str, args: Value) -> Error {
        let before = self.app.store.head().expect("the log has a head");
        let shown = args.to_string();
        let error = api::call(&mut self.app, name, args).err();
        assert_eq!(self.app.store.head().expect("the log has a head"), before, "{name} {shown} failed and wrote");
        let error = error.ok_or_else(|| format!("{name} {shown} went well")).expect("a failure");
        let sentence = tongping_core::locale::sentence(&error);
        assert!(!sentence.contains("refused.") && !sentence.contains("problem."), "no text for {error:?}");
        error
    }

    /// The code of a command that is refused.
    #[track_caller]
    pub fn refused(&mut self, name: &str, args: Value) -> &'static str {
        let error = self.fails(name, args);
        let Error::Refused { code, .. } = error else { unexpected(name, &Value::Null, &error) };
        code
    }

    /// The codes of a command that is invalid.
    #[track_caller]
    pub fn invalid(&mut self, name: &str, args: Value) -> Vec<&'static str> {
        let error = self.fails(name, args);
        let Error::Invalid(problems) = error else { unexpected(name, &Value::Null, &error) };
        problems.iter().map(|problem| problem.code).collect()
    }

    /// What a command did not find.
    #[track_caller]
    pub fn missing(&mut self, name: &str, args: Value) -> (&'static str, String) {
        let error = self.fails(name, args);
        let Error::Missing { what, id } = error else { unexpected(name, &Value::Null, &error) };
        (what, id)
    }

    /// A session in draft: `experts` seated, the first as chair, and `reports` reports, on the story form.
    pub fn set_up(&mut self, experts: usize, reports: usize, tally: &Value) {
        self.call("form_import", json!({ "json": form(tally).to_string() }));
        self.call("session_add", session("S-1"));
        for (i, name) in NAMES.iter().take(experts).enumerate() {
            let expert = self.call("expert_add", expert(name));
            let role = if i == 0 { "chair" } else { "member" };
            self.call("session_member_add", json!({ "session": 1, "expert": expert["id"], "role": role }));
        }
        for i in 1..=reports {
            self.call("report_add", report(1, &format!("R-{i}")));
        }
    }

    /// The same, opened for scoring.
    pub fn opened(experts: usize, reports: usize, tally: &Value) -> Self {
        let mut story = Self::scratch();
        story.set_up(experts, reports, tally);
        story.call("session_open", json!({ "session": 1 }));
        story
    }

    /// A complete draft of a member with these points and one remark; answers the opinion's id.
    pub fn draft(&mut self, report: i64, member: i64, points: [&str; 3]) -> i64 {
        let view = self.call("opinion_begin", json!({ "report": report, "member": member }));
        let id = view["opinion"]["id"].as_i64().expect("an id");
        for (criterion, value) in ["1.1", "1.2", "2.1"].iter().zip(points) {
            let args = json!({ "opinion": id, "criterion": criterion, "value": value, "reason": "见附件" });
            self.call("score_set", args);
        }
        self.call("remark_add", remark(id, &format!("成员 {member} 的问题")));
        self.call("opinion_set", json!({ "opinion": id, "conclusion": "修改后通过", "declared": true }));
        id
    }

    /// The same, signed.
    pub fn signed(&mut self, report: i64, member: i64, points: [&str; 3]) -> i64 {
        let id = self.draft(report, member, points);
        self.call("opinion_sign", json!({ "opinion": id }));
        id
    }

    /// Ids of the remarks of an opinion.
    pub fn remarks(&mut self, opinion: i64) -> Vec<i64> {
        let view = self.call("opinion_show", json!({ "opinion": opinion }));
        let remarks = view["opinion"]["remarks"].as_array().expect("remarks").clone();
        remarks.iter().map(|remark| remark["id"].as_i64().expect("an id")).collect()
    }

    /// A sheet on a report with one item of all these opinions' remarks, ready to be finalised.
    pub fn composed(&mut self, report: i64, opinions: &[i64]) -> i64 {
        let sheet = self.call("sheet_begin", json!({ "report": report }))["sheet"]["id"].as_i64().expect("an id");
        let sources: Vec<i64> = opinions.iter().flat_map(|opinion| self.remarks(*opinion)).collect();
        self.call("sheet_item_add", item(sheet, &sources));
        let head = json!({ "sheet": sheet, "overall": "总体较好。", "conclusion": "修改后通过", "conclusion_reason": "专家组讨论决定" });
        self.call("sheet_set", head);
        sheet
    }

    /// The log and the tables agree.
    #[track_caller]
    pub fn verifies(&mut self) {
        let verdict = self.call("log_verify", json!({}));
        assert_eq!(verdict["findings"], json!([]));
    }
}

#[track_caller]
fn unexpected(name: &str, args: &Value, error: &Error) -> ! {
    // `assert` rather than `panic`, which the house denies outside of tests proper.
    assert!(name.is_empty(), "{name} {args}: {error:?}");
    unreachable!()
}

/// Arguments of a new expert.
pub fn expert(name: &str) -> Value {
    json!({ "name": name, "kind": "业务", "employer": "某大学", "job_title": "教授", "field": "财政", "avoid_units": ["某局"] })
}

/// Arguments of a new session on the story form.
pub fn session(no: &str) -> Value {
    json!({
        "no": no, "form": "T-STORY", "title": "重点评价报告评审", "kind": "财政重点评价", "organiser": "某区财政局",
        "office": "绩效科", "place": "第一会议室", "starts_on": "2026-09-14", "ends_on": "2026-09-18",
        "requirements": "独立评分。\n不得串通。",
    })
}

/// Arguments of a new report.
pub fn report(session: i64, no: &str) -> Value {
    json!({
        "session": session, "no": no, "title": format!("项目{no}"), "unit": "某中心", "department": "某局",
        "agency": "某事务所", "lead": "某主评", "review_type": "财政重点评价", "year": "2025", "amount": "1234.5",
        "budget_book": "一般公共预算", "edition": "送审稿 V1",
    })
}

/// Arguments of a new remark.
pub fn remark(opinion: i64, problem: &str) -> Value {
    json!({
        "opinion": opinion, "place": "四（三）", "page": "P23", "criterion": "1.2", "problem": problem,
        "suggestion": "请修改", "nature": "必须修改",
    })
}

/// Arguments of a new item.
pub fn item(sheet: i64, sources: &[i64]) -> Value {
    json!({
        "sheet": sheet, "theme": "数据", "place": "四", "problem": "数据不一致", "suggestion": "核对", "nature": "必须修改",
        "sources": sources,
    })
}
