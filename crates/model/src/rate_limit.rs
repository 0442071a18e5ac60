use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

/// Lets requests begin no faster than a server allows.
#[derive(Debug)]
pub(crate) struct RateLimit {
    between: Duration,
    next: Mutex<Option<Instant>>,
}

impl RateLimit {
    pub(crate) fn new(per_minute: Option<u32>) -> Self {
        let between = per_minute.filter(|&n| n > 0).map_or(Duration::ZERO, |n| Duration::from_secs(60) / n);
        RateLimit { between, next: Mutex::new(None) }
    }

    /// Waits for one's turn.
    pub(crate) async fn wait(&self) {
        if self.between.is_zero() {
            return;
        }
        let turn = {
            let mut next = self.next.lock().await;
            let turn = next.unwrap_or_else(Instant::now).max(Instant::now());
            *next = Some(turn + self.between);
            turn
        };
        tokio::time::sleep_until(turn).await;
    }
}
