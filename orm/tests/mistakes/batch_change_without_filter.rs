#![allow(unused)]
include!("../../../codegen/tests/cases/blog/schema.rs");

fn main() {
    evenkeel::batch().exec(Post::update().set(|p| p.title.set("all of them")));
}
