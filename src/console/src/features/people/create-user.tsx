import { Checkbox, PasswordInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { fieldError } from '../../api/problem'
import { FormModal } from '../../kit/form-modal'
import { tell } from '../../kit/notify'

export default function CreateUser({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('people')
  const cache = useQueryClient()
  const [form, setForm] = useState({ name: '', email: '', password: '', administrator: false })
  const put = (field: 'name' | 'email' | 'password') => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget
    setForm((known) => ({ ...known, [field]: value }))
  }
  const create = api.useMutation('post', '/api/users', {
    onSuccess: () => {
      tell(t('create.done', { name: form.name.trim() }))
      void cache.invalidateQueries({ queryKey: ['get', '/api/users'] })
      onClose()
    },
  })
  return (
    <FormModal
      title={t('create.title')}
      verb={t('create.verb')}
      pending={create.isPending}
      error={create.error}
      onSubmit={() => create.mutate({ body: { ...form, name: form.name.trim(), email: form.email.trim() } })}
      onClose={onClose}
    >
      <TextInput
        label={t('column.name')}
        autoComplete="off"
        value={form.name}
        onChange={put('name')}
        error={fieldError(create.error, 'name')}
        required
        withAsterisk={false}
        data-autofocus
      />
      <TextInput
        label={t('column.email')}
        type="email"
        autoComplete="off"
        value={form.email}
        onChange={put('email')}
        error={fieldError(create.error, 'email')}
        required
        withAsterisk={false}
      />
      <PasswordInput
        label={t('create.password')}
        description={t('create.passwordHint')}
        autoComplete="new-password"
        value={form.password}
        onChange={put('password')}
        error={fieldError(create.error, 'password')}
        visibilityToggleButtonProps={{ 'aria-label': t('common:expired.show') }}
        required
        withAsterisk={false}
      />
      <Checkbox
        label={t('create.administrator')}
        description={t('create.administratorHint')}
        checked={form.administrator}
        onChange={(event) => {
          const { checked } = event.currentTarget
          setForm((known) => ({ ...known, administrator: checked }))
        }}
      />
    </FormModal>
  )
}
