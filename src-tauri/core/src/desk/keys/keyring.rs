//! The system's keyring. On Linux it is reached over the session's D-Bus, a socket of this machine; a bus that is reached
//! over a network is not used. Whatever does not answer in time counts as absent, so that nothing ever hangs on it.

use crate::error::{Error, Result};
use crate::exchange::keys::RecoveryCode;
use crate::hex;
use std::sync::mpsc;
use std::time::Duration;

/// The name under which everything of ours stands there.
const SERVICE: &str = crate::desk::APP_FOLDER;

/// A keyring that is open answers at once.
pub(super) const SOON: Duration = Duration::from_secs(2);

/// One that is locked asks the person first.
pub(super) const PATIENTLY: Duration = Duration::from_secs(30);

type Outcome<T> = std::result::Result<T, keyring_core::Error>;

/// Whether the keyring keeps what it is given: something put there is found over a new connection. `random` makes the
/// trial one of a kind.
pub(super) fn persists(random: [u8; 16]) -> bool {
    let trial = move || {
        let name = ["trial-", &hex(&random[..8])].concat();
        put_at(&name, &random)?;
        let found = entry(&name)?.get_secret();
        entry(&name)?.delete_credential()?;
        Ok(found? == random)
    };
    within(SOON, trial).is_some_and(|kept| kept.unwrap_or(false))
}

/// Keeps a code under the name of its key and reads it back over a new connection.
pub(super) fn put(key_id: &str, code: &RecoveryCode) -> Result<()> {
    let (name, bytes) = (name_of(key_id), code.0);
    let kept = within(SOON, move || {
        put_at(&name, &bytes)?;
        Ok(entry(&name)?.get_secret()? == bytes)
    });
    match kept {
        Some(Ok(true)) => Ok(()),
        _ => Err(Error::refused("keys_keyring_silent")),
    }
}

/// The code kept under the name of its key. Refused when it is not there (`keys_keyring_lost`), or the keyring is locked,
/// absent or does not answer (`keys_keyring_silent`).
pub(super) fn get(key_id: &str, patience: Duration) -> Result<RecoveryCode> {
    let name = name_of(key_id);
    let lost = || Error::refused("keys_keyring_lost");
    match within(patience, move || entry(&name)?.get_secret()) {
        Some(Ok(bytes)) => bytes.try_into().map(RecoveryCode).map_err(|_| lost()),
        Some(Err(keyring_core::Error::NoEntry)) => Err(lost()),
        _ => Err(Error::refused("keys_keyring_silent")),
    }
}

fn name_of(key_id: &str) -> String {
    ["bureau-keys-", key_id].concat()
}

fn put_at(name: &str, bytes: &[u8]) -> Outcome<()> {
    entry(name)?.set_secret(bytes)
}

/// None when the work did not end in time. It is left to itself then: a thread cannot be stopped.
fn within<T: Send + 'static>(time: Duration, work: impl FnOnce() -> Outcome<T> + Send + 'static) -> Option<Outcome<T>> {
    if !is_of_this_machine() {
        return None;
    }
    let (tell, told) = mpsc::channel();
    std::thread::Builder::new().name("keyring".to_owned()).spawn(move || tell.send(work())).ok()?;
    told.recv_timeout(time).ok()
}

/// An entry over a connection of its own.
#[cfg(all(unix, not(target_os = "macos")))]
fn entry(name: &str) -> Outcome<keyring_core::Entry> {
    use keyring_core::api::CredentialStoreApi;
    let label = crate::locale::text("keys.label");
    let more = std::collections::HashMap::from([("label", label)]);
    zbus_secret_service_keyring_store::Store::new()?.build(SERVICE, name, Some(&more))
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn entry(name: &str) -> Outcome<keyring::Entry> {
    keyring::Entry::new(SERVICE, name)
}

/// Whether the bus of the session, if one is named, is a socket of this machine.
#[cfg(all(unix, not(target_os = "macos")))]
fn is_of_this_machine() -> bool {
    std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_none_or(|address| is_local(&address.to_string_lossy()))
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn is_of_this_machine() -> bool {
    true
}

#[cfg(any(test, all(unix, not(target_os = "macos"))))]
fn is_local(address: &str) -> bool {
    address.split(';').filter(|one| !one.is_empty()).all(|one| one.starts_with("unix:")) && !address.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bus_beyond_this_machine_is_not_used() {
        assert!(is_local("unix:path=/run/user/1000/bus") && is_local("unix:abstract=a,guid=1;unix:path=b"));
        for far in ["", "tcp:host=example.org,port=1", "unix:path=a;tcp:host=b", "unixexec:path=ssh", "autolaunch:"] {
            assert!(!is_local(far), "{far}");
        }
    }

    #[test]
    fn what_does_not_answer_in_time_is_absent() {
        let slow = || {
            std::thread::sleep(Duration::from_secs(5));
            Ok(())
        };
        if is_of_this_machine() {
            assert!(within(Duration::from_millis(20), slow).is_none());
        }
    }
}
