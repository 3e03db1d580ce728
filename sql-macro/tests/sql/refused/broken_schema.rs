evenkeel::schema!("broken.yaml");

fn main() {
    let _ = evenkeel::sql!("broken.yaml"; "select id from person");
    let _ = evenkeel::sql!("broken.yaml"; "select name from person");
}
