import type { KeyboardEvent, RefObject } from 'react'

interface GridKeys {
  count: number
  setActive: (index: number) => void
  scrollTo: (index: number) => void
  box: RefObject<HTMLElement | null>
  /** Where rows can be chosen. */
  choose?: GridChoosing | undefined
}

export interface GridChoosing {
  toggle: (index: number) => void
  reach: (index: number) => void
  all: () => void
  /** False when nothing was chosen: then the key is somebody else's. */
  clear: () => boolean
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

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** What a key on a row chooses: Space and x the row, with Shift all up to it; Ctrl+A and * all; Esc lets all go. */
export function gridChoice(pressed: Pressed): 'toggle' | 'reach' | 'all' | 'clear' | null {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = pressed
  if (altKey) return null
  if (ctrlKey || metaKey) return key.toLowerCase() === 'a' && !shiftKey ? 'all' : null
  if (key === ' ' || key.toLowerCase() === 'x') return shiftKey ? 'reach' : 'toggle'
  if (key === '*') return 'all'
  return key === 'Escape' ? 'clear' : null
}

/** Moves between rows by j, k, arrows, Home, End and pages; Enter is the row's click. Shift with an arrow chooses on the way. */
export function useGridKeys({ count, setActive, scrollTo, box, choose }: GridKeys) {
  const chosen = (event: KeyboardEvent, row: HTMLElement | null): boolean => {
    const choice = gridChoice(event)
    if (!choose || !choice) return false
    if (choice === 'clear') return choose.clear()
    // A checkbox takes Space itself.
    if (choice === 'all') choose.all()
    else if (row && event.target === row && row.tagName === 'TR') choose[choice](Number(row.dataset.row))
    else return false
    return true
  }
  return (event: KeyboardEvent) => {
    const target = event.target as HTMLElement
    const row = target.closest<HTMLElement>('[data-row]')
    if (chosen(event, row)) {
      event.preventDefault()
      event.stopPropagation()
      return
    }
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter' && target === row && row.tagName === 'TR') {
      event.preventDefault()
      row.click()
      return
    }
    const at = Number(row.dataset.row)
    const to = gridMove(event.key, at, count)
    if (to === null || target !== row) return
    event.preventDefault()
    event.stopPropagation()
    if (event.shiftKey && choose) {
      choose.reach(at)
      choose.reach(to)
    }
    setActive(to)
    scrollTo(to)
    // The row may only be drawn in the next frame.
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-row="${to}"]`)?.focus())
  }
}
