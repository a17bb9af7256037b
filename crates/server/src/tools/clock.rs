//! `jogak clock confirm`: a person vouches for the machine's clock.

use crate::folder::replace;
use anyhow::{Result, bail};
use std::path::Path;

/// Leaves the word in the folder, where a running server finds it within a second and a stopped one at its next start.
///
/// # Errors
/// If there is no data folder or it cannot be written to.
pub fn confirm(folder: &Path) -> Result<()> {
    if !folder.join("meta.toml").exists() {
        bail!("{} is no data folder", folder.display());
    }
    let path = crate::folder::clock_confirmation_path(folder);
    let name = path.file_name().and_then(|name| name.to_str()).expect("the file's name is plain text");
    let now = crate::serve::now();
    replace(folder, name, &format!("{}\n", now.rfc3339()))?;
    println!("confirmed: it is {}", now.rfc3339());
    Ok(())
}
