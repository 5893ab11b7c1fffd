//! The window's page in an ordinary browser, for tests of the interface: the built page, the same calls, on this machine
//! only and with a token. Dialogs are answered by the test beforehand. Never part of the released program.

use crate::terminal;
use serde_json::{Value, json};
use socket2::SockRef;
use std::collections::VecDeque;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{Cursor, Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use tiny_http::{HTTPVersion, Header, Method, Request, Response, Server};
use tongping_core::api::desk::{self, DialogOpen, DialogSave, Host, SystemOpen};
use tongping_core::desk::Desk;
use tongping_core::error::{Error, Result};
use tongping_core::work::{Progress, Work};

/// The window's own configuration, for its content security policy.
const WINDOW: &str = include_str!("../../tauri.conf.json");

/// A call is at most this long (bytes).
const MAX_CALL: u64 = 64 * 1024 * 1024;

type Reply = Response<Cursor<Vec<u8>>>;

/// A computer without a person: it gives the answers it was told to give.
struct Scripted {
    desk: Mutex<Desk>,
    work: Work,
    answers: Mutex<VecDeque<Vec<PathBuf>>>,
    is_closed: AtomicBool,
}

impl Scripted {
    fn answers(&self) -> std::sync::MutexGuard<'_, VecDeque<Vec<PathBuf>>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next answer; none when the person closed the dialog.
    fn answer(&self) -> Vec<PathBuf> {
        self.answers().pop_front().unwrap_or_default()
    }
}

impl Host for Scripted {
    fn desk(&self) -> &Mutex<Desk> {
        &self.desk
    }

    fn dialog_open(&self, _: DialogOpen) -> Result<Option<PathBuf>> {
        Ok(self.answer().into_iter().next())
    }

    fn dialog_open_many(&self, _: DialogOpen) -> Result<Vec<PathBuf>> {
        Ok(self.answer())
    }

    fn dialog_save(&self, _: DialogSave) -> Result<Option<PathBuf>> {
        Ok(self.answer().into_iter().next())
    }

    fn work_show(&self, (): ()) -> Result<Progress> {
        Ok(self.work.progress())
    }

    fn work_cancel(&self, (): ()) -> Result<()> {
        self.work.cancel();
        Ok(())
    }

    fn system_open(&self, args: SystemOpen) -> Result<()> {
        desk::locked(&self.desk).may_be_opened(&args.path).map(|_| ())
    }

    fn window_close(&self, (): ()) -> Result<()> {
        self.is_closed.store(true, Ordering::Relaxed);
        Ok(())
    }

    fn window_stay(&self, (): ()) -> Result<()> {
        Ok(())
    }
}

/// What every request is held against.
struct Door {
    host: Scripted,
    ui: PathBuf,
    token: String,
    policy: String,
}

/// Serves until the page closes its window or the program is stopped; prints the address on the first line.
pub(crate) fn run(folder: PathBuf, ui: PathBuf, port: u16) -> Result<()> {
    let failed = |source| Error::failed("serve_start", &ui, source);
    let listener = TcpListener::bind(("127.0.0.1", port)).map_err(|source| failed(source.into()))?;
    // Head and body of an answer are two writes; without this each second one waits 40 ms for the reader.
    SockRef::from(&listener).set_tcp_nodelay(true).map_err(|source| failed(source.into()))?;
    let server = Server::from_listener(listener, None).map_err(failed)?;
    let port = server.server_addr().to_ip().map_or(port, |address| address.port());
    let own = Desk::new(folder);
    let work = own.work();
    let host = Scripted { desk: Mutex::new(own), work, answers: Mutex::default(), is_closed: AtomicBool::new(false) };
    let door = Door { host, ui: ui.clone(), token: token(), policy: policy() };
    terminal::line(&format!("http://127.0.0.1:{port}/?token={}", door.token));
    // Each request has a thread of its own: how far long work has come is asked, and answered, while it goes on.
    let (door, server) = (&door, &server);
    std::thread::scope(|threads| {
        for mut request in server.incoming_requests() {
            threads.spawn(move || {
                let reply = door.reply(&mut request);
                // A browser that went away is no fault of ours.
                let _ = answer_and_close(request, reply);
                if door.host.is_closed.load(Ordering::Relaxed) {
                    server.unblock();
                }
            });
        }
    });
    Ok(())
}

/// Answers and asks the browser for a new connection next time: the server gives each connection a thread of a small pool,
/// and connections that stay open would keep the ones that come together with them waiting.
fn answer_and_close(request: Request, reply: Reply) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    reply.raw_print(&mut bytes, HTTPVersion(1, 1), &[], false, None)?;
    let first = bytes.windows(2).position(|two| two == b"\r\n").map_or(0, |at| at + 2);
    let (status, rest) = bytes.split_at(first);
    let mut writer = request.into_writer();
    writer.write_all(&[status, b"Connection: close\r\n", rest].concat())?;
    writer.flush()
}

