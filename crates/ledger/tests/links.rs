//! Share links in the workspace log: who opens, suspends and closes them, and on which terms.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use beffroi_ledger::Timestamp;
use beffroi_ledger::org::{OrgBody, SharingRules};
use beffroi_ledger::workspace::{AccessEntry, LinkOpening, LinkStatus, LinkTerms, Role, Space};
use beffroi_seal::id::{LinkId, ObjectId};
use common::{Room, World, at, room};

const DAY_MS: i64 = 24 * 3600 * 1000;

fn days(days: i64) -> Timestamp {
    at(days * DAY_MS)
}

fn refusal(world: &World, room: &Room, author: &str, entry: AccessEntry) -> &'static str {
    world.commit_refusal(room, world.hostile_access(room, author, vec![entry]))
}

fn status(room: &Room, number: u8) -> LinkStatus {
    room.log.access().link(LinkId::from_bytes([number; 16])).unwrap().status
}

#[test]
fn members_share_and_readers_guests_and_others_do_not() {
    let mut world = World::with_people(40);
    let mut room = room(&mut world);
    let gus = world.account("gus");
    world.act(&mut room, "alice", |draft| draft.add_member(gus, Role::Member));
    let first = world.link(1);
    let opened = |opening: &LinkOpening| AccessEntry::LinkOpened { opening: Box::new(opening.clone()) };
    assert_eq!(refusal(&world, &room, "carol", opened(&first)), "reader-writes");
    assert_eq!(refusal(&world, &room, "mallory", opened(&first)), "not-member");
    assert_eq!(refusal(&world, &room, "gus", opened(&first)), "link-guest");
    world.act(&mut room, "bob", |draft| draft.open_link(first.clone()).content(Space::Vault, b"x".to_vec()));
    let record = room.log.access().link(first.link).unwrap();
    assert_eq!((record.author, &record.terms), (world.account("bob"), &first.terms));
    // A member still decides nothing else.
    assert_eq!(refusal(&world, &room, "bob", AccessEntry::Closed), "not-owner");
    let both = vec![AccessEntry::LinkClosed { link: first.link }, AccessEntry::Closed];
    assert_eq!(world.commit_refusal(&room, world.hostile_access(&room, "bob", both)), "not-owner");
    // Nor does a link outlive its id, whoever opens it.
    assert_eq!(refusal(&world, &room, "alice", opened(&first)), "link-exists");
}

#[test]
fn a_link_is_suspended_resumed_and_closed_for_good() {
    let mut world = World::with_people(41);
    let mut room = room(&mut world);
    let first = world.link(1);
    let link = first.link;
    world.act(&mut room, "bob", |draft| draft.open_link(first));
    let unknown = LinkId::from_bytes([9; 16]);
    assert_eq!(refusal(&world, &room, "bob", AccessEntry::LinkClosed { link: unknown }), "link-unknown");
    assert_eq!(refusal(&world, &room, "bob", AccessEntry::LinkResumed { link }), "link-status");
    world.act(&mut room, "alice", |draft| draft.suspend_link(link));
    assert_eq!(status(&room, 1), LinkStatus::Suspended);
    assert_eq!(refusal(&world, &room, "bob", AccessEntry::LinkSuspended { link }), "link-status");
    assert_eq!(refusal(&world, &room, "carol", AccessEntry::LinkResumed { link }), "reader-writes");
    world.act(&mut room, "bob", |draft| draft.resume_link(link));
    assert_eq!(status(&room, 1), LinkStatus::Open);
    world.act(&mut room, "bob", |draft| draft.suspend_link(link));
    world.act(&mut room, "bob", |draft| draft.close_link(link));
    assert_eq!(status(&room, 1), LinkStatus::Closed);
    for entry in [AccessEntry::LinkResumed { link }, AccessEntry::LinkClosed { link }] {
        assert_eq!(refusal(&world, &room, "alice", entry), "link-status");
    }
    let closed = world.act(&mut room, "alice", |draft| draft.close());
    assert_eq!(closed.head().sequence + 1, room.log.access().next_sequence());
    let late = world.link(2);
    assert_eq!(
        refusal(&world, &room, "alice", AccessEntry::LinkOpened { opening: Box::new(late) }),
        "workspace-closed"
    );
}

#[test]
fn the_terms_are_those_that_administrators_allow() {
    let mut world = World::with_people(42);
    let room = room(&mut world);
    let template = world.link(1);
    let with = |change: &dyn Fn(&mut LinkTerms)| {
        let mut opening = template.clone();
        change(&mut opening.terms);
        AccessEntry::LinkOpened { opening: Box::new(opening) }
    };
    let refused = |world: &World, change: &dyn Fn(&mut LinkTerms)| refusal(world, &room, "bob", with(change));
    let until = |end: Timestamp| move |terms: &mut LinkTerms| terms.expires = end;
    assert_eq!(refused(&world, &|_| ()), "accepted");
    assert_eq!(refused(&world, &until(at(-1))), "link-term");
    assert_eq!(refused(&world, &until(days(90))), "accepted");
    assert_eq!(refused(&world, &until(days(92))), "link-term");
    assert_eq!(refused(&world, &|terms| terms.downloads_max = Some(0)), "link-downloads");
    assert_eq!(refused(&world, &|terms| terms.objects.clear()), "link-documents-max");
    assert_eq!(refused(&world, &|terms| terms.objects = vec![terms.objects[0]; 2]), "link-documents-max");
    let many = |count: u8| {
        move |terms: &mut LinkTerms| {
            terms.objects = (0..count).map(|number| ObjectId::from_bytes([number; 16])).collect();
        }
    };
    assert_eq!(refused(&world, &many(100)), "accepted");
    assert_eq!(refused(&world, &many(101)), "link-documents-max");

    // The rules in force are those at the place of the organisation log that the commit names.
    let ruled = |days_max, password_required| OrgBody::SharingRuled {
        rules: SharingRules { days_max, password_required },
    };
    assert_eq!(world.refusal(world.draft("bob", ruled(10, false))), "not-administrator");
    assert_eq!(world.refusal(world.draft("alice", ruled(0, false))), "sharing-term");
    assert_eq!(world.refusal(world.draft("alice", ruled(367, false))), "sharing-term");
    let before = world.head();
    world.say("alice", ruled(10, true));
    assert_eq!(world.state().sharing(), SharingRules { days_max: 10, password_required: true });
    assert_eq!(world.state().sharing_at(before.sequence), SharingRules::INITIAL);
    assert_eq!(refused(&world, &|_| ()), "link-term");
    assert_eq!(refused(&world, &until(days(9))), "link-password-required");
    let allowed = |terms: &mut LinkTerms| (terms.expires, terms.password) = (days(9), true);
    assert_eq!(refused(&world, &allowed), "accepted");
    let mut earlier = world.hostile_access(&room, "bob", vec![with(&|_| ())]).body().clone();
    earlier.org_head = before;
    assert_eq!(world.commit_refusal(&room, world.sign_raw("bob", earlier)), "accepted");
}
