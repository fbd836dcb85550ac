import { type ComponentType, lazy } from 'react'

/**
 * A part of a page that is fetched when it is first shown, or before, by `fetch` (pointed at, in focus).
 * What did not come by `fetch` is asked for again when it is shown, and fails there.
 */
export function later<Props>(load: () => Promise<{ default: ComponentType<Props> }>) {
  return Object.assign(lazy(load), { fetch: () => void load().catch(() => false) })
}
