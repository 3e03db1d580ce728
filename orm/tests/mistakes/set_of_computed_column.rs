#![allow(unused)]
include!("../../../codegen/tests/cases/overrides/schema.rs");

fn main() {
    let update = Sample::update().set(|s| (s.twice.set(1), s.id.set_default(), s.twice.add(1))).all_rows();
}
