import { MantineProvider } from '@mantine/core'
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import '../../src/app/i18n'
import { DisplayStrip } from '../../src/features/desktop/display-strip'
import type { Display } from '../../src/features/desktop/displays'

const all: Display = { id: 65535, name: '', primary: false, place: null }
const left: Display = {
  id: 1,
  name: 'HDMI-1',
  primary: true,
  place: { id: 1, x: 0, y: 0, width: 1920, height: 1080 },
}
const right: Display = { ...left, id: 2, name: '', primary: false }
const unknown: Display = { ...all, id: 3 }

describe('the strip of displays', () => {
  const onChoose = vi.fn()
  const show = async (displays: readonly Display[], live = true) => {
    render(
      <MantineProvider>
        <DisplayStrip displays={displays} shown={1} live={live} onChoose={onChoose} />
      </MantineProvider>,
    )
    // The page's words are loaded with it.
    await screen.findByLabelText('Display')
  }
  const strip = () => screen.getByRole('radiogroup', { name: 'Display' })
  afterEach(() => {
    cleanup()
    onChoose.mockReset()
    vi.unstubAllGlobals()
  })

  it('says of each what is known, and which one is shown', async () => {
    await show([all, left, right, unknown])
    const choices = within(strip()).getAllByRole<HTMLInputElement>('radio')
    expect(
      choices.map((choice) => choice.labels?.[0]?.querySelector('[title]')?.getAttribute('title')),
    ).toEqual([
      'All displays',
      'Display 1, HDMI-1, 1920 × 1080, primary',
      'Display 2, 1920 × 1080',
      'Display 3',
    ])
    expect(choices.map((choice) => choice.checked)).toEqual([false, true, false, false])
  })

  it('gives the chosen one', async () => {
    await show([all, left, right])
    fireEvent.click(within(strip()).getByRole('radio', { name: 'Display 2, 1920 × 1080' }))
    expect(onChoose.mock.calls).toEqual([[2]])
  })

  it('is a list on a narrow page', async () => {
    vi.stubGlobal('matchMedia', () => ({
      matches: false,
      addEventListener: vi.fn(),
      removeEventListener: vi.fn(),
    }))
    await show([all, left, right])
    expect(screen.queryByRole('radiogroup')).toBeNull()
    const list = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Display' })
    expect([...list.options].map((option) => option.text)).toEqual([
      'All displays',
      'Display 1, HDMI-1, 1920 × 1080, primary',
      'Display 2, 1920 × 1080',
    ])
    fireEvent.change(list, { target: { value: '65535' } })
    expect(onChoose.mock.calls).toEqual([[65535]])
  })

  it('shows names while there is room for them, and numbers always', async () => {
    const shown = () => within(strip()).getAllByText(/^\d+$|^HDMI/, { ignore: '[class*=visually]' })
    await show([all, left, right])
    expect(shown().map((each) => each.textContent)).toEqual(['1', 'HDMI-1', '2'])
    cleanup()
    await show([all, ...[1, 2, 3, 4, 5].map((id) => ({ ...left, id }))])
    expect(shown().map((each) => each.textContent)).toEqual(['1', '2', '3', '4', '5'])
  })

  it('cannot be used while nobody is there to show another', async () => {
    await show([all, left], false)
    for (const choice of within(strip()).getAllByRole<HTMLInputElement>('radio'))
      expect(choice.disabled).toBe(true)
  })
})
