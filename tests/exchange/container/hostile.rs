//! Files that must not be believed: one or more for every rule of reading.

use super::craft::{CODE, Line, REPORT, Recipe, deflated, package, same, stored, zip};
use serde_json::json;
use sha2::{Digest, Sha256};
use tongping_core::hex;

/// A file, the rule it breaks and its name.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) code: &'static str,
    pub(crate) bytes: Vec<u8>,
}

fn case(name: &'static str, code: &'static str, bytes: Vec<u8>) -> Case {
    Case { name, code, bytes }
}

/// A good package with its entries changed after signing.
fn changed(change: impl FnOnce(&mut Vec<Line>)) -> Vec<u8> {
    let mut lines = package().lines();
    change(&mut lines);
    zip(&lines)
}

/// A good package with its content changed before signing.
fn signed(change: impl FnOnce(&mut Recipe)) -> Vec<u8> {
    let mut recipe = package();
    change(&mut recipe);
    recipe.zip()
}

fn with_body(body: impl Into<Vec<u8>>) -> Vec<u8> {
    signed(|recipe| recipe.body = body.into())
}

fn with_manifest(fields: serde_json::Value) -> Vec<u8> {
    signed(|recipe| recipe.manifest = fields)
}

fn renamed(name: &str) -> Vec<u8> {
    changed(|lines| lines[5].name = name.into())
}

/// The good package with some of its bytes changed.
fn patched(change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut bytes = package().zip();
    change(&mut bytes);
    bytes
}

/// Every case.
pub(crate) fn cases() -> Vec<Case> {
    [frame(), directory(), counts(), entries(), names(), manifests(), signatures(), bodies()]
        .into_iter()
        .flatten()
        .collect()
}

/// What is wrong with the ZIP as a whole.
fn frame() -> Vec<Case> {
    let end = |bytes: &[u8]| bytes.len() - 22;
    vec![
        case("foreign", "container_foreign", b"%PDF-1.7 this is a report".to_vec()),
        case("empty", "container_foreign", Vec::new()),
        case("prefix", "container_foreign", patched(|bytes| drop(bytes.splice(0..0, *b"#!run")))),
        case("cut", "container_incomplete", patched(|bytes| bytes.truncate(bytes.len() - 5))),
        case("cut_in_half", "container_incomplete", patched(|bytes| bytes.truncate(bytes.len() / 2))),
        case(
            "comment",
            "container_zip_comment",
            patched(|bytes| {
                let at = bytes.len() - 2;
                bytes[at] = 5;
                bytes.extend(b"hello");
            }),
        ),
        case(
            "comment_promised",
            "container_zip_comment",
            patched(|bytes| {
                let at = bytes.len() - 2;
                bytes[at] = 5;
            }),
        ),
        case("trailing", "container_zip_trailing", patched(|bytes| bytes.extend(b"hello"))),
        case("two_in_one", "container_zip_prefix", patched(|bytes| bytes.extend(package().zip()))),
        case(
            "list_moved",
            "container_zip_prefix",
            patched(|bytes| {
                let at = end(bytes);
                bytes.splice(at..at, *b"more");
            }),
        ),
        case(
            "list_longer",
            "container_incomplete",
            patched(|bytes| {
                let at = end(bytes) + 16;
                bytes[at] ^= 0x80;
                bytes[at + 1] |= 0x80;
            }),
        ),
    ]
}

/// What is wrong with the list of entries at the end of the ZIP.
fn directory() -> Vec<Case> {
    let end = |bytes: &[u8]| bytes.len() - 22;
    vec![
        case(
            "zip64",
            "container_zip64",
            patched(|bytes| {
                let at = end(bytes) + 8;
                bytes[at..at + 4].fill(0xff);
            }),
        ),
        case(
            "zip64_pointer",
            "container_zip64",
            patched(|bytes| {
                let at = end(bytes);
                let pointer = [&b"PK\x06\x07"[..], &[0; 16]].concat();
                bytes.splice(at..at, pointer);
            }),
        ),
        case(
            "disks",
            "container_zip_header",
            patched(|bytes| {
                let at = end(bytes) + 4;
                bytes[at] = 1;
            }),
        ),
    ]
}

/// What is wrong with the number of entries.
fn counts() -> Vec<Case> {
    let end = |bytes: &[u8]| bytes.len() - 22;
    vec![
        case(
            "count_lower",
            "container_zip_header",
            patched(|bytes| {
                let at = end(bytes) + 8;
                bytes[at] -= 1;
                bytes[at + 2] -= 1;
            }),
        ),
        case(
            "too_many",
            "container_too_many_entries",
            patched(|bytes| {
                let at = end(bytes) + 8;
                bytes[at..at + 4].copy_from_slice(&[0xd1, 7, 0xd1, 7]);
            }),
        ),
    ]
}

