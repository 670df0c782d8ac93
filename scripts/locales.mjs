// Writes crates/formula/src/date/locales.txt: what the locales of the formula
// language need to know, found out by running moment, so that nothing of its
// code is in the table. Where moment computes (ordinals, parts of the day,
// plurals), the table holds the results. Run in a directory whose node_modules
// has moment:
//
//   node scripts/locales.mjs /path/to/node_modules/moment > crates/formula/src/date/locales.txt

import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const require = createRequire(import.meta.url);
const moment = require(resolve(process.argv[2]));

const IDS =
  'en af ar ar-ma ar-sa ar-tn az be bg bn bo br bs ca cs cv cy da de de-at el en-au en-ca en-gb en-ie en-nz eo es et eu fa fi fo fr fr-ca fr-ch fy gl he hi hr hu hy-am id is it ja jv ka km ko lb lt lv me mk ml mr ms my nb ne nl nn pl pt pt-br ro ru si sk sl sq sr sr-cyrl sv ta th tl-ph tr tzl tzm tzm-latn uk uz vi zh-cn zh-tw'.split(
    ' ',
  );
const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DAY_BEFORE_MONTH = /D[oD]?(\[[^\[\]]*\]|\s)+MMMM?/;

function check(fact, what) {
  if (!fact) throw new Error(what);
}

// A regular expression in the syntax of the crate that will read it.
function pattern(regex) {
  const source = regex.source
    .replaceAll('\\d', '[0-9]')
    .replaceAll('\\s', '[\\t\\n\\x0B\\f\\r \\u{A0}\\u{1680}\\u{2000}-\\u{200A}\\u{2028}\\u{2029}\\u{202F}\\u{205F}\\u{3000}\\u{FEFF}]');
  check(!/\\[dDsSwWbB]|\(\?[=!<]/.test(source), `no translation of ${regex}`);
  return (regex.flags.includes('i') ? '(?i)' : '') + source;
}

// Every text that a regular expression of alternatives matches.
function texts(regex) {
  const insensitive = regex.flags.includes('i');
  let all = [];
  for (const branch of regex.source.split('|')) {
    let made = [''];
    for (const [, set, escaped, char, optional] of branch.matchAll(/(?:\[([^\]]+)\]|\\(.)|(.))(\?)?/gu)) {
      const chars = set ? [...set] : [escaped ?? char];
      const next = [];
      for (const text of made) {
        if (optional) next.push(text);
        for (const char of chars) {
          next.push(text + char);
          const other = char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase();
          if (insensitive && other !== char) next.push(text + other);
        }
      }
      made = next;
    }
    all = all.concat(made);
  }
  for (const text of all) check(regex.exec(text)?.[0].length > 0, `${regex} does not match ${text}`);
  return [...new Set(all)];
}

// Where to look up a number in a table that may end before it.
function wrapped(number, index) {
  if (number < index.length) return number;
  return (index.length > 300 ? 200 : 100) + (number % 100);
}

// A function of numbers as texts, `%d` where the number stands: one text if it
// is always the same, or else the texts and which of them is for 0, 1, 2, …;
// beyond its end, what holds for the last full hundred holds again.
function table(of, from, to) {
  const all = [];
  let index = '';
  for (let number = 0; number <= Math.min(to, 366); number += 1) {
    if (number < from) {
      index += '0';
      continue;
    }
    const made = String(of(number)).replace(new RegExp(`(?<![0-9])${number}(?![0-9])`), '%d');
    let place = all.indexOf(made);
    if (place < 0) place = all.push(made) - 1;
    check(place < ALPHABET.length, 'too many texts');
    index += ALPHABET[place];
  }
  if (all.length === 1) return all[0];
  const wrap = (number) => wrapped(number, index);
  for (let number = index.length; number <= to; number += 1) {
    check(String(of(number)) === all[ALPHABET.indexOf(index[wrap(number)])].replace('%d', number), `${number} is special`);
  }
  // What repeats every hundred numbers needs to be said once.
  if (index.length > 200 && [...index].every((char, number) => number < 200 || char === index[100 + (number % 100)])) {
    index = index.slice(0, 200);
  }
  return [all, index];
}

