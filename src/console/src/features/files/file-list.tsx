import { Checkbox } from '@mantine/core'
import { IconFile, IconFolder, IconLink, IconPlug, IconServer } from '@tabler/icons-react'
import { type KeyboardEvent, type MouseEvent, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { DataGrid, type GridColumn } from '../../kit/data-grid'
import { bytes } from '../../kit/time'
import { When } from '../../kit/when'
import { type Entry, showMode, showName } from './codec'
import classes from './files.module.css'

export interface FileListProps {
  entries: readonly Entry[]
  sort: string
  onSort: (sort: string) => void
  chosen: ReadonlySet<string>
  onChosen: (chosen: ReadonlySet<string>) => void
  onOpen: (entry: Entry) => void
  onKey: (action: 'delete' | 'rename', entry: Entry) => void
}

export function FileList(props: FileListProps) {
  const { entries, chosen, onChosen } = props
  const { t } = useTranslation('files')
  const last = useRef(0)

  const columns = useMemo(() => {
    const choose = (entry: Entry, range: boolean) => {
      const at = entries.indexOf(entry)
      const next = new Set(chosen)
      const [from, to] = range ? [Math.min(last.current, at), Math.max(last.current, at)] : [at, at]
      const on = !chosen.has(entry.n)
      for (const one of entries.slice(from, to + 1)) {
        if (on) next.add(one.n)
        else next.delete(one.n)
      }
      last.current = at
      onChosen(next)
    }
    const unix = entries.some((entry) => entry.m !== undefined)
    const all: GridColumn<Entry>[] = [
      {
        id: 'choose',
        header: t('list.choose'),
        width: '5rem',
        cell: (entry) => (
          <Checkbox
            size="md"
            checked={chosen.has(entry.n)}
            aria-label={t('list.chooseOne', { name: showName(entry.n) })}
            onClick={(event: MouseEvent) => event.stopPropagation()}
            onChange={(event) => choose(entry, (event.nativeEvent as unknown as MouseEvent).shiftKey)}
          />
        ),
      },
      {
        id: 'name',
        header: t('list.name'),
        sort: 'name',
        least: 14,
        cell: (entry) => <Name entry={entry} />,
      },
      { id: 'size', header: t('list.size'), sort: 'size', width: '8rem', align: 'end', cell: size },
      {
        id: 'changed',
        header: t('list.changed'),
        sort: 'changed',
        width: '9rem',
        cell: (entry) => (entry.d ? <When at={entry.d} /> : '-'),
      },
    ]
    if (unix)
      all.push(
        {
          id: 'rights',
          header: t('list.rights'),
          width: '7.5rem',
          cell: (entry) => <span className="mono">{entry.m === undefined ? '' : showMode(entry.m)}</span>,
        },
        {
          id: 'owner',
          header: t('list.owner'),
          width: '10rem',
          cell: (entry) => [entry.o, entry.g].filter(Boolean).join(' : '),
        },
      )
    return all
  }, [entries, chosen, onChosen, t])

  const onKeyDown = (event: KeyboardEvent) => {
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-row]')
    const entry = row && event.target === row ? entries[Number(row.dataset.row)] : undefined
    if (!entry || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === ' ') row?.querySelector<HTMLInputElement>('input[type=checkbox]')?.click()
    else if (event.key === 'Delete') props.onKey('delete', entry)
    else if (event.key === 'F2') props.onKey('rename', entry)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys bubble here from the rows, which have the focus
    <div className={classes.list} onKeyDown={onKeyDown}>
      <DataGrid
        label={t('list.label')}
        columns={columns}
        rows={entries}
        rowKey={(entry) => entry.n}
        total={entries.length}
        sort={props.sort}
        onSort={props.onSort}
        onOpen={props.onOpen}
      />
    </div>
  )
}

const size = (entry: Entry) => (entry.t === 3 && entry.s !== undefined ? bytes(entry.s) : '-')

function Name({ entry }: { entry: Entry }) {
  const { t } = useTranslation('files')
  const Icon = entry.t === 1 ? IconServer : entry.t === 2 ? IconFolder : entry.t === 3 ? IconFile : IconPlug
  return (
    <span className={classes.name}>
      <Icon size={16} aria-hidden />
      <span className={classes.words}>{showName(entry.n)}</span>
      {entry.l !== undefined && (
        <span className="muted">
          <IconLink size={12} aria-hidden /> {t('list.link', { to: showName(entry.l) })}
        </span>
      )}
      {entry.t === 4 && entry.l === undefined && <span className="muted">{t('list.other')}</span>}
      {entry.f !== undefined && <span className="muted">{t('list.free', { size: bytes(entry.f) })}</span>}
    </span>
  )
}
