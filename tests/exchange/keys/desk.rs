//! The keys at a desk: lent to the open workspace of staff, in whatever order things are done, and to nobody else.

use serde_json::{Value, json};
use tempfile::TempDir;
use tongping_core::desk::Desk;
use tongping_core::domain::id::MemberId;
use tongping_core::error::Error;
use tongping_core::exchange::keys::RecoveryCode;
use tongping_core::store::WriteOp;
use tongping_core::store::package::{self, IssuedPackage};

const PASSWORD: &str = "correct horse";

struct Room(TempDir);

impl Room {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0.path().canonicalize().unwrap().join(name).display().to_string()
    }

    /// A desk of staff that begins anew: nothing is unlocked.
    fn desk(&self) -> Desk {
        let mut desk = Desk::new(self.path("desk").into());
        call(&mut desk, "desk_set", json!({ "role": "staff" }));
        desk
    }
}

#[track_caller]
fn call(desk: &mut Desk, name: &str, args: Value) -> Value {
    match desk.call(name, args) {
        Ok(mut reply) => reply["value"].take(),
        Err(error) => panic!("{name}: {error}"),
    }
}

#[track_caller]
fn refused(desk: &mut Desk, name: &str, args: Value) -> &'static str {
    let error = desk.call(name, args).unwrap_err();
    let sentence = error.to_string();
    assert!(!sentence.contains("refused."), "no text for {sentence}");
    let Error::Refused { code, .. } = error else { panic!("{name}: {error:?}") };
    code
}

fn has_keys(desk: &mut Desk) -> bool {
    desk.app().unwrap().world.keys.is_some()
}

#[test]
fn the_open_workspace_has_the_keys_whichever_came_first() {
    let room = Room::new();
    let workspace = json!({ "path": room.path("a.tongping") });
    let mut desk = room.desk();
    call(&mut desk, "desk_create", workspace.clone());
    assert!(!has_keys(&mut desk));
    assert_eq!(refused(&mut desk, "keys_unlock", json!({ "password": PASSWORD })), "keys_missing");
    call(&mut desk, "keys_make", json!({ "password": PASSWORD }));
    assert!(has_keys(&mut desk), "made while the workspace is open");
    drop(desk);

    let mut desk = room.desk();
    assert_eq!(call(&mut desk, "keys_show", json!({}))["state"], "locked");
    call(&mut desk, "desk_open", workspace.clone());
    assert!(!has_keys(&mut desk));
    assert_eq!(refused(&mut desk, "keys_unlock", json!({ "password": "wrong horse" })), "keys_password_wrong");
    assert_eq!(refused(&mut desk, "keys_sheet_export", json!({ "path": room.path("a.pdf") })), "keys_locked");
    let view = call(&mut desk, "keys_unlock", json!({ "password": PASSWORD }));
    assert_eq!((&view["state"], &view["differs"]), (&"open".into(), &false.into()));
    assert!(has_keys(&mut desk), "unlocked after it was opened");
    call(&mut desk, "desk_close", json!({}));
    call(&mut desk, "desk_open", workspace);
    assert!(has_keys(&mut desk), "opened after they were unlocked");
    call(&mut desk, "desk_move", json!({ "path": room.path("b.tongping") }));
    assert!(has_keys(&mut desk), "going on in a copy");
}

#[test]
fn an_expert_has_no_keys_and_no_word_of_them() {
    let room = Room::new();
    let mut desk = room.desk();
    call(&mut desk, "desk_sample", json!({ "path": room.path("a.tongping") }));
    call(&mut desk, "keys_make", json!({ "password": PASSWORD }));
    assert!(has_keys(&mut desk));
    let member = session_member(&mut desk);
    call(&mut desk, "desk_sit", json!({ "session": 2, "member": member }));
    assert!(!has_keys(&mut desk), "somebody sits down as an expert");
    call(&mut desk, "keys_show", json!({}));
    assert!(!has_keys(&mut desk), "a look does not bring them back");
    call(&mut desk, "desk_set", json!({ "role": "expert" }));
    assert!(!has_keys(&mut desk));
    for (name, args) in [
        ("keys_show", json!({})),
        ("keys_make", json!({ "password": PASSWORD })),
        ("keys_unlock", json!({ "password": PASSWORD })),
        ("keys_restore", json!({ "code": "" })),
        ("keys_sheet_export", json!({ "path": room.path("a.pdf") })),
        ("keys_sheet_confirm", json!({ "group": 1, "text": "" })),
    ] {
        assert_eq!(refused(&mut desk, name, args), "keys_of_staff", "{name}");
    }
    call(&mut desk, "desk_set", json!({ "role": "staff" }));
    assert!(has_keys(&mut desk), "staff again");
}

