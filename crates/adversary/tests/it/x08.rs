//! X8: segments dropped, reordered, duplicated, spliced from elsewhere, cut at their boundaries.

use std::ops::Range;

use beffroi_adversary::{Town, attack, bytes, put, read};
use beffroi_client::transport::Method;
use beffroi_seal::content::Layout;

const SIZE: usize = 200_000;

fn segments() -> Vec<Range<usize>> {
    let layout = Layout::for_file(SIZE as u64).unwrap();
    let range = |range: Range<u64>| range.start as usize..range.end as usize;
    layout.segments().map(|segment| range(segment.ciphertext)).collect()
}

/// The stored bytes of the objects of a town, in the order in which they were made.
fn objects(town: &Town) -> Vec<Vec<u8>> {
    let of_objects = |file: &std::path::PathBuf| file.components().any(|part| part.as_os_str() == "objects");
    let mut files: Vec<_> = town.disk().files().into_iter().filter(of_objects).collect();
    files.sort_by_key(|file| std::fs::metadata(file).unwrap().modified().unwrap());
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

#[tokio::test]
async fn segments_reordered_doubled_or_spliced() {
    let attack = attack("x08::segments_reordered_doubled_or_spliced");
    let (town, device, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Pièces", "").await.unwrap();
    let content = bytes(SIZE, 1);
    let document = put(&ines, room, "un.pdf", None, &bytes(SIZE, 2)).await;
    put(&ines, room, "un.pdf", Some(document), &content).await;
    put(&ines, room, "deux.pdf", None, &content).await;
    let stored = objects(&town);
    let (earlier, own, other) = (&stored[0], &stored[1], &stored[2]);
    let segments = segments();
    assert!(segments.len() >= 4 && own.len() == other.len() && own.len() == earlier.len());

    let full: Vec<_> = segments.iter().filter(|one| one.len() == segments[0].len()).collect();
    let mut lies: Vec<Vec<u8>> = Vec::new();
    for one in &full {
        for another in &full {
            if one.start < another.start {
                let mut swapped = own.clone();
                swapped[one.start..one.end].copy_from_slice(&own[another.start..another.end]);
                swapped[another.start..another.end].copy_from_slice(&own[one.start..one.end]);
                lies.push(swapped);
            }
            if one != another {
                let mut doubled = own.clone();
                doubled[one.start..one.end].copy_from_slice(&own[another.start..another.end]);
                lies.push(doubled);
            }
        }
    }
    for from in [earlier, other] {
        lies.push(from.clone());
        // Its header with our segments, ours with its segments, and each of its segments in its own place.
        lies.push([&from[..segments[0].start], &own[segments[0].start..]].concat());
        lies.push([&own[..segments[0].start], &from[segments[0].start..]].concat());
        for segment in &segments {
            let mut spliced = own.clone();
            spliced[segment.clone()].copy_from_slice(&from[segment.clone()]);
            lies.push(spliced);
        }
    }
    // One segment left out, zeros at the end for the length.
    for segment in &segments {
        let mut dropped = [&own[..segment.start], &own[segment.end..]].concat();
        dropped.resize(own.len(), 0);
        lies.push(dropped);
    }
    assert!(lies.len() > 20);
    for lie in lies {
        device.liar.honest();
        device.liar.alter("/objects/", move |_, response| response.body.clone_from(&lie));
        attack.refuses(read(&ines, room, document).await);
    }
    device.liar.honest();
    assert!(read(&ines, room, document).await.unwrap() == content);
}

#[tokio::test]
async fn cut_at_every_boundary() {
    let attack = attack("x08::cut_at_every_boundary");
    let (_town, device, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Pièces", "").await.unwrap();
    let content = bytes(SIZE, 3);
    let document = put(&ines, room, "un.pdf", None, &content).await;
    let segments = segments();
    let ends = segments.iter().flat_map(|segment| [segment.start, segment.end - 1, segment.start + 1]);
    for end in ends.chain([0, 1]) {
        device.liar.honest();
        device.liar.alter("/objects/", move |_, response| response.body.truncate(end));
        attack.refuses(read(&ines, room, document).await);
    }
    // A range that was not asked for, and an object that is said to be gone.
    device.liar.honest();
    device
        .liar
        .answer(Method::Get, "/objects/", |_| Some(beffroi_adversary::refusal(416, "range-not-satisfiable")));
    attack.refuses(read(&ines, room, document).await);
    device.liar.honest();
    device.liar.answer(Method::Get, "/objects/", |_| Some(beffroi_adversary::refusal(404, "not-found")));
    attack.refuses(read(&ines, room, document).await);
    device.liar.honest();
    assert!(read(&ines, room, document).await.unwrap() == content);
}

/// Files of two objects exchanged on the server's disk: an honest server serves them.
#[tokio::test]
async fn files_exchanged_on_the_disk() {
    let attack = attack("x08::files_exchanged_on_the_disk");
    let (town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Pièces", "").await.unwrap();
    let (one, two) = (bytes(9 << 20, 4), bytes(9 << 20, 5));
    let first = put(&ines, room, "un.bin", None, &one).await;
    put(&ines, room, "deux.bin", None, &two).await;
    let of_objects = |file: &std::path::PathBuf| file.components().any(|part| part.as_os_str() == "objects");
    let files: Vec<_> = town.disk().files().into_iter().filter(of_objects).collect();
    // The second part of each: every part but the first has no header of its own.
    let second: Vec<_> =
        files.iter().filter(|file| file.file_name().unwrap().to_string_lossy().starts_with("1-")).collect();
    assert_eq!((files.len(), second.len()), (4, 2));
    let exchange = || {
        let kept = std::fs::read(second[0]).unwrap();
        std::fs::copy(second[1], second[0]).unwrap();
        std::fs::write(second[1], kept).unwrap();
    };
    exchange();
    attack.refuses(read(&ines, room, first).await);
    exchange();
    assert!(read(&ines, room, first).await.unwrap() == one);
}
