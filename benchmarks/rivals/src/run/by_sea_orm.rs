//! SeaORM, over a pool of one connection that is not asked for a sign of life before each statement.

use anyhow::Result;
use futures_util::future::BoxFuture;
use sea_orm::{
    ActiveValue, ColumnTrait as _, ConnectOptions, Database, DatabaseConnection, EntityTrait as _, LoaderTrait as _,
    QueryFilter as _, QueryOrder as _,
};

use super::case::{COLOR, Case, Contestant, new_names};

pub mod user {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "users")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub name: String,
        pub hair_color: Option<String>,
        #[sea_orm(has_many)]
        pub posts: HasMany<super::post::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod post {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub user_id: i32,
        pub title: String,
        pub body: Option<String>,
        #[sea_orm(belongs_to, from = "user_id", to = "id")]
        pub user: HasOne<super::user::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub struct BySeaOrm {
    db: DatabaseConnection,
}

impl BySeaOrm {
    pub async fn connect(url: &str) -> Result<Self> {
        let mut options = ConnectOptions::new(url);
        options.max_connections(1).test_before_acquire(false).sqlx_logging(false);
        Ok(Self { db: Database::connect(options).await? })
    }
}

impl Contestant for BySeaOrm {
    fn name(&self) -> &'static str {
        "sea-orm"
    }

    fn run(&mut self, case: Case, rows: usize) -> BoxFuture<'_, Result<usize>> {
        Box::pin(async move {
            match case {
                Case::Trivial => Ok(user::Entity::find().all(&self.db).await?.len()),
                Case::Medium => {
                    let rows: Vec<(user::Model, Option<post::Model>)> = user::Entity::find()
                        .find_also_related(post::Entity)
                        .filter(user::Column::HairColor.eq(COLOR))
                        .order_by_desc(user::Column::Name)
                        .all(&self.db)
                        .await?;
                    Ok(rows.len())
                }
                Case::Related => {
                    let users = user::Entity::find().all(&self.db).await?;
                    let posts = users.load_many(post::Entity, &self.db).await?;
                    let all: Vec<(user::Model, Vec<post::Model>)> = users.into_iter().zip(posts).collect();
                    Ok(all.iter().map(|(_, posts)| posts.len()).sum())
                }
                Case::Insert => {
                    let new = new_names(rows).map(|name| user::ActiveModel {
                        id: ActiveValue::NotSet,
                        name: ActiveValue::Set(name),
                        hair_color: ActiveValue::Set(Some(COLOR.to_owned())),
                    });
                    Ok(user::Entity::insert_many(new).exec_without_returning(&self.db).await? as usize)
                }
            }
        })
    }
}
