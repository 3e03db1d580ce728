#![allow(unused)]
include!("../../../codegen/tests/cases/blog/schema.rs");

fn main() {
    let update = Post::update()
        .from::<User, _>(|p, u| u.id.eq(p.author_id))
        .set(|(p, u)| (p.title.set(u.name), u.name.set("Ada"), u.email.set_null(), u.id.set_default(), u.id.add(1)));
    let names = User::select().columns(|u| (u.id, u.name));
    let update = Post::update()
        .from_source(names, |p, (id, _)| id.eq(p.author_id))
        .set(|(p, (_, name))| (p.title.set(name), name.set("Ada")));
}
