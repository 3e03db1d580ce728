#![allow(unused)]
include!("../../../codegen/tests/cases/blog/schema.rs");

fn main() {
    let update = Post::update().set(|p| (p.title.set(None::<String>), p.title.set_null())).all_rows();
}
