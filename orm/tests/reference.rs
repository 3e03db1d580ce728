//! The reference schema as an application has it.

#![allow(missing_docs)]

use evenkeel::{Generate, Table, Written};

evenkeel::schema!("schema.yaml");

/// The same tables again, by name and by a path of another form.
mod named {
    evenkeel::schema!("../schema.yaml"; User, Member);
}

#[test]
fn a_row_is_a_plain_struct() {
    let now = evenkeel::jiff::Timestamp::UNIX_EPOCH;
    let member = Member {
        id: "01J".to_owned(),
        organization_id: "01K".to_owned(),
        user_id: "01L".to_owned(),
        role: MemberRole::Owner,
        created_at: now,
        updated_at: now,
    };
    assert_eq!(member, member.clone());
    assert_eq!(member.role.to_string(), "owner");
    assert_eq!("pastDue".parse(), Ok(OrganizationSubscriptionStatus::PastDue));
}

#[test]
fn a_table_says_what_it_is_called() {
    let meta = TransformationJob::META;
    assert_eq!((meta.schema, meta.name), ("public", "transformation_jobs"));
    assert_eq!(meta.primary_key, ["id"]);
    let column = |name| meta.columns.iter().find(|column| column.name == name).copied();
    let id = column("id").unwrap();
    assert_eq!((id.generate, id.written, id.nullable), (Some(Generate::Ulid), Written::Optional, false));
    let lock = column("locked_until").unwrap();
    assert_eq!((lock.data_type, lock.nullable, lock.touch), ("timestamp with time zone", true, false));
    assert_eq!(column("input_url").unwrap().written, Written::Required);
    assert!(column("updated_at").unwrap().touch);
}

#[test]
fn named_tables_are_the_same_tables() {
    assert_eq!(named::User::META, User::META);
    assert_eq!(named::Member::META, Member::META);
    assert_eq!(named::MemberRole::Viewer.as_str(), MemberRole::Viewer.as_str());
}