/// 128 bits from the system's own randomness, which seeds every hash map.
fn token() -> String {
    let half = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", half(), half())
}

fn policy() -> String {
    let window: Value = serde_json::from_str(WINDOW).unwrap_or_default();
    let policy = window["app"]["security"]["csp"].as_str().unwrap_or("default-src 'none'");
    policy.replace("connect-src ipc: http://ipc.localhost", "connect-src 'self'")
}

impl Door {
    fn reply(&self, request: &mut Request) -> Reply {
        let path = request.url().split('?').next().unwrap_or("/").to_owned();
        match (request.method(), path.as_str()) {
            (Method::Get, path) => self.file(path),
            (Method::Post, "/call" | "/bytes" | "/answers") => match self.read(request) {
                Some(body) => self.post(&path, body),
                None => plain(403),
            },
            _ => plain(405),
        }
    }

    /// The body of a request that knows the token.
    fn read(&self, request: &mut Request) -> Option<Value> {
        let knows = |header: &Header| header.field.equiv("x-tongping-token") && header.value.as_str() == self.token;
        if !request.headers().iter().any(knows) {
            return None;
        }
        let mut body = Vec::new();
        request.as_reader().take(MAX_CALL).read_to_end(&mut body).ok()?;
        serde_json::from_slice(&body).ok()
    }

    fn post(&self, path: &str, mut body: Value) -> Reply {
        let name = body.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let args = body.get_mut("args").map(Value::take).unwrap_or_default();
        let outcome = match path {
            "/call" => desk::answer(&self.host, &name, args).map(|reply| json!({ "reply": reply })),
            "/bytes" => match desk::answer_bytes(&self.host, &name, args) {
                Ok(bytes) => return typed(bytes, "application/octet-stream"),
                Err(error) => Err(error),
            },
            _ => {
                let given = body.as_array().cloned().unwrap_or_default();
                self.host.answers().extend(given.iter().map(chosen));
                Ok(json!({ "reply": null }))
            }
        };
        // Also a refusal is an answer: a browser would write every other status into its console.
        let outcome = outcome.unwrap_or_else(|error| json!({ "error": error }));
        typed(outcome.to_string().into_bytes(), "application/json")
    }

    fn file(&self, path: &str) -> Reply {
        let inside = path.trim_start_matches('/');
        let inside = if inside.is_empty() { "index.html" } else { inside };
        let plain_parts = Path::new(inside).components().all(|part| matches!(part, std::path::Component::Normal(_)));
        if !plain_parts {
            return plain(404);
        }
        let Ok(bytes) = std::fs::read(self.ui.join(inside)) else { return plain(404) };
        let kind = match Path::new(inside).extension().and_then(|ending| ending.to_str()).unwrap_or_default() {
            "html" => "text/html; charset=utf-8",
            "js" | "mjs" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "json" => "application/json",
            "svg" => "image/svg+xml",
            "png" => "image/png",
            "wasm" => "application/wasm",
            "woff2" => "font/woff2",
            _ => "application/octet-stream",
        };
        with_header(typed(bytes, kind), "Content-Security-Policy", &self.policy)
    }
}

/// A path, several in a list, or null for a dialog that was closed.
fn chosen(answer: &Value) -> Vec<PathBuf> {
    match answer {
        Value::Array(paths) => paths.iter().filter_map(Value::as_str).map(PathBuf::from).collect(),
        one => one.as_str().map(PathBuf::from).into_iter().collect(),
    }
}

fn plain(status: u16) -> Reply {
    Response::from_data(Vec::new()).with_status_code(status)
}

fn typed(bytes: Vec<u8>, kind: &str) -> Reply {
    // The length is known: no need to send it in chunks.
    with_header(Response::from_data(bytes).with_chunked_threshold(usize::MAX), "Content-Type", kind)
}

fn with_header(reply: Reply, name: &str, value: &str) -> Reply {
    match Header::from_bytes(name, value) {
        Ok(header) => reply.with_header(header),
        Err(()) => reply,
    }
}
