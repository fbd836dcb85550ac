import { Button, Group, NativeSelect, Stack, Text, Textarea } from '@mantine/core'
import { getRouteApi, useLocation, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { fieldError } from '../../api/problem'
import { ErrorPanel } from '../../kit/error-panel'
import { Page } from '../../kit/page'
import { Pending } from '../../kit/pending'
import { Section } from '../../kit/section'
import classes from './jobs.module.css'

const route = getRouteApi('/shell/jobs/new')
const shells = ['Auto', 'Sh', 'Bash', 'PowerShell', 'Cmd'] as const
const minute = 60
const hour = 60 * minute
const day = 24 * hour

/** Asks for a command and says, before it runs, on how many devices. */
export function NewJobPage() {
  const { t } = useTranslation('jobs')
  const { deviceId, q } = route.useSearch()
  const chosen = useLocation({ select: (location) => location.state.chosen })
  const open = useNavigate()
  const [text, setText] = useState('')
  const [shell, setShell] = useState<(typeof shells)[number]>('Auto')
  const [as, setAs] = useState<'Agent' | 'User'>('Agent')
  const [timeoutSeconds, setTimeoutSeconds] = useState(hour)
  const [expiresSeconds, setExpiresSeconds] = useState(day)
  const found = api.useQuery(
    'get',
    '/api/devices',
    { params: { query: { q: deviceId ? `id:${deviceId}` : q, take: 1 } } },
    { enabled: !chosen },
  )
  const start = api.useMutation('post', '/api/jobs/run', {
    onSuccess: (made) => void open({ to: '/jobs/$jobId', params: { jobId: made.jobId } }),
  })
  if (found.isPending && !chosen) return <Pending />
  if (found.error)
    return (
      <Page title={t('new.title')}>
        <ErrorPanel error={found.error} onRetry={() => void found.refetch()} />
      </Page>
    )
  const count = chosen?.count ?? found.data?.total ?? 0
  const where = chosen
    ? t('new.onChosen', { count })
    : deviceId
      ? t('new.on', { name: found.data?.rows[0]?.name ?? deviceId })
      : q
        ? t('new.onSearch', { count, q })
        : t('new.onAll', { count })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (start.isPending || count === 0) return
    const on = chosen ? { devices: chosen.devices } : deviceId ? { devices: [deviceId] } : { q: q ?? '' }
    start.mutate({ body: { text, shell, as, timeoutSeconds, expiresSeconds, ...on } })
  }
  const length = (seconds: number) => {
    if (seconds >= day) return t('new.days', { count: seconds / day })
    if (seconds >= hour) return t('new.hours', { count: seconds / hour })
    return t('new.minutes', { count: seconds / minute })
  }
  const times = (all: readonly number[]) =>
    all.map((seconds) => ({ value: String(seconds), label: length(seconds) }))
  return (
    <Page title={t('new.title')}>
      <form onSubmit={submit}>
        <Section title={where}>
          <Stack gap="md">
            <Textarea
              className={classes.text}
              label={t('new.text')}
              description={t('new.textHint')}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              error={fieldError(start.error, 'text')}
              autosize
              minRows={4}
              maxRows={20}
              spellCheck={false}
              autoCapitalize="off"
              required
              withAsterisk={false}
            />
            <Group grow preventGrowOverflow={false} align="flex-end">
              <NativeSelect
                label={t('new.shell')}
                value={shell}
                onChange={(event) => setShell(event.currentTarget.value as typeof shell)}
                data={shells.map((name) => ({ value: name, label: name === 'Auto' ? t('new.auto') : name }))}
              />
              <NativeSelect
                label={t('new.as')}
                value={as}
                onChange={(event) => setAs(event.currentTarget.value as typeof as)}
                data={[
                  { value: 'Agent', label: t('new.asAgent') },
                  { value: 'User', label: t('new.asUser') },
                ]}
              />
              <NativeSelect
                label={t('new.timeout')}
                value={String(timeoutSeconds)}
                onChange={(event) => setTimeoutSeconds(Number(event.currentTarget.value))}
                data={times([minute, 10 * minute, hour, 6 * hour, day])}
              />
              <NativeSelect
                label={t('new.expires')}
                value={String(expiresSeconds)}
                onChange={(event) => setExpiresSeconds(Number(event.currentTarget.value))}
                data={[{ value: '1', label: t('new.none') }, ...times([hour, day, 7 * day, 30 * day])]}
              />
            </Group>
            {chosen && chosen.mayNot > 0 && (
              <Text size="sm">{t('common:action.mayNot', { count: chosen.mayNot })}</Text>
            )}
            <Text size="sm" c="dimmed">
              {t(chosen ? 'new.later' : 'new.judged')}
            </Text>
            {start.error && !fieldError(start.error, 'text') && <ErrorPanel error={start.error} />}
            <Group>
              <Button type="submit" loading={start.isPending} disabled={count === 0}>
                {count === 0 ? t('new.nothing') : deviceId ? t('new.verb') : t('new.sure', { count })}
              </Button>
            </Group>
          </Stack>
        </Section>
      </form>
    </Page>
  )
}
