// Real files through `basekey import csv`, read back through airtable.js and
// compared cell by cell with what the source says.
//
// How a cell is compared follows from the type that the import chose:
//
//   blank                          the field is absent
//   number                         the same number, exactly
//   date                           "Jun 12 1998" of the source is "1998-06-12"
//   text, long text, select        the source's text; a number there is a title
//                                  such as 1776 and compares as the text "1776"

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";

import { columns, csv, movies } from "./movies.mjs";
import { TEXT, fieldsOf, request, table } from "./support.mjs";

const run = promisify(execFile);
const { BASEKEY_BIN: binary, BASEKEY_DATA: data, BASEKEY_EMAIL: user } = process.env;

const command = (file, base, ...more) => ["import", "csv", file, "--base", base, "--user", user, "--data", data, "--yes", ...more];

async function imported(file, base, ...more) {
  const { stdout } = await run(binary, command(file, base, "--json", ...more), { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout);
}

async function typesOf(base, name) {
  const { tables } = await request("GET", `/v0/meta/bases/${base}/tables`);
  const found = tables.find((candidate) => candidate.name === name);
  return new Map(found.fields.map((field) => [field.name, field]));
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function isoDay(text) {
  const [, month, day, year] = /^([A-Z][a-z]{2}) (\d\d) (\d{4})$/.exec(text);
  return `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, "0")}-${day}`;
}

function expected(value, type) {
  if (value === null || value === undefined || value === "") return undefined;
  if (type === "number") return value;
  if (type === "date") return isoDay(value);
  return String(value);
}

describe("import", () => {
  let folder;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "basekey-import-"));
  });
  after(() => rm(folder, { recursive: true }));

  test("movies, cell by cell", async () => {
    const { base, id } = await table([TEXT]);
    const file = join(folder, "movies.csv");
    await writeFile(file, csv());
    const report = await imported(file, id);
    assert.deepEqual([report.table, report.rows, report.finished, report.rejectedCount], ["movies", movies.length, true, 0]);

    const types = await typesOf(id, "movies");
    assert.deepEqual([...types.keys()], columns);
    const chosen = Object.fromEntries([...types].map(([name, field]) => [name, field.type]));
    assert.deepEqual(chosen, {
      Title: "singleLineText",
      "US Gross": "number",
      "Worldwide Gross": "number",
      "US DVD Sales": "number",
      "Production Budget": "number",
      "Release Date": "date",
      "MPAA Rating": "singleSelect",
      "Running Time min": "number",
      Distributor: "singleLineText",
      Source: "singleSelect",
      "Major Genre": "singleSelect",
      "Creative Type": "singleSelect",
      Director: "singleLineText",
      "Rotten Tomatoes Rating": "number",
      "IMDB Rating": "number",
      "IMDB Votes": "number",
    });
    assert.equal(types.get("IMDB Rating").options.precision, 1);
    for (const name of ["MPAA Rating", "Source", "Major Genre", "Creative Type"]) {
      const names = types.get(name).options.choices.map((choice) => choice.name);
      const there = new Set(movies.map((movie) => movie[name]).filter((value) => value !== null));
      assert.deepEqual(new Set(names), there, name);
      assert.equal(names.length, there.size, name);
    }

    const records = await base("movies").select().all();
    assert.equal(records.length, movies.length);
    let cells = 0;
    movies.forEach((movie, row) => {
      const wanted = {};
      for (const column of columns) {
        const value = expected(movie[column], chosen[column]);
        if (value !== undefined) wanted[column] = value;
        cells += 1;
      }
      assert.deepEqual(records[row].fields, wanted, `row ${row}`);
    });
    assert.equal(cells, movies.length * columns.length);
  });

  test("a messy file: quotes, line breaks, a byte order mark, cells that do not fit", async () => {
    const { base, id } = await table([TEXT]);
    const file = join(folder, "messy.csv");
    await writeFile(
      file,
      '\ufeffName,Amount,Day,Code\r\n"Ann, ""A""",1.50,2024-01-05,007\r\n"two\nlines",n/a,2024-02-29,42\r\n,,,\r\nZoë 😀,"1,234.5",not a day,1e5\r\n',
    );
    const report = await imported(file, id, "--types", "Amount=number,Day=date");
    assert.deepEqual([report.rows, report.rejectedCount], [4, 2]);
    assert.deepEqual(
      report.rejected.map(({ row, column, value }) => [row, column, value]),
      [
        [3, "Amount", "n/a"],
        [5, "Day", "not a day"],
      ],
    );
    assert.deepEqual(fieldsOf(await base("messy").select().all()), [
      { Name: 'Ann, "A"', Amount: 1.5, Day: "2024-01-05", Code: "007" },
      { Name: "two\nlines", Day: "2024-02-29", Code: "42" },
      {},
      { Name: "Zoë 😀", Amount: 1234.5, Code: "1e5" },
    ]);
  });

  test("an import that is killed goes on where it stopped", async () => {
    const { base, id } = await table([TEXT]);
    const file = join(folder, "long.csv");
    const rows = 60_000;
    await writeFile(file, `N,Word\n${Array.from({ length: rows }, (_, n) => `${n},word ${n}\n`).join("")}`);

    const first = spawn(binary, command(file, id), { stdio: "ignore" });
    const ended = new Promise((resolve) => first.on("exit", (code, signal) => resolve([code, signal])));
    // As soon as something is there it dies.
    for (let tries = 0; ; tries += 1) {
      assert.ok(tries < 2_000, "the import wrote nothing");
      const some = await base("long").select({ maxRecords: 1 }).firstPage().catch(() => []);
      if (some.length > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    first.kill("SIGKILL");
    assert.deepEqual(await ended, [null, "SIGKILL"], "the import was over before it could be killed");

    const report = await imported(file, id);
    assert.ok(report.resumedAt > 0 && report.resumedAt < rows, `resumed at ${report.resumedAt}`);
    assert.equal(report.finished, true);
    const numbers = (await base("long").select({ fields: ["N"] }).all()).map((record) => record.get("N"));
    assert.equal(numbers.length, rows);
    numbers.forEach((number, row) => assert.equal(number, row));
  });
});
