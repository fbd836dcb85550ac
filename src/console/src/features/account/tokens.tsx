import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { TokenRow } from '../../api/types'
import { tellProblem } from '../../kit/error-panel'
import { later } from '../../kit/later'
import { fullRights } from '../../kit/rights'
import { Section } from '../../kit/section'
import { ShortList } from '../../kit/short-list'
import { When } from '../../kit/when'

const CreateToken = later(() => import('./create-token'))

/** The programs that act for this person, each of which can be stopped. */
export function Tokens() {
  const { t } = useTranslation('account')
  const cache = useQueryClient()
  const [making, setMaking] = useState(false)
  const answer = api.useQuery('get', '/api/me/tokens', undefined, { staleTime: 0 })
  const revoke = api.useMutation('delete', '/api/tokens/{tokenId}', {
    onSuccess: () => cache.invalidateQueries({ queryKey: ['get', '/api/me/tokens'] }),
    onError: tellProblem,
  })
  const columns = [
    { header: t('tokens.name'), cell: (token: TokenRow) => token.name },
    {
      header: t('tokens.rights'),
      cell: (token: TokenRow) =>
        token.rights === fullRights ? t('tokens.everything') : token.words.join(', '),
    },
    { header: t('tokens.madeAt'), cell: (token: TokenRow) => <When at={token.createdAt} /> },
    {
      header: t('tokens.usedAt'),
      cell: (token: TokenRow) => (token.lastUsedAt ? <When at={token.lastUsedAt} /> : t('tokens.never')),
    },
    { header: t('tokens.endsAt'), cell: (token: TokenRow) => <When at={token.expiresAt} /> },
    {
      header: t('logins.actions'),
      hideHeader: true,
      cell: (token: TokenRow) => (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={t('tokens.revokeOne', { name: token.name })}
          loading={revoke.isPending && revoke.variables.params.path.tokenId === token.id}
          onClick={() => revoke.mutate({ params: { path: { tokenId: token.id } } })}
        >
          {t('tokens.revoke')}
        </Button>
      ),
    },
  ]
  return (
    <Section
      title={t('tokens.title')}
      aside={
        <Button
          size="xs"
          onClick={() => setMaking(true)}
          onPointerEnter={CreateToken.fetch}
          onFocus={CreateToken.fetch}
        >
          {t('tokens.create')}
        </Button>
      }
    >
      <ShortList
        label={t('tokens.title')}
        answer={answer}
        none={t('tokens.none')}
        columns={columns}
        rowKey={(token) => token.id}
      />
      <Suspense>{making && <CreateToken onClose={() => setMaking(false)} />}</Suspense>
    </Section>
  )
}
