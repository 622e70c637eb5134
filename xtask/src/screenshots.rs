//! `cargo xtask screenshots`: the pictures of the documentation, taken from the running application.

use crate::place::Place;
use crate::{install, process, web};
use anyhow::{Result, bail};

/// Builds what is needed, then lets the browser tests take the pictures.
pub fn run(place: &Place) -> Result<()> {
    let folder = place.path("web");
    if !web::has_script(&folder, "screenshots") {
        bail!("web/package.json has no script `screenshots`");
    }
    install::packages(&install::BROWSER, "taking screenshots")?;
    web::run(place)?;
    process::run(&mut process::cargo(place.root(), &["build", "--locked", "--package", "beffroi-cli"]))?;
    process::run(&mut process::command(&folder, "npm", ["run", "screenshots"]))
}
