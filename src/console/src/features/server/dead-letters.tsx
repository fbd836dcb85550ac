import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { DeadLetter } from '../../api/types'
import { tellProblem } from '../../kit/error-panel'
import { tell } from '../../kit/notify'
import { Section } from '../../kit/section'
import { ShortList } from '../../kit/short-list'
import { When } from '../../kit/when'

/** Messages that were given up after all attempts; sending again keeps their key and order. */
export function DeadLetters() {
  const { t } = useTranslation('server')
  const cache = useQueryClient()
  const answer = api.useQuery('get', '/api/server/dead-letters', undefined, { staleTime: 0 })
  const resend = api.useMutation('post', '/api/server/dead-letters/{id}/resend', {
    onSuccess: () => {
      tell(t('letters.resent'))
      void cache.invalidateQueries({ queryKey: ['get', '/api/server/dead-letters'] })
    },
    onError: tellProblem,
  })
  const columns = [
    { header: t('letters.name'), cell: (letter: DeadLetter) => <span className="mono">{letter.name}</span> },
    {
      header: t('letters.key'),
      cell: (letter: DeadLetter) => <span className="mono">{letter.key || '-'}</span>,
    },
    { header: t('letters.attempts'), cell: (letter: DeadLetter) => letter.attempts },
    { header: t('letters.error'), cell: (letter: DeadLetter) => letter.error },
    { header: t('letters.at'), cell: (letter: DeadLetter) => <When at={letter.at} /> },
    {
      header: t('column.actions'),
      hideHeader: true,
      cell: (letter: DeadLetter) => (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={t('letters.resendOne', { name: letter.name })}
          loading={resend.isPending && resend.variables.params.path.id === letter.id}
          onClick={() => resend.mutate({ params: { path: { id: letter.id } } })}
        >
          {t('letters.resend')}
        </Button>
      ),
    },
  ]
  return (
    <Section title={t('letters.title')}>
      <ShortList
        label={t('letters.title')}
        answer={answer}
        none={t('letters.none')}
        columns={columns}
        rowKey={(letter) => letter.id}
      />
    </Section>
  )
}
