import { TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { fieldError } from '../../api/problem'
import { FormModal } from '../../kit/form-modal'
import { tell } from '../../kit/notify'

export function CreateGroup({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('groups')
  const cache = useQueryClient()
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const create = api.useMutation('post', '/api/groups', {
    onSuccess: () => {
      tell(t('create.done', { name: name.trim() }))
      void cache.invalidateQueries({ queryKey: ['get', '/api/groups'] })
      onClose()
    },
  })
  return (
    <FormModal
      title={t('create.title')}
      verb={t('create.verb')}
      pending={create.isPending}
      error={create.error}
      onSubmit={() => create.mutate({ body: { name: name.trim(), description: description.trim() } })}
      onClose={onClose}
    >
      <TextInput
        label={t('column.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={fieldError(create.error, 'name')}
        required
        withAsterisk={false}
        data-autofocus
      />
      <TextInput
        label={t('column.description')}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
        error={fieldError(create.error, 'description')}
      />
    </FormModal>
  )
}
