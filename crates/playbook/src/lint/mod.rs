//! Checks playbook and aspect files before anybody relies on them.

mod conditions;
mod criteria;
mod depth;
mod duplicates;
mod parameters;
mod references;
mod trial;
mod waiting;

use backcast_core::{GoalKind, Severity};

pub(crate) use trial::bare_goal;

use crate::library::FileKind;
use crate::{Aspect, Library, Playbook};

/// Something that a playbook or aspect should do otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LintRemark {
    /// Errors keep the file from being used; notes are advice.
    pub severity: Severity,
    /// Name of the file.
    pub file: String,
    /// What is wrong.
    pub message: String,
}

/// Where the remarks on one file go.
struct Report<'r> {
    file: &'r str,
    remarks: &'r mut Vec<LintRemark>,
}

impl Report<'_> {
    fn add(&mut self, severity: Severity, message: String) {
        self.remarks.push(LintRemark { severity, file: self.file.to_owned(), message });
    }
}

/// Checks files of a folder, given their names (without `.toml`) and texts.
///
/// Errors: form, expressions, references, loops, and that a goal without any
/// details can be planned. Warnings: criteria that nobody can measure,
/// conditions that never or always hold, outsiders without waiting,
/// parameters that are never used, milestones that another file has in nearly
/// the same words. Notes: knowledge that a good playbook has and this one
/// lacks.
#[must_use]
pub fn lint(files: &[(String, String)]) -> Vec<LintRemark> {
    let mut library = Library::embedded();
    let mut remarks = Vec::new();
    for (name, text) in files {
        if let Err(error) = library.add_own(name, text) {
            remarks.push(LintRemark { severity: Severity::Error, file: name.clone(), message: error.to_string() });
        }
    }
    for (name, text) in files {
        let mut report = Report { file: name, remarks: &mut remarks };
        match FileKind::of(text) {
            FileKind::Aspect => {
                if let Ok(aspect) = Aspect::parse(name, text) {
                    lint_aspect(&library, name, &aspect, &mut report);
                }
            }
            FileKind::Playbook => {
                if let Ok(playbook) = Library::read_own(name, text) {
                    lint_playbook(&library, name, &playbook, &mut report);
                }
            }
            FileKind::Texts => {} // That they fit was seen when they were added.
        }
    }
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    duplicates::find(&library, &names, &mut remarks);
    remarks
}

fn lint_aspect(library: &Library, name: &str, aspect: &Aspect, report: &mut Report<'_>) {
    if aspect.id != name {
        report.add(Severity::Error, format!("the id `{}` is not the file's name", aspect.id));
    }
    if aspect.milestones.is_empty() && aspect.criteria.is_empty() {
        report.add(Severity::Error, "the aspect brings neither milestones nor criteria".into());
    }
    // An aspect shows its expressions on a path that it is made to join.
    let mut generic = library.generic(GoalKind::Project, false).playbook.clone();
    generic.aspects.push(aspect.id.clone());
    trial::try_to_plan(library, &generic, report);
    conditions::of_aspect(aspect, report);
    criteria::of_aspect(library, aspect, report);
    references::of_aspect(library, aspect, report);
    waiting::of_steps(&aspect.milestones, report);
}

