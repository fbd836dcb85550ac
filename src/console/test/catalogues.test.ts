import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const locales = join(root, 'locales', 'en')

/** All keys of a catalogue, without the endings of plurals. */
function keysOf(value: unknown, path = ''): string[] {
  if (typeof value === 'string') return [path.replace(/_(zero|one|two|few|many|other)$/, '')]
  return Object.entries(value as object).flatMap(([key, inner]) =>
    keysOf(inner, path ? `${path}.${key}` : key),
  )
}

const catalogues = new Map(
  readdirSync(locales).map((file) => {
    const words: unknown = JSON.parse(readFileSync(join(locales, file), 'utf8'))
    return [file.replace('.json', ''), new Set(keysOf(words))] as const
  }),
)

interface Use {
  file: string
  catalogue: string
  /** A whole key, or the fixed beginning of one that ends in `${…}`. */
  key: string
  open: boolean
}

/** Every key a source file names: as an argument of `t` and `say`, or as text that is a key of the catalogue. */
function usesOf(file: string): Use[] {
  const source = readFileSync(file, 'utf8')
  const own =
    /useTranslation\('([a-z]+)'\)/.exec(source)?.[1] ?? (/\bsay\(/.test(source) ? 'terminal' : 'common')
  const use = (raw: string, open: boolean): Use => {
    const [catalogue, key] = raw.includes(':') ? (raw.split(':', 2) as [string, string]) : [own, raw]
    return { file, catalogue, key, open }
  }
  const called = [...source.matchAll(/\b(?:t|say)\(\s*'([^']+)'/g)].map((match) =>
    use(match[1] as string, false),
  )
  const filled = [...source.matchAll(/\b(?:t|say)\(\s*`([^`$]*)\$\{/g)].map((match) =>
    use(match[1] as string, true),
  )
  const named = [...source.matchAll(/'((?:[a-z]+\.)+\w+)'/gi)].map((match) => use(match[1] as string, false))
  return [...called, ...filled, ...named.filter(({ catalogue, key }) => catalogues.get(catalogue)?.has(key))]
}

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
  .map((name) => join(root, 'src', name))
const uses = sources.flatMap(usesOf)

describe('catalogues', () => {
  it('are found, and so are their uses', () => {
    expect(catalogues.size).toBeGreaterThan(8)
    expect(uses.length).toBeGreaterThan(300)
  })

  it('hold every key that is used', () => {
    const missing = uses.filter(({ catalogue, key, open }) => {
      const keys = [...(catalogues.get(catalogue) ?? [])]
      return open ? !keys.some((known) => known.startsWith(key)) : !keys.includes(key)
    })
    expect(missing.map(({ file, catalogue, key }) => `${file}: ${catalogue}:${key}`)).toEqual([])
  })

  it('hold no key that is not used', () => {
    const unused = [...catalogues].flatMap(([catalogue, keys]) =>
      [...keys]
        .filter(
          (key) =>
            !uses.some(
              (use) => use.catalogue === catalogue && (use.open ? key.startsWith(use.key) : use.key === key),
            ),
        )
        .map((key) => `${catalogue}:${key}`),
    )
    expect(unused).toEqual([])
  })

  it('have plurals in both forms', () => {
    for (const [name] of catalogues) {
      const text = readFileSync(join(locales, `${name}.json`), 'utf8')
      const one = [...text.matchAll(/"(\w+)_one"/g)].map((match) => match[1])
      const other = [...text.matchAll(/"(\w+)_other"/g)].map((match) => match[1])
      expect(one, name).toEqual(other)
    }
  })
})
