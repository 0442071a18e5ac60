//! What only looks like days.

use backcast_core::TextId;

use super::{TODAY, check};

#[test]
fn what_only_looks_like_days() {
    for id in [TextId::Destination, TextId::Constraint(0)] {
        check(
            "we may march on => none
            you may not => none
            this may be hard => none
            learn to march in step => none
            a march for science => none
            dinner with April => none
            May is my sister => none
            my sister June and I => none
            ask August about it => none
            sat the test twice => none
            lie in the sun => none
            get wed to him => none
            in a second => none
            a second chance => none
            the second draft of the book => none
            fall off the bike => none
            I fall asleep => none
            spring rolls for 20 => none
            hot spring resort => none
            in spring water => none
            Christmas cards for 50 people => none
            an Easter egg hunt app => none
            money I lent him => none
            the advent of AI => none
            write 2027 words => none
            in 2000 words => none
            from 1850 to 2000 Elo => none
            version 1.2.3 => none
            Python 3.12 => none
            version 2026.1 => none
            v2027.03.1 => none
            support 24/7 => none
            3/4 of it => none
            9/10 of users => none
            call 555-01-99 => none
            +49 170 31 03 27 => none
            pages 5-9 => none
            5-9 pages => none
            ratio 16:9 => none
            at 10:30 => none
            save \u{20ac}2027 => none
            $2,027 => none
            room 2027 => none
            Office 2027 licence => none
            ISO 27001 => none
            0.03 mm => none
            every Saturday morning => none
            Mondays and Wednesdays => none
            Mon-Fri 6 to 7 am => none
            on Tuesday evenings => none
            each Friday => none
            3 days a week => none
            in 5 days a week => none
            read 50 books a year => none
            run 10 km in a day => none
            in 3 hours => none
            marathon under 4 hours => none
            40 hours a week job => none
            from 95 to 78 kg => none
            8 to 12 people => none
            10 to 24 users => none
            a 90-day plan => none
            the next step => none
            last but not least => none
            this time => none
            next to the door => none
            end to end tests => none
            start early => none
            stay up late => none
            example.com/2027/03/31/post => none
            B1 exam => none
            A1, one course => none
            Windows 11 => none
            up to 50 % => none
            1/2 marathon => none
            H1 and H2 headings => none
            all 3 march on => none
            a new year of growth => none
            Junes and Mays => none
            good Fridays for Future => none
            Q&A session => none
            half of the money => none
            half an hour daily => none
            once a month => none
            10 days of leave => none
            increase by 12.5 => none
            reduce it by 3/4 => none
            cut the costs by 2/3 => none
            2 hours in the evening => none",
            TODAY,
            "",
            id,
        );
    }
}

#[test]
fn more_of_what_only_looks_like_days() {
    check(
        "a march through the hills => none
        Lead the March for Life planning => none
        Augusta and Junior => none
        an august body => none
        May the best win => none
        I might or may do so => none
        move on to the second part => none
        for the third time => none
        the first 100 days as a manager => none
        in first gear => none
        a half marathon => none
        quarter final => none
        a quarter of the way => none
        the quarterly report => none
        the weekly call => none
        a year of savings => none
        5 years of experience => none
        a three year plan => none
        a 2-week sprint => none
        10 weeks of training => none
        twice a month => none
        6 months old => none
        age 40 => none
        12 years => none
        in 5 minutes => none
        100 m in 12 seconds => none
        IELTS 7.5 => none
        chess rating from 1200 to 1500 => none
        from 2000 to 2200 Elo => none
        1950s furniture => none
        the 90s => none
        a 1967 Mustang => none
        192.168.1.10 => none
        flat 3/12 => none
        open 9-5 => none
        7 to 9 pm => none
        4/4 time => none
        lift 3x5 => none
        3-5 times => none
        grades 9-12 => none
        day 30 of the challenge => none
        week 12 of pregnancy => none
        Sunday roast for 8 => none
        Saturday Night Live => none
        Friday night lights => none
        sunny side up => none
        a sat nav => none
        my birthday cake => none
        Easter bunny costume => none
        Christmas market stall => none
        New York => none
        autumn leaves => none
        fall in love => none
        winter tires => none
        spring clean the flat => none
        next level => none
        last mile delivery => none
        in the end => none
        end of story => none
        at the end of the day => none
        the end of the book => none
        from start to finish => none
        between 5 and 7 people => none
        since then => none
        until it works => none
        before breakfast => none
        before work => none
        over the moon => none
        by 10 % => none
        by 5 kg => none
        by the end of the decade => none
        till receipts => none",
        TODAY,
        "",
        TextId::Destination,
    );
}
