//! Puts the built web application into the library: a table of all files of `web/dist`, each with its compressed forms.
//!
//! Without the files a release build fails. Any other build goes on with an empty table, so that the rest can be worked on without Node.js.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const COMPRESSED: [&str; 2] = ["br", "gz"];

fn main() -> io::Result<()> {
    let dist = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("../../web/dist");
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut files = Vec::new();
    if dist.join("index.html").is_file() {
        let dist = dist.canonicalize()?;
        collect(&dist, &dist, &mut files)?;
    } else if variable("PROFILE")? == "release" {
        return Err(io::Error::other("web/dist/index.html is missing: build the web application first with scripts/build-web.sh"));
    }
    files.sort();
    let mut table = String::from("&[\n");
    for (name, path) in &files {
        let hash = blake3::hash(&fs::read(path)?).to_hex();
        let [brotli, gzip] = COMPRESSED.map(|ending| included(&PathBuf::from(format!("{}.{ending}", path.display()))));
        writeln!(
            table,
            "    File {{ name: {name:?}, tag: {:?}, plain: include_bytes!({:?}), brotli: {brotli}, gzip: {gzip} }},",
            &hash[..16],
            path.display().to_string()
        )
        .map_err(io::Error::other)?;
    }
    table.push_str("]\n");
    fs::write(PathBuf::from(variable("OUT_DIR")?).join("files.rs"), table)
}

fn variable(name: &str) -> io::Result<String> {
    env::var(name).map_err(io::Error::other)
}

/// Names begin with a slash, as they are asked for.
fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.strip_prefix(root).map_err(io::Error::other)?.display().to_string();
        let compressed = path.extension().is_some_and(|ending| COMPRESSED.iter().any(|one| ending == *one));
        // The manifest of the build is for the checks of its sizes.
        if name.starts_with('.') || compressed {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, files)?;
        } else {
            files.push((format!("/{name}"), path));
        }
    }
    Ok(())
}

fn included(path: &Path) -> String {
    if path.is_file() { format!("Some(include_bytes!({:?}))", path.display().to_string()) } else { "None".to_owned() }
}
