#![allow(unused)]
include!("../../../codegen/tests/cases/blog/schema.rs");

fn main() {
    let query = User::select().filter(|u| u.emial.eq("ada@example.org"));
}
