#![allow(unused)]
include!("../../../codegen/tests/cases/blog/schema.rs");

fn main() {
    let wanted: Option<String> = None;
    let posts = Post::select().filter(|p| p.body.eq(wanted));
}
