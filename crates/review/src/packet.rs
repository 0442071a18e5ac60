use std::collections::BTreeMap;

use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};
use sha2::{Digest as _, Sha256};

use crate::{Finding, Perspective};

/// Counts the prompts that come with backcast; another wording is another
/// version.
pub const PROMPTS_VERSION: u32 = 1;

/// The names of the templates with their texts.
const TEMPLATES: [(&str, &str); 8] = [
    ("review", include_str!("../prompts/review.md")),
    ("feasibility", include_str!("../prompts/feasibility.md")),
    ("architecture", include_str!("../prompts/architecture.md")),
    ("risk", include_str!("../prompts/risk.md")),
    ("dependency", include_str!("../prompts/dependency.md")),
    ("user-value", include_str!("../prompts/user-value.md")),
    ("synthesis", include_str!("../prompts/synthesis.md")),
    ("repair", include_str!("../prompts/repair.md")),
];

/// The templates of the packets: those that come with backcast, or a user's
/// own in their place.
#[derive(Debug)]
pub struct Prompts {
    environment: Environment<'static>,
    own: BTreeMap<String, String>,
}

/// A template cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PromptError {
    /// There is no template of this name.
    #[error("there is no prompt `{name}`; there are {}", names())]
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// The template is broken.
    #[error("the prompt `{name}` cannot be used")]
    Broken {
        /// Name of the prompt.
        name: String,
        /// What is wrong with it.
        source: minijinja::Error,
    },
}

fn names() -> String {
    TEMPLATES.map(|(name, _)| name).join(", ")
}

/// A review as it is handed on: word for word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report<'t> {
    /// Whose it is.
    pub perspective: Perspective,
    /// The answer, byte for byte as it came.
    pub text: &'t str,
}

/// A perspective that gave no usable review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewGap {
    /// The perspective whose review is missing.
    pub perspective: Perspective,
    /// Why, in words.
    pub why: String,
}

/// What the synthesis is given.
#[derive(Clone, Debug)]
pub struct Handoff<'t> {
    /// The brief.
    pub brief: &'t str,
    /// The reviews in the order of [`Perspective::ALL`].
    pub reports: Vec<Report<'t>>,
    /// Who is missing.
    pub gaps: &'t [ReviewGap],
    /// Everything that has to be answered.
    pub findings: &'t [Finding],
    /// Whether a repository is changed.
    pub engineering: bool,
}

impl Prompts {
    /// The prompts that come with backcast.
    ///
    /// # Panics
    ///
    /// Never: their syntax is tested.
    #[must_use]
    pub fn embedded() -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        for (name, text) in TEMPLATES {
            environment.add_template(name, text).expect("the prompts of ours are sound");
        }
        Prompts { environment, own: BTreeMap::new() }
    }

    /// The names of all templates.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TEMPLATES.iter().map(|(name, _)| *name)
    }

    /// The text of a template, the user's own where there is one.
    ///
    /// # Errors
    ///
    /// Returns an error if there is none of this name.
    pub fn source(&self, name: &str) -> Result<&str, PromptError> {
        let embedded = || TEMPLATES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
        let own = self.own.get(name).map(String::as_str);
        own.or_else(embedded).ok_or_else(|| PromptError::Unknown { name: name.to_owned() })
    }

    /// Whether a template is the user's own.
    #[must_use]
    pub fn is_own(&self, name: &str) -> bool {
        self.own.contains_key(name)
    }

    /// Puts a template of a user's in the place of one.
    ///
    /// # Errors
    ///
    /// Returns an error if there is none of this name or if it is broken.
    pub fn replace(&mut self, name: &str, text: &str) -> Result<(), PromptError> {
        if !TEMPLATES.iter().any(|(known, _)| *known == name) {
            return Err(PromptError::Unknown { name: name.to_owned() });
        }
        let added = self.environment.add_template_owned(name.to_owned(), text.to_owned());
        added.map_err(|source| PromptError::Broken { name: name.to_owned(), source })?;
        self.own.insert(name.to_owned(), text.to_owned());
        Ok(())
    }

    /// Says which prompts these are: the version, and a hash of the user's
    /// own where there are any.
    #[must_use]
    pub fn edition(&self) -> String {
        if self.own.is_empty() {
            return format!("v{PROMPTS_VERSION}");
        }
        let mut hash = Sha256::new();
        for (name, text) in &self.own {
            hash.update(name.as_bytes());
            hash.update([0]);
            hash.update(text.as_bytes());
            hash.update([0]);
        }
        format!("v{PROMPTS_VERSION}+{}", hex(&hash.finalize()[..4]))
    }

    /// The packet of a perspective: role, questions, the whole brief, and the
    /// form of the answer. It holds nothing of the other perspectives.
    ///
    /// # Errors
    ///
    /// Returns an error if a template of the user's cannot be used.
    pub fn review(&self, brief: &str, perspective: Perspective) -> Result<String, PromptError> {
        let values = context! {
            title => perspective.title(),
            letter => perspective.letter(),
            brief => brief,
            mark => mark(brief),
        };
        self.render(perspective.as_str(), values)
    }

    /// The packet of the synthesis: brief, reviews byte for byte, what is
    /// missing, and every finding.
    ///
    /// # Errors
    ///
    /// Returns an error if a template of the user's cannot be used.
    pub fn synthesis(&self, handoff: &Handoff<'_>) -> Result<String, PromptError> {
        let reviews: Vec<Value> = handoff
            .reports
            .iter()
            .map(|report| {
                let perspective = report.perspective;
                context! {
                    perspective => perspective.as_str(), title => perspective.title(),
                    text => report.text, mark => mark(report.text),
                }
            })
            .collect();
        let gaps: Vec<Value> = handoff
            .gaps
            .iter()
            .map(|gap| {
                let perspective = gap.perspective;
                context! {
                    perspective => perspective.as_str(), title => perspective.title(),
                    why => gap.why.as_str(), blind_spot => perspective.blind_spot(),
                }
            })
            .collect();
        let findings: Vec<Value> = handoff
            .findings
            .iter()
            .map(|one| context! { id => one.id.as_str(), severity => one.severity.as_str(), text => one.text.as_str() })
            .collect();
        let values = context! {
            brief => handoff.brief, mark => mark(handoff.brief), reviews => reviews, gaps => gaps,
            findings => findings, engineering => handoff.engineering,
        };
        self.render("synthesis", values)
    }

    /// The request to mend an answer: the first packet, the answer, and
    /// exactly what is wrong.
    ///
    /// # Errors
    ///
    /// Returns an error if a template of the user's cannot be used.
    pub fn repair(&self, packet: &str, answer: &str, faults: &[String]) -> Result<String, PromptError> {
        self.render(
            "repair",
            context! { packet => packet, answer => answer, mark => mark(answer), faults => faults.to_vec() },
        )
    }

    fn render(&self, name: &str, values: Value) -> Result<String, PromptError> {
        let broken = |source| PromptError::Broken { name: name.to_owned(), source };
        self.environment.get_template(name).map_err(broken)?.render(values).map_err(broken)
    }
}

/// The mark of a text's first and last line. It follows from the text, so
/// that nothing in the text can name it and close the block.
fn mark(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes())[..8])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
