//! The same suite on SQLite and on PostgreSQL.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod bed;
mod intake;
mod links;
mod logs;
mod objects;
mod people;
mod removal;

use bed::{Bed, Postgres};

/// Declares each case once: a test of its own on SQLite, a step of one test on PostgreSQL (which takes seconds to
/// start).
macro_rules! suite {
    ($($module:ident::$case:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test]
                async fn $case() {
                    super::$module::$case(super::Bed::sqlite().await).await;
                }
            )+
        }

        #[tokio::test]
        async fn postgres() {
            let missing = "no PostgreSQL here: install Debian's `postgresql`, or set BEFFROI_TEST_POSTGRES";
            let postgres = Postgres::find().await.expect(missing);
            $(
                eprintln!("case {}", stringify!($case));
                let bed = postgres.bed(stringify!($case)).await;
                let store = bed.store.clone();
                $module::$case(bed).await;
                store.close().await;
            )+
        }
    };
}

suite! {
    people::setup_token_serves_once,
    people::setup_refuses_a_second_organisation,
    people::blob_is_compared_and_swapped,
    people::password_change_ends_other_sessions,
    people::login_attempt_serves_once,
    people::sessions_are_listed_and_closed,
    people::invitation_runs_its_course,
    people::invitation_refuses_a_taken_address,
    people::revoked_invitation_leaves_nothing,
    people::mail_is_taken_by_one_sender,
    logs::audit_entry_precedes_the_work,
    logs::permit_covers_one_thing,
    logs::org_log_takes_one_entry_a_place,
    logs::deleting_an_account_removes_its_login,
    logs::workspace_log_compares_and_swaps,
    logs::concurrent_appends_have_one_winner,
    logs::pages_are_bounded,
    logs::members_find_their_workspaces,
    links::link_comes_with_its_commit,
    links::link_uses_are_counted_within_limits,
    links::link_refused_stops_with_its_mails,
    links::link_traces_are_swept,
    objects::part_is_idempotent,
    objects::part_never_changes,
    objects::completion_wants_every_part,
    objects::ranges_span_parts,
    objects::concurrent_parts_count_once,
    objects::sweep_takes_unfinished_only,
    objects::sweep_takes_orphan_files,
    removal::objects_are_destroyed_with_their_commit,
    removal::a_workspace_ends_in_its_time,
    intake::deposit_runs_its_course,
    intake::deposit_is_all_or_nothing,
    intake::attachments_belong_to_their_deposit,
    logs::schema_is_listed,
}
