import { Text } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { ErrorPanel } from './error-panel'
import { Pending } from './pending'
import { SimpleTable, type SimpleTableProps } from './simple-table'

interface ShortListProps<Row> extends Omit<SimpleTableProps<Row>, 'rows'> {
  answer: UseQueryResult<{ rows: readonly Row[] }, unknown>
  /** In the place of a list without rows; absent for one that always has some. */
  none?: string
}

/** A short list as the server gives it: awaited, refused, empty, or there. */
export function ShortList<Row>({ answer, none, ...table }: ShortListProps<Row>) {
  const rows = answer.data?.rows
  return (
    <>
      {answer.isPending && <Pending />}
      {answer.error && <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />}
      {rows &&
        (none && rows.length === 0 ? <Text c="dimmed">{none}</Text> : <SimpleTable rows={rows} {...table} />)}
    </>
  )
}
