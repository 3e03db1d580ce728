#![allow(unused)]
include!("../../../codegen/tests/cases/blog/schema.rs");

async fn both(db: &evenkeel::Db) -> Result<(), evenkeel::Error> {
    let (user, posts): (User, Vec<Post>) = evenkeel::batch().one(User::find(1)).all(Post::select()).await?;
    let (user, posts): (User, Vec<Post>) = evenkeel::batch().all(Post::select()).one(User::find(1)).run(db).await?;
    Ok(())
}

fn main() {}
