import { useCallback, useMemo, useState } from 'react'

/** Rows that a person has chosen in a list. */
export interface Choice<Row> {
  rows: readonly Row[]
  has: (row: Row) => boolean
  /** Chooses the row, or lets it go; the next range begins there. */
  toggle: (row: Row) => void
  /** Chooses all from where the last one was chosen up to this row. */
  reach: (rows: readonly Row[], row: Row) => void
  put: (rows: readonly Row[]) => void
  /** Lets these go. */
  drop: (rows: readonly Row[]) => void
  clear: () => void
}

interface Chosen<Row> {
  of: string
  rows: ReadonlyMap<string, Row>
  from: string | null
}

/** The rows from one to the other in the order of the list, both included; only the other when one is not there. */
export function between<Row>(
  rows: readonly Row[],
  rowKey: (row: Row) => string,
  from: string | null,
  to: string,
): readonly Row[] {
  const [a, b] = [rows.findIndex((row) => rowKey(row) === from), rows.findIndex((row) => rowKey(row) === to)]
  if (b < 0) return []
  return a < 0 ? rows.slice(b, b + 1) : rows.slice(Math.min(a, b), Math.max(a, b) + 1)
}

/**
 * What is chosen outlives paging, sorting and live changes: it is kept by key, with the newest row that the list holds. It ends with the question (`of`) it was chosen in.
 * @param most how many may be chosen; further ones are not taken
 * @param whole whether `listed` is all there is: then what is not among them is gone
 */
export function useChoice<Row>(
  of: string,
  listed: readonly Row[],
  rowKey: (row: Row) => string,
  most: number,
  whole: boolean,
): Choice<Row> {
  const [chosen, setChosen] = useState<Chosen<Row>>({ of, rows: new Map(), from: null })
  const change = useCallback(
    (next: (rows: Map<string, Row>, from: string | null) => string | null) =>
      setChosen((known) => {
        const rows = new Map(known.of === of ? known.rows : [])
        const from = next(rows, known.of === of ? known.from : null)
        return { of, rows: new Map([...rows].slice(0, most)), from }
      }),
    [of, most],
  )
  const rows = useMemo(() => {
    const newest = new Map(listed.map((row) => [rowKey(row), row]))
    const kept = chosen.of === of ? [...chosen.rows] : []
    return kept.flatMap(([key, row]) => newest.get(key) ?? (whole ? [] : [row]))
  }, [chosen, of, listed, rowKey, whole])
  const keys = useMemo(() => new Set(rows.map(rowKey)), [rows, rowKey])
  return useMemo(
    () => ({
      rows,
      has: (row) => keys.has(rowKey(row)),
      toggle: (row) =>
        change((known) => {
          const key = rowKey(row)
          if (!known.delete(key)) known.set(key, row)
          return key
        }),
      reach: (all, row) =>
        change((known, from) => {
          for (const one of between(all, rowKey, from, rowKey(row))) known.set(rowKey(one), one)
          return from ?? rowKey(row)
        }),
      put: (all) =>
        change((known, from) => {
          for (const one of all) known.set(rowKey(one), one)
          return from
        }),
      drop: (all) =>
        change((known, from) => {
          for (const one of all) known.delete(rowKey(one))
          return from
        }),
      clear: () => setChosen({ of, rows: new Map(), from: null }),
    }),
    [rows, keys, rowKey, change, of],
  )
}
