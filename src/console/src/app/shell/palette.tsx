import { Modal, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { writeTerm } from '../../kit/query-terms'
import { StatusMark } from '../../kit/status-mark'
import classes from './palette.module.css'
import type { Place } from './places'

interface Choice {
  id: string
  section: string
  name: string
  aside?: ReactNode
  run: () => void
}

/** Ctrl K: pages by name, devices by whatever the device list matches bare words with. */
export default function Palette({ places, onClose }: { places: readonly Place[]; onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const listId = useId()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const [settled] = useDebouncedValue(text.trim(), 150)
  const q = settled
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => writeTerm(null, word))
    .join(' ')
  const found = api.useQuery(
    'get',
    '/api/devices',
    { params: { query: { q, take: 8 } } },
    { enabled: q !== '', placeholderData: keepPreviousData },
  )

  const wanted = text.trim().toLowerCase()
  const pages: Choice[] = places
    .map((place) => ({ place, name: t(place.name) }))
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .map(({ place, name }) => ({
      id: place.to,
      section: t('palette.pages'),
      name,
      run: () => void navigate({ to: place.to }),
    }))
  const account: Choice[] = t('nav.account').toLowerCase().includes(wanted)
    ? [
        {
          id: '/account',
          section: t('palette.pages'),
          name: t('nav.account'),
          run: () => void navigate({ to: '/account' }),
        },
      ]
    : []
  const devices: Choice[] = (wanted === '' ? [] : (found.data?.rows ?? [])).map((device) => ({
    id: device.id,
    section: t('palette.devices'),
    name: device.name,
    aside: <StatusMark device={device} />,
    run: () => void navigate({ to: '/devices/$deviceId', params: { deviceId: device.id } }),
  }))
  const choices = [...devices, ...pages, ...account]
  const active = Math.min(at, choices.length - 1)

  const choose = (choice: Choice | undefined) => {
    if (!choice) return
    onClose()
    choice.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && choices.length > 0) {
      event.preventDefault()
      setAt((active + step + choices.length) % choices.length)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      choose(choices[active])
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      yOffset="10vh"
      centered={false}
      padding={0}
      aria-label={t('palette.open')}
    >
      <TextInput
        data-autofocus
        size="md"
        variant="unstyled"
        className={classes.input}
        aria-label={t('palette.placeholder')}
        placeholder={t('palette.placeholder')}
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={choices[active] ? `${listId}-${active}` : undefined}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div id={listId} role="listbox" aria-label={t('palette.open')} className={classes.list}>
        {choices.map((choice, index) => (
          <div key={choice.id} role="presentation">
            {choice.section !== choices[index - 1]?.section && (
              <div role="presentation" className={classes.section}>
                {choice.section}
              </div>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the field, which keeps the focus */}
            <div
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              className={classes.choice}
              onClick={() => choose(choice)}
              onMouseMove={() => setAt(index)}
            >
              <span>{choice.name}</span>
              {choice.aside}
            </div>
          </div>
        ))}
      </div>
      {choices.length === 0 && (
        <p className={classes.nothing} role="status">
          {found.isFetching ? t('loading') : t('palette.nothing')}
        </p>
      )}
    </Modal>
  )
}
