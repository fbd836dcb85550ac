import { Alert, Button, Group, List, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client } from '../../api/http'
import type { JournalRow, JournalRows } from '../../api/types'
import { EmptyState } from '../../kit/empty-state'
import { ErrorPanel } from '../../kit/error-panel'
import { Pending } from '../../kit/pending'
import { Section } from '../../kit/section'
import { SimpleTable } from '../../kit/simple-table'
import { Mark, type MarkKind } from '../../kit/status-mark'
import { exact } from '../../kit/time'
import { When } from '../../kit/when'
import classes from './device.module.css'

const take = 100
const kinds = ['taken', 'refused', 'done', 'failed'] as const
type Shown = (typeof kinds)[number] | 'all'

interface Place {
  book: number
  before: number
}

/** Every page goes on from a line of a book, which are two parameters. */
function useJournal(deviceId: string, shown: Shown) {
  return useInfiniteQuery({
    queryKey: ['get', '/api/devices/{deviceId}/journal', { params: { path: { deviceId } } }, shown],
    queryFn: async ({ pageParam, signal }): Promise<JournalRows> => {
      const query = { take, what: shown === 'all' ? undefined : shown, ...pageParam }
      const { data, error } = await client.GET('/api/devices/{deviceId}/journal', {
        params: { path: { deviceId }, query },
        signal,
      })
      if (!data) throw error
      return data
    },
    initialPageParam: null as Place | null,
    getNextPageParam: ({ rows }): Place | undefined => {
      const last = rows.at(-1)
      return last && rows.length === take ? { book: last.book, before: last.number } : undefined
    },
    placeholderData: keepPreviousData,
  })
}

/** What the device itself says it was commanded to do, and whether that is what this server sent. */
export default function Journal({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation('device')
  const [shown, setShown] = useState<Shown>('all')
  const answer = useJournal(deviceId, shown)
  const columns = useColumns(answer.data?.pages[0]?.books ?? 1)
  if (answer.isPending) return <Pending />
  if (answer.error) return <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />
  const first = answer.data.pages[0]
  const rows = answer.data.pages.flatMap((page) => page.rows)
  if (!first || (first.lines === 0 && first.differences === 0))
    return <EmptyState title={t('journal.none')} />
  return (
    <Stack gap="md">
      <Verdict journal={first} />
      <Section title={t('journal.title')}>
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {t('journal.what')}
          </Text>
          <SegmentedControl
            className={classes.kinds}
            size="xs"
            aria-label={t('journal.show')}
            value={shown}
            onChange={(value) => setShown(value as Shown)}
            data={[
              { value: 'all', label: t('journal.all') },
              ...kinds.map((kind) => ({ value: kind, label: t(`journal.word.${kind}`) })),
            ]}
          />
          {rows.length === 0 ? (
            <Text c="dimmed">{t('journal.noneOfKind')}</Text>
          ) : (
            <SimpleTable
              label={t('journal.title')}
              columns={columns}
              rows={rows}
              rowKey={(row) => `${row.book} ${row.number}`}
              still
            />
          )}
          {answer.hasNextPage && (
            <Group>
              <Button
                variant="default"
                loading={answer.isFetchingNextPage}
                onClick={() => void answer.fetchNextPage()}
              >
                {t('journal.older')}
              </Button>
            </Group>
          )}
        </Stack>
      </Section>
    </Stack>
  )
}

/** Whole or not, what that means, and what to do. */
function Verdict({ journal }: { journal: JournalRows }) {
  const { t } = useTranslation('device')
  if (journal.differences === 0)
    return (
      <div className={classes.whole} role="status">
        <Mark shape="✓" kind="ok" words={t('journal.whole')} />
        <Text size="sm">{t('journal.wholeMeans', { count: journal.lines })}</Text>
      </div>
    )
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle size={20} aria-hidden />}
      title={t('journal.broken', { count: journal.differences })}
    >
      <Stack gap="xs">
        <Text size="sm">{t('journal.brokenMeans')}</Text>
        <Text size="sm">{t('journal.brokenDo')}</Text>
        <Text size="sm" fw={600}>
          {t('journal.latest')}
        </Text>
        <List size="sm">
          {journal.latest.map((one) => (
            <List.Item key={`${one.at} ${one.line} ${one.why}`}>
              {t('journal.line', { line: one.line, at: exact(one.at), why: one.why })}
            </List.Item>
          ))}
        </List>
      </Stack>
    </Alert>
  )
}

const looks: Record<string, { shape: string; kind: MarkKind }> = {
  taken: { shape: '◉', kind: 'info' },
  refused: { shape: '✕', kind: 'warn' },
  done: { shape: '✓', kind: 'ok' },
  failed: { shape: '✕', kind: 'bad' },
}

/** The device's own word, in words where it is one that we know. */
function What({ row }: { row: JournalRow }) {
  const { t } = useTranslation('device')
  const look = looks[row.what]
  if (look) return <Mark {...look} words={t(`journal.word.${row.what as (typeof kinds)[number]}`)} />
  return (
    <Mark shape="?" kind="bad" words={row.what === 'unreadable' ? t('journal.word.unreadable') : row.what} />
  )
}

function useColumns(books: number) {
  const { t } = useTranslation('device')
  return useMemo(
    () => [
      {
        header: t('journal.column.line'),
        cell: (row: JournalRow) => (books > 1 ? `${row.book} · ${row.number}` : row.number),
      },
      {
        header: t('journal.column.at'),
        cell: (row: JournalRow) => (row.what === 'unreadable' ? '-' : <When at={row.at} />),
      },
      { header: t('journal.column.what'), cell: (row: JournalRow) => <What row={row} /> },
      { header: t('journal.column.action'), cell: (row: JournalRow) => <code>{row.action || '-'}</code> },
      { header: t('journal.column.by'), cell: (row: JournalRow) => row.by || '-' },
      { header: t('journal.column.why'), cell: (row: JournalRow) => row.why || '-' },
      {
        header: t('journal.column.sent'),
        cell: (row: JournalRow) =>
          row.sent === null ? (
            '-'
          ) : row.sent ? (
            <Mark shape="✓" kind="ok" words={t('journal.sent')} />
          ) : (
            <Mark shape="✕" kind="bad" words={t('journal.notSent')} />
          ),
      },
    ],
    [t, books],
  )
}
