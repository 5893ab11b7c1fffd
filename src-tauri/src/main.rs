//! The window: one builder, one page, two commands.
//!
//! It answers for starting the page, for carrying calls to the core and back, and for closing in order.  What a call
//! means is the core's business; what the page may reach stands in `tauri.conf.json` and `capabilities/main.json`.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod closing;
mod computer;
mod dialogs;
mod dropping;
mod launch;
mod placing;
#[cfg(feature = "e2e")]
mod trial;

use closing::Closing;
use computer::Computer;
use serde_json::Value;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tauri::ipc::Response;
use tauri::{App, Manager, RunEvent, State, WebviewWindow, WebviewWindowBuilder, WindowEvent};
use tongping_core::api::{self, desk};
use tongping_core::desk::Desk;
use tongping_core::error::Error;
use tongping_core::work::Work;

/// What lives as long as the window.
struct Shell {
    desk: Mutex<Desk>,
    /// How far the desk's long work has come.
    work: Work,
    closing: Mutex<Closing>,
    /// What stands in the title bar.
    title: Mutex<Title>,
}

/// The title bar as it is, and what makes it longer.
#[derive(Default)]
struct Title {
    shown: String,
    /// Since when the page has been watching one piece of long work.
    watching: Option<Instant>,
}

/// A name of the core's list, its arguments, and the core's reply or error.
#[tauri::command]
async fn call(window: WebviewWindow, shell: State<'_, Arc<Shell>>, name: String, args: Value) -> Result<Value, Value> {
    let host = Computer { window, shell: Arc::clone(&shell) };
    aside(move || {
        let reply = desk::answer(&host, &name, args);
        host.name_the_window();
        reply
    })
    .await
}

/// The same for a call whose reply is bytes.
#[tauri::command]
async fn bytes(
    window: WebviewWindow,
    shell: State<'_, Arc<Shell>>,
    name: String,
    args: Value,
) -> Result<Response, Value> {
    let host = Computer { window, shell: Arc::clone(&shell) };
    aside(move || desk::answer_bytes(&host, &name, args).map(Response::new)).await
}

/// Runs what may take long, or wait for a person, away from the threads that carry the calls.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T, Value> + Send + 'static) -> Result<T, Value> {
    let done = tauri::async_runtime::spawn_blocking(work).await;
    done.unwrap_or_else(|source| Err(api::error_json(&Error::bug("window_call", source))))
}

/// The desk first, then the window: the page finds everything when it asks.
fn set_up(app: &mut App) -> Result<(), Box<dyn std::error::Error>> {
    let mut own = Desk::new(app.path().app_data_dir()?);
    if let Some(file) = std::env::args_os().nth(1) {
        own.open_argument(Path::new(&file));
    }
    let (title, place) = (own.title(), own.window());
    let shown = Mutex::new(Title { shown: title.clone(), watching: None });
    let work = own.work();
    app.manage(Arc::new(Shell { desk: Mutex::new(own), work, closing: Mutex::default(), title: shown }));
    #[cfg_attr(not(feature = "e2e"), expect(unused_mut, reason = "only a window under test shows another page"))]
    for mut config in app.config().app.windows.clone() {
        #[cfg(feature = "e2e")]
        trial::page(&mut config);
        let window = WebviewWindowBuilder::from_config(app.handle(), &config)?;
        #[cfg(feature = "e2e")]
        let window = trial::counted(window);
        let window = window.title(&title).visible(false).build()?;
        placing::restore(&window, place)?;
        window.show()?;
    }
    Ok(())
}

fn main() -> tauri::Result<()> {
    launch::calm_the_renderer();
    #[cfg(not(feature = "e2e"))]
    let builder = tauri::Builder::default();
    #[cfg(feature = "e2e")]
    let builder = trial::builder();
    let app = builder
        .invoke_handler(tauri::generate_handler![call, bytes])
        .setup(set_up)
        .on_window_event(|window, event| {
            let Some(page) = window.get_webview_window(window.label()) else { return };
            match event {
                WindowEvent::CloseRequested { api, .. } if closing::asks_the_page(&page) => api.prevent_close(),
                WindowEvent::DragDrop(event) => dropping::tell_the_page(&page, event),
                _ => {}
            }
        })
        .build(tauri::generate_context!())?;
    app.run(|app, event| {
        if let (RunEvent::Exit, Some(shell)) = (event, app.try_state::<Arc<Shell>>()) {
            // What fails here is told at the next start: the workspace is then recovered.
            let _ = desk::locked(&shell.desk).close(());
        }
    });
    Ok(())
}
