import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import type { Entry } from './codec'
import type { Link, LinkState } from './link'
import { list } from './listing'
import { store } from './transfers'

export interface Folder {
  entries: readonly Entry[]
  cut: boolean
  pending: boolean
  error: unknown
}

const nothing: Folder = { entries: [], cut: false, pending: true, error: null }

/** The link to a device while the page is open; `again` makes a new one after its end. */
export function useLink(deviceId: string): { link: Link; state: LinkState; again: () => void } {
  const [link, setLink] = useState(() => store.open(deviceId))
  useEffect(() => {
    const leave = store.use(deviceId)
    setLink(store.open(deviceId))
    return leave
  }, [deviceId])
  const watch = useCallback((watcher: () => void) => link.watch(watcher), [link])
  const state = useSyncExternalStore(watch, () => link.state)
  const again = useCallback(() => setLink(store.open(deviceId)), [deviceId])
  return { link, state, again }
}

/** What is in a folder, as far as it was read; read again when the path changes, the tunnel is new, or somebody asks. */
export function useFolder(link: Link, state: LinkState, path: string): [Folder, () => void] {
  const [folder, setFolder] = useState(nothing)
  const [turn, setTurn] = useState(0)
  const open = state.name === 'open'
  // biome-ignore lint/correctness/useExhaustiveDependencies: another path is another folder
  useEffect(() => setFolder(nothing), [path])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn means: read again
  useEffect(() => {
    if (!open) return
    let gone = false
    const reading = list(link, path, (entries, cut) => {
      if (!gone) setFolder({ entries, cut, pending: true, error: null })
    })
    reading.whole.then(
      () => !gone && setFolder((known) => ({ ...known, pending: false })),
      (error: unknown) => !gone && setFolder({ ...nothing, pending: false, error }),
    )
    return () => {
      gone = true
      reading.stop()
    }
  }, [link, open, path, turn])
  return [folder, useCallback(() => setTurn((known) => known + 1), [])]
}
