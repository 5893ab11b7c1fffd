//! What a file is, for whoever got one and wonders: its kind, its hashes, what it says of itself, who signed it, and what
//! is wrong with it. Any file may be asked about; nothing in it is believed and nothing is written.

use super::fault::{Checked, Fault};
use super::zip::Source;
use super::{Key, Kind, Manifest, age_file, source_of, verify, zip};
use crate::domain::problem::Problem;
use crate::domain::record::check_code;
use crate::error::{Error, Result};
use crate::exchange::keys::{fingerprint, key_id};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// 评审包.
    Package,
    /// 评审结果文件.
    Return,
    /// Encrypted with a code, and the code was not given or is another one.
    Coded,
    /// Encrypted for the holder of a key.
    Keyed,
    /// A workspace.
    Workspace,
    /// A workbook, perhaps 填报表.
    Workbook,
    /// Another ZIP, or one that is broken.
    Zip,
    /// Something else.
    Other,
}

/// What can be said of a file.
#[derive(Debug, Serialize)]
pub struct Inspection {
    /// What it is.
    pub what: What,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the file as it lies there; empty when it is longer than any container may be.
    pub sha256: String,
    /// 校验码, once all of it was checked.
    pub check_code: Option<String>,
    /// What it says of itself, once its signature was checked.
    pub manifest: Option<Manifest>,
    /// Name of the key that signed it.
    pub key_id: Option<String>,
    /// The same key as people compare it.
    pub fingerprint: Option<String>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// Looks at any file; `key` opens it if it is encrypted. Fails only when the file cannot be read at all.
pub fn inspect(path: &Path, key: Key<'_>) -> Result<Inspection> {
    crate::file::refuse_no_file(path)?;
    let failed = |source| Error::failed("file_read", path, source);
    let mut file = File::open(path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    let mut head = Vec::new();
    Read::by_ref(&mut file).take(64).read_to_end(&mut head).map_err(failed)?;
    let sha256 = if size > super::MAX_FILE { String::new() } else { hash(&mut file).map_err(failed)? };
    let mut seen = Inspection {
        what: What::Other,
        size,
        sha256,
        check_code: None,
        manifest: None,
        key_id: None,
        fingerprint: None,
        problems: Vec::new(),
    };
    if head.starts_with(b"SQLite format 3\0") {
        seen.what = What::Workspace;
    } else if head.starts_with(&zip::LOCAL) && is_workbook(&mut file, size).map_err(failed)? {
        seen.what = What::Workbook;
    } else if head.starts_with(&zip::LOCAL) || head.starts_with(age_file::INTRO) {
        seen.what = if head.starts_with(&zip::LOCAL) { What::Zip } else { What::Coded };
        match seen.look_inside(path, key).map_err(|fault| fault.at(path)) {
            Ok(()) => {}
            Err(Fault::CodeNeeded | Fault::CodeWrong) => seen.what = What::Coded,
            Err(Fault::OtherKey) => seen.what = What::Keyed,
            Err(Fault::Broken(problem) | Fault::TooNew(problem) | Fault::Forged(problem)) => {
                seen.problems.push(problem);
            }
            Err(Fault::Failed(error)) => return Err(error),
        }
    }
    Ok(seen)
}

impl Inspection {
    /// Notes what is known step by step, so that a file that fails late still tells what was sound before.
    fn look_inside(&mut self, path: &Path, key: Key<'_>) -> Checked<()> {
        let mut source = source_of(path, key)?;
        self.what = What::Zip;
        let announced = verify::announced(&mut *source, None)?;
        let signer = announced.verified.signer;
        let kind = announced.manifest.kind;
        self.what = if kind == Kind::Package { What::Package } else { What::Return };
        self.key_id = Some(key_id(&signer));
        self.fingerprint = Some(fingerprint(&signer));
        self.manifest = Some(announced.manifest);
        let container = whole(source, kind)?;
        self.check_code = Some(check_code(&container));
        Ok(())
    }
}

/// SHA-256 of the inner ZIP, once everything in it holds.
fn whole(source: Box<dyn Source>, kind: Kind) -> Checked<String> {
    verify::run(source, kind).map(|container| container.sha256)
}

fn hash(file: &mut File) -> std::io::Result<String> {
    file.seek(SeekFrom::Start(0))?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 256 << 10];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(crate::hex(&hash.finalize())),
            n => hash.update(&piece[..n]),
        }
    }
}

/// Whether the list at the end of a ZIP names a workbook; its content is left alone.
fn is_workbook(file: &mut File, size: u64) -> std::io::Result<bool> {
    const NAME: &[u8] = b"xl/workbook.xml";
    file.seek(SeekFrom::Start(size.saturating_sub(1 << 20)))?;
    let mut tail = Vec::new();
    file.take(1 << 20).read_to_end(&mut tail)?;
    Ok(tail.windows(NAME.len()).any(|window| window == NAME))
}
