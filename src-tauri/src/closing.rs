//! Closing in order: the page is asked first, so that the last typed text is kept; it cannot keep the window for ever.

use crate::{Shell, placing};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};
use tauri::{Manager, WebviewWindow};

/// So long the page may take to keep everything.
const PATIENCE: Duration = Duration::from_secs(10);

/// Within this time a second request is the same double click.
const DOUBLE_CLICK: Duration = Duration::from_secs(1);

/// So long the wish of the page to stay is remembered.
const STAYED: Duration = Duration::from_secs(60);

/// What the page hears; `ui/src/api/call.ts` listens.
const EVENT: &str = "window.dispatchEvent(new Event('tongping-close'))";

/// How far closing has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Closing {
    /// Nobody wants it.
    #[default]
    No,
    /// The page was asked then.
    Asked(Instant),
    /// The page could not keep everything, and said so then.
    Stayed(Instant),
    /// The next request is granted.
    Granted,
}

/// What becomes of a request to close.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Ask,
    Wait,
    Close,
}

impl Closing {
    fn requested(&mut self, now: Instant) -> Verdict {
        let since = |then: Instant| now.saturating_duration_since(then);
        match *self {
            Self::Asked(then) if since(then) < DOUBLE_CLICK => Verdict::Wait,
            Self::Stayed(then) if since(then) >= STAYED => self.ask(now),
            Self::No => self.ask(now),
            Self::Asked(_) | Self::Stayed(_) | Self::Granted => {
                *self = Self::Granted;
                Verdict::Close
            }
        }
    }

    fn ask(&mut self, now: Instant) -> Verdict {
        *self = Self::Asked(now);
        Verdict::Ask
    }

    /// The page asks to stay.
    pub(crate) fn stay(&mut self, now: Instant) {
        if let Self::Asked(_) = self {
            *self = Self::Stayed(now);
        }
    }
}

/// Whether the window has to wait for its page; asks the page the first time.
pub(crate) fn asks_the_page(window: &WebviewWindow) -> bool {
    let shell = Arc::clone(&window.state::<Arc<Shell>>());
    placing::keep(window, &shell.desk);
    let now = Instant::now();
    let verdict = shell.closing.lock().unwrap_or_else(PoisonError::into_inner).requested(now);
    if verdict == Verdict::Ask {
        if window.eval(EVENT).is_err() {
            return false;
        }
        let window = window.clone();
        std::thread::spawn(move || {
            std::thread::sleep(PATIENCE);
            let mut closing = shell.closing.lock().unwrap_or_else(PoisonError::into_inner);
            if *closing == Closing::Asked(now) {
                *closing = Closing::Granted;
                drop(closing);
                let _ = window.destroy();
            }
        });
    }
    verdict != Verdict::Close
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_asked_once_and_a_second_request_closes() {
        let start = Instant::now();
        let mut closing = Closing::default();
        assert_eq!(closing.requested(start), Verdict::Ask);
        assert_eq!(closing.requested(start + Duration::from_millis(200)), Verdict::Wait);
        assert_eq!(closing.requested(start + Duration::from_secs(3)), Verdict::Close);
        assert_eq!(closing, Closing::Granted);
    }

    #[test]
    fn a_page_that_stays_is_asked_again_later_but_not_at_once() {
        let start = Instant::now();
        let mut closing = Closing::default();
        closing.stay(start);
        assert_eq!(closing, Closing::No);
        closing.requested(start);
        closing.stay(start);
        let mut later = closing;
        assert_eq!(closing.requested(start + Duration::from_secs(5)), Verdict::Close);
        assert_eq!(later.requested(start + Duration::from_secs(61)), Verdict::Ask);
    }
}
