//! Keys: the bureau's two, both derived from one code that fits on a sheet of paper, and the expert's one.
//!
//! `key_id` and the fingerprint are over the public key alone, so paper and file can name the same key.

mod printed;

pub use printed::{GROUP_SIGNS, GROUPS};

use age::x25519::{Identity, Recipient};
use bech32::{Bech32, Hrp};
use ed25519_dalek::SigningKey;
use hkdf::Hkdf;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// The secret of a bureau: 160 bits, from which both keys come and which the recovery sheet prints.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(pub [u8; 20]);

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

/// The keys of a bureau: one signs packages, one opens returns.
#[derive(Clone)]
pub struct BureauKeys {
    /// Signs.
    pub signing: SigningKey,
    /// Opens.
    pub identity: Identity,
}

impl std::fmt::Debug for BureauKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("BureauKeys").field(&key_id(&self.sign_public())).finish()
    }
}

impl BureauKeys {
    /// Derives both keys from the code (HKDF-SHA256, labels `tongping/sign/v1` and `tongping/age/v1`).
    pub fn from_code(code: &RecoveryCode) -> Result<Self> {
        let derive = |label: &str| {
            let mut key = [0_u8; 32];
            let made = Hkdf::<Sha256>::new(None, &code.0).expand(label.as_bytes(), &mut key);
            made.map(|()| key).map_err(|fault| Error::bug("keys_derive", fault.to_string()))
        };
        let signing = SigningKey::from_bytes(&derive("tongping/sign/v1")?);
        let hrp = Hrp::parse("age-secret-key-").map_err(|source| Error::bug("keys_derive", source))?;
        let text = bech32::encode::<Bech32>(hrp, &derive("tongping/age/v1")?);
        let text = text.map_err(|source| Error::bug("keys_derive", source))?.to_uppercase();
        let identity = text.parse::<Identity>().map_err(|fault| Error::bug("keys_derive", fault.to_owned()))?;
        Ok(Self { signing, identity })
    }

    /// The public half of the signing key.
    pub fn sign_public(&self) -> [u8; 32] {
        self.signing.verifying_key().to_bytes()
    }

    /// To whom returns are encrypted.
    pub fn recipient(&self) -> Recipient {
        self.identity.to_public()
    }
}

/// Name of a key: the first 16 hex digits of the SHA-256 of its public half.
pub fn key_id(public: &[u8; 32]) -> String {
    crate::hex(&Sha256::digest(public))[..16].to_owned()
}

/// Eight digits in two groups that a person compares on paper or by telephone.
pub fn fingerprint(public: &[u8; 32]) -> String {
    let digest = Sha256::digest(public);
    let head = digest.iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    let number = head % 100_000_000;
    format!("{:04} {:04}", number / 10_000, number % 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_keys_come_from_the_code_again_and_again() {
        let keys = || BureauKeys::from_code(&RecoveryCode([7; 20])).expect("keys");
        assert_eq!(keys().sign_public(), keys().sign_public());
        assert_eq!(keys().recipient().to_string(), keys().recipient().to_string());
        let other = BureauKeys::from_code(&RecoveryCode([8; 20])).expect("keys");
        assert_ne!(keys().sign_public(), other.sign_public());
        assert_ne!(keys().recipient().to_string(), other.recipient().to_string());
        assert_eq!(key_id(&keys().sign_public()).len(), 16);
        assert_eq!(fingerprint(&keys().sign_public()).len(), 9);
    }
}
