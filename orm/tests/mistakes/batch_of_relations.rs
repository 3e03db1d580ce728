#![allow(unused)]
include!("../../../codegen/tests/cases/blog/schema.rs");

fn main() {
    let batch = evenkeel::batch().all(User::select().with(User::POSTS));
    let _ = batch;
}
