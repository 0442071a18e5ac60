//! What approves or gives up is confirmed by the user, never by the agent.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use rand::RngExt as _;
use rmcp::RoleServer;
use rmcp::model::{
    CallToolResponse, ElicitRequest, ElicitRequestParams, ElicitResult, ElicitationAction, ElicitationSchema,
    InputRequest, InputRequiredResult, InputResponses, ProtocolVersion,
};
use rmcp::service::RequestContext;

use crate::failure::Failure;

/// Requests that wait for the user.
#[derive(Debug, Default)]
pub(crate) struct Confirmations(Mutex<Vec<Pending>>);

#[derive(Clone, Debug)]
struct Pending {
    /// What is to be done, exactly: another thing needs another confirmation.
    what: String,
    /// What the user is told, or what the client hands back.
    secret: String,
    since: Instant,
    tries_left: u32,
}

/// A confirmation that nobody used is worth nothing after this.
const LASTS: Duration = Duration::from_secs(600);
/// A wrong code may be corrected so often.
const TRIES: u32 = 3;
/// More requests do not wait at once.
const PENDING_MAX: usize = 16;
/// Name of the question within a response that asks for input.
const KEY: &str = "confirm";

/// A call that has to be confirmed.
pub(crate) struct Confirmation<'a> {
    /// What is to be done, exactly.
    pub(crate) what: String,
    /// The question to the user.
    pub(crate) question: String,
    /// What the user can do instead, in a terminal.
    pub(crate) instead: String,
    /// The code that the agent hands over.
    pub(crate) code: Option<&'a str>,
    /// What the client's user answered to an earlier question.
    pub(crate) responses: Option<&'a InputResponses>,
    /// The state that came with that question.
    pub(crate) state: Option<&'a str>,
}

impl Confirmations {
    /// Asks the user, in the way that the client offers. Nothing where the
    /// user has agreed, else what to answer to the agent.
    pub(crate) async fn ask(
        &self,
        confirmation: &Confirmation<'_>,
        context: &RequestContext<RoleServer>,
        tell_user: &(dyn Fn(&str) + Send + Sync),
    ) -> Option<CallToolResponse> {
        if let Some(code) = confirmation.code {
            return self.use_up(&confirmation.what, code.trim()).err().map(Failure::into_response);
        }
        if let (Some(responses), Some(state)) = (confirmation.responses, confirmation.state) {
            return self.answered(confirmation, responses, state).err().map(Failure::into_response);
        }
        let offers_forms = context
            .client_capabilities()
            .and_then(|client| client.elicitation.clone())
            .is_some_and(|elicitation| elicitation.form.is_some() || elicitation.url.is_none());
        if !offers_forms {
            return Some(self.print_code(confirmation, tell_user).into_response());
        }
        let is_new = context.protocol_version().is_some_and(|version| version >= ProtocolVersion::V_2026_07_28);
        if is_new {
            let state = self.wait_for(&confirmation.what, secret(32));
            let request = InputRequest::Elicitation(ElicitRequest::new(form(&confirmation.question)));
            let requests = [(KEY.to_owned(), request)].into();
            return Some(InputRequiredResult::new(Some(requests), Some(state)).into());
        }
        match context.peer.create_elicitation(form(&confirmation.question)).await {
            Ok(result) if agrees(&result) => None,
            Ok(_) => Some(declined().into_response()),
            Err(_) => Some(self.print_code(confirmation, tell_user).into_response()),
        }
    }

    fn answered(
        &self,
        confirmation: &Confirmation<'_>,
        responses: &InputResponses,
        state: &str,
    ) -> Result<(), Failure> {
        self.use_up(&confirmation.what, state)?;
        let result: Option<ElicitResult> =
            responses.get(KEY).and_then(|value| serde_json::from_value(value.clone()).ok());
        if result.is_some_and(|result| agrees(&result)) { Ok(()) } else { Err(declined()) }
    }

    /// Tells the user a code that the agent does not see.
    fn print_code(&self, confirmation: &Confirmation<'_>, tell_user: &(dyn Fn(&str) + Send + Sync)) -> Failure {
        let code = self.wait_for(&confirmation.what, secret(8));
        tell_user(&format!(
            "{} If you agree, give the agent this code within {} minutes: {code}",
            confirmation.question,
            LASTS.as_secs() / 60
        ));
        Failure::new(
            "confirmation_needed",
            "The user has to agree to this. A code was printed where the user sees it and you do not (the log of this server)",
            format!("Ask the user for the code and call again with it; or the user runs `{}`", confirmation.instead),
        )
    }

    fn wait_for(&self, what: &str, secret: String) -> String {
        let mut pending = self.0.lock().expect("nothing panics while it holds the list");
        pending.retain(|one| one.since.elapsed() < LASTS && one.what != what);
        if pending.len() >= PENDING_MAX {
            pending.remove(0);
        }
        let one = Pending { what: what.to_owned(), secret: secret.clone(), since: Instant::now(), tries_left: TRIES };
        pending.push(one);
        secret
    }

    /// Whether this is what the user was told about this very thing; it counts
    /// once.
    fn use_up(&self, what: &str, secret: &str) -> Result<(), Failure> {
        let mut pending = self.0.lock().expect("nothing panics while it holds the list");
        pending.retain(|one| one.since.elapsed() < LASTS);
        let wrong = || {
            Failure::new(
                "code_wrong",
                "This is not the code for this",
                "Call without a code, and ask the user for the new one",
            )
        };
        let at = pending.iter().position(|one| one.what == what).ok_or_else(wrong)?;
        if pending[at].secret == secret {
            pending.remove(at);
            return Ok(());
        }
        pending[at].tries_left -= 1;
        if pending[at].tries_left == 0 {
            pending.remove(at);
        }
        Err(wrong())
    }
}

/// Letters and digits that are not mistaken for each other.
fn secret(length: usize) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut rng = rand::rng();
    (0..length).map(|_| char::from(ALPHABET[rng.random_range(0..ALPHABET.len())])).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_counts_once_for_one_thing() {
        let confirmations = Confirmations::default();
        let code = confirmations.wait_for("approve a@1", secret(8));
        assert!(confirmations.use_up("approve b@1", &code).is_err());
        assert!(confirmations.use_up("approve a@1", "WRONG").is_err());
        assert!(confirmations.use_up("approve a@1", &code).is_ok());
        assert!(confirmations.use_up("approve a@1", &code).is_err(), "it was used");
    }

    #[test]
    fn guessing_ends_it() {
        let confirmations = Confirmations::default();
        let code = confirmations.wait_for("approve a@1", secret(8));
        for _ in 0..TRIES {
            assert!(confirmations.use_up("approve a@1", "WRONG").is_err());
        }
        assert!(confirmations.use_up("approve a@1", &code).is_err());
    }
}
