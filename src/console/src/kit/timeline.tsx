import { UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { Fragment, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AuditEntry } from '../api/types'
import { Diff } from './diff'
import { Outcome } from './outcome'
import { clock, dayOf, exact } from './time'
import classes from './timeline.module.css'

/** Events newest first with a heading for each day; an entry opens to its before and after. */
export function Timeline({ entries }: { entries: readonly AuditEntry[] }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const toggle = (id: string) =>
    setOpen((known) => new Set(known.has(id) ? [...known].filter((other) => other !== id) : [...known, id]))
  return (
    <ol className={classes.list}>
      {entries.map((entry, index) => {
        const day = dayOf(entry.at)
        const before = entries[index - 1]
        return (
          <Fragment key={entry.id}>
            {(!before || dayOf(before.at) !== day) && <li className={classes.day}>{day}</li>}
            <li className={classes.entry}>
              <Entry entry={entry} open={open.has(entry.id)} onToggle={() => toggle(entry.id)} />
            </li>
          </Fragment>
        )
      })}
    </ol>
  )
}

function Entry({ entry, open, onToggle }: { entry: AuditEntry; open: boolean; onToggle: () => void }) {
  const { t } = useTranslation()
  const id = `entry-${entry.id}`
  return (
    <>
      <UnstyledButton className={classes.line} onClick={onToggle} aria-expanded={open} aria-controls={id}>
        {open ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
        <time dateTime={entry.at} className={classes.time}>
          {clock(entry.at)}
        </time>
        <span className={classes.sentence}>
          {entry.sentence} {entry.outcome !== 'Done' && <Outcome outcome={entry.outcome} />}
        </span>
        <span className={classes.who}>{entry.actor.name}</span>
      </UnstyledButton>
      {open && (
        <div id={id} className={classes.more}>
          <Diff changes={entry.changes} />
          <p>
            {t('timeline.by', {
              who: entry.actor.name,
              at: exact(entry.at),
              address: entry.address || t('timeline.noAddress'),
              sequence: entry.sequence,
            })}
          </p>
        </div>
      )}
    </>
  )
}
