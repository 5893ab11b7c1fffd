//! Containers made by hand, right or wrong in any one place, signed with a key of the tests.

use ed25519_dalek::Signer as _;
use flate2::{Crc, write::DeflateEncoder};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::Write;
use tongping_core::exchange::keys::{BureauKeys, RecoveryCode, key_id};
use tongping_core::hex;

/// The code of the golden files.
pub(crate) const CODE: &str = "1234 5678 9012";
/// The file in every container here.
pub(crate) const REPORT: &[u8] = b"%PDF-1.7 report";
/// The invitation secret.
pub(crate) const SECRET: [u8; 32] = [5; 32];

/// The keys of the tests.
pub(crate) fn keys() -> BureauKeys {
    BureauKeys::from_code(&RecoveryCode([7; 20])).expect("keys")
}

/// One entry with every field of its headers.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) name: Vec<u8>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) method: u16,
    pub(crate) flags: u16,
    pub(crate) time: u16,
    pub(crate) crc: u32,
    pub(crate) packed: u32,
    pub(crate) size: u32,
    pub(crate) attributes: u32,
    pub(crate) extra: Vec<u8>,
    /// Added to the CRC in the local header alone.
    pub(crate) local_crc: u32,
    /// Bytes before the local header that nobody names.
    pub(crate) gap: usize,
    /// Where the list says it begins; none = where it does.
    pub(crate) at: Option<u32>,
}

/// An entry stored as it is.
pub(crate) fn stored(name: &str, bytes: &[u8]) -> Line {
    let mut crc = Crc::new();
    crc.update(bytes);
    Line {
        name: name.as_bytes().to_vec(),
        bytes: bytes.to_vec(),
        method: 0,
        flags: 0,
        time: 0,
        crc: crc.sum(),
        packed: bytes.len() as u32,
        size: bytes.len() as u32,
        attributes: 0,
        extra: Vec::new(),
        local_crc: 0,
        gap: 0,
        at: None,
    }
}

/// An entry deflated.
pub(crate) fn deflated(name: &str, bytes: &[u8]) -> Line {
    let mut writer = DeflateEncoder::new(Vec::new(), flate2::Compression::new(9));
    writer.write_all(bytes).expect("memory");
    let packed = writer.finish().expect("memory");
    Line { method: 8, packed: packed.len() as u32, bytes: packed, ..stored(name, bytes) }
}

/// An entry of so many megabytes of one byte, deflated as they come: nobody keeps them.
pub(crate) fn same(name: &str, byte: u8, megabytes: u32) -> Line {
    let piece = vec![byte; 1 << 20];
    let mut writer = DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    let mut crc = Crc::new();
    for _ in 0..megabytes {
        writer.write_all(&piece).expect("memory");
        crc.update(&piece);
    }
    let packed = writer.finish().expect("memory");
    let size = megabytes << 20;
    Line { method: 8, packed: packed.len() as u32, bytes: packed, crc: crc.sum(), size, ..stored(name, b"") }
}

impl Line {
    fn shared(&self, crc: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        [20, self.flags, self.method, self.time, 0x0021].iter().for_each(|n: &u16| bytes.extend(n.to_le_bytes()));
        [crc, self.packed, self.size].iter().for_each(|n| bytes.extend(n.to_le_bytes()));
        bytes.extend((self.name.len() as u16).to_le_bytes());
        bytes.extend((self.extra.len() as u16).to_le_bytes());
        bytes
    }
}

