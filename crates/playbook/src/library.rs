use std::sync::OnceLock;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::meaning::{Corpus, playbook_text};
use crate::{Aspect, N_MILESTONES_MAX, Playbook, SpecError, Texts, inherit};

/// The files of the repository, by id.
struct Embedded {
    playbooks: &'static [Entry],
    aspects: &'static [Entry],
}

/// A file: as it was written, and in the form in which it is read.
struct Entry {
    id: &'static str,
    toml: &'static str,
    json: &'static str,
}

static EMBEDDED: Embedded = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Playbooks and aspects: the embedded ones, and the user's own, which take
/// the place of embedded ones with the same id; files of texts reword them.
#[derive(Clone, Debug, Default)]
pub struct Library {
    playbooks: Vec<(Playbook, Origin)>,
    aspects: Vec<(Aspect, Origin)>,
    /// The words of the playbooks that are about a subject: first of those for
    /// work without a repository, then of those with one. Made where a goal
    /// names none.
    corpora: [OnceLock<Corpus>; 2],
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
        Library {
            playbooks: EMBEDDED.playbooks.iter().map(|entry| (entry.read(), Origin::Embedded)).collect(),
            aspects: EMBEDDED.aspects.iter().map(|entry| (entry.read(), Origin::Embedded)).collect(),
            corpora: Default::default(),
        }
    }

    /// The library without one of its playbooks.
    #[must_use]
    pub fn without(mut self, id: &str) -> Self {
        self.playbooks.retain(|(playbook, _)| playbook.generic || playbook.id != id);
        self.corpora = Default::default();
        self
    }

    /// Adds a file of the user's, which replaces an embedded one with the
    /// same id.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is neither a playbook nor an aspect nor a
    /// file of texts for one that was added before, if it has too many
    /// milestones, or if it replaces a generic playbook by one that is not
    /// generic for the same kind of goal.
    pub fn add_own(&mut self, name: &str, text: &str) -> Result<(), SpecError> {
        match FileKind::of(text) {
            FileKind::Aspect => self.insert_aspect(Aspect::parse(name, text)?),
            FileKind::Texts => self.reword(name, &Texts::parse(name, text)?)?,
            FileKind::Playbook => {
                let playbook = Self::read_own(name, text)?;
                if playbook.milestones.len() > N_MILESTONES_MAX {
                    return Err(SpecError::TooMany { id: playbook.id, n: playbook.milestones.len() });
                }
                if let Some(replaced) = self.playbook(&playbook.id) {
                    serves_the_same(&playbook, replaced)?;
                }
                self.insert_playbook(playbook);
            }
        }
        Ok(())
    }

    /// A playbook of the user's, whose steps may be `like` embedded aspects.
    pub(crate) fn read_own(name: &str, text: &str) -> Result<Playbook, SpecError> {
        let form = |message: String| SpecError::Form { file: name.to_owned(), message };
        let mut value: Value = toml::from_str(text).map_err(|error| form(error.to_string()))?;
        let as_written = value.clone();
        let embedded: Vec<(&str, Value)> = EMBEDDED.aspects.iter().map(|entry| (entry.id, entry.read())).collect();
        let unknown =
            inherit::fill(&mut value, |id| embedded.iter().find(|(own, _)| *own == id).map(|(_, aspect)| aspect));
        match unknown.first() {
            Some(id) => Err(form(format!("a step is like `{id}`, which is no embedded aspect with a milestone"))),
            // Where nothing was taken over, the reader of the text knows lines and columns.
            None if value == as_written => Playbook::parse(name, text),
            None => serde_json::from_value(value).map_err(|error| form(error.to_string())),
        }
    }

    pub(crate) fn insert_playbook(&mut self, playbook: Playbook) {
        self.playbooks.retain(|(other, _)| other.id != playbook.id);
        self.playbooks.push((playbook, Origin::Own));
        self.corpora = Default::default();
    }

    pub(crate) fn insert_aspect(&mut self, aspect: Aspect) {
        self.aspects.retain(|(other, _)| other.id != aspect.id);
        self.aspects.push((aspect, Origin::Own));
    }

    /// Puts other words into a playbook or aspect.
    fn reword(&mut self, file: &str, texts: &Texts) -> Result<(), SpecError> {
        self.corpora = Default::default();
        let playbook = self.playbooks.iter_mut().find(|(playbook, _)| playbook.id == texts.of);
        let aspect = self.aspects.iter_mut().find(|(aspect, _)| aspect.id == texts.of);
        let unknown = match (playbook, aspect) {
            (Some((playbook, _)), _) => texts.replace(playbook.texts_mut()),
            (None, Some((aspect, _))) => texts.replace(aspect.texts_mut()),
            (None, None) => vec![texts.of.clone()],
        };
        match unknown.into_iter().next() {
            None => Ok(()),
            Some(place) => Err(SpecError::Place { file: file.to_owned(), of: texts.of.clone(), place }),
        }
    }

    /// All playbooks with their origin, in the order in which they were added.
    pub fn playbooks(&self) -> impl ExactSizeIterator<Item = (&Playbook, Origin)> {
        self.playbooks.iter().map(|(playbook, origin)| (playbook, *origin))
    }

    /// The playbooks that are about a subject, of work with a repository or of
    /// work without.
    pub(crate) fn specific(&self, engineering: bool) -> impl Iterator<Item = (&Playbook, Origin)> {
        let is_specific =
            move |playbook: &Playbook| !playbook.generic && !playbook.genre && playbook.engineering == engineering;
        self.playbooks().filter(move |(playbook, _)| is_specific(playbook))
    }

    /// The words of [`Library::specific`].
    pub(crate) fn corpus(&self, engineering: bool) -> &Corpus {
        self.corpora[usize::from(engineering)].get_or_init(|| {
            let texts: Vec<String> = self.specific(engineering).map(|(playbook, _)| playbook_text(playbook)).collect();
            Corpus::new(&texts)
        })
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
        EMBEDDED.playbooks.iter().chain(EMBEDDED.aspects).find(|entry| entry.id == id).map(|entry| entry.toml)
    }
}

impl Entry {
    fn read<T: DeserializeOwned>(&self) -> T {
        serde_json::from_str(self.json).unwrap_or_else(|error| unreachable!("{}: {error}", self.id))
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

/// What a file of the library holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    Playbook,
    Aspect,
    Texts,
}

impl FileKind {
    /// What the schema line says; a playbook where there is none.
    pub(crate) fn of(text: &str) -> Self {
        let schema = text.lines().find(|line| line.trim_start().starts_with("schema")).unwrap_or_default();
        if schema.contains("backcast.aspect/") {
            FileKind::Aspect
        } else if schema.contains("backcast.texts/") {
            FileKind::Texts
        } else {
            FileKind::Playbook
        }
    }
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
