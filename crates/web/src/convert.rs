//! Between JavaScript values and the client's types.

use beffroi_client::view::Progress;
use beffroi_client::{ClientError, Param, Refusal};
use js_sys::{Array, Function, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::File;

/// What every method of the facade gives: a value, or a refusal `{ code, params }`.
pub type Outcome = Result<JsValue, JsValue>;

/// Reads the arguments of a call. By way of JSON text: what is a `File` among them becomes an empty object and is read
/// apart.
pub fn arguments<T: DeserializeOwned>(value: &JsValue) -> Result<T, JsValue> {
    let text = js_sys::JSON::stringify(value).ok().and_then(|text| text.as_string());
    let text = text.unwrap_or_else(|| "{}".to_owned());
    serde_json::from_slice(text.as_bytes())
        .map_err(|error| refuse(&Refusal::bare("arguments").with("detail", error.to_string())))
}

/// A result as the page expects it: plain objects, numbers, `null` for what is absent. By way of JSON text too: for large
/// results the browser reads one text faster than it is told of a thousand properties, and the archive needs the same
/// writers of JSON.
pub fn reply<T: Serialize>(value: &T) -> Outcome {
    let failed = |detail: String| refuse(&Refusal::bare("unexpected").with("detail", detail));
    let text = serde_json::to_string(value).map_err(|error| failed(error.to_string()))?;
    js_sys::JSON::parse(&text).map_err(|error| failed(crate::platform::reason(&error)))
}

/// A refusal as the page catches it.
pub fn refuse(refusal: &Refusal) -> JsValue {
    let params = js_sys::Object::new();
    for (name, param) in &refusal.params {
        let value = match param {
            Param::Number(number) => JsValue::from_f64(*number as f64),
            Param::Text(text) => JsValue::from_str(text),
        };
        // Setting a property of a fresh object does not fail.
        drop(Reflect::set(&params, &JsValue::from_str(name), &value));
    }
    let object = js_sys::Object::new();
    drop(Reflect::set(&object, &"code".into(), &JsValue::from_str(&refusal.code)));
    drop(Reflect::set(&object, &"params".into(), &params));
    object.into()
}

/// The refusal of an error of the client.
pub fn refused(error: &ClientError) -> JsValue {
    refuse(&error.refusal())
}

/// A `File` among the arguments.
pub fn file(arguments: &JsValue, name: &str) -> Result<File, JsValue> {
    optional_file(arguments, name)?.ok_or_else(|| refuse(&Refusal::bare("arguments").with("detail", name)))
}

/// A `File` among the arguments, or none when it is `null`.
pub fn optional_file(arguments: &JsValue, name: &str) -> Result<Option<File>, JsValue> {
    let value = Reflect::get(arguments, &JsValue::from_str(name))?;
    Ok(value.dyn_into::<File>().ok())
}

/// The files of a list among the arguments.
pub fn files(arguments: &JsValue, name: &str) -> Result<Vec<File>, JsValue> {
    let value = Reflect::get(arguments, &JsValue::from_str(name))?;
    if value.is_undefined() || value.is_null() {
        return Ok(Vec::new());
    }
    Ok(Array::from(&value).iter().filter_map(|file| file.dyn_into::<File>().ok()).collect())
}

/// Calls `on_progress` with how far a transfer has come.
pub fn report(on_progress: &Function, progress: &impl Serialize) {
    if let Ok(value) = reply(progress) {
        // What the page does with it is its own affair.
        drop(on_progress.call1(&JsValue::NULL, &value));
    }
}

/// The same as a closure, for the client.
pub fn reporter(on_progress: &Function) -> impl Fn(Progress) + '_ {
    move |progress| report(on_progress, &progress)
}
