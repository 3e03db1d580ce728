use std::error::Error as _;

use super::postgres::masked;
use super::{Error, Foreign};
use crate::enumeration::Enumeration;
use crate::sql::Sql;

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

#[test]
fn why_a_value_cannot_be_read_is_said_without_it() {
    let unknown = crate::enumeration::parse::<Known>("s3cret").unwrap_err();
    let foreign = Foreign::of::<Known>("`s3cret` is none of ours");
    for (source, reason) in [
        (unknown.into(), "it is no value of Known".to_owned()),
        (foreign, format!("{} does not take it", std::any::type_name::<Known>())),
    ] {
        let error = Error::decode("kind", source).in_result_of(&Sql::new("SELECT kind".into(), Vec::new()));
        assert_eq!(error.to_string(), format!("the column kind of the result cannot be read: {reason}"));
        assert!(!format!("{error:?}").contains("s3cret") && format!("{error:?}").contains("SELECT kind"), "{error:?}");
        assert!(error.source().unwrap().to_string().contains("s3cret"));
    }
}

#[derive(Clone, Copy, Debug)]
struct Known;

impl Enumeration for Known {
    const NAME: &'static str = "Known";
    const ALL: &'static [(Self, &'static str)] = &[];

    fn text(&self) -> &'static str {
        ""
    }
}
