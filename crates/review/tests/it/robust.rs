//! Whatever comes back: no panic, no hang, and what was sound stays sound.

use backcast_review::{Perspective, check_synthesis, read_brief, read_review, read_synthesis};
use proptest::prelude::*;

const SYNTHESIS: &str = r#"{"responses": [{"finding": "F1", "response": "accepted", "reason": "it's so", "milestone": ""}],
 "conflicts": [], "milestones": [{"id": "M1", "name": "Index", "goal": "It \"stands\"", "success_criteria": ["3 a", "4 b"],
 "depends_on": [], "parallel": "", "effort_hours": {"low": 1, "likely": 2, "high": 3}, "waiting_days": 0, "risk": "low",
 "slow_reason": "", "value": "v", "abort_point": "", "files": {"create": [], "modify": ["a.rs"]}}],
 "execution_order": [["M1"]], "rejected_proposals": []}"#;

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,300}", json in "[{}\\[\\]\",:'a-c0-9\\\\u \n/*#]{0,200}") {
        for text in [text, json] {
            let _ = read_synthesis(&text);
            let _ = read_review(Perspective::Risk, "an index of songs", &text, true);
            let _ = read_brief(&text);
        }
    }

    #[test]
    fn a_synthesis_that_is_cut_off_or_damaged_is_read_or_refused(
        cut in 0..SYNTHESIS.len(),
        at in 0..SYNTHESIS.len(),
        byte in "[{}\\[\\]\",:'x ]",
    ) {
        let _ = read_synthesis(&SYNTHESIS[..cut]).map(|reply| check_synthesis(&reply.synthesis, &[]));
        let damaged = format!("{}{byte}{}", &SYNTHESIS[..at], &SYNTHESIS[at + 1..]);
        let _ = read_synthesis(&damaged).map(|reply| check_synthesis(&reply.synthesis, &[]));
    }

    #[test]
    fn fences_and_prose_change_nothing(before in "[a-z .\n]{0,80}", after in "[a-z .\n]{0,80}", trailing in any::<bool>()) {
        let json = if trailing { SYNTHESIS.replace("[\"M1\"]]", "[\"M1\",],]") } else { SYNTHESIS.to_owned() };
        let plain = read_synthesis(SYNTHESIS).expect("sound").synthesis;
        let fenced = format!("{before}\n```json\n{json}\n```\n{after}");
        prop_assert_eq!(&read_synthesis(&fenced).expect("read").synthesis, &plain);
        let bare = format!("{before}{json}{after}");
        prop_assert_eq!(&read_synthesis(&bare).expect("read").synthesis, &plain);
    }
}

#[test]
fn long_nonsense_is_read_fast() {
    for text in ["{".repeat(200_000), "{\"milestones\": [".repeat(20_000), "```\n".repeat(100_000), "'".repeat(500_000)]
    {
        assert!(read_synthesis(&text).is_err());
    }
}
