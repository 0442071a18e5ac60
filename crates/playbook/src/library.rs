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
    /// Returns an error if the text is neither a playbook nor an aspect.
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

/// Whether a file of the library is an aspect rather than a playbook.
pub(crate) fn is_aspect(text: &str) -> bool {
    text.lines().any(|line| line.trim_start().starts_with("schema") && line.contains("backcast.aspect/"))
}
