//! The library that plans are made from.

use std::fmt::Write as _;

use backcast_playbook::{Aspect, Family, Library, LintRemark, Origin, Playbook};

use backcast_core::plural;

use super::style::{bold, dim, item, labeled, severity};

pub(crate) fn list(library: &Library, width: usize) -> String {
    let line = |id: &str, title: &str, origin: Origin| {
        let own = if origin == Origin::Own { "  (yours)" } else { "" };
        let title = shortened(title, width.saturating_sub(26 + own.len()));
        format!("  {id:<24}{title}{own}\n")
    };
    let mut text = format!("{}\n", bold(&format!("{} playbooks", library.playbooks().len())));
    for family in Family::ALL {
        let of_family = |playbook: &Playbook| playbook.family == family && !playbook.genre;
        let lines: String = library
            .playbooks()
            .filter(|(playbook, _)| of_family(playbook))
            .map(|(playbook, origin)| line(&playbook.id, &playbook.title, origin))
            .collect();
        if !lines.is_empty() {
            let _ = write!(text, "\n{}\n{lines}", dim(shelf(family)));
        }
    }
    let genres = library.playbooks().filter(|(playbook, _)| playbook.genre);
    let genres: String = genres.map(|(playbook, origin)| line(&playbook.id, &playbook.title, origin)).collect();
    let aspects: String = library.aspects().map(|(aspect, origin)| line(&aspect.id, &aspect.title, origin)).collect();
    let n_aspects = library.aspects().len();
    let _ = write!(
        text,
        "\n{}\n{genres}\n{}\n\n{aspects}\n\
         Look closer: backcast playbook show ID    Add your own: backcast playbook new ID\n",
        dim("Whole genres, for subjects that no playbook knows"),
        bold(&format!("{n_aspects} aspects, which join where a goal asks for them")),
    );
    text
}

/// A title in so many columns.
fn shortened(title: &str, width: usize) -> String {
    if title.chars().count() <= width {
        return title.to_owned();
    }
    let kept: String = title.chars().take(width.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// What a shelf of the library is called.
fn shelf(family: Family) -> &'static str {
    match family {
        Family::Personal => "Body, home, money, family, travel",
        Family::Professional => "Work and career",
        Family::Business => "Business",
        Family::Creative => "Art, writing, music, film",
        Family::Academic => "Research, study, teaching",
        Family::Skills => "Skills",
        Family::Relationships => "People",
        Family::Software => "Software, for goals inside a repository",
        Family::Other => "Other",
    }
}

pub(crate) fn playbook(playbook: &Playbook, width: usize) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}  {}\n", bold(&playbook.title), dim(&playbook.id));
    let mut line = |label: &str, content: &str| text.push_str(&labeled(label, content, width));
    line("Covers", &playbook.summary);
    line("Kind", &format!("{} · {}", playbook.kind, playbook.family.as_str()));
    line("Rests on", &playbook.basis);
    let phrases: Vec<&str> = playbook.fits.phrases.keys().map(|phrase| phrase.trim_end_matches('$')).collect();
    if !phrases.is_empty() {
        line("Fits", &phrases.join(", "));
    }
    for (idx, parameter) in playbook.parameters.iter().enumerate() {
        let units = if parameter.units.is_empty() {
            "worked out".to_owned()
        } else {
            format!("read before: {}", parameter.units.join(", "))
        };
        line(if idx == 0 { "Numbers" } else { "" }, &format!("{} ({units})", parameter.name));
    }
    for (idx, question) in playbook.questions.iter().enumerate() {
        line(if idx == 0 { "Asks" } else { "" }, &question.ask);
    }
    text.push('\n');
    for step in &playbook.milestones {
        text.push_str(&item("·", &format!("{}: {}", step.id, step.name), 2, width));
    }
    let _ = writeln!(text, "\nThe whole file: backcast playbook show {} --raw", playbook.id);
    text
}

pub(crate) fn aspect(aspect: &Aspect, width: usize) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}  {}\n", bold(&aspect.title), dim(&aspect.id));
    text.push_str(&labeled("Joins because", &aspect.why, width));
    text.push_str(&labeled("Joins when", &aspect.joins_when, width));
    text.push_str(&labeled("Rests on", &aspect.basis, width));
    for step in &aspect.milestones {
        text.push_str(&item("·", &format!("{}: {}", step.id, step.name), 2, width));
    }
    for added in &aspect.criteria {
        text.push_str(&item("·", &format!("criterion for {}: {}", added.to, added.text), 2, width));
    }
    text
}

/// A file of texts, as `backcast playbook texts` prints it.
pub(crate) fn texts(id: &str, texts: &[(String, String)]) -> String {
    let quoted = |text: &str| serde_json::Value::String(text.to_owned()).to_string();
    let mut file = format!(
        "# Other words for `{id}`: change or translate them, delete what stays, and put\n\
         # the file into your folder of playbooks. Expressions between braces stay.\n\
         schema = \"backcast.texts/1\"\nof = \"{id}\"\n\n[texts]\n"
    );
    for (place, text) in texts {
        let _ = writeln!(file, "{} = {}", quoted(place), quoted(text));
    }
    file
}

pub(crate) fn lint(n_files: usize, remarks: &[LintRemark]) -> String {
    let mut text = String::new();
    for remark in remarks {
        let _ = writeln!(text, "{} {}: {}", severity(remark.severity), bold(&remark.file), remark.message);
    }
    let _ = writeln!(text, "{}, {}", plural(n_files, "file"), plural(remarks.len(), "remark"));
    text
}
