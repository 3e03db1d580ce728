#![allow(unused)]
evenkeel::schema!("people.yaml"; Person, Persn);

fn main() {
    let query = Person::select();
}
