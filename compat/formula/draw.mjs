// Draws date formulas and works out with moment what they give, in GMT.

import { createRequire } from "node:module";

const require = createRequire(new URL("../node/package.json", import.meta.url));
export const moment = require("moment-timezone");

// The locales that formulas know (formulas 14).
export const LOCALES = (
  "en af ar ar-ma ar-sa ar-tn az be bg bn bo br bs ca cs cv cy da de de-at el en-au en-ca en-gb " +
  "en-ie en-nz eo es et eu fa fi fo fr fr-ca fr-ch fy gl he hi hr hu hy-am id is it ja jv ka km " +
  "ko lb lt lv me mk ml mr ms my nb ne nl nn pl pt pt-br ro ru si sk sl sq sr sr-cyrl sv ta th " +
  "tl-ph tr tzl tzm tzm-latn uk uz vi zh-cn zh-tw"
).split(" ");
for (const name of LOCALES) {
  if (moment.localeData(name)?._abbr !== name) throw new Error(`moment has no locale ${name}`);
}
// Weeks from Monday, the first one with the first of January in it.
moment.defineLocale("x-monday", { parentLocale: "en", week: { dow: 1, doy: 7 } });
moment.locale("en");
// Without SET_TIMEZONE `zz` is UTC, as `z` is (formulas 11).
moment.fn.zoneName = moment.fn.zoneAbbr;

