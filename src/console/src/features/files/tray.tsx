import { ActionIcon, Button, Group, Progress, Text } from '@mantine/core'
import {
  IconArrowDown,
  IconArrowUp,
  IconChevronDown,
  IconChevronUp,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconX,
} from '@tabler/icons-react'
import { memo, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { bytes, duration } from '../../kit/time'
import { showName } from './codec'
import { ConflictDialog } from './conflict-dialog'
import classes from './files.module.css'
import { store, type Transfer } from './transfers'
import { reason } from './words'

const shown = 100

/** What is on its way, over every page until the person clears it. */
export default function Tray() {
  const { t } = useTranslation('files')
  const [folded, setFolded] = useState(false)
  const [asking, setAsking] = useState<Transfer | null>(null)
  useSyncExternalStore(store.watch, store.version)
  const all = store.all()
  const running = all.filter((transfer) => !transfer.over).length
  const first = asking ?? all.find((transfer) => transfer.state.name === 'conflict') ?? null
  // The unfinished stand first, the newest of each kind on top.
  const ordered = [...all].reverse().sort((a, b) => Number(a.over) - Number(b.over))
  return (
    <aside className={classes.tray} aria-label={t('tray.title')}>
      <header>
        <Text fw={600}>{t('tray.title')}</Text>
        <Text size="sm" c="dimmed" role="status">
          {running > 0 ? t('tray.running', { count: running }) : t('tray.idle')}
        </Text>
        <Group gap="xs" ml="auto" wrap="nowrap">
          <Button size="compact-sm" variant="default" onClick={() => store.clear()}>
            {t('tray.clear')}
          </Button>
          <ActionIcon
            variant="default"
            aria-expanded={!folded}
            aria-label={folded ? t('tray.unfold') : t('tray.fold')}
            onClick={() => setFolded(!folded)}
          >
            {folded ? <IconChevronUp size={16} /> : <IconChevronDown size={16} />}
          </ActionIcon>
        </Group>
      </header>
      {!folded && (
        <ul>
          {ordered.slice(0, shown).map((transfer) => (
            <Row key={transfer.id} transfer={transfer} version={transfer.version} onDecide={setAsking} />
          ))}
        </ul>
      )}
      {first?.state.name === 'conflict' && (
        <ConflictDialog key={first.id} transfer={first} onClose={() => setAsking(null)} />
      )}
    </aside>
  )
}

interface RowProps {
  transfer: Transfer
  /** The object stays the same: this tells that it looks otherwise. */
  version: number
  onDecide: (transfer: Transfer) => void
}

/** Drawn only when its own transfer moved: with hundreds of small files something moves all the time. */
const Row = memo(function Row({ transfer, onDecide }: RowProps) {
  const { t } = useTranslation('files')
  const { state, size, passed } = transfer
  const name = showName(transfer.name)
  const percent = state.name === 'done' ? 100 : size ? Math.min(100, (passed * 100) / size) : 0
  const can = (words: string, icon: React.ReactNode, act: () => void) => (
    <ActionIcon variant="subtle" color="gray" aria-label={words} title={words} onClick={act}>
      {icon}
    </ActionIcon>
  )
  return (
    <li>
      {transfer.up ? <IconArrowUp size={16} aria-hidden /> : <IconArrowDown size={16} aria-hidden />}
      <div className={classes.transfer}>
        <span className={classes.words} title={name}>
          {name}
        </span>
        <Progress
          value={percent}
          size="sm"
          transitionDuration={0}
          color={state.name === 'failed' ? 'red' : undefined}
          aria-label={t('tray.bar', { name })}
          animated={state.name === 'running' && size === null}
        />
        <Text size="xs" c={state.name === 'failed' ? 'red' : 'dimmed'} component="span">
          {transfer.up
            ? t('tray.up', { device: transfer.deviceName })
            : t('tray.down', { device: transfer.deviceName })}{' '}
          · <Words transfer={transfer} />
        </Text>
      </div>
      <Group gap={4} wrap="nowrap">
        {state.name === 'conflict' && (
          <Button
            size="compact-xs"
            aria-label={t('tray.decide', { name })}
            onClick={() => onDecide(transfer)}
          >
            ?
          </Button>
        )}
        {(state.name === 'running' || state.name === 'cut') &&
          can(t('tray.pause', { name }), <IconPlayerPause size={16} />, () => store.pause(transfer))}
        {state.name === 'paused' &&
          can(t('tray.go', { name }), <IconPlayerPlay size={16} />, () => store.go(transfer))}
        {(state.name === 'failed' || state.name === 'cancelled') &&
          can(t('tray.again', { name }), <IconRefresh size={16} />, () => store.again(transfer))}
        {!transfer.over && can(t('tray.cancel', { name }), <IconX size={16} />, () => store.cancel(transfer))}
      </Group>
    </li>
  )
})

function Words({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation('files')
  const { state, size, passed, rate } = transfer
  switch (state.name) {
    case 'waiting':
      return t('tray.waiting')
    case 'paused':
      return t('tray.paused', { passed: bytes(passed) })
    case 'cut':
      return t('tray.cut')
    case 'conflict':
      return t('tray.conflict')
    case 'cancelled':
      return t('tray.cancelled')
    case 'failed':
      return reason(state.code, state.message, t)
    case 'done':
      return state.skipped ? t('tray.skipped') : t('tray.done', { size: bytes(passed) })
  }
  if (size === null) return t('tray.runningOpen', { passed: bytes(passed), rate: bytes(rate) })
  const left = rate > 0 ? ((size - passed) / rate) * 1000 : null
  const words = t('tray.running', { passed: bytes(passed), size: bytes(size), rate: bytes(rate) })
  return left === null ? words : `${words} · ${t('tray.left', { time: duration(left) })}`
}
