//! Any sequence of entries folds to what a reference says that looks at everything each time.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use beffroi_ledger::Timestamp;
use beffroi_ledger::workspace::Meta;
use beffroi_seal::Digest;
use beffroi_seal::id::{
    AccountId, DeviceId, DocumentId, FolderId, LinkId, ObjectId, OrganisationId, VersionId, WorkspaceId,
};
use beffroi_seal::keys::{EpochKey, FileKey};
use beffroi_vault::{
    FileVersion, Item, Name, SharedLink, SharedSecret, SharedVersion, VaultEntry, VaultState, WrappedFileKey,
};
use proptest::prelude::*;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

fn folder(number: u8) -> FolderId {
    FolderId::from_bytes([number; 16])
}

fn document(number: u8) -> DocumentId {
    DocumentId::from_bytes([number; 16])
}

fn version(number: u8) -> Box<FileVersion> {
    let rng = &mut ChaCha20Rng::seed_from_u64(number.into());
    let place = (
        OrganisationId::from_bytes([1; 16]),
        WorkspaceId::from_bytes([2; 16]),
        document(number),
        VersionId::from_bytes([number; 16]),
    );
    Box::new(FileVersion {
        version: place.3,
        object: ObjectId::from_bytes([number; 16]),
        file_key: WrappedFileKey::wrap(&FileKey::make(rng), 0, &EpochKey::make(rng).file_wrap(), place, rng),
        size: number.into(),
        media_type: "text/plain".to_owned(),
        ciphertext_digest: Digest::of([number]),
        plaintext_digest: Digest::of([number]),
        parts: vec![Digest::of([number])],
    })
}

fn meta(sequence: u64) -> Meta {
    Meta {
        account: AccountId::from_bytes([1; 16]),
        device: DeviceId::from_bytes([2; 16]),
        sequence,
        index: 0,
        epoch: 0,
        at: Timestamp::default(),
        commit: Digest::of(b""),
    }
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[ab](\\.x)?",
        2 => "[aA]( \\(2\\))?",
        1 => Just("a/b".to_owned()),
        1 => Just(String::new()),
    ]
}

fn item() -> impl Strategy<Value = Item> {
    prop_oneof![
        (0u8..5).prop_map(|number| Item::Folder(folder(number))),
        (0u8..5).prop_map(|number| Item::Document(document(number))),
    ]
}

fn place() -> impl Strategy<Value = Option<FolderId>> {
    prop::option::of((0u8..6).prop_map(folder))
}

fn entry() -> impl Strategy<Value = VaultEntry> {
    prop_oneof![
        3 => (0u8..5, place(), name())
            .prop_map(|(number, parent, name)| VaultEntry::FolderCreated { folder: folder(number), parent, name }),
        3 => (0u8..5, place(), name(), 0u8..9).prop_map(|(number, folder, name, content)| VaultEntry::DocumentAdded {
            document: document(number), folder, name, version: version(content)
        }),
        1 => (0u8..5, 0u8..9).prop_map(|(number, content)| VaultEntry::VersionAdded {
            document: document(number), version: version(content)
        }),
        2 => (0u8..5, 0u8..9).prop_map(|(number, content)| VaultEntry::VersionRestored {
            document: document(number), version: VersionId::from_bytes([content; 16])
        }),
        3 => (item(), name()).prop_map(|(item, name)| VaultEntry::Renamed { item, name }),
        4 => (item(), place()).prop_map(|(item, folder)| VaultEntry::Moved { item, folder }),
        2 => item().prop_map(|item| VaultEntry::Trashed { item }),
        2 => item().prop_map(|item| VaultEntry::Restored { item }),
        2 => item().prop_map(|item| VaultEntry::Purged { item }),
        1 => (item(), "[a-z]{0,3}").prop_map(|(item, text)| VaultEntry::Described { item, text }),
        1 => (0u8..3, 0u8..5, 0u8..9).prop_map(|(link, number, content)| VaultEntry::Shared {
            shared: Box::new(SharedLink {
                link: LinkId::from_bytes([link; 16]),
                secret: SharedSecret::from_bytes([link; 32]),
                title: "titre".to_owned(),
                message: String::new(),
                documents: vec![SharedVersion {
                    document: document(number),
                    version: VersionId::from_bytes([content; 16]),
                }],
                sheet: Digest::of([link]),
            })
        }),
    ]
}

