//! X7: one bit turned in stored content.

use beffroi_adversary::{Town, attack, bytes, flip, put, quiet, read};
use beffroi_client::native::FileSink;

/// The smallest object there is, one bit of every byte: header, padding and tags included.
#[tokio::test]
async fn one_bit_of_every_byte() {
    let attack = attack("x07::one_bit_of_every_byte");
    let (town, device, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Pièces", "").await.unwrap();
    let content = bytes(40, 7);
    let document = put(&ines, room, "un.pdf", None, &content).await;
    let length = object_length(&town);
    let directory = town.scratch().join("reçus");
    std::fs::create_dir_all(&directory).unwrap();
    let path = directory.join("un.pdf");
    for place in 0..length {
        device.liar.honest();
        device.liar.alter("/objects/", move |_, response| response.body = flip(&response.body, place));
        let mut sink = FileSink::create(&path, false).unwrap();
        attack.refuses(ines.download(room, document, None, &mut sink, &quiet).await);
        drop(sink);
        assert_eq!(std::fs::read_dir(&directory).unwrap().count(), 0, "nothing stands there, not even half");
    }
    assert_eq!(device.liar.lies(), length);
    device.liar.honest();
    assert_eq!(read(&ines, room, document).await.unwrap(), content);
}

/// The same on the server's disk, at the edges of every segment.
#[tokio::test]
async fn one_bit_on_the_disk() {
    let attack = attack("x07::one_bit_on_the_disk");
    let (town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Pièces", "").await.unwrap();
    let content = bytes(150_000, 8);
    let document = put(&ines, room, "un.pdf", None, &content).await;
    let file = object_file(&town);
    let stored = std::fs::read(&file).unwrap();
    let segment = 64 * 1024;
    for place in
        [0, 9, 10, 41, 42, 73, 74, 90, 73 + segment, 74 + segment, 74 + 2 * segment, stored.len() - 1]
    {
        std::fs::write(&file, flip(&stored, place)).unwrap();
        attack.refuses(read(&ines, room, document).await);
    }
    std::fs::write(&file, &stored).unwrap();
    assert_eq!(read(&ines, room, document).await.unwrap(), content);
}

fn object_file(town: &Town) -> std::path::PathBuf {
    let files = town.disk().files();
    files.into_iter().find(|file| file.components().any(|part| part.as_os_str() == "objects")).unwrap()
}

fn object_length(town: &Town) -> usize {
    std::fs::read(object_file(town)).unwrap().len()
}
