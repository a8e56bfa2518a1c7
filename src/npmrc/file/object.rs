//! Builds the object that `ini` makes of the lines: sections, growing lists, dotted names.
//!
//! Two things surprise. A section named after a key that already has a plain value disappears into
//! that value. And a *top-level* key whose value is `null` counts as a section, so that `a.b=null`
//! becomes `b` inside `a`. Look-ups use a map, because a file may have ten thousand lines.

use std::collections::HashMap;

use super::js;
use super::value::Value;

/// Sections nested deeper than this are dropped: no real file has them, and the stack is finite.
const DEEPEST: usize = 64;

/// JavaScript stores a list with a gap of billions in no space; here an index from this on is lost.
const LONGEST_FILLED: usize = 1 << 16;

/// A JavaScript object under construction.
#[derive(Debug, Default)]
pub(super) struct Object {
    slots: Vec<Option<Slot>>,
    index: HashMap<String, usize>,
}

#[derive(Debug)]
struct Slot {
    key: String,
    node: Node,
    line: Option<usize>,
}

#[derive(Debug)]
enum Node {
    Plain(Value),
    Object(Object),
}

/// Where the next keys go.
#[derive(Debug)]
pub(super) enum KeyTarget {
    /// Outside any section.
    Top,
    /// A section: the top-level key of this name, whatever it holds.
    Section(String),
    /// A section that is read and dropped.
    Nowhere,
}

impl Object {
    /// An empty one, with room for so many keys.
    pub(super) fn with_capacity(keys: usize) -> Self {
        Self {
            slots: Vec::with_capacity(keys),
            index: HashMap::with_capacity(keys),
        }
    }

    /// Starts a section; `None` starts one that is dropped.
    pub(super) fn open(&mut self, name: Option<&String>, line: usize) -> KeyTarget {
        let Some(name) = name else {
            return KeyTarget::Nowhere;
        };
        let kept = self.get(name).is_some_and(|slot| match &slot.node {
            Node::Plain(value) => value.is_truthy(),
            Node::Object(_) => true,
        });
        if !kept {
            self.set(name, Node::Object(Self::default()), Some(line));
        }
        KeyTarget::Section(name.clone())
    }

    /// Sets a key, or adds to a list.
    pub(super) fn assign(
        &mut self,
        target: &KeyTarget,
        key: &str,
        value: Value,
        is_list: bool,
        line: usize,
    ) {
        let object = match target {
            KeyTarget::Top => self,
            KeyTarget::Nowhere => return,
            KeyTarget::Section(name) => match self.get_mut(name).map(|slot| &mut slot.node) {
                Some(Node::Object(object)) => object,
                Some(Node::Plain(Value::List(items))) => {
                    return assign_in_list(items, key, value, is_list);
                }
                // A property set on a string or a number is lost.
                Some(Node::Plain(_)) | None => return,
            },
        };
        object.assign_here(key, value, is_list, line);
    }

    fn assign_here(&mut self, key: &str, value: Value, is_list: bool, line: usize) {
        if let Some(slot) = self.get_mut(key) {
            if let Node::Plain(Value::List(items)) = &mut slot.node {
                items.push(value);
                slot.line = Some(line);
                return;
            }
            if is_list {
                let Some(old) = self.take(key) else { return };
                self.set(
                    key,
                    Node::Plain(Value::List(vec![old.node.into_value(), value])),
                    Some(line),
                );
                return;
            }
        }
        let node = if is_list {
            Node::Plain(Value::List(vec![value]))
        } else {
            Node::from(value)
        };
        self.set(key, node, Some(line));
    }

    /// Moves `[a.b]` into `b` of `a`.
    pub(super) fn split_dotted_sections(&mut self) {
        // Most files have no section, and need no list of their keys.
        if !self.slots.iter().flatten().any(Slot::is_section) {
            return;
        }
        let mut moved = Vec::new();
        for key in self.keys_in_order() {
            // Asked now, not before: a name with an escaped dot may just have replaced this one.
            if !self.is_section(&key) {
                continue;
            }
            let mut parts = dot_split(&key);
            let Some(last) = parts.pop() else { continue };
            parts.retain(|part| *part != "__proto__");
            let name = last.replace("\\.", ".");
            if parts.is_empty() && name == last {
                continue;
            }
            let Some(slot) = self.take(&key) else {
                continue;
            };
            self.index.remove(&key);
            if parts.len() <= DEEPEST {
                self.place(&parts, &name, slot);
            }
            moved.push(key);
        }
        // npm removes them only now, together with anything that an escaped dot has put in such a
        // place since.
        for key in moved {
            self.take(&key);
            self.index.remove(&key);
        }
    }

    /// Puts a slot at a path of objects, and makes missing ones.
    fn place(&mut self, parts: &[&str], name: &str, slot: Slot) {
        let Some((first, rest)) = parts.split_first() else {
            self.set(name, slot.node, slot.line);
            return;
        };
        // A named property of a list is lost.
        if self
            .get(first)
            .is_some_and(|slot| matches!(slot.node, Node::Plain(Value::List(_))))
        {
            return;
        }
        let old = self.take(first);
        let line = old.as_ref().and_then(|slot| slot.line);
        let mut inner = match old.map(|slot| slot.node) {
            Some(Node::Object(object)) => object,
            Some(Node::Plain(_)) | None => Self::default(),
        };
        inner.place(rest, name, slot);
        self.set(first, Node::Object(inner), line);
    }

