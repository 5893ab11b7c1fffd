//! Writing a package under the clock: `container_bench FOLDER [RUNS]` writes 20 files of 10 MB into a package, plain and
//! encrypted, and in turn copies and hashes the same files. Prints milliseconds, ratios and the most memory it had; run
//! by `tests/bench/run.py`, which holds the goals.

use ed25519_dalek::SigningKey;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;
use tongping_core::exchange::container::{self, Draft, Kind, Manifest, Part, Shut};
use tongping_core::hex;
use tongping_core::work::Work;

const FILES: usize = 20;
const SIZE: usize = 10 << 20;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let mut words = std::env::args_os().skip(1);
    let folder = words.next().map(PathBuf::from).ok_or("container_bench FOLDER [RUNS]")?;
    let runs: usize = words.next().and_then(|runs| runs.to_str()?.parse().ok()).unwrap_or(5);
    let files = made(&folder)?;
    let (mut copied, mut plain, mut coded) = (Vec::new(), Vec::new(), Vec::new());
    // The first round warms the caches and is dropped.
    for round in 0..=runs {
        let taken = [
            timed(|| copy(&folder, &files))?,
            timed(|| package(&folder, &files, Shut::Plain))?,
            timed(|| package(&folder, &files, Shut::Code("123456789012", 1)))?,
        ];
        if round > 0 {
            copied.push(taken[0]);
            plain.push(taken[1]);
            coded.push(taken[2]);
        }
    }
    let copied = median(copied);
    let mut out = std::io::stdout().lock();
    writeln!(out, "copied {copied:.0}")?;
    for (name, taken) in [("plain", median(plain)), ("encrypted", median(coded))] {
        writeln!(out, "{name} {taken:.0} {:.2}", taken / copied)?;
    }
    writeln!(out, "memory {}", peak_kb())?;
    Ok(())
}

/// The files and their hashes, written once.
fn made(folder: &Path) -> Outcome<Vec<(PathBuf, String)>> {
    let mut state = 1_u64;
    let mut files = Vec::new();
    for n in 0..FILES {
        let mut bytes = Vec::with_capacity(SIZE);
        while bytes.len() < SIZE {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            bytes.extend((state >> 16).to_le_bytes());
        }
        let path = folder.join(format!("{n}.pdf"));
        std::fs::write(&path, &bytes)?;
        files.push((path, hex(&Sha256::digest(&bytes))));
    }
    Ok(files)
}

/// What nobody can do without: every byte read, hashed and written.
fn copy(folder: &Path, files: &[(PathBuf, String)]) -> Outcome<()> {
    let mut piece = vec![0; 256 << 10];
    let mut out = File::create(folder.join("copy"))?;
    for (path, sha256) in files {
        let (mut file, mut hash) = (File::open(path)?, Sha256::new());
        loop {
            let n = file.read(&mut piece)?;
            if n == 0 {
                break;
            }
            hash.update(&piece[..n]);
            out.write_all(&piece[..n])?;
        }
        if hex(&hash.finalize()) != *sha256 {
            return Err("a file has changed".into());
        }
    }
    Ok(())
}

fn package(folder: &Path, files: &[(PathBuf, String)], shut: Shut<'_>) -> Outcome<()> {
    let signing = SigningKey::from_bytes(&[3; 32]);
    let part = |(path, sha256): &(PathBuf, String)| {
        let path = path.clone();
        let open = move || {
            let failed = |source| tongping_core::error::Error::failed("file_read", &path, source);
            Ok(Box::new(File::open(&path).map_err(failed)?) as Box<dyn Read>)
        };
        Part { sha256: sha256.clone(), ending: "pdf".into(), size: SIZE as u64, open: Box::new(open) }
    };
    let draft = Draft {
        manifest: manifest()?,
        body: b"{}".to_vec(),
        summary: String::new(),
        files: files.iter().map(part).collect(),
        signing: &signing,
        secret: None,
        shut,
    };
    let mut out = BufWriter::with_capacity(256 << 10, File::create(folder.join("package.tpk"))?);
    container::write(&mut out, draft, &Work::default())?;
    Ok(())
}

fn manifest() -> Outcome<Manifest> {
    let mut fields = serde_json::json!({
        "kind": Kind::Package, "format": 1, "min_reader": 1, "app": { "name": "tongping", "version": "0" },
        "entries": [], "member_no": 1, "package_rev": 1, "reports": [], "signer": { "key_id": "", "public_key": "" },
    });
    for name in [
        "created_at",
        "session_id",
        "session_no",
        "form_id",
        "form_version",
        "form_sha256",
        "expert_id",
        "package_id",
        "log_head",
    ] {
        fields[name] = "".into();
    }
    Ok(serde_json::from_value(fields)?)
}

fn timed(run: impl FnOnce() -> Outcome<()>) -> Outcome<f64> {
    let start = Instant::now();
    run()?;
    Ok(start.elapsed().as_secs_f64() * 1000.0)
}

fn median(mut taken: Vec<f64>) -> f64 {
    taken.sort_by(f64::total_cmp);
    taken[taken.len() / 2]
}

/// Most memory this process ever had, in KiB; 0 where the system does not tell.
fn peak_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
