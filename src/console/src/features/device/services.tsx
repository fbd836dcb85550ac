import { Button, Group, Text } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { DevicePage } from '../../api/types'
import { useOutcome } from '../../kit/actions/use-outcome'
import { ConfirmDanger } from '../../kit/confirm-danger'
import { Mark } from '../../kit/status-mark'
import { Listed, type Sorted, sortedBy, verbs } from './listed'
import { useListed } from './use-listed'
import { useWhyNot } from './why-not'

/** As the agent writes it, in the words of its system. */
interface Service {
  name: string
  description: string
  state: string
  detail: string
}
type Change = 'Start' | 'Stop' | 'Restart'
interface Asked {
  service: Service
  to: Change
}

const none: Service[] = []
const textOf = (row: Service) => `${row.name} ${row.description} ${row.state}`

/** The services of the device, as it said when it was asked. */
export default function Services({ page, past }: { page: DevicePage; past: boolean }) {
  const { t } = useTranslation('device')
  const why = useWhyNot(page, past)('processes', 'services')
  const answer = useListed<{ services: Service[] }>('services', page.device.id, why === undefined)
  const [asked, setAsked] = useState<Asked | null>(null)
  const mayChange = page.permissions.includes('change-processes')
  const columns = useMemo<Sorted<Service>[]>(
    () => [
      sortedBy('name', t('service.name'), (row) => row.name, { width: '16rem' }),
      sortedBy('state', t('service.state'), (row) => row.state, {
        width: '11rem',
        cell: (row) => <State row={row} />,
      }),
      sortedBy('description', t('service.description'), (row) => row.description, { least: 14 }),
      ...verbs<Service>(mayChange, t('service.change'), '11rem', (row) => (
        <Changes row={row} onAsk={setAsked} />
      )),
    ],
    [t, mayChange],
  )
  return (
    <>
      <Listed
        label={t('tab.services')}
        why={why}
        answer={answer}
        rows={answer.data?.services ?? none}
        columns={columns}
        rowKey={(row) => row.name}
        textOf={textOf}
        first="name"
        card={(row) => (
          <div>
            <strong>{row.name}</strong> · <State row={row} />
            <Text size="xs">{row.description}</Text>
            {mayChange && <Changes row={row} onAsk={setAsked} />}
          </div>
        )}
      />
      {asked && (
        <ChangeDialog
          asked={asked}
          page={page}
          onClose={() => setAsked(null)}
          onChanged={() => void answer.refetch()}
        />
      )}
    </>
  )
}

function State({ row }: { row: Service }) {
  const look =
    row.state === 'active'
      ? ({ shape: '●', kind: 'ok' } as const)
      : row.state === 'failed'
        ? ({ shape: '✕', kind: 'bad' } as const)
        : ({ shape: '○', kind: 'faint' } as const)
  return <Mark {...look} words={`${row.state} (${row.detail})`} />
}

function Changes({ row, onAsk }: { row: Service; onAsk: (asked: Asked) => void }) {
  const { t } = useTranslation('device')
  const all: Change[] = row.state === 'active' ? ['Restart', 'Stop'] : ['Start']
  return (
    <Group gap="xs">
      {all.map((to) => (
        <Button
          key={to}
          size="compact-xs"
          variant="default"
          aria-label={t(`service.one${to}`, { name: row.name })}
          onClick={() => onAsk({ service: row, to })}
        >
          {t(`service.${to}`)}
        </Button>
      ))}
    </Group>
  )
}

function ChangeDialog({
  asked: { service, to },
  page,
  onClose,
  onChanged,
}: {
  asked: Asked
  page: DevicePage
  onClose: () => void
  onChanged: () => void
}) {
  const { t } = useTranslation('device')
  const outcome = useOutcome()
  const words = t(`service.one${to}`, { name: service.name })
  const change = api.useMutation('post', '/api/jobs/change-service', {
    onSuccess: (made) => {
      outcome(made, words, onChanged)
      onClose()
    },
  })
  return (
    <ConfirmDanger
      title={words}
      verb={t(`service.${to}`)}
      pending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ body: { deviceId: page.device.id, name: service.name, to } })}
      onClose={onClose}
    >
      {t('service.goes', { device: page.device.name })}
    </ConfirmDanger>
  )
}
