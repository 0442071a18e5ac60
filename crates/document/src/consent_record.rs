use backcast_core::track::{Consent, Door, Proof};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// That somebody agreed to a decision, and what shows that it was a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentRecord {
    /// Who agreed.
    pub by: String,
    /// Where they were asked: terminal, token, page or client.
    pub door: String,
    /// What shows that a person agreed: answer (they answered themselves), word
    /// (the client says so) or none.
    pub proof: String,
    /// The client that asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<ClientRecord>,
    /// The variable which shows that a coding agent works where the question was
    /// answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
}

/// A program that asked its user, as it names itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientRecord {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl ConsentRecord {
    /// The record of a consent.
    #[must_use]
    pub fn from_consent(consent: &Consent) -> Self {
        ConsentRecord {
            by: consent.by.clone(),
            door: consent.door.as_str().to_owned(),
            proof: consent.proof.as_str().to_owned(),
            client: match &consent.door {
                Door::Client { name, version } => Some(ClientRecord { name: name.clone(), version: version.clone() }),
                _ => None,
            },
            agent: match &consent.proof {
                Proof::AgentEnvironment(variable) => Some(variable.clone()),
                _ => None,
            },
        }
    }

    /// The consent of a record; names that only a newer version knows are kept.
    #[must_use]
    pub fn into_consent(self) -> Consent {
        let door = match (self.door.as_str(), self.client) {
            ("terminal", None) => Door::Terminal,
            ("token", None) => Door::Token,
            ("page", None) => Door::Page,
            ("client", Some(ClientRecord { name, version })) => Door::Client { name, version },
            _ => Door::Other(self.door),
        };
        let proof = match (self.proof.as_str(), self.agent) {
            ("answer", None) => Proof::Answer,
            ("word", None) => Proof::Word,
            ("none", Some(variable)) => Proof::AgentEnvironment(variable),
            _ => Proof::Other(self.proof),
        };
        Consent { by: self.by, door, proof }
    }
}
