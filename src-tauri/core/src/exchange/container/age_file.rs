//! The age file around a container: how it is closed, and how a strange one is opened without letting its head decide how
//! much work that is. What age needs at random (file key, nonce, salt) it takes from the system itself.

use super::fault::{Checked, Fault};
use super::{Key, Shut};
use crate::error::{Error, Result};
use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor, scrypt};
use std::io::{BufReader, Read, Seek, SeekFrom, Write};

/// First bytes of an age file.
pub(super) const INTRO: &[u8] = b"age-encryption.org/v1\n";
/// Longest head: ours has about 250 bytes, one for several keys some hundred more.
const MAX_HEAD: usize = 8 << 10;
/// Most stanzas.
const MAX_STANZAS: usize = 20;
/// Highest accepted work factor: a hostile file must not freeze the machine.
const MAX_HARDNESS: u8 = 20;
/// Digits of a code.
const CODE_DIGITS: usize = 12;

/// How an age file wants to be opened, as its head says before any work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lock {
    /// A code alone, with its work factor.
    Code(u8),
    /// One or more keys.
    Keys,
}

/// The twelve digits of a code, however they were typed: in groups, with hyphens, in full width. None if it is no code.
pub fn code_digits(text: &str) -> Option<String> {
    let mut digits = String::with_capacity(CODE_DIGITS);
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '０'..='９' => digits.push(char::from_digit(c as u32 - '０' as u32, 10)?),
            '-' | '－' | '–' | '—' | '·' | '_' => {}
            c if c.is_whitespace() => {}
            _ => return None,
        }
    }
    (digits.len() == CODE_DIGITS).then_some(digits)
}

/// Closes `out` as asked; none stays open for everybody.
pub(super) fn shut<W: Write>(shut: &Shut<'_>, out: W) -> Result<age::stream::StreamWriter<W>> {
    let failed = |source: age::EncryptError| Error::bug("container_write", source.to_string());
    let code;
    let recipient: &dyn age::Recipient = match shut {
        Shut::Recipient(recipient) => *recipient,
        Shut::Code(text, hardness) => {
            let digits = code_digits(text).ok_or_else(|| Error::refused("container_code_malformed"))?;
            let mut made = scrypt::Recipient::new(SecretString::from(digits));
            made.set_work_factor((*hardness).clamp(1, MAX_HARDNESS));
            code = made;
            &code
        }
        Shut::Plain => return Err(Error::bug("container_write", "plain")),
    };
    let encryptor = Encryptor::with_recipients(std::iter::once(recipient)).map_err(failed)?;
    encryptor.wrap_output(out).map_err(super::write::failed)
}

/// Reads the head of an age file and leaves `file` at its first byte again.
pub(super) fn lock_of<R: Read + Seek>(file: &mut R) -> Checked<Lock> {
    let mut head = Vec::new();
    file.seek(SeekFrom::Start(0)).map_err(Fault::of_reading)?;
    file.by_ref().take(MAX_HEAD as u64).read_to_end(&mut head).map_err(Fault::of_reading)?;
    file.seek(SeekFrom::Start(0)).map_err(Fault::of_reading)?;
    let damaged = || Fault::broken("container_age_head");
    let length = head.windows(5).position(|window| window == b"\n--- ").ok_or_else(damaged)?;
    let text = std::str::from_utf8(&head[..length]).map_err(|_| damaged())?;
    let stanzas: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("-> ")).collect();
    let code = stanzas.iter().find(|stanza| stanza.split(' ').next() == Some("scrypt"));
    match (code, stanzas.len()) {
        (_, 0) => Err(damaged()),
        (_, n) if n > MAX_STANZAS => Err(damaged()),
        (None, _) => Ok(Lock::Keys),
        (Some(stanza), 1) => {
            let hardness = stanza.split(' ').nth(2).and_then(|digits| digits.parse::<u8>().ok()).ok_or_else(damaged)?;
            if hardness > MAX_HARDNESS {
                return Err(Fault::over("container_age_work", "", u64::from(MAX_HARDNESS)));
            }
            Ok(Lock::Code(hardness))
        }
        // The format forbids it: whoever knows the code could pass for the holder of the key.
        (Some(_), _) => Err(Fault::broken("container_age_mixed")),
    }
}

/// Opens an age file; what comes out is decrypted piece by piece and can be read at any place.
pub(super) fn open<R: Read + Seek>(mut file: R, key: Key<'_>) -> Checked<age::stream::StreamReader<BufReader<R>>> {
    let lock = lock_of(&mut file)?;
    let code;
    let identities: Vec<&dyn age::Identity> = match (lock, key) {
        (Lock::Keys, Key::Identities(keys)) => keys.iter().map(|key| key as &dyn age::Identity).collect(),
        (Lock::Keys, Key::None | Key::Code(_)) => return Err(Fault::OtherKey),
        (Lock::Code(_), Key::None | Key::Identities(_)) => return Err(Fault::CodeNeeded),
        (Lock::Code(_), Key::Code(text)) => {
            let digits = code_digits(text).ok_or(Fault::CodeWrong)?;
            let mut made = scrypt::Identity::new(SecretString::from(digits));
            made.set_max_work_factor(MAX_HARDNESS);
            code = made;
            vec![&code]
        }
    };
    let file = BufReader::with_capacity(64 << 10, file);
    let decryptor = Decryptor::new_buffered(file).map_err(|fault| of_decrypting(fault, lock))?;
    decryptor.decrypt(identities.into_iter()).map_err(|fault| of_decrypting(fault, lock))
}

fn of_decrypting(fault: DecryptError, lock: Lock) -> Fault {
    match fault {
        DecryptError::Io(fault) => Fault::of_reading(fault),
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed if matches!(lock, Lock::Code(_)) => {
            Fault::CodeWrong
        }
        DecryptError::NoMatchingKeys => Fault::OtherKey,
        DecryptError::ExcessiveWork { .. } => Fault::over("container_age_work", "", u64::from(MAX_HARDNESS)),
        _ => Fault::broken("container_age_head"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        for typed in
            ["123456789012", "1234 5678 9012", "1234-5678-9012", "１２３４　５６７８　９０１２", " 1234\t5678 9012\n"]
        {
            assert_eq!(code_digits(typed).as_deref(), Some("123456789012"), "{typed:?}");
        }
        for typed in ["", "1234 5678 901", "1234 5678 9012 3", "1234 5678 901x", "一二三四五六七八九十一二"]
        {
            assert_eq!(code_digits(typed), None, "{typed:?}");
        }
    }
}
