import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { fieldError } from '../../api/problem'
import type { GroupRow } from '../../api/types'
import { FormModal } from '../../kit/form-modal'
import { tell } from '../../kit/notify'

/** Sends the version it was based on, as with devices. */
export function RenameGroup({ group, onClose }: { group: GroupRow; onClose: () => void }) {
  const { t } = useTranslation('groups')
  const [name, setName] = useState(group.name)
  const [version] = useState(group.version)
  const rename = api.useMutation('put', '/api/groups/{groupId}/name', {
    onSuccess: () => {
      tell(t('rename.done', { name: name.trim() }))
      onClose()
    },
  })
  return (
    <FormModal
      title={t('rename.title')}
      verb={t('rename.verb')}
      pending={rename.isPending}
      error={rename.error}
      onSubmit={() =>
        rename.mutate({ params: { path: { groupId: group.id } }, body: { name: name.trim(), version } })
      }
      onClose={onClose}
    >
      <TextInput
        label={t('column.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={fieldError(rename.error, 'name')}
        required
        withAsterisk={false}
        data-autofocus
      />
    </FormModal>
  )
}