// Tables by name; those that say the same are said once.
function tables(of) {
  const kinds = { M: [1, 12], Q: [1, 4], D: [1, 31], DDD: [1, 366], d: [0, 6], w: [1, 53], W: [1, 53], y: [0, 9999] };
  const all = {};
  for (const [kind, [from, to]] of Object.entries(kinds)) all[kind] = table((number) => of(number, kind), from, to);
  const main = all.y;
  const says = (table, number) =>
    (typeof table === 'string' ? table : table[0][ALPHABET.indexOf(table[1][wrapped(number, table[1])])]);
  const out = { '*': main };
  for (const [kind, [from, to]] of Object.entries(kinds)) {
    for (let number = from; number <= Math.min(to, 366); number += 1) {
      if (says(all[kind], number) !== says(main, number)) {
        out[kind] = all[kind];
        break;
      }
    }
  }
  return out;
}

const at = (month, day) => moment.utc([2000, month, day]);
const joined = (names) => {
  check(names.every((name) => name && !name.includes('_') && !/[()*+?^$|[\]{}\\]/.test(name)), `odd names ${names}`);
  return names.join('_');
};

// Names that may depend on the format: their forms, and when which is meant.
function forms(locale, config, key, count, rules) {
  const moments = [...Array(count).keys()].map((i) => (count === 12 ? at(i, 1) : at(0, 2 + i)));
  const names = (format) => joined(moments.map((moment) => locale[key](moment, format)));
  const out = [names('')];
  const when = [];
  for (const [regex, format] of rules) {
    check(regex.test(format), `${regex} is not for ${format}`);
    const form = names(format);
    if (form === out[0]) continue;
    when.push([pattern(regex), out.length]);
    out.push(form);
  }
  return { names: out, when };
}

function rulesOf(id, config) {
  const months = [];
  if (id === 'el') months.push([/^(?:M{0,3}[^DM])*M{0,3}D/, 'D MMMM']);
  else if (id === 'pl') months.push([/D\.? MMMM/, 'D MMMM']);
  else if (!Array.isArray(config.months)) {
    check(typeof config.months === 'object', `months of ${id}`);
    months.push([config.months.isFormat ?? DAY_BEFORE_MONTH, 'D MMMM']);
  }
  const short = [];
  if (typeof config.monthsShort === 'function') short.push([/-MMM-/, '-MMM-']);
  else if (!Array.isArray(config.monthsShort)) short.push([DAY_BEFORE_MONTH, 'D MMM']);
  const days = [];
  if (id === 'uk') {
    days.push([/(\[[ВвУу]\]) ?dddd/, '[В] dddd']);
    days.push([/\[?(?:минулої|наступної)? ?\] ?dddd/, '[x] dddd']);
  } else if (!Array.isArray(config.weekdays)) {
    const regex = config.weekdays.isFormat;
    days.push([regex, { be: '[У] dddd', ka: 'წინა dddd', lt: 'dddd HH:mm', ru: '[В] dddd' }[id]]);
  }
  return { months, short, days };
}

function partsOfDay(locale) {
  return [true, false].map((lower) => {
    const runs = [];
    for (let minute = 0; minute < 1440; minute += 1) {
      const text = locale.meridiem(Math.floor(minute / 60), minute % 60, lower);
      if (runs.at(-1) !== text) runs.push(minute, text);
    }
    return runs;
  });
}

// Words for spans of time without direction, for the past and the future.
function spans(locale) {
  const ranges = { s: [1, 44], m: [1, 1], mm: [2, 44], h: [1, 1], hh: [2, 21], d: [1, 1], dd: [2, 25], M: [1, 1], MM: [2, 10], y: [1, 1], yy: [2, 9999] };
  const plain = Object.create(locale);
  plain.postformat = (text) => text;
  const [past, future] = [false, true].map((ahead) => {
    const all = {};
    for (const [key, [from, to]] of Object.entries(ranges)) {
      all[key] = table((number) => locale.relativeTime.call(plain, number, true, key, ahead), from, to);
    }
    return all;
  });
  const differs = {};
  for (const key of Object.keys(ranges)) {
    if (JSON.stringify(past[key]) !== JSON.stringify(future[key])) differs[key] = future[key];
  }
  return { past, differs };
}

function digits(locale) {
  const out = [...'0123456789'].map((digit) => locale.postformat(digit));
  const comma = locale.postformat(',');
  if (out.join('') === '0123456789' && comma === ',') return null;
  const back = new Map(out.map((digit, place) => [digit, String(place)]));
  if (comma !== ',') back.set(comma, ',');
  for (let code = 0; code < 0xd800; code += 1) {
    const char = String.fromCharCode(code);
    check(locale.preparse(char) === (back.get(char) ?? char), `reads ${char}`);
    const forth = /[0-9]/.test(char) ? out[Number(char)] : char === ',' ? comma : char;
    check(locale.postformat(char) === forth, `writes ${char}`);
  }
  return out.join('') + (comma === ',' ? '' : comma);
}

