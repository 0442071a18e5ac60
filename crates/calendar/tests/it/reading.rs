//! What single properties and odd files lead to.

use backcast_calendar::{BusyPolicy, Calendar, TravelSchedule, Trip, Window};
use jiff::civil::date;
use jiff::tz::TimeZone;

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").expect("there")
}

/// Checks the occurrences of one event in 2027, in local time of Berlin, as
/// "DAY HH:MM-HH:MM", with the day of the end where it is another one.
fn check(lines: &[&str], expected: &[&str]) {
    let text = format!("BEGIN:VEVENT\nUID:1\n{}\nEND:VEVENT\n", lines.join("\n"));
    check_file(&text, &TravelSchedule::at_home(berlin()), expected);
}

fn check_file(text: &str, travel: &TravelSchedule, expected: &[&str]) {
    let calendar = Calendar::read(text.as_bytes());
    let expansion = calendar.expand(year(), travel);
    let shown: Vec<String> = expansion
        .occurrences
        .iter()
        .map(|one| {
            let (start, end) = (one.start.to_zoned(berlin()), one.end.to_zoned(berlin()));
            let last = if start.date() == end.date() { String::new() } else { end.strftime(" %m-%d").to_string() };
            format!("{}-{}{last}", start.strftime("%m-%d %H:%M"), end.strftime("%H:%M"))
        })
        .collect();
    assert_eq!(shown, expected, "{text}");
}

fn year() -> Window {
    Window {
        start: date(2027, 1, 1).to_zoned(berlin()).expect("there").timestamp(),
        end: date(2028, 1, 1).to_zoned(berlin()).expect("there").timestamp(),
    }
}

#[test]
fn an_end_wins_over_a_length_and_takes_the_zone_of_the_start() {
    check(
        &["DURATION:PT0S", "DTSTART;TZID=America/New_York:20270301T090000", "DTEND:20270301T100000", "DURATION:PT5H"],
        &["03-01 15:00-16:00"],
    );
}

#[test]
fn a_night_shift_ends_at_its_hour_whatever_the_clocks_do() {
    check(
        &[
            "DTSTART;TZID=Europe/Berlin:20270326T220000",
            "DTEND;TZID=Europe/Berlin:20270327T060000",
            "RRULE:FREQ=DAILY;COUNT=3",
        ],
        &["03-26 22:00-06:00 03-27", "03-27 22:00-06:00 03-28", "03-28 22:00-06:00 03-29"],
    );
}

#[test]
fn the_start_is_an_occurrence_that_the_rule_need_not_give() {
    check(
        &["DTSTART:20270304T100000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=2"],
        &["03-04 11:00-12:00", "03-08 11:00-12:00", "03-15 11:00-12:00"],
    );
}

#[test]
fn exceptions_are_found_in_every_form() {
    let start = "DTSTART;TZID=Europe/Berlin:20270326T090000";
    let rule = "RRULE:FREQ=DAILY;COUNT=5";
    for exception in [
        "EXDATE;TZID=Europe/Berlin:20270329T090000",
        "EXDATE:20270329T070000Z",
        "EXDATE:20270329T090000",
        "EXDATE;VALUE=DATE:20270329",
        "EXDATE;TZID=America/New_York:20270329T030000",
        "EXDATE;TZID=Nowhere:20270329T090000",
        "EXRULE:FREQ=WEEKLY;BYDAY=MO",
    ] {
        check(
            &[start, "DURATION:PT1H", rule, exception],
            &["03-26 09:00-10:00", "03-27 09:00-10:00", "03-28 09:00-10:00", "03-30 09:00-10:00"],
        );
    }
}

