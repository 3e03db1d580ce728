//! Rows for trying it out.

use evenkeel::jiff::{SignedDuration, Timestamp};
use evenkeel::{Db, Error, serde_json::json};

use crate::schema::{
    Configuration, ConfigurationSourceFormat, ConfigurationStatus, ConfigurationTargetFormat, Member, MemberRole,
    NewConfiguration, NewConfigurationVersion, NewMember, NewOrganization, NewTransformationJob, NewUser, Organization,
    TransformationJob, User,
};

/// The name of the configuration that the jobs run.
pub const CONFIGURATION: &str = "orders";

/// How many jobs there are.
pub const JOBS: usize = 50;

/// Fills the database with an organization, its members, and jobs of it; where that was done before, nothing changes. A column
/// that is renamed in the schema file does not compile here.
///
/// # Errors
/// Those of the database; then nothing was inserted.
pub async fn seed(db: &Db) -> Result<Organization, Error> {
    db.transaction(async |tx| {
        let new = NewOrganization { name: "Analytical Engines".into(), slug: "engines".into() };
        let Some(organization) = new.on_conflict(Organization::SLUG_KEY).do_nothing().optional(&tx).await? else {
            return Organization::select().filter(|o| o.slug.eq("engines")).one(&tx).await;
        };

        let people = [("Ada", MemberRole::Owner), ("Bob", MemberRole::Member), ("Cyd", MemberRole::Viewer)];
        for (name, role) in people {
            let email = format!("{}@example.org", name.to_lowercase());
            let user = NewUser { name: name.into(), email }.on_conflict(User::EMAIL_KEY);
            let user = user.do_update(|_, excluded| excluded.name.set(excluded.name)).one(&tx).await?;
            let member = NewMember { organization_id: organization.id.clone(), user_id: user.id };
            Member::insert(member.role(role)).exec(&tx).await?;
        }

        let configuration = NewConfiguration {
            organization_id: organization.id.clone(),
            name: CONFIGURATION.into(),
            source_format: ConfigurationSourceFormat::Csv,
            target_format: ConfigurationTargetFormat::Json,
        };
        let configuration = configuration.insert(&tx).await?;
        let version = NewConfigurationVersion {
            configuration_id: configuration.id.clone(),
            version: 1,
            definition: json!({"columns": ["number", "amount"]}),
            definition_hash: "none, this is a sample".into(),
        };
        let version = version.insert(&tx).await?;
        Configuration::update()
            .set(|c| (c.status.set(ConfigurationStatus::Published), c.published_version_id.set(version.id.clone())))
            .filter(|c| c.id.eq(&configuration.id))
            .exec(&tx)
            .await?;

        // Many rows are one statement.
        let begin = Timestamp::now() - SignedDuration::from_hours(1);
        let jobs = (0..JOBS).map(|number| {
            NewTransformationJob {
                organization_id: organization.id.clone(),
                configuration_id: configuration.id.clone(),
                configuration_version_id: version.id.clone(),
                input_url: format!("https://example.org/orders/{number}.csv"),
            }
            .created_at(begin + SignedDuration::from_secs(number as i64))
        });
        TransformationJob::insert_many(jobs).exec(&tx).await?;
        Ok(organization)
    })
    .await
}
