//! Writes the log of a citizen portal with a fault, its tables and the truth.
//!
//! `portal_log DIRECTORY LINES FAMILIES [SEED] [FORMAT…]`

use std::env;
use std::error::Error;
use std::fs;

use beffroi_testbed::portal_log::{Config, Directory, Format, generate};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [directory, lines, families, rest @ ..] = arguments.as_slice() else {
        return Err("portal_log DIRECTORY LINES FAMILIES [SEED] [FORMAT…]".into());
    };
    let mut config = Config { lines: lines.parse()?, families: families.parse()?, ..Config::default() };
    if let [seed, formats @ ..] = rest {
        config.seed = seed.parse()?;
        if !formats.is_empty() {
            config.formats = Format::ALL
                .into_iter()
                .filter(|format| formats.iter().any(|wanted| wanted == format.name()))
                .collect();
        }
    }
    fs::create_dir_all(directory)?;
    let truth = generate(&config, &mut Directory::new(directory))?;
    println!("{} accesses, {} exposures, {} viewers", truth.accesses, truth.exposures.len(), truth.viewers);
    Ok(())
}