#[test]
fn several_rules_and_periods_join() {
    check(
        &[
            "DTSTART;VALUE=DATE-TIME:20270104T080000Z",
            "DURATION:PT1H",
            "RRULE:FREQ=WEEKLY;COUNT=2",
            "RRULE:FREQ=DAILY;INTERVAL=7;COUNT=2",
            "RDATE;VALUE=PERIOD:20270105T080000Z/PT2H,20270106T080000Z/20270106T083000Z",
        ],
        &["01-04 09:00-10:00", "01-05 09:00-11:00", "01-06 09:00-09:30", "01-11 09:00-10:00"],
    );
}

#[test]
fn replacements_are_found_by_wall_clock_and_orphans_count() {
    let text = "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Europe/Berlin:20270104T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20270105T080000Z\nDTSTART;TZID=Europe/Berlin:20270105T120000\nDURATION:PT1H\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:1\nRECURRENCE-ID;VALUE=DATE:20270106\nSTATUS:CANCELLED\nDTSTART;TZID=Europe/Berlin:20270106T090000\nDURATION:PT2H\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:2\nRECURRENCE-ID:20270105T080000Z\nDTSTART:20270107T080000Z\nDURATION:PT1H\nEND:VEVENT\n";
    let home = TravelSchedule::at_home(berlin());
    check_file(text, &home, &["01-04 09:00-10:00", "01-05 12:00-13:00", "01-06 09:00-11:00", "01-07 09:00-10:00"]);
    let calendar = Calendar::read(text.as_bytes());
    let busy = calendar.busy(&calendar.expand(year(), &home), year(), &BusyPolicy::default());
    assert_eq!(busy.len(), 3, "the cancelled one takes no time");
}

#[test]
fn days_of_a_trip_begin_where_it_leads() {
    let newyork = TimeZone::get("America/New_York").expect("there");
    let trip = Trip { from: date(2027, 7, 10), to: date(2027, 7, 11), zone: newyork };
    let text = "BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20270709\nRRULE:FREQ=DAILY;COUNT=2\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:2\nDTSTART:20270710T090000\nDURATION:PT1H\nEND:VEVENT\n";
    check_file(
        text,
        &TravelSchedule::travelling(berlin(), vec![trip]),
        &["07-09 00:00-06:00 07-10", "07-10 06:00-06:00 07-11", "07-10 15:00-16:00"],
    );
}

#[test]
fn each_setting_decides_what_takes_time() {
    let event =
        |lines: &str| format!("BEGIN:VEVENT\nUID:1\nDTSTART:20270104T090000Z\nDURATION:PT1H\n{lines}\nEND:VEVENT\n");
    let takes =
        |lines: &str, policy: &BusyPolicy| policy.takes_time(&Calendar::read(event(lines).as_bytes()).events()[0]);
    let usual = BusyPolicy::default();
    assert!(takes("STATUS:TENTATIVE", &usual));
    assert!(!takes("STATUS:TENTATIVE", &BusyPolicy { tentative: false, ..usual.clone() }));
    assert!(!takes("TRANSP:transparent", &usual));
    assert!(!takes("X-MICROSOFT-CDO-BUSYSTATUS:FREE", &usual));
    assert!(takes("X-MICROSOFT-CDO-BUSYSTATUS:FREE", &BusyPolicy { microsoft: false, ..usual.clone() }));
    let declined = "ATTENDEE;PARTSTAT=DECLINED:MAILTO:Ann@example.org";
    assert!(takes(declined, &usual));
    assert!(!takes(declined, &BusyPolicy { addresses: vec!["ann@example.org".into()], ..usual.clone() }));
    assert!(!takes("X-BACKCAST-ID:book/M1", &usual), "our own events never count against us");
    let said = "Tentative events count as taken, whole days as taken, and what Microsoft's programs call free as free";
    assert_eq!(usual.to_string(), said);
}

