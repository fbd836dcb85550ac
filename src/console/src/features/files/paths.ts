/** Windows paths begin with a drive; on other systems all begin with a slash. */
const isWindows = (path: string) => /^[a-z]:/i.test(path)

export function join(folder: string, name: string): string {
  const separator = isWindows(folder) ? '\\' : '/'
  return folder.endsWith(separator) || folder === '' ? `${folder}${name}` : `${folder}${separator}${name}`
}

export const nameOf = (path: string) => path.split(/[\\/]/).filter(Boolean).at(-1) ?? path

export interface Crumb {
  name: string
  path: string
}

/** The folders on the way to a path, the beginning left out. */
export function crumbs(path: string): Crumb[] {
  const found: Crumb[] = []
  const windows = isWindows(path)
  for (const name of path.split(windows ? /[\\/]/ : '/').filter(Boolean)) {
    const before = found.at(-1)?.path ?? (windows ? '' : '/')
    found.push({ name, path: join(before, name) })
  }
  return found
}
