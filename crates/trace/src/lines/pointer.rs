//! JSON pointers (RFC 6901) and the tree they make together.

use super::fields::{Slot, Slots};

/// The names a pointer goes through; `None` when it is not a pointer, or points
/// at the whole line.
pub(crate) fn parse_pointer(text: &str) -> Option<Vec<String>> {
    let names = text.strip_prefix('/')?.split('/');
    names.map(unescaped).collect()
}

/// `~1` is a slash, `~0` a tilde, any other tilde an error.
fn unescaped(name: &str) -> Option<String> {
    let mut parts = name.split('~');
    let mut out = parts.next()?.to_owned();
    for part in parts {
        let rest = if let Some(rest) = part.strip_prefix('1') {
            out.push('/');
            rest
        } else {
            out.push('~');
            part.strip_prefix('0')?
        };
        out.push_str(rest);
    }
    Some(out)
}

/// A name on the way to wanted fields.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// What the value itself is to us.
    pub slots: Slots,
    /// What is wanted inside it, when it is an object or a list.
    pub children: Vec<(Vec<u8>, Node)>,
}

impl Node {
    /// The tree of all pointers of a mapping.
    pub fn tree<'a>(pointers: impl Iterator<Item = (Slot, &'a str)>) -> Self {
        let mut root = Self::default();
        for (slot, pointer) in pointers {
            let names = parse_pointer(pointer).expect("pointers are checked with the mapping");
            let mut node = &mut root;
            for name in names {
                node = node.child_or_new(name.as_bytes());
            }
            node.slots |= slot.bit();
        }
        root
    }

    fn child_or_new(&mut self, name: &[u8]) -> &mut Self {
        let at = self.position(name).unwrap_or_else(|| {
            self.children.push((name.to_vec(), Self::default()));
            self.children.len() - 1
        });
        &mut self.children[at].1
    }

    /// Which child has this name.
    #[inline]
    pub fn position(&self, name: &[u8]) -> Option<usize> {
        self.children.iter().position(|(known, _)| known == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_follow_rfc_6901() {
        assert_eq!(parse_pointer("/a/b").unwrap(), ["a", "b"]);
        assert_eq!(parse_pointer("/a~1b/m~0n/~01").unwrap(), ["a/b", "m~n", "~1"]);
        assert_eq!(parse_pointer("/").unwrap(), [""]);
        for bad in ["", "user", "/a~2", "/a~"] {
            assert_eq!(parse_pointer(bad), None, "{bad}");
        }
    }
}
