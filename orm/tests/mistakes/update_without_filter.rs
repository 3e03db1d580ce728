#![allow(unused)]
include!("../../../codegen/tests/cases/blog/schema.rs");

async fn publish(db: &evenkeel::Db) -> Result<(), evenkeel::Error> {
    Post::update().set(|p| p.views.set(0)).exec(db).await?;
    Ok(())
}

fn main() {}
