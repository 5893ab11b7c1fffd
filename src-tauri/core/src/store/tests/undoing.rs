//! Undo and redo as people expect them, and every case in which they are refused.

use super::*;

/// Signing is not taken back by undo.
fn may(event: &EventName) -> Verdict {
    if event.op == "opinion_sign" { Verdict::Stop } else { Verdict::Take }
}

fn back(store: &mut Store) -> i64 {
    store.undo(&stamp(), None, may).unwrap().value.seq
}

fn forth(store: &mut Store) -> i64 {
    store.redo(&stamp(), may).unwrap().value.seq
}

/// A store with three events of one row each and the rows after each of them.
fn three() -> (Store, Vec<Vec<String>>) {
    let mut store = scratch();
    let mut states = vec![dump(&store)];
    for statements in [
        "INSERT INTO report(id, title) VALUES (1, '甲'), (2, '乙'); INSERT INTO score VALUES (1, 'a', '4.5'), (2, 'a', NULL)",
        "UPDATE report SET title = title || '改', note = 'n'; UPDATE score SET value = '5' WHERE report_id = 1",
        "DELETE FROM score; DELETE FROM report WHERE id = 2",
    ] {
        run(&mut store, "step", statements);
        states.push(dump(&store));
    }
    (store, states)
}

#[test]
fn steps_back_and_forth_give_exactly_the_rows_of_then() {
    let (mut store, states) = three();
    for state in [2, 1, 0] {
        back(&mut store);
        assert_eq!(dump(&store), states[state]);
    }
    assert_eq!(code(store.undo(&stamp(), None, may)), "undo_nothing");
    for state in [1, 2, 3] {
        forth(&mut store);
        assert_eq!(dump(&store), states[state]);
    }
    assert_eq!(code(store.redo(&stamp(), may)), "redo_nothing");
    // Once more through what was redone: undo of a redo, redo of that.
    for state in [2, 1, 2, 1, 0, 1] {
        if dump(&store) == states[state + 1] {
            back(&mut store)
        } else {
            forth(&mut store)
        };
        assert_eq!(dump(&store), states[state]);
    }
    assert_eq!(store.verify().unwrap(), []);
}

#[test]
fn a_walk_back_and_forth_at_random_is_the_walk_on_a_list() {
    let mut store = scratch();
    run(
        &mut store,
        "report_add",
        "INSERT INTO report(id, title) VALUES (1, 't'); INSERT INTO score VALUES (1, 'a', '0')",
    );
    let value = |store: &Store| {
        store.read(|conn| Ok(conn.query_row("SELECT value FROM score", [], |r| r.get::<_, String>(0))?)).unwrap()
    };
    let (mut list, mut at, mut state) = (vec!["0".to_owned()], 0, 12_345_u32);
    for step in 1..400_u32 {
        state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        match (state >> 16) % 5 {
            0 | 1 if at > 0 => {
                store.undo(&stamp(), None, may).unwrap();
                at -= 1;
            }
            2 | 3 if at + 1 < list.len() => {
                store.redo(&stamp(), may).unwrap();
                at += 1;
            }
            2 | 3 => assert_eq!(code(store.redo(&stamp(), may)), "redo_nothing"),
            _ => {
                let new = step.to_string();
                run(&mut store, "score_set", &["UPDATE score SET value = '", &new, "'"].concat());
                list.truncate(at + 1);
                list.push(new);
                at += 1;
            }
        }
        assert_eq!(value(&store), list[at]);
        assert_eq!(store.next_redo(may).unwrap().is_some(), at + 1 < list.len());
    }
    assert_eq!(store.verify().unwrap(), []);
}

#[test]
fn the_stack_survives_a_restart() {
    let (_folder, path, mut store) = on_disk();
    put_report(&mut store, 1);
    put_report(&mut store, 2);
    back(&mut store);
    store.close().unwrap();
    let mut store = Store::open_as(&path, &SMALL, &stamp()).unwrap();
    assert_eq!(store.next_undo(may).unwrap().map(|event| event.seq), Some(2));
    let redo = store.next_redo(may).unwrap().unwrap();
    assert_eq!((redo.seq, redo.op.as_str()), (4, "report_add"));
    forth(&mut store);
    assert_eq!(dump(&store).len(), 2);
}

