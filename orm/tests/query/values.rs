use evenkeel::{Range, Value};

#[test]
fn ranges_are_read_from_text() {
    let range = <Range<i32> as Value>::parse("[1,4)").unwrap();
    assert_eq!(range, Range::from(1..4));
    let mut text = String::new();
    <Range<i32> as Value>::print(&range, &mut text).unwrap();
    assert_eq!(text, r#"["1","4")"#);
}
