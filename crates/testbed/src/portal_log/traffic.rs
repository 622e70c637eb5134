//! What happens on the portal, minute by minute.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;

use super::Config;
use super::population::{OFFICERS, Population, Resource};
use super::random::Random;
use super::truth::{Truth, TruthExposure};
use super::write::{Noise, Places, Writer};

const PURPOSE_PLAN: u64 = 2;
const PURPOSE_TRAFFIC: u64 = 3;
const PURPOSE_ADDRESS: u64 = 4;
const PURPOSE_SESSION: u64 = 5;

const DAY_MS: i64 = 86_400_000;

const AGENTS: [&str; 7] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.3 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:148.0) Gecko/20100101 Firefox/148.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.3 Safari/605.1.15",
    "Mozilla/5.0 (Linux; Android 16; SM-S941B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Portail citoyen é/2.1 \"famille\" (tablette; \\école)",
];
const ROBOT_AGENTS: [&str; 3] =
    ["curl/8.14.1", "python-requests/2.32", "Mozilla/5.0 (compatible; robot/1.0;\n+https://robot.example)"];
const ROBOT_PATHS: [&str; 6] = [
    "/wp-login.php",
    "/.env",
    "/robots.txt",
    "/admin/config.php",
    "/portail/../etc/passwd",
    "/api/%2e%2e/secret",
];

/// One request.
#[derive(Debug, Clone)]
pub(super) struct Event {
    /// Milliseconds since 1970.
    pub ms: i64,
    pub address: String,
    pub account: Option<String>,
    pub session: Option<Session>,
    pub method: &'static str,
    pub path: String,
    pub status: u16,
    pub bytes: u64,
    pub agent: &'static str,
}

/// The session of an account on one day.
#[derive(Debug, Clone)]
pub(super) struct Session {
    pub id: String,
    /// The account, as a number.
    pub key: u64,
    /// Days since 1970.
    pub day: i64,
}

/// Who makes a request.
#[derive(Debug, Clone)]
struct Visitor {
    /// A number per account, for what derives from it.
    key: u64,
    account: Option<String>,
    address: String,
}

/// A request to the file of another family that will be answered.
#[derive(Debug, Clone)]
struct Planted {
    ms: i64,
    visitor: Visitor,
    resource: Resource,
    status: u16,
}

pub(super) struct Traffic<'a> {
    config: &'a Config,
    population: &'a Population,
    random: Random,
    planted: VecDeque<Planted>,
    exposures: BTreeMap<(String, String, String, String), TruthExposure>,
    accesses: u64,
}

impl<'a> Traffic<'a> {
    pub fn new(config: &'a Config, population: &'a Population) -> Self {
        let random = Random::new(config.seed, PURPOSE_TRAFFIC);
        let planted = plan(config, population);
        Self { config, population, random, planted, exposures: BTreeMap::new(), accesses: 0 }
    }

    /// Plays the whole period.
    pub fn run(mut self, out: &mut Writer<'_>) -> io::Result<Truth> {
        let start = self.config.start * 1_000;
        let span = i64::from(self.config.days) * DAY_MS;
        let noise = u64::from(self.config.noise_per_million);
        for rank in 0..self.config.lines {
            let now = start + (i128::from(span) * i128::from(rank) / i128::from(self.config.lines)) as i64;
            out.begin(rank)?;
            if self.planted.front().is_some_and(|planted| planted.ms <= now) {
                self.expose(out)?;
            } else if self.random.below(1_000_000) < noise {
                let event = self.ordinary(now);
                let noise = [Noise::Torn, Noise::Text, Noise::Blank][self.random.below(3) as usize];
                out.noise(noise, &event.0)?;
            } else {
                let (event, access) = self.ordinary(now);
                self.accesses += u64::from(access);
                out.event(&event)?;
            }
        }
        while !self.planted.is_empty() {
            self.expose(out)?;
        }
        Ok(self.truth(out))
    }

    fn truth(self, out: &Writer<'_>) -> Truth {
        let different = |name: fn(&TruthExposure) -> &String| {
            self.exposures.values().map(name).collect::<BTreeSet<_>>().len() as u64
        };
        Truth {
            seed: self.config.seed,
            lines: out.lines(),
            not_understood: out.not_understood(),
            accesses: self.accesses,
            viewers: different(|exposure| &exposure.viewer),
            persons: different(|exposure| &exposure.person),
            resources: different(|exposure| &exposure.resource),
            exposures: self.exposures.into_values().collect(),
        }
    }

