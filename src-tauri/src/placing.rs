//! Where the window stood the last time; it stands there again as long as that is still on a screen.

use std::sync::Mutex;
use tauri::{Monitor, PhysicalPosition, PhysicalSize, WebviewWindow};
use tongping_core::api::desk::locked;
use tongping_core::desk::{Desk, WindowPlace};

/// At least so much of the window must lie on a screen (pixels), or nobody can take hold of it.
const GRIP: i32 = 100;

/// Puts the window where it stood; on a screen that is too small for it, it fills the screen.
pub(crate) fn restore(window: &WebviewWindow, place: Option<WindowPlace>) -> tauri::Result<()> {
    let monitors = window.available_monitors()?;
    if let Some(place) = place
        && let Some(screen) = monitors.iter().find(|screen| holds(&area(screen), &place))
    {
        let (_, size) = area(screen);
        window.set_size(PhysicalSize::new(place.width.min(size.width), place.height.min(size.height)))?;
        window.set_position(PhysicalPosition::new(place.x, place.y))?;
        return if place.is_maximised { window.maximize() } else { Ok(()) };
    }
    let own = window.inner_size()?;
    let fits = monitors.iter().any(|screen| own.width <= screen.size().width && own.height <= screen.size().height);
    if fits || monitors.is_empty() { Ok(()) } else { window.maximize() }
}

/// Remembers where the window stands. What fails here costs nothing but a place.
pub(crate) fn keep(window: &WebviewWindow, desk: &Mutex<Desk>) {
    if window.is_minimized().unwrap_or(false) {
        return;
    }
    let (Ok(at), Ok(size), Ok(is_maximised)) = (window.outer_position(), window.inner_size(), window.is_maximized())
    else {
        return;
    };
    let desk = locked(desk);
    let now = WindowPlace { x: at.x, y: at.y, width: size.width, height: size.height, is_maximised };
    // A window that fills the screen comes back to the size it had before.
    let before = desk.window().filter(|_| is_maximised);
    let _ = desk.keep_window(before.map_or(now, |before| WindowPlace { is_maximised, ..before }));
}

type Area = (PhysicalPosition<i32>, PhysicalSize<u32>);

fn area(screen: &Monitor) -> Area {
    (*screen.position(), *screen.size())
}

/// Whether enough of the window's head lies on a screen.
fn holds((at, size): &Area, place: &WindowPlace) -> bool {
    let length = |pixels: u32| i32::try_from(pixels).unwrap_or(i32::MAX);
    let right = at.x.saturating_add(length(size.width)).min(place.x.saturating_add(length(place.width)));
    let across = right.saturating_sub(at.x.max(place.x));
    let below = at.y.saturating_add(length(size.height)).saturating_sub(GRIP);
    across >= GRIP && place.y >= at.y && place.y <= below && place.width > 0 && place.height > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_stands_only_where_a_hand_reaches_it() {
        let screen = (PhysicalPosition::new(0, 0), PhysicalSize::new(1366, 768));
        let place = |x, y| WindowPlace { x, y, width: 1200, height: 700, is_maximised: false };
        for (x, y, held) in [
            (0, 0, true),
            (100, 60, true),
            (1300, 0, false),
            (-1150, 0, false),
            (-1000, 20, true),
            (0, 700, false),
            (0, -30, false),
            (2000, 0, false),
            (i32::MAX, i32::MAX, false),
        ] {
            assert_eq!(holds(&screen, &place(x, y)), held, "{x}, {y}");
        }
        assert!(!holds(&screen, &WindowPlace { width: 0, ..place(0, 0) }));
    }
}