fn lint_playbook(library: &Library, name: &str, playbook: &Playbook, report: &mut Report<'_>) {
    if playbook.id != name {
        report.add(Severity::Error, format!("the id `{}` is not the file's name", playbook.id));
    }
    if playbook.kind.parse::<GoalKind>().is_err() {
        report.add(Severity::Error, format!("there is no kind `{}`", playbook.kind));
    }
    if !playbook.generic && playbook.fits.phrases.values().all(|&weight| weight < 4.0) {
        let message = "no phrase names the subject (weight 4 or more): it will seldom be chosen";
        report.add(Severity::Warning, message.into());
    }
    references::of_playbook(library, playbook, report);
    parameters::of_playbook(playbook, report);
    trial::try_to_plan(library, playbook, report);
    conditions::of_playbook(playbook, report);
    criteria::of_playbook(playbook, report);
    waiting::of_steps(&playbook.milestones, report);
    depth::of_playbook(playbook, report);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_files_have_no_errors() {
        let library = Library::embedded();
        let ids = library.playbooks().map(|(p, _)| p.id.clone()).chain(library.aspects().map(|(a, _)| a.id.clone()));
        let files: Vec<(String, String)> =
            ids.map(|id| (id.clone(), Library::embedded_text(&id).expect("file name equals id").to_owned())).collect();
        let remarks = lint(&files);
        assert!(remarks.is_empty(), "{remarks:#?}");
    }

    #[test]
    fn broken_references_and_expressions_are_found() {
        let text = r##"
schema = "backcast.playbook/1"
id = "other"
title = "Test"
summary = "Test"
kind = "wish"
basis = "judgement"
[[parameter]]
name = "spare"
default = 3
[[milestone]]
id = "a"
name = "A"
goal = "A"
criteria = ["It works well", "2 pages"]
after = ["nowhere"]
hours = [1, "2 *", 3]
"##;
        let messages: Vec<String> = lint(&[("test".into(), text.into())]).into_iter().map(|r| r.message).collect();
        for part in ["`spare` is read and never used", "not the file's name", "no kind `wish`", "`nowhere`", "`2 *`"] {
            assert!(messages.iter().any(|message| message.contains(part)), "{part}: {messages:#?}");
        }
    }

    /// A sound playbook with some of its text replaced, and what lint says.
    fn check(replace: &[(&str, &str)], expected: &str) {
        let mut text = r##"
schema = "backcast.playbook/1"
id = "test"
title = "Tested things"
summary = "Things that are tested"
kind = "project"
basis = "judgement"
[fits]
never = ["untested"]
[fits.phrases]
"tested things" = 6
[[milestone]]
id = "a"
name = "Things listed"
goal = "They are known."
criteria = ["List of 12 things", "2 people have read it"]
hours = [1, 2, 3]
[[milestone]]
id = "b"
name = "Things tested"
goal = "They are tested."
criteria = ["12 things tested", "Report of 2 pages filed"]
after = ["a"]
hours = [1, 2, 3]
"##
        .to_owned();
        for (from, to) in replace {
            assert!(text.contains(from), "{from}");
            text = text.replace(from, to);
        }
        let remarks = lint(&[("test".into(), text)]);
        let above: Vec<&LintRemark> = remarks.iter().filter(|remark| remark.severity > Severity::Note).collect();
        match expected {
            "" => assert!(above.is_empty(), "{above:#?}"),
            part => assert!(above.iter().any(|remark| remark.message.contains(part)), "{part}: {above:#?}"),
        }
    }

    #[test]
    fn each_mistake_is_found_and_a_sound_file_passes() {
        check(&[], "");
        check(&[("hours = [1, 2, 3]\n[[m", "hours = [1, 2, 3]\nafter = [\"b\"]\n[[m")], "a loop");
        check(&[("after = [\"a\"]", "after = [\"#nobody\"]")], "`#nobody`, which is not there");
        check(&[("id = \"b\"", "id = \"a\"")], "several milestones `a`");
        check(&[("after = [\"a\"]", "after = [\"a\"]\nwhen = \"wants('untested')\"")], "holds for no goal");
        check(&[("after = [\"a\"]", "after = [\"a\"]\nwhen = \"weeks > 0 or weeks < 1\"")], "holds for every goal");
        let parameter = |name: &str| format!("[[parameter]]\nname = \"{name}\"\nunits = [\"things\"]\ndefault = 12\n");
        let with = |parameters: &str| format!("{parameters}[fits]\n");
        check(&[("[fits]\n", &with(&parameter("unread")))], "is read and never used");
        check(&[("[fits]\n", &with(&parameter("wants")))], "hides the function");
        check(&[("[fits]\n", &with(&parameter("things").repeat(2)))], "two parameters have the name");
        check(&[("Things tested", "Things approved by the committee")], "has no waiting");
        check(
            &[(
                "[\"12 things tested\", \"R",
                "[\"12 things tested\", { text = \"It works well\", when = \"wants('x')\" }, \"R",
            )],
            "rests on",
        );
    }
}
