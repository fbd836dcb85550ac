import { Loader, useMantineTheme } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Choice } from './choice'
import classes from './data-grid.module.css'
import { GridCards } from './grid-cards'
import { GridRows } from './grid-rows'
import { type GridChoosing, useGridKeys } from './use-grid-keys'

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
  /** Beside a card: what opens something of the row straight away. */
  cardAside?: (row: Row) => ReactNode
  /** With it rows have a box to choose them by. */
  choice?: GridChoice<Row>
}

/** What is chosen, and how the boxes are called. */
export interface GridChoice<Row> extends Choice<Row> {
  label: string
  labelOf: (row: Row) => string
}

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
    setActive,
    scrollTo: (index) => virtual.scrollToIndex(index),
    box: scroll,
    choose: choosing(props),
  })
  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  const open = (row: Row, index: number) => {
    setActive(index)
    props.onOpen?.(row)
  }
  const choose = (row: Row, index: number, range: boolean) => {
    setActive(index)
    if (range) props.choice?.reach(rows, row)
    else props.choice?.toggle(row)
  }
  const shared = { ...props, items, before, after, active, open, choose, measure: virtual.measureElement }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys bubble here from the rows, which have the focus
    <div ref={scroll} className={classes.box} onKeyDown={onKeyDown}>
      {cards ? <GridCards {...shared} card={card} /> : <GridRows {...shared} />}
      {fetchingMore && (
        <div className={classes.more} role="status">
          <Loader size="xs" /> {t('grid.more')}
        </div>
      )}
    </div>
  )
}

export interface Drawn<Row> extends DataGridProps<Row> {
  items: { index: number; key: unknown; start: number; end: number }[]
  before: number
  after: number
  active: number
  open: (row: Row, index: number) => void
  choose: (row: Row, index: number, range: boolean) => void
  measure: (element: Element | null) => void
}

function choosing<Row>({ choice, rows }: DataGridProps<Row>): GridChoosing | undefined {
  if (!choice) return undefined
  return {
    toggle: (index) => rows[index] !== undefined && choice.toggle(rows[index]),
    reach: (index) => rows[index] !== undefined && choice.reach(rows, rows[index]),
    all: () => choice.put(rows),
    clear: () => {
      const any = choice.rows.length > 0
      choice.clear()
      return any
    },
  }
}
