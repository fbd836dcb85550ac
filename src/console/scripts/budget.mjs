// Checks the sizes that `console.md` 12 sets, over the built files: node scripts/budget.mjs (after vite build).
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
const kilobytes = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length / 1000

/** A chunk and all that it imports at once, each file counted one time. */
function closure(key, found = new Set()) {
  if (found.has(key)) return found
  found.add(key)
  for (const inner of manifest[key].imports ?? []) closure(inner, found)
  return found
}

function weigh(keys) {
  const files = new Set([...keys].map((key) => manifest[key].file))
  const styles = new Set([...keys].flatMap((key) => manifest[key].css ?? []))
  const sum = (names) => [...names].reduce((total, name) => total + kilobytes(name), 0)
  return { script: sum(files), style: sum(styles) }
}

const rows = []
const check = (name, size, limit) =>
  rows.push({ name, 'kB gzip': Number(size.toFixed(1)), limit, ok: size <= limit })

const index = closure('index.html')
const first = weigh(index)
check('first load: script', first.script, 220)
check('first load: style', first.style, 40)

const terminal = closure('terminal.html')
const terminalWeight = weigh(terminal)
check('terminal: script', terminalWeight.script, 145)

// What a route fetches beyond the first load, when it is the first one opened.
for (const key of manifest['index.html'].dynamicImports ?? []) {
  if (!key.includes('features/')) continue
  const own = new Set([...closure(key)].filter((each) => !index.has(each)))
  check(`route ${key.replace(/^.*features\//, '').replace(/\.tsx$/, '')}`, weigh(own).script, 40)
}

// Fetched after the terminal is there (drawing with WebGL).
for (const key of manifest['terminal.html'].dynamicImports ?? []) {
  const own = new Set([...closure(key)].filter((each) => !terminal.has(each)))
  check('terminal, later', weigh(own).script, 40)
}

console.table(rows)
const over = rows.filter((row) => !row.ok)
if (over.length > 0) {
  const words = over.map((row) => `${row.name} (${row['kB gzip']} kB of ${row.limit})`)
  console.error(
    `Over budget: ${words.join(', ')}. Fetch what a page does not need at once when it is opened ` +
      '(src/kit/later.ts), or use something lighter; the limits stay.',
  )
  process.exit(1)
}
