//! The words by which numbers that are names are told from numbers that count.

/// Words before a number that make it the name of a part, a place or a rank.
#[rustfmt::skip]
pub(super) const DESIGNATORS: &[&str] = &[
    "chapter", "part", "level", "grade", "step", "phase", "stage", "room", "section", "art", "article", "paragraph",
    "no", "nr", "number", "version", "v", "vol", "volume", "season", "episode", "type", "form", "class", "tier",
    "route", "highway", "bus", "line", "platform", "gate", "page", "sprint", "round", "size", "age", "aged", "turn",
    "turning", "unit", "module", "exercise", "question", "zone", "category", "top", "opus", "op", "figure", "table",
    "appendix", "issue", "ticket", "pr", "bug", "rfc", "iso", "din", "en", "release", "symphony", "sonata", "lesson",
    "flat", "apt", "floor",
];

/// Words before a number that make it an age, with what follows being no unit.
pub(super) const I_AM: &[&[&str]] =
    &[&["i", "am"], &["im"], &["is", "turning"], &["i", "was"], &["is", "now"], &["iam"]];

/// Words in capitals before a number that do something with it, and so are no
/// names; first words of a wish.
#[rustfmt::skip]
pub(super) const VERBS: &[&str] = &[
    "shed", "put", "stash", "collect", "attract", "recruit", "practise", "practice", "bring", "lower", "improve",
    "achieve", "memorise", "memorize", "study", "review", "sing", "play", "watch", "film", "shoot", "edit", "compose",
    "print", "carve", "design", "code", "solve", "answer", "call", "contact", "meet", "donate", "invest", "repay",
    "owe", "clear", "spend", "keep", "hold", "stay", "weigh", "add", "remove", "delete", "pack", "sort", "clean",
    "organise", "organize", "plan", "attend", "join", "enter", "crowdfund", "fundraise", "borrow", "inherit",
    "gather", "foster", "adopt", "gift", "deliver", "serve", "treat", "photograph", "translate", "transcribe",
    "grade", "pb", "pr", "sub", "read", "write", "run", "save", "cut", "reduce", "lose", "gain", "drop", "raise",
    "pay", "earn", "make", "do", "get", "publish", "release", "ship", "launch", "hire", "find", "win", "sell", "buy",
    "plant", "paint", "draw", "bake", "cook", "learn", "walk", "swim", "cycle", "bike", "hike", "ride", "row", "jog",
    "climb", "lift", "squat", "bench", "deadlift", "press", "have", "reach", "hit", "score", "type", "build", "knit",
    "sew", "host", "invite", "visit", "finish", "complete", "record", "post", "grow", "increase", "double", "triple",
    "halve", "sleep", "drink", "eat", "fast", "apply", "close", "open", "fix", "move", "migrate", "convert", "train",
    "teach", "send", "give", "need", "want", "goal", "target", "budget", "from", "within", "only", "about",
    "currently", "today", "now", "max", "another", "around",
];

/// Function words that may be written with a capital and are no names.
#[rustfmt::skip]
pub(super) const SMALL_WORDS: &[&str] = &[
    "the", "a", "an", "my", "our", "for", "with", "and", "or", "to", "of", "in", "on", "at", "by", "under", "over",
    "below", "sub", "than", "least", "most", "up", "until", "first", "last", "next", "all", "some", "are", "is", "be",
    "i", "we", "minus", "plus", "approx", "ca", "circa", "eur",
];

/// Tests whose results are plain numbers: "GMAT 700", "IELTS 7.5".
#[rustfmt::skip]
pub(crate) const TESTS: &[&str] = &[
    "gmat", "gre", "sat", "act", "toefl", "ielts", "toeic", "lsat", "mcat", "ube", "elo", "nps", "csat", "lighthouse",
    "fico", "schufa", "gpa", "vo", "hba", "ftp", "dexa", "bmi", "mmr", "rating",
];
