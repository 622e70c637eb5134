//! The source files that make up a library, without what only tests or a named feature compile.

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use syn::{Attribute, Item, Meta};

/// One file of a library, reduced to the items that are always compiled.
pub struct Source {
    /// Where it is.
    pub path: PathBuf,
    /// Its items, those under `#[cfg(test)]` and left-out features removed.
    pub file: syn::File,
}

/// Follows `mod` declarations from a root file. Items under `cfg(test)` or one of `features` are left out.
pub fn follow(root: &Path, features: &[&str]) -> Result<Vec<Source>> {
    let folder = root.parent().context("a root file has a folder")?;
    let mut sources = Vec::new();
    visit(root, folder, features, &mut sources)?;
    Ok(sources)
}

/// Parses one file; `folder` is where the files of its submodules are looked for.
fn visit(path: &Path, folder: &Path, features: &[&str], sources: &mut Vec<Source>) -> Result<()> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let mut file = syn::parse_file(&text).with_context(|| format!("parsing {}", path.display()))?;
    if is_left_out(&file.attrs, features) {
        return Ok(());
    }
    let mut declared = Vec::new();
    reduce(&mut file.items, folder, features, &mut declared);
    sources.push(Source { path: path.to_path_buf(), file });
    for module in declared {
        let found = module.candidates.iter().find(|candidate| candidate.exists());
        let Some(found) = found else { bail!("{}: no file for `mod {}`", path.display(), module.name) };
        visit(found, &module.folder, features, sources)?;
    }
    Ok(())
}

struct Declared {
    name: String,
    candidates: Vec<PathBuf>,
    folder: PathBuf,
}

fn reduce(items: &mut Vec<Item>, folder: &Path, features: &[&str], declared: &mut Vec<Declared>) {
    items.retain(|item| !is_left_out(attributes(item), features));
    for item in items {
        match item {
            Item::Mod(module) => {
                let name = module.ident.to_string();
                let below = folder.join(&name);
                if let Some((_, inner)) = &mut module.content {
                    reduce(inner, &below, features, declared);
                } else {
                    let mut candidates = vec![folder.join(format!("{name}.rs")), below.join("mod.rs")];
                    candidates.extend(named_path(&module.attrs).map(|path| folder.join(path)));
                    declared.push(Declared { name, candidates, folder: below });
                }
            }
            Item::Impl(block) => block.items.retain(|item| !is_left_out(impl_attributes(item), features)),
            _ => {}
        }
    }
}

/// The value of `#[path = "…"]`.
fn named_path(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    })
}

/// Whether a plain `#[cfg(test)]` or `#[cfg(feature = "…")]` leaves an item out. A compound condition is kept:
/// better a finding to discuss than a file nobody reads.
fn is_left_out(attributes: &[Attribute], features: &[&str]) -> bool {
    attributes.iter().any(|attribute| {
        let Meta::List(list) = &attribute.meta else { return false };
        if !list.path.is_ident("cfg") {
            return false;
        }
        let condition: String = list.tokens.to_string().split_whitespace().collect();
        condition == "test" || features.iter().any(|feature| condition == format!("feature=\"{feature}\""))
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn impl_attributes(item: &syn::ImplItem) -> &[Attribute] {
    match item {
        syn::ImplItem::Const(item) => &item.attrs,
        syn::ImplItem::Fn(item) => &item.attrs,
        syn::ImplItem::Type(item) => &item.attrs,
        syn::ImplItem::Macro(item) => &item.attrs,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_files_folders_and_named_paths_but_not_tests_or_features() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write(
            "lib.rs",
            "mod a; mod b; #[path = \"elsewhere.rs\"] mod c; #[cfg(test)] mod tests;\n\
             #[cfg(feature = \"native\")] mod native; mod inline { mod deep; }",
        );
        write("a.rs", "mod under;");
        write("a/under.rs", "");
        write("b/mod.rs", "");
        write("elsewhere.rs", "");
        write("inline/deep.rs", "");
        let sources = follow(&folder.path().join("lib.rs"), &["native"]).unwrap();
        let mut names: Vec<_> = sources
            .iter()
            .map(|source| source.path.strip_prefix(folder.path()).unwrap().display().to_string())
            .collect();
        names.sort();
        assert_eq!(names, ["a.rs", "a/under.rs", "b/mod.rs", "elsewhere.rs", "inline/deep.rs", "lib.rs"]);
    }

    #[test]
    fn a_module_without_a_file_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("lib.rs"), "mod lost;").unwrap();
        let error = follow(&folder.path().join("lib.rs"), &[]).err().unwrap();
        assert!(error.to_string().contains("no file for `mod lost`"));
    }
}
