#![allow(unused)]
include!("../../../codegen/tests/cases/blog/schema.rs");

async fn emails(db: &evenkeel::Db) -> Result<Vec<String>, evenkeel::Error> {
    User::select().columns(|u| u.email).all(db).await
}

fn main() {}
