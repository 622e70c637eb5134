//! Turns a compiled WebAssembly module into what a page imports: `NAME.js`, `NAME.d.ts`, `NAME_bg.wasm`.
//!
//! A package of its own, so that `cargo xtask tidy` does not wait for a WebAssembly parser to compile.
//!
//! Usage: `xtask-bindgen MODULE.wasm OUTPUT_FOLDER NAME`

use anyhow::{Context, bail};
use std::env;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [module, folder, name] = arguments.as_slice() else {
        bail!("usage: xtask-bindgen MODULE.wasm OUTPUT_FOLDER NAME");
    };
    Bindgen::new()
        .input_path(module)
        .web(true)?
        .typescript(true)
        // The page asks for no path: the module finds itself beside its own script.
        .omit_default_module_path(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .out_name(name)
        .generate(folder)
        .with_context(|| format!("generating bindings of {module}"))
}
