//! `cargo xtask screenshots`: the pictures of the documentation, taken in a browser.

use crate::place::Place;
use crate::{install, process, web};
use anyhow::{Result, bail};

/// Installs what is needed, then lets the browser tests take the pictures.
pub fn run(place: &Place) -> Result<()> {
    let folder = place.path("web");
    if !web::has_script(&folder, "screenshots") {
        bail!("web/package.json has no script `screenshots`");
    }
    install::packages(&install::BROWSER, "taking screenshots")?;
    web::install(place, "templates")?;
    web::install(place, "web")?;
    process::run(&mut process::command(&folder, "npm", ["run", "screenshots"]))
}
