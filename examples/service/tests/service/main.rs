//! The service as it runs: the real program on a real server, asked over HTTP.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod failures;
mod support;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Service, engines};

#[tokio::test(flavor = "multi_thread")]
async fn organizations_are_made_and_shown() {
    let Some((_database, service)) = Service::of_this_test(&[], &[]).await else {
        return;
    };
    assert_eq!(service.get("/health").await, (204, Value::Null));
    let (status, made) = service.post("/organizations", engines("Ada")).await;
    assert_eq!((status, &made["members"]), (201, &json!(1)), "{made}");
    assert_eq!(service.get("/organizations/engines").await, (200, made));
    let (status, said) = service.post("/organizations", engines("Bob")).await;
    assert_eq!((status, said), (409, json!({"error": "there is an organization of this slug"})));
    let bad = json!({"name": "X", "slug": "No Slug", "owner": {"name": "Cyd", "email": "cyd@example.org"}});
    let (status, said) = service.post("/organizations", bad).await;
    assert_eq!((status, said["error"].as_str().unwrap().starts_with("a slug has")), (422, true), "{said}");
    let (status, said) = service.get("/organizations/nowhere").await;
    assert_eq!((status, said), (404, json!({"error": "no row of Organization was found"})));
}

#[tokio::test(flavor = "multi_thread")]
async fn members_come_change_and_go() {
    let Some((database, service)) = Service::of_this_test(&[], &[]).await else {
        return;
    };
    service.post("/organizations", engines("Ada")).await;
    let path = "/organizations/engines/members";
    let bob = |role: &str| json!({"name": "Bob", "email": "BOB@example.org", "role": role});
    let (status, member) = service.put(path, bob("viewer")).await;
    assert_eq!((status, &member["role"], &member["email"]), (200, &json!("viewer"), &json!("bob@example.org")));
    let (_, member) = service.put(path, bob("admin")).await;
    let (_, members) = service.get(path).await;
    let names: Vec<_> = members.as_array().unwrap().iter().map(|each| (&each["name"], &each["role"])).collect();
    assert_eq!(names, [(&json!("Ada"), &json!("owner")), (&json!("Bob"), &json!("admin"))]);
    let (status, said) = service.put(path, bob("emperor")).await;
    assert_eq!((status, said), (422, json!({"error": "a role is owner, admin, member or viewer"})));
    let bob = format!("{path}/{}", member["user"].as_str().unwrap());
    assert_eq!(service.delete(&bob).await.0, 204);
    assert_eq!(service.delete(&bob).await.0, 404);
    // Nothing but rows of the tables was written, and the owner is one.
    let connection = database.connect().await;
    let count = "SELECT count(*) FROM member m JOIN \"user\" u ON u.id = m.user_id WHERE m.role = 'owner'";
    assert_eq!(connection.query_one(count, &[]).await.unwrap().get::<_, i64>(0), 1);
    connection.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_come_in_pages_and_each_goes_to_one_worker() {
    let Some((_database, service)) = Service::of_this_test(&["seed"], &[]).await else {
        return;
    };
    let (mut urls, mut sizes, mut next) = (Vec::new(), Vec::new(), String::new());
    loop {
        let (status, page) = service.get(&format!("/organizations/engines/jobs?limit=20{next}")).await;
        assert_eq!(status, 200, "{page}");
        let jobs = page["jobs"].as_array().unwrap();
        sizes.push(jobs.len());
        urls.extend(jobs.iter().map(|job| job["input_url"].as_str().unwrap().to_owned()));
        let Some(cursor) = page["next"].as_str() else { break };
        next = format!("&after={cursor}");
    }
    assert_eq!(sizes, [20, 20, 10]);
    let expected: Vec<_> = (0..50).rev().map(|number| format!("https://example.org/orders/{number}.csv")).collect();
    assert_eq!(urls, expected, "the newest first, each once");
    assert_eq!(service.get("/organizations/engines/jobs?after=xyz").await.0, 400);
    assert_eq!(service.get("/organizations/engines/jobs?status=asleep").await.0, 400);

    let job = json!({"configuration": "orders", "input_url": "https://example.org/new.csv", "idempotency_key": "k1"});
    let (first, made) = service.post("/organizations/engines/jobs", job.clone()).await;
    let (second, again) = service.post("/organizations/engines/jobs", job).await;
    assert_eq!((first, second, &again["id"]), (201, 200, &made["id"]));
    let unknown = json!({"configuration": "nothing", "input_url": "https://example.org/new.csv"});
    assert_eq!(service.post("/organizations/engines/jobs", unknown).await.0, 404);

    let workers = (0..4).map(async |worker| {
        let mut mine = Vec::new();
        loop {
            let (status, job) = service.post("/jobs/claim", json!({"worker": format!("worker {worker}")})).await;
            match status {
                200 => mine.push(job["id"].as_str().unwrap().to_owned()),
                204 => return mine,
                _ => panic!("{status} {job}"),
            }
        }
    });
    let claimed: Vec<String> = futures_util::future::join_all(workers).await.concat();
    assert_eq!((claimed.len(), claimed.iter().collect::<BTreeSet<_>>().len()), (51, 51));
    let (_, queued) = service.get("/organizations/engines/jobs?status=queued").await;
    assert_eq!(queued, json!({"jobs": [], "next": null}));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_seeded_and_migrated_is_left_alone_at_the_next_start() {
    let Some((database, mut service)) = Service::of_this_test(&["seed"], &[]).await else {
        return;
    };
    let (_, before) = service.get("/organizations/engines/jobs?limit=100").await;
    service.interrupt().await;
    let service = Service::start(&database, &["seed"], &[]).await;
    assert_eq!(service.get("/organizations/engines/jobs?limit=100").await, (200, before));
}
