//! The synthetic schema: what large applications have, many times over.
//!
//! Each table has 15 columns, 3 indexes beside its primary key, and 1.5 foreign keys on average.

use std::fmt::Write as _;

/// How many tables are made in one transaction: their locks must fit in the server's table of locks.
const BATCH: usize = 200;
/// How many enums the tables share.
const ENUMS: usize = 20;

/// What tables are called, with a number behind.
const NOUNS: [&str; 10] = [
    "account",
    "invoice",
    "shipment",
    "inventory_item",
    "payment_method",
    "support_ticket",
    "audit_entry",
    "price_rule",
    "order_line",
    "webhook_delivery",
];

/// The SQL that makes it, a text a transaction.
pub fn schema(tables: usize) -> Vec<String> {
    let mut enums = String::new();
    for number in 0..ENUMS {
        let _ = writeln!(
            enums,
            "create type state_{number:02} as enum ('draft', 'active', 'suspended', 'closed');\n\
             comment on type state_{number:02} is 'Where something of kind {number} stands';"
        );
    }
    let numbers: Vec<usize> = (0..tables).collect();
    let batches = numbers.chunks(BATCH).map(|batch| batch.iter().map(|number| table(*number)).collect());
    std::iter::once(enums).chain(batches).collect()
}

/// Ten changes, each of another table, as a day of work brings them.
pub fn changes(tables: usize) -> String {
    // Spread over the whole, and never the same table twice.
    let table = |change: usize| name(change * tables / 10);
    let earlier = name(0);
    [
        format!("alter table {} add column region text", table(0)),
        format!("alter table {} add column priority integer not null default 0", table(1)),
        format!("alter table {} alter column email set not null", table(2)),
        format!("alter table {} alter column quantity set default 2", table(3)),
        format!("create index on {} (email)", table(4)),
        format!("alter table {} add check (quantity < 1000000)", table(5)),
        format!("comment on table {} is 'What it holds, told anew'", table(6)),
        format!("alter table {} alter column email type varchar(320)", table(7)),
        format!("alter table {0} add column reviewer_id uuid references {earlier} (id) on delete set null", table(8)),
        format!("alter table {} alter column deleted_at set default now()", table(9)),
    ]
    .join(";\n")
}

/// The name of a table.
fn name(number: usize) -> String {
    let noun = NOUNS.get(number % NOUNS.len()).copied().unwrap_or_default();
    format!("{noun}_{number:04}")
}

/// The type of a table's key, and how the server makes one.
fn key(number: usize) -> (&'static str, &'static str) {
    if number.is_multiple_of(2) { ("uuid", " default gen_random_uuid()") } else { ("text", "") }
}

fn table(number: usize) -> String {
    let name = name(number);
    let (key_type, key_default) = key(number);
    // A tree, so that a table needs few others, and only ones made before it.
    let parent = number.saturating_sub(1) / 3;
    let owner = number / 2;
    let (parent_type, owner_type) = (key(parent).0, key(owner).0);
    let state = number % ENUMS;
    let mut sql = format!(
        "create table {name} (\n\
         id {key_type} primary key{key_default},\n\
         parent_id {parent_type} references {parent_name} (id) on delete cascade,\n\
         owner_id {owner_type},\n\
         name text not null,\n\
         slug text not null,\n\
         email varchar(255),\n\
         state state_{state:02} not null default 'draft',\n\
         amount numeric(12,2) not null default 0 check (amount >= 0),\n\
         quantity integer not null default 1,\n\
         settings jsonb not null default '{{}}',\n\
         tags text[] not null default '{{}}',\n\
         is_active boolean not null default true,\n\
         created_at timestamptz not null default now(),\n\
         updated_at timestamptz not null default now(),\n\
         deleted_at timestamptz);\n\
         create index on {name} (parent_id);\n\
         create index {name}_recent on {name} (created_at desc) where deleted_at is null;\n\
         comment on table {name} is 'Number {number}: what its name says';\n\
         comment on column {name}.settings is 'What a customer chose';\n",
        parent_name = self::name(parent),
    );
    if number.is_multiple_of(2) {
        let _ = writeln!(
            sql,
            "create unique index {name}_email_once on {name} (lower(email));\n\
             alter table {name} add foreign key (owner_id) references {owner_name} (id) on delete set null;",
            owner_name = self::name(owner),
        );
    } else {
        let _ = writeln!(sql, "create index on {name} using gin (tags);");
    }
    if number.is_multiple_of(3) {
        let _ = writeln!(
            sql,
            "alter table {name} add constraint {name}_slug_form check (slug ~ '^[a-z0-9-]+$' and length(slug) <= 80);"
        );
    }
    if number.is_multiple_of(5) {
        let _ = writeln!(sql, "alter table {name} add unique (owner_id, slug);");
    }
    sql
}
