//! What approves or gives up is confirmed by the user, never by the agent.
//!
//! A client that offers to ask its user is believed, and the log says that it
//! was only believed. Where there is none, the user decides at a terminal, or
//! gives the agent a token that they made there. Nothing is printed for the user
//! to hand over: agents read what their servers print.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use backcast_app::consent::{Agreed, Question};
use backcast_core::text::plain_line;
use backcast_core::track::{ContentHash, Door, Proof};
use backcast_view::words;
use rand::RngExt as _;
use rmcp::RoleServer;
use rmcp::model::{
    CallToolResponse, ElicitRequest, ElicitRequestParams, ElicitResult, ElicitationAction, ElicitationSchema,
    InputRequest, InputRequiredResult, InputResponses, ProtocolVersion,
};
use rmcp::service::RequestContext;

use crate::context::Context;
use crate::failure::Failure;

/// Requests that wait for the user.
#[derive(Debug, Default)]
pub(crate) struct Confirmations(Mutex<Vec<Pending>>);

#[derive(Clone, Debug)]
struct Pending {
    /// The question: another one needs another answer.
    question: ContentHash,
    /// What the client hands back with the answer.
    state: String,
    since: Instant,
}

/// An answer that comes later than this is worth nothing.
const LASTS: Duration = Duration::from_secs(600);
/// More requests do not wait at once.
const PENDING_MAX: usize = 16;
/// Name of the question within a response that asks for input.
const KEY: &str = "confirm";
/// Names of clients are cut to this.
const NAME_MAX: usize = 60;

/// What came with a call that has to be confirmed.
pub(crate) struct Call<'a> {
    /// The token that the user gave the agent.
    pub(crate) token: Option<&'a str>,
    /// What the client's user answered to an earlier question.
    pub(crate) responses: Option<&'a InputResponses>,
    /// The state that came with that question.
    pub(crate) state: Option<&'a str>,
}

/// Whether the user agreed.
pub(crate) enum Confirmed {
    /// They did.
    Agreed(Box<Agreed>),
    /// What to answer to the agent instead.
    Open(Box<CallToolResponse>),
}

impl Confirmations {
    /// Asks the user, in the way that the client offers.
    pub(crate) async fn ask(
        &self,
        question: Question,
        call: &Call<'_>,
        ours: &Context,
        context: &RequestContext<RoleServer>,
    ) -> Result<Confirmed, Failure> {
        if let Some(token) = call.token {
            let redeemed = ours.workspace.redeem(question, token, ours.instant).await?;
            return Ok(Confirmed::Agreed(Box::new(redeemed)));
        }
        if let (Some(responses), Some(state)) = (call.responses, call.state) {
            self.answered(&question.hash(), responses, state)?;
            return Ok(agreed(question, context));
        }
        let offers_forms = context
            .client_capabilities()
            .and_then(|client| client.elicitation.clone())
            .is_some_and(|elicitation| elicitation.form.is_some() || elicitation.url.is_none());
        if !offers_forms {
            return Err(person_needed(&question));
        }
        let form = form(&words::decision(question.subject()));
        let is_new = context.protocol_version().is_some_and(|version| version >= ProtocolVersion::V_2026_07_28);
        if is_new {
            let state = self.wait_for(question.hash());
            let request = InputRequest::Elicitation(ElicitRequest::new(form));
            let requests = [(KEY.to_owned(), request)].into();
            let asked = InputRequiredResult::new(Some(requests), Some(state)).into();
            return Ok(Confirmed::Open(Box::new(asked)));
        }
        match context.peer.create_elicitation(form).await {
            Ok(result) if agrees(&result) => Ok(agreed(question, context)),
            Ok(_) => Err(declined()),
            Err(_) => Err(person_needed(&question)),
        }
    }

    fn answered(&self, question: &ContentHash, responses: &InputResponses, state: &str) -> Result<(), Failure> {
        self.use_up(question, state)?;
        let result: Option<ElicitResult> =
            responses.get(KEY).and_then(|value| serde_json::from_value(value.clone()).ok());
        if result.is_some_and(|result| agrees(&result)) { Ok(()) } else { Err(declined()) }
    }

    /// Remembers that a question waits; returns what comes back with its answer.
    fn wait_for(&self, question: ContentHash) -> String {
        let state = state();
        let mut pending = self.0.lock().expect("nothing panics while it holds the list");
        pending.retain(|one| one.since.elapsed() < LASTS && one.question != question);
        if pending.len() >= PENDING_MAX {
            pending.remove(0);
        }
        pending.push(Pending { question, state: state.clone(), since: Instant::now() });
        state
    }

    /// Whether the user was asked this very question; an answer counts once.
    fn use_up(&self, question: &ContentHash, state: &str) -> Result<(), Failure> {
        let mut pending = self.0.lock().expect("nothing panics while it holds the list");
        pending.retain(|one| one.since.elapsed() < LASTS);
        let at = pending.iter().position(|one| one.state == state).map(|at| pending.remove(at));
        match at {
            Some(one) if one.question == *question => Ok(()),
            _ => Err(Failure::new(
                "question_changed",
                "This is no answer to what would be decided now",
                "Call again: the user is asked anew",
            )),
        }
    }
}

/// The client says that its user agreed: that is all that is known.
fn agreed(question: Question, context: &RequestContext<RoleServer>) -> Confirmed {
    let (name, version) = match context.client_info() {
        Some(client) => (named(&client.name), named(&client.version)),
        None => ("a client without a name".to_owned(), String::new()),
    };
    Confirmed::Agreed(Box::new(question.agreed(Door::Client { name, version }, Proof::Word)))
}

/// A name that a client gives itself, as it is kept.
fn named(text: &str) -> String {
    plain_line(text).chars().take(NAME_MAX).collect()
}

/// Letters and digits that nobody guesses.
fn state() -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut rng = rand::rng();
    (0..32).map(|_| char::from(ALPHABET[rng.random_range(0..ALPHABET.len())])).collect()
}

fn form(question: &str) -> ElicitRequestParams {
    let schema = ElicitationSchema::builder().required_bool("agree").build();
    ElicitRequestParams::FormElicitationParams {
        meta: None,
        message: question.to_owned(),
        requested_schema: schema.expect("one field is a sound form"),
    }
}

fn agrees(result: &ElicitResult) -> bool {
    let agree = result.content.as_ref().and_then(|content| content.get("agree")?.as_bool());
    result.action == ElicitationAction::Accept && agree == Some(true)
}

fn declined() -> Failure {
    Failure::new("declined", "The user did not agree", "Ask what should be different")
}

fn person_needed(question: &Question) -> Failure {
    let command = words::command_to_decide(question.subject());
    Failure::new(
        "person_needed",
        "The user has to agree to this, and this client does not ask them",
        format!("Show them what it is about and ask them to run `{command}` in a terminal of their own"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_counts_once_for_one_question() {
        let (one, other) = (ContentHash::new("1"), ContentHash::new("2"));
        let confirmations = Confirmations::default();
        let state = confirmations.wait_for(one.clone());
        assert!(confirmations.use_up(&one, "WRONG").is_err());
        assert!(confirmations.use_up(&one, &state).is_ok());
        assert!(confirmations.use_up(&one, &state).is_err(), "it was used");
        let state = confirmations.wait_for(one.clone());
        assert!(confirmations.use_up(&other, &state).is_err(), "the plan is another one by now");
        assert!(confirmations.use_up(&one, &state).is_err(), "it was used");
    }
}
