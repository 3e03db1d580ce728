#![allow(unused)]
include!("../../../codegen/tests/cases/blog/schema.rs");

fn main() {
    let query = Post::select().filter(|p| p.title);
}
