//! What the tests of this file share.

use std::sync::Mutex;

use evenkeel::{Answer, BoxFuture, CopyIn, CopyOut, Db, Error, Executor, RowStream, Sql};
use evenkeel_test_support::TestDatabase;
use tokio_postgres::Row;

use crate::{Member, MemberRole, NewMember, NewOrganization, NewUser, Organization, User};

/// A database with the reference schema, and a pool on it.
pub(crate) async fn reference() -> (TestDatabase, Db) {
    let database = TestDatabase::create().await;
    database.execute(include_str!("../../../generated/schema.sql")).await;
    let db = Db::builder(database.url()).connect().await.unwrap();
    (database, db)
}

/// Runs SQL on a session of the pool: beside one that is in use some servers have no other.
pub(crate) async fn run(db: &Db, sql: &str) {
    db.execute(&Sql::new(sql.to_owned(), Vec::new())).await.unwrap();
}

/// The text of a statement, with the types of its parameters below.
pub(crate) fn shown(sql: &Sql) -> String {
    let types: Vec<_> = sql.parameters().iter().map(|parameter| parameter.data_type().name()).collect();
    format!("{}\n{}", sql.text(), types.join(", "))
}

/// A pool that keeps what it was asked for, as [`shown`].
pub(crate) struct Kept<'a> {
    db: &'a Db,
    statements: Mutex<Vec<String>>,
}

impl<'a> Kept<'a> {
    pub(crate) fn on(db: &'a Db) -> Self {
        Self { db, statements: Mutex::default() }
    }

    pub(crate) fn statements(&self) -> Vec<String> {
        std::mem::take(&mut self.statements.lock().unwrap())
    }

    fn keep(&self, sql: &Sql) {
        self.statements.lock().unwrap().push(shown(sql));
    }
}

impl Executor for Kept<'_> {
    fn rows<'a>(&'a self, sql: &'a Sql) -> BoxFuture<'a, Result<Vec<Row>, Error>> {
        self.keep(sql);
        self.db.rows(sql)
    }

    fn execute<'a>(&'a self, sql: &'a Sql) -> BoxFuture<'a, Result<u64, Error>> {
        self.keep(sql);
        self.db.execute(sql)
    }

    fn stream<'a>(&'a self, sql: Sql) -> BoxFuture<'a, Result<RowStream<'a>, Error>> {
        self.keep(&sql);
        self.db.stream(sql)
    }

    fn answers<'a>(&'a self, statements: &'a [Sql]) -> BoxFuture<'a, Result<Vec<Answer>, Error>> {
        statements.iter().for_each(|sql| self.keep(sql));
        self.db.answers(statements)
    }

    fn copy_in<'a>(&'a self, statement: &str) -> BoxFuture<'a, Result<CopyIn<'a>, Error>> {
        self.db.copy_in(statement)
    }

    fn copy_out<'a>(&'a self, statement: &str) -> BoxFuture<'a, Result<CopyOut<'a>, Error>> {
        self.db.copy_out(statement)
    }
}

/// A user of this name.
pub(crate) fn user(name: &str) -> NewUser {
    NewUser { name: name.to_owned(), email: format!("{}@example.org", name.to_lowercase()) }
}

/// An organization with Ada as its owner and Bob as a viewer; Cyd belongs to none.
pub(crate) async fn people(db: &Db) -> (Organization, [User; 3]) {
    let ada = user("Ada").locale("fr").insert(db).await.unwrap();
    let bob = user("Bob").image("https://example.org/bob.png").insert(db).await.unwrap();
    let cyd = user("Cyd").insert(db).await.unwrap();
    let organization = NewOrganization { name: "Engines".into(), slug: "engines".into() }.insert(db).await.unwrap();
    for (user, role) in [(&ada, MemberRole::Owner), (&bob, MemberRole::Viewer)] {
        let member = NewMember { organization_id: organization.id.clone(), user_id: user.id.clone() };
        let _: Member = member.role(role).insert(db).await.unwrap();
    }
    (organization, [ada, bob, cyd])
}

/// What is read of rows that were inserted one by one, together and by COPY, in the order of a column: each time as a
/// statement gives them, and at last by COPY too.
macro_rules! stored {
    ($table:ident, $order:ident, $db:expr, $rows:expr) => {{
        let clear = async || $table::delete().all_rows().exec($db).await.unwrap();
        let mut found = Vec::new();
        clear().await;
        let mut alone = Vec::new();
        for row in $rows {
            alone.push(row.insert($db).await.unwrap());
        }
        found.push(alone);
        clear().await;
        let mut many = $table::insert_many($rows).all($db).await.unwrap();
        many.sort_by_key(|row| row.$order);
        found.push(many);
        clear().await;
        $table::copy_in($db, $rows).await.unwrap();
        let ordered = || $table::select().order_by(|row| row.$order);
        found.push(ordered().all($db).await.unwrap());
        let copied = ordered().copy_out($db).await.unwrap();
        found.push(futures_util::TryStreamExt::try_collect::<Vec<_>>(copied).await.unwrap());
        found
    }};
}
pub(crate) use stored;
