//! What only the build of the window's tests has: the counter of steps, and an empty page to measure the first one by.

use tauri::http::Response;
use tauri::utils::config::WindowConfig;
use tauri::{Builder, Url, WebviewUrl, WebviewWindowBuilder, Wry};

/// Counts `window.__steps`; runs in the page before its own scripts.
const STEPS: &str = include_str!("../../tests/ui/steps.js");

/// Set: the window shows an empty page.
const EMPTY: &str = "TONGPING_EMPTY_PAGE";

/// Makes the empty page known.
pub(crate) fn builder() -> Builder<Wry> {
    Builder::default().register_uri_scheme_protocol("empty", |_, _| {
        let page =
            "<!doctype html><html lang=\"zh-CN\"><title>统评</title><p data-testid=\"app-ready\">统评</p></html>";
        Response::builder()
            .header("content-type", "text/html; charset=utf-8")
            .body(page.as_bytes().to_vec())
            .unwrap_or_default()
    })
}

/// The page of a window under test.
pub(crate) fn page(config: &mut WindowConfig) {
    if std::env::var_os(EMPTY).is_some()
        && let Ok(url) = Url::parse("empty://localhost/")
    {
        config.url = WebviewUrl::CustomProtocol(url);
    }
}

/// The window with its counter.
pub(crate) fn counted<'a, M: tauri::Manager<Wry>>(
    window: WebviewWindowBuilder<'a, Wry, M>,
) -> WebviewWindowBuilder<'a, Wry, M> {
    window.initialization_script(STEPS)
}
