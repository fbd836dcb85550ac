import type { Answer, Entry } from './codec'
import { Cut, type Link, Refused } from './link'

/** A folder, page by page: `onPage` hears all that is known so far. Rejects with `Refused` or `Cut`; `stop` forgets it. */
export function list(link: Link, path: string, onPage: (entries: Entry[], cut: boolean) => void) {
  let entries: Entry[] = []
  let number = 0
  const whole = new Promise<void>((done, failed) => {
    number = link.request(
      { action: 'ls', path, pages: true },
      {
        answer(answer: Answer) {
          if (answer.action === 'failed') {
            failed(new Refused(answer.code ?? '', answer.message ?? ''))
            return true
          }
          entries = [...entries, ...(answer.dir ?? [])]
          onPage(entries, answer.cut === true)
          if (answer.end === false) return false
          done()
          return true
        },
        cut: () => failed(new Cut()),
      },
    )
  })
  return {
    whole,
    stop: () => {
      link.forget(number)
      link.tell({ action: 'cancel', reqid: number })
    },
  }
}

export type SortKey = 'name' | 'size' | 'changed'

/** Folders first, then by the key; `-` before it turns the order around. */
export function sorted(entries: readonly Entry[], sort: string): Entry[] {
  const down = sort.startsWith('-')
  const key = sort.replace('-', '') as SortKey
  const words = new Intl.Collator(undefined, { numeric: true })
  const by = (a: Entry, b: Entry) => {
    if (key === 'size') return (a.s ?? 0) - (b.s ?? 0)
    if (key === 'changed') return Date.parse(a.d ?? '') - Date.parse(b.d ?? '')
    return words.compare(a.n, b.n)
  }
  return [...entries].sort(
    (a, b) => Number(b.t <= 2) - Number(a.t <= 2) || (down ? by(b, a) : by(a, b)) || words.compare(a.n, b.n),
  )
}
