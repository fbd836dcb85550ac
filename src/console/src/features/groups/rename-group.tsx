import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { GroupRow } from '../../api/types'
import { NameForm } from '../../kit/name-form'
import { tell } from '../../kit/notify'

/** Sends the version it was based on, as with devices. */
export function RenameGroup({ group, onClose }: { group: GroupRow; onClose: () => void }) {
  const { t } = useTranslation('groups')
  const [version] = useState(group.version)
  const rename = api.useMutation('put', '/api/groups/{groupId}/name', {
    onSuccess: (_, { body }) => {
      tell(t('rename.done', { name: body.name }))
      onClose()
    },
  })
  return (
    <NameForm
      title={t('rename.title')}
      verb={t('rename.verb')}
      label={t('column.name')}
      name={group.name}
      pending={rename.isPending}
      error={rename.error}
      onName={(name) =>
        rename.mutate({ params: { path: { groupId: group.id } }, body: { name: name.trim(), version } })
      }
      onClose={onClose}
    />
  )
}
