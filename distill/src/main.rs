//! Makes `crates/subject/data/words.bin`: a vector for each word of `words.txt`,
//! distilled from the sentence encoder that `pocket-encoder` holds.
//!
//! `cargo run --release` in this folder; it takes some minutes, and is needed only
//! where `words.txt` changes.

use std::error::Error;
use std::fs;
use std::path::Path;

use backcast_subject::{DIMENSIONS, write_vectors};
use nalgebra::{DMatrix, SymmetricEigen};
use pocket_encoder::Encoder;

/// Words that are encoded at a time.
const BATCH: usize = 256;

fn main() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(here.join("words.txt"))?;
    let mut words: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    words.sort_unstable();
    words.dedup();
    let encoder = Encoder::new()?;
    let mut vectors: Vec<Vec<f32>> = Vec::with_capacity(words.len());
    for batch in words.chunks(BATCH) {
        vectors.extend(encoder.embed(batch)?);
        eprint!("\r{} of {} words", vectors.len(), words.len());
    }
    eprintln!();
    let rows = on_main_axes(&vectors);
    let table: Vec<(String, Vec<f32>)> = words.into_iter().map(str::to_owned).zip(rows).collect();
    fs::write(here.join("../crates/subject/data/words.bin"), write_vectors(&table))?;
    Ok(())
}

/// The vectors without what they have in common, on the axes along which they
/// differ most (principal component analysis), with a mean length of one.
fn on_main_axes(vectors: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let (n, width) = (vectors.len(), vectors[0].len());
    let mut all = DMatrix::from_fn(n, width, |row, column| f64::from(vectors[row][column]));
    let mean = all.row_mean();
    for mut row in all.row_iter_mut() {
        row -= &mean;
    }
    let eigen = SymmetricEigen::new(all.transpose() * &all);
    let mut order: Vec<usize> = (0..width).collect();
    order.sort_by(|a, b| eigen.eigenvalues[*b].total_cmp(&eigen.eigenvalues[*a]));
    // An axis may point either way: the way in which its largest number is positive.
    let axes = DMatrix::from_fn(width, DIMENSIONS, |row, column| {
        let axis = eigen.eigenvectors.column(order[column]);
        axis[row] * axis[axis.icamax()].signum()
    });
    let turned = all * axes;
    let length = turned.row_iter().map(|row| row.norm()).sum::<f64>() / n as f64;
    turned.row_iter().map(|row| row.iter().map(|number| (number / length) as f32).collect()).collect()
}