/// A thing, as the reference keeps it.
#[derive(Clone, Debug, Default)]
struct Thing {
    wanted: String,
    shown: String,
    parent: Option<Item>,
    trashed: bool,
    versions: Vec<VersionId>,
    text: String,
}

/// Everything in one list; names are compared by looking at all of it.
#[derive(Default)]
struct Model {
    things: BTreeMap<Item, Thing>,
    used: BTreeSet<VersionId>,
    /// Which numbers a name was given in a folder.
    given: Vec<(Option<Item>, String, u32)>,
    /// The document of each link.
    shared: BTreeMap<LinkId, DocumentId>,
}

impl Model {
    fn around(&self, item: Item) -> Vec<Item> {
        let mut chain = vec![item];
        while let Some(parent) = self.things.get(chain.last().unwrap()).and_then(|thing| thing.parent) {
            chain.push(parent);
        }
        chain
    }

    fn hidden(&self, item: Item) -> bool {
        self.around(item).iter().any(|one| self.things.get(one).is_none_or(|thing| thing.trashed))
    }

    fn open(&self, place: Option<Item>) -> bool {
        place.is_none_or(|place| self.things.contains_key(&place) && !self.hidden(place))
    }

    /// Gives `item` the name it wants among those shown beside it, or the first number never given and not taken.
    fn name(&mut self, item: Item) {
        let thing = self.things[&item].clone();
        let low = |text: &str| text.to_lowercase();
        let taken = |shown: &str| {
            self.things.iter().any(|(other, one)| {
                *other != item && one.parent == thing.parent && !one.trashed && low(&one.shown) == low(shown)
            })
        };
        let mut shown = thing.wanted.clone();
        if !thing.trashed && taken(&shown) {
            let given = |number: u32| {
                self.given.iter().any(|(place, name, last)| {
                    *place == thing.parent && *name == low(&thing.wanted) && *last >= number
                })
            };
            let numbered = |number| Name::new(&thing.wanted).unwrap().numbered(number).to_string();
            let number = (2..).find(|number| !given(*number) && !taken(&numbered(*number))).unwrap();
            shown = numbered(number);
            self.given.push((thing.parent, low(&thing.wanted), number));
        }
        self.things.get_mut(&item).unwrap().shown = shown;
    }

    fn accepted(name: &str) -> String {
        match name {
            "" => "_".to_owned(),
            name => name.replace('/', "_"),
        }
    }

    fn add(&mut self, item: Item, place: Option<FolderId>, name: &str, versions: Vec<VersionId>) {
        let parent = place.map(Item::Folder).filter(|place| self.open(Some(*place)));
        let thing = Thing { wanted: Self::accepted(name), parent, versions, ..Thing::default() };
        self.things.insert(item, thing);
        self.name(item);
    }

    fn purge(&mut self, item: Item) {
        let mut gone = BTreeSet::from([item]);
        // Until nothing more is found inside.
        loop {
            let inside =
                |thing: &Thing| !thing.trashed && thing.parent.is_some_and(|parent| gone.contains(&parent));
            let found: Vec<_> =
                self.things.iter().filter(|(_, thing)| inside(thing)).map(|(item, _)| *item).collect();
            let before = gone.len();
            gone.extend(found);
            if gone.len() == before {
                break;
            }
        }
        self.things.retain(|item, _| !gone.contains(item));
        self.given.retain(|(place, _, _)| place.is_none_or(|place| !gone.contains(&place)));
        for thing in self.things.values_mut() {
            thing.parent = thing.parent.filter(|parent| !gone.contains(parent));
        }
    }

