import { Table } from '@mantine/core'
import type { ReactNode } from 'react'

export interface SimpleColumn<Row> {
  header: string
  cell: (row: Row) => ReactNode
  /** A column of buttons has a header for screen readers only. */
  hideHeader?: boolean
}

export interface SimpleTableProps<Row> {
  label: string
  columns: readonly SimpleColumn<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** No cell holds anything that takes the focus: then the keyboard scrolls the table itself. */
  still?: boolean
}

/** A short list (tens of rows) that is all in the document; scrolls sideways when there is no room. */
export function SimpleTable<Row>({ label, columns, rows, rowKey, still }: SimpleTableProps<Row>) {
  return (
    <Table.ScrollContainer
      minWidth={Math.min(columns.length * 88, 720)}
      scrollAreaProps={{ 'aria-label': label }}
      type="native"
      {...(still ? { tabIndex: 0, role: 'group', 'aria-label': label } : {})}
    >
      <Table aria-label={label} highlightOnHover fz="sm">
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              // positioned, so that a hidden header is cut off with its column and does not widen the page
              <Table.Th key={column.header} pos="relative">
                {column.hideHeader ? <span className="visually-hidden">{column.header}</span> : column.header}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={rowKey(row)}>
              {columns.map((column) => (
                <Table.Td key={column.header}>{column.cell(row)}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
