import type { KeyboardEvent, RefObject } from 'react'

interface GridKeys {
  count: number
  active: number
  setActive: (index: number) => void
  scrollTo: (index: number) => void
  box: RefObject<HTMLElement | null>
}

/** Where a key moves to from `active`; null for keys that do not move. */
export function gridMove(key: string, active: number, count: number): number | null {
  const to = {
    ArrowDown: active + 1,
    j: active + 1,
    ArrowUp: active - 1,
    k: active - 1,
    Home: 0,
    End: count - 1,
    PageDown: active + 10,
    PageUp: active - 10,
  }[key]
  return to === undefined || count === 0 ? null : Math.min(count - 1, Math.max(0, to))
}

/** Moves between rows by j, k, arrows, Home, End and pages; Enter is the row's click. */
export function useGridKeys({ count, active, setActive, scrollTo, box }: GridKeys) {
  return (event: KeyboardEvent) => {
    const target = event.target as HTMLElement
    const row = target.closest<HTMLElement>('[data-row]')
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter' && target === row && row.tagName === 'TR') {
      event.preventDefault()
      row.click()
      return
    }
    const to = gridMove(event.key, active, count)
    if (to === null || target !== row) return
    event.preventDefault()
    event.stopPropagation()
    setActive(to)
    scrollTo(to)
    // The row may only be drawn in the next frame.
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-row="${to}"]`)?.focus())
  }
}
