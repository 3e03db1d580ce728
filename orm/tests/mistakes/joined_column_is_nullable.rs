#![allow(unused)]
include!("../../../codegen/tests/cases/blog/schema.rs");

async fn titles(db: &evenkeel::Db) -> Result<Vec<(String, String)>, evenkeel::Error> {
    User::select().left_join::<Post, _>(|u, p| p.author_id.eq(u.id)).columns(|(u, p)| (u.name, p.title)).all(db).await
}

fn main() {}
