//! The settings that a project's file may say to people who have not trusted
//! it: the file may be a stranger's, come with a clone.

use toml::de::{DeTable, DeValue};

use crate::settings::{read_table, table_of};
use crate::{Mistake, Mistakes, SettingsLayer};

/// What whoever sets a key decides about the person who runs backcast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Figures and days of plans, and nothing else.
    Figures,
    /// Where goals are kept.
    Place,
    /// Under whose name changes are recorded.
    Person,
    /// Who thinks in reviews.
    Thinker,
    /// Which command is started.
    Command,
    /// To whom texts are sent.
    Receiver,
    /// Which secret is used.
    Secret,
    /// How much is sent, and what it may cost.
    Spending,
}

impl Reach {
    /// The stable name of it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Reach::Figures => "figures",
            Reach::Place => "place",
            Reach::Person => "person",
            Reach::Thinker => "thinker",
            Reach::Command => "command",
            Reach::Receiver => "receiver",
            Reach::Secret => "secret",
            Reach::Spending => "spending",
        }
    }

    /// What a key with it does, as the end of a sentence that begins with the
    /// key.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Reach::Figures => "changes figures of plans",
            Reach::Place => "says where goals are kept",
            Reach::Person => "says under whose name changes are recorded",
            Reach::Thinker => "says who thinks in reviews",
            Reach::Command => "starts a command",
            Reach::Receiver => "says to whom texts are sent",
            Reach::Secret => "names a secret",
            Reach::Spending => "says how much is sent, and at what price",
        }
    }
}

/// Whether a project may set a key without being trusted.
#[derive(Clone, Copy, Debug)]
enum Allowed {
    /// Whatever it says.
    Always,
    /// Where it names a place inside the project.
    Inside,
    /// Where it says one of these.
    OneOf(&'static [&'static str]),
    /// Never.
    OnceTrusted,
}

/// Rules and callers start and send nothing by themselves.
const HARMLESS_PLANNERS: &[&str] = &["playbook", "host"];

/// Every key of the settings. This is the one list of what a project may set:
/// a key that is not on it is not harmless.
const KEYS: [(&str, Allowed, Reach); 27] = [
    ("name", Allowed::OnceTrusted, Reach::Person),
    ("time_zone", Allowed::Always, Reach::Figures),
    ("country", Allowed::Always, Reach::Figures),
    ("week_start", Allowed::Always, Reach::Figures),
    ("review_day", Allowed::Always, Reach::Figures),
    ("hours_per_week", Allowed::Always, Reach::Figures),
    ("working_hours", Allowed::Always, Reach::Figures),
    ("database", Allowed::Inside, Reach::Place),
    ("planner", Allowed::OneOf(HARMLESS_PLANNERS), Reach::Thinker),
    ("model.provider", Allowed::OnceTrusted, Reach::Receiver),
    ("model.name", Allowed::OnceTrusted, Reach::Receiver),
    ("model.endpoint", Allowed::OnceTrusted, Reach::Receiver),
    ("model.key_env", Allowed::OnceTrusted, Reach::Secret),
    ("model.key_file", Allowed::OnceTrusted, Reach::Secret),
    ("model.key_command", Allowed::OnceTrusted, Reach::Command),
    ("model.price_in", Allowed::OnceTrusted, Reach::Spending),
    ("model.price_out", Allowed::OnceTrusted, Reach::Spending),
    ("model.tokens_max", Allowed::OnceTrusted, Reach::Spending),
    ("model.timeout_seconds", Allowed::OnceTrusted, Reach::Spending),
    ("model.at_once", Allowed::OnceTrusted, Reach::Spending),
    ("model.per_minute", Allowed::OnceTrusted, Reach::Spending),
    ("model.tries", Allowed::OnceTrusted, Reach::Spending),
    ("model.pause_seconds", Allowed::OnceTrusted, Reach::Spending),
    ("model.schema", Allowed::OnceTrusted, Reach::Spending),
    ("agent.command", Allowed::OnceTrusted, Reach::Command),
    ("agent.timeout_seconds", Allowed::OnceTrusted, Reach::Command),
    ("agent.keep", Allowed::OnceTrusted, Reach::Secret),
];

/// What a project's file says to somebody who has not trusted it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProjectLayer {
    /// What it may say.
    pub layer: SettingsLayer,
    /// The keys that do not count, with what each would do; in the order of
    /// the commented file, tables last.
    pub ignored: Vec<(&'static str, Reach)>,
}

