evenkeel::schema!("composites.yaml");

fn main() {
    let _ = evenkeel::sql!("composites.yaml"; "select id, last from guest");
}
