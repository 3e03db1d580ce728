#![allow(unused)]
include!("../../../codegen/tests/cases/blog/schema.rs");

fn main() {
    let update = Post::update().set(|p| p.title.set(None::<String>)).all_rows();
}