    fn apply(&mut self, entry: &VaultEntry) {
        match entry {
            VaultEntry::FolderCreated { folder, parent, name } => {
                if !self.things.contains_key(&Item::Folder(*folder)) {
                    self.add(Item::Folder(*folder), *parent, name, Vec::new());
                }
            }
            VaultEntry::DocumentAdded { document, folder, name, version } => {
                let item = Item::Document(*document);
                if !self.things.contains_key(&item) && self.used.insert(version.version) {
                    self.add(item, *folder, name, vec![version.version]);
                }
            }
            VaultEntry::VersionAdded { document, version } => {
                if let Some(thing) = self.things.get_mut(&Item::Document(*document))
                    && self.used.insert(version.version)
                {
                    thing.versions.push(version.version);
                }
            }
            VaultEntry::VersionRestored { document, version } => {
                if let Some(thing) = self.things.get_mut(&Item::Document(*document))
                    && thing.versions.contains(version)
                    && thing.versions.last() != Some(version)
                {
                    thing.versions.push(*version);
                }
            }
            VaultEntry::Renamed { item, name } => {
                if let Some(thing) = self.things.get_mut(item) {
                    thing.wanted = Self::accepted(name);
                    self.name(*item);
                }
            }
            VaultEntry::Moved { item, folder } => {
                let place = folder.map(Item::Folder);
                let inside = place.is_some_and(|place| self.around(place).contains(item));
                if self.things.contains_key(item) && self.open(place) && !inside {
                    self.things.get_mut(item).unwrap().parent = place;
                    self.name(*item);
                }
            }
            VaultEntry::Trashed { item } => {
                if let Some(thing) = self.things.get_mut(item).filter(|thing| !thing.trashed) {
                    thing.trashed = true;
                    self.name(*item);
                }
            }
            VaultEntry::Restored { item } => {
                if self.things.get(item).is_some_and(|thing| thing.trashed) {
                    let parent = self.things[item].parent.filter(|parent| !self.hidden(*parent));
                    let thing = self.things.get_mut(item).unwrap();
                    (thing.trashed, thing.parent) = (false, parent);
                    self.name(*item);
                }
            }
            VaultEntry::Purged { item } => {
                if self.things.get(item).is_some_and(|thing| thing.trashed) {
                    self.purge(*item);
                }
            }
            VaultEntry::Shared { shared } => {
                let known = shared.documents.iter().all(|one| {
                    let thing = self.things.get(&Item::Document(one.document));
                    thing.is_some_and(|thing| thing.versions.contains(&one.version))
                });
                if known {
                    self.shared.entry(shared.link).or_insert_with(|| shared.documents[0].document);
                }
            }
            VaultEntry::Described { item, text } => {
                if let Some(thing) = self.things.get_mut(item) {
                    thing.text.clone_from(text);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn the_fold_is_what_the_reference_says(entries in prop::collection::vec(entry(), 1..60)) {
        let mut state = VaultState::default();
        let mut model = Model::default();
        for (sequence, entry) in entries.iter().enumerate() {
            let allowed = state.check(entry).is_ok();
            let before = state.anomalies().len();
            state.apply(&meta(sequence as u64), entry.clone());
            prop_assert_eq!(allowed, state.anomalies().len() == before, "what is allowed is no anomaly: {:?}", entry);
            model.apply(entry);
        }
        let folders = state.folders().map(|one| (Item::Folder(one.id), one.name(), one.parent(), one.trashed(), one.description(), Vec::new()));
        let documents = state.documents().map(|one| {
            let versions = one.versions.iter().map(|version| version.file.version).collect();
            (Item::Document(one.id), one.name(), one.parent(), one.trashed(), one.description(), versions)
        });
        let found: BTreeMap<Item, _> = folders.chain(documents)
            .map(|(item, name, parent, trashed, text, versions)| {
                (item, (name.to_string(), parent.map(Item::Folder), trashed.is_some(), text.to_owned(), versions))
            })
            .collect();
        let expected: BTreeMap<Item, _> = model.things.iter()
            .map(|(item, thing)| {
                let thing = thing.clone();
                (*item, (thing.shown, thing.parent, thing.trashed, thing.text, thing.versions))
            })
            .collect();
        prop_assert_eq!(&found, &expected);
        // Each thing is listed once, where it is, unless it is in the bin by itself.
        let mut listed = BTreeMap::new();
        for place in std::iter::once(None).chain(state.folders().map(|one| Some(one.id))) {
            for item in state.list(place) {
                prop_assert!(listed.insert(item, place.map(Item::Folder)).is_none());
            }
        }
        let shown: BTreeMap<_, _> = model.things.iter().filter(|(_, thing)| !thing.trashed).map(|(item, thing)| (*item, thing.parent)).collect();
        prop_assert_eq!(listed, shown);
        let shared: BTreeMap<_, _> = state.shared().map(|one| (one.link, one.documents[0].document)).collect();
        prop_assert_eq!(&shared, &model.shared);
        for item in model.things.keys() {
            prop_assert_eq!(state.is_trashed(*item), model.hidden(*item));
        }
    }
}
