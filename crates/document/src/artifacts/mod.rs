//! A plan as files beside the work: `state.md`, `milestones/*.md` and
//! `reviews/*.md`, for agents and people that carry it out. What others wrote
//! into them stays byte for byte.

mod markdown_document;
mod milestone_file;
mod state_file;

pub use milestone_file::{MilestoneFile, size_of};
pub use state_file::{StateFile, StateRow};

#[cfg(test)]
mod tests {
    use backcast_core::{Effort, EffortRange, MilestoneId, Risk, Verification, VerificationLevel};
    use proptest::prelude::*;

    use super::*;

    /// What people write, markup and marks of all sorts among it.
    fn words() -> impl Strategy<Value = String> {
        const MARKS: &str = "#*_<>[]|\\`&~!:;+=-—.,()'\u{202e}\u{2066}\u{200b}\u{200c}\u{200d}\u{feff}\u{2028}\u{ad}\
             \u{e0041}\u{fe0f}👩é\u{a0}ש⟨⟩";
        let mark = prop::sample::select(MARKS.chars().collect::<Vec<_>>()).prop_map(String::from);
        let piece = prop_oneof![
            4 => "[a-zA-Z0-9]{1,5} ?",
            3 => mark,
            1 => prop::sample::select(vec!["# ", "- [x] ", "```", "**Status:** ", "⟨U+202E⟩", "`a | b`", "&#x202e;", "1. "])
                .prop_map(str::to_owned),
        ];
        (prop::collection::vec(piece, 0..8), "[a-zA-Z0-9]").prop_map(|(pieces, last)| {
            let text = pieces.concat() + &last;
            // Blanks at the beginning and runs of them are none of the text.
            let words = text.trim_start().split(' ').filter(|word| !word.is_empty());
            words.collect::<Vec<_>>().join(" ")
        })
    }

    fn path() -> impl Strategy<Value = String> {
        "[a-z_]{1,8}/[a-z*\\[\\]_\u{200b}\u{202e}#`]{0,8}[a-z]\\.rs"
    }

    fn milestone() -> impl Strategy<Value = MilestoneFile> {
        let effort = prop::option::of((1u32..400, 0u32..400, 0u32..400));
        let lists = (
            prop::collection::vec((words(), any::<bool>()), 0..4),
            prop::collection::vec(path(), 0..3),
            prop::collection::vec(path(), 0..3),
            prop::collection::vec((1usize..9, 0u32..30), 0..3),
        );
        let texts = (words(), words(), words(), prop::option::of(words()), prop::option::of(words()));
        let status = prop::sample::select(milestone_file::STATUSES.to_vec());
        (1usize..10, texts, lists, effort, status, prop::sample::select(Risk::ALL.to_vec()), 0u32..40).prop_map(
            |(number, texts, lists, effort, status, risk, waiting_days)| {
                let (name, goal, value, abort_point, slow_reason) = texts;
                let (criteria, creates, modifies, mut after) = lists;
                after.sort_unstable();
                after.dedup_by_key(|(id, _)| *id);
                let hours = |quarters: u32| Effort::from_minutes(quarters * 30);
                MilestoneFile {
                    id: format!("M{number}"),
                    name,
                    status: status.to_owned(),
                    depends_on: after.into_iter().map(|(id, days)| (MilestoneId::numbered(id), days)).collect(),
                    risk,
                    effort: effort.map(|(low, more, most)| {
                        EffortRange::new(hours(low), hours(low + more), hours(low + more + most)).expect("in order")
                    }),
                    goal,
                    criteria,
                    creates,
                    modifies,
                    value,
                    abort_point,
                    waiting_days,
                    slow_reason: slow_reason.filter(|text| !text.eq_ignore_ascii_case("none")),
                }
            },
        )
    }

    fn state() -> impl Strategy<Value = StateFile> {
        let row = (words(), prop::sample::select(milestone_file::STATUSES.to_vec()), 0u32..5);
        let verification = prop::option::of((
            prop::sample::select(VerificationLevel::ALL.to_vec()),
            "[a-z]{2,8} [a-z]{2,8}",
            prop::option::of(words()),
        ));
        let log = prop::collection::vec((words(), words()), 0..4);
        (words(), prop::collection::vec(row, 0..6), verification, log).prop_map(|(name, rows, verification, log)| {
            StateFile {
                name,
                created: "2026-03-02 09:30".into(),
                updated: "2026-03-04 10:00".into(),
                status: "executing".into(),
                verification: verification.map(|(level, command, validates)| Verification {
                    level,
                    command,
                    validates: validates.filter(|text| text != "None"),
                }),
                rows: rows
                    .into_iter()
                    .enumerate()
                    .map(|(number, (name, status, attempts))| StateRow {
                        id: format!("M{}", number + 1),
                        name,
                        status: status.to_owned(),
                        attempts,
                        depends_on: (1..=number).map(|before| format!("M{before}")).collect(),
                    })
                    .collect(),
                log: log.into_iter().map(|(event, details)| ["2026-03-02 09:30".to_owned(), event, details]).collect(),
            }
        })
    }

    /// What others write between our lines.
    fn strewn(text: &str, places: &[prop::sample::Index]) -> String {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for place in places {
            // Only between sections: inside a table or list it would be a part of it.
            let heads: Vec<usize> = (0..lines.len()).filter(|&at| lines[at].starts_with("## ")).collect();
            if let Some(at) = (!heads.is_empty()).then(|| heads[place.index(heads.len())]) {
                lines.insert(
                    at,
                    "\n## Own section of somebody\n\nFree text, | bars |, **bold:** and\n\n\n- a list   \n\n".into(),
                );
            }
        }
        lines.join("\n") + "\n\n<!-- the end -->\n"
    }

