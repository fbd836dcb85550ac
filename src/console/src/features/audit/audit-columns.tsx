import { Tooltip } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { AuditEntry } from '../../api/types'
import type { GridColumn } from '../../kit/data-grid'
import { Outcome } from '../../kit/outcome'
import { exact, relative, stamp } from '../../kit/time'
import classes from './audit.module.css'

/** What an entry is about, most particular first. */
export const aboutOf = (entry: AuditEntry) =>
  entry.device?.name ?? entry.group?.name ?? entry.user?.name ?? '-'

export function useAuditColumns(): GridColumn<AuditEntry>[] {
  const { t } = useTranslation('audit')
  return useMemo(
    () => [
      {
        id: 'at',
        header: t('column.time'),
        width: '11.5rem',
        cell: (entry) => (
          <Tooltip label={`${exact(entry.at)} · ${relative(entry.at, Date.now())}`}>
            <time dateTime={entry.at}>{stamp(entry.at, Date.now())}</time>
          </Tooltip>
        ),
      },
      { id: 'who', header: t('column.who'), width: '8rem', cell: (entry) => entry.actor.name },
      {
        id: 'what',
        header: t('column.what'),
        cell: (entry) => <span title={entry.sentence}>{entry.sentence}</span>,
      },
      { id: 'about', header: t('column.about'), width: '10rem', cell: aboutOf },
      {
        id: 'outcome',
        header: t('column.outcome'),
        width: '7.5rem',
        cell: (entry) => <Outcome outcome={entry.outcome} />,
      },
      { id: 'address', header: t('column.from'), width: '8rem', cell: (entry) => entry.address || '-' },
    ],
    [t],
  )
}

export function AuditCard({ entry }: { entry: AuditEntry }) {
  return (
    <>
      <div className={classes.cardHead}>
        <time dateTime={entry.at}>{exact(entry.at)}</time>
        <Outcome outcome={entry.outcome} />
      </div>
      <div>{entry.sentence}</div>
      <div className="muted">
        {entry.actor.name} · {aboutOf(entry)}
      </div>
    </>
  )
}
