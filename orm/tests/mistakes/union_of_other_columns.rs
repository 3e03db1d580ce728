#![allow(unused)]
include!("../../../codegen/tests/cases/blog/schema.rs");

fn names() -> evenkeel::Select<Post> {
    let users = User::select().columns(|u| (u.id, u.name));
    users.union(Post::select().columns(|p| (p.id, p.views)));
    Post::select()
}

fn main() {}
