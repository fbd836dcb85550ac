import { Group, Loader, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FeedEvent } from '../../api/live/events'
import { useLive } from '../../api/live/use-feed'
import type { DeviceRow } from '../../api/types'
import { LinkButton } from '../../kit/link-button'
import { StatusMark } from '../../kit/status-mark'
import classes from './enrolment.module.css'

/** Devices of the group that were enrolled since `since` (ms since 1970), newest first. */
export function arrive(
  known: readonly DeviceRow[],
  event: FeedEvent,
  groupId: string,
  since: number,
): readonly DeviceRow[] {
  if (event.type === 'presence') {
    const { deviceId, online, at } = event.presence
    return known.map((row) => (row.id === deviceId ? { ...row, online, lastSeen: at } : row))
  }
  if (event.type !== 'row' || event.view !== 'DeviceRow') return known
  const { row } = event
  if (known.some((other) => other.id === row.id))
    return known.map((other) => (other.id === row.id ? row : other))
  return row.groupId === groupId && Date.parse(row.enrolledAt) >= since ? [row, ...known] : known
}

/** The page listens: whatever enrols in the group while it is open appears here. */
export function Arrivals({ groupId }: { groupId: string }) {
  const { t } = useTranslation('enrolment')
  const live = useLive()
  const [rows, setRows] = useState<readonly DeviceRow[]>([])
  // A little earlier than now: the clocks of browser and server are not the same.
  const [since] = useState(() => Date.now() - 30_000)
  useEffect(
    () => live?.hear((event) => setRows((known) => arrive(known, event, groupId, since))),
    [live, groupId, since],
  )
  return (
    <div role="status">
      <ul className={classes.arrivals}>
        {rows.map((row) => (
          <li key={row.id}>
            <span>
              <strong>{row.name}</strong> · {row.os || row.platform} · <StatusMark device={row} />
            </span>
            <Group gap="sm">
              {row.online && row.offers.includes('Terminal') && (
                <LinkButton size="xs" to="/devices/$deviceId/terminal" params={{ deviceId: row.id }}>
                  {t('arrivals.terminal')}
                </LinkButton>
              )}
              <LinkButton size="xs" variant="default" to="/devices/$deviceId" params={{ deviceId: row.id }}>
                {t('arrivals.open')}
              </LinkButton>
            </Group>
          </li>
        ))}
      </ul>
      <Group gap="sm" mt="xs">
        <Loader size="xs" aria-hidden />
        <Text c="dimmed">{rows.length === 0 ? t('arrivals.waiting') : t('arrivals.more')}</Text>
      </Group>
    </div>
  )
}