fn session_member(desk: &mut Desk) -> Value {
    call(desk, "session_show", json!({ "session": 2 }))["members"][0]["id"].clone()
}

#[test]
fn a_workspace_that_issued_with_other_keys_is_told() {
    let room = Room::new();
    let mut desk = room.desk();
    call(&mut desk, "desk_sample", json!({ "path": room.path("a.tongping") }));
    call(&mut desk, "keys_make", json!({ "password": PASSWORD }));
    let member = MemberId(session_member(&mut desk).as_i64().unwrap());
    let own = tongping_core::hex(&desk.app().unwrap().world.keys().unwrap().sign_public());
    let issue = |desk: &mut Desk, key: &str, revision: i64| {
        let app = desk.app().unwrap();
        let stamp = app.world.stamp();
        let written = app.store.write(&WriteOp::new("packages_export", "", &stamp), |tx| {
            let at = "2026-09-14T10:00:00+08:00";
            let package = IssuedPackage {
                uid: "u".into(),
                member,
                revision,
                sha256: format!("{revision:064}"),
                manifest: "{}".into(),
                form_sha256: "0".repeat(64),
                bureau_key: package::put_bureau_key(tx, key, &format!("age1{key}"), at)?,
                issued_at: at.into(),
                due_at: String::new(),
                secret: [0; 32],
                code: String::new(),
                reason: String::new(),
            };
            package::put(tx, &package)
        });
        written.unwrap();
        call(desk, "keys_show", json!({}))["differs"].clone()
    };
    assert_eq!(issue(&mut desk, &own, 1), false);
    assert_eq!(issue(&mut desk, &"ab".repeat(32), 2), true);
    assert_eq!(issue(&mut desk, &own, 3), false, "the packages issued last decide");
}

#[test]
fn no_answer_of_the_desk_tells_a_secret_and_the_log_knows_none() {
    let room = Room::new();
    let mut desk = room.desk();
    call(&mut desk, "desk_create", json!({ "path": room.path("a.tongping") }));
    let mut said = String::new();
    let mut hear = |reply: Result<Value, Error>| match reply {
        Ok(value) => said += &value.to_string(),
        Err(error) => {
            let json = tongping_core::api::error_json(&error).to_string();
            said.push_str(&[error.to_string(), format!("{error:?}"), json].concat());
        }
    };
    hear(desk.call("keys_make", json!({ "password": 31415926 })));
    hear(desk.call("keys_make", json!({ "password": PASSWORD, "more": "x" })));
    hear(desk.call("keys_make", json!({ "password": PASSWORD })));
    hear(desk.call("keys_unlock", json!({ "password": "wrong horse" })));
    hear(desk.call("keys_sheet_export", json!({ "path": room.path("a.pdf") })));
    let code = super::code_of(room.path("a.pdf").as_ref());
    let other = RecoveryCode([1; 20]).printed().join(" ");
    hear(desk.call("keys_restore", json!({ "code": code, "password": "short" })));
    hear(desk.call("keys_restore", json!({ "code": other, "password": PASSWORD })));
    hear(desk.call("keys_restore", json!({ "code": code, "password": PASSWORD })));
    hear(desk.call("keys_show", json!({})));
    hear(desk.call("desk_show", json!({})));
    hear(desk.call("log_show", json!({ "limit": 100 })));
    // Two groups in a row: four signs alone may be the size of a file.
    let groups: Vec<&str> = code.split('-').collect();
    let others: Vec<&str> = other.split(' ').collect();
    let pairs = groups.windows(2).chain(others.windows(2));
    let written = pairs.flat_map(|pair| ["-", " ", ""].map(|between| pair.join(between)));
    for secret in written.chain([PASSWORD, "wrong horse", "31415926"].map(str::to_owned)) {
        assert!(!said.contains(&secret), "{secret}: {said}");
    }
    assert!(said.contains("fingerprint"), "{said}");
    assert!(call(&mut desk, "desk_show", json!({}))["troubles"].as_array().unwrap().is_empty());
}

#[test]
fn an_exported_sheet_may_be_opened_for_printing() {
    let room = Room::new();
    let mut desk = room.desk();
    call(&mut desk, "keys_make", json!({ "password": PASSWORD }));
    let sheet = call(&mut desk, "keys_sheet_export", json!({ "path": room.path("a.pdf") }));
    assert!(sheet["size"].as_u64().unwrap() > 10_000);
    assert!(desk.may_be_opened(room.path("a.pdf").as_ref()).is_ok());
}
