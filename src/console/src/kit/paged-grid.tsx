import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { DataGrid, type DataGridProps } from './data-grid'
import { ErrorPanel } from './error-panel'
import { Pending } from './pending'

interface ListPage<Row> {
  rows: readonly Row[]
  total: number
}
type Paged<Row> = UseInfiniteQueryResult<InfiniteData<ListPage<Row>>, unknown>

/** How a list is asked for page by page: each names the one after it. */
export const pageByPage = {
  pageParamName: 'after',
  initialPageParam: null,
  getNextPageParam: (page: { next: string | null }) => page.next ?? undefined,
} as const

/** The rows that are here, and how many there are on the server. */
export const loaded = <Row,>(data: InfiniteData<ListPage<Row>> | undefined) => ({
  rows: data?.pages.flatMap((page) => page.rows) ?? [],
  total: data?.pages[0]?.total ?? 0,
})

type GridProps<Row> = Omit<DataGridProps<Row>, 'rows' | 'total' | 'hasMore' | 'fetchingMore' | 'onMore'>

interface PagedGridProps<Row> extends GridProps<Row> {
  answer: Paged<Row>
  /** In the place of a list without rows. */
  none: ReactNode
}

/** A list of any length as the server gives it: awaited, refused, empty, or there as far as it was looked at. */
export function PagedGrid<Row>({ answer, none, ...grid }: PagedGridProps<Row>) {
  const { rows, total } = loaded(answer.data)
  return (
    <>
      {answer.isPending && <Pending />}
      {answer.error && <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.data && rows.length === 0 && none}
      {rows.length > 0 && (
        <DataGrid
          {...grid}
          rows={rows}
          total={total}
          hasMore={answer.hasNextPage}
          fetchingMore={answer.isFetchingNextPage}
          onMore={answer.fetchNextPage}
        />
      )}
    </>
  )
}
