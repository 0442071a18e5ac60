use schemars::generate::SchemaSettings;
use schemars::schema_for;

use crate::{ExportRecord, GoalRecord, PlanRecord};

/// The JSON Schemas of the documents: file name and text.
///
/// # Panics
///
/// Never: a schema is plain JSON.
#[must_use]
pub fn schemas() -> [(&'static str, String); 3] {
    let text = |schema: schemars::Schema| {
        let mut text = serde_json::to_string_pretty(&schema).expect("a schema has a JSON form");
        text.push('\n');
        text
    };
    // A plan is described as it is written: every key is there. What is read
    // may lack some.
    let written = SchemaSettings::default().for_serialize().into_generator().into_root_schema_for::<PlanRecord>();
    [
        ("export.schema.json", text(schema_for!(ExportRecord))),
        ("goal.schema.json", text(schema_for!(GoalRecord))),
        ("plan.schema.json", text(written)),
    ]
}
