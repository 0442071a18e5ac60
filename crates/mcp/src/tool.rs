//! What the tools are called, what they take and give, and what they may do.

use std::sync::Arc;

use backcast_core::text::plain_lines;
use rmcp::model::{CallToolResponse, CallToolResult, ContentBlock, JsonObject, Resource, Tool, ToolAnnotations};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Tier;
use crate::failure::Failure;

/// What a tool may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Looks only.
    Reads,
    /// Adds to what is kept; can be undone.
    Adds,
    /// Approves or gives up; the user confirms it.
    Decides,
}

/// A tool.
pub(crate) struct Spec {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) description: &'static str,
    pub(crate) tier: Tier,
    pub(crate) effect: Effect,
    pub(crate) input: fn() -> JsonObject,
    pub(crate) output: fn() -> JsonObject,
}

impl Spec {
    pub(crate) fn to_tool(&self) -> Tool {
        let mut tool = Tool::new(self.name, self.description, Arc::new((self.input)()));
        tool.title = Some(self.title.to_owned());
        tool.output_schema = Some(Arc::new((self.output)()));
        let mut annotations = ToolAnnotations::default();
        annotations.read_only_hint = Some(self.effect == Effect::Reads);
        if self.effect != Effect::Reads {
            annotations.destructive_hint = Some(self.effect == Effect::Decides);
        }
        annotations.open_world_hint = Some(false);
        tool.annotations = Some(annotations);
        tool
    }
}

/// The JSON Schema of a type, without what only costs attention.
pub(crate) fn schema<T: JsonSchema>() -> JsonObject {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let schema = settings.into_generator().into_root_schema_for::<T>();
    let mut value = serde_json::to_value(schema).unwrap_or_default();
    strip(&mut value);
    match value {
        Value::Object(object) => object,
        _ => JsonObject::new(),
    }
}

/// Takes titles and number formats out, which say nothing more.
fn strip(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.remove("title");
            object.remove("format");
            object.values_mut().for_each(strip);
        }
        Value::Array(list) => list.iter_mut().for_each(strip),
        _ => {}
    }
}

/// The arguments of a call.
pub(crate) fn arguments<T: DeserializeOwned>(arguments: Option<JsonObject>) -> Result<T, Failure> {
    let value = Value::Object(arguments.unwrap_or_default());
    serde_json::from_value(value)
        .map_err(|error| Failure::new("arguments_wrong", error.to_string(), "See the input schema of the tool"))
}

/// What a tool answers: a short text, the same as data, and links to what is
/// long.
#[derive(Debug)]
pub(crate) struct Answer {
    text: String,
    data: Value,
    content: Vec<ContentBlock>,
}

impl Answer {
    pub(crate) fn new(text: impl Into<String>, data: &impl Serialize) -> Self {
        let data = serde_json::to_value(data).unwrap_or_default();
        Answer { text: plain_lines(&text.into()).into_owned(), data, content: Vec::new() }
    }

    /// Adds a link to a long text.
    pub(crate) fn link(mut self, uri: String, name: &str, mime: &str) -> Self {
        self.content.push(ContentBlock::resource_link(Resource::new(uri, name).with_mime_type(mime)));
        self
    }

    /// Adds a long text itself, under its address.
    pub(crate) fn embed(mut self, uri: String, text: String) -> Self {
        self.content.push(ContentBlock::embedded_text(uri, text));
        self
    }

    pub(crate) fn into_response(self) -> CallToolResponse {
        let mut result = CallToolResult::structured(self.data);
        result.content = vec![ContentBlock::text(self.text)];
        result.content.extend(self.content);
        result.into()
    }
}

impl Failure {
    pub(crate) fn into_response(self) -> CallToolResponse {
        CallToolResult::error(vec![ContentBlock::text(self.text())]).into()
    }
}