#[test]
fn an_undo_is_news_and_names_what_it_takes_back() {
    let mut store = scratch();
    put_report(&mut store, 1);
    let undone = store.undo(&stamp(), None, may).unwrap();
    assert_eq!((undone.event_seq, undone.touched), (Some(3), vec!["report".to_owned()]));
    assert_eq!((undone.value.seq, undone.value.op.as_str(), undone.value.subject.as_str()), (2, "report_add", "甲"));
    let redone = store.redo(&stamp(), may).unwrap();
    assert_eq!((redone.value.seq, redone.value.op.as_str()), (3, "report_add"));
    let log = store.log(&LogFilter::default()).unwrap();
    let said: Vec<_> = log.iter().map(|event| (event.op.as_str(), event.undoes)).collect();
    assert_eq!(said, [("redo", Some(3)), ("undo", Some(2)), ("report_add", None), ("workspace_create", None)]);
}

#[test]
fn anything_new_ends_what_can_be_redone_but_a_mere_note_does_not() {
    let mut store = scratch();
    put_report(&mut store, 1);
    back(&mut store);
    store.write(&WriteOp::new("sheet_export", "", &stamp()).kept_empty(), |_| Ok(())).unwrap();
    forth(&mut store);
    back(&mut store);
    put_report(&mut store, 2);
    assert_eq!(code(store.redo(&stamp(), may)), "redo_nothing");
    assert_eq!(store.next_redo(may).unwrap(), None);
}

#[test]
fn a_signature_is_refused_and_settles_what_came_before() {
    let mut store = scratch();
    put_report(&mut store, 1);
    run(&mut store, "opinion_sign", "UPDATE report SET note = 'signed'");
    assert_eq!(code(store.undo(&stamp(), None, may)), "undo_not_possible");
    assert_eq!(code(store.undo(&stamp(), Some(3), may)), "undo_not_possible");
    assert_eq!(store.next_undo(may).unwrap(), None);
    assert_eq!(code(store.undo(&stamp(), Some(1), may)), "undo_not_possible");
    assert!(matches!(store.undo(&stamp(), Some(99), may), Err(Error::Missing { what: "event", .. })));
    assert_eq!(store.head().unwrap().seq, 3);
}

#[test]
fn a_later_touch_of_the_same_row_is_named() {
    let mut store = scratch();
    put_report(&mut store, 1);
    put_report(&mut store, 2);
    run(&mut store, "report_note", "UPDATE report SET note = 'x' WHERE id = 1");
    let Err(Error::Refused { code: said, params }) = store.undo(&stamp(), Some(2), may) else { panic!() };
    assert_eq!(said, "undo_touched_later");
    assert!(params.contains(&("later_seq", "4".into())) && params.contains(&("later_op", "report_note".into())));
    // Another row of the same table is no obstacle; and once the later event is taken back, neither is it.
    assert_eq!(store.undo(&stamp(), Some(3), may).unwrap().value.seq, 3);
    assert_eq!(store.undo(&stamp(), Some(4), may).unwrap().value.seq, 4);
    assert_eq!(code(store.undo(&stamp(), Some(4), may)), "undo_already_done");
    assert_eq!(store.undo(&stamp(), Some(2), may).unwrap().value.seq, 2);
    assert!(dump(&store).is_empty());
    assert_eq!(store.verify().unwrap(), []);
}

#[test]
fn a_redo_is_a_later_touch_too() {
    let mut store = scratch();
    put_report(&mut store, 1);
    run(&mut store, "report_note", "UPDATE report SET note = 'x'");
    back(&mut store);
    forth(&mut store);
    assert_eq!(code(store.undo(&stamp(), Some(2), may)), "undo_touched_later");
    // Event 5 is the redo: it stands for the note now, whichever of the two is asked for.
    assert_eq!(store.undo(&stamp(), Some(3), may).unwrap().value.seq, 5);
    assert_eq!(code(store.undo(&stamp(), Some(3), may)), "undo_already_done");
    assert_eq!(code(store.undo(&stamp(), Some(4), may)), "ok");
    assert_eq!(back(&mut store), 7);
    assert_eq!(back(&mut store), 2);
}

