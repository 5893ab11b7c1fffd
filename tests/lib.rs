//! Shared helpers of the whole-product tests: the built command line, small files to feed it, and stories told through
//! `api::call`.

pub mod files;
pub mod pictures;
pub mod story;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// The folder of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie inside the repository")
}

/// The built `tongping`, in the profile of this test. Cargo gives a test no binary of another package, so the first
/// caller has it built; when it is up to date that takes no time.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        // `make test` names the released binary, which it has built already; it is also the one people run.
        if let Some(given) = std::env::var_os("TONGPING_CLI") {
            return given.into();
        }
        build(&[])
    })
}

/// `tongping` with the server for the tests of the interface in it: a copy, because both kinds are built under one name.
pub fn serving() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let built = build(&["--features", "dev-serve"]);
        let copy = built.with_file_name(if cfg!(windows) { "tongping-serving.exe" } else { "tongping-serving" });
        std::fs::copy(&built, &copy).expect("the program can be copied");
        copy
    })
}

/// Builds the command line in the profile of this test; answers where it lies.
fn build(more: &[&str]) -> PathBuf {
    let own = std::env::current_exe().expect("a test knows where it lies");
    let profile = own.parent().and_then(Path::parent).expect("tests lie in target/<profile>/deps");
    let target = profile.parent().expect("the profile lies in the target folder");
    let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    build.current_dir(root()).args(["build", "--quiet", "-p", "tongping-cli", "--target-dir"]).arg(target).args(more);
    if profile.ends_with("release") {
        build.arg("--release");
    }
    let built = build.status().expect("cargo runs");
    assert!(built.success(), "tongping-cli does not build");
    profile.join(if cfg!(windows) { "tongping.exe" } else { "tongping" })
}

/// `tongping` about to run, with nothing of the caller's surroundings that it heeds.
pub fn tongping() -> Command {
    let mut command = Command::new(program());
    for name in ["TONGPING_WORKSPACE", "TONGPING_ACTOR", "TONGPING_KEYS", "TONGPING_KEY_PASSWORD_FILE"] {
        command.env_remove(name);
    }
    // The keyring and the folder of whoever runs the tests stay out of them.
    for name in ["DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "XDG_DATA_HOME"] {
        command.env(name, root().join("nothing-there"));
    }
    command
}

/// How a run of `tongping` ended.
#[derive(Debug)]
pub struct Ran {
    /// Exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// What it printed.
    pub out: String,
    /// What it complained of.
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("tongping prints UTF-8");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// Runs `tongping` with these words.
pub fn run(words: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Ran {
    tongping().args(words).output().expect("tongping runs").into()
}

impl Ran {
    /// The run went well; answers what it printed.
    #[track_caller]
    pub fn well(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""), "{}", self.out);
        self.out
    }

    /// The run failed with this exit code, in Chinese, on stderr only, and every one of `words` stands there.
    #[track_caller]
    pub fn fails(self, code: i32, words: &[&str]) -> String {
        assert_eq!(self.code, Some(code), "stdout: {}\nstderr: {}", self.out, self.err);
        assert_eq!(self.out, "", "a failure prints nothing on stdout; stderr: {}", self.err);
        assert!(self.err.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "not in Chinese: {}", self.err);
        for trace in ["panicked", "RUST_BACKTRACE", "Err(", "Some(", "Problem {"] {
            assert!(!self.err.contains(trace), "a trace of code in what people read: {}", self.err);
        }
        for word in words {
            assert!(self.err.contains(word), "{word:?} is missing in: {}", self.err);
        }
        self.err
    }
}
