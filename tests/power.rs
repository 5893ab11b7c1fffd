//! What a power cut and a failing disk leave of a workspace. The settings of the store must lose nothing; weaker ones,
//! run as controls, must be seen to lose, or this harness proves nothing.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::ffi;
use tongping_core::error::{Error, Result};
use tongping_core::store::{MIGRATIONS, Migration, Schema, Stamp, Store, WORKSPACE, WriteOp};

use self::disk::Disk;
use self::shim::{Fault, Op};

#[path = "faults/disk.rs"]
mod disk;
#[path = "faults/shim.rs"]
mod shim;

/// The record is one for the process, so the tests take turns.
static TURN: Mutex<()> = Mutex::new(());

/// Repeatable choices that look random.
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

fn images(default: u64) -> u64 {
    std::env::var("TONGPING_IMAGES").ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn stamp() -> Stamp {
    Stamp {
        at: "2025-03-01T10:00:00+08:00".into(),
        actor: "test".into(),
        role: "staff".into(),
        app_version: "0".into(),
    }
}

/// In memory where the system has such a place: the disk under test is the modelled one.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a temporary folder")
}

fn add(store: &mut Store) -> Result<i64> {
    let next = (store.head()?.seq + 1).to_string();
    let written = store.write(&WriteOp::new("expert_add", next.as_str(), &stamp()), |tx| {
        for row in ["a", "b", "c"] {
            let insert = "INSERT INTO expert(uid, name, kind, employer, job_title, field, avoid_units)
                          VALUES (?1, ?2, '', '', '', '', '')";
            tx.execute(insert, [[&next, row].concat(), next.clone()])?;
        }
        tx.execute("UPDATE expert SET name = ?1 WHERE id = 1 + ?1 % 7", [&next])?;
        Ok(())
    })?;
    Ok(written.event_seq.unwrap_or(0))
}

#[derive(Debug, Default)]
struct Losses {
    images: u64,
    lost: u64,
    corrupt: u64,
}

/// Runs commits under the given settings and looks at images of cuts all over the run.
fn cut_power(settings: &str, commits: u64, count: u64, seed: u64) -> Losses {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    shim::install();
    let live = folder();
    let path = live.path().join("a.tongping");
    Store::create(&path, &stamp()).unwrap().close().unwrap();
    let before = std::fs::read(&path).unwrap();

    shim::record(&live.path().display().to_string());
    let mut store = Store::open(&path, &stamp()).unwrap();
    store.read(|conn| Ok(conn.execute_batch(settings)?)).unwrap();
    for _ in 0..commits {
        let seq = add(&mut store).unwrap();
        shim::acknowledge(seq);
    }
    let ops = shim::stop_recording();
    drop(store);

    let (mut disk, mut dice, mut losses) = (Disk::with(&path, before), Dice(seed), Losses::default());
    let (total, mut acknowledged) = (ops.len() as u64, 0);
    for op in &ops {
        disk.take(op);
        if let Op::Acknowledged { seq } = op {
            acknowledged = *seq;
        }
        if dice.below(total) < count {
            look(&disk, &mut dice, acknowledged, &mut losses);
        }
    }
    losses
}

fn look(disk: &Disk, dice: &mut Dice, acknowledged: i64, losses: &mut Losses) {
    let image = folder();
    disk.cut(dice, image.path());
    losses.images += 1;
    match seq_of(&image.path().join("a.tongping")) {
        None => losses.corrupt += 1,
        Some(seq) if seq < acknowledged => losses.lost += 1,
        Some(_) => {}
    }
}

/// The last event of a sound workspace.
fn seq_of(path: &Path) -> Option<i64> {
    let store = Store::open(path, &stamp()).ok()?;
    let sound = store.verify().ok()?.is_empty();
    sound.then_some(store.head().ok()?.seq)
}

#[test]
fn a_power_cut_loses_nothing_acknowledged() {
    let mut all = Losses::default();
    for run in 0..4 {
        let found = cut_power("PRAGMA wal_autocheckpoint = 60", 60, images(1000) / 4, 11 + run);
        all.images += found.images;
        all.lost += found.lost;
        all.corrupt += found.corrupt;
    }
    println!("WAL/FULL: {all:?}");
    assert!(all.images > images(1000) / 2 && all.lost == 0 && all.corrupt == 0, "{all:?}");
}

#[test]
fn the_controls_lose_so_this_harness_can_see_losses() {
    for (settings, corrupts) in [
        ("PRAGMA wal_autocheckpoint = 60; PRAGMA synchronous = NORMAL", Some(false)),
        ("PRAGMA wal_autocheckpoint = 60; PRAGMA synchronous = OFF", Some(true)),
        // A journal that has to be rolled back first counts as unsound here or not, as the cut falls.
        ("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL", None),
        ("PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF", Some(true)),
    ] {
        let found = cut_power(settings, 60, images(1000) / 5, 5);
        println!("{settings}: {found:?}");
        assert!(found.lost > 0, "{settings}: {found:?}");
        assert!(corrupts.is_none_or(|corrupts| corrupts == (found.corrupt > 0)), "{settings}: {found:?}");
    }
}

