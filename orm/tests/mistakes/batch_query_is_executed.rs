#![allow(unused)]
include!("../../../codegen/tests/cases/blog/schema.rs");

fn main() {
    evenkeel::batch().exec(Post::select().filter(|p| p.id.eq(1)));
}
