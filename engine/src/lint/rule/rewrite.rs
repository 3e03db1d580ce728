//! What writes a whole table anew while nobody may read or write.

use squawk_syntax::ast::{AlterTableAction, Stmt};

use crate::lint::subject::{Found, Subject, text};

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    match subject.statement {
        Stmt::Vacuum(vacuum) => {
            let listed = vacuum.vacuum_option_list().is_some_and(|list| {
                list.vacuum_options().any(|option| {
                    let on = option.vacuum_option_value().is_none_or(|value| {
                        !["false", "off", "0"].iter().any(|off| text(&value).eq_ignore_ascii_case(off))
                    });
                    on && option.vacuum_option_name().is_some_and(|name| text(&name).eq_ignore_ascii_case("full"))
                })
            });
            if vacuum.full_token().is_none() && !listed {
                return Vec::new();
            }
            vec![Found::new(
                "reads and writes wait until the table and its indexes are written anew",
                "VACUUM without FULL lets both go on; to give the room back while the table is in use, the extension \
                 pg_repack does that",
            )]
        }
        Stmt::Cluster(_) | Stmt::Repack(_) => vec![Found::new(
            "reads and writes wait until the table and its indexes are written anew, in another order",
            "do it when nobody uses the table; the extension pg_repack does it while it is in use",
        )],
        Stmt::AlterTable(_) => altered(subject),
        _ => Vec::new(),
    }
}

fn altered(subject: &Subject<'_>) -> Vec<Found> {
    let Some(alter) = subject.alter() else { return Vec::new() };
    if subject.rewrites() == Some(false) && !alter.actions.iter().any(moves) {
        return Vec::new();
    }
    let writes = |action: &AlterTableAction| {
        moves(action)
            || matches!(
                action,
                AlterTableAction::SetLogged(_)
                    | AlterTableAction::SetUnlogged(_)
                    | AlterTableAction::SetAccessMethod(_)
            )
    };
    alter
        .actions
        .iter()
        .filter(|action| writes(action))
        .map(|_| {
            Found::new(
                format!("reads and writes of {} wait until the table is written anew", alter.table),
                "do it while the table is small, or when nobody uses it; else make a new table, fill it in batches, and \
                 exchange the two by renaming",
            )
        })
        .collect()
}

/// What copies the files as they are, so that the server does not call it a rewrite.
fn moves(action: &AlterTableAction) -> bool {
    matches!(action, AlterTableAction::SetTablespace(_))
}
