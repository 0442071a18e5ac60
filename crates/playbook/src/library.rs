use crate::{Aspect, Playbook, SpecError};

/// The playbooks and aspects of the repository: file name and text.
static EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Playbooks and aspects: the embedded ones, and the user's own, which take
/// the place of embedded ones with the same id.
#[derive(Clone, Debug, Default)]
pub struct Library {
    playbooks: Vec<(Playbook, Origin)>,
    aspects: Vec<(Aspect, Origin)>,
}

/// Where an entry of the library comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It came with backcast.
    Embedded,
    /// It stands in the user's folder.
    Own,
}

impl Library {
    /// The library that comes with backcast.
    ///
    /// # Panics
    ///
    /// Panics if an embedded file is broken, which a test of this crate rules
    /// out.
    #[must_use]
    pub fn embedded() -> Self {
        let mut library = Library::default();
        for (name, text) in EMBEDDED {
            library.add(name, text, Origin::Embedded).unwrap_or_else(|error| unreachable!("{error}"));
        }
        library
    }

    /// Adds a file of the user's, which replaces an embedded one with the
    /// same id.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is neither a playbook nor an aspect, or if
    /// it replaces a generic playbook by one that is not generic for the same
    /// kind of goal.
    pub fn add_own(&mut self, name: &str, text: &str) -> Result<(), SpecError> {
        self.add(name, text, Origin::Own)
    }

    fn add(&mut self, name: &str, text: &str, origin: Origin) -> Result<(), SpecError> {
        if is_aspect(text) {
            let aspect = Aspect::parse(name, text)?;
            self.aspects.retain(|(other, _)| other.id != aspect.id);
            self.aspects.push((aspect, origin));
        } else {
            let playbook = Playbook::parse(name, text)?;
            if let Some(replaced) = self.playbook(&playbook.id) {
                serves_the_same(&playbook, replaced)?;
            }
            self.playbooks.retain(|(other, _)| other.id != playbook.id);
            self.playbooks.push((playbook, origin));
        }
        Ok(())
    }

    /// All playbooks with their origin, in the order in which they were added.
    pub fn playbooks(&self) -> impl ExactSizeIterator<Item = (&Playbook, Origin)> {
        self.playbooks.iter().map(|(playbook, origin)| (playbook, *origin))
    }

    /// All aspects with their origin, in the order in which they were added.
    pub fn aspects(&self) -> impl ExactSizeIterator<Item = (&Aspect, Origin)> {
        self.aspects.iter().map(|(aspect, origin)| (aspect, *origin))
    }

    /// The playbook with this id.
    #[must_use]
    pub fn playbook(&self, id: &str) -> Option<&Playbook> {
        self.playbooks.iter().map(|(playbook, _)| playbook).find(|playbook| playbook.id == id)
    }

    /// The aspect with this id.
    #[must_use]
    pub fn aspect(&self, id: &str) -> Option<&Aspect> {
        self.aspects.iter().map(|(aspect, _)| aspect).find(|aspect| aspect.id == id)
    }

    /// The text of an embedded file, as `backcast playbook show` prints it.
    #[must_use]
    pub fn embedded_text(id: &str) -> Option<&'static str> {
        EMBEDDED.iter().find(|(name, _)| *name == id).map(|(_, text)| *text)
    }
}

/// Every kind of goal keeps its generic playbook, so that each goal has one.
fn serves_the_same(playbook: &Playbook, replaced: &Playbook) -> Result<(), SpecError> {
    let same = (playbook.generic, &playbook.kind, playbook.engineering)
        == (replaced.generic, &replaced.kind, replaced.engineering);
    if replaced.generic && !same {
        return Err(SpecError::NotGeneric {
            id: replaced.id.clone(),
            kind: replaced.kind.clone(),
            engineering: replaced.engineering,
        });
    }
    Ok(())
}

/// Whether a file of the library is an aspect rather than a playbook.
pub(crate) fn is_aspect(text: &str) -> bool {
    text.lines().any(|line| line.trim_start().starts_with("schema") && line.contains("backcast.aspect/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_keeps_its_generic_playbook() {
        let text = Library::embedded_text("generic-project").expect("it is embedded");
        let mut library = Library::embedded();
        for (from, to) in [("generic = true", "generic = false"), ("kind = \"project\"", "kind = \"habit\"")] {
            let error =
                library.add_own("generic-project", &text.replace(from, to)).expect_err("it serves another kind");
            assert!(matches!(error, SpecError::NotGeneric { .. }), "{error}");
        }
        library.add_own("generic-project", text).expect("it serves the same kind");
        assert_eq!(library.playbooks().filter(|(_, origin)| *origin == Origin::Own).count(), 1);
    }
}