/// What is wrong with an entry.
fn entries() -> Vec<Case> {
    const MB: u32 = 1 << 20;
    let promise =
        |packed: u32, size: u32| move |lines: &mut Vec<Line>| (lines[5].packed, lines[5].size) = (packed, size);
    let report = |change: fn(&mut Line)| changed(|lines| change(&mut lines[5]));
    vec![
        case("encrypted", "container_entry_encrypted", report(|line| line.flags = 1)),
        case("data_descriptor", "container_data_descriptor", report(|line| line.flags = 8)),
        case("flag_unknown", "container_zip_field", report(|line| line.flags = 0x800)),
        case("symlink", "container_symlink", report(|line| line.attributes = 0o120_777 << 16)),
        case("directory", "container_directory", report(|line| line.attributes = 0x10)),
        case("directory_by_name", "container_directory", report(|line| line.name = b"files/".to_vec())),
        case("executable", "container_zip_field", report(|line| line.attributes = 0o100_755 << 16)),
        case("method", "container_method", report(|line| line.method = 12)),
        case("time", "container_zip_field", report(|line| line.time = 1)),
        case("extra", "container_zip_field", report(|line| line.extra = b"UT\x01\x00x".to_vec())),
        case("headers_differ", "container_zip_differs", report(|line| line.local_crc = 1)),
        case("gap", "container_zip_gap", report(|line| line.gap = 3)),
        case("gap_first", "container_zip_prefix", changed(|lines| lines[0].gap = 8)),
        case("surplus", "container_zip_surplus", changed(|lines| lines[5].bytes.extend(b"more"))),
        case("overlap", "container_zip_overlap", report(|line| line.at = Some(0))),
        case("crc", "container_entry_damaged", report(|line| line.crc ^= 1)),
        case("too_large", "container_entry_too_large", changed(promise(201 * MB, 201 * MB))),
        case("too_large_body", "container_entry_too_large", changed(|lines| lines[3].size = 17 * MB)),
        case("too_long", "container_entry_too_long", changed(|lines| lines[0] = stored("mimetype", &[b'x'; 65]))),
        case(
            "total",
            "container_total_too_large",
            changed(|lines| {
                for n in 0..6 {
                    let entry = stored(&format!("files/{n}"), b"");
                    lines.push(Line { method: 8, packed: MB, size: 190 * MB, ..entry });
                }
            }),
        ),
        case("ratio", "container_ratio", changed(|lines| lines[5] = same("files/zeros", 0, 3))),
        case(
            "deflate_broken",
            "container_entry_damaged",
            changed(|lines| {
                let at = lines[3].bytes.len() / 2;
                lines[3].bytes[at..].fill(0xff);
            }),
        ),
        case(
            "deflate_longer",
            "container_entry_damaged",
            changed(|lines| {
                lines[3].bytes.push(0);
                lines[3].packed += 1;
            }),
        ),
        case("size_lower", "container_size_wrong", changed(|lines| lines[3].size -= 1)),
        case("size_higher", "container_size_wrong", changed(|lines| lines[3].size += 1)),
        case("manifest_size_lower", "container_entry_damaged", changed(|lines| lines[1].size -= 1)),
        case("manifest_size_higher", "container_entry_damaged", changed(|lines| lines[1].size += 1)),
        case("stored_sizes", "container_zip_field", report(|line| line.size += 1)),
    ]
}

/// What is wrong with a name.
fn names() -> Vec<Case> {
    vec![
        case("name_parent", "container_name", renamed("../evil.pdf")),
        case("name_inner_parent", "container_name", renamed("files/../../evil.pdf")),
        case("name_absolute", "container_name", renamed("/etc/passwd")),
        case("name_drive", "container_name", renamed("c:\\evil.exe")),
        case("name_double_slash", "container_name", renamed("files//a")),
        case("name_dot", "container_name", renamed("./body.json")),
        case("name_nul", "container_name", renamed("a\0b")),
        case("name_chinese", "container_name", renamed("报告.pdf")),
        case("name_empty", "container_name", renamed("")),
        case("name_long", "container_name", renamed(&"a".repeat(121))),
        case("name_case", "container_name", changed(|lines| lines.push(stored("Body.json", b"{}")))),
        case("name_twice", "container_name_twice", changed(|lines| lines.push(stored("body.json", b"{}")))),
    ]
}

