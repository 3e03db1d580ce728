#![allow(unused)]
evenkeel::schema!("broken.yaml");

fn main() {
    let query = Person::select();
}
