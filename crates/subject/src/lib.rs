//! Which of many subjects a goal is about, learned from examples of how people
//! say it.
//!
//! A goal is its title and its destination. Each becomes the weighted sum of its
//! words' vectors (distilled from a sentence encoder, so that "sand the
//! floor" lies near "polish the parquet"; a rare word weighs more: Arora, Liang
//! and Ma, "A Simple but Tough-to-Beat Baseline for Sentence Embeddings", 2017),
//! and together they also count as the words that they are. A multinomial logistic
//! regression over both tells how likely each subject is.
//!
//! It is trained where the examples are ([`train`]) and read where goals are
//! ([`Classifier::from_bytes`]); reading takes microseconds and no memory of its
//! own, as both tables stay where they are.

mod classifier;
mod features;
mod optimize;
mod table;
mod tokens;
mod training;
mod words;

pub use classifier::{BadTable, Classifier, Likely};
pub use training::{Example, train};
pub use words::{DIMENSIONS, write_vectors};
