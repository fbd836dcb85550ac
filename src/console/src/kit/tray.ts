/**
 * Whether the tray of transfers is needed: the shell fetches its code and shows it only then, and it stays while the person goes from
 * page to page.
 */
const watchers = new Set<() => void>()
let wanted = false

export const tray = {
  get wanted(): boolean {
    return wanted
  },
  show(yes: boolean): void {
    if (wanted === yes) return
    wanted = yes
    for (const watcher of watchers) watcher()
  },
  watch(watcher: () => void): () => void {
    watchers.add(watcher)
    return () => watchers.delete(watcher)
  },
}
