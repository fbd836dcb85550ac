import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { ActiveRow } from './active-row'
import { ChoiceBox } from './choice-box'
import type { Drawn, GridChoice, GridColumn } from './data-grid'
import classes from './data-grid.module.css'

const boxWidth = '2.75rem'

/** The list as a table. */
export function GridRows<Row>(props: Drawn<Row>) {
  const { rows, items, hidden = [], active, selected, rowKey, choice } = props
  const shown = props.columns.filter((column) => !hidden.includes(column.id))
  const width = shown.length + (choice ? 1 : 0)

  return (
    <table
      className={classes.table}
      style={{
        minWidth: leastWidth([choice && { width: boxWidth }, ...shown]),
      }}
      aria-label={props.label}
      aria-rowcount={props.total + 1}
    >
      <colgroup>
        {choice && <col style={{ width: boxWidth }} />}
        {shown.map((column) => (
          <col key={column.id} style={{ width: column.width }} />
        ))}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          {choice && <HeadBox rows={rows} choice={choice} />}
          {shown.map((column) => (
            <Head key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
          ))}
        </tr>
      </thead>
      <tbody>
        <Spacer height={props.before} columns={width} />
        {items.map(({ index, key }) => {
          const row = rows[index]
          if (row === undefined) return null
          return (
            <tr
              key={key as string}
              data-row={index}
              data-opens={props.onOpen ? true : undefined}
              aria-rowindex={index + 2}
              aria-selected={selected === rowKey(row) || undefined}
              data-chosen={choice?.has(row) || undefined}
              tabIndex={index === active ? 0 : -1}
              onClick={(event) => {
                if (choice && (event.shiftKey || event.ctrlKey || event.metaKey))
                  props.choose(row, index, event.shiftKey)
                else props.open(row, index)
              }}
            >
              {choice && (
                <RowBox
                  label={choice.labelOf(row)}
                  checked={choice.has(row)}
                  active={index === active}
                  onChoose={(range) => props.choose(row, index, range)}
                />
              )}
              <ActiveRow value={index === active}>
                {shown.map((column) => (
                  <td key={column.id} data-align={column.align}>
                    {column.cell(row)}
                  </td>
                ))}
              </ActiveRow>
            </tr>
          )
        })}
        <Spacer height={props.after} columns={width} />
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

/** Chooses all rows that are loaded, or lets them go. */
function HeadBox<Row>({ rows, choice }: { rows: readonly Row[]; choice: GridChoice<Row> }) {
  const count = rows.filter(choice.has).length
  const all = rows.length > 0 && count === rows.length
  return (
    <th scope="col" className={classes.choose}>
      <ChoiceBox
        label={choice.label}
        checked={all}
        some={count > 0 && !all}
        onChange={() => (all ? choice.drop(rows) : choice.put(rows))}
      />
    </th>
  )
}

function RowBox({
  label,
  checked,
  active,
  onChoose,
}: {
  label: string
  checked: boolean
  active: boolean
  onChoose: (range: boolean) => void
}) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the box in it is reached by the keyboard, and the row has keys of its own
    <td
      className={classes.choose}
      onClick={(event) => {
        event.stopPropagation()
        onChoose(event.shiftKey)
      }}
    >
      <ChoiceBox label={label} checked={checked} tabIndex={active ? 0 : -1} />
    </td>
  )
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
