//! Thousands of exposed persons and viewers stay usable.

mod support;

use std::time::Instant;

use beffroi_dossier::document::PersonLetter;
use beffroi_dossier::entry::*;
use beffroi_dossier::fold::fold;
use beffroi_dossier::view::BreachFileView;
use beffroi_dossier::vocabulary::DataCategory;
use support::*;

/// Run with `cargo test --release -p beffroi-dossier --test scale -- --ignored --nocapture`.
#[test]
#[ignore = "a measure, not a check"]
fn five_thousand_families_and_one_thousand_viewers() {
    let mut story = Story::qualified();
    story.act(CLEMENCE, "2025-11-24T16:00:00+01:00", import(20_000, 5_000, 1_000));
    let rows: Vec<ExposureRow> = (0..20_000)
        .map(|index| {
            let (person, viewer) =
                (format!("famille-{}", index % 5_000), format!("compte-{}", index % 1_000));
            row(&person, &viewer, DataCategory::ALL[index % 7], REPORTED, AWARE)
        })
        .collect();
    for chunk in rows.chunks(1_000) {
        story.act(CLEMENCE, "2025-11-24T16:01:00+01:00", ExposureRows { import: LOGS, rows: chunk.to_vec() });
    }
    for viewer in 0..1_000 {
        let request = AttestationRequested {
            viewer: format!("compte-{viewer}"),
            sent_at: at("2025-11-24T17:00:00+01:00"),
            due_at: at("2025-12-04T17:00:00+01:00"),
            channel: LetterChannel::Email,
        };
        story.act(CLEMENCE, "2025-11-24T17:00:00+01:00", request);
    }
    let timed = |what: &str, work: &mut dyn FnMut() -> usize| {
        let start = Instant::now();
        let count = work();
        println!("{what}: {count} in {} ms", start.elapsed().as_millis());
    };
    timed("fold", &mut || fold(story.log.iter().map(|(meta, entry)| (meta.clone(), entry))).0.journal.len());
    let now = at("2025-11-25T10:00:00+01:00");
    timed("view", &mut || serde_json::to_string(&BreachFileView::of(&story.file, now)).expect("json").len());
    timed("letters", &mut || PersonLetter::all(&story.file, now).len());
}
