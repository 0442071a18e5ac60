//! What all documents have in common.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, SchemaGenerator, json_schema};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// A JSON document of a kind of its own.
pub trait Document: Serialize + JsonSchema {
    /// What its field `schema` says: kind and version. The version rises when
    /// a reader of the earlier one would misread it; new fields do not raise it.
    const SCHEMA: &'static str;

    /// The document over several lines, as `--json` prints it.
    fn to_text(&self) -> String {
        text(self)
    }

    /// The document on one line.
    fn to_line(&self) -> String {
        line(self)
    }
}

/// A record over several lines, with a line break at its end.
///
/// # Panics
///
/// Never: the records of this crate have text keys only.
pub(crate) fn text<T: Serialize + ?Sized>(record: &T) -> String {
    let mut text = serde_json::to_string_pretty(record).expect("a record has a JSON form");
    text.push('\n');
    text
}

/// A record on one line, with a line break at its end.
pub(crate) fn line<T: Serialize + ?Sized>(record: &T) -> String {
    let mut text = serde_json::to_string(record).expect("a record has a JSON form");
    text.push('\n');
    text
}

/// The first field of a document, which says of which kind it is.
pub struct Schema<D>(PhantomData<fn() -> D>);

impl<D> Schema<D> {
    pub(crate) fn new() -> Self {
        Schema(PhantomData)
    }
}

impl<D> Clone for Schema<D> {
    fn clone(&self) -> Self {
        Schema::new()
    }
}

impl<D: Document> std::fmt::Debug for Schema<D> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(D::SCHEMA)
    }
}

impl<D: Document> Serialize for Schema<D> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(D::SCHEMA)
    }
}

impl<D: Document> JsonSchema for Schema<D> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        D::SCHEMA.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> schemars::Schema {
        json_schema!({ "description": "Kind and version of the document.", "type": "string", "const": D::SCHEMA })
    }
}

/// An object whose keys are ids, in a given order.
#[derive(Clone, Debug)]
pub struct Entries<T>(pub Vec<(String, T)>);

impl<T: Serialize> Serialize for Entries<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<T: JsonSchema> JsonSchema for Entries<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Entries_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> schemars::Schema {
        json_schema!({ "type": "object", "additionalProperties": generator.subschema_for::<T>() })
    }
}