function describe(id) {
  moment.locale('en');
  const locale = moment.localeData(id);
  const config = locale._config;
  check(locale._abbr === id, `no locale ${id}`);
  const rules = rulesOf(id, config);
  const months = forms(locale, config, 'months', 12, rules.months);
  const short = forms(locale, config, 'monthsShort', 12, rules.short);
  const days = forms(locale, config, 'weekdays', 7, rules.days);
  const out = { months: months.names, short: short.names, days: days.names };
  if (months.when.length) out.monthsWhen = months.when;
  if (short.when.length) out.shortWhen = short.when;
  if (days.when.length) out.daysWhen = days.when;
  out.daysShort = joined(locale.weekdaysShort());
  out.daysMin = joined(locale.weekdaysMin());
  out.long = config.longDateFormat;
  check(Object.values(out.long).every((format) => typeof format === 'string'), 'long formats');
  out.week = [locale._week.dow, locale._week.doy];
  out.ordinal = tables((number, kind) => locale.ordinal(number, kind));
  if (Object.keys(out.ordinal).length === 1) out.ordinal = out.ordinal['*'];
  const english = moment.localeData('en');
  const parts = partsOfDay(locale);
  if (id === 'en' || JSON.stringify(parts) !== JSON.stringify(partsOfDay(english))) out.parts = parts;
  const { past, differs } = spans(locale);
  out.spans = past;
  if (Object.keys(differs).length) out.spansAhead = differs;
  const written = digits(locale);
  if (written) out.digits = written;
  if (locale._eras) {
    const time = (text) => (text === undefined ? null : moment.utc(text).valueOf());
    out.eras = locale._eras.map((era) => {
      const open = era.since.startsWith('0000') ? -1 : 1;
      const until = typeof era.until === 'string' ? time(era.until) : null;
      return [time(era.since), until, open, era.offset, era.name, era.abbr, era.narrow];
    });
  }

  // For reading.
  if (config.monthsParseExact) out.monthsExact = true;
  else if (config.monthsRegex) {
    check(String(config.monthsRegex) === String(config.monthsShortRegex), 'two regexes for months');
    out.monthsFind = pattern(config.monthsRegex);
  } else check(!config.monthsShortRegex, 'a regex for short months');
  if (config.monthsParse && !config.monthsParseExact) {
    out.monthsTest = [...Array(12).keys()].map((i) => config.monthsParse[i] && pattern(config.monthsParse[i]));
    out.monthsTest = out.monthsTest.map((test) => test ?? null);
  }
  if (config.weekdaysParseExact) out.daysExact = true;
  if (config.weekdaysParse) out.daysTest = config.weekdaysParse.map(pattern);
  check(!config.weekdaysRegex, 'a regex for weekdays');
  const ordinal = config.dayOfMonthOrdinalParse;
  check(!ordinal.flags, 'flags');
  if (ordinal.source !== '\\d{1,2}') out.ordinalFind = pattern(ordinal);
  if (id === 'en' || String(config.meridiemParse) !== String(english._config.meridiemParse)) {
    out.partFind = pattern(config.meridiemParse);
    const found = texts(config.meridiemParse);
    if (locale.meridiemHour) {
      out.partHours = found.map((part) => {
        const hours = [undefined, ...Array(25).keys()].map((hour) => {
          const to = locale.meridiemHour(hour, part);
          return to === undefined ? null : Number.isNaN(to) ? -1 : to;
        });
        return [part, hours];
      });
      for (const [part] of out.partHours) check(!(locale.meridiemHour(25, part) < 25), 'hours beyond a day');
    } else {
      const after = found.filter((part) => locale.isPM(part));
      if (after.join() !== found.filter((part) => part[0].toLowerCase() === 'p').join()) out.partAfter = after;
    }
  } else check(!locale.meridiemHour && ['p', 'PM', 'a'].every((t) => locale.isPM(t) === english.isPM(t)), `isPM of ${id}`);
  if (locale._eraYearOrdinalRegex) {
    check(String(locale._eraYearOrdinalRegex) === '/(元|\\d+)年/', 'years of eras');
    out.eraYear = ['(元|[0-9]+)年', '元'];
  }
  return out;
}

console.log(`# Names, formats and rules of locales, found out by running moment ${moment.version}
# (https://momentjs.com, MIT licence; see NOTICE beside this file).
# Written by scripts/locales.mjs; do not edit.`);
for (const id of IDS) console.log(`${id}\t${JSON.stringify(describe(id))}`);
