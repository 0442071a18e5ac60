//! What the person wrote and the plan makes nothing of.

use super::{Code, Dossier, Report};

pub(super) fn check(dossier: &Dossier, report: &mut Report) {
    for words in &dossier.unused_facts {
        let message = format!("you wrote \"{words}\", and nothing of the plan follows from it");
        report.add(Code::FactUnused, Vec::new(), message, "say in `constraints` what it should change");
    }
}
