//! What a playbook or aspect says, apart from what it decides.
//!
//! Every text has a place, as `milestone.concept.name`; a file of texts puts
//! other words at such places, in another language or in the user's own, and
//! conditions, hours and dependencies stay as they are.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::format::{Criterion, Question, Step};
use crate::{Aspect, Playbook, SpecError};

/// Other words for a playbook or aspect.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// `backcast.texts/1`.
    pub schema: String,
    /// Id of the playbook or aspect that they belong to.
    pub of: String,
    /// Place and text; what is not named stays as it is.
    pub texts: BTreeMap<String, String>,
}

impl Texts {
    /// Reads a file of texts.
    ///
    /// # Errors
    ///
    /// Returns an error if it is not TOML of the expected form.
    pub fn parse(file: &str, text: &str) -> Result<Self, SpecError> {
        toml::from_str(text).map_err(|error| SpecError::Form { file: file.to_owned(), message: error.to_string() })
    }

    /// Puts the words at their places, and returns the places that there are
    /// not.
    pub(crate) fn replace(&self, slots: Vec<(String, &mut String)>) -> Vec<String> {
        let mut left: BTreeMap<&str, &str> =
            self.texts.iter().map(|(place, text)| (place.as_str(), text.as_str())).collect();
        for (place, slot) in slots {
            if let Some(text) = left.remove(place.as_str()) {
                text.clone_into(slot);
            }
        }
        left.into_keys().map(str::to_owned).collect()
    }
}

impl Playbook {
    /// Its texts with their places.
    #[must_use]
    pub fn texts(&self) -> Vec<(String, String)> {
        taken(self.clone().texts_mut())
    }

    pub(crate) fn texts_mut(&mut self) -> Vec<(String, &mut String)> {
        let mut slots = vec![
            ("title".to_owned(), &mut self.title),
            ("summary".to_owned(), &mut self.summary),
            ("basis".to_owned(), &mut self.basis),
        ];
        for parameter in &mut self.parameters {
            slots.extend(parameter.assume.as_mut().map(|text| (format!("parameter.{}.assume", parameter.name), text)));
        }
        of_questions(&mut self.questions, &mut slots);
        let options = self.options.iter_mut().enumerate();
        slots.extend(options.map(|(at, option)| (format!("option.{}.say", at + 1), &mut option.say)));
        of_steps(&mut self.milestones, &mut slots);
        slots
    }
}

impl Aspect {
    /// Its texts with their places.
    #[must_use]
    pub fn texts(&self) -> Vec<(String, String)> {
        taken(self.clone().texts_mut())
    }

    pub(crate) fn texts_mut(&mut self) -> Vec<(String, &mut String)> {
        let mut slots = vec![
            ("title".to_owned(), &mut self.title),
            ("basis".to_owned(), &mut self.basis),
            ("why".to_owned(), &mut self.why),
        ];
        of_questions(&mut self.questions, &mut slots);
        of_steps(&mut self.milestones, &mut slots);
        for (idx, added) in self.criteria.iter_mut().enumerate() {
            slots.push((format!("criterion.{}", idx + 1), &mut added.text));
        }
        slots
    }
}

fn taken(slots: Vec<(String, &mut String)>) -> Vec<(String, String)> {
    slots.into_iter().map(|(place, slot)| (place, slot.clone())).collect()
}

fn of_questions<'s>(questions: &'s mut [Question], slots: &mut Vec<(String, &'s mut String)>) {
    for (idx, question) in questions.iter_mut().enumerate() {
        let number = idx + 1;
        slots.push((format!("question.{number}.ask"), &mut question.ask));
        slots.push((format!("question.{number}.why"), &mut question.why));
        slots.extend(question.example.as_mut().map(|text| (format!("question.{number}.example"), text)));
    }
}

fn of_steps<'s>(steps: &'s mut [Step], slots: &mut Vec<(String, &'s mut String)>) {
    for step in steps {
        let id = &step.id;
        slots.push((format!("milestone.{id}.name"), &mut step.name));
        slots.push((format!("milestone.{id}.goal"), &mut step.goal));
        for (idx, criterion) in step.criteria.iter_mut().enumerate() {
            let (Criterion::Text(text) | Criterion::Conditional { text, .. }) = criterion;
            slots.push((format!("milestone.{id}.criteria.{}", idx + 1), text));
        }
        let optional = [
            ("basis", &mut step.basis),
            ("done", &mut step.done),
            ("slow", &mut step.slow),
            ("often_missed", &mut step.often_missed),
            ("value", &mut step.value),
            ("abort", &mut step.abort),
        ];
        for (key, text) in optional {
            slots.extend(text.as_mut().map(|text| (format!("milestone.{id}.{key}"), text)));
        }
    }
}

#[cfg(test)]
mod tests {
    use backcast_core::{AnchoredGoal, Placing};

    use crate::lint::bare_goal;
    use crate::{Library, Match, Route, Shape, Worked, work_backward};

    /// The library with every text marked, as a translation would change it.
    fn marked(library: &Library) -> Library {
        let mut marked = Library::default();
        for (playbook, _) in library.playbooks() {
            let mut playbook = playbook.clone();
            playbook.texts_mut().into_iter().for_each(|(_, text)| *text = format!("¡{text}!"));
            marked.insert_playbook(playbook);
        }
        for (aspect, _) in library.aspects() {
            let mut aspect = aspect.clone();
            aspect.texts_mut().into_iter().for_each(|(_, text)| *text = format!("¡{text}!"));
            marked.insert_aspect(aspect);
        }
        marked
    }

    fn worked(library: &Library, id: &str, goal: &AnchoredGoal) -> Worked {
        let playbook = library.playbook(id).expect("it is there");
        let route = Route::of(Match { playbook, why: "test".into() });
        work_backward(library, &route, goal, Shape { n_milestones_max: usize::MAX, n_slow: 3 })
            .expect("it can be planned")
    }

    /// Pseudo-localization: other words everywhere, the same plan.
    #[test]
    fn texts_decide_nothing() {
        let library = Library::embedded();
        let foreign = marked(&library);
        for (playbook, _) in library.playbooks() {
            let goal = bare_goal(playbook);
            let (here, there) = (worked(&library, &playbook.id, &goal), worked(&foreign, &playbook.id, &goal));
            let shape = |worked: &Worked| -> Vec<(Vec<String>, u32, u32, Placing)> {
                let milestones = worked.draft.milestones.iter();
                let row = |m: &backcast_core::DraftMilestone| {
                    let after = m.depends_on.iter().map(|d| format!("{} + {}", d.on, d.lag_days)).collect();
                    (after, m.effort.likely().minutes(), m.waiting_days, m.placing)
                };
                milestones.map(row).collect()
            };
            assert_eq!(shape(&here), shape(&there), "{}", playbook.id);
            for milestone in &there.draft.milestones {
                let texts = [&milestone.name, &milestone.statement, &milestone.claim.basis];
                assert!(texts.into_iter().chain(&milestone.criteria).all(|text| text.contains('¡')), "{milestone:?}");
            }
        }
    }
}