const ZONES = moment.tz
  .names()
  .filter((name) => /^(Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)\//.test(name))
  .concat("GMT", "UTC");

const FIRST = Date.parse("0001-01-01T00:00:00.000Z");
const LAST = Date.parse("9999-12-31T23:59:59.999Z");

// Numbers that are the same for the same seed (mulberry32).
export class Draw {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  // From 0 up to, but without, 1.
  unit() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  // A whole number from `low` to `high`, both among them.
  whole(low, high) {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  one(list) {
    return list[this.whole(0, list.length - 1)];
  }

  chance(share) {
    return this.unit() < share;
  }

  // Mostly of 1900 to 2100; seldom of any year; often at an edge.
  instant(low = 1900, high = 2100) {
    const [from, to] = this.chance(0.1) && low === 1900 ? [2, 9998] : [low, high];
    const date = new Date(0);
    date.setUTCFullYear(this.whole(from, to), this.whole(0, 11), this.whole(1, 31));
    const edge = this.unit();
    if (edge < 0.15) date.setUTCHours(0, 0, 0, 0);
    else if (edge < 0.3) date.setUTCHours(23, 59, 59, 999);
    else if (edge < 0.45) date.setUTCHours(this.one([0, 11, 12, 23]), this.one([0, 59]), 0, 0);
    else date.setUTCHours(this.whole(0, 23), this.whole(0, 59), this.whole(0, 59), this.whole(0, 999));
    return date.getTime();
  }

  // moment-timezone knows offsets of the years that computers count.
  zoned() {
    return this.instant(1970, 2036);
  }
}

const error = { error: true };
const inRange = (millis) => millis >= FIRST && millis <= LAST;
const stamp = (value) => (value.isValid() && inRange(value.valueOf()) ? new Date(value.valueOf()).toISOString() : error);
const field = (type, value) => ({ type, value });
const day = (millis) => field("dateTime", new Date(millis).toISOString());
const text = (value) => field("multilineText", value);

// A date with a zone and a locale that may be set: moment's, and the formula.
function dressed(draw, millis, name, fields, zone, locale) {
  let formula = `{${name}}`;
  let value = moment.utc(millis);
  fields[name] = day(millis);
  if (zone) {
    value = moment.tz(millis, zone);
    formula = `SET_TIMEZONE(${formula}, "${zone}")`;
  }
  if (locale) {
    value.locale(locale);
    formula = `SET_LOCALE(${formula}, "${draw.chance(0.1) ? locale.toUpperCase() : locale}")`;
  }
  return [formula, value];
}

const TOKENS = (
  "M Mo MM MMM MMMM Q Qo D Do DD DDD DDDo DDDD d do dd ddd dddd e E w wo ww W Wo WW YY YYYY YYYYYY Y y yy yyy yyyy yo " +
  "N NN NNN NNNN NNNNN gg gggg ggggg GG GGGG GGGGG A a H HH h hh k kk hmm hmmss Hmm Hmmss m mm s ss S SS SSS SSSS SSSSS " +
  "SSSSSS SSSSSSSSS z zz Z ZZ X x LT LTS L LL LLL LLLL l ll lll llll"
).split(" ");
const BETWEEN = [" ", " ", "-", "/", ".", ",", ", ", ":", "", "T", "[de]", "[at the]", "[]", "[a[b]", "\\M", "\\[", "_", "日", "é", "]", "[", "\n", "'", "ت", "%d", "0"];

function formatText(draw) {
  let made = draw.chance(0.1) ? draw.one(BETWEEN) : "";
  for (let left = draw.whole(1, 6); left > 0; left -= 1) {
    made += draw.one(TOKENS);
    if (left > 1 || draw.chance(0.15)) made += draw.one(BETWEEN);
  }
  return made;
}

function formatCase(draw) {
  const zone = draw.chance(0.3) ? draw.one(ZONES) : null;
  const locale = draw.chance(0.75) ? draw.one(LOCALES) : null;
  const fields = {};
  const [date, value] = dressed(draw, zone ? draw.zoned() : draw.instant(), "D", fields, zone, locale);
  if (draw.chance(0.02)) return { formula: `DATETIME_FORMAT(${date})`, fields, expect: value.format() };
  const format = draw.chance(0.2) ? draw.one(TOKENS) : formatText(draw);
  fields.F = text(format);
  return { formula: `DATETIME_FORMAT(${date}, {F})`, fields, expect: value.format(format) };
}

const CALENDAR_READ = [
  "YYYY-MM-DD", "D.M.YYYY", "DD/MM/YYYY", "M/D/YY", "M/D/YYYY", "D MMM YYYY", "D MMMM YYYY", "MMMM D, YYYY", "MMM D YYYY",
  "Do MMMM YYYY", "MMMM Do, YYYY", "dddd, D MMMM YYYY", "ddd D MMM YYYY", "dd DD.MM.YY", "MMM YYYY", "MMMM YYYY", "YYYY", "YYYYMMDD",
  "YYYY DDD", "YYYY-DDDD", "GGGG-[W]WW-E", "gggg ww e", "gggg-w", "gg w d", "GGGG-W", "YYYY [Q]Q", "Qo YYYY", "L", "LL", "LLL", "LLLL", "l", "ll", "lll",
  "llll", "Y-M-D", "YYYYYY-MM-DD", "y M D", "D MMMM y N", "X", "x", "D-M", "MMMM D", "M", "D", "dddd", "ddd", "DDD", "YY", "DDDo [day of] YYYY", "wo gggg", "Wo GGGG",
];
const CLOCK_READ = [
  "HH:mm", "H:mm:ss", "h:mm a", "h:mm A", "hh:mm:ss A", "h A", "ha", "HHmm", "Hmm", "hmm A", "Hmmss", "kk:mm", "HH:mm:ss.SSS", "HH:mm:ss.SSSSSS",
  "HH:mm:ss.S", "HH:mm Z", "HH:mmZZ", "HH:mm:ssZ", "LT", "LTS", "HH:mm z", "a h:mm",
];

// A text as someone might have written it otherwise.
function perturbed(draw, original) {
  const letters = [...original];
  const at = () => draw.whole(0, Math.max(0, letters.length - 1));
  for (let left = draw.whole(1, 2); left > 0; left -= 1) {
    switch (draw.whole(0, 9)) {
      case 0: letters.splice(at(), 1); break;
      case 1: letters.splice(at(), 0, letters[at()] ?? "1"); break;
      case 2: letters.splice(at(), 0, " "); break;
      case 3: letters.splice(at(), 1, String(draw.whole(0, 9))); break;
      case 4: letters.splice(0, letters.length, ...letters.join("").toUpperCase()); break;
      case 5: letters.splice(0, letters.length, ...letters.join("").toLowerCase()); break;
      case 6: letters.push(...draw.one([" x", " 2020", "Z", " PM", " am", "+05:30", " and so on"])); break;
      case 7: letters.unshift(...draw.one(["on ", " ", "1", "x", "-"])); break;
      case 8: letters.splice(0, letters.length, ...letters.join("").replace(/[-/. ,:]/g, draw.one(["-", "/", ".", " ", "", ","]))); break;
      default: letters.splice(draw.whole(0, letters.length)); break;
    }
  }
  return letters.join("");
}

// Blank texts give blank, which is not moment's to say.
const isBlank = (value) => value.trim() === "";

function parseFormatCase(draw) {
  const locale = draw.chance(0.6) ? draw.one(LOCALES) : null;
  let format = draw.one(CALENDAR_READ);
  if (draw.chance(0.5)) format = draw.chance(0.1) ? draw.one(CLOCK_READ) : `${format} ${draw.one(CLOCK_READ)}`;
  else if (draw.chance(0.05)) format = formatText(draw);
  const shown = moment.utc(draw.instant()).locale(locale ?? "en");
  // What another format wrote, or the same.
  let written = shown.format(draw.chance(0.12) ? draw.one(CALENDAR_READ) : format);
  if (draw.chance(0.5)) written = perturbed(draw, written);
  if (isBlank(written)) return null;
  const fields = { T: text(written), F: text(format) };
  const more = locale ? `, "${locale}"` : "";
  const read = () => stamp(moment.utc(written, format, locale ?? "en"));
  const expect = read();
  const { now } = moment;
  moment.now = () => Date.UTC(1999, 4, 18, 6);
  const readsToday = read() !== expect && expect !== error;
  moment.now = now;
  return { formula: `DATETIME_PARSE({T}, {F}${more})`, fields, expect, readsToday };
}

const ISO_READ = [
  "YYYY-MM-DD", "YYYY-MM-DDTHH:mm", "YYYY-MM-DDTHH:mm:ss", "YYYY-MM-DDTHH:mm:ss.SSS", "YYYY-MM-DDTHH:mm:ss[Z]", "YYYY-MM-DDTHH:mm:ss.SSS[Z]",
  "YYYY-MM-DD HH:mm", "YYYY-MM-DD HH:mm:ss.SSS", "YYYY-MM-DDTHH:mm:ssZ", "YYYY-MM-DDTHH:mm:ssZZ", "YYYY-MM-DD HH:mm Z", "YYYYMMDD", "YYYYMMDDTHHmm",
  "YYYYMMDDTHHmmss", "YYYY-MM", "YYYY", "GGGG-[W]WW", "GGGG-[W]WW-E", "GGGG[W]WWE", "GGGG[W]WW", "YYYY-DDDD", "YYYYDDDD", "YYYY-DDDDTHH:mm", "YYYY-MM-DDTHH",
  "YYYYYY-MM-DD", "YYYY-MM-DDTHH:mm:ss,SSS", "YYYY-MM-DDTHH:mm:ss.SSSSSS[Z]", "YYYY-MM-DDTHH:mm:ss.S", "YYYY-MM-DDTHHmmss", "YYYYMM",
  "ddd, DD MMM YYYY HH:mm:ss ZZ", "ddd, D MMM YYYY HH:mm [GMT]", "DD MMM YYYY HH:mm:ss [EST]", "D MMM YY HH:mm ZZ",
];
// What the article on the functions shows beside ISO (formulas 10); these are
// read with months before days.
const SPOKEN_READ = [
  "M/D/YYYY", "M/D/YY", "MM/DD/YYYY", "MM/DD/YY", "MMMM D, YYYY", "D MMMM YYYY", "MMM D, YYYY", "MMM D YYYY", "D MMM YYYY", "dddd, MMMM D, YYYY", "ddd MMM D YYYY",
];
const SPOKEN_CLOCK = ["", "", " h:mm a", " h:mm A", " h:mm:ss a", " HH:mm", " H:mm:ss", " HH:mm:ss Z"];

function parseCase(draw) {
  let written;
  let value;
  if (draw.chance(0.6)) {
    const spoken = draw.chance(0.15);
    const format = draw.one(ISO_READ);
    written = moment.utc(draw.instant()).utcOffset(draw.chance(0.3) ? draw.whole(-56, 56) * 15 : 0).format(format);
    if (draw.chance(0.5) && !spoken) written = perturbed(draw, written);
    if (isBlank(written)) return null;
    value = moment.utc(written, [moment.ISO_8601, moment.RFC_2822], "en", true);
    const strict = moment.utc(written, moment.ISO_8601);
    // What is neither ISO 8601 nor RFC 2822 is moment's browser's affair. Only
    // what no browser reads is surely no date.
    if (!value.isValid()) {
      value = strict.isValid() ? strict : value;
      if (!value.isValid() && !Number.isNaN(Date.parse(written))) return null;
    }
  } else {
    const format = draw.one(SPOKEN_READ) + draw.one(SPOKEN_CLOCK);
    const shown = moment.utc(draw.instant(format.includes("YYYY") ? 1900 : 1950, format.includes("YYYY") ? 2100 : 2049));
    written = shown.format(format);
    value = moment.utc(new Date(`${written}${/Z$/.test(format) ? "" : " UTC"}`));
  }
  const fields = { T: text(written) };
  return { formula: "DATETIME_PARSE({T})", fields, expect: stamp(value) };
}

const UNITS = [
  ["milliseconds", "millisecond", "ms"], ["seconds", "second", "s"], ["minutes", "minute", "m"], ["hours", "hour", "h"], ["days", "day", "d"],
  ["weeks", "week", "w"], ["months", "month", "M"], ["quarters", "quarter", "Q"], ["years", "year", "y"],
];
const MOST = { ms: 1e13, s: 1e10, m: 1e8, h: 1e6, d: 50000, w: 9000, M: 3000, Q: 1000, y: 300 };

function addCase(draw) {
  const unit = draw.one(UNITS);
  const most = MOST[unit[2]] * draw.one([0.01, 0.01, 0.01, 1, 30]);
  let count = draw.whole(-most, most);
  if (draw.chance(0.15)) count += draw.one([0.5, 0.25, 0.75, 1 / 3, -0.5]);
  const zone = draw.chance(0.2) ? draw.one(ZONES) : null;
  const fields = { N: field("number", count) };
  const [date, value] = dressed(draw, zone ? draw.zoned() : draw.instant(), "D", fields, zone, null);
  const made = value.clone().add(count, unit[0]);
  if (zone && (made.year() > 2036 || made.year() < 1970)) return null;
  return { formula: `DATEADD(${date}, {N}, "${draw.one(unit)}")`, fields, expect: stamp(made) };
}

// Two instants that may be close to each other.
function pair(draw, zone) {
  const first = zone ? draw.zoned() : draw.instant();
  if (draw.chance(0.35)) return [first, zone ? draw.zoned() : draw.instant()];
  const unit = draw.one(UNITS)[0];
  const near = moment.utc(first).add(draw.whole(-30, 30), unit);
  if (draw.chance(0.5)) near.add(draw.one([-1, 1]) * draw.whole(0, 1000), draw.one(["ms", "s", "m", "h"]));
  return [first, inRange(near.valueOf()) ? near.valueOf() : first];
}

function twoCase(draw) {
  const zone = draw.chance(0.2) ? draw.one(ZONES) : null;
  const [first, second] = pair(draw, zone);
  if (zone && [first, second].some((at) => at < 0 || at > Date.UTC(2037, 0))) return null;
  const fields = {};
  const [left, here] = dressed(draw, first, "A", fields, zone, null);
  const [right, there] = dressed(draw, second, "B", fields, null, null);
  const unit = draw.one(UNITS);
  const spelt = draw.one(unit);
  switch (draw.whole(0, 6)) {
    case 0: return { formula: `IS_AFTER(${left}, ${right})`, fields, expect: Number(here.isAfter(there)) };
    case 1: return { formula: `IS_BEFORE(${left}, ${right})`, fields, expect: Number(here.isBefore(there)) };
    case 2: return { formula: `DATETIME_DIFF(${left}, ${right})`, fields, expect: here.diff(there, "seconds") };
    case 3: return { formula: `IS_SAME(${left}, ${right})`, fields, expect: Number(here.isSame(there)) };
    case 4: return { formula: `IS_SAME(${left}, ${right}, "${spelt}")`, fields, expect: Number(here.isSame(there, unit[0])) };
    default: return { formula: `DATETIME_DIFF(${left}, ${right}, "${spelt}")`, fields, expect: here.diff(there, unit[0]) };
  }
}

function partCase(draw) {
  const zone = draw.chance(0.2) ? draw.one(ZONES) : null;
  const fields = {};
  const [date, value] = dressed(draw, zone ? draw.zoned() : draw.instant(), "D", fields, zone, null);
  const [call, expect] = draw.one([
    ["YEAR(D)", () => value.year()],
    ["MONTH(D)", () => value.month() + 1],
    ["DAY(D)", () => value.date()],
    ["HOUR(D)", () => value.hour()],
    ["MINUTE(D)", () => value.minute()],
    ["SECOND(D)", () => value.second()],
    ["WEEKDAY(D)", () => value.day()],
    ['WEEKDAY(D, "Sunday")', () => value.day()],
    ['WEEKDAY(D, "Monday")', () => value.isoWeekday() - 1],
    ["WEEKNUM(D)", () => value.week()],
    ['WEEKNUM(D, "Sunday")', () => value.week()],
    ['WEEKNUM(D, "Monday")', () => value.clone().locale("x-monday").week()],
    ...(zone ? [] : [["DATESTR(D)", () => value.format("YYYY-MM-DD")], ["TIMESTR(D)", () => value.format("HH:mm:ss")], ['D & ""', () => value.toISOString()]]),
  ]);
  return { formula: call.replace("D)", `${date})`).replace("D,", `${date},`).replace("D &", `${date} &`), fields, expect: expect() };
}

// What the language of a locale has words for, in the places where they vary.
const WORDS = [
  "a A h:mm", "LT", "MMMM", "MMM", "D MMMM", "DD MMMM YYYY", "Do MMMM", "D [de] MMMM", "D MMM", "D-MMM-YYYY", "MMMM D", "D. MMMM", "DMMMM", "dddd", "dddd HH:mm",
  "[В] dddd", "[у] dddd", "[x] dddd", "[ ]dddd", "ddd dd", "Mo Qo Do DDDo do wo Wo", "y yy yyy yyyy yo N NNNN NNNNN",
];

function wordsCase(draw) {
  const fields = {};
  const [date, value] = dressed(draw, draw.instant(), "D", fields, null, draw.one(LOCALES));
  const format = draw.one(WORDS);
  fields.F = text(format);
  return { formula: `DATETIME_FORMAT(${date}, {F})`, fields, expect: value.format(format) };
}

const LOOSE = [
  "M/D/YYYY", "MM/DD/YY", "M-D-YYYY", "YYYY/M/D", "YYYY.M.D", "YYYY-M-D", "MMMM D, YYYY", "D MMM YYYY", "D-MMM-YYYY", "YYYY-MMM-DD", "MMM YYYY", "MMMM D", "D", "M/D",
  "dddd, MMMM D YYYY", "ddd MMM DD YYYY", "[(a (b) c)] MMM D YYYY", "[Week] D", "[Q]D YYYY", "x",
];
const LOOSE_CLOCK = [
  "", "", " h:mm a", " h:mm:ss A", " H:mm", " HH:mm:ss.SSS", "[, at] h:mm a", " h a", " HH:mm[ UTC]", " HH:mm:ss[ GMT+0200 (Eastern European Time)]", " HH:mm[ EST]", " HH:mm ZZ",
  " HH:mm[ GMT-8]", " HH:mm[ +1]", " HH:mm[ UTC+1:30]", "[T]HH:mm:ss", " [24:00]", " HH:mm[ +12345]",
];

// What browsers read beyond ISO 8601 and RFC 2822, on a computer in UTC.
function looseCase(draw) {
  let written = moment.utc(draw.instant()).format(draw.one(LOOSE) + draw.one(LOOSE_CLOCK));
  if (draw.chance(0.1)) written = new Date(draw.instant())[draw.one(["toString", "toUTCString", "toDateString", "toISOString"])]();
  if (draw.chance(0.4)) written = perturbed(draw, written);
  // `7:31am` and `5th` are dates for formulas, and for no browser.
  if (isBlank(written) || /\d(am|pm|st|nd|rd|th)/i.test(written)) return null;
  return { formula: "DATETIME_PARSE({T})", fields: { T: text(written) }, expect: stamp(moment(written)) };
}

// Far enough from where words change that the time it takes to run is no matter.
const SPANS = [["seconds", 40, 0], ["minutes", 70, 10], ["hours", 50, 300], ["days", 60, 10000], ["months", 30, 100000], ["years", 300, 1000000]];

function spanCase(draw) {
  const [unit, most, more] = draw.one(SPANS);
  const sign = draw.one([-1, 1]);
  const count = sign * draw.whole(1, most);
  const locale = draw.one(LOCALES);
  const now = moment.utc();
  const value = moment.utc(now).add(count, unit).add(sign * more, "seconds").locale(locale);
  const date = `SET_LOCALE(DATEADD(DATEADD(NOW(), ${count}, "${unit}"), ${sign * more}, "seconds"), "${locale}")`;
  if (draw.chance(0.5)) return { formula: `FROMNOW(${date})`, fields: {}, expect: value.from(now, true) };
  return { formula: `TONOW(${date})`, fields: {}, expect: value.to(now, true) };
}

const DAY = 86400000;

function workCase(draw) {
  const start = Math.floor(draw.instant() / DAY) * DAY;
  const holidays = Array.from({ length: draw.whole(0, 8) }, () => start + draw.whole(-20, 20) * DAY);
  const works = (at) => ![0, 6].includes(new Date(at).getUTCDay()) && !holidays.includes(at);
  const fields = { A: day(start), H: text(holidays.map((at) => moment.utc(at).format("YYYY-MM-DD")).join(", ")) };
  const count = draw.whole(-60, 60);
  let at = start;
  if (draw.chance(0.5)) {
    for (let left = Math.abs(count); left > 0; ) if (works((at += Math.sign(count) * DAY))) left -= 1;
    return { formula: `WORKDAY({A}, ${count}, {H})`, fields, expect: new Date(at).toISOString() };
  }
  const end = start + count * DAY;
  fields.B = day(end);
  let days = 0;
  for (at = Math.min(start, end); at <= Math.max(start, end); at += DAY) days += Number(works(at));
  return { formula: "WORKDAY_DIFF({A}, {B}, {H})", fields, expect: end < start && days > 0 ? -days : days };
}

const KINDS = [
  ["format", formatCase, 0.25],
  ["words", wordsCase, 0.1],
  ["parse-format", parseFormatCase, 0.25],
  ["parse", parseCase, 0.08],
  ["loose", looseCase, 0.1],
  ["add", addCase, 0.06],
  ["two", twoCase, 0.07],
  ["part", partCase, 0.05],
  ["span", spanCase, 0.03],
  ["work", workCase, 0.01],
];

// So many cases of all kinds, each with an id and what it should give.
export function cases(seed, count) {
  const draw = new Draw(seed);
  const all = [];
  for (const [kind, one, share] of KINDS) {
    for (let left = Math.round(count * share); left > 0; ) {
      const made = one(draw);
      if (made === null) continue;
      left -= 1;
      all.push({ id: `${kind}-${all.length}`, ...made, source: "moment" });
    }
  }
  return all;
}
