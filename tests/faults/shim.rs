//! A layer under SQLite's own file access that writes down every write, sync, truncate and delete below one folder,
//! and can let the k-th of them fail. The only unsafe code of the project; it stands in tests alone.
#![allow(unsafe_code)]

use std::collections::HashMap;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use rusqlite::ffi;

/// What reached the disk's door, in order.
#[derive(Debug, Clone)]
pub(crate) enum Op {
    /// Bytes at an offset of a file.
    Write { file: String, at: usize, bytes: Vec<u8> },
    /// A new length of a file.
    Truncate { file: String, size: usize },
    /// All earlier writes of a file are on the platter when this is over.
    Sync { file: String },
    /// A file is gone from its folder.
    Delete { file: String },
    /// Not SQLite: the program has told somebody that event `seq` is safe.
    Acknowledged { seq: i64 },
}

/// Which calls fail, counted from one over writes, syncs, truncates and deletes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fault {
    /// The first call that fails.
    pub(crate) first: u64,
    /// Whether all later ones fail too, as on a full disk.
    pub(crate) goes_on: bool,
    /// What SQLite is told: `SQLITE_FULL` or a kind of `SQLITE_IOERR`.
    pub(crate) code: c_int,
}

struct State {
    folder: String,
    ops: Option<Vec<Op>>,
    fault: Option<Fault>,
    calls: u64,
    hits: u64,
    is_paused: bool,
}

static STATE: Mutex<State> =
    Mutex::new(State { folder: String::new(), ops: None, fault: None, calls: 0, hits: 0, is_paused: false });

/// Open files by address: name, and the methods that were there before ours.
static FILES: Mutex<Option<HashMap<usize, (String, usize)>>> = Mutex::new(None);

/// One copy of each method table, by the address of the original: SQLite has several (database, WAL, journal).
static TABLES: Mutex<Option<HashMap<usize, usize>>> = Mutex::new(None);

static BASE: Mutex<usize> = Mutex::new(0);

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Puts the layer under every connection this process opens from now on.
pub(crate) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: the default VFS lives as long as the process; our copy of it is leaked and so does too.
        unsafe {
            ffi::sqlite3_initialize();
            let base = ffi::sqlite3_vfs_find(std::ptr::null());
            assert!(!base.is_null());
            *held(&BASE) = base as usize;
            let mut ours = *base;
            ours.zName = c"tongping-faults".as_ptr();
            ours.pNext = std::ptr::null_mut();
            ours.xOpen = Some(open);
            ours.xDelete = Some(delete);
            assert_eq!(ffi::sqlite3_vfs_register(Box::leak(Box::new(ours)), 1), ffi::SQLITE_OK);
        }
    });
}

/// Writes down what happens below `folder` until `stop_recording`.
pub(crate) fn record(folder: &str) {
    let mut state = held(&STATE);
    state.folder = folder.to_owned();
    state.ops = Some(Vec::new());
}

/// Adds an acknowledgement to the record.
pub(crate) fn acknowledge(seq: i64) {
    if let Some(ops) = &mut held(&STATE).ops {
        ops.push(Op::Acknowledged { seq });
    }
}

/// The record, which ends here.
pub(crate) fn stop_recording() -> Vec<Op> {
    held(&STATE).ops.take().unwrap_or_default()
}

/// Lets calls below `folder` fail from now on.
pub(crate) fn arm(folder: &str, fault: Fault) {
    let mut state = held(&STATE);
    state.folder = folder.to_owned();
    state.fault = Some(fault);
    (state.calls, state.hits) = (0, 0);
}

/// Ends the faults; answers how many calls have failed.
pub(crate) fn disarm() -> u64 {
    let mut state = held(&STATE);
    state.fault = None;
    state.hits
}

/// Lets everything pass for a while, or ends that.
pub(crate) fn pause(is_on: bool) {
    held(&STATE).is_paused = is_on;
}

/// Counts the call and writes it down; an error code if it is to fail.
fn pass(file: &str, op: impl FnOnce() -> Op) -> c_int {
    let mut state = held(&STATE);
    if state.folder.is_empty() || !file.starts_with(&state.folder) {
        return ffi::SQLITE_OK;
    }
    if let Some(fault) = state.fault
        && !state.is_paused
    {
        state.calls += 1;
        if state.calls == fault.first || (fault.goes_on && state.calls > fault.first) {
            state.hits += 1;
            return fault.code;
        }
    }
    if let Some(ops) = &mut state.ops {
        ops.push(op());
    }
    ffi::SQLITE_OK
}