#[test]
fn times_that_others_reserve_are_taken() {
    let text = "BEGIN:VFREEBUSY\nFREEBUSY:20270104T090000Z/PT1H,20270104T100000Z/20270104T110000Z\n\
        FREEBUSY;FBTYPE=FREE:20270105T090000Z/PT1H\nFREEBUSY;FBTYPE=BUSY-TENTATIVE:20270106T090000Z/PT1H\nEND:VFREEBUSY\n";
    let calendar = Calendar::read(text.as_bytes());
    let expansion = calendar.expand(year(), &TravelSchedule::at_home(berlin()));
    let busy =
        |tentative: bool| calendar.busy(&expansion, year(), &BusyPolicy { tentative, ..BusyPolicy::default() }).len();
    assert_eq!((busy(true), busy(false)), (2, 1));
}

#[test]
fn problems_name_line_component_and_uid() {
    let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:nonsense\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:2\nDTSTART;TZID=Mars/Olympus:20270101T100000\nRRULE:FREQ=NEVER\nEND:VEVENT\nEND:VCALENDAR\n";
    let calendar = Calendar::read(text.as_bytes());
    let shown: Vec<String> = calendar.diagnostics().iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "line 4: VEVENT `1`: `nonsense` cannot be read as DTSTART: it was left out",
            "line 2: VEVENT `1`: says not when it begins: it was left out",
            "line 9: VEVENT `2`: `NEVER` is no frequency: the event counts without this rule",
            "line 8: the zone `Mars/Olympus` is not known: its times count in your own zone",
        ]
    );
    assert_eq!(calendar.events().len(), 2);
}

#[test]
fn ends_before_the_start_are_exchanged_and_said() {
    let text = "BEGIN:VEVENT\nUID:1\nDTSTART:20270104T090000Z\nDTEND:20270104T080000Z\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:2\nDTSTART:20270105T090000Z\nDURATION:-PT1H\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:3\nDTSTART;VALUE=DATE:20270106\nDTEND;VALUE=DATE:20270106\nEND:VEVENT\n";
    let calendar = Calendar::read(text.as_bytes());
    let shown: Vec<String> = calendar.diagnostics().iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "line 1: VEVENT `1`: ends before it begins: start and end were exchanged",
            "line 6: VEVENT `2`: ends before it begins: a negative length counts forward",
        ]
    );
}

#[test]
fn offered_times_hold_within_their_own_bounds_and_by_priority() {
    let text = "BEGIN:VAVAILABILITY\nDTSTART;TZID=Europe/Berlin:20270101T000000\n\
        BEGIN:AVAILABLE\nUID:a\nDTSTART;TZID=Europe/Berlin:20270104T180000\nDTEND;TZID=Europe/Berlin:20270104T200000\n\
        RRULE:FREQ=WEEKLY;BYDAY=MO,WE\nEND:AVAILABLE\nEND:VAVAILABILITY\n\
        BEGIN:VAVAILABILITY\nPRIORITY:1\nDTSTART;TZID=Europe/Berlin:20270106T000000\nDURATION:P1D\n\
        BEGIN:AVAILABLE\nUID:b\nDTSTART;TZID=Europe/Berlin:20270106T070000\nDURATION:PT1H\nEND:AVAILABLE\nEND:VAVAILABILITY\n";
    let calendar = Calendar::read(text.as_bytes());
    let home = TravelSchedule::at_home(berlin());
    let end = |text: &str| text.parse().expect("an instant");
    let window = Window { start: end("2027-01-04T00:00:00Z"), end: end("2027-01-12T00:00:00Z") };
    let offered = calendar.offered(window, &home).expect("it offers some");
    let shown: Vec<String> = offered
        .iter()
        .map(|one| {
            format!(
                "{} {}",
                one.start.to_zoned(berlin()).strftime("%a %H:%M"),
                one.end.to_zoned(berlin()).strftime("%H:%M")
            )
        })
        .collect();
    assert_eq!(shown, ["Mon 18:00 20:00", "Wed 07:00 08:00", "Mon 18:00 20:00"]);
    assert_eq!(Calendar::read(b"BEGIN:VEVENT\n").offered(window, &home), None);
}
