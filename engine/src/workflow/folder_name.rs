//! The name of a migration's folder.

use evenkeel_runner::check_name;

/// The longest name, in bytes.
const MAX_BYTES: usize = 60;

/// The name that was given, where a migration can have it, else one made of its words, or of what changes.
pub(super) fn folder_name(given: Option<&str>, changes: &[String]) -> String {
    let of_words = |given: &str| joined(given, MAX_BYTES);
    let given = given.map(|given| if check_name(given).is_ok() { given.to_owned() } else { of_words(given) });
    match (given, changes) {
        (Some(given), _) if !given.is_empty() => given,
        (_, []) => "change".to_owned(),
        (_, [only]) => joined(&head(only), MAX_BYTES),
        (_, [first, rest @ ..]) => {
            let tail = format!("_and_{}_more", rest.len());
            let head = head(first);
            // A new name would be cut off.
            let head = head.split_once(" to ").map_or(head.as_str(), |(old, _)| old);
            format!("{}{tail}", joined(head, MAX_BYTES.saturating_sub(tail.len())))
        }
    }
}

/// What a change does to what, without the details.
fn head(change: &str) -> String {
    let what = change.split(':').next().unwrap_or(change);
    match what.split_once(" is now ") {
        Some((old, new)) => format!("rename {old} to {new}"),
        None => what.to_owned(),
    }
}

/// The words with `_` between them, as many of them as the length allows.
fn joined(text: &str, max_bytes: usize) -> String {
    let words = text.split(|character: char| !character.is_alphanumeric());
    let mut name = String::new();
    for word in words.filter(|word| !word.is_empty() && *word != "public") {
        let word = word.to_lowercase();
        if name.is_empty() {
            evenkeel_model::name::clip(&word, max_bytes).clone_into(&mut name);
        } else if name.len() + 1 + word.len() <= max_bytes {
            name.push('_');
            name.push_str(&word);
        } else {
            break;
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::folder_name;

    #[test]
    fn changes_name_the_folder() {
        let name = |changes: &[&str]| folder_name(None, &changes.iter().map(ToString::to_string).collect::<Vec<_>>());
        let create = "create column public.organization.likes: integer not null, default 0";
        assert_eq!(name(&[]), "change");
        assert_eq!(name(&[create]), "create_column_organization_likes");
        let rename = "column billing_email of public.organization is now invoice_email";
        assert_eq!(name(&[rename]), "rename_column_billing_email_of_organization_to_invoice_email");
        assert_eq!(name(&[rename, create, create]), "rename_column_billing_email_of_organization_and_2_more");
        assert_eq!(folder_name(Some("Add-role_v1.2"), &[]), "Add-role_v1.2");
        assert_eq!(folder_name(Some("Add member's role"), &[]), "add_member_s_role");
        assert_eq!(folder_name(Some("-"), &[create.to_owned()]), "create_column_organization_likes");
        assert_eq!(folder_name(Some(&"ä".repeat(200)), &[]), "ä".repeat(30));
    }
}
