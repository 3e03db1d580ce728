#![allow(unused)]
include!("../../../codegen/tests/cases/blog/schema.rs");

fn main() {
    let new = NewPost { author_id: 1 };
}
