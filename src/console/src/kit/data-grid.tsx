import { Loader, useMantineTheme } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { columnVisibilityFeature, createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './data-grid.module.css'
import { useGridKeys } from './use-grid-keys'

export interface GridColumn<Row> {
  id: string
  header: string
  cell: (row: Row) => ReactNode
  /** Width as CSS; without one the column takes a share of what is left. */
  width?: string
  /** Least width in rem of a column that shares what is left: with less room for all, the table scrolls sideways. */
  least?: number
  align?: 'end'
  /** The name the server sorts by; without it the head is no button. */
  sort?: string
}

export interface DataGridProps<Row> {
  label: string
  columns: readonly GridColumn<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** Rows there are on the server, which may be more than are loaded. */
  total: number
  hidden?: readonly string[]
  sort?: string
  onSort?: (sort: string) => void
  onOpen?: (row: Row) => void
  hasMore?: boolean
  fetchingMore?: boolean
  onMore?: () => void
  selected?: string | null
  /** Under 768 px rows become cards; without this they stay a table that scrolls sideways. */
  card?: (row: Row) => ReactNode
}

const features = tableFeatures({ columnVisibilityFeature })
const rowHeight = 37
const cardHeight = 92

/** A list of any length: only the rows in view are in the document, more are asked for near the end. */
export function DataGrid<Row>(props: DataGridProps<Row>) {
  const { rows, rowKey, hasMore, fetchingMore, onMore, card } = props
  const { t } = useTranslation()
  const { breakpoints } = useMantineTheme()
  const narrow = useMediaQuery(`(max-width: ${breakpoints.sm})`, false, { getInitialValueInEffect: false })
  const cards = narrow && card !== undefined
  const scroll = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(0)

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => (cards ? cardHeight : rowHeight),
    getItemKey: (index) => rowKey(rows[index] as Row),
    overscan: 12,
    initialRect: { width: 1024, height: 640 },
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? -1
  useEffect(() => {
    if (hasMore && !fetchingMore && last >= rows.length - 20) onMore?.()
  }, [hasMore, fetchingMore, last, rows.length, onMore])

  const onKeyDown = useGridKeys({
    count: rows.length,
    active,
    setActive,
    scrollTo: (index) => virtual.scrollToIndex(index),
    box: scroll,
  })
  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  const open = (row: Row, index: number) => {
    setActive(index)
    props.onOpen?.(row)
  }
  const shared = { ...props, items, before, after, active, open, measure: virtual.measureElement }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys bubble here from the rows, which have the focus
    <div ref={scroll} className={classes.box} onKeyDown={onKeyDown}>
      {cards ? <Cards {...shared} card={card} /> : <Rows {...shared} />}
      {fetchingMore && (
        <div className={classes.more} role="status">
          <Loader size="xs" /> {t('grid.more')}
        </div>
      )}
    </div>
  )
}

interface Drawn<Row> extends DataGridProps<Row> {
  items: { index: number; key: unknown; start: number; end: number }[]
  before: number
  after: number
  active: number
  open: (row: Row, index: number) => void
  measure: (element: Element | null) => void
}

function Rows<Row>(props: Drawn<Row>) {
  const { columns, rows, items, hidden, active, selected, rowKey } = props
  const columnVisibility = useMemo(
    () => Object.fromEntries((hidden ?? []).map((id) => [id, false])),
    [hidden],
  )
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, { row: Row }>()
    return columns.map((column) =>
      helper.display({
        id: column.id,
        header: column.header,
        cell: ({ row }) => column.cell(row.original.row),
      }),
    )
  }, [columns])
  const data = useMemo(() => rows.map((row) => ({ row })), [rows])
  const table = useTable(
    { features, columns: definitions, data, state: { columnVisibility } },
    (state) => state,
  )
  const byId = new Map(columns.map((column) => [column.id, column]))
  const shown = table.getVisibleLeafColumns()
  const drawn = table.getRowModel().rows

  return (
    <table
      className={classes.table}
      style={{ minWidth: leastWidth(shown.map((column) => byId.get(column.id))) }}
      aria-label={props.label}
      aria-rowcount={props.total + 1}
    >
      <colgroup>
        {shown.map((column) => (
          <col key={column.id} style={{ width: byId.get(column.id)?.width }} />
        ))}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          {shown.map((column) => (
            <Head
              key={column.id}
              column={byId.get(column.id) as GridColumn<Row>}
              sort={props.sort}
              onSort={props.onSort}
            />
          ))}
        </tr>
      </thead>
      <tbody>
        <Spacer height={props.before} columns={shown.length} />
        {items.map(({ index, key }) => {
          const row = drawn[index]
          const source = rows[index]
          if (!row || source === undefined) return null
          return (
            <tr
              key={key as string}
              data-row={index}
              data-opens={props.onOpen ? true : undefined}
              aria-rowindex={index + 2}
              aria-selected={selected === rowKey(source) || undefined}
              tabIndex={index === active ? 0 : -1}
              onClick={() => props.open(source, index)}
            >
              {row.getVisibleCells().map((cell) => (
                <td key={cell.id} data-align={byId.get(cell.column.id)?.align}>
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          )
        })}
        <Spacer height={props.after} columns={shown.length} />
      </tbody>
    </table>
  )
}

/** What all columns need at least; a table of fixed layout would squeeze those without a width to nothing. */
export function leastWidth(
  columns: readonly (Pick<GridColumn<never>, 'width' | 'least'> | undefined)[],
): string {
  return `${columns.reduce((sum, column) => sum + (column?.width ? Number.parseFloat(column.width) : (column?.least ?? 8)), 0)}rem`
}

function Spacer({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: this row only holds the place of rows that are not drawn
    <tr aria-hidden="true" className={classes.spacer}>
      <td colSpan={columns} style={{ height }} />
    </tr>
  )
}

function Head<Row>({
  column,
  sort,
  onSort,
}: {
  column: GridColumn<Row>
  sort?: string
  onSort?: (sort: string) => void
}) {
  const down = column.sort !== undefined && sort === `-${column.sort}`
  const up = column.sort !== undefined && sort === column.sort
  const direction = up ? 'ascending' : down ? 'descending' : undefined
  return (
    <th scope="col" aria-sort={direction} data-align={column.align}>
      {column.sort && onSort ? (
        <button type="button" onClick={() => onSort(up ? `-${column.sort}` : (column.sort as string))}>
          {column.header}
          {up && <IconArrowUp size={14} aria-hidden />}
          {down && <IconArrowDown size={14} aria-hidden />}
        </button>
      ) : (
        column.header
      )}
    </th>
  )
}

function Cards<Row>(props: Drawn<Row> & { card: (row: Row) => ReactNode }) {
  return (
    <ul className={classes.cards} aria-label={props.label}>
      <li aria-hidden="true" style={{ height: props.before }} />
      {props.items.map(({ index, key }) => {
        const row = props.rows[index]
        if (row === undefined) return null
        return (
          <li key={key as string} ref={props.measure} data-index={index} className={classes.card}>
            {props.onOpen ? (
              <button type="button" data-row={index} onClick={() => props.open(row, index)}>
                {props.card(row)}
              </button>
            ) : (
              props.card(row)
            )}
          </li>
        )
      })}
      <li aria-hidden="true" style={{ height: props.after }} />
    </ul>
  )
}
