use evenkeel::jiff::civil::date;
use evenkeel::jiff::tz::TimeZone;
use evenkeel::rust_decimal::Decimal;
use evenkeel::{Db, Range};
use evenkeel_test_support::TestDatabase;
use insta::assert_snapshot;

use crate::support::{Kept, people, reference};
use crate::{Member, MemberRole, NewOrganization, NewSession, Organization, Session, User};

#[tokio::test]
async fn rows_are_loaded_with_those_that_reference_them() {
    let (_database, db) = reference().await;
    let (organization, [ada, bob, cyd]) = people(&db).await;
    let query = User::select().order_by(|u| u.name).with(User::MEMBER).with(User::SESSION_BY_USER);
    let users: Vec<(User, Vec<Member>, Vec<Session>)> = query.all(&db).await.unwrap();
    let counts: Vec<_> = users.iter().map(|(user, members, sessions)| (user, members.len(), sessions.len())).collect();
    assert_eq!(counts, [(&ada, 1, 0), (&bob, 1, 0), (&cyd, 0, 0)]);
    let members = Member::select().order_by(|m| m.role).with(Member::USER).all(&db).await.unwrap();
    assert_eq!(members.into_iter().map(|(_, user)| user).collect::<Vec<_>>(), [ada, bob]);
    let none = Organization::select().filter(|o| o.id.ne(organization.id)).with(Organization::MEMBER);
    assert_eq!(none.all(&db).await.unwrap(), []);
}

