import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { GroupRow, HeldRow } from '../../api/types'
import { tellProblem } from '../../kit/error-panel'
import { tell } from '../../kit/notify'
import { Section } from '../../kit/section'
import { ShortList } from '../../kit/short-list'
import { When } from '../../kit/when'

/** Devices that knocked and were not let in, with the server's reason; one click admits to the group. */
export function HeldDevices({ group }: { group: GroupRow }) {
  const { t } = useTranslation('enrolment')
  const cache = useQueryClient()
  const answer = api.useQuery('get', '/api/held')
  const admit = api.useMutation('post', '/api/held/{heldId}/admit', {
    onSuccess: () => {
      tell(t('held.admitted', { group: group.name }))
      void cache.invalidateQueries({ queryKey: ['get', '/api/held'] })
    },
    onError: tellProblem,
  })
  const columns = [
    { header: t('held.host'), cell: (held: HeldRow) => held.hostName || held.nodeId.slice(0, 12) },
    { header: t('held.reason'), cell: (held: HeldRow) => held.reason },
    { header: t('held.address'), cell: (held: HeldRow) => held.address },
    { header: t('held.since'), cell: (held: HeldRow) => <When at={held.since} /> },
    {
      header: t('held.actions'),
      hideHeader: true,
      cell: (held: HeldRow) => (
        <Button
          size="compact-xs"
          aria-label={t('held.admitOne', { host: held.hostName, group: group.name })}
          loading={admit.isPending && admit.variables.params.path.heldId === held.id}
          onClick={() => admit.mutate({ params: { path: { heldId: held.id } }, body: { groupId: group.id } })}
        >
          {t('held.admit')}
        </Button>
      ),
    },
  ]
  return (
    <Section title={t('held.title')}>
      <ShortList
        label={t('held.title')}
        answer={answer}
        none={t('held.none')}
        columns={columns}
        rowKey={(held) => held.id}
      />
    </Section>
  )
}
