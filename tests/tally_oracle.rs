//! The tally of the built command line: the published vectors digit for digit, and random forms and score tables
//! compared with `oracle.py`, which does the arithmetic over again from the written rules and shares no code with us.

use serde_json::{Value, json};
use std::process::Command;
use tongping_tests::files::Folder;
use tongping_tests::{program, root, run};

fn data(name: &str) -> Value {
    let text = std::fs::read_to_string(root().join(name)).expect("the file is there");
    serde_json::from_str(&text).expect("JSON")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("text")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

/// A form with one criterion for every row of the vectors, and the grades of the built-in form.
fn form_of(vectors: &Value) -> Value {
    let row = |row: &Value| {
        let criterion = json!({ "id": row["group"], "name": row["name"], "max": row["max"] });
        json!({ "id": row["group"], "name": row["name"], "max": row["max"], "criteria": [criterion] })
    };
    let groups: Vec<Value> = list(&vectors["scores"]).iter().map(row).collect();
    json!({
        "format": 1, "id": "VECTORS", "version": "1", "title": "核对用例", "total": "100", "step": "0.5",
        "grades": data("assets/forms/T-RV-SCORE.json")["grades"], "groups": groups,
    })
}

#[test]
fn the_published_vectors_come_out_digit_for_digit() {
    let vectors = data("tests/data/tally-vectors.json");
    let folder = Folder::new();
    let form = folder.put("form.json", form_of(&vectors).to_string());
    let mut totals = Vec::new();
    for case in list(&vectors["cases"]) {
        let members: Vec<&str> = list(&case["members"]).iter().map(text).collect();
        let line = |row: &Value| {
            let points: Vec<&str> = members.iter().map(|name| text(&row["points"][name])).collect();
            format!("{},{}\n", text(&row["group"]), points.join(","))
        };
        let lines: String = list(&vectors["scores"]).iter().map(line).collect();
        let scores = folder.put("scores.csv", format!("指标,{}\n{lines}", members.join(",")));
        let rule = if case["rule"] == "mean" { "mean" } else { "trim_one_each" };
        let words = ["tally".as_ref(), "--form".as_ref(), form.as_os_str(), "--scores".as_ref(), scores.as_os_str()];
        let out = run(words.into_iter().chain(["--rule".as_ref(), rule.as_ref(), "--json".as_ref()])).well();
        let got: Value = serde_json::from_str(&out).expect("JSON");
        for (name, wanted) in [("total", &case["total"]), ("grade", &case["grade"]), ("dropped", &case["dropped"])] {
            assert_eq!(&got[name], wanted, "{}", case["id"]);
        }
        for line in list(&got["criteria"]) {
            assert_eq!(line["mean"], case["groups"][text(&line["id"])], "{}", case["id"]);
        }
        for expert in list(&got["experts"]) {
            assert_eq!(expert["total"], vectors["expert_totals"][text(&expert["name"])]);
        }
        totals.push(text(&got["total"]).to_owned());
    }
    assert_eq!(totals, ["83.10", "86.32", "87.67"]);
}

#[test]
fn an_independent_computation_agrees_on_every_digit() {
    let done = Command::new("python3")
        .arg(root().join("tests/oracle.py"))
        .arg("--cli")
        .arg(program())
        .args(["--seed", "7", "--cases", "400"])
        .output()
        .expect("python3 is installed by the set-up");
    let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{out}{err}");
    assert!(out.contains("\"differences\": 0"), "{out}{err}");
}
