import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let now = Date.now()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const each of listeners) each()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The time to the whole `step` (ms), from one clock for the page, so that ages move together. */
export function useNow(step = 10_000): number {
  return useSyncExternalStore(subscribe, () => Math.floor((timer ? now : Date.now()) / step) * step)
}
