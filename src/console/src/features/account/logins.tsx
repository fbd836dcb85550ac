import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { LoginRow } from '../../api/types'
import { tellProblem } from '../../kit/error-panel'
import { Section } from '../../kit/section'
import { ShortList } from '../../kit/short-list'
import { Mark } from '../../kit/status-mark'
import { When } from '../../kit/when'

/** Where this person is signed in, with a way to end each login but this one (that is signing out). */
export function Logins() {
  const { t } = useTranslation('account')
  const cache = useQueryClient()
  const answer = api.useQuery('get', '/api/me/logins', undefined, { staleTime: 0 })
  const end = api.useMutation('delete', '/api/logins/{loginId}', {
    onSuccess: () => cache.invalidateQueries({ queryKey: ['get', '/api/me/logins'] }),
    onError: tellProblem,
  })
  const columns = [
    { header: t('logins.client'), cell: (login: LoginRow) => login.client },
    { header: t('logins.address'), cell: (login: LoginRow) => login.address },
    { header: t('logins.started'), cell: (login: LoginRow) => <When at={login.startedAt} /> },
    { header: t('logins.seen'), cell: (login: LoginRow) => <When at={login.lastSeenAt} /> },
    {
      header: t('logins.actions'),
      hideHeader: true,
      cell: (login: LoginRow) =>
        login.current ? (
          <Mark shape="●" kind="ok" words={t('logins.current')} />
        ) : (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={t('logins.endOne', { client: login.client })}
            loading={end.isPending && end.variables.params.path.loginId === login.id}
            onClick={() => end.mutate({ params: { path: { loginId: login.id } } })}
          >
            {t('logins.end')}
          </Button>
        ),
    },
  ]
  return (
    <Section title={t('logins.title')}>
      <ShortList label={t('logins.title')} answer={answer} columns={columns} rowKey={(login) => login.id} />
    </Section>
  )
}
