//! How people speak of money.

use super::super::corpus::check_all;

#[test]
fn currencies_stand_before_and_behind() {
    check_all(&[
        ("Save £10,000", "m 10000 GBP target"),
        ("Save 10.000 EUR by {31 March}", "m 10000 EUR target"),
        ("2,5 Mio EUR", "m 2500000 EUR target"),
        ("2,5 Mio. EUR for the seed round", "m 2500000 EUR target"),
        ("Raise €1.2m", "m 1200000 EUR target"),
        ("raise $1.5M seed", "m 1500000 USD target"),
        ("raise 1.2m for our seed round", "m 1200000 target"),
        ("save 10 000 € for a car", "m 10000 EUR target"),
        ("Save 10'000 CHF", "m 10000 CHF target"),
        ("save CHF 5'000.–", "m 5000 CHF target"),
        ("Save 500,- Euro", "m 500 EUR target"),
        ("save A$5k", "m 5000 AUD target"),
        ("US$ 3,000 in savings", "m 3000 USD target"),
        ("C$400 a month", "m 400 CAD target /month"),
        ("Save ten thousand dollars", "m 10000 USD target"),
        ("save two grand", "m 2000 target"),
        ("Save a thousand quid", "m 1000 GBP target"),
        ("20 000 kr saved", "m 20000 target"),
        ("50 000 zł na remont", "m 50000 PLN target"),
        ("Earn 300 bucks", "m 300 USD target"),
        ("SAVE 5K EUR", "m 5000 EUR target"),
        ("save 10k", "m 10000 target"),
        ("Save up 12k for a wedding", "m 12000 target"),
        ("put aside 5000 for emergencies", "m 5000 target"),
        ("Save 5 lakh rupees", "m 500000 INR target"),
        ("save ₹5 lakh", "m 500000 INR target"),
        ("¥300,000 for Japan", "m 300000 JPY target"),
        ("Save 10 k€", "m 10000 EUR target"),
        ("Umsatz 50 T€", "m 50000 EUR target"),
        ("EUR500 saved", "m 500 EUR target"),
        ("Save 200 pounds a month", "m 200 GBP target /month"),
        ("save 3,000 pounds", "m 3000 GBP target"),
        ("earn 40k pounds", "m 40000 GBP target"),
        ("5,000 Swiss francs saved", "m 5000 CHF target"),
        ("a 5k grant", "m 5000 target"),
        ("Win a €20k grant", "m 20000 EUR target"),
        ("land a 60k job with 60k salary", "m 60000 target"),
    ]);
}

#[test]
fn ways_ranges_and_sums_are_read_whole() {
    check_all(&[
        ("€10-15k", "m 10000..15000 EUR target"),
        ("$5k–$10k", "m 5000..10000 USD target"),
        ("10–15k EUR", "m 10000..15000 EUR target"),
        ("From 8k to 12k MRR", "m 8000>12000 target /month"),
        ("from 8 to 12k MRR", "m 8000>12000 target /month"),
        ("Raise revenue from 8,000 to 12,000 a month", "m 8000>12000 target /month"),
        ("grow MRR from $4k to $10k", "m 4000>10000 USD target /month"),
        ("Grow ARR to 1.2m", "m 1200000 target /year"),
        ("Pay off 16,442 + 5,370 + 8,125 + 8,260 dollars", "m 38197 USD target"),
        ("Pay off 5,000, 3,000 and 1,200 in debts", "m 9200 target"),
        ("clear three debts: 2,000, 1,500, and 700 euros", "q 3 debt; m 4200 EUR target"),
        ("Pay off all debt: student loan 16,442 at 5%, family loan 5,370 at 0%, car 8,125 at 1.95%", "m 29937 target"),
        ("Salary from 52k to 65k", "m 52000>65000 target"),
        ("cut rent from 1,200 to 900 euros", "m 1200>900 EUR target"),
        ("get the debt down from $9,000 to zero", "m 9000>0 USD target"),
        ("reduce costs from 8.000 € auf 6.000 €", "m 8000>6000 EUR target"),
        ("Income 3,000 → 4,000 a month", "m 3000>4000 target /month"),
        ("profit of 5,000, today 2,000", "m 2000>5000 target"),
        ("Earn 2,500 a month, currently 1,800", "m 1800>2500 target /month"),
        ("between 5,000 and 7,000 EUR saved", "m 5000..7000 EUR target"),
        ("double my income from 2,000 EUR", "m 2000>4000 EUR target"),
    ]);
}

