#![allow(unused)]
include!("../../../codegen/tests/cases/blog/schema.rs");

fn main() {
    let batch = evenkeel::batch().exec(Post::update().set(|p| p.views.set(0)));
    let _ = batch;
}