/// A ZIP of these entries.
pub(crate) fn zip(lines: &[Line]) -> Vec<u8> {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    for line in lines {
        // As if another entry began there.
        out.extend(b"PK\x03\x04".iter().cycle().take(line.gap));
        let at = line.at.unwrap_or(out.len() as u32);
        out.extend(b"PK\x03\x04");
        out.extend(line.shared(line.crc.wrapping_add(line.local_crc)));
        [&line.name, &line.extra, &line.bytes].iter().for_each(|part| out.extend(part.iter()));
        list.extend(b"PK\x01\x02\x14\x00");
        list.extend(line.shared(line.crc));
        list.extend([0; 6]);
        list.extend(line.attributes.to_le_bytes());
        list.extend(at.to_le_bytes());
        [&line.name, &line.extra].iter().for_each(|part| list.extend(part.iter()));
    }
    let list_at = out.len() as u32;
    out.extend(&list);
    out.extend(b"PK\x05\x06\0\0\0\0");
    let count = (lines.len() as u16).to_le_bytes();
    out.extend([count, count].concat());
    out.extend((list.len() as u32).to_le_bytes());
    out.extend(list_at.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// What goes into a container, to be changed before it is signed.
#[derive(Clone)]
pub(crate) struct Recipe {
    pub(crate) mimetype: &'static str,
    pub(crate) body: Vec<u8>,
    pub(crate) summary: Vec<u8>,
    pub(crate) files: Vec<(String, Vec<u8>)>,
    /// Merged into the manifest; null takes a field away.
    pub(crate) manifest: Value,
    /// `manifest.sig` instead of the right one.
    pub(crate) signatures: Option<String>,
}

/// A package that is in order.
pub(crate) fn package() -> Recipe {
    let name = format!("files/{}.pdf", hex(&Sha256::digest(REPORT)));
    Recipe {
        mimetype: "application/vnd.tongping.package+zip",
        body: br#"{"session":"S","reports":[]}"#.to_vec(),
        summary: "评审任务\n".into(),
        files: vec![(name, REPORT.to_vec())],
        manifest: json!({}),
        signatures: None,
    }
}

impl Recipe {
    fn line(name: &str, bytes: &[u8]) -> Value {
        json!({ "path": name, "size": bytes.len(), "sha256": hex(&Sha256::digest(bytes)) })
    }

    /// The manifest as it will be signed.
    pub(crate) fn manifest_text(&self) -> String {
        let public = keys().sign_public();
        let mut entries = vec![
            Self::line("mimetype", self.mimetype.as_bytes()),
            Self::line("body.json", &self.body),
            Self::line("summary.txt", &self.summary),
        ];
        entries.extend(self.files.iter().map(|(name, bytes)| Self::line(name, bytes)));
        let mut manifest = json!({
            "kind": "package", "format": 1, "min_reader": 1, "crit": [], "app": { "name": "tongping", "version": "0.1.0" },
            "created_at": "2026-09-14T09:00:00+08:00", "entries": entries, "session_id": "s", "session_no": "QP-1",
            "form_id": "T", "form_version": "1", "form_sha256": "0".repeat(64), "expert_id": "e", "member_no": 1,
            "package_id": "p", "package_rev": 1, "reports": [],
            "signer": { "key_id": key_id(&public), "public_key": hex(&public) }, "log_head": "0".repeat(16),
        });
        for (name, value) in self.manifest.as_object().expect("fields") {
            manifest[name] = value.clone();
        }
        let fields = manifest.as_object_mut().expect("fields");
        fields.retain(|_, value| !value.is_null());
        manifest.to_string()
    }

    /// The line of the signature over a manifest.
    pub(crate) fn signature(text: &str) -> Value {
        let signed = [b"tongping/manifest/v1\0", text.as_bytes()].concat();
        let public = keys().sign_public();
        let sig = hex(&keys().signing.sign(&signed).to_bytes());
        json!({ "alg": "ed25519", "key_id": key_id(&public), "public_key": hex(&public), "sig": sig })
    }

    /// The entries, signed, to be changed once more.
    pub(crate) fn lines(&self) -> Vec<Line> {
        let manifest = self.manifest_text();
        let signatures = self.signatures.clone().unwrap_or_else(|| format!("{}\n", Self::signature(&manifest)));
        let mut lines = vec![
            stored("mimetype", self.mimetype.as_bytes()),
            deflated("manifest.json", manifest.as_bytes()),
            stored("manifest.sig", signatures.as_bytes()),
            deflated("body.json", &self.body),
            stored("summary.txt", &self.summary),
        ];
        lines.extend(self.files.iter().map(|(name, bytes)| stored(name, bytes)));
        lines
    }

    /// The container.
    pub(crate) fn zip(&self) -> Vec<u8> {
        zip(&self.lines())
    }
}
