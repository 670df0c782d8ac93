// Compresses what was built, and holds the first load to its budget: the page and all that it loads at once.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const BUDGET = 250_000;
const dist = process.argv[2] ?? "dist";
const packable = /\.(js|css|svg|json|txt)$/;

function* files(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else yield path;
  }
}

for (const path of files(dist)) {
  if (!packable.test(path)) continue;
  const bytes = readFileSync(path);
  // Small files would not travel in fewer packets.
  if (bytes.length < 1000) continue;
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
}

const page = readFileSync(join(dist, "index.html"), "utf8");
const first = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((match) => match[1]);
const sizes = first.map((name) => [name, gzipSync(readFileSync(join(dist, name)), { level: 9 }).length]);
const total = sizes.reduce((sum, [, size]) => sum + size, gzipSync(page).length);
console.log(`first load: ${(total / 1000).toFixed(1)} kB gzip of ${BUDGET / 1000} kB`);
if (total > BUDGET) {
  for (const [name, size] of sizes) console.error(`  ${name}: ${(size / 1000).toFixed(1)} kB`);
  process.exit(1);
}
