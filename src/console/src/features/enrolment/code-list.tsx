import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { CodeRow, GroupRow } from '../../api/types'
import { tellProblem } from '../../kit/error-panel'
import { Section } from '../../kit/section'
import { ShortList } from '../../kit/short-list'
import { When } from '../../kit/when'

/** Whether a code still admits devices, and if not, why. */
export function codeState(code: CodeRow, now: number): 'usable' | 'revoked' | 'expired' | 'spent' {
  if (code.revoked) return 'revoked'
  if (Date.parse(code.expiresAt) <= now) return 'expired'
  return code.limit !== null && code.used >= code.limit ? 'spent' : 'usable'
}

export function CodeList({ group }: { group: GroupRow }) {
  const { t } = useTranslation('enrolment')
  const cache = useQueryClient()
  const question = { params: { path: { groupId: group.id } } }
  const answer = api.useQuery('get', '/api/groups/{groupId}/codes', question)
  const revoke = api.useMutation('delete', '/api/codes/{codeId}', {
    onSuccess: () => cache.invalidateQueries({ queryKey: ['get', '/api/groups/{groupId}/codes'] }),
    onError: tellProblem,
  })
  const columns = [
    { header: t('codes.code'), cell: (code: CodeRow) => <span className="mono">{code.hint}</span> },
    { header: t('codes.state'), cell: (code: CodeRow) => t(`codes.is.${codeState(code, Date.now())}`) },
    {
      header: t('codes.used'),
      cell: (code: CodeRow) =>
        code.limit === null ? String(code.used) : t('codes.usedOf', { used: code.used, limit: code.limit }),
    },
    { header: t('codes.expires'), cell: (code: CodeRow) => <When at={code.expiresAt} /> },
    {
      header: t('codes.actions'),
      hideHeader: true,
      cell: (code: CodeRow) =>
        codeState(code, Date.now()) === 'usable' && (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={t('codes.revokeOne', { code: code.hint })}
            loading={revoke.isPending && revoke.variables.params.path.codeId === code.id}
            onClick={() => revoke.mutate({ params: { path: { codeId: code.id } } })}
          >
            {t('codes.revoke')}
          </Button>
        ),
    },
  ]
  return (
    <Section title={t('codes.title')}>
      <ShortList
        label={t('codes.title')}
        answer={answer}
        none={t('codes.none')}
        columns={columns}
        rowKey={(code) => code.id}
      />
    </Section>
  )
}
