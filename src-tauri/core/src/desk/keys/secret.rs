//! A text that is shown to nobody: neither in a message nor where values are written out for programmers.

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

/// A password or a code as it was typed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a text as it was typed.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// What was typed, with full-width signs made narrow: an input method must not decide whether a password is right.
    pub fn text(&self) -> String {
        self.0.nfkc().collect()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The library's own message would repeat what stood there.
        match Value::deserialize(deserializer)? {
            Value::String(text) => Ok(Self(text)),
            _ => Err(D::Error::custom("not a text")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_message_repeats_a_secret() {
        assert_eq!(format!("{:?}", Secret::new("12345678")), "Secret(…)");
        let error = serde_json::from_str::<Secret>("12345678").unwrap_err().to_string();
        assert!(!error.contains("1234"), "{error}");
        assert_eq!(Secret::new("ａｂ１２").text(), "ab12");
    }
}