#[test]
fn rows_that_others_rest_on_are_not_taken_away() {
    let mut store = scratch();
    put_report(&mut store, 1);
    run(&mut store, "score_set", "INSERT INTO score VALUES (1, 'a', '1')");
    let (head, rows) = (store.head().unwrap(), dump(&store));
    assert_eq!(code(store.undo(&stamp(), Some(2), may)), "undo_depended_on");
    assert_eq!((store.head().unwrap(), dump(&store)), (head, rows));
    // A title that somebody else has taken by now.
    run(&mut store, "report_name", "UPDATE report SET title = 'neu' WHERE id = 1");
    run(&mut store, "report_add", "INSERT INTO report(id, title) VALUES (5, '报告1')");
    assert_eq!(code(store.undo(&stamp(), Some(4), may)), "undo_depended_on");
}

#[test]
fn a_replaced_row_and_a_moved_key_come_back() {
    let mut store = scratch();
    put_report(&mut store, 1);
    run(&mut store, "score_set", "INSERT INTO score VALUES (1, 'a', '1'), (1, 'b', '2')");
    let before = dump(&store);
    run(
        &mut store,
        "swap",
        "REPLACE INTO score VALUES (1, 'a', '9'); UPDATE score SET criterion = 'c' WHERE criterion = 'b'",
    );
    back(&mut store);
    assert_eq!(dump(&store), before);
}

#[test]
fn texts_come_back_byte_for_byte() {
    let mut store = scratch();
    let nasty = "引号\"'\\ 换行\n\t\u{0} \u{202e}反 \u{1f600} <b>&amp;";
    let put = WriteOp::new("report_add", "", &stamp());
    store.write(&put, |tx| Ok(tx.execute("INSERT INTO report VALUES (1, ?1, ?1)", [nasty])?)).unwrap();
    run(&mut store, "report_remove", "DELETE FROM report");
    back(&mut store);
    let text: String = store.read(|conn| Ok(conn.query_row("SELECT note FROM report", [], |row| row.get(0))?)).unwrap();
    assert_eq!(text, nasty);
    assert_eq!(store.verify().unwrap(), []);
}

#[test]
fn attachments_stay_when_their_event_is_taken_back() {
    let mut store = scratch();
    run(
        &mut store,
        "file_add",
        "INSERT INTO file_bytes VALUES ('ab', 1, x'01'); INSERT INTO report(id, title) VALUES (1, 'x')",
    );
    back(&mut store);
    assert_eq!(dump(&store).len(), 1);
    forth(&mut store);
    assert_eq!(dump(&store).len(), 2);
}

#[test]
fn personal_numbers_are_never_made_up() {
    let mut store = scratch();
    run(&mut store, "expert_add", "INSERT INTO expert(id, name, phone) VALUES (1, '李四', '138')");
    // Other columns come back, the number stays.
    run(&mut store, "expert_set", "UPDATE expert SET name = '李五'");
    back(&mut store);
    assert_eq!(dump(&store), [r#"["expert",1,"李四","138",null,null]"#]);
    // A changed, added or removed number cannot come back.
    for change in ["phone = '139'", "id_number = '110'", "phone = NULL"] {
        let seq = run(&mut store, "expert_set", &["UPDATE expert SET ", change].concat()).event_seq;
        assert_eq!(code(store.undo(&stamp(), seq, may)), "undo_hidden_value", "{change}");
    }
    run(&mut store, "expert_remove", "DELETE FROM expert");
    assert_eq!(code(store.undo(&stamp(), None, may)), "undo_hidden_value");
    // An expert added by mistake goes; bringing her back would need the number.
    run(&mut store, "expert_add", "INSERT INTO expert(id, name, phone) VALUES (2, '王五', '137')");
    back(&mut store);
    assert_eq!(code(store.redo(&stamp(), may)), "undo_hidden_value");
}

#[test]
fn a_row_written_past_the_log_is_not_overwritten() {
    let mut store = scratch();
    put_report(&mut store, 1);
    store.conn.execute_batch("DROP TRIGGER audit_report_update; UPDATE report SET note = 'past'").unwrap();
    assert_eq!(code(store.undo(&stamp(), None, may)), "undo_row_differs");
}
