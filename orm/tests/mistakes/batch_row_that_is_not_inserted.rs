#![allow(unused)]
include!("../../../codegen/tests/cases/blog/schema.rs");

fn main() {
    evenkeel::batch().one(NewUser { name: "Ada".into() });
}
