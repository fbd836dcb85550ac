import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** A folder of random bytes: files by their path in it, with their sizes. */
export function plant(folder: string, files: Record<string, number>) {
  for (const [path, size] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), randomBytes(size))
  }
}

/** Every file below a folder, by its path, with its SHA-256. */
export function hashes(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return Object.fromEntries(
    files.map(file => {
      const path = join(file.parentPath, file.name)
      return [relative(folder, path), createHash('sha256').update(readFileSync(path)).digest('hex')] as const
    }).sort(),
  )
}
