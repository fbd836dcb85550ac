import catalogue from '../../../locales/en/terminal.json'

/** Words of the terminal page, by key; `{{name}}` is filled in. This page carries no translation library. */
export function say(key: string, values: Record<string, string | number> = {}): string {
  let found: unknown = catalogue
  for (const part of key.split('.')) found = (found as Record<string, unknown> | undefined)?.[part]
  if (typeof found !== 'string') return key
  return found.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''))
}
