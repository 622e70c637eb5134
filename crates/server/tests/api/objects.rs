//! Objects through HTTP.

use beffroi_ledger::org::Profile;
use beffroi_ledger::workspace::Role;
use beffroi_seal::Digest;
use beffroi_seal::id::ObjectId;
use beffroi_wire::object::{DIGEST_HEADER, PartList};
use beffroi_wire::{codes, routes};

use crate::support::{HOUR, Room, Town};

async fn town_with_room() -> (Town, Room) {
    let mut town = Town::new().await;
    let room = town.room("alice").await;
    (town, room)
}

#[tokio::test]
async fn upload_resumes_and_download_ranges() {
    let (mut town, room) = town_with_room().await;
    let object = ObjectId::make(&mut town.rng);
    let (one, two) = (vec![1; 300_000], vec![2; 1000]);
    assert_eq!(town.put_part(&room, "alice", object, 1, &two).await.status, 200);
    assert_eq!(town.put_part(&room, "alice", object, 1, &two).await.status, 200, "idempotent");
    let held: PartList = town.get_as("alice", &routes::object_parts(room.workspace, object)).await.json();
    assert_eq!((held.parts.len(), held.parts[0].number, held.complete), (1, 1, false));
    assert_eq!(held.parts[0].digest, Digest::of(&two));
    let early = town.complete(&room, "alice", object, &[&one, &two]).await;
    assert_eq!(early.outcome(), (409, codes::PARTS_MISSING.to_owned()));
    assert_eq!(early.error().params["missing"], serde_json::json!([0]));
    let path = routes::object(room.workspace, object);
    assert_eq!(town.get_as("alice", &path).await.status, 404, "not complete");
    town.restart().await;
    assert_eq!(town.put_part(&room, "alice", object, 0, &one).await.status, 200);
    assert_eq!(town.complete(&room, "alice", object, &[&one, &two]).await.status, 200);
    assert_eq!(town.complete(&room, "alice", object, &[&one, &two]).await.status, 200, "idempotent");

    let whole = [one.clone(), two.clone()].concat();
    let read = town.get_as("alice", &path).await;
    assert_eq!((read.status, read.header("content-length")), (200, "301000"));
    assert_eq!((read.header("accept-ranges"), read.header("cache-control")), ("bytes", "no-store"));
    assert_eq!(read.body, whole);
    let range = [("range", "bytes=299999-300000".to_owned())];
    let read = town.as_with("alice", "GET", &path, &range, vec![]).await;
    assert_eq!((read.status, read.header("content-range")), (206, "bytes 299999-300000/301000"));
    assert_eq!(read.body, [1, 2]);
    let beyond = [("range", "bytes=301000-".to_owned())];
    let refused = town.as_with("alice", "GET", &path, &beyond, vec![]).await;
    assert_eq!(refused.outcome(), (416, codes::RANGE_NOT_SATISFIABLE.to_owned()));
}

#[tokio::test]
async fn parts_never_change() {
    let (mut town, room) = town_with_room().await;
    let object = town.upload(&room, "alice", &[b"first", b"second"]).await;
    let other = town.put_part(&room, "alice", object, 0, b"other").await;
    assert_eq!(other.outcome(), (409, codes::PART_CONFLICT.to_owned()));
    let more = town.put_part(&room, "alice", object, 2, b"third").await;
    assert_eq!(more.outcome(), (409, codes::OBJECT_COMPLETE.to_owned()));
    let differently = town.complete(&room, "alice", object, &[b"first"]).await;
    assert_eq!(differently.outcome(), (422, codes::DIGEST_MISMATCH.to_owned()));
    let path = routes::object_part(room.workspace, object, 3);
    let lie = [(DIGEST_HEADER, Digest::of(b"something else").to_string())];
    let refused = town.as_with("alice", "PUT", &path, &lie, b"bytes".to_vec()).await;
    assert_eq!(refused.outcome(), (422, codes::DIGEST_MISMATCH.to_owned()));
    assert_eq!(town.as_("alice", "PUT", &path, b"bytes".to_vec()).await.outcome().1, codes::MALFORMED);
}