    #[test]
    fn blanks_in_the_place_of_control_characters_are_no_name() {
        let text = "# Milestone: One\n\n**ID:** M1\n**Dependencies:** \u{1}M2, \u{1}M3\n\n## Files Affected\n- Create: \u{1}None\n- Modify: \u{1}a.rs\u{2}, \u{3}\n";
        let (file, _) = MilestoneFile::read("M1.md", text).expect("it is sound");
        assert_eq!((file.creates, file.modifies), (Vec::<String>::new(), vec!["a.rs".to_owned()]));
        assert_eq!(file.depends_on, ["M2", "M3"].map(|id| (MilestoneId::new(id), 0)));
    }

    #[test]
    fn a_name_with_a_blank_is_no_id() {
        for id in ["M 2", "M\u{1}2"] {
            let text = format!("# Milestone: One\n\n**ID:** M1\n**Dependencies:** {id}\n");
            let mistakes = MilestoneFile::read("M1.md", &text).expect_err("it is refused");
            assert_eq!(mistakes.iter().map(|mistake| mistake.code).collect::<Vec<_>>(), ["artifact_dependency"]);
        }
    }

    proptest! {
        #[test]
        fn milestones_are_read_back_as_they_were(file in milestone()) {
            let text = file.to_text();
            let (read, warnings) = MilestoneFile::read("M1.md", &text).expect("our own");
            prop_assert_eq!(&read, &file, "{}", text);
            prop_assert!(warnings.is_empty());
            prop_assert_eq!(read.written_into(&text), text);
        }

        #[test]
        fn what_others_added_to_milestones_stays(
            file in milestone(), other in milestone(), places in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
            crlf in any::<bool>(),
        ) {
            let text = strewn(&file.to_text(), &places);
            let text = if crlf { text.replace('\n', "\r\n") } else { text };
            let (read, _) = MilestoneFile::read("M1.md", &text).expect("still ours");
            prop_assert_eq!(&read, &file);
            prop_assert_eq!(&read.written_into(&text), &text);
            // Another content takes its places, and every own section stays.
            let other = MilestoneFile { effort: other.effort.or(file.effort), ..other };
            let changed = other.written_into(&text);
            prop_assert_eq!(&MilestoneFile::read("M1.md", &changed).expect("read").0, &other, "{}", changed);
            let own = "Free text, | bars |, **bold:** and";
            prop_assert_eq!(changed.matches(own).count(), text.matches(own).count());
            prop_assert!(changed.contains("<!-- the end -->"));
        }

        #[test]
        fn states_are_read_back_as_they_were(file in state(), places in prop::collection::vec(any::<prop::sample::Index>(), 0..4)) {
            let text = file.to_text();
            let (read, _) = StateFile::read("state.md", &text).expect("our own");
            prop_assert_eq!(&read, &file, "{}", text);
            let strewn = strewn(&text, &places);
            let (read, _) = StateFile::read("state.md", &strewn).expect("still ours");
            prop_assert_eq!(&read, &file);
            prop_assert_eq!(&read.written_into(&strewn), &strewn);
        }

        #[test]
        fn any_text_is_read_without_panic(text in "[#*|:\\[\\]x \n\r`a-zA-Z0-9é-]{0,200}") {
            let _ = MilestoneFile::read("x", &text);
            let _ = StateFile::read("x", &text);
            let _ = MilestoneFile::default().written_into(&text);
            let _ = StateFile::default().written_into(&text);
        }
    }

    #[test]
    fn files_of_other_agents_are_read() {
        let text = "# Milestone: Token store\n\n**ID:** M2\n**Status:** executing\n**Dependencies:** M1\n**Risk:** High — new library\n\
                    **Effort:** Medium\n\n## Goal\nTokens survive a restart.\n\n## Success Criteria\n- [x] `make test` passes\n- [ ] 3 users stay signed in\n\n\
                    ## Files Affected\n- Create: `src/token.rs`, `src/token/store.rs`\n- Modify: None\n\n## User Value\nNo more sign-ins\n\n\
                    ## Abort Point\nYes — tokens work without the cache\n\n## Notes\nThe reviewer asked for two stores.\n";
        let (file, warnings) = MilestoneFile::read("M2.md", text).expect("read");
        assert!(warnings.is_empty());
        assert_eq!((file.id.as_str(), file.status.as_str(), file.risk), ("M2", "executing", Risk::High));
        assert_eq!(file.effort.map(|effort| effort.likely()), Some(Effort::from_hours(48.0)));
        assert_eq!(file.creates, ["src/token.rs", "src/token/store.rs"]);
        assert_eq!(file.abort_point.as_deref(), Some("tokens work without the cache"));
        assert_eq!(file.written_into(text), text, "nothing is rewritten that says the same");
        let done = MilestoneFile { status: "completed".into(), ..file };
        assert_eq!(done.written_into(text), text.replace("executing", "completed"));
    }

    #[test]
    fn what_is_wrong_has_its_line() {
        let text =
            "# Milestone: X\n\n**ID:** M1\n**Status:** almost\n**Risk:** Severe\n**Dependencies:** after the first\n";
        let mistakes = MilestoneFile::read("M1.md", text).expect_err("wrong");
        let lines: Vec<_> =
            mistakes.iter().map(|one| (one.code, one.line_and_column().map(|(line, _)| line))).collect();
        assert_eq!(
            lines,
            [("artifact_dependency", Some(6)), ("artifact_status", Some(4)), ("artifact_risk", Some(5)),]
        );
        assert!(StateFile::read("state.md", "# Long Run State: x\n").is_err());
    }
}
