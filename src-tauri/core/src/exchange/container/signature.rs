//! `manifest.sig`: one line for each signature over the manifest as stored. A later algorithm is one more line; a reader
//! skips lines it does not know, but must know one, and every line it knows must hold.

use super::fault::{Checked, Fault};
use crate::domain::problem::{Place, Problem};
use crate::error::{Error, Result};
use crate::exchange::keys::key_id;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What stands before the manifest when it is signed, so that a signature means nothing elsewhere.
const SIGNED: &[u8] = b"tongping/manifest/v1\0";
/// What stands before the manifest's hash in the code of an invitation.
const INVITED: &[u8] = b"tongping/return-mac/v1\0";
const ED25519: &str = "ed25519";
const HMAC: &str = "hmac-sha256";
const INVITATION: &str = "invitation";
/// Most lines.
const MAX_LINES: usize = 16;

/// One line; what an algorithm does not use is absent.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Line {
    alg: String,
    #[serde(default)]
    key_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    public_key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sig: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mac: Option<String>,
}

/// What the signatures of a manifest prove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verified {
    /// The key whose signature holds.
    pub(super) signer: [u8; 32],
    /// The code made with the invitation secret, if there is one; whoever knows the secret checks it.
    pub(super) mac: Option<[u8; 32]>,
}

/// The lines for a manifest: a signature, and with a secret the proof of the invitation.
pub(super) fn lines(manifest: &[u8], signing: &SigningKey, secret: Option<&[u8; 32]>) -> Result<String> {
    let public = signing.verifying_key().to_bytes();
    let mut lines = vec![Line {
        alg: ED25519.into(),
        key_id: key_id(&public),
        public_key: Some(crate::hex(&public)),
        sig: Some(crate::hex(&signing.sign(&[SIGNED, manifest].concat()).to_bytes())),
        ..Line::default()
    }];
    if let Some(secret) = secret {
        let mac = crate::hex(&invitation(manifest, secret)?.finalize().into_bytes());
        lines.push(Line { alg: HMAC.into(), key_id: INVITATION.into(), mac: Some(mac), ..Line::default() });
    }
    let mut text = String::new();
    for line in lines {
        text += &serde_json::to_string(&line).map_err(|source| Error::bug("container_write", source))?;
        text.push('\n');
    }
    Ok(text)
}

/// Checks every known line of `manifest.sig`.
pub(super) fn verify(manifest: &[u8], signatures: &[u8]) -> Checked<Verified> {
    let malformed = || Fault::broken("container_signature_malformed");
    let text = std::str::from_utf8(signatures).map_err(|_| malformed())?;
    let (mut signer, mut mac, mut unknown) = (None, None, 0);
    for (at, line) in text.lines().enumerate() {
        let line: Line = serde_json::from_str(line).map_err(|_| malformed())?;
        match line.alg.as_str() {
            _ if at >= MAX_LINES => return Err(malformed()),
            // Two of one kind would be an invitation to check one and believe the other.
            ED25519 if signer.is_some() => return Err(malformed()),
            HMAC if mac.is_some() => return Err(malformed()),
            ED25519 => signer = Some(verified(manifest, &line)?),
            HMAC => mac = Some(bytes::<32>(line.mac.as_deref()).ok_or_else(malformed)?),
            _ => unknown += 1,
        }
    }
    match signer {
        Some(signer) => Ok(Verified { signer, mac }),
        None if unknown > 0 => Err(Fault::TooNew(Problem::error("container_signature_unknown", Place::Whole))),
        None => Err(Fault::broken("container_signature_missing")),
    }
}

fn verified(manifest: &[u8], line: &Line) -> Checked<[u8; 32]> {
    let forged = || Fault::Forged(Problem::error("container_signature_wrong", Place::Whole));
    let malformed = || Fault::broken("container_signature_malformed");
    let public = bytes::<32>(line.public_key.as_deref()).ok_or_else(malformed)?;
    let signature = bytes::<64>(line.sig.as_deref()).ok_or_else(malformed)?;
    if line.key_id != key_id(&public) {
        return Err(forged());
    }
    let key = VerifyingKey::from_bytes(&public).map_err(|_| forged())?;
    key.verify_strict(&[SIGNED, manifest].concat(), &Signature::from_bytes(&signature)).map_err(|_| forged())?;
    Ok(public)
}

/// Whether a code was made with that secret; compared in constant time.
pub(super) fn is_invited(manifest: &[u8], mac: &[u8; 32], secret: &[u8; 32]) -> bool {
    invitation(manifest, secret).is_ok_and(|made| made.verify_slice(mac).is_ok())
}

fn invitation(manifest: &[u8], secret: &[u8; 32]) -> Result<Hmac<Sha256>> {
    let made = <Hmac<Sha256> as KeyInit>::new_from_slice(secret);
    let mut made = made.map_err(|fault| Error::bug("container_write", fault.to_string()))?;
    made.update(INVITED);
    made.update(&Sha256::digest(manifest));
    Ok(made)
}

/// Bytes from lower-case hex: there is only one way to write them.
pub(super) fn bytes<const N: usize>(text: Option<&str>) -> Option<[u8; N]> {
    let text = text?.as_bytes();
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.chunks(2)) {
        let [high, low] = pair else { return None };
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    (text.len() == N * 2).then_some(bytes)
}
