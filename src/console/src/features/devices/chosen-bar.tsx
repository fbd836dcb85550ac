import { ActionIcon, Button, Menu, Text } from '@mantine/core'
import {
  IconArrowsRightLeft,
  IconBolt,
  IconChevronDown,
  IconDots,
  IconMessage,
  IconPlayerPlay,
  IconPower,
  IconTag,
  IconTrash,
  IconX,
} from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceRow } from '../../api/types'
import { mostDevices } from '../../kit/actions/targets'
import type { Choice } from '../../kit/choice'
import classes from './devices.module.css'
import type { May } from './may'

const AskMessage = lazy(() => import('../../kit/actions/ask-message'))
const AskPower = lazy(() => import('../../kit/actions/ask-power'))
const AskWake = lazy(() => import('../../kit/actions/ask-wake'))
const forms = () => import('./many-forms')
const TagMany = lazy(async () => ({ default: (await forms()).TagMany }))
const MoveMany = lazy(async () => ({ default: (await forms()).MoveMany }))
const RetireMany = lazy(async () => ({ default: (await forms()).RetireMany }))

const acts = [
  { id: 'run', permission: 'commands', icon: IconPlayerPlay, red: false },
  { id: 'message', permission: 'notify', icon: IconMessage, red: false },
  { id: 'wake', permission: 'wake', icon: IconBolt, red: false },
  { id: 'tag', permission: 'notes', icon: IconTag, red: false },
  { id: 'move', permission: 'manage', icon: IconArrowsRightLeft, red: false },
  { id: 'power', permission: 'power', icon: IconPower, red: true },
  { id: 'retire', permission: 'manage', icon: IconTrash, red: true },
] as const
type Act = (typeof acts)[number]['id']

export interface ChosenBarProps {
  choice: Choice<DeviceRow>
  may: May
  /** How many the search finds. */
  total: number
  wide: boolean
  /** Chooses all that the search finds; absent when they are. */
  onAll?: (() => void) | undefined
  fetching: boolean
}

/** How many are chosen, and what can be done with them. */
export default function ChosenBar({ choice, may, total, wide, onAll, fetching }: ChosenBarProps) {
  const { t } = useTranslation('devices')
  const open = useNavigate()
  const [asked, setAsked] = useState<Act | null>(null)
  const { rows } = choice
  const allowed = (act: Act) => {
    const permission = acts.find((one) => one.id === act)?.permission ?? ''
    return rows.filter((row) => may(row, permission))
  }
  const targets = (act: Act) => {
    const count = allowed(act).length
    return { devices: rows.map((row) => row.id), count, mayNot: rows.length - count }
  }
  const ask = (act: Act) => {
    if (act === 'run') void open({ to: '/jobs/new', state: { chosen: targets(act) } })
    else setAsked(act)
  }
  const close = () => setAsked(null)
  // The bar goes, and the focus with it: the list takes it.
  const clear = () => {
    choice.clear()
    document.querySelector<HTMLElement>('tr[data-row][tabindex="0"]')?.focus()
  }
  const job = asked && { on: targets(asked), onClose: close }
  const each = asked && {
    rows: allowed(asked),
    mayNot: rows.length - allowed(asked).length,
    onClose: close,
  }
  const why = (act: Act) => (allowed(act).length === 0 ? t('chosen.mayNone') : undefined)
  return (
    <section
      data-foot-bar
      className={classes.chosen}
      aria-label={t('chosen.label')}
      onKeyDown={(event) => {
        // What bubbles here from a menu or a dialog is theirs.
        if (event.key === 'Escape' && event.currentTarget.contains(event.target as Node)) clear()
      }}
    >
      <Text role="status" fw={600} className={classes.chosenCount}>
        {t('chosen.count', { count: rows.length })}
        {rows.length >= mostDevices && total > mostDevices && (
          <Text span size="sm" c="dimmed" fw={400}>
            {' '}
            {t('chosen.most', { count: mostDevices })}
          </Text>
        )}
      </Text>
      {onAll && (
        <Button size="compact-sm" variant="subtle" onClick={onAll} loading={fetching}>
          {total > mostDevices
            ? t('chosen.first', { count: mostDevices, total })
            : t('chosen.all', { count: total })}
        </Button>
      )}
      <span className={classes.chosenActs}>
        {wide &&
          acts
            .filter(({ red }) => !red)
            .map(({ id, icon: Icon }) => (
              <Button
                key={id}
                size="compact-sm"
                variant="default"
                leftSection={<Icon size={16} aria-hidden />}
                disabled={why(id) !== undefined}
                title={why(id)}
                onClick={() => ask(id)}
              >
                {t(`chosen.${id}`)}
              </Button>
            ))}
        <Menu position="top-end" withInitialFocusPlaceholder={false}>
          <Menu.Target>
            {wide ? (
              <ActionIcon variant="default" size={26} aria-label={t('chosen.more')}>
                <IconDots size={16} aria-hidden />
              </ActionIcon>
            ) : (
              <Button size="compact-md" rightSection={<IconChevronDown size={14} aria-hidden />}>
                {t('actions.open')}
              </Button>
            )}
          </Menu.Target>
          <Menu.Dropdown>
            {acts
              .filter(({ red }) => red || !wide)
              .map(({ id, icon: Icon, red }) => (
                <Menu.Item
                  key={id}
                  leftSection={<Icon size={16} aria-hidden />}
                  disabled={why(id) !== undefined}
                  {...(red ? { color: 'red' } : {})}
                  onClick={() => ask(id)}
                >
                  {t(`chosen.${id}`)}
                  {why(id) && (
                    <Text size="xs" c="dimmed">
                      {why(id)}
                    </Text>
                  )}
                </Menu.Item>
              ))}
          </Menu.Dropdown>
        </Menu>
      </span>
      <ActionIcon
        className={classes.chosenClear}
        color="gray"
        size={28}
        aria-label={t('chosen.clear')}
        onClick={clear}
      >
        <IconX size={16} aria-hidden />
      </ActionIcon>
      <Suspense>
        {job && asked === 'message' && <AskMessage {...job} />}
        {job && asked === 'power' && <AskPower {...job} />}
        {job && asked === 'wake' && <AskWake {...job} />}
        {each && asked === 'tag' && <TagMany {...each} />}
        {each && asked === 'move' && <MoveMany {...each} />}
        {each && asked === 'retire' && <RetireMany {...each} />}
      </Suspense>
    </section>
  )
}
