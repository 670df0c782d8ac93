/** Days and times as a field says that they are written. */

interface Clock {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

/** The reader: whose clocks and whose way of writing days. */
export interface Reader {
  zone: string;
  /** Absent: the browser's. */
  locale?: string;
}

interface NamedFormat {
  name?: string;
}

/** The options of days and times, as far as they matter for showing. */
export interface TimeOptions {
  dateFormat?: NamedFormat;
  timeFormat?: NamedFormat;
  timeZone?: string;
}

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

const two = (number: number) => String(number).padStart(2, "0");

/** What a calendar and a clock in this zone show; in UTC if the zone is unknown here. */
function clockIn(instant: Date, zone: string): Clock {
  const write = (timeZone: string) =>
    new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    }).formatToParts(instant);
  let parts: Intl.DateTimeFormatPart[];
  try {
    parts = write(zone);
  } catch {
    parts = write("UTC");
  }
  const get = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  return {
    year: get("year"),
    month: get("month"),
    day: get("day"),
    hour: get("hour"),
    minute: get("minute"),
  };
}

function writeDay({ year, month, day }: Clock, format: string | undefined, locale?: string): string {
  switch (format) {
    case "us":
      return `${month}/${day}/${year}`;
    case "european":
      return `${day}/${month}/${year}`;
    case "friendly":
      return `${MONTHS[month - 1] ?? month} ${day}, ${year}`;
    case "local": {
      const noon = new Date(0);
      noon.setUTCFullYear(year, month - 1, day);
      return noon.toLocaleDateString(locale, { timeZone: "UTC" });
    }
    default:
      return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
  }
}

function writeTime({ hour, minute }: Clock, format: string | undefined): string {
  if (format !== "12hour") return `${two(hour)}:${two(minute)}`;
  return `${hour % 12 || 12}:${two(minute)}${hour < 12 ? "am" : "pm"}`;
}

/** A day (`2026-01-31`) as the field writes it; null if the text is none. */
export function showDay(text: string, options: TimeOptions, reader: Reader): string | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})/.exec(text);
  if (!found) return null;
  const [year = 0, month = 0, day = 0] = found.slice(1).map(Number);
  return writeDay({ year, month, day, hour: 0, minute: 0 }, options.dateFormat?.name, reader.locale);
}

/** The zone a field's times are shown in. */
export function zoneOf(options: TimeOptions, reader: Reader): string {
  const zone = options.timeZone;
  return !zone || zone === "client" ? reader.zone : zone === "utc" ? "UTC" : zone;
}

/** An instant as the field writes it; null if the text is none. */
export function showInstant(text: string, options: TimeOptions, reader: Reader): string | null {
  const instant = new Date(text);
  if (Number.isNaN(instant.getTime())) return null;
  const clock = clockIn(instant, zoneOf(options, reader));
  const day = writeDay(clock, options.dateFormat?.name, reader.locale);
  return `${day} ${writeTime(clock, options.timeFormat?.name)}`;
}