    /// Answers a request to the file of another family, and remembers it.
    fn expose(&mut self, out: &mut Writer<'_>) -> io::Result<()> {
        let Some(planted) = self.planted.pop_front() else { return Ok(()) };
        let mut path = self.path(&planted.resource);
        if self.random.below(6) == 0 {
            // The same name, percent-encoded.
            let name = planted.resource.name();
            path = path.replace(&name, &format!("%{:02X}{}", name.as_bytes()[0], &name[1..]));
        }
        let event = self.event(planted.ms, &planted.visitor, "GET", path, planted.status);
        let places = out.event(&event)?;
        self.accesses += 1;
        self.remember(&planted, &event, &places);
        Ok(())
    }

    fn remember(&mut self, planted: &Planted, event: &Event, places: &Places) {
        let viewer = event.account.clone().unwrap_or_else(|| format!("anonymous@{}", event.address));
        let resource = planted.resource.name();
        let category = planted.resource.kind.category().to_owned();
        for person in self.population.family(planted.resource.family).persons(&planted.resource) {
            let key = (person.clone(), viewer.clone(), resource.clone(), category.clone());
            let exposure = self.exposures.entry(key).or_insert_with(|| TruthExposure {
                person,
                viewer: viewer.clone(),
                resource: resource.clone(),
                category: category.clone(),
                first_ms: event.ms,
                last_ms: event.ms,
                count: 0,
                addresses: Vec::new(),
                evidence: BTreeMap::new(),
            });
            exposure.first_ms = exposure.first_ms.min(event.ms);
            exposure.last_ms = exposure.last_ms.max(event.ms);
            exposure.count += 1;
            if let Err(at) = exposure.addresses.binary_search(&event.address) {
                exposure.addresses.insert(at, event.address.clone());
            }
            for (format, line) in places {
                let lines = exposure.evidence.entry(format.name().to_owned()).or_default();
                lines.push(line.clone());
                lines.sort();
            }
        }
    }

    /// An ordinary request, and whether it is a successful access to a file.
    fn ordinary(&mut self, now: i64) -> (Event, bool) {
        // Two front ends whose clocks differ: lines are not in order.
        let ms = now + self.random.below(4_000) as i64 - 2_000;
        let family = self.random.below(u64::from(self.population.families)) as u32;
        let own = self.population.any_resource(family, &mut self.random);
        let other_family = (family + 1 + self.random.below(u64::from(self.population.families) - 1) as u32)
            % self.population.families;
        let other = self.population.any_resource(other_family, &mut self.random);
        let parent = self.parent(family);
        let own_path = self.path(&own);
        let other_path = self.path(&other);
        let (visitor, method, path, status) = match self.random.below(1_000) {
            0..620 => (parent, "GET", own_path, 200),
            620..690 => (self.officer(), "GET", other_path, 200),
            690..705 => (parent, "GET", own_path, 304),
            705..712 => (parent, "GET", own_path, 206),
            712..720 => (parent, "POST", own_path, 200),
            720..728 => (parent, "HEAD", own_path, 200),
            728..733 => (parent, "HEAD", other_path, 200),
            733..740 => (parent, "GET", other_path, 403),
            740..743 => (parent, "GET", other_path, 500),
            743..746 => (parent, "GET", own_path, 502),
            746..749 => (parent, "GET", other_path, 302),
            749..752 => (self.anonymous(), "GET", other_path, 401),
            752..757 => (parent, "GET", "/portail/familles/F9999999".to_owned(), 200),
            757..762 => (parent, "GET", "/portail/rib/".to_owned(), 404),
            762..780 => (self.anonymous(), "POST", "/connexion".to_owned(), 302),
            780..800 => (self.anonymous(), "GET", "/sante-du-service".to_owned(), 200),
            800..850 => {
                let path = (*self.random.pick(&ROBOT_PATHS)).to_owned();
                let robot = self.anonymous();
                let mut event = self.event(ms, &robot, "GET", path, 404);
                event.agent = ROBOT_AGENTS[self.random.below(3) as usize];
                return (event, false);
            }
            _ => (parent, "GET", format!("/static/app.{:04x}.js", self.random.below(4_096)), 200),
        };
        let known = path.starts_with("/portail/") && !path.contains("F9999999") && !path.ends_with("rib/");
        let access = known && method != "HEAD" && matches!(status, 200..=299 | 304);
        (self.event(ms, &visitor, method, path, status), access)
    }

    fn parent(&mut self, family: u32) -> Visitor {
        let parents = u64::from(self.population.family(family).parents);
        visitor(self.config, self.population, family, self.random.below(parents) as u32)
    }