#[test]
fn roles_and_stretches_are_told_by_the_words_around() {
    check_all(&[
        ("budget max 200 euro", "m 200 EUR limit"),
        ("no more than $500", "m 500 USD limit"),
        ("for at most 18,000 EUR", "m 18000 EUR limit"),
        ("a bathroom for up to 9k", "q <=9000 ?"),
        ("total cost under 18,000 EUR", "m 18000 EUR limit"),
        ("kitchen below €11k", "m 11000 EUR limit"),
        ("C: rent is 900", "m 900 out"),
        ("O: rent is 900 a month", "m 900 out /month"),
        ("O: I earn 3,200 EUR a month", "m 3200 EUR in /month"),
        ("O: We take home 7,200 a month and spend about 6,300 of it", "m 7200 in /month; m 6300 out"),
        ("O: $22k saved", "m 22000 USD in"),
        ("O: I own a shop with 2,500 a month", "s 'i own a shop' has; m 2500 in /month"),
        ("O: salary 48k p.a.", "m 48000 in /year"),
        ("O: income 2.800 € mtl.", "m 2800 EUR in /month"),
        ("B: 11k", "m 11000 limit"),
        ("B: 3500 EUR", "m 3500 EUR limit"),
        ("B: already paid, 600 dollars left for gear", "m 600 USD in"),
        ("B: max. 50 a month", "m 50 limit /month"),
        ("B: ~1.500 EUR", "m 1500 EUR limit"),
        ("B: 20-30 euros per month", "m 20..30 EUR limit /month"),
        ("O: 500 in an emergency fund", "m 500 in"),
        ("O: hotel is 80 EUR a night", "m 80 EUR in /day"),
        ("live on $40/day", "m 40 USD target /day"),
        ("€1,200/mo from the shop", "m 1200 EUR target /month"),
        ("£60k per annum", "m 60000 GBP target /year"),
        ("49 EUR a month", "m 49 EUR target /month"),
        ("C: the course costs 300 CHF", "m 300 CHF out"),
        ("Raise 40,000 net with a dinner for 150 guests", "m 40000 target; q 150 guest"),
        ("Organise a sponsored run with 300 pupils, 8000 raised", "q 300 pupil; m 8000 target"),
        ("Pay back 3 months of expenses (6.000 EUR)", "m 6000 EUR target"),
    ]);
}

#[test]
fn what_is_no_money_is_left_alone() {
    check_all(&[
        ("Run a 10k", "q 10 km"),
        ("run my first 5k in May", "q 5 km"),
        ("10k followers on Instagram", "q 10000 follower"),
        ("10k steps a day", "q 10000 step /day"),
        ("Lose 20 pounds", "q -20 lb"),
        ("bench 225 pounds", "q 225 lb"),
        ("Raise three children", "q 3 child"),
        ("raise NPS from 20 to 40", "q 20>40 nps"),
        ("Save 20 trees", "q 20 tree"),
        ("earn 3 certificates", "q 3 certificate"),
        ("Pass the B1 exam", ""),
        ("debt free in {18 months}", ""),
        ("raise the roof by 50 cm", "q +50 cm"),
        ("budget meeting with 12 people", "q 12 person"),
        ("Read 1984", ""),
        ("read “Rich Dad 2”", ""),
        ("PS5 game with 3 levels", "q 3 level"),
        ("save the date {12 June}", ""),
        ("my friend earns 5k EUR a month", ""),
        ("Rent a flat on floor 3", ""),
    ]);
}
