//! The way from a goal file to a weekly review.
