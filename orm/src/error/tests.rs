use super::postgres::masked;

#[test]
fn values_in_messages_about_data_are_masked() {
    assert_eq!(
        masked(r#"invalid input syntax for type integer: "s3cret""#),
        r#"invalid input syntax for type integer: "…""#
    );
    assert_eq!(
        masked(r#"value "a"b" is out of range for type integer"#),
        r#"value "…" is out of range for type integer"#
    );
    assert_eq!(masked("division by zero"), "division by zero");
}