#[tokio::test]
async fn members_read_writers_write_others_find_nothing() {
    let (mut town, mut room) = town_with_room().await;
    town.join("bob", Profile::User).await;
    town.join("carol", Profile::User).await;
    let bob = town.people["bob"].account;
    town.act(&mut room, "alice", |draft| draft.add_member(bob, Role::Reader)).await;
    let object = town.upload(&room, "alice", &[b"bytes"]).await;
    let path = routes::object(room.workspace, object);
    assert_eq!(town.get_as("bob", &path).await.body, b"bytes");
    let fresh = ObjectId::make(&mut town.rng);
    let write = town.put_part(&room, "bob", fresh, 0, b"x").await;
    assert_eq!(write.outcome(), (403, codes::FORBIDDEN.to_owned()));
    assert_eq!(town.complete(&room, "bob", object, &[b"bytes"]).await.status, 403);
    for answer in [
        town.get_as("carol", &path).await,
        town.get_as("carol", &routes::object_parts(room.workspace, object)).await,
        town.put_part(&room, "carol", fresh, 0, b"x").await,
        town.complete(&room, "carol", object, &[b"bytes"]).await,
    ] {
        assert_eq!(answer.outcome(), (404, codes::NOT_FOUND.to_owned()));
    }
    // An object belongs to one workspace.
    let other = town.room("carol").await;
    assert_eq!(town.get_as("carol", &routes::object(other.workspace, object)).await.status, 404);
}

#[tokio::test]
async fn too_large_is_named_and_full_writes_nothing() {
    let mut town = Town::with(|config| {
        config.limits.storage_bytes_max = Some(100);
        config.limits.object_bytes_max = 60;
    })
    .await;
    town.set_up().await;
    let room = town.room("alice").await;
    let object = ObjectId::make(&mut town.rng);
    assert_eq!(town.put_part(&room, "alice", object, 0, &[1; 50]).await.status, 200);
    let over = town.put_part(&room, "alice", object, 1, &[1; 11]).await;
    assert_eq!(over.outcome(), (413, codes::TOO_LARGE.to_owned()));
    let second = ObjectId::make(&mut town.rng);
    let full = town.put_part(&room, "alice", second, 0, &[1; 51]).await;
    assert_eq!(full.outcome(), (507, codes::STORAGE_FULL.to_owned()));
    let parts = town.get_as("alice", &routes::object_parts(room.workspace, second)).await;
    assert_eq!(parts.status, 404, "nothing half-written");
    assert_eq!(town.complete(&room, "alice", object, &[&[1; 50]]).await.status, 200, "the rest goes on");
    let huge = vec![0; 9 * 1024 * 1024];
    let refused = town.put_part(&room, "alice", object, 0, &huge).await;
    assert_eq!(refused.outcome(), (413, codes::TOO_LARGE.to_owned()));
    let far = town.put_part(&room, "alice", object, 16_384, b"x").await;
    assert_eq!(far.outcome(), (413, codes::TOO_LARGE.to_owned()));
}

#[tokio::test]
async fn abandoned_uploads_are_swept_at_the_start() {
    let (mut town, room) = town_with_room().await;
    let object = ObjectId::make(&mut town.rng);
    town.put_part(&room, "alice", object, 0, b"bytes").await;
    town.pass(71 * HOUR);
    town.restart().await;
    town.sign_in("alice").await;
    let path = routes::object_parts(room.workspace, object);
    assert_eq!(town.get_as("alice", &path).await.status, 200, "still in its term");
    town.pass(HOUR);
    town.restart().await;
    town.sign_in("alice").await;
    assert_eq!(town.get_as("alice", &path).await.status, 404);
    assert_eq!(town.store().object_bytes().await.unwrap(), 0);
}
