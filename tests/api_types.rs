//! The window's client is generated from the command list: this test writes it anew and fails when the committed file was
//! another one, so that the two sides cannot drift apart.

use std::path::Path;

#[test]
fn the_committed_client_is_the_one_the_command_list_gives() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/api/api.ts");
    let generated = tongping_core::api::typescript();
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    if committed != generated {
        std::fs::write(&path, &generated).expect("the client can be written");
    }
    assert!(committed == generated, "ui/src/api/api.ts was out of date and has been written anew: commit it");
}
