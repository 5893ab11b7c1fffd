//! The window: one builder, one page, one command.
//!
//! It answers for starting the page and for carrying calls to the core and back.  What a call means is the core's
//! business; what the page may reach stands in `tauri.conf.json` and `capabilities/main.json`.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod door;
mod launch;

use serde_json::Value;

/// The only command of the page: a name of the core's list, its arguments, and the core's reply or error.
#[tauri::command(async)]
#[expect(clippy::needless_pass_by_value, reason = "Tauri hands the arguments of a command over by value")]
fn call(name: String, args: Value) -> Result<Value, Value> {
    door::open(&name, args)
}

fn main() -> tauri::Result<()> {
    launch::calm_the_renderer();
    tauri::Builder::default().invoke_handler(tauri::generate_handler![call]).run(tauri::generate_context!())
}