/// What is wrong with what the manifest says.
fn manifests() -> Vec<Case> {
    let name = format!("files/{}.pdf", hex(&Sha256::digest(REPORT)));
    let line = |path: &str, sha256: String, size: usize| json!({ "path": path, "size": size, "sha256": sha256 });
    let swapped = package().lines();
    vec![
        case("entry_missing", "container_entry_missing", changed(|lines| drop(lines.remove(5)))),
        case("no_signature_file", "container_entry_missing", changed(|lines| drop(lines.remove(2)))),
        case("order", "container_entry_missing", zip(&[&swapped[1..2], &swapped[..1], &swapped[2..]].concat())),
        case("entry_unlisted", "container_entry_unlisted", changed(|lines| lines.push(stored("files/more", b"x")))),
        case("no_body", "container_entry_missing", changed_without_body()),
        case("hash_wrong", "container_hash_wrong", changed(|lines| lines[5] = stored(&name, b"%PDF-1.7 REPORT"))),
        case(
            "file_name_wrong",
            "container_hash_wrong",
            signed(|recipe| {
                recipe.files = vec![("files/report.pdf".into(), REPORT.to_vec())];
            }),
        ),
        case(
            "hash_malformed",
            "container_hash_wrong",
            with_manifest(json!({ "entries": [
            line("mimetype", String::new(), 36)
        ] })),
        ),
        case(
            "is_return",
            "container_is_return",
            signed(|recipe| {
                recipe.mimetype = "application/vnd.tongping.return+zip";
                recipe.manifest = json!({ "kind": "return" });
            }),
        ),
        case("kind_unknown", "container_kind_unknown", signed(|recipe| recipe.mimetype = "application/zip")),
        case("kind_of_manifest", "container_kind_unknown", with_manifest(json!({ "kind": "return" }))),
        case("kind_of_later", "container_kind_unknown", with_manifest(json!({ "kind": "backup" }))),
        case("min_reader", "container_too_new", with_manifest(json!({ "min_reader": 2, "session_id": null }))),
        case("crit", "container_too_new", with_manifest(json!({ "crit": ["sealed"] }))),
        case("manifest_shape", "container_manifest_shape", with_manifest(json!({ "session_id": 7 }))),
        case("manifest_float", "container_json_float", with_manifest(json!({ "member_no": 1.5 }))),
        case(
            "signer_differs",
            "container_signer_differs",
            with_manifest(json!({
                "signer": { "key_id": "0".repeat(16), "public_key": "0".repeat(64) }
            })),
        ),
    ]
}

fn changed_without_body() -> Vec<u8> {
    let mut recipe = package();
    let text: serde_json::Value = serde_json::from_str(&recipe.manifest_text()).expect("JSON");
    let kept: Vec<_> =
        text["entries"].as_array().expect("a list").iter().filter(|line| line["path"] != "body.json").collect();
    recipe.manifest = json!({ "entries": kept });
    let mut lines = recipe.lines();
    lines.remove(3);
    zip(&lines)
}

/// What is wrong with the signatures.
fn signatures() -> Vec<Case> {
    let signature = || Recipe::signature(&package().manifest_text());
    let with = |lines: &[serde_json::Value]| {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        signed(|recipe| recipe.signatures = Some(text))
    };
    let edited = |name: &str, value: &str| {
        let mut line = signature();
        line[name] = json!(value);
        with(&[line])
    };
    let mac = json!({ "alg": "hmac-sha256", "key_id": "invitation", "mac": "0".repeat(64) });
    let upper = signature()["sig"].as_str().expect("hex").to_uppercase();
    vec![
        case("signature_none", "container_signature_missing", with(&[])),
        case("signature_mac_alone", "container_signature_missing", with(std::slice::from_ref(&mac))),
        case("signature_unknown", "container_signature_unknown", edited("alg", "sm2-sm3")),
        case("signature_other_key", "container_signature_wrong", edited("public_key", &"11".repeat(32))),
        case("signature_key_id", "container_signature_wrong", edited("key_id", "0000000000000000")),
        case("signature_of_other", "container_signature_wrong", with(&[Recipe::signature("{}")])),
        case("signature_malformed", "container_signature_malformed", edited("sig", "12")),
        case("signature_upper_case", "container_signature_malformed", edited("sig", &upper)),
        case("signature_twice", "container_signature_malformed", with(&[signature(), signature()])),
        case("signature_mac_twice", "container_signature_malformed", with(&[signature(), mac.clone(), mac])),
        case("signature_no_json", "container_signature_malformed", with(&[json!("x")])),
    ]
}