    /// Keys and values as `Object.entries` gives them: array indexes first, then in order of
    /// appearance.
    pub(super) fn into_entries(self) -> Vec<(String, Value, Option<usize>)> {
        let mut entries: Vec<_> = self.slots.into_iter().flatten().collect();
        if entries
            .iter()
            .any(|slot| js::array_index(&slot.key).is_some())
        {
            entries
                .sort_by_key(|slot| js::array_index(&slot.key).map_or((1, 0), |index| (0, index)));
        }
        entries
            .into_iter()
            .map(|slot| (slot.key, slot.node.into_value(), slot.line))
            .collect()
    }

    fn is_section(&self, key: &str) -> bool {
        self.get(key).is_some_and(Slot::is_section)
    }

    fn keys_in_order(&self) -> Vec<String> {
        let mut names: Vec<_> = self
            .slots
            .iter()
            .flatten()
            .map(|slot| slot.key.clone())
            .collect();
        names.sort_by_key(|key| js::array_index(key).map_or((1, 0), |index| (0, index)));
        names
    }

    fn get(&self, key: &str) -> Option<&Slot> {
        self.slots[*self.index.get(key)?].as_ref()
    }

    fn get_mut(&mut self, key: &str) -> Option<&mut Slot> {
        self.slots[*self.index.get(key)?].as_mut()
    }

    /// Empties a slot and keeps its place.
    fn take(&mut self, key: &str) -> Option<Slot> {
        self.slots[*self.index.get(key)?].take()
    }

    fn set(&mut self, key: &str, node: Node, line: Option<usize>) {
        let slot = Some(Slot {
            key: key.to_owned(),
            node,
            line,
        });
        if let Some(&at) = self.index.get(key) {
            self.slots[at] = slot;
            return;
        }
        self.slots.push(slot);
        self.index.insert(key.to_owned(), self.slots.len() - 1);
    }
}

impl Slot {
    fn is_section(&self) -> bool {
        matches!(self.node, Node::Object(_) | Node::Plain(Value::Null))
    }
}

impl Node {
    fn into_value(self) -> Value {
        match self {
            Self::Plain(value) => value,
            Self::Object(object) => Value::Table(
                object
                    .into_entries()
                    .into_iter()
                    .map(|(key, value, _)| (key, value))
                    .collect(),
            ),
        }
    }
}

impl From<Value> for Node {
    fn from(value: Value) -> Self {
        let Value::Table(fields) = value else {
            return Self::Plain(value);
        };
        let mut object = Object::default();
        for (key, value) in fields {
            object.set(&key, Self::from(value), None);
        }
        Self::Object(object)
    }
}

/// A section named after a list: an index sets that item and fills up to it, another key is lost.
fn assign_in_list(items: &mut Vec<Value>, key: &str, value: Value, is_list: bool) {
    let index = js::array_index(key).and_then(|index| usize::try_from(index).ok());
    let Some(index) = index.filter(|&index| index < LONGEST_FILLED) else {
        return;
    };
    if index >= items.len() {
        items.resize(index, Value::Null);
        items.push(if is_list {
            Value::List(vec![value])
        } else {
            value
        });
        return;
    }
    match &mut items[index] {
        Value::List(inner) => inner.push(value),
        item if is_list => *item = Value::List(vec![std::mem::replace(item, Value::Null), value]),
        item => *item = value,
    }
}

/// Splits at dots that have no backslash before them.
fn dot_split(key: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, _) in key.match_indices('.') {
        if at > 0 && key.as_bytes()[at - 1] == b'\\' {
            continue;
        }
        parts.push(&key[from..at]);
        from = at + 1;
    }
    parts.push(&key[from..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_escaped_dot_puts_where_a_section_was_goes_with_it() {
        let mut object = Object::default();
        object.assign(&KeyTarget::Top, "x.y", Value::Null, false, 1);
        object.assign(
            &KeyTarget::Top,
            "x\\.y",
            Value::Table(vec![("k".into(), Value::Bool(true))]),
            false,
            2,
        );
        object.split_dotted_sections();
        let names: Vec<String> = object
            .into_entries()
            .into_iter()
            .map(|(key, ..)| key)
            .collect();
        assert_eq!(names, ["x"]);
    }

    #[test]
    fn sections_nest_and_plain_values_swallow_them() {
        let mut object = Object::default();
        let text = |text: &str| Value::Text(text.into());
        object.assign(&KeyTarget::Top, "x", text("1"), false, 1);
        let section = object.open(Some(&"x".to_owned()), 2);
        object.assign(&section, "lost", text("2"), false, 3);
        let section = object.open(Some(&"a.b".to_owned()), 4);
        object.assign(&section, "c", text("3"), false, 5);
        object.assign(&KeyTarget::Top, "7", text("4"), false, 6);
        object.split_dotted_sections();
        let inner = Value::Table(vec![("c".into(), text("3"))]);
        assert_eq!(
            object.into_entries(),
            [
                ("7".into(), text("4"), Some(6)),
                ("x".into(), text("1"), Some(1)),
                ("a".into(), Value::Table(vec![("b".into(), inner)]), None),
            ]
        );
    }
}
