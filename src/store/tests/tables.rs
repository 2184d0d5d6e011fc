//! The trait by itself.

use std::ops::ControlFlow;

use super::database;
use crate::store::error::Fault;
use crate::store::kv::{Order, Span, Table};

const NUMBERS: Table<(u8, &str), u64> = Table::new("numbers-of-a-test");
const OTHERS: Table<u8, &str> = Table::new("numbers-of-a-test-too");

fn all(view: &(impl crate::store::kv::View + ?Sized), span: &Span, order: Order) -> Vec<u64> {
    let mut all = Vec::new();
    NUMBERS
        .scan(view, span, order, |_key, value| {
            all.push(value);
            Ok(ControlFlow::Continue(()))
        })
        .expect("a scan");
    all
}

#[test]
fn a_change_sees_itself_and_is_there_as_a_whole_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = database(folder.path());
    let put = |change: &mut dyn crate::store::kv::Change| {
        for (key, value) in [((2, "b"), 4), ((1, "a"), 1), ((1, "b"), 2), ((2, "a"), 3)] {
            NUMBERS.put(change, &key, &value)?;
        }
        OTHERS.put(change, &7, &"seven")?;
        NUMBERS.remove(change, &(2, "b"))?;
        assert_eq!(NUMBERS.get(change, &(2, "b"), Ok)?, None);
        assert_eq!(NUMBERS.get(change, &(1, "b"), Ok)?, Some(2));
        assert_eq!(all(change, &Span::ALL, Order::Forwards), [1, 2, 3]);
        Ok(())
    };
    let failed = database.write(&mut |change| put(change).and(Err(Fault::Closed)));
    assert!(matches!(failed, Err(Fault::Closed)));
    assert_eq!(all(&*database.view().expect("a view"), &Span::ALL, Order::Forwards), [0; 0]);
    database.write(&mut |change| put(change)).expect("a change");
    let view = database.view().expect("a view");
    assert_eq!(all(&*view, &Span::ALL, Order::Forwards), [1, 2, 3]);
    assert_eq!(all(&*view, &Span::ALL, Order::Backwards), [3, 2, 1]);
    assert_eq!(
        OTHERS.get(&*view, &7, |text| Ok(text.to_owned())).expect("read").as_deref(),
        Some("seven")
    );
}

#[test]
fn spans_hold_what_they_say() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = database(folder.path());
    database
        .write(&mut |change| {
            for (number, key) in (0..).zip([(1, ""), (1, "a"), (1, "b"), (2, "a"), (255, "z")]) {
                NUMBERS.put(change, &key, &number)?;
            }
            Ok(())
        })
        .expect("a change");
    let view = database.view().expect("a view");
    for (span, expected) in [
        (NUMBERS.span((1, "a")..(2, "a")), vec![1, 2]),
        (NUMBERS.span((1, "a")..=(2, "a")), vec![1, 2, 3]),
        (NUMBERS.span(..(1, "a")), vec![0]),
        (NUMBERS.span((2, "b")..), vec![4]),
        (NUMBERS.span((2, "a")..(1, "a")), vec![]),
        (NUMBERS.span((1, "a")..(1, "a")), vec![]),
        (Span::prefix(vec![1]), vec![0, 1, 2]),
        (Span::prefix(vec![255]), vec![4]),
        (Span::ALL, vec![0, 1, 2, 3, 4]),
    ] {
        assert_eq!(all(&*view, &span, Order::Forwards), expected, "{span:?}");
    }
    // A look within a look.
    NUMBERS
        .each(&*view, &Span::ALL, |key, value| {
            assert_eq!(NUMBERS.get(&*view, &key, Ok)?, Some(value));
            Ok(())
        })
        .expect("a scan");
    database
        .write(&mut |change| {
            NUMBERS.retain(change, &Span::prefix(vec![1]), |(_, text), _| text == "a")?;
            NUMBERS.remove_span(change, &NUMBERS.span((2, "b")..))
        })
        .expect("a change");
    let after = database.view().expect("a view");
    assert_eq!(all(&*after, &Span::ALL, Order::Forwards), [1, 3]);
}
