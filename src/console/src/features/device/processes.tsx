import { Button, Stack, Text } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { DevicePage } from '../../api/types'
import { useOutcome } from '../../kit/actions/use-outcome'
import { ConfirmDanger } from '../../kit/confirm-danger'
import { bytes, duration } from '../../kit/time'
import { When } from '../../kit/when'
import { Listed, type Sorted, sortedBy, verbs } from './listed'
import { useListed } from './use-listed'
import { useWhyNot } from './why-not'

/** As the agent writes it; times are milliseconds since 1970. */
interface Process {
  pid: number
  parent: number
  user: string
  name: string
  command: string
  cpuSeconds: number
  memoryBytes: number
  startedAt: number
}

const none: Process[] = []
const textOf = (row: Process) => `${row.pid} ${row.name} ${row.user} ${row.command}`

/** What runs on the device, as it said when it was asked. */
export default function Processes({ page, past }: { page: DevicePage; past: boolean }) {
  const { t } = useTranslation('device')
  const deviceId = page.device.id
  const why = useWhyNot(page, past)('processes', 'processes')
  const answer = useListed<{ processes: Process[]; cut: boolean }>('processes', deviceId, why === undefined)
  const [ending, setEnding] = useState<Process | null>(null)
  const mayEnd = page.permissions.includes('change-processes')
  const columns = useMemo<Sorted<Process>[]>(
    () => [
      sortedBy('name', t('process.name'), (row) => row.name, { width: '9rem' }),
      sortedBy('pid', t('process.pid'), (row) => row.pid, { width: '5rem', align: 'end' }),
      sortedBy('user', t('process.user'), (row) => row.user, { width: '6.5rem' }),
      sortedBy('cpu', t('process.cpu'), (row) => row.cpuSeconds, {
        width: '7.5rem',
        align: 'end',
        cell: (row) => duration(row.cpuSeconds * 1000),
      }),
      sortedBy('memory', t('process.memory'), (row) => row.memoryBytes, {
        width: '6rem',
        align: 'end',
        cell: (row) => bytes(row.memoryBytes),
      }),
      sortedBy('started', t('process.started'), (row) => row.startedAt, {
        width: '7.5rem',
        cell: (row) => <When at={new Date(row.startedAt).toISOString()} />,
      }),
      {
        id: 'command',
        header: t('process.command'),
        least: 10,
        cell: (row) => (
          <span className="mono" title={row.command}>
            {row.command}
          </span>
        ),
      },
      ...verbs<Process>(mayEnd, t('process.endHeader'), '5rem', (row) => (
        <EndButton row={row} onEnd={setEnding} />
      )),
    ],
    [t, mayEnd],
  )
  return (
    <>
      <Listed
        label={t('tab.processes')}
        why={why}
        answer={answer}
        rows={answer.data?.processes ?? none}
        columns={columns}
        rowKey={(row) => `${row.pid} ${row.startedAt}`}
        textOf={textOf}
        first="-memory"
        note={answer.data?.cut ? t('process.cut') : undefined}
        card={(row) => (
          <div>
            <strong>{row.name}</strong> · {row.pid} · {row.user} · {bytes(row.memoryBytes)}
            <Text size="xs" truncate>
              {row.command}
            </Text>
            {mayEnd && <EndButton row={row} onEnd={setEnding} />}
          </div>
        )}
      />
      {ending && (
        <EndDialog
          process={ending}
          page={page}
          onClose={() => setEnding(null)}
          onEnded={() => void answer.refetch()}
        />
      )}
    </>
  )
}

function EndButton({ row, onEnd }: { row: Process; onEnd: (row: Process) => void }) {
  const { t } = useTranslation('device')
  return (
    <Button
      size="compact-xs"
      variant="default"
      aria-label={t('process.endOne', { name: row.name, pid: row.pid })}
      onClick={() => onEnd(row)}
    >
      {t('process.end')}
    </Button>
  )
}

function EndDialog({
  process,
  page,
  onClose,
  onEnded,
}: {
  process: Process
  page: DevicePage
  onClose: () => void
  onEnded: () => void
}) {
  const { t } = useTranslation('device')
  const outcome = useOutcome()
  const { pid, startedAt, name } = process
  const words = t('process.endOne', { name, pid })
  const end = api.useMutation('post', '/api/jobs/end-process', {
    onSuccess: (made) => {
      outcome(made, words, onEnded)
      onClose()
    },
  })
  return (
    <ConfirmDanger
      title={words}
      verb={t('process.end')}
      pending={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate({ body: { deviceId: page.device.id, pid, startedAt, name } })}
      onClose={onClose}
    >
      <Stack gap="sm">
        <span>{t('process.endGoes', { device: page.device.name })}</span>
        <Text className="mono" style={{ overflowWrap: 'anywhere' }}>
          {process.command}
        </Text>
      </Stack>
    </ConfirmDanger>
  )
}
