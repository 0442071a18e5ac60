//! What servers do not send, and answers that get lost: nothing of it is taken
//! for something that the person did, and nothing that the person did is lost.

use std::sync::atomic::Ordering::SeqCst;

use backcast_calsync::{SyncOptions, Write};

use crate::servers::{Able, BEST, Bench, Etags, Fault, Server, kinds, lock, run, unfolded};

const FAULTS: [Fault; 6] =
    [Fault::Status(500), Fault::Status(403), Fault::Status(404), Fault::OfData(404), Fault::Silence, Fault::CutOff];

/// The person puts the first block somewhere else.
fn move_block(server: &Server) -> String {
    server.somebody_changes("/M1/b1", |text| text.replace("20260512T12", "20260512T14"))
}

#[test]
fn what_was_listed_and_does_not_come_stays_and_comes_later() {
    run(async || {
        for able in kinds() {
            for fault in FAULTS {
                let server = Server::new(able);
                let mut bench = Bench::new().await;
                bench.sync(&server).await;
                bench.sync(&server).await;
                let path = move_block(&server);
                let there = lock(&server.resources)[&path].clone();
                *lock(&server.fault) = Some(("/M1/b1".into(), fault));
                for _ in 0..2 {
                    let report = bench.sync(&server).await;
                    assert_eq!((report.remote_changes.len(), report.written.len()), (0, 0), "{able:?} {fault:?}");
                    assert!(report.notes[0].contains("did not send it"), "{able:?} {fault:?} {:?}", report.notes);
                    assert_eq!(lock(&server.resources)[&path], there);
                }
                *lock(&server.fault) = None;
                let report = bench.sync(&server).await;
                assert_eq!(report.remote_changes.len(), 1, "{able:?} {fault:?}: the state did not go on");
                assert!(report.remote_changes[0].what.contains("moved"), "{report:?}");
                assert_eq!(report.notes.iter().filter(|note| note.contains("did not send")).count(), 0);
            }
        }
    });
}

#[test]
fn what_is_really_gone_is_a_deletion_beside_what_does_not_come() {
    run(async || {
        let server = Server::new(BEST);
        let mut bench = Bench::new().await;
        bench.sync(&server).await;
        bench.sync(&server).await;
        move_block(&server);
        *lock(&server.fault) = Some(("/M1/b1".into(), Fault::Status(500)));
        let (gone, _) = server.find("/M4\r\n");
        server.keep(&gone, None);
        let report = bench.sync(&server).await;
        assert_eq!(report.remote_changes.len(), 1, "{report:?}");
        assert!(report.remote_changes[0].id.ends_with("/M4") && report.remote_changes[0].what == "deleted");
        assert_eq!(bench.sync(&server).await.remote_changes.len(), 0, "once");
    });
}

#[test]
fn an_item_of_ours_that_does_not_come_is_not_written_twice() {
    run(async || {
        let server = Server::new(BEST);
        Bench::new().await.sync(&server).await;
        let n_resources = server.n_resources();
        // Another machine that knows nothing of it makes the same items.
        *lock(&server.fault) = Some(("/M1/b1".into(), Fault::Status(500)));
        let mut other = Bench::new().await;
        let report = other.sync(&server).await;
        assert_eq!(server.n_resources(), n_resources);
        assert!(report.written.iter().all(|one| one.failure.is_none()), "{report:?}");
        assert!(report.notes.iter().any(|note| note.contains("did not send it")), "{report:?}");
    });
}

/// The person moves and renames what has just arrived, with a program that
/// counts changes.
fn edit(server: &Server, holding: &str) -> String {
    server.somebody_changes(holding, |text| {
        let text = unfolded(text).replace("20260512T12", "20260512T14").replace("SUMMARY:", "SUMMARY:Mine: ");
        text.replace("SEQUENCE:0", "SEQUENCE:9").replace("SEQUENCE:1", "SEQUENCE:9")
    })
}

fn sequence(text: &str) -> u32 {
    let line = text.lines().find_map(|line| line.strip_prefix("SEQUENCE:"));
    line.expect("a sequence").trim().parse().expect("a number")
}

#[test]
fn a_create_that_arrived_without_an_answer_and_was_edited_is_the_persons() {
    run(async || {
        for able in kinds() {
            let server = Server::new(able);
            let mut bench = Bench::new().await;
            *lock(&server.loses) = Some(String::new());
            bench.run(&server, &SyncOptions::default()).await.expect_err("no answer");
            *lock(&server.loses) = None;
            let path = edit(&server, "X-BACKCAST-ID");
            let (edited, _) = lock(&server.resources)[&path].clone();
            let edited = edited.expect("there");
            let report = bench.sync(&server).await;
            assert_eq!(lock(&server.resources)[&path].0.as_ref(), Some(&edited), "{able:?}: it stays");
            let renamed = report.remote_changes.iter().filter(|change| change.what.contains("Mine: ")).count();
            assert_eq!(renamed, 1, "{able:?} {report:?}");
            assert!(report.written.iter().all(|one| one.failure.is_none()));
            let again = bench.sync(&server).await;
            assert_eq!((again.written.len(), again.remote_changes.len()), (0, 0), "{able:?} {again:?}");
        }
    });
}

#[test]
fn what_is_found_again_and_was_edited_is_the_persons() {
    run(async || {
        let server = Server::new(BEST);
        let mut bench = Bench::new().await;
        bench.sync(&server).await;
        let path = edit(&server, "/M1/b1");
        let (edited, _) = lock(&server.resources)[&path].clone();
        // Nothing is known of what stands there, as where the answer to a
        // calendar that was made with everything in it was lost.
        let anew = SyncOptions { start_anew: true, ..SyncOptions::default() };
        let report = bench.run(&server, &anew).await.expect("in step");
        assert_eq!(lock(&server.resources)[&path].0, edited, "it stays");
        assert!(report.remote_changes.iter().any(|change| change.what.contains("moved")), "{report:?}");
        assert_eq!(bench.sync(&server).await.written, []);
    });
}

