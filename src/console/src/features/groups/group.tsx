import { Button, Group } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { ErrorPanel } from '../../kit/error-panel'
import { Facts } from '../../kit/facts'
import { LinkButton } from '../../kit/link-button'
import { Page } from '../../kit/page'
import { Pending } from '../../kit/pending'
import { writeTerm } from '../../kit/query-terms'
import { hasBit } from '../../kit/rights'
import { Section } from '../../kit/section'
import { DeleteGroup } from './delete-group'
import { GroupPeople } from './group-people'
import { RenameGroup } from './rename-group'
import { GroupConsent } from './set-group-consent'

const route = getRouteApi('/shell/groups/$groupId')

/** MeshCentral's bits 0 and 1: change the group, give rights in it. */
const editGroup = 0
const managePeople = 1

export function GroupPage() {
  const { t } = useTranslation('groups')
  const { groupId } = route.useParams()
  const [asked, setAsked] = useState<'rename' | 'delete' | null>(null)
  const answer = api.useQuery('get', '/api/groups/{groupId}', { params: { path: { groupId } } })
  if (answer.isPending) return <Pending />
  if (answer.error)
    return (
      <Page title={t('one')}>
        <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />
        <Link to="/groups">{t('back')}</Link>
      </Page>
    )
  const group = answer.data
  const mayEdit = hasBit(group.rights, editGroup)
  return (
    <Page
      title={group.name}
      facts={[t('devices', { count: group.devices }), group.description].filter(Boolean).join(' · ')}
      actions={
        <>
          {mayEdit && (
            <>
              <Button variant="default" onClick={() => setAsked('rename')}>
                {t('rename.open')}
              </Button>
              <Button variant="default" c="red" onClick={() => setAsked('delete')}>
                {t('delete.open')}
              </Button>
            </>
          )}
          <LinkButton to="/devices/add" search={{ groupId }} leftSection={<IconPlus size={16} aria-hidden />}>
            {t('addDevice')}
          </LinkButton>
        </>
      }
    >
      <Section title={t('section.facts')}>
        <Facts
          rows={[
            {
              name: t('column.devices'),
              value: (
                <Link to="/devices" search={{ q: writeTerm('group', group.name) }}>
                  {t('devices', { count: group.devices })}
                </Link>
              ),
            },
            { name: t('column.description'), value: group.description || '-' },
          ]}
        />
      </Section>
      <GroupConsent group={group} editable={mayEdit} />
      <GroupPeople group={group} editable={hasBit(group.rights, managePeople)} />
      <Group>
        <Link to="/audit" search={{ groupId }}>
          {t('history')}
        </Link>
      </Group>
      {asked === 'rename' && <RenameGroup group={group} onClose={() => setAsked(null)} />}
      {asked === 'delete' && <DeleteGroup group={group} onClose={() => setAsked(null)} />}
    </Page>
  )
}
