import { Alert, Button, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { type DragEvent, lazy, Suspense, useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../kit/empty-state'
import { tellFailure } from '../../kit/notify'
import { SessionPage } from '../../kit/session-page'
import { type Entry, showName } from './codec'
import type { Asked } from './dialogs'
import { fromDrop, type Tree } from './dropped'
import { FileList } from './file-list'
import classes from './files.module.css'
import { sentenceOf } from './link'
import { sorted } from './listing'
import { join, nameOf } from './paths'
import { Place } from './place'
import { send } from './send'
import { Toolbar, type Verb } from './toolbar'
import { store, Transfer } from './transfers'
import { useFolder, useLink } from './use-folder'
import { why } from './words'

// Fetched when they are needed: most looks into a folder do without them.
const Dialog = lazy(() => import('./dialogs'))
const Preview = lazy(() => import('./preview'))
const route = getRouteApi('/shell/devices/$deviceId/files')

/** The files of one device. */
export function FilesPage() {
  const { t } = useTranslation('files')
  const { deviceId } = route.useParams()
  return (
    <SessionPage deviceId={deviceId} title={t('title')} titleOf={(name) => t('titleOf', { name })}>
      {({ device }) => <Files key={deviceId} deviceId={deviceId} deviceName={device.name} />}
    </SessionPage>
  )
}

function Files({ deviceId, deviceName }: { deviceId: string; deviceName: string }) {
  const { t } = useTranslation('files')
  const { path = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const { link, state, again } = useLink(deviceId)
  const [folder, refresh] = useFolder(link, state, path)
  const [sort, setSort] = useState('name')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [asked, setAsked] = useState<Asked | null>(null)
  const [preview, setPreview] = useState<Entry | null>(null)
  const [over, setOver] = useState(false)
  const entries = useMemo(() => sorted(folder.entries, sort), [folder.entries, sort])
  const names = useMemo(
    () => entries.filter((entry) => chosen.has(entry.n)).map((entry) => entry.n),
    [entries, chosen],
  )

  const go = useCallback(
    (to: string) => {
      setChosen(new Set())
      setPreview(null)
      void navigate({ search: { path: to || undefined } })
    },
    [navigate],
  )
  const open = (entry: Entry) => {
    if (entry.t === 1) go(entry.n)
    else if (entry.t === 2) go(join(path || '/', entry.n))
    else if (entry.t === 3) setPreview(entry)
  }
  const done = (changed: boolean) => {
    setAsked(null)
    if (!changed) return
    setChosen(new Set())
    refresh()
  }
  const upload = (tree: Tree) => {
    send(link, { deviceId, deviceName, path: path || '/' }, tree, refresh).catch((error: unknown) =>
      tellFailure(why(error, t)),
    )
  }
  const download = (wanted: string[]) => {
    const only = wanted.length === 1 ? entries.find((entry) => entry.n === wanted[0]) : undefined
    const single = only?.t === 3
    const name = single ? only.n : `${wanted.length === 1 ? wanted[0] : nameOf(path) || deviceName}.zip`
    const source = single
      ? { path: join(path || '/', only.n), names: [], zip: false }
      : { path: path || '/', names: wanted, zip: true }
    const transfer = new Transfer(deviceId, deviceName, false, path, showName(name), null, source)
    if (single) transfer.sized(only.s ?? null)
    store.add([transfer])
  }
  const run = (verb: Verb) => {
    if (verb === 'download') download(names)
    else setAsked({ verb, names })
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void fromDrop(event.dataTransfer).then(upload)
  }
  const ready = state.name === 'open'
  const joining = !ready && state.name !== 'broken'

  if (state.name === 'over')
    return (
      <EmptyState title={t('state.over')} actions={<Button onClick={again}>{t('state.again')}</Button>}>
        {sentenceOf(state)}
      </EmptyState>
    )
  return (
    <>
      <Toolbar
        ready={ready}
        count={names.length}
        onUpload={upload}
        onVerb={run}
        onMake={() => setAsked({ verb: 'make', names: [] })}
        onRefresh={refresh}
      />
      <Place path={path} onOpen={go} />
      <Text size="sm" c="dimmed" role="status" className={classes.status}>
        {joining && t('state.connecting')}
        {state.name === 'broken' && t('state.broken', { tries: state.tries })}
        {ready && state.asking && t('state.person')}
        {ready && !state.asking && folder.pending && t('state.loading')}
        {folder.cut && t('state.cut', { count: folder.entries.length })}
      </Text>
      {folder.error !== null && (
        <Alert role="alert" color="red" variant="light">
          {why(folder.error, t)}
        </Alert>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a place to drop onto; the buttons above do the same */}
      <div
        className={classes.panes}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(ready)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        {over && <div className={classes.drop}>{t('drop')}</div>}
        {entries.length > 0 ? (
          <FileList
            entries={entries}
            sort={sort}
            onSort={setSort}
            chosen={chosen}
            onChosen={setChosen}
            onOpen={open}
            onKey={(verb, entry) => setAsked({ verb, names: [entry.n] })}
          />
        ) : (
          ready &&
          !folder.pending &&
          folder.error === null && <EmptyState title={t('list.empty')}>{t('list.emptyHint')}</EmptyState>
        )}
        <Suspense>
          {preview && (
            <Preview link={link} folder={path || '/'} entry={preview} onClose={() => setPreview(null)} />
          )}
        </Suspense>
      </div>
      <Suspense>{asked && <Dialog asked={asked} link={link} path={path || '/'} onClose={done} />}</Suspense>
    </>
  )
}