/// Reads the configuration file of a project that nobody has trusted, given its
/// name (for messages) and text. `is_inside` says whether a `database` lies
/// inside the project. Also returns what is odd about the keys that count.
///
/// Keys that do not count are not looked at any further: what they say cannot
/// be wrong.
///
/// # Errors
///
/// Returns every mistake of the keys that count, each with its place, or the
/// mistakes of syntax.
pub fn read_project_settings(
    name: &str,
    text: &str,
    is_inside: impl Fn(&str) -> bool,
) -> Result<(ProjectLayer, Vec<Mistake>), Mistakes> {
    let (mut table, mistakes) = table_of(name, text);
    let mut ignored: Vec<(&'static str, Reach)> = Vec::new();
    for (key, allowed, reach) in KEYS {
        if is_said(&table, key) && !is_harmless(&table, key, allowed) {
            ignored.push((key, reach));
            table.remove(key);
        }
    }
    // No key of a table is harmless, nor one that a later version may know.
    table.remove("model");
    table.remove("agent");
    let (mut layer, warnings) = read_table(&table, mistakes)?;
    // As it was read: that is the place which would be opened.
    if layer.take_database_unless(is_inside) {
        ignored.push(("database", Reach::Place));
    }
    ignored.sort_by_key(|(key, _)| KEYS.iter().position(|(known, ..)| known == key));
    Ok((ProjectLayer { layer, ignored }, warnings))
}

/// Whether a table says a key; `a.b` is the key `b` of its table `a`.
fn is_said(table: &DeTable<'_>, key: &str) -> bool {
    match key.split_once('.') {
        Some((outer, inner)) => {
            let inside = table.get(outer).and_then(|value| value.get_ref().as_table());
            inside.is_some_and(|inside| inside.contains_key(inner))
        }
        None => table.contains_key(key),
    }
}

/// Whether what a key says may count before the place that it names is known.
fn is_harmless(table: &DeTable<'_>, key: &str, allowed: Allowed) -> bool {
    match allowed {
        Allowed::Always | Allowed::Inside => true,
        Allowed::OneOf(words) => table.get(key).is_none_or(|value| match value.get_ref() {
            DeValue::String(text) => words.contains(&text.trim()),
            // It is a mistake, and said to be one.
            _ => true,
        }),
        Allowed::OnceTrusted => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::collections::BTreeSet;

    use crate::settings::{AGENT_KEYS, KEYS as TOP_KEYS, MODEL_KEYS};
    use crate::{Origin, SETTINGS_TEMPLATE, Settings};

    fn read(text: &str) -> ProjectLayer {
        read_project_settings("config.toml", text, |path| path == "inside.db").expect("sound").0
    }

    fn ignored(text: &str) -> Vec<&'static str> {
        read(text).ignored.iter().map(|(key, _)| *key).collect()
    }

    fn settings(text: &str) -> Settings {
        let mut settings = Settings::default();
        settings.add(read(text).layer, &Origin::BuiltIn);
        settings
    }

    #[test]
    fn every_key_of_the_settings_is_classified() {
        let tables = ["model", "agent"];
        let of = |table: &'static str, keys: &[&'static str]| {
            keys.iter().map(|key| format!("{table}.{key}")).collect::<Vec<_>>()
        };
        let top = TOP_KEYS.iter().filter(|key| !tables.contains(key)).map(|key| (*key).to_owned());
        let all: BTreeSet<String> = top.chain(of("model", &MODEL_KEYS)).chain(of("agent", &AGENT_KEYS)).collect();
        let classified: BTreeSet<String> = KEYS.iter().map(|(key, _, _)| (*key).to_owned()).collect();
        assert_eq!(classified, all);
    }

    #[test]
    fn whatever_runs_sends_or_names_a_secret_is_ignored() {
        let text = "name = 'Eve'\nplanner = 'agent'\ndatabase = '/tmp/all.db'\nweek_start = 'sunday'\n\
            [model]\nprovider = 'openai'\nkey_command = 'curl evil'\nendpoint = 'no address'\n\
            [agent]\ncommand = 7\nkeep = ['AWS_SECRET_ACCESS_KEY']\n";
        let expected = [
            "name",
            "database",
            "planner",
            "model.provider",
            "model.endpoint",
            "model.key_command",
            "agent.command",
            "agent.keep",
        ];
        assert_eq!(ignored(text), expected);
        let expected = Settings { week_start: settings("week_start = 'sunday'").week_start, ..Settings::default() };
        assert_eq!(settings(text), expected, "and what they say cannot be wrong");
    }

    #[test]
    fn another_way_of_writing_a_key_changes_nothing() {
        for text in [
            "model.key_command = 'x'",
            "\"model\".\"key_command\" = 'x'",
            "'model' = { \"key_\\u0063ommand\" = 'x' }",
            "[model]\nkey_command = 'x'",
        ] {
            assert_eq!(ignored(text), ["model.key_command"], "{text}");
        }
        assert_eq!(settings("[[model]]\nkey_command = 'x'\n"), Settings::default());
        assert_eq!(settings("model = 'x'\n"), Settings::default());
    }

    #[test]
    fn harmless_keys_count_and_are_checked() {
        let text = "time_zone = 'Asia/Tokyo'\nweek_start = 'sunday'\nreview_day = 'friday'\nhours_per_week = 3\n\
            database = 'inside.db'\nplanner = 'host'\nworking_hours = { monday = '18:00-20:00' }\n";
        assert_eq!(ignored(text), [""; 0]);
        let values = settings(text).listed();
        let n_set = values.iter().filter(|(_, value, _)| !value.is_empty()).count();
        assert_eq!(n_set, 7, "{values:?}");
        let wrong = read_project_settings("config.toml", "week_start = 'someday'\ndatabase = 3", |_| false);
        assert_eq!(wrong.expect_err("two mistakes").iter().count(), 2);
    }

    #[test]
    fn the_commented_file_needs_no_trust() {
        assert_eq!(ignored(SETTINGS_TEMPLATE), [""; 0]);
    }
}
