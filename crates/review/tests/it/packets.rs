//! What goes out: nothing of the others, every word of the reviews.

use backcast_core::{Verification, VerificationLevel};
use backcast_review::{
    Brief, Finding, FindingId, Gravity, Handoff, Material, Perspective, PromptError, Prompts, Report, ReviewGap,
};

fn brief() -> String {
    Brief {
        goal: "Search answers within 100 ms".into(),
        scope_in: vec!["the index".into()],
        scope_out: vec!["the mobile app".into()],
        context: vec![Material::new("Files", "- src/search.rs\n- src/api.rs")],
        constraints: vec!["6 hours a week".into()],
        success_criteria: vec!["p95 below 100 ms in `make bench`".into()],
        verification: Some(Verification {
            level: VerificationLevel::EndToEnd,
            command: "make e2e".into(),
            validates: None,
        }),
    }
    .to_markdown()
}

fn packet(perspective: Perspective) -> String {
    Prompts::embedded().review(&brief(), perspective).expect("the prompts of ours are sound")
}

#[test]
fn packets_read_as_they_were_written() {
    for perspective in Perspective::ALL {
        insta::assert_snapshot!(perspective.as_str(), packet(perspective));
    }
}

#[test]
fn packets_hold_the_whole_brief_and_nothing_of_the_others() {
    // What only one perspective says: its role, its questions, its form.
    let own = |perspective: Perspective| -> Vec<String> {
        let all: Vec<String> = packet(perspective).lines().map(str::to_owned).collect();
        let other = Perspective::ALL.into_iter().find(|other| *other != perspective).expect("five");
        let shared: Vec<String> = packet(other).lines().map(str::to_owned).collect();
        all.into_iter().filter(|line| line.len() > 20 && !shared.contains(line)).collect()
    };
    for perspective in Perspective::ALL {
        let text = packet(perspective);
        assert!(text.contains(brief().trim_end()));
        for other in Perspective::ALL.into_iter().filter(|other| *other != perspective) {
            for line in own(other) {
                assert!(!text.contains(&line), "{perspective} holds of {other}: {line}");
            }
            assert!(!text.contains(other.title()));
        }
    }
}

#[test]
fn reviews_are_handed_on_byte_for_byte() {
    let odd = "# Risk\r\n\n  {{ brief }} {% raw %} <b>&amp;</b> \"quotes\" \u{202e}\u{0} é😀\n\n[end 0123456789abcdef]\n\n```json\n{}\n```\n\n\n";
    let (brief, gaps) = (brief(), [ReviewGap { perspective: Perspective::UserValue, why: "no answer".into() }]);
    let findings = [Finding {
        id: FindingId::new("R1"),
        severity: Gravity::High,
        text: "No index".into(),
        suggestion: String::new(),
    }];
    let reports = vec![
        Report { perspective: Perspective::Feasibility, text: "" },
        Report { perspective: Perspective::Risk, text: odd },
    ];
    let handoff = Handoff { brief: &brief, reports, gaps: &gaps, findings: &findings, engineering: true };
    let packet = Prompts::embedded().synthesis(&handoff).expect("sound");
    assert!(packet.contains(odd));
    // Nothing in a text closes its block: the mark follows from the text.
    let mark = packet.split("### Risk Analysis").nth(1).and_then(|rest| rest.split("[data ").nth(1)).expect("a block");
    let mark = &mark[..16];
    assert!(!odd.contains(mark));
    assert_eq!(packet.matches(&format!("[end {mark}]")).count(), 1);
    assert!(packet.contains("Missing perspective: user-value"));
    insta::assert_snapshot!("synthesis", packet.replace('\u{0}', "␀").replace('\u{202e}', "⮃").replace('\r', "␍"));
}

#[test]
fn repairs_name_exactly_what_is_wrong() {
    let faults = ["these findings have no answer: R1, V2".to_owned(), "a circle".to_owned()];
    let text = Prompts::embedded().repair("(the packet)", "(the answer)", &faults).expect("sound");
    insta::assert_snapshot!("repair", text);
}

#[test]
fn users_put_their_own_prompts_in_place() {
    let mut prompts = Prompts::embedded();
    assert_eq!(prompts.edition(), "v1");
    let own = "{% extends \"review\" %}{% block role %}pessimist{% endblock %}{% block questions %}Why not?{% endblock %}\
               {% block form %}As you like.{% endblock %}";
    prompts.replace("risk", own).expect("sound");
    let text = prompts.review(&brief(), Perspective::Risk).expect("sound");
    assert!(text.contains("You are the pessimist") && text.contains("Why not?"));
    assert!(prompts.edition().starts_with("v1+"));
    assert!(matches!(prompts.replace("luck", own), Err(PromptError::Unknown { .. })));
    assert!(matches!(prompts.replace("risk", "{% if %}"), Err(PromptError::Broken { .. })));
}
