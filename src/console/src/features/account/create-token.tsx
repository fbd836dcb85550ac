import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { fieldError } from '../../api/problem'
import { CopyLine } from '../../kit/copy-line'
import { FormModal } from '../../kit/form-modal'
import { TokenChoices, usualChoice } from './token-choices'

/** Makes a token and shows it: once, for nobody can look it up later. */
export default function CreateToken({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('account')
  const cache = useQueryClient()
  const [name, setName] = useState('')
  const [choice, setChoice] = useState(usualChoice)
  const create = api.useMutation('post', '/api/tokens', {
    onSuccess: () => cache.invalidateQueries({ queryKey: ['get', '/api/me/tokens'] }),
  })
  if (create.data) return <TokenOnce token={create.data.token} onClose={onClose} />
  return (
    <FormModal
      title={t('tokens.create')}
      verb={t('tokens.verb')}
      pending={create.isPending}
      error={create.error}
      onSubmit={() => create.mutate({ body: { name: name.trim(), ...choice } })}
      onClose={onClose}
    >
      <TextInput
        label={t('tokens.name')}
        description={t('tokens.nameHint')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={fieldError(create.error, 'name')}
        maxLength={64}
        autoComplete="off"
        required
        withAsterisk={false}
        data-autofocus
      />
      <TokenChoices choice={choice} onChange={setChoice} />
    </FormModal>
  )
}

function TokenOnce({ token, onClose }: { token: string; onClose: () => void }) {
  const { t } = useTranslation('account')
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      closeOnClickOutside={false}
      title={t('tokens.made')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Stack gap="md">
        <Text>{t('tokens.once')}</Text>
        <CopyLine text={token} label={t('tokens.text')} />
        <Text size="sm" c="dimmed">
          {t('tokens.use')}
        </Text>
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('tokens.kept')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
