#![allow(unused)]
include!("../../../codegen/tests/cases/blog/schema.rs");

fn main() {
    let four = Post::select().cross_join::<Post>().cross_join::<Post>().cross_join::<Post>();
    let eight = four.cross_join::<Post>().cross_join::<Post>().cross_join::<Post>().cross_join::<Post>();
    let twelve = eight.cross_join::<Post>().cross_join::<Post>().cross_join::<Post>().cross_join::<Post>();
    let sixteen = twelve.cross_join::<Post>().cross_join::<Post>().cross_join::<Post>().cross_join::<Post>();
    sixteen.left_join::<User, _>(|(p, ..), u| p.author_id.eq(u.id));
}