/// What is wrong with the texts.
fn bodies() -> Vec<Case> {
    let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    let keys: String = (0..5000).map(|n| format!("\"k{n}\":0,")).collect();
    vec![
        case("json_deep", "container_json_deep", with_body(deep(33))),
        case("json_float", "container_json_float", with_body(r#"{"scores":[{"points":4.5}]}"#)),
        case("json_twice", "container_json_twice", with_body(r#"{"a":{"b":1,"b":2}}"#)),
        case("json_nul", "container_json_nul", with_body(r#"{"a":"x\u0000y"}"#)),
        case("json_bidi", "container_json_bidi", with_body("{\"files\":[{\"name\":\"a\u{202e}fdp.exe\"}]}")),
        case("json_key_not_nfc", "container_json_key", with_body("{\"e\u{301}\":1}")),
        case("json_key_bidi", "container_json_key", with_body("{\"a\u{202e}\":1}")),
        case("json_long", "container_json_long", with_body(format!("{{\"a\":\"{}\"}}", "x".repeat((256 << 10) + 1)))),
        case("json_many_keys", "container_json_many", with_body(format!("{{{keys}\"a\":0}}"))),
        case("json_syntax", "container_json_syntax", with_body("{\"a\":}")),
        case("json_not_utf8", "container_json_not_utf8", with_body(b"{\"a\":\"\xff\"}".to_vec())),
        case("summary_not_utf8", "container_json_not_utf8", signed(|recipe| recipe.summary = b"\xff".to_vec())),
    ]
}

/// Encrypted files that must not be opened, made of one that may; they are asked for with the code.
pub(crate) fn encrypted(good: &[u8]) -> Vec<Case> {
    let text = String::from_utf8_lossy(&good[..good.len().min(200)]).into_owned();
    let stanza = text.lines().nth(1).expect("a stanza");
    let (start, _) = stanza.rsplit_once(' ').expect("a work factor");
    let replace = |new: &str| {
        let at = good.windows(stanza.len()).position(|window| window == stanza.as_bytes()).expect("it is there");
        [&good[..at], new.as_bytes(), &good[at + stanza.len()..]].concat()
    };
    let other = "-> X25519 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
    let mut flipped = good.to_vec();
    let last = flipped.len() - 1;
    flipped[last] ^= 1;
    let head = good.windows(5).position(|window| window == b"\n--- ").expect("the end of the head");
    assert!(CODE.len() > 12);
    vec![
        case("age_work", "container_age_work", replace(&format!("{start} 21"))),
        case("age_work_huge", "container_age_head", replace(&format!("{start} 999"))),
        case("age_mixed", "container_age_mixed", replace(&format!("{other}{stanza}"))),
        case("age_head", "container_age_head", good[..head].to_vec()),
        case("age_damaged", "container_damaged", flipped),
    ]
}

/// Bombs and the like, too large to keep: each with the rule that stops it.
pub(crate) fn bombs() -> Vec<Case> {
    let nested = zip(&[deflated("a", &zip(&[deflated("a", &zip(&[same("a", 0, 1024)]))]))]);
    let lying = |size: u32| {
        changed(|lines| {
            let zeros = same("body.json", b' ', 15);
            lines[3] = Line { size, ..zeros };
        })
    };
    let many: Vec<Line> = (0..2001).map(|n| stored(&format!("files/{n}"), b"")).collect();
    let most: Vec<Line> = (0..65_535).map(|n| stored(&format!("f/{n}"), b"")).collect();
    let numbers = format!("[{}0]", "0,".repeat(7 << 20));
    vec![
        case(
            "bomb",
            "container_entry_too_large",
            changed(|lines| {
                lines[5] = same("files/zeros", 0, 1024);
            }),
        ),
        case("bomb_that_lies", "container_size_wrong", lying(1 << 20)),
        case(
            "bomb_in_manifest",
            "container_entry_damaged",
            changed(|lines| {
                lines[1] = Line { size: 1 << 20, ..same("manifest.json", b' ', 200) };
            }),
        ),
        case("bomb_nested", "container_entry_unlisted", changed(|lines| lines.push(stored("files/a.zip", &nested)))),
        case("many", "container_too_many_entries", zip(&many)),
        case("most", "container_zip64", zip(&most)),
        case("very_deep", "container_json_deep", heavy("[".repeat(15 << 20))),
        case("long_text", "container_json_long", heavy(format!("{{\"a\":\"{}\"}}", random_text(10 << 20)))),
        case("long_key", "container_json_key", heavy(format!("{{\"{}\":0}}", random_text(10 << 20)))),
        case("many_numbers", "container_ratio", with_body(numbers)),
        case("many_values", "container_json_many", heavy(format!("[{}0]", random_numbers(2 << 20)))),
    ]
}

/// A package with a body that is not deflated.
fn heavy(body: String) -> Vec<u8> {
    let mut recipe = package();
    recipe.body = body.into();
    let mut lines = recipe.lines();
    lines[3] = stored("body.json", &recipe.body);
    zip(&lines)
}

/// Letters that do not deflate into a bomb.
fn random_text(length: usize) -> String {
    let mut state = 1_u32;
    let mut next = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'a' + (state >> 24) as u8 % 26)
    };
    (0..length).map(|_| next()).collect()
}

fn random_numbers(count: usize) -> String {
    random_text(count).bytes().map(|byte| format!("{},", byte % 10)).collect()
}
