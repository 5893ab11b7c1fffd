//! `tongping`: the same commands as the window, for scripts and for machines without one. This file reads the words of
//! the command line; what they do stands in `verbs`, how it is printed in `print` and `statistics`.

mod args;
mod print;
#[cfg(feature = "dev-serve")]
mod serve;
mod statistics;
mod terminal;
mod usage;
mod verbs;

use std::process::ExitCode;
use tongping_core::error::Error;

fn main() -> ExitCode {
    let cli = match usage::read() {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let json = cli.json;
    // A fault of ours must read like one, not like a crash: it is caught here and reported as exit code 70.
    let run = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| verbs::run(cli)));
    let result = run.unwrap_or_else(|_| Err(Error::bug("tongping", "panic")));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            print::error(&error, json);
            ExitCode::from(error.exit_code())
        }
    }
}
