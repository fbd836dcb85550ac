import { Button, Group } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { GroupPerson, GroupRow } from '../../api/types'
import { ConfirmDanger } from '../../kit/confirm-danger'
import { tell } from '../../kit/notify'
import { wordRights } from '../../kit/rights'
import { Section } from '../../kit/section'
import { ShortList } from '../../kit/short-list'
import { GiveRights } from './give-rights'

/** Who may do what in a group, in plain words. */
export function GroupPeople({ group, editable }: { group: GroupRow; editable: boolean }) {
  const { t } = useTranslation('groups')
  const [giving, setGiving] = useState<GroupPerson | 'new' | null>(null)
  const [taking, setTaking] = useState<GroupPerson | null>(null)
  const answer = api.useQuery('get', '/api/groups/{groupId}/people', {
    params: { path: { groupId: group.id } },
  })
  const columns = [
    { header: t('people.name'), cell: (person: GroupPerson) => person.name },
    { header: t('people.may'), cell: (person: GroupPerson) => <RightsWords person={person} /> },
    {
      header: t('people.actions'),
      hideHeader: true,
      cell: (person: GroupPerson) =>
        editable && (
          <Group gap="xs" justify="flex-end" wrap="nowrap">
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => setGiving(person)}
              aria-label={t('people.changeOne', { name: person.name })}
            >
              {t('people.change')}
            </Button>
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => setTaking(person)}
              aria-label={t('people.takeOne', { name: person.name })}
            >
              {t('people.take')}
            </Button>
          </Group>
        ),
    },
  ]
  return (
    <Section
      title={t('people.title')}
      aside={
        editable && (
          <Button size="xs" variant="default" onClick={() => setGiving('new')}>
            {t('people.add')}
          </Button>
        )
      }
    >
      <ShortList
        label={t('people.title')}
        answer={answer}
        none={t('people.none')}
        columns={columns}
        rowKey={(person) => person.userId}
      />
      {giving && (
        <GiveRights group={group} person={giving === 'new' ? null : giving} onClose={() => setGiving(null)} />
      )}
      {taking && <TakeRights group={group} person={taking} onClose={() => setTaking(null)} />}
    </Section>
  )
}

function RightsWords({ person }: { person: GroupPerson }) {
  const { t } = useTranslation('groups')
  const table = api.useQuery('get', '/api/rights', undefined, { staleTime: Number.POSITIVE_INFINITY })
  if (!table.data) return <>{person.words.join(', ')}</>
  const { preset, may, mayNot } = wordRights(person.rights, table.data.rows, table.data.presets)
  if (preset) return <>{preset}</>
  return (
    <>
      {may.join(', ') || t('people.nothing')}
      {mayNot.length > 0 && <div className="muted">{t('people.less', { what: mayNot.join(', ') })}</div>}
    </>
  )
}

function TakeRights({
  group,
  person,
  onClose,
}: {
  group: GroupRow
  person: GroupPerson
  onClose: () => void
}) {
  const { t } = useTranslation('groups')
  const cache = useQueryClient()
  const take = api.useMutation('delete', '/api/groups/{groupId}/people/{userId}', {
    onSuccess: () => {
      tell(t('take.done', { name: person.name }))
      void cache.invalidateQueries({ queryKey: ['get', '/api/groups/{groupId}/people'] })
      onClose()
    },
  })
  return (
    <ConfirmDanger
      title={t('take.title', { name: person.name })}
      verb={t('take.verb')}
      pending={take.isPending}
      error={take.error}
      onConfirm={() => take.mutate({ params: { path: { groupId: group.id, userId: person.userId } } })}
      onClose={onClose}
    >
      {t('take.goes', { name: person.name, group: group.name })}
    </ConfirmDanger>
  )
}
