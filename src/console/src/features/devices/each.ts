import { useRef, useState } from 'react'
import { describe } from '../../kit/error-panel'

const atOnce = 6

export interface Failed<Row> {
  row: Row
  why: string
}

/** Does something with each, a few at a time, until all are done or it is stopped. What goes wrong with one does not hold up the others. */
export async function each<Row>(
  rows: readonly Row[],
  act: (row: Row) => Promise<void>,
  onDone: (row: Row, error: unknown) => void,
  stop: AbortSignal,
): Promise<void> {
  let next = 0
  const walk = async () => {
    while (next < rows.length && !stop.aborted) {
      const row = rows[next++] as Row
      let failed: unknown = null
      try {
        await act(row)
      } catch (error) {
        failed = error
      }
      onDone(row, failed)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, walk))
}

export interface Progress<Row> {
  total: number
  done: number
  failed: readonly Failed<Row>[]
  running: boolean
}

/** The same with its progress on the page. Closing the page or calling `stop` ends it after what is under way. */
export function useEach<Row>(otherwise: string) {
  const [progress, setProgress] = useState<Progress<Row> | null>(null)
  const stopping = useRef<AbortController>(null)
  const start = async (rows: readonly Row[], act: (row: Row) => Promise<void>): Promise<boolean> => {
    const stop = new AbortController()
    stopping.current = stop
    const failed: Failed<Row>[] = []
    let done = 0
    const show = (running: boolean) => setProgress({ total: rows.length, done, failed: [...failed], running })
    show(true)
    await each(
      rows,
      act,
      (row, error) => {
        done++
        if (error !== null) failed.push({ row, why: describe(error, otherwise) })
        show(true)
      },
      stop.signal,
    )
    show(false)
    return failed.length === 0 && !stop.signal.aborted
  }
  return { progress, start, stop: () => stopping.current?.abort() }
}
