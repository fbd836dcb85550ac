import { Button, Group, TextInput } from '@mantine/core'
import { IconRefresh, IconSearch } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DataGrid, type GridColumn } from '../../kit/data-grid'
import { EmptyState } from '../../kit/empty-state'
import { ErrorPanel } from '../../kit/error-panel'
import { Pending } from '../../kit/pending'
import classes from './device.module.css'

export type Sorted<Row> = GridColumn<Row> & { value?: (row: Row) => string | number }

/** A column that is sorted by its value, and shows it where `look` has no cell of its own. */
export const sortedBy = <Row,>(
  id: string,
  header: string,
  value: (row: Row) => string | number,
  look: Partial<GridColumn<Row>> = {},
): Sorted<Row> => ({ id, header, sort: id, value, cell: value, ...look })

/** A last column of buttons, for those who may press them. */
export const verbs = <Row,>(
  may: boolean,
  header: string,
  width: string,
  cell: (row: Row) => ReactNode,
): Sorted<Row>[] => (may ? [{ id: 'verbs', header, width, cell }] : [])

interface ListedProps<Row> {
  label: string
  why: string | undefined
  answer: UseQueryResult<unknown>
  rows: readonly Row[]
  columns: readonly Sorted<Row>[]
  rowKey: (row: Row) => string
  textOf: (row: Row) => string
  first: string
  card: (row: Row) => ReactNode
  note?: string | undefined
}

/** What a device told of itself just now: filtered and sorted here, because nobody else has it. */
export function Listed<Row>(props: ListedProps<Row>) {
  const { label, why, answer, rows, columns, rowKey, textOf, card } = props
  const { t } = useTranslation('device')
  const [filter, setFilter] = useState('')
  const [sort, setSort] = useState(props.first)
  const shown = useMemo(() => {
    const words = filter.trim().toLowerCase()
    const value = columns.find((column) => column.sort === sort.replace(/^-/, ''))?.value
    const found = rows.filter((row) => textOf(row).toLowerCase().includes(words))
    if (!value) return found
    const sign = sort.startsWith('-') ? -1 : 1
    return found.sort((a, b) => sign * compare(value(a), value(b)))
  }, [rows, columns, filter, sort, textOf])

  if (why) return <EmptyState title={why} />
  if (answer.isPending) return <Pending />
  if (answer.error) return <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />
  return (
    <section className={classes.listed} aria-label={label}>
      <Group gap="sm">
        <TextInput
          className={classes.filter}
          aria-label={t('listed.filter')}
          placeholder={t('listed.filter')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={answer.isFetching}
          onClick={() => void answer.refetch()}
        >
          {t('listed.refresh')}
        </Button>
        <span role="status" className="muted">
          {t('listed.count', { count: shown.length })} {props.note}
        </span>
      </Group>
      <DataGrid
        label={label}
        columns={columns}
        rows={shown}
        rowKey={rowKey}
        total={shown.length}
        sort={sort}
        onSort={setSort}
        card={card}
      />
    </section>
  )
}

const compare = (a: string | number, b: string | number) =>
  typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
