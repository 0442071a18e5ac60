//! A step may be `like` the milestone of an aspect: whatever the step does not
//! say itself, the aspect says for it, so that it is written once.
//!
//! The build script runs this over the embedded files, [`crate::Library`] over
//! the user's own.

use serde_json::{Map, Value};

/// Keys of an aspect's milestone that stay with the aspect: its place among
/// other aspects means nothing inside a playbook.
const NOT_INHERITED: [&str; 5] = ["id", "after", "before", "fold_into", "when"];

/// Fills the steps of a playbook that are `like` an aspect's milestone, and
/// returns the ids of aspects that there are not, or that bring no milestone.
pub(crate) fn fill<'a>(playbook: &mut Value, aspect: impl Fn(&str) -> Option<&'a Value>) -> Vec<String> {
    let mut unknown = Vec::new();
    let steps = playbook.get_mut("milestone").and_then(Value::as_array_mut).into_iter().flatten();
    for step in steps.filter_map(Value::as_object_mut) {
        let Some(id) = step.get("like").and_then(Value::as_str).map(str::to_owned) else { continue };
        let milestones = aspect(&id).and_then(|aspect| aspect.get("milestone")).and_then(Value::as_array);
        match milestones.and_then(|milestones| milestones.first()).and_then(Value::as_object) {
            Some(milestone) => inherit(step, milestone),
            None => unknown.push(id),
        }
    }
    unknown
}

fn inherit(step: &mut Map<String, Value>, milestone: &Map<String, Value>) {
    for (key, value) in milestone.iter().filter(|(key, _)| !NOT_INHERITED.contains(&key.as_str())) {
        if !step.contains_key(key) {
            step.insert(key.clone(), value.clone());
        }
    }
}
