//! Builds the window's context and grants exactly two commands to its page.

fn main() {
    // Naming the commands makes Tauri refuse every other one, and writes the permission the capability file asks for.
    let commands = tauri_build::AppManifest::new().commands(&["call", "bytes"]);
    let attributes = tauri_build::Attributes::new().app_manifest(commands);
    if let Err(error) = tauri_build::try_build(attributes) {
        // Cargo shows a failed build script by its panic; there is no other channel.
        #[expect(clippy::panic, reason = "a build script has no caller to return to")]
        {
            panic!("preparing the window: {error:#}");
        }
    }
}
