//! What must be true of the process before GTK starts.

/// Starts the program again with WebKit's DMA-BUF renderer off, unless somebody has decided about it already.
///
/// With some graphics drivers that renderer shows a white window (tauri #9304, #8462).  The variable has to be in the
/// environment before the first library reads it, and changing one's own environment is unsafe once threads may run;
/// replacing the process by itself is not, keeps its id and costs a millisecond.
#[cfg(target_os = "linux")]
pub(crate) fn calm_the_renderer() {
    use std::os::unix::process::CommandExt;

    const RENDERER: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(RENDERER).is_some() {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        // `exec` returns only when it failed; the window then starts as it is, which is right on most machines.
        let _failed = std::process::Command::new(program).args(std::env::args_os().skip(1)).env(RENDERER, "1").exec();
    }
}

/// Other systems have another engine and nothing to calm.
#[cfg(not(target_os = "linux"))]
pub(crate) fn calm_the_renderer() {}