    fn officer(&mut self) -> Visitor {
        let number = self.random.below(OFFICERS);
        Visitor {
            key: 1 << 40 | number,
            account: Some(Population::officer(number)),
            address: "192.0.2.10".into(),
        }
    }

    fn anonymous(&mut self) -> Visitor {
        let key = 1 << 41 | self.random.below(1 << 20);
        Visitor { key, account: None, address: address(self.config.seed, key) }
    }

    fn path(&mut self, resource: &Resource) -> String {
        let tail = *self.random.pick(&["", "", "", "?onglet=1", "/pdf"]);
        format!("/portail/{}/{}{tail}", resource.kind.segment(), resource.name())
    }

    fn event(
        &mut self,
        ms: i64,
        visitor: &Visitor,
        method: &'static str,
        path: String,
        status: u16,
    ) -> Event {
        let day = ms.div_euclid(DAY_MS);
        let session = visitor.account.as_ref().map(|_| session(self.config.seed, visitor.key, day));
        let agent = AGENTS[(visitor.key % AGENTS.len() as u64) as usize];
        let bytes = if status == 304 || method == "HEAD" { 0 } else { 300 + self.random.below(40_000) };
        Event {
            ms,
            address: visitor.address.clone(),
            account: visitor.account.clone(),
            session,
            method,
            path,
            status,
            bytes,
            agent,
        }
    }
}

fn visitor(config: &Config, population: &Population, family: u32, parent: u32) -> Visitor {
    let key = u64::from(family) * 2 + u64::from(parent);
    // A family shares its address.
    let address = address(config.seed, u64::from(family));
    Visitor { key, account: Some(population.family(family).account(parent)), address }
}

fn session(seed: u64, key: u64, day: i64) -> Session {
    let mut random = Random::new(seed, PURPOSE_SESSION ^ key << 20 ^ day as u64);
    Session { id: format!("{:016x}", random.next()), key, day }
}

fn address(seed: u64, key: u64) -> String {
    let bits = Random::new(seed, PURPOSE_ADDRESS ^ key << 8).next();
    if bits.is_multiple_of(8) {
        return format!("2001:db8:{:x}:{:x}::{:x}", bits >> 48, bits >> 32 & 0xffff, bits >> 16 & 0xffff | 1);
    }
    format!(
        "{}.{}.{}.{}",
        11 + (bits >> 56) % 180,
        bits >> 48 & 255,
        bits >> 40 & 255,
        1 + (bits >> 32) % 254
    )
}

/// Who will see whose file, and when: between 40 % and 60 % of the period.
fn plan(config: &Config, population: &Population) -> VecDeque<Planted> {
    let mut random = Random::new(config.seed, PURPOSE_PLAN);
    let span = i64::from(config.days) * DAY_MS;
    let from = config.start * 1_000 + span * 2 / 5;
    let window = (span / 5) as u64;
    let families = u64::from(population.families);
    let mut planted = Vec::new();
    let mut known: BTreeSet<u64> = BTreeSet::new();
    let mut last_address = String::new();
    let wanted = u64::from(config.viewers).min(families);
    let mut rank = 0;
    while (known.len() as u64) < wanted {
        let family = random.below(families) as u32;
        let parent = random.below(u64::from(population.family(family).parents)) as u32;
        let mut viewer = visitor(config, population, family, parent);
        if !known.insert(viewer.key) {
            continue;
        }
        if rank % 7 == 6 {
            // Two viewers behind one address: a library, a mobile operator.
            viewer.address.clone_from(&last_address);
        }
        last_address.clone_from(&viewer.address);
        let victim = (family + 1 + random.below(families - 1) as u32) % population.families;
        let one = population.any_resource(victim, &mut random);
        let seen = match rank % 5 {
            0 => vec![one, one],
            1 => vec![one, population.any_resource(victim, &mut random)],
            _ => (0..=random.below(2)).map(|_| population.any_resource(victim, &mut random)).collect(),
        };
        for resource in seen {
            let status = *random.pick(&[200, 200, 200, 206]);
            let ms = from + random.below(window) as i64;
            planted.push(Planted { ms, visitor: viewer.clone(), resource, status });
        }
        rank += 1;
    }
    // A cached page shown to visitors who are not logged in.
    for _ in 0..2 {
        let key = 1 << 42 | random.below(1 << 20);
        let visitor = Visitor { key, account: None, address: address(config.seed, key) };
        let resource = population.any_resource(random.below(families) as u32, &mut random);
        planted.push(Planted { ms: from + random.below(window) as i64, visitor, resource, status: 200 });
    }
    planted.sort_by_key(|planted| planted.ms);
    planted.into()
}
