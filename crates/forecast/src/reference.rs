//! Reference classes: how such work ended elsewhere, before anything is known
//! of the person's own.

use crate::tables;

/// Larger estimates run over less: for each factor e of size the logarithm of
/// the ratio is lower by this much. Measured on 55,000 tasks.
pub(crate) const SLOPE: f64 = 0.1;

/// Which past cases something is like.
///
/// Source of the idea: Kahneman and Tversky, "Intuitive Prediction: Biases and
/// Corrective Procedures" (1979); of its use for projects: Flyvbjerg, "From
/// Nobel Prize to Project Management" (PMJ, 2006).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReferenceClass {
    /// A single task of minutes to days.
    Task,
    /// A piece of work of days to weeks, such as a milestone.
    #[default]
    Milestone,
    /// Days of a software release.
    SoftwareRelease,
    /// Days of a building phase.
    Building,
    /// Days of a maintenance project.
    Maintenance,
    /// Days of a project by a contractor.
    Contractor,
    /// Days of any project.
    Project,
}

impl ReferenceClass {
    /// All classes.
    pub const ALL: [ReferenceClass; 7] = [
        ReferenceClass::Task,
        ReferenceClass::Milestone,
        ReferenceClass::SoftwareRelease,
        ReferenceClass::Building,
        ReferenceClass::Maintenance,
        ReferenceClass::Contractor,
        ReferenceClass::Project,
    ];

    /// The name used in files and options.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ReferenceClass::Task => "task",
            ReferenceClass::Milestone => "milestone",
            ReferenceClass::SoftwareRelease => "software-release",
            ReferenceClass::Building => "building",
            ReferenceClass::Maintenance => "maintenance",
            ReferenceClass::Contractor => "contractor",
            ReferenceClass::Project => "project",
        }
    }

    /// What it holds, for people.
    #[must_use]
    pub fn described(self) -> &'static str {
        match self {
            ReferenceClass::Task => "55,000 finished tasks of other people",
            ReferenceClass::Milestone => "8,000 larger tasks and 112 projects of other people",
            ReferenceClass::SoftwareRelease => "83 software releases",
            ReferenceClass::Building => "2,067 building phases",
            ReferenceClass::Maintenance => "88 maintenance projects",
            ReferenceClass::Contractor => "24 projects of contractors",
            ReferenceClass::Project => "2,262 projects of four sources",
        }
    }
}

/// Past cases of others as equally likely values, before the size of an
/// estimate is counted in.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// `ln(actual / estimate) + slope * ln(estimate)`, never decreasing.
    values: Vec<f64>,
    slope: f64,
}

impl Reference {
    /// The figures of a class.
    #[must_use]
    pub fn of(class: ReferenceClass) -> Self {
        let (values, slope): (&[f64], f64) = match class {
            ReferenceClass::Task => (&tables::TASK, SLOPE),
            ReferenceClass::Milestone => (&tables::MILESTONE, 0.0),
            ReferenceClass::SoftwareRelease => (&tables::SOFTWARE_RELEASE, 0.0),
            ReferenceClass::Building => (&tables::BUILDING, 0.0),
            ReferenceClass::Maintenance => (&tables::MAINTENANCE, 0.0),
            ReferenceClass::Contractor => (&tables::CONTRACTOR, 0.0),
            ReferenceClass::Project => (&tables::GENERIC, 0.0),
        };
        Reference { values: values.to_vec(), slope }
    }

    /// A class of one's own, from equally likely values of
    /// `ln(actual / estimate) + 0.1 ln(estimate)` in any order; nothing without
    /// a finite value.
    #[must_use]
    pub fn from_values(values: &[f64]) -> Option<Self> {
        let mut values: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        values.sort_by(f64::total_cmp);
        (!values.is_empty()).then_some(Reference { values, slope: SLOPE })
    }

    /// The equally likely values.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// By how much the logarithm of the ratio falls with that of the size.
    pub(crate) fn slope(&self) -> f64 {
        self.slope
    }
}

/// Learns a class from finished work of several sources: half of its weight is
/// that of each person's first ten, as whoever needs the class is new; every
/// source counts alike. Returns 99 equally likely values.
///
/// Each source lists its persons' work as pairs of estimate and actual, in the
/// order of its beginning.
#[must_use]
pub fn learn_reference(sources: &[Vec<Vec<(f64, f64)>>]) -> Option<Reference> {
    const FIRST: usize = 10;
    const N_VALUES: usize = 99;
    let mut weighted: Vec<(f64, f64)> = Vec::new();
    for persons in sources {
        let sound = |&(estimate, actual): &(f64, f64)| estimate > 0.0 && actual > 0.0;
        let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX)).max(1.0);
        let all = count(persons.iter().flatten().filter(|pair| sound(pair)).count());
        let early = count(persons.iter().flat_map(|own| own.iter().take(FIRST)).filter(|pair| sound(pair)).count());
        for own in persons {
            for (number, &(estimate, actual)) in own.iter().enumerate().filter(|(_, pair)| sound(pair)) {
                let weight = 0.5 / all + if number < FIRST { 0.5 / early } else { 0.0 };
                weighted.push(((actual / estimate).ln() + SLOPE * estimate.ln(), weight));
            }
        }
    }
    weighted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = weighted.iter().map(|pair| pair.1).sum();
    let mut values = Vec::with_capacity(N_VALUES);
    let mut sum = 0.0;
    let mut next = 0.5;
    for (value, weight) in weighted {
        sum += weight;
        while values.len() < N_VALUES && sum >= next / 99.0 * total {
            values.push(value);
            next += 1.0;
        }
    }
    Reference::from_values(&values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_never_decrease() {
        for class in ReferenceClass::ALL {
            assert!(Reference::of(class).values().is_sorted(), "{class:?}");
        }
    }

    #[test]
    fn a_class_is_learned_from_pairs() {
        let source = vec![vec![(1.0, 2.0); 30]];
        let learned = learn_reference(&[source]).expect("thirty pairs");
        assert_eq!(learned.values().len(), 99);
        assert!(learned.values().iter().all(|value| (value - 2f64.ln()).abs() < 1e-12));
        assert_eq!(learn_reference(&[vec![vec![(0.0, 1.0)]]]), None);
    }
}
