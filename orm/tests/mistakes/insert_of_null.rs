#![allow(unused)]
include!("../../../codegen/tests/cases/blog/schema.rs");

fn copies() -> evenkeel::Insert<User> {
    User::select().columns(|u| (u.id, u.email)).insert_into::<User, _>(|u| (u.id, u.name))
}

fn main() {}