/// The kinds of failing call: a disk that is full and stays so, a bad write, a bad sync.
fn faults(first: u64) -> [Fault; 3] {
    let fault = |code, goes_on| Fault { first, goes_on, code };
    [fault(ffi::SQLITE_FULL, true), fault(ffi::SQLITE_IOERR_WRITE, false), fault(ffi::SQLITE_IOERR_FSYNC, false)]
}

/// Lets the first, second, third … call of some work fail until the work gets by without meeting the fault.
/// `work` gets a copy of a small workspace; it answers whether it claims to have succeeded.
fn fail_everywhere(schema: &'static Schema, mut work: impl FnMut(&Path, &mut dyn FnMut()) -> Result<()>) -> u64 {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    shim::install();
    let model = folder();
    let original = model.path().join("a.tongping");
    let mut store = Store::create(&original, &stamp()).unwrap();
    for _ in 0..3 {
        add(&mut store).unwrap();
    }
    store.close().unwrap();
    let mut met = 0;
    for first in 1.. {
        let mut any = false;
        for fault in faults(first) {
            let place = folder();
            let path = place.path().join("a.tongping");
            std::fs::copy(&original, &path).unwrap();
            let below = place.path().display().to_string();
            let done = work(&path, &mut || shim::arm(&below, fault));
            let hits = shim::disarm();
            any |= hits > 0;
            met += hits;
            if let Err(error) = &done {
                let honest = matches!(error, Error::Failed { .. });
                assert!(honest && hits > 0, "{fault:?}: {error:?}");
            }
            // Whatever happened, the file is a sound workspace, of the old version or the new.
            let store = Store::open_as(&path, schema, &stamp()).unwrap();
            assert_eq!(store.verify().unwrap(), [], "{fault:?}");
            assert!(store.head().unwrap().seq >= 4, "{fault:?}");
        }
        if !any {
            return met;
        }
    }
    met
}

#[test]
fn a_failing_disk_never_gives_a_false_success_and_the_store_goes_on_afterwards() {
    let met = fail_everywhere(&WORKSPACE, |path, arm| {
        let mut store = Store::open(path, &stamp())?;
        store.read(|conn| Ok(conn.execute_batch("PRAGMA wal_autocheckpoint = 10")?))?;
        arm();
        let mut done = Ok(());
        let mut last = 4;
        for _ in 0..3 {
            match add(&mut store) {
                Ok(seq) => last = seq,
                Err(error) => done = Err(error),
            }
        }
        shim_off_keeping_count(|| {
            // Space has been freed: the same store works on, without a restart, and has all it said it has.
            assert!(store.head().unwrap().seq >= last);
            let seq = add(&mut store).unwrap();
            assert_eq!(store.verify().unwrap(), []);
            assert_eq!(store.head().unwrap().seq, seq);
        });
        done
    });
    assert!(met > 20, "{met}");
}

/// Runs something while no call fails; the faults met so far still count.
fn shim_off_keeping_count(work: impl FnOnce()) {
    shim::pause(true);
    work();
    shim::pause(false);
}

#[test]
fn a_failing_disk_while_copying_leaves_no_bad_copy() {
    let met = fail_everywhere(&WORKSPACE, |path, arm| {
        let store = Store::open(path, &stamp())?;
        let copy: PathBuf = path.with_extension("copy");
        arm();
        let done = store.backup(&copy);
        shim_off_keeping_count(|| {
            if done.is_ok() || copy.exists() {
                assert_eq!(Store::open_read_only(&copy).unwrap().verify().unwrap(), []);
            }
        });
        done.map(|_| ())
    });
    assert!(met > 20, "{met}");
}

static NEXT: Schema = Schema {
    migrations: &[
        Migration { version: 1, sql: MIGRATIONS[0].sql },
        Migration { version: 2, sql: MIGRATIONS[1].sql },
        Migration { version: 3, sql: MIGRATIONS[2].sql },
        Migration { version: 4, sql: "ALTER TABLE expert ADD COLUMN note TEXT; UPDATE expert SET note = 'x'" },
    ],
    append_only: &["file_bytes"],
    sensitive: &[],
};

#[test]
fn a_failing_disk_while_upgrading_leaves_the_old_version_or_the_new() {
    let met = fail_everywhere(&NEXT, |path, arm| {
        arm();
        Store::open_as(path, &NEXT, &stamp()).map(|_| ())
    });
    assert!(met > 20, "{met}");
}

#[test]
fn a_failing_disk_while_creating_leaves_no_file() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    shim::install();
    let mut met = 0;
    for first in 1.. {
        let mut any = false;
        for fault in faults(first) {
            let place = folder();
            let path = place.path().join("a.tongping");
            shim::arm(&place.path().display().to_string(), fault);
            let done = Store::create(&path, &stamp()).map(|_| ());
            let hits = shim::disarm();
            any |= hits > 0;
            met += hits;
            assert!(done.is_ok() || (hits > 0 && matches!(done, Err(Error::Failed { .. }))), "{fault:?}: {done:?}");
            if path.exists() {
                assert_eq!(Store::open(&path, &stamp()).unwrap().verify().unwrap(), [], "{fault:?}");
            }
        }
        if !any {
            break;
        }
    }
    assert!(met > 20, "{met}");
}
