//! The page's calls over `tongping serve`, a real process: who may call, dialogs answered beforehand, a kill in the middle
//! of the work, and a long attachment that never stands in memory as a whole.
#![allow(clippy::unwrap_used, clippy::panic)]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tongping_tests::serving;
use tongping_tests::story::{self, Story};

/// A running server and the address it gave.
struct Served {
    child: Child,
    address: String,
    token: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    fn start(folder: &Path) -> Self {
        let ui = folder.join("ui");
        std::fs::create_dir_all(&ui).unwrap();
        std::fs::write(ui.join("index.html"), "<!doctype html><title>统评</title>").unwrap();
        let mut words = Command::new(serving());
        words.arg("serve").arg("--folder").arg(folder.join("desk")).arg("--ui").arg(ui);
        let mut child = words.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let (address, token) = line.trim().trim_start_matches("http://").split_once("/?token=").unwrap();
        Self { child, address: address.to_owned(), token: token.to_owned() }
    }

    /// Status, head and body of one request.
    fn send(&self, request: &str, token: &str, body: &[u8]) -> (u16, String, Vec<u8>) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let (host, length) = (&self.address, body.len());
        let head = format!(
            "{request} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nX-Tongping-Token: {token}\r\n\
             Content-Length: {length}\r\n\r\n"
        );
        stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).unwrap();
        let at = reply.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let body = reply.split_off(at + 4);
        let head = String::from_utf8(reply).unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), head, body)
    }

    fn post(&self, path: &str, body: &Value) -> Vec<u8> {
        let (status, _, body) = self.send(&format!("POST {path}"), &self.token, body.to_string().as_bytes());
        assert_eq!(status, 200);
        body
    }

    fn answer(&self, name: &str, args: &Value) -> Value {
        serde_json::from_slice(&self.post("/call", &json!({ "name": name, "args": args }))).unwrap()
    }

    #[track_caller]
    fn call(&self, name: &str, args: &Value) -> Value {
        let answer = self.answer(name, args);
        assert_eq!(answer.get("error"), None, "{name}");
        answer["reply"]["value"].clone()
    }
}

#[test]
fn only_who_knows_the_token_may_call() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(folder.path());
    assert!(served.address.starts_with("127.0.0.1:") && served.token.len() == 32);
    let about = json!({ "name": "app_about", "args": null }).to_string();
    assert_eq!(served.send("POST /call", &served.token, about.as_bytes()).0, 200);
    assert_eq!(served.send("POST /call", "", about.as_bytes()).0, 403);
    assert_eq!(served.send("POST /call", &served.token, b"{").0, 403);
    assert_eq!(served.send("PUT /call", &served.token, about.as_bytes()).0, 405);
    let (status, head, body) = served.send("GET /", "", b"");
    assert_eq!((status, body.is_empty()), (200, false));
    assert!(head.contains("default-src 'none'") && head.contains("connect-src 'self';"), "{head}");
    for path in ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "//etc/hostname", "/none.js"] {
        assert_eq!(served.send(&format!("GET {path}"), "", b"").0, 404, "{path}");
    }
}

#[test]
fn dialogs_give_the_answers_they_were_told_and_errors_come_as_the_core_describes_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut served = Served::start(folder.path());
    let path = folder.path().canonicalize().unwrap().join("评审.tongping");
    served.post("/answers", &json!([path, null]));
    let chosen = served.call("dialog_save", &json!({ "kind": "workspace", "name": "评审" }));
    assert_eq!(chosen, json!(path));
    assert_eq!(served.call("dialog_open", &json!({ "kind": "picture" })), Value::Null);
    assert_eq!(served.call("desk_create", &json!({ "path": chosen }))["workspace"]["name"], "评审");
    let error = &served.answer("desk_create", &json!({ "path": path }))["error"];
    assert_eq!((&error["kind"], &error["code"]), (&json!("refused"), &json!("workspace_exists")));
    let error = &served.answer("system_open", &json!({ "path": path }))["error"];
    assert_eq!(error["code"], "open_not_ours");
    let error: Value = serde_json::from_slice(&served.post("/bytes", &json!({ "name": "none" }))).unwrap();
    assert_eq!(error["error"]["kind"], "missing");
    served.call("window_close", &Value::Null);
    assert!(served.child.wait().unwrap().success());
    assert!(!path.with_extension("tongping-wal").exists(), "closed in order");
}

#[test]
fn a_kill_in_the_middle_of_the_work_loses_nothing_and_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tongping");
    let served = Served::start(folder.path());
    served.call("desk_create", &json!({ "path": path }));
    served.call("expert_add", &story::expert("张三"));
    served.call("desk_keep", &json!({ "place": { "typing": "没打完的一句" } }));
    drop(served);
    let served = Served::start(folder.path());
    assert_eq!(served.call("desk_show", &Value::Null)["recent"][0]["is_there"], true);
    let view = served.call("desk_open", &json!({ "path": path }));
    assert!(view["recovered"].is_string(), "{view}");
    assert_eq!(view["workspace"]["place"]["typing"], "没打完的一句");
    assert_eq!(served.call("expert_list", &Value::Null)[0]["name"], "张三");
}

#[cfg(target_os = "linux")]
#[test]
fn a_long_attachment_never_stands_in_memory_as_a_whole() {
    const LENGTH: usize = 100 << 20;
    let folder = tempfile::tempdir().unwrap();
    let (path, file) = (folder.path().join("a.tongping"), folder.path().join("长.pdf"));
    let mut story = Story::create(&path);
    story.set_up(1, 1, &json!({ "rule": "mean" }));
    std::fs::write(&file, (0..LENGTH / 4).flat_map(|n| (n as u32).to_le_bytes()).collect::<Vec<u8>>()).unwrap();
    story.call("report_attach", json!({ "report": 1, "path": file }));
    story.close();

    let served = Served::start(folder.path());
    served.call("desk_open", &json!({ "path": path }));
    let mut from = 0;
    while from < LENGTH {
        let args = json!({ "report": 1, "name": "长.pdf", "from": from, "length": 1 << 20 });
        let piece = served.post("/bytes", &json!({ "name": "attachment_piece", "args": args }));
        assert_eq!(piece.len(), 1 << 20);
        assert_eq!(piece[..4], (u32::try_from(from / 4).unwrap()).to_le_bytes());
        from += piece.len();
    }
    served.call("attachment_extract", &json!({ "report": 1, "name": "长.pdf" }));
    let status = std::fs::read_to_string(format!("/proc/{}/status", served.child.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap().trim().trim_end_matches(" kB");
    let peak: usize = peak.parse().unwrap();
    assert!(peak < 64 * 1024, "the server took {peak} kB for a file of {} kB", LENGTH / 1024);
}
