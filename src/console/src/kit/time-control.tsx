import { Button, Group, Popover, SegmentedControl, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { exact, fromLocalInput, toLocalInput } from './time'

export interface TimeControlProps {
  /** The past moment shown (ISO 8601, UTC), or undefined for now. */
  asOf: string | undefined
  onChange: (asOf: string | undefined) => void
}

/** Live or as of a moment (`console.md` 1.2). */
export function TimeControl({ asOf, onChange }: TimeControlProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [value, setValue] = useState('')
  const time = fromLocalInput(value)
  const future = time !== null && Date.parse(time) > Date.now()
  const choose = (mode: string) => {
    if (mode === 'live') {
      setOpen(false)
      onChange(undefined)
      return
    }
    setValue(toLocalInput(asOf ? new Date(asOf) : new Date(Date.now() - 3_600_000)))
    setOpen(true)
  }
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus withArrow>
      <Popover.Target>
        <SegmentedControl
          size="xs"
          aria-label={t('time.label')}
          value={asOf ? 'past' : 'live'}
          onChange={choose}
          data={[
            { value: 'live', label: t('time.live') },
            { value: 'past', label: asOf ? t('time.asOf', { at: exact(asOf) }) : t('time.choose') },
          ]}
        />
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (!time || future) return
            setOpen(false)
            onChange(time)
          }}
        >
          <Stack gap="sm">
            <TextInput
              type="datetime-local"
              label={t('time.moment')}
              value={value}
              max={toLocalInput(new Date())}
              onChange={(event) => setValue(event.currentTarget.value)}
              error={future ? t('time.future') : undefined}
            />
            <Group justify="flex-end">
              <Button type="submit" size="xs" disabled={!time || future}>
                {t('time.show')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}

/** The strip over a past view: it says which moment, and nothing on the page can be changed. */
export function PastStrip({ asOf, onLive }: { asOf: string; onLive: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="past" role="status">
      <span>{t('time.past', { at: exact(asOf) })}</span>
      <Button size="compact-sm" variant="default" onClick={onLive}>
        {t('time.back')}
      </Button>
    </div>
  )
}
