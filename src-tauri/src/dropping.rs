//! Files dropped onto the window: the page hears of them by an event of its own, with their paths, as it hears of the
//! ones chosen in a dialog.

use serde_json::json;
use tauri::{DragDropEvent, WebviewWindow};

/// Tells the page what is being dragged over it, or was dropped; `ui/src/api/host.ts` listens.
pub(crate) fn tell_the_page(window: &WebviewWindow, event: &DragDropEvent) {
    if let Some(script) = script(event) {
        // A page that is going away has no use for files.
        let _ = window.eval(script);
    }
}

/// None for what the page need not know.
fn script(event: &DragDropEvent) -> Option<String> {
    let (state, paths) = match event {
        DragDropEvent::Enter { paths, .. } => ("over", paths.as_slice()),
        DragDropEvent::Leave => ("left", [].as_slice()),
        DragDropEvent::Drop { paths, .. } => ("dropped", paths.as_slice()),
        _ => return None,
    };
    // A name that is no text is shown as well as it can be; the core then says that there is no such file.
    let paths: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
    let detail = json!({ "state": state, "paths": paths });
    Some(format!("window.dispatchEvent(new CustomEvent('tongping-drop', {{ detail: {detail} }}))"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn names_reach_the_page_as_data_whatever_they_are() {
        let paths = vec![PathBuf::from("/a/张三 '\"); alert(1)//.tpr"), PathBuf::from("/a/\u{2028}\n.xlsx")];
        let told = script(&DragDropEvent::Drop { paths, position: (0.0, 0.0).into() }).unwrap_or_default();
        let detail = told.strip_prefix("window.dispatchEvent(new CustomEvent('tongping-drop', { detail: ");
        let detail = detail.and_then(|rest| rest.strip_suffix(" }))")).unwrap_or_default();
        let detail: serde_json::Value = serde_json::from_str(detail).unwrap_or_default();
        assert_eq!(detail["state"], "dropped");
        assert_eq!(detail["paths"], json!(["/a/张三 '\"); alert(1)//.tpr", "/a/\u{2028}\n.xlsx"]));
    }

    #[test]
    fn moving_over_the_page_is_told_once_and_leaving_too() {
        let position = (1.0, 2.0).into();
        let told = |event| script(&event).unwrap_or_default();
        assert!(told(DragDropEvent::Enter { paths: Vec::new(), position }).contains("\"over\""));
        assert_eq!(told(DragDropEvent::Over { position }), "");
        assert!(told(DragDropEvent::Leave).contains("\"left\""));
    }
}
