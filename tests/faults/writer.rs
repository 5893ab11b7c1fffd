//! The victim of `faults.rs`: does one kind of durable work over and over and says on its output what is done, until it
//! is killed. What it has said must hold for ever.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tongping_core::api;
use tongping_core::app::{App, World, package_open as opening, workspace};
use tongping_core::error::{Error, Result};
use tongping_core::exchange::keys::{BureauKeys, RecoveryCode};
use tongping_core::store::{Stamp, Store, WriteOp};

fn main() {
    let mut args = std::env::args().skip(1);
    let work = args.next().unwrap_or_default();
    let path = PathBuf::from(args.next().unwrap_or_default());
    let done = match work.as_str() {
        "commit" => commit(&path),
        "create" => create(&path),
        "package-export" => package_export(&path),
        "package-once" => package_once(&path),
        "package-open" => package_open(&path),
        "look" => Store::open_read_only(&path).and_then(|store| store.verify()).map(|_| ()),
        "hand_back" => hand_back(&path, Path::new(&args.next().unwrap_or_default())),
        "import" => import(&path, Path::new(&args.next().unwrap_or_default())),
        _ => backup(&path),
    };
    // Only a failure ends the work.
    let said = match done {
        Ok(()) => "ended".to_owned(),
        Err(Error::Refused { code, .. }) => code.to_owned(),
        Err(error) => format!("{error:?}"),
    };
    say(&["failed: ", &said].concat());
    std::process::exit(1);
}

fn stamp() -> Stamp {
    Stamp {
        at: "2025-03-01T09:00:00+08:00".into(),
        actor: "writer".into(),
        role: "staff".into(),
        app_version: "0".into(),
    }
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Commits events of three rows each; says `seq` after each.
fn commit(path: &Path) -> Result<()> {
    let mut store = Store::open(path, &stamp())?;
    say("open");
    loop {
        let next = (store.head()?.seq + 1).to_string();
        let op = WriteOp::new("expert_add", next.as_str(), &stamp());
        let written = store.write(&op, |tx| {
            for row in ["a", "b", "c"] {
                let insert = "INSERT INTO expert(uid, name, kind, employer, job_title, field, avoid_units)
                              VALUES (?1, ?2, '', '', '', '', '')";
                tx.execute(insert, [[&next, row].concat(), next.clone()])?;
            }
            Ok(())
        })?;
        say(&written.event_seq.unwrap_or(0).to_string());
    }
}

/// Takes the returns of a folder in, once; says when it begins and when it is done, and waits for its end.
fn import(path: &Path, returns: &Path) -> Result<()> {
    let world =
        World { keys: Some(BureauKeys::from_code(&RecoveryCode([7; 20]))?), ..World::real("经办人", "staff") };
    let mut app = workspace::open(path, world)?;
    let view = api::call(&mut app, "import_preview", json!({ "paths": [returns] }))?;
    let asked = json!({ "paths": [returns], "head": view["value"]["head"], "decisions": [] });
    say("begins");
    api::call(&mut app, "import_run", asked)?;
    say("done");
    loop {
        std::thread::sleep(std::time::Duration::from_secs(1));
    }
}

/// Makes new workspaces in a folder; says the name of each.
fn create(folder: &Path) -> Result<()> {
    for number in 1.. {
        let path = folder.join(["new-", &number.to_string(), ".tongping"].concat());
        if path.exists() {
            continue;
        }
        Store::create(&path, &stamp())?.close()?;
        say(&path.display().to_string());
    }
    Ok(())
}

/// Copies a growing workspace to one name again and again; says the head each copy has.
fn backup(path: &Path) -> Result<()> {
    let mut store = Store::open(path, &stamp())?;
    loop {
        store.write(&WriteOp::new("sheet_export", "", &stamp()).kept_empty(), |_| Ok(()))?;
        let head = store.backup(&path.with_extension("copy"))?;
        say(&head.seq.to_string());
    }
}

/// The workspace of a bureau with its keys unlocked and codes that cost little; ids come from the machine.
fn bureau(path: &Path) -> Result<App> {
    let keys = BureauKeys::from_code(&RecoveryCode([7; 20]))?;
    let world = World { keys: Some(keys), hardness: 4, ..World::real("writer", "staff") };
    workspace::open(path, world)
}

fn issue(app: &mut App, folder: &Path) -> Result<()> {
    let args =
        json!({ "session": 1, "members": [1, 2, 3], "folder": folder, "due_at": "", "plain": false, "reason": "演练" });
    api::call(app, "packages_export", args).map(|_| ())
}

/// Issues packages into the folders 1, 2, … beside the workspace; says the number of each.
fn package_export(path: &Path) -> Result<()> {
    let mut app = bureau(path)?;
    for number in 1_u32.. {
        let folder = path.with_file_name(format!("out-{number}"));
        if !folder.exists() {
            issue(&mut app, &folder)?;
            say(&number.to_string());
        }
    }
    Ok(())
}

/// Issues packages once into the folder `out` beside the workspace; says how much memory that took at most, where the
/// system tells.
fn package_once(path: &Path) -> Result<()> {
    let mut app = bureau(path)?;
    issue(&mut app, &path.with_file_name("out"))?;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().filter(|line| line.starts_with("VmHWM")).for_each(say);
    Ok(())
}

/// Opens a package, whose code stands in the file beside it, in the folders 1, 2, …; says the number of each.
fn package_open(path: &Path) -> Result<()> {
    let code = std::fs::read_to_string(path.with_extension("code")).unwrap_or_default();
    for number in 1_u32.. {
        let folder = path.with_file_name(format!("desk-{number}"));
        if !folder.exists() {
            opening::open(path, Some(&code), &folder, World::real("writer", "expert"))?;
            say(&number.to_string());
        }
    }
    Ok(())
}

/// Signs the first report of a package's workspace and hands back, again and again, every second time with something
/// changed; says number and hash of each return.
fn hand_back(path: &Path, target: &Path) -> Result<()> {
    let mut app = workspace::open(path, World::real("专家", "expert"))?;
    let mut ask = |name: &str, args: Value| api::call(&mut app, name, args);
    for round in 0.. {
        let view = ask("opinion_begin", json!({ "report": 1, "member": 1 }))?;
        let opinion = view["value"]["opinion"]["id"].clone();
        if round % 2 == 0 {
            if view["value"]["opinion"]["state"] == "signed" {
                ask("opinion_reopen", json!({ "opinion": opinion, "reason": "再看一遍" }))?;
            }
            for (criterion, value) in [("1.1", "4"), ("1.2", "6"), ("2.1", "5")] {
                ask("score_set", json!({ "opinion": opinion, "criterion": criterion, "value": value }))?;
            }
            ask("opinion_set", json!({ "opinion": opinion, "conclusion": "通过", "declared": true }))?;
            ask("opinion_sign", json!({ "opinion": opinion }))?;
        }
        let written = ask("hand_back", json!({ "path": target, "papers": false }))?;
        let hash = written["value"]["sha256"].as_str().unwrap_or_default().to_owned();
        say(&[&written["value"]["seq"].to_string(), " ", &hash].concat());
    }
    Ok(())
}
