#![allow(unused)]
include!("../../../codegen/tests/cases/blog/schema.rs");

fn main() {
    evenkeel::batch().all(User::select().with(User::POSTS));
}
