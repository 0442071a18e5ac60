//! Minimizing a smooth function of many numbers: L-BFGS with backtracking
//! (Nocedal and Wright, "Numerical Optimization", 2006, algorithms 7.4 and 3.1).

use std::collections::VecDeque;

/// Steps that are remembered of the way.
const MEMORY: usize = 10;
/// A step has to gain this share of what the slope promises.
const GAIN_MIN: f64 = 1e-4;
/// Halvings of a step before it is given up.
const HALVINGS_MAX: u32 = 30;

/// Walks down from a point, at most so many steps; `value` returns the function and
/// writes its gradient.
pub(crate) fn minimize(point: &mut Vec<f32>, n_steps_max: usize, mut value: impl FnMut(&[f32], &mut [f32]) -> f64) {
    let mut gradient = vec![0.0; point.len()];
    let mut at = value(point, &mut gradient);
    let mut memory: VecDeque<Step> = VecDeque::new();
    for _ in 0..n_steps_max {
        let direction = downhill(&gradient, &memory);
        let slope = dot(&direction, &gradient);
        if slope >= 0.0 {
            return;
        }
        // Nothing is known of the size of a first step.
        let mut length = if memory.is_empty() { 1.0 / dot(&gradient, &gradient).sqrt().max(1.0) } else { 1.0 };
        let mut next_gradient = vec![0.0; point.len()];
        let mut found = None;
        for _ in 0..HALVINGS_MAX {
            let next: Vec<f32> =
                point.iter().zip(&direction).map(|(x, d)| (f64::from(*x) + length * f64::from(*d)) as f32).collect();
            let next_at = value(&next, &mut next_gradient);
            if next_at <= at + GAIN_MIN * length * slope {
                found = Some((next, next_at));
                break;
            }
            length /= 2.0;
        }
        let Some((next, next_at)) = found else { return };
        let step = Step::new(difference(&next, point), difference(&next_gradient, &gradient));
        memory.extend(step);
        if memory.len() > MEMORY {
            memory.pop_front();
        }
        (*point, gradient, at) = (next, next_gradient, next_at);
    }
}

/// A step of the way: how far it went, and how the gradient changed.
struct Step {
    moved: Vec<f32>,
    turned: Vec<f32>,
    curvature: f64,
}

impl Step {
    /// Nothing where the function was not curved upward.
    fn new(moved: Vec<f32>, turned: Vec<f32>) -> Option<Self> {
        let curvature = dot(&moved, &turned);
        (curvature > 0.0).then_some(Step { moved, turned, curvature })
    }
}

/// The gradient, turned by what the remembered steps tell of the curvature.
fn downhill(gradient: &[f32], memory: &VecDeque<Step>) -> Vec<f32> {
    let mut direction: Vec<f32> = gradient.iter().map(|number| -number).collect();
    let mut shares = Vec::with_capacity(memory.len());
    for step in memory.iter().rev() {
        let share = dot(&step.moved, &direction) / step.curvature;
        add(&mut direction, -share, &step.turned);
        shares.push(share);
    }
    if let Some(last) = memory.back() {
        let scale = (last.curvature / dot(&last.turned, &last.turned)) as f32;
        direction.iter_mut().for_each(|number| *number *= scale);
    }
    for (step, share) in memory.iter().zip(shares.into_iter().rev()) {
        let back = dot(&step.turned, &direction) / step.curvature;
        add(&mut direction, share - back, &step.moved);
    }
    direction
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum()
}

fn add(sum: &mut [f32], times: f64, other: &[f32]) {
    sum.iter_mut().zip(other).for_each(|(x, y)| *x += (times * f64::from(*y)) as f32);
}

fn difference(a: &[f32], b: &[f32]) -> Vec<f32> {
    a.iter().zip(b).map(|(x, y)| x - y).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bent_valley_is_walked_to_its_end() {
        // Rosenbrock's function, whose least value lies at (1, 1).
        let mut point = vec![-1.2, 1.0];
        minimize(&mut point, 200, |at, gradient| {
            let (x, y) = (f64::from(at[0]), f64::from(at[1]));
            gradient[0] = (-400.0 * x * (y - x * x) - 2.0 * (1.0 - x)) as f32;
            gradient[1] = (200.0 * (y - x * x)) as f32;
            100.0 * (y - x * x).powi(2) + (1.0 - x).powi(2)
        });
        assert!((point[0] - 1.0).abs() < 1e-2 && (point[1] - 1.0).abs() < 2e-2, "{point:?}");
    }
}
