//! The families of the town, their files, and the officers of the town hall.
//!
//! Nothing is stored: a family is derived from its number each time, so a town
//! of any size costs nothing.

use std::io;

use super::random::Random;
use super::sink::Sink;

/// Officers who may see every file.
pub(super) const OFFICERS: u64 = 40;

const PURPOSE_FAMILY: u64 = 1;

const SURNAMES: [&str; 48] = [
    "delcourt",
    "ferrand",
    "moreau",
    "lefebvre",
    "garnier",
    "rousseau",
    "blanchard",
    "guerin",
    "boyer",
    "chevalier",
    "fontaine",
    "renaud",
    "marchal",
    "barbier",
    "perrin",
    "dumont",
    "lacroix",
    "roussel",
    "mathieu",
    "gautier",
    "masson",
    "benoit",
    "lemaire",
    "colin",
    "vidal",
    "caron",
    "picard",
    "aubert",
    "rolland",
    "leclercq",
    "bailly",
    "poirier",
    "mercier",
    "besson",
    "charpentier",
    "diallo",
    "nguyen",
    "benali",
    "haddad",
    "traore",
    "fernandes",
    "rossi",
    "kowalski",
    "meunier",
    "tessier",
    "joubert",
    "pasquier",
    "quere",
];
const FIRST_PARENTS: [&str; 24] = [
    "armand", "bastien", "cyril", "damien", "edouard", "fabrice", "gilles", "hakim", "ismael", "julien",
    "karim", "laurent", "mathias", "nicolas", "olivier", "patrice", "quentin", "romain", "samir", "thomas",
    "ulysse", "valentin", "xavier", "yannick",
];
const SECOND_PARENTS: [&str; 24] = [
    "agathe", "brigitte", "celine", "delphine", "estelle", "fatou", "gaelle", "helene", "ines", "jeanne",
    "khadija", "laetitia", "mireille", "nadia", "odile", "pauline", "rachel", "sabine", "tiphaine", "uma",
    "valerie", "wafa", "yasmina", "zoe",
];
const CHILDREN: [&str; 24] = [
    "adele", "basile", "camille", "diane", "elias", "felicie", "gabin", "hugo", "iris", "jade", "kylian",
    "lea", "malo", "noe", "oscar", "prune", "rayan", "sofia", "tom", "victoire", "wassim", "yanis", "zelie",
    "lina",
];

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Family,
    Bank,
    Health,
    School,
    Canteen,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Family, Self::Bank, Self::Health, Self::School, Self::Canteen];

    fn letter(self) -> char {
        match self {
            Self::Family => 'F',
            Self::Bank => 'R',
            Self::Health => 'S',
            Self::School => 'E',
            Self::Canteen => 'C',
        }
    }

    pub fn segment(self) -> &'static str {
        match self {
            Self::Family => "familles",
            Self::Bank => "rib",
            Self::Health => "fiches-sanitaires",
            Self::School => "ecole",
            Self::Canteen => "cantine",
        }
    }

    pub fn category(self) -> &'static str {
        match self {
            Self::Family => "coordonnees",
            Self::Bank => "bancaire",
            Self::Health => "sante",
            Self::School => "scolarite",
            Self::Canteen => "cantine",
        }
    }

    /// One file per child, instead of one per family.
    fn per_child(self) -> bool {
        matches!(self, Self::Health | Self::School | Self::Canteen)
    }
}

/// A file of a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Resource {
    pub family: u32,
    pub kind: Kind,
    child: u32,
}

impl Resource {
    pub fn name(&self) -> String {
        format!("{}{:07}", self.kind.letter(), u64::from(self.family) * 4 + u64::from(self.child))
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Family {
    number: u32,
    surname: usize,
    first: usize,
    block: usize,
    pub parents: u32,
    pub children: u32,
    child_names: u64,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Population {
    seed: u64,
    pub families: u32,
}

impl Population {
    pub fn new(seed: u64, families: u32) -> Self {
        Self { seed, families }
    }

    pub fn family(&self, number: u32) -> Family {
        let mut random = Random::new(self.seed, PURPOSE_FAMILY ^ u64::from(number) << 8);
        // Surname and first name together are different for every family of a block.
        let rank = number as usize;
        let surname = (rank + self.seed as usize % SURNAMES.len()) % SURNAMES.len();
        let first = (rank / SURNAMES.len() + rank) % FIRST_PARENTS.len();
        let block = rank / (SURNAMES.len() * FIRST_PARENTS.len());
        let parents = if random.below(5) == 0 { 1 } else { 2 };
        let children = 1 + random.below(3) as u32;
        Family { number, surname, first, block, parents, children, child_names: random.next() }
    }

    /// Any file of a family.
    pub fn any_resource(&self, family: u32, random: &mut Random) -> Resource {
        let kind = *random.pick(&Kind::ALL);
        let children = u64::from(self.family(family).children);
        let child = if kind.per_child() { random.below(children) as u32 } else { 0 };
        Resource { family, kind, child }
    }

    pub fn officer(number: u64) -> String {
        format!("agent.{:02}@mairie", number)
    }

    pub fn write_entitlements(&self, out: &mut dyn Sink) -> io::Result<()> {
        let mut text = String::from("resource,person,viewer,category\n");
        for officer in 0..OFFICERS {
            text.push_str(&format!("*,,{},\n", Self::officer(officer)));
        }
        for number in 0..self.families {
            let family = self.family(number);
            let accounts: Vec<String> = (0..family.parents).map(|parent| family.account(parent)).collect();
            for kind in Kind::ALL {
                let files = if kind.per_child() { family.children } else { 1 };
                for child in 0..files {
                    let resource = Resource { family: number, kind, child };
                    for person in family.persons(&resource) {
                        for account in &accounts {
                            text.push_str(&resource.name());
                            for cell in [&person, account, kind.category()] {
                                text.push(',');
                                text.push_str(cell);
                            }
                            text.push('\n');
                        }
                    }
                }
            }
            if text.len() > 1 << 20 {
                out.append("entitlements.csv", text.as_bytes())?;
                text.clear();
            }
        }
        out.append("entitlements.csv", text.as_bytes())
    }
}

impl Family {
    /// Account of a parent, which is also how the parent is named as a person.
    pub fn account(&self, parent: u32) -> String {
        let names = if parent == 0 { &FIRST_PARENTS } else { &SECOND_PARENTS };
        let suffix = if self.block == 0 { String::new() } else { (self.block + 1).to_string() };
        format!("{}.{}{suffix}", names[self.first], SURNAMES[self.surname])
    }

    fn child(&self, child: u32) -> String {
        let name = (self.child_names >> (child * 8)) as usize % CHILDREN.len();
        format!("{}.{}.f{}-{}", CHILDREN[name], SURNAMES[self.surname], self.number, child + 1)
    }

    /// Whom a file concerns.
    pub fn persons(&self, resource: &Resource) -> Vec<String> {
        match resource.kind {
            Kind::Family => {
                let parents = (0..self.parents).map(|parent| self.account(parent));
                parents.chain((0..self.children).map(|child| self.child(child))).collect()
            }
            Kind::Bank => vec![self.account(0)],
            Kind::Health | Kind::School | Kind::Canteen => vec![self.child(resource.child)],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_account_belongs_to_one_family() {
        let population = Population::new(3, 5_000);
        let mut accounts = BTreeSet::new();
        let mut expected = 0;
        for number in 0..population.families {
            let family = population.family(number);
            expected += family.parents as usize;
            accounts.extend((0..family.parents).map(|parent| family.account(parent)));
        }
        assert_eq!(accounts.len(), expected);
    }
}