fn opened(file: *mut ffi::sqlite3_file) -> Option<(String, usize)> {
    held(&FILES).as_ref().and_then(|files| files.get(&(file as usize)).cloned())
}

/// The methods a file had before ours.
///
/// # Safety
/// `methods` is the address of a method table of SQLite, which is static.
unsafe fn original(methods: usize) -> &'static ffi::sqlite3_io_methods {
    unsafe { &*(methods as *const ffi::sqlite3_io_methods) }
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite calls with a file of the size the base VFS asked for; the base fills it in, and we only
    // exchange its method table for a copy with four entries of ours.
    unsafe {
        let base = *held(&BASE) as *mut ffi::sqlite3_vfs;
        let Some(open) = (*base).xOpen else { return ffi::SQLITE_ERROR };
        let code = open(base, name, file, flags, out);
        if code != ffi::SQLITE_OK || name.is_null() || (*file).pMethods.is_null() {
            return code;
        }
        let before = (*file).pMethods;
        let copy = *held(&TABLES).get_or_insert_default().entry(before as usize).or_insert_with(|| {
            let mut ours = *before;
            ours.xWrite = Some(write);
            ours.xSync = Some(sync);
            ours.xTruncate = Some(truncate);
            ours.xClose = Some(close);
            std::ptr::from_mut(Box::leak(Box::new(ours))) as usize
        });
        let name = CStr::from_ptr(name).to_string_lossy().into_owned();
        held(&FILES).get_or_insert_default().insert(file as usize, (name, before as usize));
        (*file).pMethods = copy as *const ffi::sqlite3_io_methods;
        code
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let known = held(&FILES).as_mut().and_then(|files| files.remove(&(file as usize)));
    let Some((_, methods)) = known else { return ffi::SQLITE_IOERR_CLOSE };
    // SAFETY: the original close of this file, called once.
    unsafe { original(methods).xClose.map_or(ffi::SQLITE_IOERR_CLOSE, |close| close(file)) }
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, from: *const c_void, amount: c_int, at: i64) -> c_int {
    let Some((name, methods)) = opened(file) else { return ffi::SQLITE_IOERR_WRITE };
    let length = usize::try_from(amount).unwrap_or(0);
    // SAFETY: SQLite promises `amount` readable bytes at `from` during this call.
    let bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), length) };
    let offset = usize::try_from(at).unwrap_or(0);
    let said = pass(&name, || Op::Write { file: name.clone(), at: offset, bytes: bytes.to_vec() });
    if said != ffi::SQLITE_OK {
        return said;
    }
    // SAFETY: the original write with the original arguments.
    unsafe { original(methods).xWrite.map_or(ffi::SQLITE_IOERR_WRITE, |write| write(file, from, amount, at)) }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    let Some((name, methods)) = opened(file) else { return ffi::SQLITE_IOERR_FSYNC };
    let said = pass(&name, || Op::Sync { file: name.clone() });
    if said != ffi::SQLITE_OK {
        return said;
    }
    // SAFETY: the original sync with the original arguments.
    unsafe { original(methods).xSync.map_or(ffi::SQLITE_IOERR_FSYNC, |sync| sync(file, flags)) }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    let Some((name, methods)) = opened(file) else { return ffi::SQLITE_IOERR_TRUNCATE };
    let length = usize::try_from(size).unwrap_or(0);
    let said = pass(&name, || Op::Truncate { file: name.clone(), size: length });
    if said != ffi::SQLITE_OK {
        return said;
    }
    // SAFETY: the original truncate with the original arguments.
    unsafe { original(methods).xTruncate.map_or(ffi::SQLITE_IOERR_TRUNCATE, |truncate| truncate(file, size)) }
}

unsafe extern "C" fn delete(_: *mut ffi::sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    // SAFETY: SQLite passes a C string; the base VFS lives for ever.
    unsafe {
        let file = CStr::from_ptr(name).to_string_lossy().into_owned();
        let said = pass(&file, || Op::Delete { file: file.clone() });
        if said != ffi::SQLITE_OK {
            return said;
        }
        let base = *held(&BASE) as *mut ffi::sqlite3_vfs;
        (*base).xDelete.map_or(ffi::SQLITE_IOERR_DELETE, |delete| delete(base, name, sync_folder))
    }
}