#[test]
fn a_sequence_never_falls_behind_the_one_of_the_person() {
    run(async || {
        let server = Server::new(BEST);
        let mut bench = Bench::new().await;
        bench.sync(&server).await;
        // Nothing else changes: that is no reason to write.
        let path = server.somebody_changes("/M1\r\n", |text| text.replace("SEQUENCE:0", "SEQUENCE:9"));
        assert_eq!(bench.sync(&server).await.written, []);
        bench.reach("M1").await;
        assert!(bench.sync(&server).await.written.iter().any(|one| one.id.ends_with("/M1")));
        let text = lock(&server.resources)[&path].0.clone().expect("there");
        assert!(text.contains("SUMMARY:✓") && sequence(&text) >= 9, "{text}");
    });
}

#[test]
fn an_update_that_arrived_without_an_answer_is_not_taken_for_the_persons() {
    run(async || {
        let server = Server::new(BEST);
        let mut bench = Bench::new().await;
        bench.sync(&server).await;
        bench.reach("M1").await;
        *lock(&server.loses) = Some("SUMMARY:✓".into());
        bench.run(&server, &SyncOptions::default()).await.expect_err("no answer");
        *lock(&server.loses) = None;
        // The person moves it after that: what we wrote of it is no news.
        let (path, text) = server.find("SUMMARY:✓");
        let day = text.lines().find_map(|line| line.strip_prefix("DTSTART;VALUE=DATE:")).expect("a day").to_owned();
        let next: u32 = day.parse::<u32>().expect("a number") + 1;
        let after = next + 1;
        server.keep(
            &path,
            Some(
                text.replace(&format!("DTEND;VALUE=DATE:{next}"), &format!("DTEND;VALUE=DATE:{after}"))
                    .replace(&format!("DTSTART;VALUE=DATE:{day}"), &format!("DTSTART;VALUE=DATE:{next}")),
            ),
        );
        let report = bench.sync(&server).await;
        let of_it: Vec<&str> =
            report.remote_changes.iter().filter(|one| one.id.ends_with("/M1")).map(|one| one.what.as_str()).collect();
        assert_eq!(of_it.len(), 1, "{of_it:?}");
        assert!(of_it[0].contains("moved"), "{of_it:?}");
        let text = lock(&server.resources)[&path].0.clone().expect("there");
        assert!(text.contains("SUMMARY:✓") && text.contains(&format!("DTSTART;VALUE=DATE:{next}")), "{text}");
    });
}

#[test]
fn a_deletion_that_never_arrived_leaves_what_the_person_edited_meanwhile() {
    run(async || {
        for edited in [true, false] {
            let server = Server::new(BEST);
            let mut bench = Bench::new().await;
            bench.sync(&server).await;
            bench.reach("M1").await;
            server.keeps_all.store(true, SeqCst);
            let report = bench.run(&server, &SyncOptions::default()).await.expect("answered");
            let deletion = report.written.iter().find(|one| one.write == Write::Delete).expect("one is due");
            assert!(deletion.failure.is_some());
            let holding = format!("{}\r\n", deletion.id);
            if edited {
                server.somebody_changes(&holding, |text| unfolded(text).replace("SUMMARY:", "SUMMARY:Mine: "));
            }
            server.keeps_all.store(false, SeqCst);
            let path = server.find(&holding).0;
            let report = bench.sync(&server).await;
            let is_there = lock(&server.resources)[&path].0.is_some();
            assert_eq!(is_there, edited, "{report:?}");
            let said = report.remote_changes.iter().any(|one| one.what.contains("was to be taken out"));
            assert_eq!(said, edited, "{report:?}");
            assert_eq!(bench.sync(&server).await.written, []);
        }
    });
}

#[test]
fn nothing_new_is_written_beside_what_could_not_be_taken_out() {
    run(async || {
        let server = Server::new(BEST);
        let mut bench = Bench::new().await;
        bench.sync(&server).await;
        let n_resources = server.n_resources();
        server.keeps_all.store(true, SeqCst);
        bench.reach("M1").await;
        for _ in 0..3 {
            bench.run(&server, &SyncOptions::default()).await.expect("answered");
            assert_eq!(server.n_resources(), n_resources);
        }
        server.keeps_all.store(false, SeqCst);
        let report = bench.sync(&server).await;
        assert!(report.written.iter().all(|one| one.failure.is_none()), "{report:?}");
        assert_eq!(bench.sync(&server).await.written, []);
    });
}

#[test]
fn states_that_cannot_be_compared_are_said_and_written_over_with_a_look() {
    run(async || {
        for etags in [Etags::Weak, Etags::None] {
            let server = Server::new(Able { etags, ..BEST });
            let mut bench = Bench::new().await;
            bench.sync(&server).await;
            // The person adds something that we know nothing of.
            let path = server.somebody_changes("/M1\r\n", |text| text.replace("SUMMARY:", "COLOR:red\r\nSUMMARY:"));
            bench.reach("M1").await;
            let report = bench.sync(&server).await;
            assert!(report.written.iter().all(|one| one.failure.is_none()), "{report:?}");
            assert!(report.notes.iter().any(|note| note.contains("strong ETags")), "{report:?}");
            let text = lock(&server.resources)[&path].0.clone().expect("there");
            assert!(text.contains("SUMMARY:✓") && text.contains("COLOR:red"), "{text}");
        }
    });
}
