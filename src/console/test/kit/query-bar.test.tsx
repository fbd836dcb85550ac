import { MantineProvider } from '@mantine/core'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import '../../src/app/i18n'
import { QueryBar } from '../../src/kit/query-bar'

let queries: string[]
let outside: (query: string) => void

function Page() {
  const [query, setQuery] = useState('status:online')
  outside = setQuery
  return (
    <MantineProvider>
      <QueryBar
        label="Query"
        placeholder="…"
        value={query}
        keywords={['status', 'tag']}
        onChange={(next) => {
          queries.push(next)
          setQuery(next)
        }}
      />
    </MantineProvider>
  )
}

const field = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Query' })
const type = (value: string) => fireEvent.change(field(), { target: { value } })
const pills = () =>
  screen.queryAllByRole('button', { name: /^Remove / }).map((each) => each.getAttribute('aria-label'))

describe('QueryBar', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    queries = []
    render(<Page />)
  })
  afterEach(() => {
    cleanup()
    vi.useRealTimers()
  })

  it('shows finished terms as pills and sends a new one on a blank', () => {
    type('tag:prod')
    fireEvent.keyDown(field(), { key: ' ' })
    expect(queries).toEqual(['status:online tag:prod'])
    expect(pills()).toEqual(['Remove status:online', 'Remove tag:prod'])
    expect(field().value).toBe('')
  })

  it('sends what is being typed after a rest, and keeps it editable', () => {
    type('db')
    expect(queries).toEqual([])
    vi.advanceTimersByTime(300)
    expect(queries).toEqual(['status:online db'])
    expect(field().value).toBe('db')
    expect(pills()).toEqual(['Remove status:online'])
  })

  it('does not send a keyword without its value', () => {
    type('tag:')
    vi.advanceTimersByTime(1000)
    expect(queries).toEqual([])
  })

  it('keeps a blank inside quotes', () => {
    type('tag:"old')
    fireEvent.keyDown(field(), { key: ' ' })
    expect(queries).toEqual([])
  })

  it('edits the last pill with Backspace', () => {
    fireEvent.keyDown(field(), { key: 'Backspace' })
    expect(field().value).toBe('status:online')
    expect(pills()).toEqual([])
  })

  it('starts again from a query that came from outside', () => {
    type('half')
    vi.advanceTimersByTime(300)
    vi.useRealTimers()
    fireEvent.blur(field())
    outside('tag:kiosk')
    return vi.waitFor(() => {
      expect(pills()).toEqual(['Remove tag:kiosk'])
      expect(field().value).toBe('')
    })
  })

  it('completes keywords', () => {
    type('st')
    fireEvent.click(screen.getByRole('button', { name: 'status:' }))
    expect(field().value).toBe('status:')
  })
})
