//! Texts of others, made harmless.

/// The text on one line: what it says reaches terminals, where control
/// characters are commands.
pub(crate) fn without_controls(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ")
}
