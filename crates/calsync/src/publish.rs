//! Plans as a calendar that others subscribe to.

use backcast_calendar::{Feed, Item, ItemTime};
use backcast_store::{Store, StoreError};
use jiff::Timestamp;
use jiff::civil::Weekday;

use crate::desired_items::{ActivePlan, Contents, Context, desired_items};
use crate::item_record::{DesiredItem, ItemRecords};
use crate::overview::Overview;

/// What plans say to calendars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The items.
    pub items: Vec<Item>,
    /// How many plans they come from.
    pub n_plans: usize,
}

/// For whom plans are written into calendars, and how.
#[derive(Clone, Debug)]
pub struct Publisher<'p> {
    /// The person's hours, from today on.
    pub overview: &'p Overview,
    /// The instant of writing.
    pub now: Timestamp,
    /// Day of the weekly check-in.
    pub review_day: Weekday,
    /// What is written beside milestones.
    pub contents: Contents,
}

impl Publisher<'_> {
    /// The items of all plans that are in effect. What is written is remembered, so
    /// that the same plans give the same bytes, and changes raise the sequence.
    ///
    /// # Errors
    ///
    /// Returns an error if the store cannot be read or written.
    pub async fn publish(&self, store: &Store, plans: Vec<ActivePlan>) -> Result<Published, StoreError> {
        let before = ItemRecords::load(store).await?;
        let mut records = before.clone();
        let n_plans = plans.len();
        let desired = self.desired(&plans, &records);
        drop(plans); // Thousands of them take more memory than all that is made of them.
        let items = records.items(desired, self.now);
        records.save(&before, store).await?;
        Ok(Published { items, n_plans })
    }

    /// The items, from and into what is stored of them.
    pub(crate) fn items(&self, plans: &[ActivePlan], records: &mut ItemRecords) -> Vec<Item> {
        records.items(self.desired(plans, records), self.now)
    }

    fn desired(&self, plans: &[ActivePlan], records: &ItemRecords) -> Vec<DesiredItem> {
        let today = self.overview.free.days.first().map_or(jiff::civil::Date::MIN, |day| day.day);
        let context = Context {
            today,
            now: self.now,
            zone: self.overview.travel.home(),
            free: &self.overview.free,
            review_day: self.review_day,
            contents: self.contents,
        };
        desired_items(plans, records, &context)
    }
}

impl Published {
    /// The text of a calendar file with all items.
    #[must_use]
    pub fn feed(&self) -> String {
        Feed { name: "backcast", description: None, items: &self.items }.to_text()
    }

    /// How many milestones, blocks and recurring items take place.
    #[must_use]
    pub fn counts(&self) -> [usize; 3] {
        let count = |is_it: fn(&ItemTime) -> bool| {
            self.items.iter().filter(|item| !item.cancelled && is_it(&item.time)).count()
        };
        [
            count(|time| matches!(time, ItemTime::Day(_))),
            count(|time| matches!(time, ItemTime::Block { .. })),
            count(|time| matches!(time, ItemTime::Recurring { .. })),
        ]
    }
}
