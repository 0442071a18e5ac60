//! How a command comes by the consent of a person: at the terminal, or by a
//! token that they made there before.

use backcast_app::consent::{Agreed, Question, TOKEN_LASTS_MAX};
use backcast_core::track::{Door, Proof};
use backcast_document::read_effort;
use backcast_view::consent::ApprovalToken;
use backcast_view::words;
use clap::Args;
use jiff::SignedDuration;

use crate::exit::Exit;
use crate::global::Global;
use crate::person::{Answer, ask_at_terminal, is_at_terminal};
use crate::problem::Problem;
use crate::session::Session;

/// Hands a token in; an option may do so, too.
const VARIABLE: &str = "BACKCAST_APPROVAL_TOKEN";

#[derive(Debug, Args)]
pub(crate) struct TokenArguments {
    /// Instead of doing it now, print a token for a script: made at a terminal,
    /// for this very plan and these options, used once. With a value, do it by
    /// that token; better handed in by the variable BACKCAST_APPROVAL_TOKEN.
    #[arg(long, value_name = "TOKEN", num_args = 0..=1, require_equals = true)]
    token: Option<Option<String>>,
    /// How long a token that is made can be used: 30m, 2h; a day at most.
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = lasts, requires = "token")]
    token_lasts: SignedDuration,
}

impl TokenArguments {
    /// Whether a token is asked for instead of the thing itself.
    fn is_wanted(&self) -> bool {
        matches!(self.token, Some(None))
    }

    /// Refuses a token where nothing is decided: `option` is what decides.
    pub(crate) fn expect_with(&self, option: &str, is_set: bool) -> Result<(), Problem> {
        if self.token.is_none() || is_set {
            return Ok(());
        }
        let message = format!("a token is for a decision, and {option} is not said");
        Err(Problem::new(Exit::Usage, "token_unused", message, format!("add {option}, or leave --token away")))
    }

    /// The token that was handed in.
    fn given<'g>(&'g self, global: &'g Global) -> Option<&'g str> {
        match &self.token {
            Some(Some(token)) => Some(token),
            Some(None) => None,
            None => global.environment.variable(VARIABLE).filter(|token| !token.trim().is_empty()),
        }
    }
}

fn lasts(text: &str) -> Result<SignedDuration, String> {
    let minutes = read_effort(text).map_err(|error| format!("{error}; {}", error.fix()))?.minutes();
    let lasts = SignedDuration::from_mins(i64::from(minutes));
    if lasts.is_zero() || lasts > TOKEN_LASTS_MAX {
        return Err("a token lasts at least a minute and at most 24h".into());
    }
    Ok(lasts)
}

/// What came of asking.
pub(crate) enum Asked {
    /// It can be done.
    Agreed(Box<Agreed>),
    /// A token was made instead.
    TokenMade,
}

impl Session<'_> {
    /// Asks for consent in the way that the arguments say. `command` is what a
    /// person would run at a terminal.
    pub(crate) async fn ask(
        &self,
        question: Question,
        tokens: &TokenArguments,
        command: &str,
    ) -> Result<Asked, Problem> {
        if let Some(token) = tokens.given(self.global) {
            let now = self.configured.instant(self.global.now);
            return Ok(Asked::Agreed(Box::new(self.workspace.redeem(question, token, now).await?)));
        }
        let subject = question.subject().clone();
        let text = words::decision(&subject);
        if let Some(agreed) = self.workspace.rehearsed(&question) {
            self.output.note(&format!("a person would be asked:\n{text}"));
            return Ok(if tokens.is_wanted() { Asked::TokenMade } else { Asked::Agreed(Box::new(agreed)) });
        }
        let does = if tokens.is_wanted() { "Make a token with which it can be done once?" } else { "Agree?" };
        let answer = match self.global.non_interactive {
            true => Answer::NoTerminal,
            false => ask_at_terminal(&format!("{text}\n{does}")),
        };
        let agreed = match answer {
            Answer::Yes => question.agreed(Door::Terminal, self.proof()),
            Answer::No => return Err(declined()),
            Answer::NoTerminal => return Err(person_needed(command)),
        };
        if !tokens.is_wanted() {
            return Ok(Asked::Agreed(Box::new(agreed)));
        }
        let now = self.configured.instant(self.global.now);
        let made = self.workspace.make_token(&agreed, tokens.token_lasts, now, &rand::random).await?;
        if self.global.json {
            self.output.document(&ApprovalToken::of(&subject, &made))?;
        } else {
            self.output.data(&format!("{}\n", made.text))?;
            let until = made.expires_at.to_zoned(self.workspace.time_zone()).strftime("%Y-%m-%d %H:%M %Z");
            self.output.note(&format!("good once, until {until}: {VARIABLE}=TOKEN {command}"));
        }
        Ok(Asked::TokenMade)
    }

    /// Ends a command at its beginning that could not be ended well: nobody can
    /// be asked, and no token is there.
    pub(crate) fn expect_person(&self, tokens: &TokenArguments, command: &str) -> Result<(), Problem> {
        let is_asked = !self.global.dry_run && tokens.given(self.global).is_none();
        if is_asked && (self.global.non_interactive || !is_at_terminal()) {
            return Err(person_needed(command));
        }
        Ok(())
    }

    /// What an answer at this terminal shows.
    fn proof(&self) -> Proof {
        let mark = self.global.environment.agent_mark();
        mark.map_or(Proof::Answer, |variable| Proof::AgentEnvironment(variable.to_owned()))
    }
}

fn declined() -> Problem {
    Problem::new(Exit::No, "declined", "not agreed, so nothing was decided", "look at it first: backcast show")
}

fn person_needed(command: &str) -> Problem {
    Problem::new(
        Exit::Person,
        "person_needed",
        "a person has to agree to this, and there is no terminal to ask them at",
        format!(
            "run it in a terminal of your own: {command}\n      for a script, make a token there: {command} --token\n      \
             and hand it in: {VARIABLE}=TOKEN {command}"
        ),
    )
}
