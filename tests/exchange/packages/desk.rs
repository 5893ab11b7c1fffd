//! A package at a desk: asked for its code, opened, found again without it, and the expert's own wherever it is opened.

use super::{Room, path_of};
use serde_json::{Value, json};
use std::path::Path;
use tongping_core::desk::Desk;
use tongping_core::error::Error;

#[track_caller]
fn call(desk: &mut Desk, name: &str, args: Value) -> Value {
    let reply = desk.call(name, args);
    assert!(reply.is_ok(), "{name}: {:?}", reply.as_ref().err());
    reply.map(|mut reply| reply["value"].take()).unwrap_or_default()
}

#[test]
fn a_double_click_asks_for_the_code_once_and_seats_the_expert() {
    let mut room = Room::new();
    let package = room.issue("out", &[1], "").remove(0);
    let (file, code) = (path_of(&package).to_owned(), package["code"].clone());
    let mut desk = Desk::new(room.path("desk"));
    call(&mut desk, "desk_set", json!({ "role": "staff" }));
    desk.open_argument(&file);
    let view = call(&mut desk, "desk_show", json!({}));
    assert_eq!((&view["asks_code"], &view["refused"], &view["workspace"]), (&json!(file), &Value::Null, &Value::Null));
    let look = call(&mut desk, "package_look", json!({ "path": file }));
    assert_eq!(
        (&look["needs_code"], &look["is_open_already"], &look["session_title"]),
        (&json!(true), &json!(false), &Value::Null)
    );
    let wrong = desk.call("package_open", json!({ "path": file, "code": "000000000000" })).unwrap_err();
    assert!(matches!(wrong, Error::Refused { code: "package_code_wrong", .. }), "{wrong:?}");
    let none = desk.call("package_open", json!({ "path": file, "code": null })).unwrap_err();
    assert!(matches!(none, Error::Refused { code: "package_code_needed", .. }), "{none:?}");

    let view = call(&mut desk, "package_open", json!({ "path": file, "code": code }));
    let seat = &view["workspace"]["package"];
    assert_eq!(
        (&seat["expert"], &seat["revision"], &seat["title"]),
        (&json!("赵一"), &json!(1), &json!("重点评价报告评审"))
    );
    assert_eq!((&seat["due_at"], &view["asks_code"]), (&json!("2026-09-18T23:59:59+08:00"), &Value::Null));
    assert_eq!((&view["workspace"]["name"], &view["settings"]["role"]), (&json!("重点评价报告评审"), &json!("staff")));
    assert_eq!(desk.title(), "重点评价报告评审 — 统评");
    let board = room.bureau.call("package_board", json!({ "session": 1 }));
    assert_eq!(board["fingerprint"], seat["fingerprint"]);
    assert_eq!(
        (&view["recent"][0]["is_package"], &view["recent"][0]["name"]),
        (&json!(true), &json!("重点评价报告评审"))
    );
    call(&mut desk, "desk_set", json!({ "role": "staff" }));
    call(&mut desk, "opinion_begin", json!({ "report": 1, "member": seat["member"] }));
    let last = call(&mut desk, "log_show", json!({ "limit": 1 }));
    assert_eq!((&last[0]["actor"], &last[0]["role"]), (&json!("赵一"), &json!("expert")));
    let place = view["workspace"]["path"].clone();
    call(&mut desk, "desk_keep", json!({ "place": { "report": 2 } }));
    call(&mut desk, "desk_close", json!({}));

    // The same file again, and the workspace itself: neither asks anything.
    let look = call(&mut desk, "package_look", json!({ "path": file }));
    assert_eq!((&look["needs_code"], &look["is_open_already"]), (&json!(false), &json!(true)));
    assert_eq!((&look["expert"], &look["check_code"]), (&json!("赵一"), &package["check_code"]));
    for path in [json!(file), place.clone()] {
        let view = call(&mut desk, "desk_open", json!({ "path": path }));
        assert_eq!((&view["workspace"]["path"], &view["workspace"]["place"]), (&place, &json!({ "report": 2 })));
        assert_eq!((&view["asks_code"], &view["workspace"]["package"]["expert"]), (&Value::Null, &json!("赵一")));
        call(&mut desk, "desk_close", json!({}));
    }
    assert_eq!(call(&mut desk, "desk_show", json!({}))["recent"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_new_revision_brings_the_open_workspace_up_and_tells_what_changed() {
    let mut room = Room::new();
    let first = room.issue("out", &[1], "").remove(0);
    let mut desk = Desk::new(room.path("desk"));
    let open = |package: &Value| json!({ "path": path_of(package), "code": package["code"] });
    let view = call(&mut desk, "package_open", open(&first));
    let path = view["workspace"]["path"].clone();
    assert_eq!(view["changes"], json!([]));
    room.bureau.call("session_recuse", json!({ "member": 1, "report": 3, "ground": "亲属任职" }));
    let second = room.issue("out", &[1], "回避").remove(0);
    let view = call(&mut desk, "package_open", open(&second));
    assert_eq!((&view["workspace"]["path"], &view["workspace"]["package"]["revision"]), (&path, &json!(2)));
    assert_eq!(view["changes"], json!(["不再评审：R-3 项目R-3。已填的内容保留在历史中。"]));
    let older = desk.call("package_open", open(&first)).unwrap_err();
    assert!(matches!(older, Error::Refused { code: "package_older", .. }), "{older:?}");
    let asked = call(&mut desk, "desk_open", json!({ "path": path_of(&first) }));
    assert_eq!(asked["asks_code"], json!(path_of(&first)));
    assert_eq!(call(&mut desk, "desk_show", json!({}))["workspace"]["path"], path, "what is open stays open");
    assert!(Path::new(path.as_str().expect("a path")).is_file());
}

#[test]
fn a_plain_package_tells_of_itself_before_it_is_opened() {
    let mut room = Room::new();
    let mut args = room.args("out", &[2], "");
    args["plain"] = json!(true);
    let package = room.bureau.call("packages_export", args)[0].clone();
    let mut desk = Desk::new(room.path("desk"));
    let look = call(&mut desk, "package_look", json!({ "path": package["path"] }));
    let board = room.bureau.call("package_board", json!({ "session": 1 }));
    assert_eq!(
        look,
        json!({
            "needs_code": false, "is_open_already": false, "session_title": "重点评价报告评审", "organiser": "某区财政局",
            "expert": "钱二", "due_at": "2026-09-18T23:59:59+08:00", "fingerprint": board["fingerprint"],
            "check_code": package["check_code"],
        })
    );
    let view = call(&mut desk, "desk_open", json!({ "path": package["path"] }));
    assert_eq!(view["workspace"]["package"]["expert"], "钱二");
    let returned = room.path("评审结果_钱二.tpr");
    std::fs::write(&returned, "").expect("written");
    let error = desk.call("desk_open", json!({ "path": returned })).unwrap_err();
    assert!(matches!(error, Error::Refused { code: "return_not_opened", .. }), "{error:?}");
}