#[tokio::test]
async fn relations_go_to_any_depth() {
    let (_database, db) = reference().await;
    let (organization, [ada, bob, _]) = people(&db).await;
    NewOrganization { name: "Empty".into(), slug: "empty".into() }.insert(&db).await.unwrap();
    let members = Organization::MEMBER.filter(|m| m.role.ne(MemberRole::Admin)).order_by(|m| m.role).with(Member::USER);
    let query = Organization::select().order_by(|o| o.slug.desc()).with(members);
    let found: Vec<(Organization, Vec<(Member, User)>)> = query.all(&db).await.unwrap();
    assert_eq!(found[0].0, organization);
    let users: Vec<_> = found[0].1.iter().map(|(_, user)| user.clone()).collect();
    assert_eq!(users, [ada.clone(), bob]);
    assert_eq!(found[1].1, []);
    let many_to_many = User::find(ada.id).with(User::MEMBER.with(Member::ORGANIZATION)).one(&db).await.unwrap();
    assert_eq!(many_to_many.1[0].1, organization);
    assert!(User::find("nobody").with(User::MEMBER).one(&db).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn rows_are_loaded_through_a_table_in_between() {
    let (_database, db) = reference().await;
    let (organization, [ada, bob, _]) = people(&db).await;
    NewOrganization { name: "Empty".into(), slug: "empty".into() }.insert(&db).await.unwrap();
    let query = User::select().order_by(|u| u.name).with(User::MEMBER.through(Member::ORGANIZATION));
    let users: Vec<(User, Vec<Organization>)> = query.all(&db).await.unwrap();
    assert_eq!(users[0], (ada.clone(), vec![organization.clone()]));
    assert_eq!(users.iter().map(|(_, all)| all.len()).collect::<Vec<_>>(), [1, 1, 0]);

    let mut members = Organization::MEMBER.through(Member::USER).order_by(|(u, _)| u.name.desc());
    if true {
        members = members.filter(|(_, m)| m.role.ne(MemberRole::Owner));
    }
    let query = Organization::select().order_by(|o| o.slug.desc()).with(members.with(User::SESSION_BY_USER));
    let found = query.all(&db).await.unwrap();
    assert_eq!(found[0], (organization, vec![(bob, Vec::<Session>::new())]));
    assert_eq!(found[1].1, []);
}

#[tokio::test]
async fn so_many_rows_are_loaded_for_each() {
    let (_database, db) = reference().await;
    let (_, [ada, bob, _]) = people(&db).await;
    let session = |user: &User, day: i8| NewSession {
        user_id: user.id.clone(),
        token: format!("{} {day}", user.name),
        expires_at: date(2030, 1, day).at(0, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp(),
    };
    let sessions = [(&ada, 3), (&ada, 1), (&bob, 7), (&ada, 5), (&ada, 4), (&ada, 2)];
    Session::insert_many(sessions.map(|(user, day)| session(user, day))).exec(&db).await.unwrap();
    let kept = Kept::on(&db);

    let latest = User::SESSION_BY_USER.order_by(|s| s.expires_at.desc()).limit(3);
    let users = User::select().order_by(|u| u.name).with(latest).all(&kept).await.unwrap();
    let tokens: Vec<Vec<&str>> =
        users.iter().map(|(_, sessions)| sessions.iter().map(|session| session.token.as_str()).collect()).collect();
    assert_eq!(tokens, [vec!["Ada 5", "Ada 4", "Ada 3"], vec!["Bob 7"], vec![]]);
    let [_, of_relation] = <[String; 2]>::try_from(kept.statements()).unwrap();
    assert_snapshot!(of_relation);

    let few = User::SESSION_BY_USER.limit(2).filter(|s| s.token.ne("Ada 5")).with(Session::USER);
    let found = User::select().filter(|u| u.id.ne(&bob.id)).order_by(|u| u.name).with(few).all(&kept).await.unwrap();
    assert_eq!(found.iter().map(|(_, sessions)| sessions.len()).collect::<Vec<_>>(), [2, 0]);
    assert!(found[0].1.iter().all(|(session, user)| session.user_id == ada.id && *user == ada));
    assert_eq!(kept.statements().len(), 3);
    let none = User::select().with(User::SESSION_BY_USER.limit(0)).all(&db).await.unwrap();
    assert!(none.len() == 3 && none.iter().all(|(_, sessions)| sessions.is_empty()));

    let first = Organization::MEMBER.through(Member::USER).order_by(|(u, _)| u.name.desc()).limit(1);
    let organizations = Organization::select().with(first.with(User::SESSION_BY_USER)).all(&kept).await.unwrap();
    let [(_, members)] = organizations.as_slice() else { panic!("{organizations:?}") };
    assert_eq!(members.iter().map(|(user, sessions)| (user, sessions.len())).collect::<Vec<_>>(), [(&bob, 1)]);
    let [_, of_through, _] = <[String; 3]>::try_from(kept.statements()).unwrap();
    assert_snapshot!(of_through);
}

#[tokio::test]
async fn keys_of_any_type_have_so_many_rows() {
    use school::{Exam, Grade};

    let (_database, db) = graded().await;
    for hour in 1..5 {
        exam("1.5", (hour..hour + 1).into()).insert(&db).await.unwrap();
    }
    let grades = Grade::select().with(Grade::EXAM.order_by(|e| e.hours).limit(2)).all(&db).await.unwrap();
    let hours: Vec<_> = grades.iter().flat_map(|(_, exams)| exams.iter().map(|exam| exam.hours)).collect();
    assert_eq!(hours, [Range::from(1..2), Range::from(2..3)]);
    let _: Vec<(Grade, Vec<Exam>)> = grades;
}

mod school {
    evenkeel::schema!("tests/query/school.yaml");
}

/// A database with a grade 1.5.
async fn graded() -> (TestDatabase, Db) {
    use school::NewGrade;

    let database = TestDatabase::create().await;
    database
        .execute(
            "CREATE TABLE grade (value numeric PRIMARY KEY);
             CREATE TABLE exam (id uuid PRIMARY KEY, grade_value numeric NOT NULL REFERENCES grade (value),
                 hours int4range NOT NULL DEFAULT '[9,10)',
                 EXCLUDE USING gist (hours WITH &&))",
        )
        .await;
    let db = Db::builder(database.url()).connect().await.unwrap();
    NewGrade { value: Decimal::new(15, 1) }.insert(&db).await.unwrap();
    (database, db)
}

fn exam(value: &str, hours: Range<i32>) -> school::ExamInsert {
    school::NewExam { grade_value: value.parse().unwrap() }.hours(hours)
}

#[tokio::test]
async fn keys_are_made_for_each_row() {
    use school::Exam;

    let (_database, db) = graded().await;
    let given = evenkeel::uuid::Uuid::from_u128(7);
    let many = Exam::insert_many([
        exam("1.5", (1..2).into()),
        exam("1.5", (2..3).into()).id(given),
        exam("1.5", (3..4).into()),
    ]);
    // Each time anew.
    let (once, again) = (many.clone(), many.clone());
    let mut ids = once.returning(|e| e.id).all(&db).await.unwrap();
    assert_eq!(ids[1], given);
    assert_eq!((ids[0].get_version_num(), ids[2].get_version_num()), (7, 7));
    let error = again.exec(&db).await.unwrap_err();
    assert!(error.is_exclusion_violation(), "{error}");
    assert!(error.violates(evenkeel::Key::new("public", "exam", "exam_hours_excl")));
    Exam::delete().all_rows().exec(&db).await.unwrap();
    ids.extend(many.returning(|e| e.id).all(&db).await.unwrap());
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 5);
}

#[tokio::test]
async fn a_row_whose_key_is_another_value_is_not_lost() {
    use school::{Exam, Grade};

    let (_database, db) = graded().await;
    let grade = Grade::select().one(&db).await.unwrap();
    let first = exam("1.5", (1..2).into()).insert(&db).await.unwrap();
    let exams = || Grade::select().with(Grade::EXAM);
    assert_eq!(exams().all(&db).await.unwrap(), [(grade.clone(), vec![first.clone()])]);
    assert_eq!(Exam::select().with(Exam::GRADE_VALUE).all(&db).await.unwrap(), [(first.clone(), grade.clone())]);
    // Equal for the server, and another value: found as a join finds it, in both directions and among others.
    let second = exam("1.50", (2..3).into()).insert(&db).await.unwrap();
    let other = school::NewGrade { value: Decimal::TWO }.insert(&db).await.unwrap();
    let ordered = || Grade::select().order_by(|g| g.value).with(Grade::EXAM.order_by(|e| e.hours));
    let found = ordered().all(&db).await.unwrap();
    assert_eq!(found, [(grade.clone(), vec![first.clone(), second.clone()]), (other.clone(), Vec::new())]);
    let latest = Grade::EXAM.order_by(|e| e.hours.desc()).limit(1);
    let found = Grade::select().order_by(|g| g.value).with(latest).all(&db).await.unwrap();
    assert_eq!(found, [(grade.clone(), vec![second.clone()]), (other, Vec::new())]);
    let found = Exam::select().order_by(|e| e.hours).with(Exam::GRADE_VALUE).all(&db).await.unwrap();
    assert_eq!(found, [(first, grade.clone()), (second, grade)]);
    let joined = Grade::select().join::<Exam, _>(|g, e| e.grade_value.eq(g.value));
    assert_eq!(joined.count(&db).await.unwrap(), 2);
}
