import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { describe } from '../../kit/error-panel'
import { Facts } from '../../kit/facts'
import { Page } from '../../kit/page'
import { Section } from '../../kit/section'
import { exact } from '../../kit/time'
import classes from './account.module.css'
import { TokenChoices, usualChoice } from './token-choices'

/**
 * A program shows a code and waits; here its person sees who asks from where, and lets it in or turns it away. The code may come in the
 * address, behind #, so that it reaches no log; it is shown to be compared.
 */
export function PairPage() {
  const { t } = useTranslation('account')
  const { me } = getRouteApi('/shell').useRouteContext()
  const [typed, setTyped] = useState(() => location.hash.slice(1))
  const [code, setCode] = useState(typed)
  const [choice, setChoice] = useState(usualChoice)
  const found = api.useQuery(
    'get',
    '/api/pairing-codes/{code}',
    { params: { path: { code } } },
    { enabled: code !== '', staleTime: 0, gcTime: 0, refetchOnMount: false },
  )
  const path = { params: { path: { code } } }
  const confirm = api.useMutation('post', '/api/pairing-codes/{code}/confirm')
  const deny = api.useMutation('post', '/api/pairing-codes/{code}/deny')
  const waiting = found.data?.waiting
  const error = found.error ?? confirm.error ?? deny.error
  const look = (event: FormEvent) => {
    event.preventDefault()
    if (typed.trim() === code) void found.refetch()
    else setCode(typed.trim())
  }

  if (confirm.isSuccess || deny.isSuccess)
    return (
      <Page title={confirm.isSuccess ? t('pair.done') : t('pair.denied')}>
        <Text role="status">{confirm.isSuccess ? t('pair.doneHint') : t('pair.deniedHint')}</Text>
      </Page>
    )
  return (
    <Page title={t('pair.title')}>
      <div className={classes.pair}>
        {waiting ? (
          <Section title={t('pair.asks', { client: waiting.client })}>
            <Stack gap="md">
              <Text>{t('pair.compare')}</Text>
              <Text className={classes.code} component="output">
                {waiting.code}
              </Text>
              <Facts
                rows={[
                  { name: t('pair.from'), value: waiting.address },
                  { name: t('pair.at'), value: exact(waiting.askedAt) },
                  { name: t('pair.as'), value: me.name },
                ]}
              />
              <TokenChoices choice={choice} onChange={setChoice} />
              <Alert variant="light" color="yellow">
                {t('pair.warning')}
              </Alert>
              <Failure error={error} />
              <Group justify="flex-end" gap="sm">
                <Button variant="default" loading={deny.isPending} onClick={() => deny.mutate(path)}>
                  {t('pair.deny')}
                </Button>
                <Button
                  loading={confirm.isPending}
                  onClick={() => confirm.mutate({ ...path, body: { ...choice } })}
                >
                  {t('pair.confirm')}
                </Button>
              </Group>
            </Stack>
          </Section>
        ) : (
          <form onSubmit={look}>
            <Stack gap="md">
              <TextInput
                label={t('pair.code')}
                description={t('pair.codeHint')}
                value={typed}
                onChange={(event) => setTyped(event.currentTarget.value)}
                error={found.data && missing(found.data.waitSeconds, t)}
                autoComplete="off"
                spellCheck={false}
                maxLength={32}
                required
                withAsterisk={false}
                autoFocus
              />
              <Failure error={error} />
              <div>
                <Button type="submit" loading={found.isFetching}>
                  {t('pair.look')}
                </Button>
              </div>
            </Stack>
          </form>
        )}
      </div>
    </Page>
  )
}

const missing = (seconds: number, t: ReturnType<typeof useTranslation<'account'>>['t']) =>
  seconds > 0 ? t('pair.wait', { count: seconds }) : t('pair.unknown')

function Failure({ error }: { error: unknown }) {
  const { t } = useTranslation('account')
  if (!error) return null
  return (
    <Text c="red" role="alert">
      {describe(error, t('common:error.unreachableHint'))}
    </Text>
  )
}
