//! Removes from data what a reader cannot see but that changes what is seen.
//!
//! Names and messages come from strangers. A right-to-left override can make a letter say something else than its
//! text; a control character can stop the compiler. Both go; ordinary text, in any script, stays as it was typed.

use serde_json::Value;

/// Cleans every string, at any depth. Keys are ours and stay.
pub fn clean(data: &mut Value) {
    match data {
        Value::String(text) => {
            if text.contains(needs_cleaning) {
                *text = cleaned(text);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(clean),
        Value::Object(fields) => fields.values_mut().for_each(clean),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn cleaned(text: &str) -> String {
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    unified.chars().filter(|letter| !is_deceptive(*letter)).collect()
}

fn needs_cleaning(letter: char) -> bool {
    letter == '\r' || is_deceptive(letter)
}

fn is_deceptive(letter: char) -> bool {
    match letter {
        '\n' | '\t' | '\r' => false,
        // Embeddings, overrides and isolates of direction; the two marks are harmless and needed in mixed text.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        // Byte order mark, interlinear annotation, object replacement, tags.
        '\u{feff}' | '\u{fff9}'..='\u{fffc}' | '\u{e0000}'..='\u{e007f}' => true,
        // Unassigned for ever.
        '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}' => true,
        letter => letter.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_deceives_goes_at_any_depth() {
        let mut data =
            json!({ "a": ["facture\u{202e}fdp.exe", { "b": "un\u{0}deux\u{7}" }], "c": "\u{feff}d\r\ne\rf" });
        clean(&mut data);
        assert_eq!(data, json!({ "a": ["facturefdp.exe", { "b": "undeux" }], "c": "d\ne\nf" }));
    }

    #[test]
    fn ordinary_text_stays() {
        for text in
            ["«\u{a0}Où\u{202f}?\u{a0}»\tŒuvre\nligne", "محمد", "日本", "👩‍👧", "#panic() *x* = ]", "Ноябрь"]
        {
            let mut data = json!(text);
            clean(&mut data);
            assert_eq!(data, json!(text));
        }
    }
}
