//! The keys in a file that a password opens: an age file, as any program for them reads it, that only its owner reads.

use super::secret::Secret;
use crate::desk::kept;
use crate::error::{Error, Result};
use crate::exchange::keys::RecoveryCode;
use crate::file::{read_whole, refuse_no_file, write_private};
use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor, scrypt};
use std::io::{Read, Write};
use std::path::Path;

/// A file of ours is a few hundred bytes.
const MOST: usize = 64 * 1024;

/// A file that asks for more work than this (log2 of scrypt's N) is not ours and would hold the computer up.
const MOST_HARDNESS: u8 = 20;

/// Writes the code, closed by the password; `hardness` is log2 of scrypt's N.
pub(super) fn write(path: &Path, code: &RecoveryCode, password: &Secret, hardness: u8) -> Result<()> {
    let failed = |source: std::io::Error| Error::bug("keys_keep", source);
    let mut recipient = scrypt::Recipient::new(SecretString::from(password.text()));
    recipient.set_work_factor(hardness);
    let one: [&dyn age::Recipient; 1] = [&recipient];
    let encryptor = Encryptor::with_recipients(one.into_iter()).map_err(|fault| Error::bug("keys_keep", fault))?;
    let mut bytes = Vec::new();
    let mut writer = encryptor.wrap_output(&mut bytes).map_err(failed)?;
    writer.write_all(&code.0).map_err(failed)?;
    writer.finish().map_err(failed)?;
    if let Some(folder) = path.parent() {
        kept::make_folder(folder)?;
    }
    write_private(path, &bytes)
}

/// Reads the code back. Refused with a wrong password (`keys_password_wrong`), and where no such file of ours stands
/// (`keys_file_damaged`).
pub(super) fn read(path: &Path, password: &Secret) -> Result<RecoveryCode> {
    let damaged = || Error::refused_with("keys_file_damaged", [("path", path.display().to_string())]);
    if path.symlink_metadata().is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
        return Err(damaged());
    }
    refuse_no_file(path)?;
    let bytes = read_whole(path, MOST)?;
    let decryptor = Decryptor::new(bytes.as_slice()).map_err(|_| damaged())?;
    let mut identity = scrypt::Identity::new(SecretString::from(password.text()));
    identity.set_max_work_factor(MOST_HARDNESS);
    let one: [&dyn age::Identity; 1] = [&identity];
    let reader = decryptor.decrypt(one.into_iter()).map_err(|fault| match fault {
        DecryptError::DecryptionFailed => Error::refused("keys_password_wrong"),
        _ => damaged(),
    })?;
    let mut plain = Vec::new();
    reader.take(64).read_to_end(&mut plain).map_err(|_| damaged())?;
    plain.try_into().map(RecoveryCode).map_err(|_| damaged())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EASY: u8 = 2;

    fn refused(result: Result<RecoveryCode>) -> &'static str {
        match result {
            Err(Error::Refused { code, .. }) => code,
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn the_password_opens_the_file_and_another_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys/a.age");
        let code = RecoveryCode([7; 20]);
        write(&path, &code, &Secret::new("一二三四abcd"), EASY).unwrap();
        assert_eq!(read(&path, &Secret::new("一二三四ａｂｃｄ")).unwrap(), code);
        assert_eq!(refused(read(&path, &Secret::new("一二三四abce"))), "keys_password_wrong");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        }
    }

    #[test]
    fn a_torn_a_foreign_and_a_hard_file_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.age");
        let password = Secret::new("12345678");
        write(&path, &RecoveryCode([7; 20]), &password, EASY).unwrap();
        let whole = std::fs::read(&path).unwrap();
        for length in 0..whole.len() {
            std::fs::write(&path, &whole[..length]).unwrap();
            assert_eq!(refused(read(&path, &password)), "keys_file_damaged", "{length}");
        }
        let hard = String::from_utf8_lossy(&whole).replace(" 2\n", " 30\n");
        for foreign in ["".as_bytes(), b"hello", hard.as_bytes()] {
            std::fs::write(&path, foreign).unwrap();
            assert_eq!(refused(read(&path, &password)), "keys_file_damaged");
        }
        std::fs::remove_file(&path).unwrap();
        assert_eq!(refused(read(&path, &password)), "keys_file_damaged");
    }
}
