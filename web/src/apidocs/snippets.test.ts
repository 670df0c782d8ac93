import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callsIn } from "./doc.ts";
import type { Call, Json } from "./model.ts";
import { ODD_NAMES, oddBase, TEST_OPERATIONS } from "./odd.ts";
import { docOf } from "./page.ts";
import { jsValue, pyValue, rustText, rustValue, sh, text } from "./quote.ts";
import { snippet, withoutToken } from "./snippets.ts";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "apidocs-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const base = oddBase();

function calls(ids: boolean, typecast: boolean): Call[] {
  return callsIn(docOf(base, { ids, typecast, lang: "curl" }, TEST_OPERATIONS).parts);
}

function written(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

const VALUE: Json = {
  ...Object.fromEntries(
    ODD_NAMES.map((name, index) => [name, [name, index, -0.5, null, true, { a: false }]]),
  ),
  long: "x".repeat(200),
};

describe("literals", () => {
  it("are read back by Python as they were", () => {
    const program = `import ast, json, sys\nprint(json.dumps(ast.literal_eval(sys.stdin.read())))`;
    const read = execFileSync("python3", ["-c", program], { input: pyValue(VALUE) });
    expect(JSON.parse(read.toString())).toEqual(VALUE);
  });
  it("are read back by JavaScript as they were, also the name of the prototype", () => {
    const program = written("value.cjs", `console.log(JSON.stringify(${jsValue(VALUE)}));`);
    const read: Json = JSON.parse(execFileSync("node", [program]).toString());
    expect(read).toEqual(VALUE);
    expect(Object.hasOwn(read as object, "__proto__")).toBe(true);
  });
  it("are words of a shell as they were", () => {
    const program = `printf '%s\\0' ${ODD_NAMES.map(sh).join(" ")}`;
    const read = execFileSync("bash", ["-c", program]).toString().split("\0");
    expect(read.slice(0, -1)).toEqual(ODD_NAMES);
  });
  it("hide no marks that turn the direction of writing", () => {
    for (const one of [text("\u202ex"), rustText("\u202ex"), jsValue({ "\u202ex": 1 })]) {
      expect(one).not.toContain("\u202e");
    }
  });
  it("are Rust", () => {
    expect(rustText('a"b\\c\nd\te\u0001\r')).toBe('"a\\"b\\\\c\\nd\\te\\u{1}\\u{d}"');
    expect(rustValue([12345678901, 1e21, 7, -0.5])).toBe("[12345678901_i64, 1e+21, 7, -0.5]");
  });
});

describe.each([
  [false, false],
  [true, true],
])("snippets with ids %s and typecast %s", (ids, typecast) => {
  const target = withoutToken(base.origin, { ids, typecast });
  const all = calls(ids, typecast);

  it("cover every call that the server has", () => {
    const used = new Set(all.map((call) => call.operation.id));
    for (const id of ["listRecords", "listRecordsByPost", "getRecord", "createRecords", "replaceRecords"]) {
      expect(used).toContain(id);
    }
    expect(new Set(all.map((call) => call.anchor)).size).toBe(all.length);
  });

  it("are commands that a shell understands", () => {
    for (const call of all) {
      const command = snippet("curl", call, target);
      execFileSync("bash", ["-n"], { input: command });
    }
  }, 60_000);

  it("send what the call says", () => {
    // In the place of curl: a function that shows what it was given.
    const stub = "curl() { printf '%s\\0' \"$@\"; printf '\\0'; }\n";
    for (const call of all.filter((one) => one.body !== undefined)) {
      const given = execFileSync("bash", ["-c", stub + snippet("curl", call, target)])
        .toString()
        .split("\0");
      expect(JSON.parse(given[given.indexOf("-d") + 1] ?? "")).toEqual(call.body);
      expect(given[given.indexOf("-X") + 1]).toBe(call.method);
      expect(given[2]).toBe(base.origin + call.path);
    }
    for (const call of all.filter((one) => one.anchor.endsWith("-filter"))) {
      const given = execFileSync("bash", ["-c", stub + snippet("curl", call, target)])
        .toString()
        .split("\0");
      for (const [name, value] of call.query) expect(given).toContain(`${name}=${value}`);
    }
  }, 60_000);

  it("are Python", () => {
    const files = all.map((call, index) => written(`s${index}.py`, snippet("python", call, target)));
    execFileSync("python3", ["-m", "py_compile", ...files]);
  }, 60_000);

  it("are JavaScript", () => {
    // One program of all: each in a function of its own, so that names do not meet.
    const program = all.map((call) => `(() => {\n${snippet("js", call, target)}\n});`).join("\n");
    execFileSync("node", ["--check", written("all.cjs", program)]);
  }, 60_000);

  it("are Rust whose texts and braces are closed", () => {
    for (const call of all) {
      const bare = snippet("rust", call, target)
        .replace(/"(?:\\.|[^"\\])*"/gs, '""')
        .replace(/\/\/.*/g, "");
      for (const [open, close] of ["()", "[]", "{}"].map((pair) => [...pair])) {
        expect(bare.split(open ?? "").length).toBe(bare.split(close ?? "").length);
      }
      expect(bare.replaceAll('""', "")).not.toContain('"');
    }
  });

  it("hold a placeholder and no token", () => {
    for (const call of all) {
      for (const lang of ["curl", "js", "python", "rust"] as const) {
        expect(snippet(lang, call, target)).toContain("YOUR_TOKEN");
      }
    }
  });
});

describe("the loop over pages", () => {
  it("is whole in each language", () => {
    const call = calls(false, false).find((one) => one.anchor.endsWith("-pages"));
    if (!call) throw new Error("there is a loop");
    const target = withoutToken(base.origin, { ids: false, typecast: false });
    expect(snippet("curl", call, target)).toContain("offset=$offset");
    expect(snippet("js", call, target)).toContain("fetchNextPage()");
    expect(snippet("python", call, target)).toContain("table.iterate(page_size=100)");
    expect(snippet("rust", call, target)).toContain('match page["offset"].as_str()');
  });
  it("leaves the shell into which it is pasted as it was", () => {
    const call = calls(false, false).find((one) => one.anchor.endsWith("-pages"));
    if (!call) throw new Error("there is a loop");
    const command = snippet("curl", call, withoutToken(base.origin, { ids: false, typecast: false }));
    // Interactive zsh takes a comment for a command.
    expect(command).not.toMatch(/^\s*#/m);
    const refused = "curl() { printf refused; return 22; }\n";
    const after = '\nprintf \'%s %s\' "$?" "$offset"';
    const said = execFileSync("bash", ["-c", refused + command + after], { stdio: "pipe" });
    expect(said.toString()).toBe("1 ");
  });
});

describe("a pasted token", () => {
  it("is quoted like everything else", () => {
    const call = calls(false, false)[0];
    if (!call) throw new Error("there is a call");
    const token = "pat'\"$(id)`\\";
    execFileSync("bash", ["-n"], { input: snippet("curl", call, { origin: base.origin, token }) });
    execFileSync("python3", [
      "-m",
      "py_compile",
      written("token.py", snippet("python", call, { origin: base.origin, token })),
    ]);
  });
});
