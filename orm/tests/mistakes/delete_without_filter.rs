#![allow(unused)]
include!("../../../codegen/tests/cases/blog/schema.rs");

async fn clear(db: &evenkeel::Db) -> Result<(), evenkeel::Error> {
    Post::delete().exec(db).await?;
    Ok(())
}

fn main() {}
