// Reads a calendar file by ical.js and prints the first times of each event.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
const [modules, file] = process.argv.slice(2);
const loaded = await import(createRequire(modules + "/").resolve("ical.js"));
const ICAL = loaded.default ?? loaded;
const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(zone.getFirstPropertyValue("tzid"), new ICAL.Timezone(zone));
}
const events = calendar.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
for (const event of events) {
  if (!event.uid || !event.startDate || !event.summary) throw new Error(`incomplete: ${event}`);
  if (event.isRecurring()) {
    const times = event.iterator();
    console.log(event.uid, times.next().toString(), times.next()?.toString());
  }
}
console.log(`${events.length} events`);
