import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useChoice } from '../../src/kit/choice'
import type { GridColumn } from '../../src/kit/data-grid'
import { GridRows } from '../../src/kit/grid-rows'

interface Row {
  id: string
  name: string
}
const keyOf = (row: Row) => row.id
const rows: Row[] = [
  { id: 'a', name: 'till-1' },
  { id: 'b', name: 'till-2' },
]
const columns: GridColumn<Row>[] = [
  { id: 'name', header: 'Name', cell: (row) => <strong>{row.name}</strong> },
  { id: 'id', header: 'Id', align: 'end', cell: (row) => row.id },
]

/** The rows as the grid draws them, all in view. */
function Grid({ hidden, open = vi.fn() }: { hidden?: string[]; open?: (row: Row, index: number) => void }) {
  const choice = useChoice('q', rows, keyOf, 10, true)
  return (
    <GridRows
      label="Tills"
      columns={columns}
      rows={rows}
      rowKey={keyOf}
      total={rows.length}
      {...(hidden && { hidden })}
      choice={{ ...choice, label: 'All', labelOf: (row) => row.name }}
      items={rows.map((row, index) => ({ index, key: row.id, start: index * 37, end: index * 37 + 37 }))}
      before={0}
      after={0}
      active={0}
      open={open}
      choose={(row, _, range) => (range ? choice.reach(rows, row) : choice.toggle(row))}
      measure={() => undefined}
    />
  )
}

const box = (name: string) => screen.getByRole<HTMLInputElement>('checkbox', { name })
const head = () => (box('All').indeterminate ? 'some' : box('All').checked ? 'all' : 'none')

describe('rows of a list', () => {
  afterEach(cleanup)

  it('leave out the columns that are hidden, in the head as in the rows', () => {
    render(<Grid hidden={['id']} />)
    expect(screen.getAllByRole('columnheader').map((cell) => cell.textContent)).toEqual(['', 'Name'])
    expect(screen.getAllByRole('cell').map((cell) => cell.textContent)).toEqual(['', 'till-1', '', 'till-2'])
  })

  it('say with the head’s box whether all, some or none are chosen', () => {
    render(<Grid />)
    expect(head()).toBe('none')
    fireEvent.click(box('till-1'))
    expect([head(), box('till-1').checked, box('till-2').checked]).toEqual(['some', true, false])
    fireEvent.click(box('till-2'))
    expect(head()).toBe('all')
    fireEvent.click(box('All'))
    expect([head(), box('till-1').checked]).toEqual(['none', false])
    fireEvent.click(box('All'))
    expect([head(), box('till-2').checked]).toEqual(['all', true])
  })

  it('open by a click, but not by one on their box; with Shift or Ctrl they are chosen', () => {
    const open = vi.fn()
    render(<Grid open={open} />)
    fireEvent.click(box('till-1'))
    expect(open).not.toHaveBeenCalled()
    fireEvent.click(screen.getByText('till-2'), { shiftKey: true })
    expect([open.mock.calls.length, head()]).toEqual([0, 'all'])
    fireEvent.click(screen.getByText('till-2'), { ctrlKey: true })
    expect([open.mock.calls.length, head()]).toEqual([0, 'some'])
    fireEvent.click(screen.getByText('till-2'))
    expect(open).toHaveBeenCalledWith(rows[1], 1)
  })

  it('let Tab stop only at the box of the row that is active', () => {
    render(<Grid />)
    expect([box('till-1').tabIndex, box('till-2').tabIndex]).toEqual([0, -1])
  })
})
