#![allow(unused)]
include!("../../../codegen/tests/cases/blog/schema.rs");

fn main() {
    let pages = Post::select().keyset(|p| p.body.desc());
}
