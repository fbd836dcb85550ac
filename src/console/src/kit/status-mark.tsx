import { useTranslation } from 'react-i18next'
import type { DeviceRow } from '../api/types'
import classes from './status-mark.module.css'
import { relative } from './time'
import { useNow } from './use-now'

/** A device's state by shape and word, never by colour alone. */
export function StatusMark({ device }: { device: Pick<DeviceRow, 'online' | 'lastSeen' | 'retired'> }) {
  const { t } = useTranslation()
  const now = useNow()
  if (device.retired) return <Mark shape="◌" kind="faint" words={t('status.retired')} />
  if (device.online) return <Mark shape="●" kind="ok" words={t('status.online')} />
  if (!device.lastSeen) return <Mark shape="◌" kind="faint" words={t('status.never')} />
  return <Mark shape="■" kind="faint" words={t('status.offline', { age: relative(device.lastSeen, now) })} />
}

export type MarkKind = 'ok' | 'info' | 'warn' | 'bad' | 'faint'

export function Mark({ shape, kind, words }: { shape: string; kind: MarkKind; words: string }) {
  return (
    <span className={classes.mark} data-kind={kind}>
      <span aria-hidden="true">{shape}</span> {words}
    </span>
  )
}
