// The two ways to bring clients here whose address is fixed (docs/clients.md):
// a preload, and a name with a certificate of one's own. The certificates are
// made by the commands of that page.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { createServer as createTls } from "node:tls";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { start } from "./mcp.mjs";
import { TEXT, table, token, url } from "./support.mjs";

const run = promisify(execFile);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const listening = (server) => new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));

// The commands of the page that make the certificates, as they are written.
async function commands() {
  const page = await readFile(here("../../docs/clients.md"), "utf8");
  const [, block] = /^ *```sh\n(.*?)^ *```$/ms.exec(page);
  assert.match(block, /openssl x509/);
  return block.replaceAll(/^ {3}/gm, "");
}

describe("a name and a certificate of one's own", () => {
  let folder, terminator, port;
  const hosts = () => ({ AIRTABLE_AT: String(port), NODE_OPTIONS: `--import=${here("./hosts.mjs")}` });
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "basekey-tls-"));
    await run("bash", ["-euo", "pipefail", "-c", await commands()], { cwd: folder });
    const [key, cert] = await Promise.all(["airtable.key", "airtable.pem"].map((name) => readFile(join(folder, name))));
    // A proxy that takes the TLS off and changes nothing else, the Host included.
    terminator = createTls({ key, cert }, (socket) => {
      const upstream = connect(Number(new URL(url).port), "127.0.0.1");
      socket.pipe(upstream).pipe(socket);
      for (const end of [socket, upstream]) end.on("error", () => [socket, upstream].map((each) => each.destroy()));
    });
    port = await listening(terminator);
  });
  after(async () => {
    terminator?.close();
    await rm(folder, { recursive: true });
  });

  test("the certificate holds in a strict check", async () => {
    const { stdout } = await run("openssl", ["verify", "-x509_strict", "-CAfile", "ca.pem", "airtable.pem"], { cwd: folder });
    assert.match(stdout, /airtable\.pem: OK/);
  });

  test("airtable-mcp-server, with nothing but the name and the trust", async () => {
    const { id, schema } = await table([TEXT]);
    const mcp = await start({ ...hosts(), NODE_EXTRA_CA_CERTS: join(folder, "ca.pem") });
    try {
      const made = await mcp.call("create_record", { baseId: id, tableId: schema.id, fields: { Name: "over TLS" } });
      const { records } = await mcp.call("list_records", { baseId: id, tableId: schema.id });
      assert.deepEqual(records, [made]);
      const { bases } = await mcp.call("list_bases", {});
      assert.ok(bases.some((base) => base.id === id));
    } finally {
      await mcp.stop();
    }
  });

  test("who does not trust the authority is not fooled", async () => {
    const mcp = await start(hosts());
    try {
      assert.match(await mcp.refusal("list_bases", {}), /fetch failed/);
    } finally {
      await mcp.stop();
    }
  });
});

describe("the preload", () => {
  let other, port;
  before(async () => {
    other = createServer((request, response) => response.end(`other ${request.url}`));
    port = await listening(other);
  });
  after(() => other.close());
  const node = (script, environment) =>
    run(process.execPath, ["--import", here("./redirect.mjs"), "--input-type=module", "-e", script], {
      env: { PATH: process.env.PATH, TOKEN: token, PORT: String(port), ...environment },
    });

  test("takes calls of Airtable here, however they are made, and leaves others alone", async () => {
    const { stdout } = await node(
      `
      const headers = { authorization: "Bearer " + process.env.TOKEN };
      const whoami = "https://api.airtable.com/v0/meta/whoami";
      const asked = [
        fetch(whoami, { headers }),
        fetch(new URL(whoami), { headers }),
        fetch(new Request(whoami, { headers })),
        fetch("https://api.airtable.com/v0/appAAAAAAAAAAAAAA/a%2Fb?x=%2F", { method: "POST", body: "{}", headers }),
        fetch("https://content.airtable.com/v0/nothing", { headers }),
        fetch("http://127.0.0.1:" + process.env.PORT + "/v0/meta/whoami?a=b"),
      ];
      for (const answer of await Promise.all(asked)) console.log(answer.status, await answer.text());
      `,
      // A slash at the end does no harm.
      { BASEKEY_URL: `${url}/` },
    );
    const lines = stdout.trim().split("\n");
    const me = `200 ${JSON.stringify({ id: process.env.BASEKEY_USER, email: process.env.BASEKEY_EMAIL })}`;
    assert.deepEqual(lines.slice(0, 3), [me, me, me]);
    assert.match(lines[3], /^422 .*INVALID_REQUEST/);
    assert.equal(lines[4], '404 {"error":"NOT_FOUND"}');
    assert.equal(lines[5], "200 other /v0/meta/whoami?a=b");
  });

  test("says what it needs", async () => {
    await assert.rejects(node("", {}), (error) => /set BASEKEY_URL/.test(error.stderr));
  });
});
